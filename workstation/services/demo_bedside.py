"""Forms of the ward round in the demo: vital signs, heart, pregnancy test, the CRS and ICANS strip, the assessment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workstation.definition.study import VisitKind
from workstation.forms.answers import Answer
from workstation.services.demo_laboratory import Numbers, result
from workstation.services.demo_scene import NO, YES, Built, Scene, row, values
from workstation.services.demo_tables import words_at
from workstation.services.demo_treatment import lvef_percent

_ENDPOINTS = frozenset({VisitKind.ENDPOINT, VisitKind.WITHDRAWAL})
_WEIGHED = frozenset({"SCR", "BL", "LD1", "INF1", "D28", "W8"})
_ON_WARD = frozenset({VisitKind.LYMPHODEPLETION, VisitKind.REST, VisitKind.INFUSION})
_ICE = (
    "ice_year", "ice_month", "ice_city", "ice_hospital", "ice_object1", "ice_object2", "ice_object3", "ice_command",
    "ice_writing", "ice_attention",
)  # fmt: skip
_ECG_AND_ECHO = frozenset({"SCR", "W52"})


def vital_signs(scene: Scene, numbers: Numbers) -> Built:
    """Vital signs; body weight where the plan asks for it."""
    measured = dict(numbers["vital_signs"])
    weight = measured.pop("weight_kg")
    built = values(**measured, site="axillary", position="sitting", oxygen="air")
    endpoint = scene.visit.kind in _ENDPOINTS
    if endpoint or scene.visit.oid in _WEIGHED:
        built["weight_kg"] = Answer(weight)
    if scene.visit.oid in ("SCR", "BL") or endpoint:
        built["ecog"] = Answer("1" if scene.day < 100 or scene.patient.course == "N" else "0")
    if scene.visit.kind is VisitKind.SCREENING:
        built["height_cm"] = Answer(str(scene.patient.height))
    return built


def ecg_echo(scene: Scene, numbers: Numbers) -> Built:
    """An ECG; echo and chest CT at screening, echo again at the end."""
    del numbers
    noise = scene.course.noise
    built = values(
        ecg_done="yes", rhythm="sinus", heart_rate=str(noise.randint(66, 86)), qt_formula="Fridericia"
    )
    built["qtc"] = result(scene, "qtc", str(noise.randint(398, 432)))
    if scene.visit.oid in _ECG_AND_ECHO:
        built |= values(echo_date=scene.today, pericardial_effusion="none")
        built["lvef"] = result(scene, "lvef", str(lvef_percent(scene)))
    if scene.visit.kind is VisitKind.SCREENING:
        built["chest_ct"] = Answer("normal" if scene.patient.number % 3 else "NCS")
    return built


def pregnancy_test(scene: Scene, numbers: Numbers) -> Built:
    """Negative."""
    del scene, numbers
    return values(kind="serum", result="neg")


def crs_icans_strip(scene: Scene, numbers: Numbers) -> Built:
    """Once at a visit; before and 4 h after an infusion; hourly through a cytokine release syndrome."""
    vitals = numbers["vital_signs"]
    times = [("08:30", vitals["temperature_c"])]
    if scene.visit.kind is VisitKind.INFUSION and scene.visit.oid not in scene.patient.held:
        times.append(("14:30", f"{scene.course.noise.uniform(36.4, 37.3):.1f}"))
    released = any(event.scale == "ASTCT" and event.start == scene.day for event in scene.course.events)
    if released:
        times = [("02:20", vitals["temperature_c"]), ("04:30", "38.1"), ("08:30", "37.6"), ("14:30", "37.1")]
    built: Built = {}
    for number, (clock, temperature) in enumerate(times, start=1):
        given = "antipyretic" if released and number == 1 else ""
        built |= row("rows", number, _strip_row(scene, clock, temperature, vitals, given))
    return built


def _strip_row(
    scene: Scene, clock: str, temperature: str, vitals: Mapping[str, str], given: str
) -> dict[str, Answer | str]:
    signs: dict[str, Answer | str] = {
        "time": scene.at(clock),
        "temperature_c": temperature,
        "systolic": vitals["systolic"],
        "diastolic": vitals["diastolic"],
        "spo2": vitals["spo2"],
        "other_cause": NO,
        "hypotension": NO,
        "oxygen": "none",
    }
    nerves = {"consciousness": "spontaneous", "seizure": "none", "motor_deficit": "no", "oedema": "none"}
    return signs | dict.fromkeys(_ICE, YES) | nerves | {"given": given}


def visit_assessment(scene: Scene, numbers: Numbers) -> Built:
    """The assessor's words, what was reviewed, and intercurrent events; or why the visit was not held."""
    del numbers
    if scene.visit.missed:
        return values(contact="not_held", not_held_reason=scene.visit.missed)
    text, plan = words_at(scene.course.tables, scene.patient, scene.visit.oid)
    built = values(contact="ward" if scene.visit.kind in _ON_WARD else "clinic", text=text, plan=plan)
    built["reviewed"] = Answer("events,medication,steroid,infection")
    if scene.place is not None:
        built["flare"] = Answer("severe" if _rescued_now(scene) else "none")
    if scene.visit.oid in ("W52", "EW"):
        built["sdi"] = Answer("1" if scene.patient.course == "N" else "0")
    if _rescued_now(scene):
        day = scene.course.calendar.day(scene.patient.rescue or 0)
        built |= values(rescue_medication="yes", rescue_medication_date=day)
    return built


def _rescued_now(scene: Scene) -> bool:
    """The rescue lies between the visit before and this one."""
    rescue = scene.patient.rescue
    before = [visit.day for visit in scene.course.visits if visit.day < scene.day]
    return rescue is not None and max(before, default=-1000) < rescue <= scene.day


BUILDERS: Mapping[str, Callable[[Scene, Numbers], Built]] = {
    "vital_signs": vital_signs,
    "ecg_echo": ecg_echo,
    "pregnancy_test": pregnancy_test,
    "crs_icans_strip": crs_icans_strip,
    "visit_assessment": visit_assessment,
}
