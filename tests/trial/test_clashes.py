"""Answers that do not go together: each clash by its code, with both places, and nothing where all agrees."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, enrolled, quiet_bilag
from tests.trial.test_endpoints import QUIET, active
from workstation.trial.clash import Clash, Place


def found(course: Course, key: str = "BL") -> dict[str, Clash]:
    visit = course.seen(day(400)).visit(key)
    assert visit is not None
    return {clash.code: clash for clash in visit.clashes}


def visited(
    sledai: Mapping[str, object] | None = None,
    codes: Mapping[str, object] | None = None,
    pga: str = "1",
    **forms: dict[str, object],
) -> Course:
    return enrolled().visit(
        "BL",
        day(-7),
        sledai2k=dict(QUIET if sledai is None else sledai),
        bilag2004=quiet_bilag(**(codes or {})),
        pga={"pga": pga},
        **forms,
    )


def test_a_form_without_contradictions_has_none() -> None:
    assert not found(
        visited(
            active("arthritis"),
            {"_42": "2"},
            history=NEVER_INVOLVED | {"previous_involvement_musculoskeletal": True},
        )
    )


@pytest.mark.parametrize(
    ("descriptor", "item"),
    [
        ("arthritis", "41"),
        ("myositis", "39"),
        ("rash", "5"),
        ("alopecia", "15"),
        ("mucosal_ulcers", "9"),
        ("pleurisy", "48"),
        ("pericarditis", "48"),
        ("seizure", "30"),
        ("psychosis", "24"),
        ("organic_brain_syndrome", "23"),
        ("cerebrovascular_accident", "20"),
        ("cranial_nerve_disorder", "27"),
        ("lupus_headache", "37"),
        ("visual_disturbance", "69"),
        ("vasculitis", "13"),
        ("fever", "1"),
    ],
)
def test_a_descriptor_of_which_bilag_has_nothing(descriptor: str, item: str) -> None:
    clash = found(visited(active(descriptor)))[f"ONLY_IN_SLEDAI:{descriptor}"]
    assert (clash.first, clash.second) == (Place("sledai2k", descriptor), Place("bilag2004", item))


_ACTIVE_ITEMS = {
    "41": "arthritis",
    "40": "myositis",
    "6": "rash",
    "16": "alopecia",
    "10": "mucosal_ulcers",
    "31": "seizure",
    "24": "psychosis",
    "23": "organic_brain_syndrome",
    "27": "cranial_nerve_disorder",
    "37": "lupus_headache",
}


@pytest.mark.parametrize(("item", "descriptor"), _ACTIVE_ITEMS.items())
def test_an_active_item_whose_descriptor_is_absent(item: str, descriptor: str) -> None:
    clash = found(visited(codes={f"_{item}": "2"}))[f"ONLY_IN_BILAG:{descriptor}"]
    assert (clash.first, clash.second) == (Place("bilag2004", item), Place("sledai2k", descriptor))


def test_an_improving_item_may_be_gone_by_now() -> None:
    assert not any(code.startswith("ONLY_IN_BILAG") for code in found(visited(codes={"_16": "1"})))


def test_a_renal_a_without_a_renal_descriptor() -> None:
    codes = {"_83": "300", "_84": None, "_88": True}
    assert {"RENAL_A_WITHOUT_SLEDAI", "SEDIMENT_WITHOUT_SLEDAI"} <= set(found(visited(codes=codes)))
    assert "RENAL_A_WITHOUT_SLEDAI" not in found(visited(active("proteinuria"), codes))


def test_casts_without_an_active_sediment() -> None:
    assert found(visited(active("urinary_casts")))["CASTS_WITHOUT_SEDIMENT"].second == Place(
        "bilag2004", "88"
    )


@pytest.mark.rule("2.12 nephrotic without proteinuria")
def test_a_nephrotic_syndrome_needs_heavy_proteinuria() -> None:
    assert "NEPHROTIC_WITHOUT_PROTEINURIA" in found(visited(codes={"_85": True, "_83": "350", "_84": "3.5"}))
    assert "NEPHROTIC_WITHOUT_PROTEINURIA" not in found(visited(codes={"_85": True, "_83": "351"}))


def test_counts_that_differ_between_the_indices() -> None:
    clashing = found(visited(active("thrombocytopenia", "leukopenia")))
    assert {"COUNT_DIFFERS:thrombocytopenia", "COUNT_DIFFERS:leukopenia"} <= set(clashing)
    low = {"_91": "2.9", "_94": "99"}
    assert {"LOW_BUT_ABSENT:thrombocytopenia", "LOW_BUT_ABSENT:leukopenia"} <= set(found(visited(codes=low)))


def test_a_low_count_that_is_not_due_to_lupus_agrees_with_an_absent_descriptor() -> None:
    course = visited(codes={"_91": "2.9"})
    course.visit("BL", day(-7), bilag2004=quiet_bilag(_91="2.9") | {"attribution_91": "N"})
    assert "LOW_BUT_ABSENT:leukopenia" not in found(course)


def test_what_lldas_asks_against_bilag() -> None:
    assert "HAEMOLYSIS_DIFFERS" in found(visited(active(haemolytic_anaemia=True)))
    assert "GUT_DIFFERS" in found(visited(codes={"_62": "2"}))
    assert "GUT_WITHOUT_BILAG" in found(visited(active(gi_activity=True)))


def test_a_pga_of_0_with_activity_and_a_high_one_without() -> None:
    assert {"PGA_0_WITH_SLEDAI", "PGA_0_WITH_BILAG"} <= set(
        found(visited(active("rash"), {"_6": "2"}, pga="0"))
    )
    quiet = visited(pga="2", history=NEVER_INVOLVED)
    assert "PGA_HIGH_WITHOUT_ACTIVITY" in found(quiet)


def test_new_activity_that_was_answered_otherwise() -> None:
    course = visited().visit("D28", day(28), sledai2k=active("rash", new_features=False))
    assert found(course, "D28")["NEW_BUT_SAID_NO"].second == Place("sledai2k", "rash")
    course.visit("D28", day(28), sledai2k=active(new_features=True))
    assert "SAID_NEW_BUT_NONE" in found(course, "D28")


def test_no_flare_beside_a_new_a() -> None:
    course = visited(history=NEVER_INVOLVED).visit(
        "D28", day(28), sledai2k=QUIET, bilag2004=quiet_bilag(_5="4")
    )
    course.visit("D28", day(28), visit_assessment={"flare": "none"})
    assert "FLARE_NONE_WITH_NEW_A" in found(course, "D28")


def test_a_raised_steroid_beside_improvement_everywhere_and_stable_treatment() -> None:
    course = visited(active("rash"), {"_6": "2"}).visit(
        "D28",
        day(28),
        sledai2k=active("rash"),
        bilag2004=quiet_bilag(_6="1"),
        background_treatment={"therapy_stable": True},
    )
    course.log(
        "glucocorticoids",
        rows__1__drug="prednisone",
        rows__1__mg_per_day="10",
        rows__1__route="oral",
        rows__1__start=day(-30),
        rows__1__end=day(9),
        rows__2__drug="prednisone",
        rows__2__mg_per_day="20",
        rows__2__route="oral",
        rows__2__start=day(10),
    )
    assert {"RAISED_BUT_IMPROVING", "RAISED_BUT_STABLE"} <= set(found(course, "D28"))


@pytest.mark.rule("2.12 mild twin gone")
def test_a_severe_feature_that_is_new_keeps_its_mild_form_at_3() -> None:
    course = visited(active("rash"), {"_6": "2"}).visit(
        "D28", day(28), sledai2k=active("rash"), bilag2004=quiet_bilag(_5="4", _6="0")
    )
    assert found(course, "D28")["MILD_TWIN_GONE"].second == Place("bilag2004", "6")


def test_cross_visit_checks_of_bilag_stand_at_their_item() -> None:
    course = visited(active("rash"), {"_6": "2"}).visit(
        "D28", day(28), sledai2k=active("rash"), bilag2004=quiet_bilag(_6="4")
    )
    assert found(course, "D28")["NEW_BUT_PRESENT"].first == Place("bilag2004", "6")


def test_a_history_of_never_beside_clear_activity_at_the_first_assessment_only() -> None:
    course = visited(active("rash"), {"_6": "2"}, history=NEVER_INVOLVED)
    assert found(course)["HISTORY_SAYS_NEVER"].second == Place(
        "history", "previous_involvement_mucocutaneous"
    )
    course.visit("D28", day(28), sledai2k=active("arthritis"), bilag2004=quiet_bilag(_42="4"))
    assert "HISTORY_SAYS_NEVER" not in found(course, "D28")
