"""Screening forms of the demo: consent, demography, history, earlier treatment, eligibility with its decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workstation.forms.answers import Answer, State
from workstation.services.demo_laboratory import Numbers
from workstation.services.demo_scene import INVESTIGATOR, NO, YES, Built, Scene, row, values, yes_no
from workstation.services.demo_treatment import lvef_percent

SYSTEMS = (
    "constitutional", "mucocutaneous", "neuropsychiatric", "musculoskeletal", "cardiorespiratory", "gastrointestinal",
    "ophthalmic", "renal", "haematological",
)  # fmt: skip
DECIDED_DAY = -12
FAILED_DAY = -9
BACKGROUND_MONTHS = 16
_CRITERIA_OF = {
    "mucocutaneous": ("malar", "photosensitivity"),
    "musculoskeletal": ("arthritis",),
    "cardiorespiratory": ("serositis",),
    "renal": ("renal",),
    "haematological": ("haematological",),
}
_BASIS = {
    "mucocutaneous": "Skin findings in the record",
    "musculoskeletal": "Synovitis in several joints, in the record",
    "cardiorespiratory": "Pleural effusion on CT",
    "renal": "Proteinuria in the record",
    "haematological": "Low counts before any cytotoxic drug",
}
_DRUG_CLASS = {"hydroxychloroquine": "antimalarial"}
_NOTHING = ("aps", "allergy", "transfusion", "zoster", "hbv", "tb", "malignancy")


def consent(scene: Scene, numbers: Numbers) -> Built:
    """Version 2.0, signed on the day before screening."""
    del numbers
    calendar, signed = scene.course.calendar, scene.course.tables.consent_day
    built = values(version="2.0", approved=calendar.before(40), signed=calendar.moment(signed, "10:15"))
    return built | {
        "copy_given": YES,
        "sensitive_data": YES,
        "biobank": YES,
        "genetic": YES,
        "long_term": YES,
    }


def demography(scene: Scene, numbers: Numbers) -> Built:
    """Sex, age, cohort and planned first infusion; nothing that could name a person."""
    del numbers
    patient = scene.patient
    built = values(
        sex=patient.sex,
        birth_date=scene.course.birth_date.isoformat(),
        ethnic_group="han",
        african_ancestry="no",
        childbearing=patient.childbearing,
    )
    if patient.planned:
        built |= values(cohort=patient.cohort, planned_infusion=scene.course.calendar.day(0))
    return built


def involved(scene: Scene) -> frozenset[str]:
    """Systems that lupus had affected before screening."""
    scores = scene.course.scores
    return scores.systems | ({"haematological"} if scores.blood else set())


def _disease_months(scene: Scene) -> int:
    """How long the disease is known, in months before day 0."""
    return 40 + scene.patient.number * 29 % 90


def history(scene: Scene, numbers: Numbers) -> Built:
    """Diagnosis, criteria of 1997 as the affected systems allow, and no other disease."""
    del numbers
    calendar, months, affected = scene.course.calendar, _disease_months(scene), involved(scene)
    built = values(diagnosed=calendar.month(months), first_symptom=calendar.month(months + 7))
    criteria = [criterion for system in SYSTEMS if system in affected for criterion in _CRITERIA_OF[system]]
    built["acr1997"] = Answer(",".join([*criteria, "immunological", "ana"]))
    for system in SYSTEMS:
        built[f"previous_involvement_{system}"] = yes_no(system in affected)
        if system in affected:
            built[f"previous_involvement_{system}_basis"] = Answer(_BASIS[system])
            built[f"previous_involvement_{system}_first_year"] = Answer(calendar.month(months)[:4])
    return built | dict.fromkeys(_NOTHING, NO)


def medication_history(scene: Scene, numbers: Numbers) -> Built:
    """Steroid with background drugs for more than half a year, and a drug that did not work before."""
    del numbers
    calendar, months = scene.course.calendar, _disease_months(scene)
    unit = "mg_per_day"
    rows = [
        {
            "drug": "prednisone",
            "class": "steroid",
            "highest_dose": "50",
            "start": calendar.before(months),
        },
        *(
            {
                "drug": drug.replace("_", " "),
                "class": _DRUG_CLASS.get(drug, "immunosuppressant"),
                "highest_dose": str(amount),
                "start": calendar.before(BACKGROUND_MONTHS),
            }
            for drug, amount in scene.patient.background.items()
        ),
    ]
    built: Built = {}
    for number, given in enumerate(rows, start=1):
        built |= row("rows", number, given | {"route": "oral", "highest_dose_unit": unit, "ongoing": "yes"})
    return built | _failed_drug(scene, len(rows) + 1) | {"b_cell_therapy_ever": NO}


def _failed_drug(scene: Scene, number: int) -> Built:
    calendar = scene.course.calendar
    methotrexate = scene.patient.number % 2 == 0
    given = {
        "drug": "methotrexate" if methotrexate else "cyclophosphamide",
        "class": "immunosuppressant",
        "route": "oral" if methotrexate else "iv",
        "highest_dose": "15" if methotrexate else "800",
        "highest_dose_unit": "mg_per_week" if methotrexate else "mg_per_dose",
        "start": calendar.month(BACKGROUND_MONTHS + 14),
        "ongoing": "no",
        "end": calendar.month(BACKGROUND_MONTHS + 2),
        "stop_reason": "intolerance" if methotrexate else "no_effect",
    }
    return row("rows", number, given)


def eligibility(scene: Scene, numbers: Numbers) -> Built:
    """Every criterion with its evidence, and the investigator's decision."""
    eligible = scene.patient.row not in scene.course.tables.failed
    blood, fertile = numbers["haematology"], scene.patient.childbearing == "potential"
    built = values(i1_age_consent="met", i2_acr1997="met", i6_serology="met")
    built |= values(i7_counts="met", i8_lvef="met", i9_background="met")
    built["i3_contraception"] = Answer("met") if fertile else Answer(state=State.NOT_APPLICABLE)
    built |= values(i4_sledai="met" if eligible else "not_met", i5_bilag="met" if eligible else "not_met")
    built |= values(e1_allergy="not_met", e2_infection="not_met", e3_immunodeficiency="not_met")
    evidence = {
        "i1_age_consent": "Consent version 2.0",
        "i7_counts": f"Neutrophils {blood['neutrophils']}, haemoglobin {blood['haemoglobin']} g/L",
        "i8_lvef": f"LVEF {lvef_percent(scene)} %",
    }
    built |= {f"{criterion}_evidence": Answer(text) for criterion, text in evidence.items()}
    day = DECIDED_DAY if eligible else FAILED_DAY
    built |= {"decision": yes_no(eligible), "decided": Answer(scene.course.calendar.moment(day, "11:20"))}
    if not eligible:
        built["decision_reason"] = Answer("SLEDAI-2K below 8; no BILAG grade A and only one grade B.")
    return built | {"assessor": INVESTIGATOR}


BUILDERS: Mapping[str, Callable[[Scene, Numbers], Built]] = {
    "consent": consent,
    "demography": demography,
    "history": history,
    "medication_history": medication_history,
    "eligibility": eligibility,
}
