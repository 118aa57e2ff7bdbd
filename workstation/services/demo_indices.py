"""What the assessor scored at a demo visit: SLEDAI-2K, BILAG-2004, PGA, background treatment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from workstation.forms.answers import Answer
from workstation.scoring.quantity import rounded
from workstation.scoring.renal import ckdepi2021
from workstation.scoring.sledai2k import KEYS
from workstation.services.demo_laboratory import Numbers
from workstation.services.demo_scene import NO, NOT_DONE, YES, Built, Scene, yes_no
from workstation.trial.background import BIOLOGICS, IMMUNOSUPPRESSANTS

_YES_NO = frozenset({"80", "85", "88", "89", "96", "97"})
_MEASURED: Mapping[str, tuple[str, str]] = {
    "78": ("vital_signs", "systolic"),
    "79": ("vital_signs", "diastolic"),
    "81": ("urine", "dipstick_protein"),
    "83": ("urine", "upcr"),
    "86": ("chemistry", "creatinine"),
    "91": ("haematology", "wbc"),
    "92": ("haematology", "neutrophils"),
    "93": ("haematology", "lymphocytes"),
    "94": ("haematology", "platelets"),
}
_COUNTS = {"90": "haemoglobin", "91": "wbc", "92": "neutrophils", "93": "lymphocytes", "94": "platelets"}
_CODES = tuple(Answer(str(code)) for code in range(5))
_ASKED = tuple(str(number) for number in (*range(1, 78), 80, 85, 88, 89, 95, 96, 97))
_QUIET = {item: NO if item in _YES_NO else _CODES[0] for item in _ASKED}
_DUE, _NOT_DUE = Answer("Y"), Answer("N")
_WEEKS_AFTER_LD = 8
_LAST_LD_DAY = -3


def sledai2k(scene: Scene, numbers: Numbers) -> Built:
    """The 24 descriptors, joints, and the low counts that lymphodepletion explains."""
    present = scene.course.scores.present[scene.scored_place]
    built = {key: yes_no(key in present) for key in KEYS}
    joints = max(6 - scene.scored_place, 2) if "arthritis" in present else 0
    built |= {"active_joints": Answer(str(joints)), "swollen_joints_28": Answer(str(joints * 2 // 3))}
    built |= {"haemolytic_anaemia": NO, "gi_activity": NO}
    if _soon_after_conditioning(scene) and float(numbers["haematology"]["wbc"]) < 3:
        built |= {
            "sledai_excluded": Answer("leukopenia"),
            "excluded_cause_leukopenia": Answer("lymphodepletion"),
        }
    return built


def _soon_after_conditioning(scene: Scene) -> bool:
    return scene.course.conditioned and 0 <= scene.day - _LAST_LD_DAY <= 7 * _WEEKS_AFTER_LD + 3


def bilag2004(scene: Scene, numbers: Numbers) -> Built:
    """All 97 items; of urine protein the ratio and the dipstick; values with their cause."""
    scores, place = scene.course.scores, scene.scored_place
    built: Built = dict(_QUIET)
    for item in scores.bilag:
        code = scores.bilag_code(item, place)
        built[item] = yes_no(code == "yes") if item in _YES_NO else _CODES[int(code)]
    built |= {item: Answer(numbers[form][key]) for item, (form, key) in _MEASURED.items()}
    built |= {"82": NOT_DONE, "84": NOT_DONE}
    built["87"] = Answer(_gfr(scene, numbers["chemistry"]["creatinine"]))
    built["90"] = Answer(format(Decimal(numbers["haematology"]["haemoglobin"]) / 10, "f"))
    built |= {f"attribution_{item}": _DUE for item in ("78", "79", "81", "83", "86", "87")}
    built |= {f"attribution_{item}": _cause(scene, key, numbers) for item, key in _COUNTS.items()}
    return built


def _cause(scene: Scene, key: str, numbers: Numbers) -> Answer:
    """Low counts within weeks of lymphodepletion are its doing, not that of lupus."""
    limits = scene.limits.get(key)
    low = limits is not None and float(numbers["haematology"][key]) < limits.low
    return _NOT_DUE if low and _soon_after_conditioning(scene) else _DUE


def _gfr(scene: Scene, creatinine: str) -> str:
    age = Decimal(scene.course.age(scene.day))
    return format(rounded(ckdepi2021(Decimal(creatinine), age, scene.patient.sex), 1), "f")


def pga(scene: Scene, numbers: Numbers) -> Built:
    """The physician's global assessment."""
    del numbers
    return {"pga": Answer(scene.course.scores.pga[scene.scored_place])}


def background_treatment(scene: Scene, numbers: Numbers) -> Built:
    """What the background drugs of the day amount to."""
    del numbers
    drugs = taken(scene)
    failing = scene.patient.failing_from is not None and scene.day >= scene.patient.failing_from
    stable = Answer("no", reason="Rescue treatment of the flare goes on.") if failing else YES
    return {
        "on_immunosuppressant": yes_no(any(drug in IMMUNOSUPPRESSANTS for drug in drugs)),
        "on_biologic": yes_no(any(drug in BIOLOGICS for drug in drugs)),
        "maintenance_therapy_ok": yes_no(not failing),
        "therapy_stable": stable,
        "investigational_drug": NO,
    }


def taken(scene: Scene) -> tuple[str, ...]:
    """The background drugs on the day of the visit."""
    patient = scene.patient
    kept = [drug for drug in patient.background if scene.day <= patient.stops.get(drug, 10_000)]
    return (*kept, *(drug for drug, new in patient.starts.items() if new["day"] <= scene.day))


BUILDERS: Mapping[str, Callable[[Scene, Numbers], Built]] = {
    "pga": pga,
    "sledai2k": sledai2k,
    "bilag2004": bilag2004,
    "background_treatment": background_treatment,
}
