"""What a patient's timeline shows, as plain values in study days; pages, pictures and tests read the same.

Day 0 is the first infusion, actual or planned. Days are calendar days; a bar that ends on day 3 covers day 3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from workstation.definition.study import VisitKind
from workstation.messages import Sentence, Text
from workstation.trial.dlt_window import DltWindow
from workstation.trial.visit_state import VisitState, Window


@dataclass(frozen=True, slots=True)
class VisitMark:
    """One visit on the axis: where it took place or is due, its window, and how the two lie to each other.

    ``open_forms``: how many required forms of a visit that was held have not been begun.
    """

    key: str
    oid: str
    label: Text
    title: Text
    kind: VisitKind
    day: int
    when: date
    due: date | None
    window: tuple[int, int] | None
    state: VisitState
    standing: Window
    today: bool = False
    optional: bool = False
    reason: Text | None = None
    open_forms: int = 0


@dataclass(frozen=True, slots=True)
class DrugMark:
    """One drug of lymphodepletion on one day, in mg."""

    drug: str
    label: Text
    planned_mg: Decimal | None
    prescribed_mg: Decimal | None
    given_mg: Decimal | None
    deviation: bool

    @property
    def shown_mg(self) -> Decimal | None:
        """What was given, else what is to be given."""
        intended = self.planned_mg if self.prescribed_mg is None else self.prescribed_mg
        return intended if self.given_mg is None else self.given_mg

    @property
    def given(self) -> bool:
        """Whether some of it was given."""
        return self.given_mg is not None and self.given_mg > 0


@dataclass(frozen=True, slots=True)
class DepletionDay:
    """One day of lymphodepletion."""

    visit: str
    day: int
    when: date
    drugs: tuple[DrugMark, ...]


class InfusionState(StrEnum):
    """Whether the cells were given."""

    PLANNED = "planned"
    GIVEN = "given"
    NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class InfusionMark:
    """One infusion, planned or held; cells in 10^9."""

    visit: str
    index: int
    day: int
    when: date
    state: InfusionState
    target_e9: Decimal | None
    cells_e9: Decimal | None
    lot: str
    reason: Text | None


@dataclass(frozen=True, slots=True)
class EventBar:
    """One adverse event; ``end`` is the last day, for an ongoing one the day of the question."""

    row: str
    term: str
    grade: int | None
    start: int
    end: int
    start_date: date
    end_date: date | None
    ongoing: bool
    serious: bool


@dataclass(frozen=True, slots=True)
class SteroidStep:
    """Days on one prednisone-equivalent in mg a day; ``mg`` None: the ledger does not tell it."""

    start: int
    end: int
    mg: Decimal | None


@dataclass(frozen=True, slots=True)
class SteroidPulse:
    """A pulse, which is never part of the daily dose (scoring sheet, section 8)."""

    start: int
    end: int
    mg: Decimal
    drug: str


@dataclass(frozen=True, slots=True)
class SteroidCourse:
    """The ledger as steps, with the limits of LLDAS and DORIS in mg a day (scoring sheet 6 and 7)."""

    steps: tuple[SteroidStep, ...] = ()
    pulses: tuple[SteroidPulse, ...] = ()
    lldas_mg: Decimal = Decimal("7.5")
    doris_mg: Decimal = Decimal(5)


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """An index at a visit; not ``complete``: the value is a lower bound because something was not done."""

    visit: str
    day: int
    when: date
    value: Decimal
    complete: bool = True
    missing: int = 0


@dataclass(frozen=True, slots=True)
class LabPoint:
    """A laboratory result in the item's first unit; ``operator`` "<" or ">" where the assay tells no more."""

    visit: str
    day: int
    when: date
    value: Decimal
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """The results of one laboratory item in order of date."""

    label: Text
    unit: str
    points: tuple[LabPoint, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """One patient's course. ``anchored`` False: no infusion is planned yet, so days have no number."""

    subject: str
    origin: date
    anchored: bool
    today: int
    first: int
    last: int
    visits: tuple[VisitMark, ...] = ()
    dlt: DltWindow | None = None
    depletion: tuple[DepletionDay, ...] = ()
    infusions: tuple[InfusionMark, ...] = ()
    dose_level: str = ""
    events: tuple[EventBar, ...] = ()
    undated_events: int = 0
    steroid: SteroidCourse = field(default_factory=SteroidCourse)
    sledai: tuple[ScorePoint, ...] = ()
    pga: tuple[ScorePoint, ...] = ()
    b_cells: Curve | None = None
    note: Sentence | None = None

    def date_of(self, day: int) -> date:
        """The calendar day of a study day."""
        return self.origin + timedelta(days=day)

    def visit(self, key: str) -> VisitMark | None:
        """The mark of a visit."""
        return next((mark for mark in self.visits if mark.key == key), None)
