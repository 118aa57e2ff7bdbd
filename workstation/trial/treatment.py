"""Treatment: planned and given lymphodepletion, infusions (trial sheet 3-5, forms catalogue 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from workstation.definition.study import Cohort, Drug, Study, VisitKind
from workstation.forms.values import day_of
from workstation.messages import Sentence
from workstation.scoring.body_surface import body_surface, dose
from workstation.scoring.errors import ScoringError
from workstation.scoring.quantity import rounded
from workstation.scoring.renal import cockcroft_gault, fludarabine_mg_m2
from workstation.trial.assessment import DrugDose, Infusion, LymphodepletionDay
from workstation.trial.given import infusion_moment
from workstation.trial.recorded import Finding, Recorded
from workstation.trial.schedule import Scheduler
from workstation.trial.subject import VisitRecord

RENAL_DRUG = "fludarabine"
_TOLERATED_DEVIATION = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Person:
    """What the formulas need to know of a subject."""

    sex: str
    birth_date: date | None

    def age(self, on: date) -> int | None:
        """Completed years on a day."""
        born = self.birth_date
        return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Surface:
    """A body surface with what it was computed from; ``because`` says what is missing."""

    m2: Decimal | None
    height: Finding | None
    weight: Finding | None
    because: Sentence | None = None


def surface_on(recorded: Recorded, day: date) -> Surface:
    """The body surface from the last height and weight on or before a day, by the configured formula."""
    height = recorded.last("vital_signs", "height_cm", day)
    weight = recorded.last("vital_signs", "weight_kg", day)
    if height is None or weight is None:
        lacking = (
            Sentence("Height is not recorded.") if height is None else Sentence("Weight is not recorded.")
        )
        return Surface(None, height, weight, lacking)
    formula = str(recorded.study.setting("bsa.formula"))
    try:
        return Surface(body_surface(height.value, weight.value, formula), height, weight)
    except ScoringError as error:
        return Surface(None, height, weight, error.sentence)


def dosing_surface(recorded: Recorded, first_day: date, day: date) -> Surface:
    """The surface that doses are taken from: of the first day of lymphodepletion, never above the configured cap.

    It is taken anew on a later day only if the weight changed by more than the limit.
    """
    surface = _surface_of_regimen(recorded, first_day, day)
    cap = dose_cap(recorded.study)
    return surface if cap is None or surface.m2 is None else replace(surface, m2=min(surface.m2, cap))


def dose_cap(study: Study) -> Decimal | None:
    """The largest body surface in m2 that doses are taken from, None without one (trial sheet 4.1)."""
    cap = str(study.setting("bsa.cap_m2"))
    return None if cap == "none" else Decimal(cap)


def surface_decimals(study: Study) -> int:
    """To how many decimals a body surface is shown; it is computed with all of them."""
    return int(str(study.setting("bsa.decimals")))


def dose_to_give(mg: Decimal | None, study: Study) -> Decimal | None:
    """A dose as it is offered to be prescribed: rounded to the step of the study, halves up (trial sheet 4.1)."""
    step = Decimal(str(study.setting("dose.rounding_mg")))
    return mg if mg is None or step <= 0 else rounded(mg / step, 0) * step


def _surface_of_regimen(recorded: Recorded, first_day: date, day: date) -> Surface:
    first = surface_on(recorded, first_day)
    now = surface_on(recorded, day)
    if day <= first_day or first.weight is None or now.weight is None:
        return first if first.m2 is not None else now
    limit = Decimal(str(recorded.study.setting("ld.weight_change_percent")))
    changed = abs(now.weight.value - first.weight.value) * 100
    return now if changed > limit * first.weight.value or first.m2 is None else first


@dataclass(frozen=True, slots=True)
class Kidney:
    """Clearance by Cockcroft-Gault in mL/min with its creatinine (umol/L), and the label's advice in mg/m2."""

    clearance: Decimal | None
    creatinine: Finding | None
    mg_m2: Decimal | None
    advice: Sentence | None


def kidney_on(recorded: Recorded, person: Person, day: date, planned: Decimal) -> Kidney:
    """What the configured label of fludarabine advises on a day, from the last creatinine on or before it."""
    creatinine = recorded.last("chemistry", "creatinine", day)
    weight = recorded.last("vital_signs", "weight_kg", day)
    age = person.age(day)
    if creatinine is None or weight is None or age is None or not person.sex:
        return Kidney(
            None,
            creatinine,
            None,
            Sentence("Kidney function cannot be told: creatinine, weight, age or sex is missing."),
        )
    try:
        clearance = cockcroft_gault(creatinine.value, Decimal(age), person.sex, weight.value)
        advised = fludarabine_mg_m2(clearance, str(recorded.study.setting("fludarabine.label")), planned)
    except ScoringError as error:
        return Kidney(None, creatinine, None, error.sentence)
    return Kidney(clearance, creatinine, advised, _advice(clearance, advised, planned))


def _advice(clearance: Decimal, advised: Decimal | None, planned: Decimal) -> Sentence:
    shown = clearance.quantize(Decimal("0.1"))
    if advised is None:
        return Sentence(
            "Creatinine clearance {clearance} mL/min: the label says do not give fludarabine.",
            {"clearance": shown},
        )
    if advised < planned:
        values = {"clearance": shown, "advised": advised, "planned": planned}
        return Sentence(
            "Creatinine clearance {clearance} mL/min: the label advises {advised} mg/m² instead of {planned}.",
            values,
        )
    return Sentence(
        "Creatinine clearance {clearance} mL/min: the label advises the full dose.", {"clearance": shown}
    )


