"""Treatment forms of the demo: lymphodepletion as prescribed and given, the checks before it, the infusion record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from workstation.definition.study import VisitKind
from workstation.forms.answers import Answer
from workstation.scoring.body_surface import body_surface, dose
from workstation.scoring.glucocorticoid import EQUIVALENT_MG, PREDNISONE_MG
from workstation.scoring.quantity import rounded
from workstation.scoring.renal import cockcroft_gault
from workstation.services.demo_curves import place
from workstation.services.demo_laboratory import Numbers
from workstation.services.demo_scene import (
    INVESTIGATOR,
    NO,
    NURSE_A,
    NURSE_B,
    YES,
    Built,
    Scene,
    row,
    values,
)

_DRUG_TIMES = {"fludarabine": ("09:30", "10:00"), "cyclophosphamide": ("10:30", "11:30")}
_PREDNISONE_LIMIT = 10
_STEROID_REASON = "Active disease does not allow a lower dose; the limit was written for CAR-T cells."
_BAGS = ("A", "B")
_START, _END = "10:02", "10:31"
_VITALS_MINUTES = (0, 15, 30, 45, 60, 90, 120, 180, 240, 480, 720, 960, 1200, 1440)
_START_MINUTE = 10 * 60 + 2
_FEVER_GONE = 960


def lymphodepletion(scene: Scene, numbers: Numbers) -> Built:
    """The day's doses by body surface, rounded to 1 mg, given as prescribed."""
    del numbers
    own = scene.patient.prescribed
    built: Built = {"confirmed_by": INVESTIGATOR}
    for drug in scene.course.study.drugs:
        planned = planned_mg(scene, drug.mg_per_m2)
        amount = Answer(str(own.get(drug.oid, planned)))
        start, end = _DRUG_TIMES[drug.oid]
        built |= {
            f"prescribed_{drug.oid}_mg": amount,
            f"{drug.oid}_mg": amount,
            f"{drug.oid}_start": Answer(scene.at(start)),
            f"{drug.oid}_end": Answer(scene.at(end)),
        }
    if "reason" in own:
        built["prescribed_reason"] = Answer(own["reason"])
    built |= {"interrupted": NO, "mesna": NO, "hydration_ml": Answer("2000"), "antiemetic": YES}
    return built | {"given_by": NURSE_A, "checked_by": NURSE_B}


def planned_mg(scene: Scene, mg_per_m2: Decimal) -> str:
    """The protocol's dose of a drug by Mosteller, to 1 mg."""
    surface = body_surface(Decimal(scene.patient.height), Decimal(scene.patient.weight))
    return format(rounded(dose(mg_per_m2, surface), 0), "f")


def go_no_go(scene: Scene, numbers: Numbers) -> Built:
    """The checks before lymphodepletion or infusion, with what they rest on."""
    checks = _every_time(scene, numbers)
    if scene.visit.kind is VisitKind.LYMPHODEPLETION or scene.visit.oid == "INF1":
        checks |= _first_time(scene)
    if scene.visit.kind is VisitKind.LYMPHODEPLETION:
        checks |= {
            "eligibility_signed": "",
            "consent_current": "Version 2.0",
            "product_released": "Certificate seen",
        }
    else:
        checks |= {
            "iv_antibiotic": "None in the last 7 days",
            "toxicity_resolved": "",
            "ld_given": "3 of 3 days",
        }
        checks |= {"identity_two_persons": "", "rescue_ready": "Tocilizumab 8 mg/kg on the ward"}
        checks["dlt_rule"] = "No stopping rule met"
    built: Built = {}
    for check, value in checks.items():
        failed = _fails(scene, check)
        answer = (
            "NA" if check == "pregnancy_negative" and scene.patient.childbearing != "potential" else "pass"
        )
        built[check] = Answer("fail" if failed else answer)
        built |= {f"{check}_who": INVESTIGATOR, f"{check}_when": Answer(scene.at("08:45"))}
        if value or failed:
            built[f"{check}_value"] = Answer(failed or value)
    if built["prednisone_limit"].value == "fail":
        built["prednisone_limit_override"] = Answer(_STEROID_REASON)
        built["prednisone_limit_override_by"] = INVESTIGATOR
    return built


def _every_time(scene: Scene, numbers: Numbers) -> dict[str, str]:
    lab, vitals = numbers["chemistry"], numbers["vital_signs"]
    patient, age = scene.patient, Decimal(scene.course.age(scene.day))
    clearance = cockcroft_gault(Decimal(lab["creatinine"]), age, patient.sex, Decimal(patient.weight))
    liver = f"ALT {lab['alt']} U/L, bilirubin {lab['bilirubin']} µmol/L"
    return {
        "no_infection": f"{vitals['temperature_c']} °C, no complaint",
        "spo2": f"{vitals['spo2']} % on room air",
        "organ_function": f"Clearance {rounded(clearance, 0)} mL/min, {liver}",
        "prednisone_limit": f"Prednisone {_prednisone(scene).normalize():f} mg a day",
    }


def _first_time(scene: Scene) -> dict[str, str]:
    lvef = lvef_percent(scene)
    tested = "" if scene.patient.childbearing != "potential" else "Serum, negative"
    return {"cardiac_in_date": f"QTc 418 ms, LVEF {lvef} %, troponin normal", "pregnancy_negative": tested}


def lvef_percent(scene: Scene) -> int:
    """The patient's ejection fraction."""
    return round(place((60, 68), scene.patient.number, "lvef"))


def _prednisone(scene: Scene) -> Decimal:
    scores = scene.course.scores
    amount = Decimal(scores.steroid[scene.scored_place])
    return amount * PREDNISONE_MG / EQUIVALENT_MG[scores.steroid_drug]


