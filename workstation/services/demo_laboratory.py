"""Laboratory forms of the demo: the numbers with the reference limits that came with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workstation.definition.study import VisitKind
from workstation.forms.answers import Answer
from workstation.services.demo_curves import noisy, place
from workstation.services.demo_scene import NO, YES, Built, Scene, row, values
from workstation.services.demo_values import TERM_OF, curve, special

LABORATORY = "Demo laboratory"
_LLOQ, _LOD = 50, 10
_B_PANEL = frozenset({"BL", "D28", "W12", "W24", "W52", "EW", "UNS"})
_OF_LUPUS = frozenset({"c3", "c4", "anti_dsdna", "upcr", "dipstick_protein", "urine_rbc", "ck"})
_ANTIBODIES = ("anti_drug_ab", "anti_hla_ab")

Numbers = Mapping[str, Mapping[str, str]]


def sample(scene: Scene, clock: str = "07:50", fasting: bool = True) -> Built:
    """When and where the sample was taken."""
    return {
        "sampled": Answer(scene.at(clock)),
        "laboratory": Answer(LABORATORY),
        "fasting": YES if fasting else NO,
    }


def result(scene: Scene, item: str, value: str, operator: str = "") -> Answer:
    """A result with its limits; outside them it is clinically significant if it belongs to lupus or to an event."""
    limits = scene.limits.get(item)
    if limits is None:
        return Answer(value, operator=operator)
    outside = not limits.low <= float(value) <= limits.high
    judged = _significance(scene, item) if outside else ""
    return Answer(value, operator=operator, lln=limits.lln, uln=limits.uln, significance=judged)


def _significance(scene: Scene, item: str) -> str:
    term = TERM_OF.get(item)
    during = term is not None and scene.course.grade(term, scene.day) > 0
    return "CS" if during or item in _OF_LUPUS else "NCS"


def results(scene: Scene, numbers: Mapping[str, str]) -> Built:
    """Several results."""
    return {item: result(scene, item, value) for item, value in numbers.items()}


def haematology(scene: Scene, numbers: Numbers) -> Built:
    """Blood count, with the film before treatment."""
    built = sample(scene) | results(scene, numbers["haematology"])
    if scene.visit.oid in ("SCR", "BL"):
        built |= values(schistocytes="none", coombs_direct="neg")
    return built


def chemistry(scene: Scene, numbers: Numbers) -> Built:
    """Blood chemistry."""
    return sample(scene) | results(scene, numbers["chemistry"])


def coagulation(scene: Scene, numbers: Numbers) -> Built:
    """Clotting."""
    return sample(scene) | results(scene, numbers["coagulation"])


def inflammation(scene: Scene, numbers: Numbers) -> Built:
    """CRP, ferritin, sedimentation."""
    return sample(scene) | results(scene, numbers["inflammation"])


def urine(scene: Scene, numbers: Numbers) -> Built:
    """Urine with sediment; casts where the descriptor says so."""
    present = scene.course.scores.present[scene.scored_place]
    built = sample(scene, "07:40") | results(scene, numbers["urine"])
    built |= values(
        casts="granular,red_cell" if "urinary_casts" in present else "none", urinary_infection="no"
    )
    if scene.patient.sex == "F":
        built["menstruation"] = NO
    if _sediment_missing(scene):
        built |= results(scene, {"urine_rbc_ul": "4", "urine_wbc_ul": "3"})
    return built


def _sediment_missing(scene: Scene) -> bool:
    """Nobody looked at the sediment, so that only the analyser counted."""
    gaps = scene.course.tables.gaps.get((scene.patient.row, scene.visit.oid), ())
    return any("casts" in gap.items for gap in gaps)


def immunology(scene: Scene, numbers: Numbers) -> Built:
    """Complement and antibodies."""
    built = sample(scene) | results(scene, numbers["immunology"])
    built["dsdna_method"] = Answer("Chemiluminescence")
    if scene.visit.kind is VisitKind.SCREENING:
        titre = ("320", "640", "1000", ">=1280")[scene.patient.number % 4]
        anti_sm = "pos" if scene.patient.number % 3 == 0 else "neg"
        built |= values(ana_titre=titre, anti_sm=anti_sm)
        built |= values(anticardiolipin="neg", anti_b2gp1="neg", lupus_anticoagulant="neg")
        built["ena"] = Answer("ssa,ro52" if scene.patient.number % 2 else "none")
    if scene.visit.oid in _B_PANEL:
        built |= {item: Answer("neg") for item in _ANTIBODIES}
    return built


def virology(scene: Scene, numbers: Numbers) -> Built:
    """Nothing but old immunity."""
    del numbers
    negative = dict.fromkeys(("hbsag", "anti_hbc", "hcv_ab", "hiv", "syphilis", "tb_test"), "neg")
    viral = {name: Answer("20", operator="<") for name in ("hbv_dna", "hcv_rna")}
    viral |= {name: Answer("500", operator="<") for name in ("cmv_dna", "ebv_dna")}
    units = values(
        hbv_dna_unit="IU/mL", hcv_rna_unit="IU/mL", cmv_dna_unit="copies/mL", ebv_dna_unit="copies/mL"
    )
    others = values(anti_hbs="pos", dna_positive="no", cmv_igg="pos", ebv_igg="pos")
    return sample(scene) | values(**negative) | viral | units | others


def b_cells(scene: Scene, numbers: Numbers) -> Built:
    """Lymphocyte subsets and immunoglobulins; the B-cell panel where there are cells enough to tell."""
    built = sample(scene) | results(scene, numbers["b_cells_immunoglobulins"])
    if scene.visit.oid in _B_PANEL and scene.visit.oid != "UNS" and float(built["cd19_b_cells"].value) >= 2:
        naive = 58.0 if scene.day < 0 else 78.0
        panel = {"naive_pct": f"{naive:.1f}", "memory_pct": f"{96 - naive:.1f}", "plasmablast_pct": "2.1"}
        built |= results(scene, panel)
    return built


def car_persistence(scene: Scene, numbers: Numbers) -> Built:
    """CAR copies: before, 1 h and 4 h after the end of an infusion, once on other days."""
    del numbers
    built = sample(scene)
    for index, (point, clock, copies) in enumerate(_copies(scene), start=1):
        known = copies is not None and copies >= _LLOQ
        amount = f"{copies:.0f}" if known else str(_LLOQ)
        built |= row(
            "rows",
            index,
            {
                "time_point": point,
                "taken": scene.at(clock),
                "car_copies": result(scene, "car_copies", amount, "" if known else "<"),
                "method": "ddPCR",
                "lloq": str(_LLOQ),
                "lod": str(_LOD),
            },
        )
    return built


def _copies(scene: Scene) -> list[tuple[str, str, float | None]]:
    course = scene.course.tables.curves.curves["car_copies"]
    before = scene.day < 0
    below = scene.visit.oid in course.below or scene.day >= 56 or before
    peak = None if below else noisy(curve(scene, "car_copies"), scene.course.noise)
    if scene.visit.kind is not VisitKind.INFUSION:
        return [("other", "07:50", peak)]
    rest = None if scene.visit.oid == "INF1" else place((80, 400), scene.patient.number, scene.visit.oid)
    if scene.visit.oid in scene.patient.held:
        return [("pre", "08:10", rest)]
    return [
        ("pre", "08:10", rest),
        ("1h", "11:35", peak),
        ("4h", "14:35", None if peak is None else 0.7 * peak),
    ]


def cytokines(scene: Scene, numbers: Numbers) -> Built:
    """Interleukin 6 before and 4 h after an infusion, once on other days."""
    del numbers
    built = sample(scene)
    peak = special(scene, "il6") or noisy(curve(scene, "il6"), scene.course.noise)
    points = [("other", "07:50", peak)]
    if scene.visit.kind is VisitKind.INFUSION:
        quiet = noisy(place((2, 6), scene.patient.number, "il6"), scene.course.noise)
        points = [("pre", "08:10", quiet), ("4h", "14:35", peak)]
    if scene.visit.oid in scene.patient.held:
        points = points[:1]
    for index, (point, clock, il6) in enumerate(points, start=1):
        given: dict[str, Answer | str] = {"time_point": point, "taken": scene.at(clock)}
        given |= {"il6": result(scene, "il6", f"{il6:.1f}"), "il10": f"{il6 * 0.4:.1f}"}
        given |= {"ifn_gamma": f"{il6 * 0.3:.1f}", "tnf_alpha": f"{il6 * 0.25 + 4:.1f}"}
        built |= row("rows", index, given)
    return built


BUILDERS: Mapping[str, Callable[[Scene, Numbers], Built]] = {
    "haematology": haematology,
    "chemistry": chemistry,
    "coagulation": coagulation,
    "inflammation": inflammation,
    "urine": urine,
    "immunology": immunology,
    "virology": virology,
    "b_cells_immunoglobulins": b_cells,
    "car_persistence": car_persistence,
    "cytokines": cytokines,
}