def lymphodepletion(
    recorded: Recorded, person: Person, scheduler: Scheduler
) -> tuple[LymphodepletionDay, ...]:
    """The three days with plan, prescription and what was given. A plan needs a height and a weight only."""
    study = recorded.study
    visits = [visit for visit in study.visits if visit.kind is VisitKind.LYMPHODEPLETION]
    first_day: date | None = None
    days = []
    for visit in visits:
        record = recorded.first(visit.oid)
        day = record.date if record is not None and record.date is not None else scheduler.dates(visit)[0]
        first_day = first_day or day
        days.append(_day(recorded, person, scheduler, visit.oid, record, first_day, day))
    return tuple(days)


def _day(
    recorded: Recorded,
    person: Person,
    scheduler: Scheduler,
    visit: str,
    record: VisitRecord | None,
    first_day: date | None,
    day: date | None,
) -> LymphodepletionDay:
    basis = day or scheduler.as_of
    surface = dosing_surface(recorded, first_day or basis, basis)
    planned_fludarabine = next(
        (drug.mg_per_m2 for drug in recorded.study.drugs if drug.oid == RENAL_DRUG), Decimal(0)
    )
    kidney = kidney_on(recorded, person, basis, planned_fludarabine)
    drugs = tuple(
        _drug(recorded, record, drug, surface.m2, kidney if drug.oid == RENAL_DRUG else None)
        for drug in recorded.study.drugs
        if visit in drug.visits
    )
    return LymphodepletionDay(
        visit=visit,
        day=scheduler.anchor.study_day(day),
        date=day,
        bsa_m2=surface.m2,
        height_cm=None if surface.height is None else surface.height.value,
        weight_kg=None if surface.weight is None else surface.weight.value,
        weight_date=None if surface.weight is None else surface.weight.date,
        creatinine_umol_l=None if kidney.creatinine is None else kidney.creatinine.value,
        creatinine_date=None if kidney.creatinine is None else kidney.creatinine.date,
        clearance_ml_min=kidney.clearance,
        advice=surface.because or kidney.advice,
        drugs=drugs,
        given=any(drug.given_mg is not None and drug.given_mg > 0 for drug in drugs),
    )


def _drug(
    recorded: Recorded, record: VisitRecord | None, drug: Drug, bsa: Decimal | None, kidney: Kidney | None
) -> DrugDose:
    planned = None if bsa is None else dose(drug.mg_per_m2, bsa)
    prescribed = (
        None if record is None else recorded.number(record, "lymphodepletion", f"prescribed_{drug.oid}_mg")
    )
    given = None if record is None else recorded.number(record, "lymphodepletion", f"{drug.oid}_mg")
    advised = None if kidney is None else kidney.mg_m2
    return DrugDose(
        drug=drug.oid,
        planned_mg=planned,
        prescribed_mg=prescribed,
        given_mg=given,
        deviation=deviates(given, prescribed if prescribed is not None else planned),
        advice_mg_m2=advised,
        advice_mg=None if advised is None or bsa is None else dose(advised, bsa),
    )


def deviates(
    given: Decimal | None, target: Decimal | None, tolerated: Decimal = _TOLERATED_DEVIATION
) -> bool | None:
    """Whether an amount differs from its target by more than the tolerated share; None cannot be told."""
    if given is None or not target:
        return None
    return abs(given - target) > tolerated * target


def infusions(recorded: Recorded, scheduler: Scheduler, cohort: Cohort | None) -> tuple[Infusion, ...]:
    """The planned infusions with what was given."""
    study = recorded.study
    target = _target(study, cohort)
    found = []
    for index, visit in enumerate((v for v in study.visits if v.kind is VisitKind.INFUSION), start=1):
        record = recorded.first(visit.oid)
        planned = scheduler.dates(visit)[0]
        found.append(_infusion(recorded, scheduler, index, visit.oid, record, planned, target))
    return tuple(found[: study.infusions])


def _target(study: Study, cohort: Cohort | None) -> Decimal | None:
    return None if cohort is None else study.dose_levels[cohort.dose_level].cells_e9


def _infusion(
    recorded: Recorded,
    scheduler: Scheduler,
    index: int,
    visit: str,
    record: VisitRecord | None,
    planned: date | None,
    target: Decimal | None,
) -> Infusion:
    given = cells = None
    day: date | None = None
    lot = reason = ""
    if record is not None:
        cells = recorded.number(record, "infusion", "cells_e9")
        moment = infusion_moment(recorded, record)
        day = day_of(moment)
        given = recorded.yes(record, "infusion", "given")
        given = True if given is None and moment is not None else given
        lot = recorded.text(record, "infusion", "lot")
        reason = recorded.text(record, "infusion", "not_given")
    return Infusion(
        visit=visit,
        index=index,
        planned=planned,
        date=day,
        day=scheduler.anchor.study_day(day),
        target_e9=target,
        cells_e9=cells,
        lot=lot,
        given=given,
        not_given_reason=reason,
        ratio=None if cells is None or not target else cells / target,
    )
