"""What the rest of the record offers to the items of a form: calculated values and proposals that a person confirms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workstation.forms.state import Proposal
from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError
from workstation.scoring.measurement import Measurement
from workstation.scoring.quantity import rounded
from workstation.scoring.renal import ckdepi2021, cockcroft_gault, mdrd4, mdrd6
from workstation.scoring.result import all_of
from workstation.trial.activity import derived_descriptors
from workstation.trial.assess import Later
from workstation.trial.assessment import Assessment, LymphodepletionDay
from workstation.trial.eligibility import proposals as eligibility_proposals
from workstation.trial.recorded import Finding, Recorded, Row
from workstation.trial.subject import VisitRecord
from workstation.trial.treatment import Person

Offers = dict[str, Proposal]

BILAG_SOURCES: Mapping[str, tuple[str, str, Decimal]] = {
    "78": ("vital_signs", "systolic", Decimal(1)),
    "79": ("vital_signs", "diastolic", Decimal(1)),
    "81": ("urine", "dipstick_protein", Decimal(1)),
    "82": ("urine", "uacr", Decimal(1)),
    "83": ("urine", "upcr", Decimal(1)),
    "84": ("urine", "protein_24h", Decimal(1)),
    "86": ("chemistry", "creatinine", Decimal(1)),
    "90": ("haematology", "haemoglobin", Decimal("0.1")),
    "91": ("haematology", "wbc", Decimal(1)),
    "92": ("haematology", "neutrophils", Decimal(1)),
    "93": ("haematology", "lymphocytes", Decimal(1)),
    "94": ("haematology", "platelets", Decimal(1)),
}
"""Which recorded value stands behind each value item of BILAG-2004, and the factor into BILAG units."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a form stands: the record, the subject, the visit, and what was concluded so far."""

    recorded: Recorded
    person: Person
    visit: VisitRecord
    source: Assessment | Later

    @property
    def assessment(self) -> Assessment:
        """What was concluded so far, made now if it was not yet."""
        return self.source.made

    @property
    def day(self) -> date:
        """The day of the visit, or the day of the question while it has none."""
        return self.visit.date or self.source.as_of


def proposals_for(form: str, setting: Setting) -> Offers:
    """Everything that the record offers to a form; a form without an entry gets nothing."""
    offer = _OFFERS.get(form)
    return {} if offer is None else offer(setting)


def _number(value: Decimal | None, because: Sentence, places: int | None = None) -> Proposal:
    if value is None:
        return Proposal(None, because)
    shown = value if places is None else rounded(value, places)
    return Proposal(format(shown, "f"), because)


def _yes_no(value: bool | None, because: Sentence) -> Proposal:
    return Proposal(None if value is None else "yes" if value else "no", because)


def _vital_signs(setting: Setting) -> Offers:
    weight = setting.recorded.last("vital_signs", "weight_kg", setting.day)
    height = setting.recorded.last("vital_signs", "height_cm", setting.day)
    if weight is None or height is None or height.value <= 0:
        return {"bmi": Proposal(None, Sentence("Weight or height is not recorded."))}
    bmi = weight.value / (height.value / 100) ** 2
    return {"bmi": _number(bmi, _taken(weight), 1)}


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
    return _number(value, Sentence("Cockcroft-Gault with {weight} kg.", {"weight": weight.value}), 1)


def _urine(setting: Setting) -> Offers:
    value, because = gfr(setting)
    return {"egfr": _number(value, because, 1)}


