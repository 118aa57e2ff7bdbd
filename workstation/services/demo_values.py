"""The numbers of one demo visit: what the patient's course, the descriptors and the events make of them.

A value that decides a descriptor, a grade or an event is computed without chance; noise moves the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workstation.definition.study import VisitKind
from workstation.services.demo_curves import noisy, place
from workstation.services.demo_scene import Scene

_OTHER_CELLS = 0.35
_PRINTED_INTERVAL = 7
_PEAKS = frozenset({"car_copies", "il6"})
_FIRST_DAY_OF_LOW_COUNTS = -1
_EXACT_CREATININE = frozenset({VisitKind.SCREENING, VisitKind.BASELINE, VisitKind.LYMPHODEPLETION})

_BANDS: Mapping[str, tuple[str, Mapping[int, tuple[float, float]]]] = {
    "neutrophils": (
        "Neutrophil count decreased",
        {0: (1.5, 99.0), 2: (1.0, 1.49), 3: (0.5, 0.99), 4: (0.1, 0.49)},
    ),
    "lymphocytes": ("Lymphocyte count decreased", {0: (0.2, 99.0), 4: (0.02, 0.19)}),
    "wbc": ("White blood cell decreased", {0: (3.0, 99.0), 2: (2.0, 2.99), 3: (1.0, 2.99)}),
    "haemoglobin": ("Anemia", {2: (80.0, 99.0)}),
}
"""Within which limits a count stays while its event has a grade (CTCAE v5.0; safety sheet, section 3.3)."""


TERM_OF: Mapping[str, str] = {
    **{item: term for item, (term, _) in _BANDS.items()},
    "alt": "Alanine aminotransferase increased",
    "ast": "Alanine aminotransferase increased",
    "il6": "Cytokine release syndrome",
    "crp": "Cytokine release syndrome",
}
"""The adverse event that a result outside its limits belongs to."""


def special(scene: Scene, item: str) -> float | None:
    """A value that belongs to this patient at this visit alone."""
    return scene.course.tables.curves.special.get(scene.patient.row, {}).get(item, {}).get(scene.visit.oid)


def curve(scene: Scene, name: str) -> float:
    """The patient's place on a course at this visit; with another interval than the printed one, on this day."""
    cohort = scene.course.cohort
    by_visit = name in _PEAKS or cohort is None or cohort.interval_days == _PRINTED_INTERVAL
    point = scene.course.tables.curves.curves[name].at(scene.visit.oid if by_visit else "", scene.day)
    return place(point, scene.patient.number, name)


def baseline(scene: Scene, name: str) -> float:
    """The patient's own baseline of a result."""
    return place(scene.course.tables.curves.baseline[name], scene.patient.number, name)


def wandering(scene: Scene, value: float, spread: float = 0.1) -> float:
    """A value with noise, except where the indices are scored."""
    return value if scene.place is not None else noisy(value, scene.course.noise, spread)


def _inside_grade(scene: Scene, item: str, value: float) -> float:
    term, bands = _BANDS[item]
    if scene.day < _FIRST_DAY_OF_LOW_COUNTS:
        return value
    low, high = bands.get(scene.course.grade(term, scene.day), (None, None))
    return value if low is None or high is None else min(max(value, low), high)


def haematology(scene: Scene) -> dict[str, str]:
    """Blood count; white cells are the sum of their parts as far as the grade of the event lets them."""
    own = scene.patient.neutrophils
    shape = curve(scene, "neutrophil_shape")
    centre = own["baseline"] - (own["baseline"] - own["nadir"]) * shape
    watched = scene.course.grade("Neutrophil count decreased", scene.day) > 0
    neutrophils = round(
        _inside_grade(scene, "neutrophils", centre if watched else wandering(scene, centre, 0.06)), 2
    )
    lymphocytes = round(_inside_grade(scene, "lymphocytes", wandering(scene, curve(scene, "lymphocytes"))), 2)
    wbc = _inside_grade(scene, "wbc", neutrophils + lymphocytes + _OTHER_CELLS)
    platelets = wandering(scene, baseline(scene, "platelets") * curve(scene, "platelet_ratio"), 0.03)
    return {
        "haemoglobin": f"{_haemoglobin(scene):.0f}",
        "wbc": f"{wbc:.2f}",
        "neutrophils": f"{neutrophils:.2f}",
        "lymphocytes": f"{lymphocytes:.2f}",
        "platelets": f"{platelets:.0f}",
        **quiet(scene, "haematology", {"eosinophils": 2, "monocytes": 2}),
    }


