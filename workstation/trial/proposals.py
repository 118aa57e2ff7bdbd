"""What the rest of the record offers to the items of a form: calculated values and proposals that a person confirms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from workstation.definition.study import Study
from workstation.forms.state import Proposal
from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError
from workstation.scoring.measurement import Measurement
from workstation.scoring.renal import ckdepi2021, cockcroft_gault, mdrd4, mdrd6
from workstation.trial.activity import derived_descriptors, descriptor_results
from workstation.trial.assessment import Assessment, LymphodepletionDay
from workstation.trial.background import background_offers
from workstation.trial.eligibility import proposals as eligibility_proposals
from workstation.trial.given import last_dose
from workstation.trial.index_words import visit_words
from workstation.trial.look_back import BILAG_DAYS, BILAG_SOURCES, Result, in_time
from workstation.trial.recorded import Finding, Recorded
from workstation.trial.row_proposals import event_offers, infection_offers, pregnancy_offers, strip_offers
from workstation.trial.setting import Offers, Setting, number, yes_no
from workstation.trial.treatment import RENAL_DRUG, dose_cap, dose_to_give, surface_decimals, surface_on
from workstation.trial.visit_state import VisitState


def proposals_for(form: str, setting: Setting) -> Offers:
    """Everything that the record offers to a form; a form without an entry gets nothing."""
    offer = _OFFERS.get(form)
    return {} if offer is None else offer(setting)


def _vital_signs(setting: Setting) -> Offers:
    surface = surface_on(setting.recorded, setting.day)
    formula = str(setting.recorded.study.setting("bsa.formula"))
    because = surface.because or Sentence("By the formula {formula}.", {"formula": formula})
    offers = {"bsa_m2": number(surface.m2, because, surface_decimals(setting.recorded.study))}
    weight, height = surface.weight, surface.height
    if weight is None or height is None or height.value <= 0:
        return offers | {"bmi": Proposal(None, Sentence("Weight or height is not recorded."))}
    bmi = weight.value / (height.value / 100) ** 2
    return offers | {"bmi": number(bmi, _taken(weight), 1)}


def _taken(finding: Finding) -> Sentence:
    return Sentence("Recorded on {date}.", {"date": finding.date})


def gfr(setting: Setting) -> tuple[Decimal | None, Sentence]:
    """Estimated GFR by the equation of the study, from the creatinine of this visit."""
    equation = str(setting.recorded.study.setting("gfr.equation"))
    creatinine = setting.recorded.number(setting.visit, "chemistry", "creatinine")
    age = setting.person.age(setting.day)
    if creatinine is None or age is None or not setting.person.sex:
        return None, Sentence("Creatinine of this visit, age or sex is not recorded.")
    years, sex = Decimal(age), setting.person.sex
    try:
        if equation == "mdrd6":
            return _mdrd6(setting, creatinine, years)
        value = mdrd4(creatinine, years, sex) if equation == "mdrd4" else ckdepi2021(creatinine, years, sex)
    except ScoringError as error:
        return None, error.sentence
    return value, Sentence(
        "{equation} from creatinine {creatinine} µmol/L.", {"equation": equation, "creatinine": creatinine}
    )


def _mdrd6(setting: Setting, creatinine: Decimal, years: Decimal) -> tuple[Decimal | None, Sentence]:
    urea = setting.recorded.number(setting.visit, "chemistry", "urea")
    albumin = setting.recorded.number(setting.visit, "chemistry", "albumin")
    if urea is None or albumin is None:
        return None, Sentence("Urea or albumin of this visit is not recorded.")
    african = setting.recorded.demography("african_ancestry") == "yes"
    value = mdrd6(creatinine, years, setting.person.sex, urea, albumin, african)
    return value, Sentence(
        "{equation} from creatinine {creatinine} µmol/L.", {"equation": "mdrd6", "creatinine": creatinine}
    )


def _chemistry(setting: Setting) -> Offers:
    return {"crcl": _clearance(setting)}


def _clearance(setting: Setting) -> Proposal:
    creatinine = setting.recorded.number(setting.visit, "chemistry", "creatinine")
    weight = setting.recorded.last("vital_signs", "weight_kg", setting.day)
    age = setting.person.age(setting.day)
    if creatinine is None or weight is None or age is None or not setting.person.sex:
        return Proposal(None, Sentence("Creatinine of this visit, weight, age or sex is not recorded."))
    try:
        value = cockcroft_gault(creatinine, Decimal(age), setting.person.sex, weight.value)
    except ScoringError as error:
        return Proposal(None, error.sentence)
    return number(value, Sentence("Cockcroft-Gault with {weight} kg.", {"weight": weight.value}), 1)


def _urine(setting: Setting) -> Offers:
    value, because = gfr(setting)
    return {"egfr": number(value, because, 1)}


def _sledai(setting: Setting) -> Offers:
    behind = descriptor_results(setting.recorded, setting.visit)
    offers = {
        key: yes_no(derived.present, _because(derived.because, behind.get(key, ()), setting))
        for key, derived in derived_descriptors(setting.recorded, setting.visit).items()
    }
    offers["haemolytic_anaemia"] = _from_bilag(setting, ("96",), Sentence("BILAG item 96."))
    offers["gi_activity"] = _from_bilag(
        setting, tuple(str(n) for n in range(56, 65)), Sentence("BILAG items 56-64.")
    )
    window = setting.recorded.study.setting("sledai.window_days")
    offers["window_days"] = Proposal(str(window), Sentence("Setting of the study."))
    return offers


def _from_bilag(setting: Setting, items: tuple[str, ...], because: Sentence) -> Proposal:
    answers = [setting.recorded.value(setting.visit, "bilag2004", item) for item in items]
    if any(answer == "yes" or (isinstance(answer, Decimal) and answer > 0) for answer in answers):
        return Proposal("yes", because)
    return Proposal(None if None in answers else "no", because)


def _because(sentence: Sentence, behind: tuple[Result, ...], setting: Setting) -> Sentence:
    """The reason, and where the result comes from if it is not of this visit."""
    other = next((result for result in behind if result.visit != setting.visit.key), None)
    return (
        sentence
        if other is None
        else Sentence("{reason} {taken}", {"reason": sentence, "taken": _of(other, setting)})
    )


def _of(result: Result, setting: Setting) -> Sentence:
    visit = visit_words(setting.recorded.study, result.visit)
    values = {"visit": visit, "date": result.taken, "days": result.age_days}
    return Sentence("Taken at {visit} ({date}), {days} days before.", values)


def _bilag(setting: Setting) -> Offers:
    offers = {}
    for item, (form, source, factor) in BILAG_SOURCES.items():
        result = in_time(setting.recorded, setting.visit, form, source, BILAG_DAYS)
        if result is not None and not result.measured.operator:
            own = result.visit == setting.visit.key
            at = Sentence("Measured at this visit ({date}).", {"date": setting.visit.date})
            offers[item] = number(result.measured.value * factor, at if own else _of(result, setting))
    value, because = gfr(setting)
    if value is not None:
        offers["87"] = number(value, because, 1)
    return offers


def _eligibility(setting: Setting) -> Offers:
    judged = eligibility_proposals(setting.recorded, setting.person, setting.day)
    offers = {}
    for key, (met, because) in judged.items():
        if key == "i3_contraception" and met:
            offers[key] = Proposal("NA", because, hint_only=True)
        else:
            offers[key] = Proposal(None if met is None else "met" if met else "not_met", because)
    return offers | {"contraception_until": _contraception_until(setting)}


def _contraception_until(setting: Setting) -> Proposal:
    """The days of criterion I3 after the last dose given or, while infusions are still to come, planned."""
    days = int(str(setting.recorded.study.facts["contraception_days"].value))
    given, to_come = last_dose(setting.recorded), _infusions_to_come(setting.assessment)
    last = max((day for day in (given, *to_come) if day is not None), default=None)
    if last is None:
        return Proposal(None, Sentence("No dose is given and none is planned."))
    because = Sentence("{days} days after the last dose, {date}.", {"days": days, "date": last})
    return Proposal((last + timedelta(days=days)).isoformat(), because)


def _infusions_to_come(assessment: Assessment) -> Iterator[date]:
    for cell in assessment.infusions:
        planned = assessment.planned(cell.visit)
        owed = planned is not None and planned.state is not VisitState.NOT_APPLICABLE
        if cell.given is None and cell.planned is not None and owed and not assessment.closed:
            yield cell.planned


def _lymphodepletion(setting: Setting) -> Offers:
    planned = next((d for d in setting.assessment.lymphodepletion if d.visit == setting.visit.oid), None)
    return {} if planned is None else _plan_offers(planned, setting.recorded.study)


def _plan_offers(planned: LymphodepletionDay, study: Study) -> Offers:
    because = planned.advice or Sentence("Protocol dose by body surface.")
    formula = str(study.setting("bsa.formula"))
    weighed = Sentence("Weight of {date}.", {"date": planned.weight_date})
    offers = {
        "height_cm": number(planned.height_cm, weighed),
        "weight_kg": number(planned.weight_kg, weighed),
        "bsa_formula": Proposal(formula, Sentence("Setting of the study.")),
        "bsa_m2": number(planned.bsa_m2, _surface_because(planned, study, because), surface_decimals(study)),
        "creatinine_date": Proposal(
            None if planned.creatinine_date is None else planned.creatinine_date.isoformat(), because
        ),
        "crcl": number(planned.clearance_ml_min, because, 1),
    }
    for drug in planned.drugs:
        offers[f"planned_{drug.drug}_mg"] = number(
            dose_to_give(drug.planned_mg, study), Sentence("Protocol dose by body surface.")
        )
        offers[f"prescribed_{drug.drug}_mg"] = Proposal(
            None, Sentence("Prescribed by the physician."), hint_only=True
        )
        if drug.drug == RENAL_DRUG:
            offers["advice"] = number(dose_to_give(drug.advice_mg, study), because)
    return offers


def _surface_because(planned: LymphodepletionDay, study: Study, otherwise: Sentence) -> Sentence:
    cap = dose_cap(study)
    if cap is None or planned.bsa_m2 != cap:
        return otherwise
    return Sentence("The body surface is capped at {cap} m² by the setting of the study.", {"cap": cap})


def _infusion(setting: Setting) -> Offers:
    cell = next((c for c in setting.assessment.infusions if c.visit == setting.visit.oid), None)
    if cell is None:
        return {}
    target = Sentence("Dose level {level}.", {"level": setting.assessment.dose_level or "?"})
    return {
        "index": Proposal(str(cell.index), Sentence("By visit.")),
        "target_e9": number(cell.target_e9, target),
        "ratio": number(cell.ratio, Sentence("Given cells by target."), 2),
    }


def _b_cells(setting: Setting) -> Offers:
    measured = setting.recorded.measurement(setting.visit, "b_cells_immunoglobulins", "cd19_b_cells")
    if measured is None:
        return {"depletion": Proposal(None, Sentence("CD19+ cells are not recorded."))}
    earlier = setting.recorded.numbers_before("b_cells_immunoglobulins", "cd19_b_cells", setting.day)
    before = tuple(found.measured for found in earlier if found.visit != setting.visit.key)
    state = depletion(setting.recorded, measured, before)
    return {"depletion": Proposal(state, Sentence("CD19+ B cells {value} /µL.", {"value": str(measured)}))}


def depletion(recorded: Recorded, measured: Measurement, before: tuple[Measurement, ...]) -> str | None:
    """B-cell depletion: complete, deep, partial, recovery (trial sheet 6.1); ``before``: earlier values, latest first.

    Recovery needs an earlier depletion and the limit reached at several visits in a row; before any depletion there
    is no state. Below the assay's limit counts as complete.
    """
    complete = Decimal(str(recorded.study.setting("b_cells.complete_below")))
    deep = Decimal(str(recorded.study.setting("b_cells.deep_below")))
    back = Decimal(str(recorded.study.setting("b_cells.recovery_from")))
    visits = int(str(recorded.study.setting("b_cells.recovery_visits")))
    if measured.below(complete) is True or measured.operator == "<":
        return "complete"
    if measured.below(deep) is True:
        return "deep"
    if not any(value.below(deep) is True or value.operator == "<" for value in before):
        return None
    row = (measured, *before)[:visits]
    return (
        "recovery" if len(row) == visits and all(value.at_least(back) is True for value in row) else "partial"
    )


_OFFERS: Mapping[str, Callable[[Setting], Offers]] = {
    "vital_signs": _vital_signs,
    "chemistry": _chemistry,
    "urine": _urine,
    "sledai2k": _sledai,
    "bilag2004": _bilag,
    "eligibility": _eligibility,
    "lymphodepletion": _lymphodepletion,
    "infusion": _infusion,
    "b_cells_immunoglobulins": _b_cells,
    "background_treatment": background_offers,
    "adverse_event": event_offers,
    "infection": infection_offers,
    "pregnancy_report": pregnancy_offers,
    "crs_icans_strip": strip_offers,
}
