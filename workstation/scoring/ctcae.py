"""The CTCAE grade of one measured value, with what it rests on and what would change it (safety facts 3.3 to 3.5).

The number comes first. Where a symptom or a treatment decides between two grades the milder one is given and the
question is asked; a limit or baseline that is missing and could change the grade leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workstation.definition.ctcae import BY_BASELINE, Ask, Case, LabTerm, Measure, Reference, Step
from workstation.messages import Sentence
from workstation.scoring.ctcae_limits import Compared, compare
from workstation.scoring.ctcae_reading import Reading, baseline_case, check_reading, normal_side
from workstation.scoring.ctcae_words import decided, undecided
from workstation.scoring.result import all_of


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of a term; None where it cannot be told, and then it is at least ``at_least``.

    Grade 5 is never told from a number. ``missing`` are the limits and the baseline that could change the grade.
    ``asks`` are questions to a person whose yes gives a higher grade.
    """

    term: str
    grade: int | None
    at_least: int
    missing: tuple[Reference, ...]
    asks: tuple[Ask, ...]
    because: Sentence

    @property
    def stands(self) -> bool:
        """Whether the grade may be shown as one: none that a symptom decides does before it was asked."""
        return self.grade is not None and not any(ask.decides for ask in self.asks)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One situation that may be: the step that holds for certain, and those that may hold beyond it."""

    proved: Step | None
    open: tuple[Step, ...]
    absent: frozenset[Reference]

    @property
    def lowest(self) -> int:
        return self.proved.grade if self.proved else 0

    @property
    def highest(self) -> int:
        return max((self.lowest, *(step.grade for step in self.open)))


def grade(term: LabTerm, measure: Measure, reading: Reading) -> Graded:
    """Grade a value by a term; ``measure`` is the one of the term's by which it was taken.

    Where the baseline or the reference limit that makes it normal is not known, both kinds of baseline may be, and
    only a grade that both give is told.

    Raises:
        ScoringError: an unknown unit, a number that cannot be true, a limit of 0 with multiples.
    """
    check_reading(measure, reading)
    situations = tuple(_situations(measure, reading))
    outcomes = [_outcome(measure, reading, cases) for cases in situations]
    lowest = min(outcomes, key=lambda outcome: outcome.lowest)
    highest = max(outcome.highest for outcome in outcomes)
    if lowest.lowest == highest:
        because = decided(measure, reading, lowest.proved)
        asks = _asks(measure, highest, (lowest.proved, *lowest.open))
        return Graded(term.name, highest, highest, (), asks, because)
    missing = _missing(measure, reading, outcomes)
    because = undecided(measure, reading, lowest.proved, missing)
    asks = _asks(measure, lowest.lowest, (lowest.proved,))
    return Graded(term.name, None, lowest.lowest, missing, asks, because)


def _situations(measure: Measure, reading: Reading) -> Iterator[frozenset[Case]]:
    """The cases that may hold together: one set where all is known, two where the baseline's kind is not."""
    drug = Case.ANTICOAGULANT if reading.on_anticoagulant else Case.NO_ANTICOAGULANT
    if not any(step.case in BY_BASELINE for step in measure.steps):
        yield frozenset({drug})
        return
    known = baseline_case(measure, reading)
    for kind in (Case.NORMAL_BASELINE, Case.ABNORMAL_BASELINE):
        if known is None or known is kind:
            yield frozenset({drug, kind})


def _outcome(measure: Measure, reading: Reading, cases: frozenset[Case]) -> _Outcome:
    proved: Step | None = None
    still_open: list[Step] = []
    absent: set[Reference] = set()
    for step in measure.steps:
        if step.case is not None and step.case not in cases:
            continue
        compared = [compare(measure, reading, limit, step.case) for limit in step.limits]
        holds = all_of(*(each.holds for each in compared))
        if holds:
            # The steps stand from mild to severe: what was open before no longer matters.
            proved, still_open, absent = step, [], set()
        elif holds is None:
            still_open.append(step)
            if proved is None or step.grade > proved.grade:
                absent |= _absent(compared)
    return _Outcome(proved, tuple(still_open), frozenset(absent))


def _absent(compared: list[Compared]) -> set[Reference]:
    return {each.absent for each in compared if each.absent is not None}


def _asks(measure: Measure, proved: int, reached: tuple[Step | None, ...]) -> tuple[Ask, ...]:
    """Each question once that can raise the proved grade, in the order of the grades that they give."""
    inside = [ask for step in reached if step is not None for ask in step.asks]
    beside = [ask for ask in measure.raises if ask.from_grade <= proved]
    raising = dict.fromkeys(ask for ask in (*inside, *beside) if ask.grade > proved)
    return tuple(sorted(raising, key=lambda ask: ask.grade))


def _missing(measure: Measure, reading: Reading, outcomes: list[_Outcome]) -> tuple[Reference, ...]:
    """What is not known and leaves the grade open; the kind of baseline is open for want of one of two numbers."""
    names = {name for outcome in outcomes for name in outcome.absent}
    if len(outcomes) > 1:
        names |= {normal_side(measure), Reference.BASELINE}
    return tuple(name for name in Reference if name in names and reading.known(name) is None)
