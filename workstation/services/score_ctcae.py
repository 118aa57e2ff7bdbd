"""Lines of the kind ``ctcae.lab``: the CTCAE v5.0 grade of one measured value, no study needed."""

from __future__ import annotations

from decimal import Decimal

from workstation.definition.ctcae import Ask, LabTerm, Measure
from workstation.forms.units import conversion, unit_name
from workstation.messages import Sentence
from workstation.paths import resources
from workstation.scoring import ctcae
from workstation.scoring.ctcae_reading import Reading
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.measurement import Measurement
from workstation.services.release import load_ctcae
from workstation.services.score_fields import Fields, exact, number, text, yes_no

_IONISED = "ionised"
_LONGEST_UNIT = 40


def lab_line(fields: Fields) -> dict[str, object]:
    """``ctcae.lab``: the grade, or what it is at least and which limits are missing to tell."""
    name = text("term", fields["term"])
    terms = load_ctcae(resources()).terms
    check_name("term", name, terms)
    measure, unit = _measure(terms[name], fields)
    reading = Reading(
        Measurement(number(fields, "value")),
        unit,
        _amount(fields, "lln"),
        _amount(fields, "uln"),
        _amount(fields, "baseline"),
        yes_no("on_anticoagulant", fields.get("on_anticoagulant", False)),
    )
    graded = ctcae.grade(terms[name], measure, reading)
    return {
        "grade": graded.grade,
        "at_least": graded.at_least,
        "missing": [reference.value for reference in graded.missing],
        "ask": " ".join(_question(ask) for ask in graded.asks) or None,
    }


def _measure(term: LabTerm, fields: Fields) -> tuple[Measure, str]:
    """The first measure of the term that knows the unit, and the unit by its name there."""
    ionised = yes_no(_IONISED, fields.get(_IONISED, False))
    measures = [each for each in term.measures if not ionised or each.key == _IONISED]
    if not measures:
        raise ScoringError(Sentence("{term} is not graded on an ionised value.", {"term": term.name}))
    spelling = text("unit", fields.get("unit", ""))
    for measure in measures:
        if (by := conversion(measure, spelling)) is not None:
            return measure, unit_name(measure, by)
    values = {"unit": spelling[:_LONGEST_UNIT], "item": term.name}
    raise ScoringError(Sentence("{unit} is no unit of {item}.", values))


def _amount(fields: Fields, name: str) -> Decimal | None:
    value = fields.get(name)
    return None if value is None else exact(name, value)


def _question(ask: Ask) -> str:
    return f"{ask.text.en} If yes: grade {ask.grade}."
