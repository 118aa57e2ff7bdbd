"""What the trial concludes about a subject: plain values, made by ``workstation.trial.assess`` alone.

Screen, paper, export and commands show these values and compute none of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workstation.messages import Sentence, Text
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade
from workstation.scoring.result import Verdict
from workstation.scoring.sledai2k import Sledai
from workstation.trial.bilag_record import BilagOfVisit
from workstation.trial.clash import Clash
from workstation.trial.endpoint import Endpoints
from workstation.trial.visit_state import VisitState, Window
from workstation.trial.workings import Workings


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit of the schedule with its dates for this subject; dates are None while the anchor is unknown."""

    oid: str
    key: str
    due: date | None
    earliest: date | None
    latest: date | None
    state: VisitState
    actual: date | None = None
    day: int | None = None
    window: Window = Window.NONE
    reason: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One eligibility criterion: what the person answered and what the program can tell from the record."""

    key: str
    label: Text
    inclusion: bool
    answer: str
    computed: Verdict | None
    because: Sentence | Text | None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the subject may be treated, and what is open. ``decided`` is the investigator's decision."""

    verdict: Verdict
    criteria: tuple[Criterion, ...]
    open: tuple[str, ...]
    decided: str
    why: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class DrugDose:
    """One drug on one day of lymphodepletion, in mg; planned is protocol dose x BSA before any renal rule."""

    drug: str
    planned_mg: Decimal | None
    prescribed_mg: Decimal | None
    given_mg: Decimal | None
    deviation: bool | None
    advice_mg_m2: Decimal | None = None
    advice_mg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LymphodepletionDay:
    """What was planned and given on one of the three days, and what the plan rests on."""

    visit: str
    day: int | None
    bsa_m2: Decimal | None
    height_cm: Decimal | None
    weight_kg: Decimal | None
    weight_date: date | None
    creatinine_umol_l: Decimal | None
    creatinine_date: date | None
    clearance_ml_min: Decimal | None
    advice: Sentence | None
    drugs: tuple[DrugDose, ...]
    given: bool
    date: date | None

    @property
    def forbidden(self) -> bool:
        """The label says: do not give fludarabine at this clearance."""
        renal = next((drug for drug in self.drugs if drug.drug == "fludarabine"), None)
        return self.clearance_ml_min is not None and renal is not None and renal.advice_mg_m2 is None


@dataclass(frozen=True, slots=True)
class Infusion:
    """One infusion: planned day and cells, actual start and cells (10^9)."""

    visit: str
    index: int
    planned: date | None
    date: date | None
    day: int | None
    target_e9: Decimal | None
    cells_e9: Decimal | None
    lot: str
    given: bool | None
    not_given_reason: str
    ratio: Decimal | None


@dataclass(frozen=True, slots=True)
class Steroid:
    """Prednisone-equivalent in mg a day as the mean of the 7 days before a visit; None cannot be told."""

    mg_per_day: Decimal | None
    because: Sentence
    pulse_or_increase: bool = False


@dataclass(frozen=True, slots=True)
class VisitAssessment:
    """The indices of one visit, each with what is missing. ``held`` False: it was recorded as not held."""

    key: str
    oid: str
    date: date | None
    day: int | None
    window: Window
    sledai: Sledai | None
    sledai_differs: Mapping[str, Sentence]
    pga: Decimal | None
    pga_band: str
    steroid: Steroid
    held: bool = True
    sledai_change: int | None = None
    pga_change: Decimal | None = None
    bilag: BilagOfVisit | None = None
    carried: Mapping[System, Grade | None] = field(default_factory=dict)
    """Grades of earlier visits that stand for systems that are not evaluable, where the study carries them forward."""
    endpoints: Endpoints | None = None
    clashes: tuple[Clash, ...] = ()

    @property
    def compared_grades(self) -> Mapping[System, Grade | None]:
        """The grades that SRI-4 compares: those that are certain, and what is carried forward."""
        certain = {} if self.bilag is None else self.bilag.certain
        return {system: certain.get(system) or self.carried.get(system) for system in System}

    def complete(self, with_bilag: bool) -> bool:
        """Whether it can be the baseline: SLEDAI-2K total, PGA and, where the study has the index, nine evaluable
        systems of BILAG-2004 (headless commands).
        """
        if self.sledai is None or self.sledai.total is None or self.pga is None:
            return False
        return not with_bilag or (self.bilag is not None and self.bilag.overall.evaluable)


@dataclass(frozen=True, slots=True)
class EventSummary:
    """One adverse event as the trial counts it: treatment-emergent or not, and its period."""

    row: str
    term: str
    grade: int | None
    start: date | None
    end: date | None
    ongoing: bool
    serious: bool | None
    teae: bool | None
    period: str


@dataclass(frozen=True)
class Assessment:
    """Everything derived about one subject as of one day."""

    subject: str
    as_of: date
    status: Text
    status_code: str
    sex: str
    birth_date: date | None
    age: int | None
    cohort: str
    dose_level: str
    anchor: date | None
    anchor_actual: bool
    study_day: int | None
    schedule: tuple[PlannedVisit, ...]
    next_visit: PlannedVisit | None
    missed: tuple[str, ...]
    visits: tuple[VisitAssessment, ...]
    baseline: str | None
    eligibility: Eligibility
    lymphodepletion: tuple[LymphodepletionDay, ...]
    infusions: tuple[Infusion, ...]
    bsa_m2: Decimal | None
    events: tuple[EventSummary, ...]
    remarks: tuple[Remark, ...]
    closed: bool
    workings: Workings | None = field(default=None, compare=False, repr=False)
    """How it came about, for the next assessment of this subject."""

    @property
    def made(self) -> Assessment:
        """Itself: it stands where an assessment may also be made later (``workstation.trial.assess.Later``)."""
        return self

    def visit(self, key: str) -> VisitAssessment | None:
        """The assessment of a visit that has begun."""
        return next((visit for visit in self.visits if visit.key == key), None)

    def planned(self, oid: str) -> PlannedVisit | None:
        """The planned visit of a code."""
        return next((planned for planned in self.schedule if planned.oid == oid), None)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something remarkable across forms: where it stands and what it says."""

    visit: str
    form: str
    item: str
    code: str
    sentence: Sentence