def _sledai(setting: Setting) -> Offers:
    offers = {
        key: _yes_no(derived.present, derived.because)
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


def _bilag(setting: Setting) -> Offers:
    offers = {}
    for item, (form, source, factor) in BILAG_SOURCES.items():
        value = setting.recorded.number(setting.visit, form, source)
        operator = setting.recorded.answer(setting.visit, form, source).operator
        if value is not None and not operator:
            offers[item] = _number(
                value * factor, Sentence("Measured at this visit ({date}).", {"date": setting.visit.date})
            )
    value, because = gfr(setting)
    if value is not None:
        offers["87"] = _number(value, because, 1)
    return offers


def _eligibility(setting: Setting) -> Offers:
    judged = eligibility_proposals(setting.recorded, setting.person, setting.day)
    offers = {}
    for key, (met, because) in judged.items():
        if key == "i3_contraception" and met:
            offers[key] = Proposal("NA", because, hint_only=True)
        else:
            offers[key] = Proposal(None if met is None else "met" if met else "not_met", because)
    return offers


def _lymphodepletion(setting: Setting) -> Offers:
    planned = next((d for d in setting.assessment.lymphodepletion if d.visit == setting.visit.oid), None)
    return (
        {} if planned is None else _plan_offers(planned, str(setting.recorded.study.setting("bsa.formula")))
    )


def _plan_offers(planned: LymphodepletionDay, formula: str) -> Offers:
    because = planned.advice or Sentence("Protocol dose by body surface.")
    weighed = Sentence("Weight of {date}.", {"date": planned.weight_date})
    offers = {
        "height_cm": _number(planned.height_cm, weighed),
        "weight_kg": _number(planned.weight_kg, weighed),
        "bsa_formula": Proposal(formula, Sentence("Setting of the study.")),
        "bsa_m2": _number(planned.bsa_m2, because, 2),
        "creatinine_date": Proposal(
            None if planned.creatinine_date is None else planned.creatinine_date.isoformat(), because
        ),
        "crcl": _number(planned.clearance_ml_min, because, 1),
    }
    for drug in planned.drugs:
        offers[f"planned_{drug.drug}_mg"] = _number(
            drug.planned_mg, Sentence("Protocol dose by body surface."), 0
        )
        offers[f"prescribed_{drug.drug}_mg"] = Proposal(
            None, Sentence("Prescribed by the physician."), hint_only=True
        )
        if drug.advice_mg is not None:
            offers["advice"] = _number(drug.advice_mg, because, 0)
    return offers


def _infusion(setting: Setting) -> Offers:
    cell = next((c for c in setting.assessment.infusions if c.visit == setting.visit.oid), None)
    if cell is None:
        return {}
    target = Sentence("Dose level {level}.", {"level": setting.assessment.dose_level or "?"})
    return {
        "index": Proposal(str(cell.index), Sentence("By visit.")),
        "target_e9": _number(cell.target_e9, target),
        "ratio": _number(cell.ratio, Sentence("Given cells by target."), 2),
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


def _background(setting: Setting) -> Offers:
    rows = [row for row in setting.recorded.rows("background_drugs", "rows") if _current(row, setting.day)]
    if not rows:
        return {}
    because = Sentence(
        "From the list of background drugs: {drugs}.", {"drugs": tuple(row.text("drug") for row in rows)}
    )
    before = max(
        (v.date for v in setting.assessment.visits if v.date and v.date < setting.day and v.sledai),
        default=None,
    )
    changed = [
        row.text("change") in ("new", "increase")
        and (before is None or (row.day("start") or before) > before)
        for row in rows
    ]
    return {
        "on_immunosuppressant": _yes_no(any(row.text("drug") in IMMUNOSUPPRESSANTS for row in rows), because),
        "on_biologic": _yes_no(any(row.text("drug") in BIOLOGICS for row in rows), because),
        "therapy_stable": _yes_no(all_of(*(not each for each in changed)), because),
    }


IMMUNOSUPPRESSANTS = frozenset(
    {
        "azathioprine", "mycophenolate_mofetil", "mycophenolic_acid", "leflunomide", "methotrexate", "tacrolimus",
        "ciclosporin", "voclosporin", "cyclophosphamide", "sirolimus", "iguratimod", "thalidomide", "jak_inhibitor",
    }
)  # fmt: skip
BIOLOGICS = frozenset({"belimumab", "telitacicept", "anifrolumab", "rituximab", "obinutuzumab"})


def _current(row: Row, day: date) -> bool:
    start, end = row.day("start"), row.day("end")
    return start is not None and start <= day and (end is None or end >= day)


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
    "background_treatment": _background,
}
