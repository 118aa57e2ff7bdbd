"""What must be so before an infusion is recorded as given, and how the reasons are said."""

from collections.abc import Mapping
from typing import Any

import pytest

from workstation.forms.answers import EMPTY, Answer, Answers
from workstation.i18n import Language, Translator
from workstation.messages import Sentence
from workstation.paths import resources
from workstation.services.begin_visit import begin_visit
from workstation.services.enrol import Enrolment, enrol
from workstation.services.order import Gate, gate, lacking
from workstation.services.read_subject import open_subject
from workstation.services.record_form import FormEdit, FormRefused, OrderRefused, save_form
from workstation.services.session import Session

DOSE = {"fludarabine_mg": "41", "cyclophosphamide_mg": "489"}
GIVEN = {"given": "yes", "start": "2026-11-23T10:02", "cells_e9": "0.75"}
CHECKS = (
    "no_infection", "spo2", "organ_function", "prednisone_limit", "cardiac_in_date", "pregnancy_negative",
    "iv_antibiotic", "toxicity_resolved", "ld_given", "identity_two_persons", "rescue_ready", "dlt_rule",
)  # fmt: skip


def save(
    session: Session, visit: str, form: str, values: Mapping[str, str], base: Answers = EMPTY, **more: str
) -> Any:
    answers = Answers({path: Answer(value) for path, value in values.items()})
    return save_form(session, FormEdit("S-001", visit, form, answers, base, **more))


def conditioned(session: Session, *days: int, cohort: str = "DL1-7d") -> None:
    """A patient whose first infusion is planned for 23 November, with these days of lymphodepletion given."""
    enrol(session, Enrolment("S-001", "F", "1990-05-04", "2026-11-01", cohort, "2026-11-23"))
    for day in days:
        begin_visit(session, "S-001", f"LD{day}", f"2026-11-{17 + day}")
        save(session, f"LD{day}", "lymphodepletion", DOSE, override_reason="eligibility is signed on paper")


def checked(session: Session, *but: str, **other: str) -> None:
    answers = {check: "pass" for check in CHECKS if check not in but} | other
    save(session, "INF1", "go_no_go", answers)


def infusion_gate(session: Session) -> Gate | None:
    opened = open_subject(session, "S-001")
    return gate(opened.subject, opened.assessment, session.study, "INF1", "infusion")


def said(stop: Gate | None) -> str:
    assert stop is not None
    return Translator(Language.ENGLISH, resources() / "locale")(stop.sentence)


def test_a_conditioned_and_checked_patient_is_infused(session: Session) -> None:
    conditioned(session, 1, 2, 3)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    checked(session)
    assert infusion_gate(session) is None
    assert save(session, "INF1", "infusion", GIVEN) is not None


def test_every_planned_day_of_lymphodepletion_is_owed(session: Session) -> None:
    conditioned(session, 1, 2)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    checked(session)
    assert said(infusion_gate(session)) == "Lymphodepletion is not complete; not recorded as given: LD3."
    with pytest.raises(OrderRefused) as refused:
        save(session, "INF1", "infusion", GIVEN)
    assert refused.value.may_override
    entry = save(session, "INF1", "infusion", GIVEN, override_reason="day 3 left out for fever")
    assert entry.reason == "day 3 left out for fever"


def test_a_go_no_go_that_nobody_saved_stops(session: Session) -> None:
    conditioned(session, 1, 2, 3)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    assert said(infusion_gate(session)) == "The go / no-go check of this visit is not recorded."


def test_a_go_no_go_with_open_checks_stops_and_names_them(session: Session) -> None:
    conditioned(session, 1, 2, 3)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    checked(session, "pregnancy_negative")
    words = said(infusion_gate(session))
    assert words == "The go / no-go check is not complete; open: Pregnancy test negative."


def test_the_steroid_limit_warns_and_does_not_stop(session: Session) -> None:
    conditioned(session, 1, 2, 3)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    checked(session, prednisone_limit="fail")
    assert infusion_gate(session) is None