def _haemoglobin(scene: Scene) -> float:
    ratio = special(scene, "haemoglobin_ratio") or curve(scene, "haemoglobin_ratio")
    value = wandering(scene, scene.patient.haemoglobin * ratio, 0.01)
    if scene.course.grade("Anemia", scene.day) == 0 and scene.patient.haemoglobin >= 100:
        value = max(value, 100.0)
    return _inside_grade(scene, "haemoglobin", value)


def quiet(scene: Scene, form: str, decimals: Mapping[str, int]) -> dict[str, str]:
    """Results without a course: round the centre of women or men. A light demo has none."""
    if scene.course.light:
        return {}
    centres = scene.course.tables.curves.quiet[form]
    sex = 1 if scene.patient.sex == "M" else 0
    return {
        item: f"{noisy(centres[item][sex], scene.course.noise, _SPREADS.get(item, 0.05)):.{places}f}"
        for item, places in decimals.items()
    }


_SPREADS: Mapping[str, float] = {
    "sodium": 0.007,
    "potassium": 0.04,
    "calcium": 0.02,
    "total_protein": 0.02,
    "magnesium": 0.03,
}


def chemistry(scene: Scene) -> dict[str, str]:
    """Kidney, liver, electrolytes."""
    number = scene.patient.number
    ck = special(scene, "ck")
    return {
        "creatinine": f"{_creatinine(scene):.0f}",
        "alt": f"{special(scene, 'alt') or min(38.0, noisy(place((15, 30), number, 'alt'), scene.course.noise)):.0f}",
        "ast": f"{special(scene, 'ast') or min(33.0, noisy(place((16, 26), number, 'ast'), scene.course.noise)):.0f}",
        "ck": f"{ck or noisy(place((60, 120), number, 'ck'), scene.course.noise):.0f}",
        "albumin": f"{_albumin(scene):.1f}",
        **quiet(
            scene,
            "chemistry",
            {
                "urea": 1, "urate": 0, "bilirubin": 1, "alp": 0, "ggt": 0, "ldh": 0, "total_protein": 0, "sodium": 0,
                "potassium": 2, "calcium": 2, "magnesium": 2, "phosphate": 2, "glucose": 1, "troponin": 1,
            },
        ),
    }  # fmt: skip


def _creatinine(scene: Scene) -> float:
    """Within 5 % of the patient's own; the very value where eligibility and doses rest on it."""
    if scene.visit.kind in _EXACT_CREATININE:
        return scene.patient.creatinine
    return scene.patient.creatinine * (1 + scene.course.noise.uniform(-0.05, 0.05))


def _albumin(scene: Scene) -> float:
    found = special(scene, "albumin")
    own = scene.patient.albumin
    better = 0.0 if scene.patient.course == "N" else min(max(scene.day / 168, 0.0), 1.0)
    return found if found is not None else wandering(scene, own + (42.0 - own) * better, 0.02)


def coagulation(scene: Scene) -> dict[str, str]:
    """Clotting: nothing happens to it."""
    return quiet(scene, "coagulation", {"pt": 1, "inr": 2, "aptt": 1, "fibrinogen": 2, "d_dimer": 2})


def urine(scene: Scene) -> dict[str, str]:
    """Protein and sediment as the descriptors say."""
    scores, at = scene.course.scores, scene.scored_place
    upcr, present = float(scores.upcr[at]), scores.present[at]
    noise = scene.course.noise
    return {
        "dipstick_protein": str(sum(upcr >= level for level in (20, 57, 150, 350))),
        "urine_rbc": str(noise.randint(12, 25) if "hematuria" in present else noise.randint(0, 3)),
        "urine_wbc": str(noise.randint(0, 4)),
        "upcr": scores.upcr[at],
    }