def _fails(scene: Scene, check: str) -> str:
    """Why a check fails, empty if it passes."""
    if check == "prednisone_limit" and _prednisone(scene) > _PREDNISONE_LIMIT:
        return f"Prednisone {_prednisone(scene).normalize():f} mg a day"
    held = scene.patient.held.get(scene.visit.oid)
    if held == "toxicity" and check in ("toxicity_resolved", "organ_function"):
        return "ALT 262 U/L, grade 3"
    if held == "product" and check == "identity_two_persons":
        return "Bag 3 outside its temperature range"
    return ""


def infusion(scene: Scene, numbers: Numbers) -> Built:
    """The infusion as given, or held without cells."""
    del numbers
    reason = scene.patient.held.get(scene.visit.oid)
    if reason is not None:
        return {"given": NO, "not_given": Answer(reason)}
    cells = _cells(scene)
    built = {"given": YES} | _product(scene) | _transport(scene) | _bedside(scene, cells)
    if scene.course.light:
        return built
    share = cells / len(_BAGS)
    for number, bag in enumerate(_BAGS, start=1):
        label = f"{_lot(scene)}-{bag}"
        built |= row("bags", number, {"bag": label, "label_cells_e9": f"{share:.3f}"})
    return built | _premedication(scene) | _vitals(scene)


def _index(scene: Scene) -> int:
    return int(scene.visit.oid.removeprefix("INF"))


def _lot(scene: Scene) -> str:
    return f"DEMO-{scene.patient.number:03d}-{_index(scene)}"


def _cells(scene: Scene) -> Decimal:
    """Target x 0.96-1.03, each infusion its own share."""
    cohort = scene.course.cohort
    if cohort is None:
        raise ValueError(f"{scene.patient.oid} has an infusion and no cohort")
    target = scene.course.study.dose_levels[cohort.dose_level].cells_e9
    share = place((0.96, 1.03), scene.patient.number, scene.visit.oid)
    return rounded(target * Decimal(f"{share:.4f}"), 3)


def _product(scene: Scene) -> Built:
    number = scene.patient.number
    expiry = scene.course.calendar.day(scene.day + 180)
    built = values(lot=_lot(scene), donor_code=f"DONOR-{number % 4 + 1:02d}", expiry=expiry)
    built |= {"certificate": YES, "frozen": YES}
    built["car_positive_pct"] = Answer(f"{place((48, 66), number, scene.visit.oid + 'car'):.1f}")
    built["release_viability_pct"] = Answer(f"{place((91, 96), number, scene.visit.oid + 'alive'):.1f}")
    return built


def _transport(scene: Scene) -> Built:
    viability = place((81, 89), scene.patient.number, scene.visit.oid + "thawed")
    return values(
        received=scene.course.calendar.moment(scene.day - 1, "15:20"),
        transport_min_c="-186",
        transport_max_c="-172",
        excursion="no",
        thaw_start=scene.at("09:36"),
        thaw_end=scene.at("09:44"),
        thaw_method="bath",
        post_thaw_viability_pct=f"{viability:.1f}",
    )


def _bedside(scene: Scene, cells: Decimal) -> Built:
    built: Built = {"identity_1": NURSE_A, "identity_2": NURSE_B}
    return built | values(
        start=scene.at(_START),
        end=scene.at(_END),
        cells_e9=format(cells, "f"),
        volume_ml="100",
        interrupted_min="0",
        line_flush="yes",
        reaction="no",
    )


def _premedication(scene: Scene) -> Built:
    time = scene.at("09:20")
    first = {"drug": "Paracetamol", "kind": "antipyretic", "dose": "500 mg by mouth", "time": time}
    second = {"drug": "Diphenhydramine", "kind": "antihistamine", "dose": "20 mg intramuscular", "time": time}
    return row("premedication", 1, first) | row("premedication", 2, second)


def _vitals(scene: Scene) -> Built:
    """Before, to 4 h, then 4-hourly to 24 h; warm from the onset of a fever that is an event of this day."""
    noise = scene.course.noise
    onset = _fever_minute(scene)
    built: Built = {}
    for number, due in enumerate(_VITALS_MINUTES, start=1):
        warm = onset is not None and onset <= due < _FEVER_GONE
        minute = _START_MINUTE + (due + noise.randint(0, 4) if due else -12)
        day, minute = divmod(minute, 24 * 60)
        given = {
            "due": str(due),
            "time": scene.course.calendar.moment(scene.day + day, f"{minute // 60:02d}:{minute % 60:02d}"),
            "temperature_c": f"{noise.uniform(38.1, 38.4) if warm else noise.uniform(36.3, 37.2):.1f}",
            "pulse": f"{noise.uniform(88, 98) if warm else noise.uniform(68, 86):.0f}",
            "systolic": f"{noise.uniform(106, 126):.0f}",
            "diastolic": f"{noise.uniform(64, 80):.0f}",
            "resp_rate": f"{noise.uniform(14, 18):.0f}",
            "spo2": f"{noise.uniform(97, 99):.0f}",
        }
        built |= row("vitals", number, given)
    return built


def _fever_minute(scene: Scene) -> int | None:
    """Minutes after the start at which the patient's fever began, None without one on this day."""
    for event in scene.course.events:
        if event.term == "Fever" and event.start == scene.day:
            hour, minute = event.at.split(":")
            return int(hour) * 60 + int(minute) - _START_MINUTE
    return None


BUILDERS: Mapping[str, Callable[[Scene, Numbers], Built]] = {
    "lymphodepletion": lymphodepletion,
    "go_no_go": go_no_go,
    "infusion": infusion,
}