def test_no_cohort_no_target(session: Session) -> None:
    conditioned(session, 1, 2, 3, cohort="")
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    checked(session)
    assert "No cohort is assigned" in said(infusion_gate(session))


def test_an_infusion_too_soon_after_lymphodepletion_asks_for_a_reason(session: Session) -> None:
    conditioned(session, 1, 2, 3)
    begin_visit(session, "S-001", "INF1", "2026-11-21")
    checked(session)
    words = said(infusion_gate(session))
    assert "Days after the last day of lymphodepletion: 1; planned are 3." in words
    assert "before its earliest planned day, 2026-11-23." in words


def test_a_visit_held_without_cells_is_always_recorded(session: Session) -> None:
    conditioned(session)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    assert save(session, "INF1", "infusion", {"given": "no", "not_given": "toxicity"}) is not None


@pytest.mark.parametrize(
    ("date", "stops"), [("2026-11-18", False), ("2026-11-17", True), ("2026-11-20", True)]
)
def test_a_day_of_lymphodepletion_off_its_plan_asks_for_the_reason(
    session: Session, date: str, stops: bool
) -> None:
    conditioned(session)
    begin_visit(session, "S-001", "LD1", date)
    opened = open_subject(session, "S-001")
    words = said(gate(opened.subject, opened.assessment, session.study, "LD1", "lymphodepletion"))
    assert (f"is planned for 2026-11-18; the visit is on {date}." in words) is stops


def test_a_given_infusion_is_corrected_without_another_override(session: Session) -> None:
    conditioned(session, 1, 2)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    save(session, "INF1", "infusion", GIVEN, override_reason="day 3 left out for fever")
    base = open_subject(session, "S-001").subject.answers("INF1", "infusion")
    assert save(session, "INF1", "infusion", {**GIVEN, "lot": "L01"}, base) is not None


@pytest.mark.parametrize(
    ("left_out", "other", "item", "words"),
    [
        ("start", {}, "start", "day and time of the start"),
        ("start", {"start": "2026-11-23"}, "start", "day and time of the start"),
        ("cells_e9", {}, "cells_e9", "the number of cells"),
    ],
)
def test_cells_given_need_their_moment_and_number(
    session: Session, left_out: str, other: dict[str, str], item: str, words: str
) -> None:
    conditioned(session, 1, 2, 3)
    begin_visit(session, "S-001", "INF1", "2026-11-23")
    checked(session)
    answers = {key: value for key, value in GIVEN.items() if key != left_out} | other
    with pytest.raises(FormRefused) as refused:
        save(session, "INF1", "infusion", answers, override_reason="whatever the reason")
    assert [finding.path for finding in refused.value.findings] == [item]
    assert words in Translator(Language.ENGLISH, resources() / "locale")(refused.value.sentence)
    assert open_subject(session, "S-001").assessment.infusions[0].given is None


def test_history_without_a_time_is_corrected_without_inventing_one() -> None:
    loaded = Answers({"given": Answer("yes"), "start": Answer("2026-01-19")})
    assert lacking("infusion", loaded.with_value("lot", "L01"), loaded) == ()
    assert [
        finding.path for finding in lacking("infusion", loaded.with_value("cells_e9", "0.75"), loaded)
    ] == ["start"]


@pytest.mark.parametrize(
    ("language", "parts", "wanted"),
    [
        (Language.ENGLISH, ("I1 is open.", "I2 is open."), "I1 is open. I2 is open."),
        (Language.ENGLISH, ("LD2", "LD3"), "LD2, LD3"),
        (Language.CHINESE, ("第一句。", "第二句。"), "第一句。第二句。"),
        (Language.CHINESE, ("甲", "乙"), "甲、乙"),
    ],
)
def test_sentences_follow_each_other_and_words_make_a_list(
    language: Language, parts: tuple[str, ...], wanted: str
) -> None:
    meant = Sentence("{reasons}", {"reasons": parts})
    assert Translator(language, resources() / "locale")(meant) == wanted
