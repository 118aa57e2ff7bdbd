"""One measured value with what it is compared against, all in the unit in which it was reported."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workstation.definition.ctcae import Case, Measure, Reference, Worse
from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.measurement import Measurement
from workstation.scoring.quantity import checked


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and its limits; None: not known.

    ``unit`` is a name of the measure's units, empty for its first. ``lln``, ``uln`` and ``baseline`` are in the
    unit of the value. An anticoagulant counts only where one is recorded (safety facts 3.5).
    """

    value: Measurement
    unit: str = ""
    lln: Decimal | None = None
    uln: Decimal | None = None
    baseline: Decimal | None = None
    on_anticoagulant: bool = False

    def known(self, reference: Reference) -> Decimal | None:
        """The number behind a reference; None: not recorded."""
        return {
            Reference.LLN: self.lln,
            Reference.ULN: self.uln,
            Reference.BASELINE: self.baseline,
        }[reference]


def check_reading(measure: Measure, reading: Reading) -> None:
    """Refuse what cannot be true.

    Raises:
        ScoringError: an unknown unit, a negative number, a lower limit above the upper one, a limit of 0 of which
            the measure takes multiples.
    """
    if reading.unit:
        check_name("unit", reading.unit, measure.unit_names)
    checked("value", reading.value.value, 0)
    for reference in Reference:
        if (known := reading.known(reference)) is not None:
            checked(reference.value, known, 0)
            if known == 0 and reference in _multiplied(measure):
                sentence = Sentence(
                    "{name} cannot be 0: its multiples are limits.", {"name": reference.value}
                )
                raise ScoringError(sentence)
    if reading.lln is not None and reading.uln is not None and reading.lln > reading.uln:
        values = {"low": reading.lln, "high": reading.uln}
        raise ScoringError(Sentence("The lower limit {low} is above the upper one, {high}.", values))


def _multiplied(measure: Measure) -> frozenset[Reference]:
    limits = (limit for step in measure.steps for limit in step.limits)
    return frozenset(limit.of for limit in limits if limit.of is not None and limit.times != 1)


def normal_side(measure: Measure) -> Reference:
    """The reference limit beyond which a baseline is abnormal (safety facts 3.4)."""
    return Reference.LLN if measure.worse is Worse.LOWER else Reference.ULN


def baseline_case(measure: Measure, reading: Reading) -> Case | None:
    """Whether the baseline was normal; None where it or the reference limit is not known."""
    limit, baseline = reading.known(normal_side(measure)), reading.baseline
    if limit is None or baseline is None:
        return None
    abnormal = baseline < limit if measure.worse is Worse.LOWER else baseline > limit
    return Case.ABNORMAL_BASELINE if abnormal else Case.NORMAL_BASELINE
