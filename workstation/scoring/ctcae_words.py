"""Why a value has its grade: the value, the sign and the limit, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from workstation.definition.ctcae import Limit, Measure, Reference, Sign, Step
from workstation.messages import Sentence
from workstation.scoring.ctcae_limits import conversion
from workstation.scoring.ctcae_reading import Reading
from workstation.scoring.quantity import signed

_SIGNS: Mapping[Sign, str] = {Sign.BELOW: "<", Sign.AT_MOST: "≤", Sign.ABOVE: ">", Sign.AT_LEAST: "≥"}
_NAMES: Mapping[Reference, Sentence] = {
    Reference.LLN: Sentence("LLN"),
    Reference.ULN: Sentence("ULN"),
    Reference.BASELINE: Sentence("baseline value"),
}


def decided(measure: Measure, reading: Reading, step: Step | None) -> Sentence:
    """Why the grade is this one; without a step no limit was passed."""
    value = _amount(str(reading.value), _unit(measure, reading))
    if step is None:
        return Sentence("Grade 0: {value} passes no limit.", {"value": value})
    limits = _limits(measure, reading, step)
    return Sentence(
        "Grade {grade}: {value} {limits}.", {"grade": step.grade, "value": value, "limits": limits}
    )


def undecided(
    measure: Measure, reading: Reading, step: Step | None, missing: tuple[Reference, ...]
) -> Sentence:
    """Why the grade cannot be told, and what is proved so far."""
    value = _amount(str(reading.value), _unit(measure, reading))
    names = tuple(_NAMES[reference] for reference in missing)
    if step is None:
        if names:
            text = "The grade of {value} cannot be told without {missing}."
            return Sentence(text, {"value": value, "missing": names})
        return Sentence(
            "The grade cannot be told: {value} may lie on either side of a limit.", {"value": value}
        )
    limits = _limits(measure, reading, step)
    proved: dict[str, object] = {"grade": step.grade, "value": value, "limits": limits}
    if names:
        text = "At least grade {grade}: {value} {limits}. More cannot be told without {missing}."
        return Sentence(text, proved | {"missing": names})
    return Sentence("At least grade {grade}: {value} {limits}. It may lie beyond the next limit.", proved)


def _limits(measure: Measure, reading: Reading, step: Step) -> tuple[Sentence, ...]:
    return tuple(_limit(measure, reading, limit) for limit in step.limits)


def _limit(measure: Measure, reading: Reading, limit: Limit) -> Sentence:
    unit = _unit(measure, reading)
    sign = _SIGNS[limit.sign]
    if limit.of is None:
        printed = limit.printed.get(unit)
        shown = _amount(f"{limit.plus:f}", measure.unit) if printed is None else _amount(f"{printed:f}", unit)
        return Sentence("{sign} {limit}", {"sign": sign, "limit": shown})
    # A step that holds has its reference.
    known = _amount(f"{reading.known(limit.of) or Decimal(0):f}", unit)
    values: dict[str, object] = {"sign": sign, "name": _NAMES[limit.of], "known": known}
    if limit.plus:
        shift = _amount(signed(limit.plus), measure.unit)
        return Sentence("{sign} {name} {known} {shift}", values | {"shift": shift})
    if limit.times != 1:
        return Sentence("{sign} {times} × {name} {known}", values | {"times": limit.times})
    return Sentence("{sign} {name} {known}", values)


def _unit(measure: Measure, reading: Reading) -> str:
    return conversion(measure, reading.unit).unit


def _amount(number: str, unit: str) -> str:
    """A number with its unit; a ratio has none."""
    return number if unit in ("1", "0-4", "pH") else f"{number} {unit}"