def immunology(scene: Scene) -> dict[str, str]:
    """Complement and anti-dsDNA as the descriptors say, better from each abnormal visit to the next."""
    number = scene.patient.number
    low = _along(scene, "low_complement")
    dsdna = _along(scene, "increased_dna_binding")
    c3 = (
        place((0.88, 1.12), number, "c3")
        if low is None
        else 0.44 + place((0, 0.08), number, "c3") + 0.22 * low
    )
    c4 = place((0.17, 0.26), number, "c4") if low is None else 0.07 + 0.07 * low
    bound = place((35, 88), number, "dsdna")
    if dsdna is not None:
        bound = place((380, 590), number, "dsdna") * (1 - 0.7 * dsdna)
    return {"c3": f"{c3:.2f}", "c4": f"{c4:.2f}", "anti_dsdna": f"{bound:.0f}"}


def _along(scene: Scene, descriptor: str) -> float | None:
    """How far the patient is on the way from the first to the last abnormal visit, None where it is normal."""
    places = [place for place, present in enumerate(scene.course.scores.present) if descriptor in present]
    if scene.scored_place not in places:
        return None
    return 0.0 if len(places) == 1 else places.index(scene.scored_place) / (len(places) - 1)


def b_cells(scene: Scene) -> dict[str, str]:
    """B cells by the course of the patient, other lymphocytes as a share of the blood count, immunoglobulins."""
    lymphocytes = curve(scene, "lymphocytes") * 1000
    noise = scene.course.noise
    cd3 = noisy(0.6 * lymphocytes, noise, 0.03)
    return {
        "cd19_b_cells": f"{_cd19(scene):.0f}",
        "cd3": f"{cd3:.0f}",
        "cd4": f"{cd3 * 0.45:.0f}",
        "cd8": f"{cd3 * 0.48:.0f}",
        "nk_cells": f"{noisy(0.12 * lymphocytes, noise, 0.1):.0f}",
        "igg": f"{baseline(scene, 'igg') * noisy(curve(scene, 'igg_ratio'), noise, 0.02):.2f}",
        "iga": f"{baseline(scene, 'iga') * noisy(curve(scene, 'igg_ratio'), noise, 0.03):.2f}",
        "igm": f"{baseline(scene, 'igm') * noisy(curve(scene, 'igg_ratio'), noise, 0.03):.2f}",
    }


def _cd19(scene: Scene) -> float:
    if scene.patient.course == "N":
        return curve(scene, "cd19_non_responder")
    first = baseline(scene, "cd19")
    if scene.day < 0:
        return first
    return first * curve(scene, "cd19_ratio") if scene.day <= 1 else curve(scene, "cd19")


def inflammation(scene: Scene) -> dict[str, str]:
    """CRP, ferritin, sedimentation."""
    crp = special(scene, "crp")
    ferritin = baseline(scene, "ferritin") * curve(scene, "ferritin_ratio")
    return {
        "crp": f"{crp or noisy(curve(scene, 'crp'), scene.course.noise):.1f}",
        "ferritin": f"{noisy(ferritin, scene.course.noise, 0.05):.0f}",
        **quiet(scene, "inflammation", {"esr": 0}),
    }


def vital_signs(scene: Scene) -> dict[str, str]:
    """Temperature without fever at scored visits, pressure without a rise that BILAG would count."""
    noise = scene.course.noise
    numbers = {
        "temperature_c": special(scene, "temperature_c") or noise.uniform(36.2, 37.2),
        "systolic": special(scene, "systolic") or noise.uniform(108, 128),
        "diastolic": special(scene, "diastolic") or noise.uniform(66, 82),
        "pulse": special(scene, "pulse") or noise.uniform(66, 88),
        "resp_rate": special(scene, "resp_rate") or noise.uniform(14, 18),
        "spo2": special(scene, "spo2") or noise.uniform(97, 99),
        "weight_kg": special(scene, "weight_kg") or _weight(scene),
    }
    return {
        item: f"{value:.{1 if item in ('temperature_c', 'weight_kg') else 0}f}"
        for item, value in numbers.items()
    }


def _weight(scene: Scene) -> float:
    if scene.day <= 0:
        return float(scene.patient.weight)
    return scene.patient.weight * (1 + scene.course.noise.uniform(-0.015, 0.015))


MEASURES: Mapping[str, Callable[[Scene], dict[str, str]]] = {
    "vital_signs": vital_signs,
    "haematology": haematology,
    "chemistry": chemistry,
    "coagulation": coagulation,
    "urine": urine,
    "immunology": immunology,
    "b_cells_immunoglobulins": b_cells,
    "inflammation": inflammation,
}
