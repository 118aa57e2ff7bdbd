"""Enrolling, beginning a visit, saving a form, drafts: the use-cases behind the screen."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from workstation.clock import SetClock
from workstation.forms.answers import EMPTY, Answer, Answers, State
from workstation.messages import Refusal
from workstation.record.cells import Change
from workstation.record.failures import DiskFull
from workstation.record.study_file import StudyFile
from workstation.record.unit_of_work import ChangedMeanwhile
from workstation.services.begin_visit import begin_visit
from workstation.services.drafts import Draft, draft_of, drafts, keep_draft
from workstation.services.enrol import Enrolment, enrol, next_subject_code
from workstation.services.order import Gate, gate
from workstation.services.overview import fresh_row, overview
from workstation.services.read_subject import open_subject
from workstation.services.record_form import FormEdit, FormRefused, OrderRefused, ReasonMissing, save_form
from workstation.services.session import Session
from workstation.services.verify_study import verify_study

ELIGIBLE = {
    key: Answer("met")
    for key in (
        "i1_age_consent", "i2_acr1997", "i3_contraception", "i4_sledai", "i5_bilag", "i6_serology", "i7_counts",
        "i8_lvef", "i9_background",
    )
} | {key: Answer("not_met") for key in ("e1_allergy", "e2_infection", "e3_immunodeficiency")}  # fmt: skip


CHECKED = dict.fromkeys(
    (
        "no_infection", "spo2", "organ_function", "prednisone_limit", "cardiac_in_date", "pregnancy_negative",
        "eligibility_signed", "consent_current", "product_released",
    ),
    "pass",
)  # fmt: skip


def enrolled(session: Session, **more: str) -> str:
    given = {
        "subject": "S-001",
        "sex": "F",
        "birth_date": "1990-05-04",
        "consent": "2026-11-01",
        "cohort": "DL1-7d",
    }
    return enrol(session, Enrolment(**(given | {"planned_infusion": "2026-11-27"} | more)))


def save(
    session: Session,
    visit: str,
    form: str,
    values: Mapping[str, Answer | str],
    base: Answers = EMPTY,
    **more: str,
) -> Any:
    answers = Answers(
        {path: value if isinstance(value, Answer) else Answer(value) for path, value in values.items()}
    )
    return save_form(session, FormEdit("S-001", visit, form, answers, base, **more))


def test_enrolment_begins_screening_and_proposes_the_next_code(session: Session) -> None:
    assert next_subject_code(session) == "S-001"
    enrolled(session)
    assert next_subject_code(session) == "S-002"
    opened = open_subject(session, "S-001")
    assert opened.assessment.sex == "F"
    assert opened.assessment.cohort == "DL1-7d"
    assert opened.assessment.study_day == -3
    assert [visit.key for visit in opened.subject.visits] == ["SCR"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
        ("subject", "Zhang San"),
        ("sex", ""),
        ("sex", "X"),
        ("birth_date", "1990-02-30"),
        ("birth_date", "2030-01-01"),
        ("consent", "2026-11-25"),
        ("consent", ""),
        ("cohort", "DL9-7d"),
        ("planned_infusion", "soon"),
        ("planned_infusion", "2020-01-01"),
        ("planned_infusion", "2026-10-31"),
    ],
)
def test_an_enrolment_that_cannot_be_true_enrols_nobody(session: Session, field: str, value: str) -> None:
    with pytest.raises(Refusal):
        enrolled(session, **{field: value})
    assert session.file.state.subjects() == ()


def test_a_code_is_given_once(session: Session) -> None:
    enrolled(session)
    with pytest.raises(Refusal, match="already"):
        enrolled(session)


@pytest.mark.parametrize("typed", ["11/21", "t-3", "d-6"])
def test_a_visit_begins_on_a_date_said_as_the_ward_says_it(session: Session, typed: str) -> None:
    """Planned day 0 is 27 November; the clock stands on the 24th."""
    enrolled(session)
    begin_visit(session, "S-001", "BL", typed)
    assert session.file.state.subject("S-001").visit("BL").date.isoformat() == "2026-11-21"  # type: ignore[union-attr]


def test_a_visit_begins_with_its_date(session: Session) -> None:
    enrolled(session)
    assert begin_visit(session, "S-001", "BL", "2026-11-21") == "BL"
    with pytest.raises(Refusal, match="already begun"):
        begin_visit(session, "S-001", "BL", "2026-11-20")
    with pytest.raises(FormRefused):
        begin_visit(session, "S-001", "LD1", "2026-11-25")
    with pytest.raises(Refusal):
        begin_visit(session, "S-001", "LD1", "")
    with pytest.raises(Refusal):
        begin_visit(session, "S-001", "W99", "2026-11-21")


def test_unscheduled_visits_are_told_apart_by_their_date(session: Session) -> None:
    enrolled(session)
    assert begin_visit(session, "S-001", "UNS", "2026-11-10") == "UNS"
    assert begin_visit(session, "S-001", "UNS", "2026-11-12") == "UNS#2"
    with pytest.raises(Refusal, match="already a visit"):
        begin_visit(session, "S-001", "UNS", "2026-11-12")


def test_a_save_is_one_entry_with_every_changed_item(session: Session) -> None:
    enrolled(session)
    entry = save(session, "SCR", "vital_signs", {"temperature_c": "36.7", "weight_kg": "58.0"})
    assert (entry.act, entry.person, entry.role) == ("save form", "Dr Test", "principal_investigator")
    assert entry.offset_minutes == 480
    assert {change.item: change.new for change in entry.changes} == {
        "@version": "1",
        "temperature_c": '{"value":"36.7"}',
        "weight_kg": '{"value":"58.0"}',
    }
    assert verify_study(session).ok


def test_saving_nothing_new_makes_no_entry(session: Session) -> None:
    enrolled(session)
    save(session, "SCR", "vital_signs", {"weight_kg": "58.0"})
    base = open_subject(session, "S-001").subject.answers("SCR", "vital_signs")
    count = session.file.journal.count()
    assert save(session, "SCR", "vital_signs", {"weight_kg": "58.0"}, base) is None
    assert session.file.journal.count() == count


def test_a_saved_value_changes_only_with_a_reason(session: Session) -> None:
    enrolled(session)
    save(session, "SCR", "vital_signs", {"weight_kg": "58.0"})
    base = open_subject(session, "S-001").subject.answers("SCR", "vital_signs")
    with pytest.raises(ReasonMissing):
        save(session, "SCR", "vital_signs", {"weight_kg": "85.0"}, base)
    entry = save(session, "SCR", "vital_signs", {"weight_kg": "85.0"}, base, reason="typing error")
    assert entry.reason == "typing error"
    assert [(change.old, change.new) for change in entry.changes] == [
        ('{"value":"58.0"}', '{"value":"85.0"}')
    ]


def test_adding_a_value_asks_for_no_reason(session: Session) -> None:
    enrolled(session)
    save(session, "SCR", "vital_signs", {"weight_kg": "58.0"})
    base = open_subject(session, "S-001").subject.answers("SCR", "vital_signs")
    entry = save(session, "SCR", "vital_signs", {"weight_kg": "58.0", "height_cm": "165"}, base)
    assert [change.item for change in entry.changes] == ["height_cm"]


def test_what_cannot_be_true_is_refused_and_nothing_is_written(session: Session) -> None:
    enrolled(session)
    count = session.file.journal.count()
    with pytest.raises(FormRefused) as refused:
        save(session, "SCR", "vital_signs", {"temperature_c": "66.7", "weight_kg": "58.0"})
    assert [finding.path for finding in refused.value.findings] == ["temperature_c"]
    assert session.file.journal.count() == count


@pytest.mark.parametrize("note", ["x" * 10_000, "𠮷" * 5_000])
def test_a_note_of_ten_thousand_characters_is_refused_in_words(session: Session, note: str) -> None:
    enrolled(session)
    with pytest.raises(FormRefused) as refused:
        save(session, "SCR", "visit_assessment", {"text": note})
    assert refused.value.findings[0].code == "TOO_LONG"


def test_rare_characters_survive(session: Session) -> None:
    enrolled(session)
    text = "喆玥镕翀䶮㛃𠮷 · résumé · \N{GRINNING FACE}"
    save(session, "SCR", "visit_assessment", {"text": text})
    assert open_subject(session, "S-001").subject.answers("SCR", "visit_assessment")["text"].value == text


def test_two_windows_cannot_overwrite_each_other_unseen(session: Session) -> None:
    enrolled(session)
    save(session, "SCR", "vital_signs", {"weight_kg": "58.0"})
    base = open_subject(session, "S-001").subject.answers("SCR", "vital_signs")
    save(session, "SCR", "vital_signs", {"weight_kg": "59.0"}, base, reason="source corrected")
    with pytest.raises(ChangedMeanwhile):
        save(session, "SCR", "vital_signs", {"weight_kg": "60.0"}, base, reason="source corrected")
    assert open_subject(session, "S-001").subject.answers("SCR", "vital_signs")["weight_kg"].value == "59.0"


def test_a_full_disk_in_the_middle_of_a_save_loses_nothing(session: Session) -> None:
    enrolled(session)
    text = "word " * 790
    connection = session.file._connection
    pages = connection.rows("PRAGMA page_count")[0][0]
    connection.rows(f"PRAGMA max_page_count = {pages}")
    visits = iter(("UNS", "UNS#2", "UNS#3", "UNS#4"))

    def fill() -> None:
        for visit in visits:
            save(session, visit, "visit_assessment", {"text": text, "plan": text})

    with pytest.raises(DiskFull) as full:
        fill()
    assert full.value.advice is not None
    connection.rows("PRAGMA max_page_count = 1000000")
    assert verify_study(session).ok
    assert save(session, "SCR", "visit_assessment", {"text": text}) is not None


# order of steps


def test_no_lymphodepletion_before_eligibility_is_complete(session: Session) -> None:
    enrolled(session)
    begin_visit(session, "S-001", "LD1", "2026-11-22")
    dose = {"fludarabine_mg": "41", "cyclophosphamide_mg": "489"}
    with pytest.raises(OrderRefused) as refused:
        save(session, "LD1", "lymphodepletion", dose)
    assert refused.value.may_override
    entry = save(session, "LD1", "lymphodepletion", dose, override_reason="eligibility on paper, signed")
    assert entry.reason == "eligibility on paper, signed"


def test_a_complete_eligibility_opens_lymphodepletion(session: Session) -> None:
    enrolled(session)
    save(session, "SCR", "eligibility", ELIGIBLE | {"decision": "yes", "decided": "2026-11-20"})
    save(session, "LD1", "go_no_go", CHECKED)
    opened = open_subject(session, "S-001")
    assert opened.assessment.eligibility.why == ()
    assert gate(opened.subject, opened.assessment, session.study, "LD1", "lymphodepletion") is None


@pytest.mark.parametrize(
    "other", [{"e1_allergy": Answer(state=State.UNKNOWN)}, {"i4_sledai": Answer()}], ids=["unknown", "blank"]
)
def test_eligible_beside_an_open_criterion_asks_for_the_reason(
    session: Session, other: dict[str, Answer]
) -> None:
    enrolled(session)
    form = ELIGIBLE | other | {"decision": Answer("yes"), "decided": Answer("2026-11-20")}
    with pytest.raises(FormRefused) as refused:
        save(session, "SCR", "eligibility", form)
    assert [finding.code for finding in refused.value.findings] == ["ELIGIBLE_WITH_OPEN_CRITERION"]
    assert save(session, "SCR", "eligibility", form | {"decision_reason": "Result by telephone, filed"})


@pytest.mark.parametrize(("childbearing", "refused"), [("potential", True), ("post_menopausal", False)])
def test_contraception_is_open_only_where_it_applies(
    session: Session, childbearing: str, refused: bool
) -> None:
    enrolled(session)
    base = open_subject(session, "S-001").subject.answers("SCR", "demography")
    known = dict(base.items()) | {"childbearing": Answer(childbearing)}
    save(session, "SCR", "demography", known, base)
    form = ELIGIBLE | {"i3_contraception": Answer(state=State.NOT_APPLICABLE)}
    form |= {"decision": Answer("yes"), "decided": Answer("2026-11-20")}
    if refused:
        with pytest.raises(FormRefused):
            save(session, "SCR", "eligibility", form)
    else:
        assert save(session, "SCR", "eligibility", form) is not None


def lymphodepletion_gate(session: Session) -> Gate | None:
    opened = open_subject(session, "S-001")
    return gate(opened.subject, opened.assessment, session.study, "LD1", "lymphodepletion")


def eligible_on_day_5(session: Session) -> None:
    enrolled(session)
    save(session, "SCR", "eligibility", ELIGIBLE | {"decision": "yes", "decided": "2026-11-20"})
    begin_visit(session, "S-001", "LD1", "2026-11-22")
    assert lymphodepletion_gate(session) is not None
    save(session, "LD1", "go_no_go", CHECKED)
    assert lymphodepletion_gate(session) is None


def test_a_label_that_says_do_not_give_stops_until_a_reason_is_given(session: Session) -> None:
    eligible_on_day_5(session)
    save(session, "SCR", "vital_signs", {"weight_kg": "58.0", "height_cm": "165"})
    save(session, "SCR", "chemistry", {"creatinine": "250", "sampled": "2026-11-20"})
    stop = lymphodepletion_gate(session)
    assert stop is not None
    assert stop.may_override
    assert "do not give" in stop.sentence.text


def test_a_positive_pregnancy_test_stops_and_no_reason_opens_it(session: Session) -> None:
    eligible_on_day_5(session)
    save(session, "LD1", "pregnancy_test", {"result": "pos"})
    stop = lymphodepletion_gate(session)
    assert stop is not None
    assert not stop.may_override
    dose = {"fludarabine_mg": "41", "cyclophosphamide_mg": "489"}
    with pytest.raises(OrderRefused):
        save(session, "LD1", "lymphodepletion", dose, override_reason="partner insists")


def test_a_failed_check_stops_until_it_is_overridden(session: Session) -> None:
    eligible_on_day_5(session)
    base = open_subject(session, "S-001").subject.answers("LD1", "go_no_go")
    failed = CHECKED | {"no_infection": "fail"}
    save(session, "LD1", "go_no_go", failed, base, reason="fever in the morning")
    stop = lymphodepletion_gate(session)
    assert stop is not None
    assert "failed" in stop.sentence.text
    base = open_subject(session, "S-001").subject.answers("LD1", "go_no_go")
    overridden = {"no_infection_override": "viral cold, afebrile", "no_infection_override_by": "Dr Test"}
    save(session, "LD1", "go_no_go", failed | overridden, base)
    assert lymphodepletion_gate(session) is None


def test_no_infusion_before_lymphodepletion(session: Session) -> None:
    enrolled(session)
    opened = open_subject(session, "S-001")
    stop = gate(opened.subject, opened.assessment, session.study, "INF1", "infusion")
    assert stop is not None
    assert stop.may_override
    reasons = stop.sentence.values["reasons"]
    assert isinstance(reasons, tuple)
    assert reasons[0].text == "The infusion cannot be recorded: no lymphodepletion has been given."


# drafts


def test_a_draft_is_offered_to_its_owner_at_the_place_where_typing_stopped(session: Session) -> None:
    enrolled(session)
    content = {
        "answers": {"weight_kg": {"value": "58.0"}, "height_cm": {"state": "ND", "reason": "plaster"}},
        "pending": {"temperature_c": "36,"},
        "cursor": "temperature_c",
    }
    keep_draft(session, Draft("S-001", "SCR", "vital_signs", content, base_entry=2))
    found = draft_of(session, "S-001", "SCR", "vital_signs")
    assert found is not None
    assert found.content == content
    session.person = "Somebody else"
    assert drafts(session) == ()


def test_saving_takes_the_draft_away(session: Session) -> None:
    enrolled(session)
    keep_draft(session, Draft("S-001", "SCR", "vital_signs", {"answers": {}, "cursor": "weight_kg"}))
    save(session, "SCR", "vital_signs", {"weight_kg": "58.0"})
    assert drafts(session) == ()


def test_a_refused_save_leaves_the_draft(session: Session) -> None:
    enrolled(session)
    keep_draft(session, Draft("S-001", "SCR", "vital_signs", {"answers": {}, "cursor": "weight_kg"}))
    with pytest.raises(FormRefused):
        save(session, "SCR", "vital_signs", {"weight_kg": "5"})
    assert len(drafts(session)) == 1


# the list


def test_the_kept_list_equals_a_fresh_computation(session: Session, clock: SetClock) -> None:
    enrolled(session)
    enrolled(session, subject="S-002", birth_date="1980-01-01")
    first = overview(session)
    assert overview(session) == first
    assert first == tuple(fresh_row(session, row.subject, session.today) for row in first)
    save(session, "SCR", "demography", {"sex": "F", "birth_date": "1990-05-04", "cohort": "DL2-7d"},
         open_subject(session, "S-001").subject.answers("SCR", "demography"), reason="source corrected")  # fmt: skip
    assert overview(session)[0].cohort == "DL2-7d"
    clock.moment += timedelta(days=2)
    assert overview(session)[0].study_day != first[0].study_day


def test_reading_only_refuses_every_act_in_words(session: Session) -> None:
    enrolled(session)
    path, key = session.path, session.file.key
    session.file.close()
    session.file = StudyFile.open_read_only(path, key)
    for act in (
        lambda: enrolled(session, subject="S-002"),
        lambda: begin_visit(session, "S-001", "BL", "2026-11-21"),
        lambda: save(session, "SCR", "vital_signs", {"weight_kg": "58.0"}),
    ):
        with pytest.raises(Refusal, match="reading only"):
            act()
    keep_draft(session, Draft("S-001", "SCR", "vital_signs", {"answers": {}}))
    assert overview(session)[0].subject == "S-001"


def test_a_clock_set_back_is_recorded_and_marked(session: Session, clock: SetClock) -> None:
    enrolled(session)
    clock.moment -= timedelta(hours=5)
    entry = save(session, "SCR", "vital_signs", {"weight_kg": "58.0"})
    assert entry.clock_set_back
    assert verify_study(session).ok


def test_not_done_with_its_reason_is_kept(session: Session) -> None:
    enrolled(session)
    save(session, "SCR", "vital_signs", {"weight_kg": Answer(state=State.NOT_DONE, reason="equipment")})
    assert (
        open_subject(session, "S-001").subject.answers("SCR", "vital_signs")["weight_kg"].reason
        == "equipment"
    )


def test_nothing_of_a_patients_identity_has_a_place(session: Session) -> None:
    items = {oid for form in session.study.forms.values() for oid in form.items}
    assert not items & {"name", "hospital_number", "phone", "telephone", "id_number"}


def test_every_change_names_a_cell_that_exists(session: Session, tmp_path: Path) -> None:
    enrolled(session)
    for entry in session.file.journal.entries():
        for change in entry.changes:
            assert isinstance(change, Change)
            form = session.study.forms.get(change.form)
            if change.form != "person":
                assert form is not None
                assert change.item == "@version" or form.item_at(change.item)
