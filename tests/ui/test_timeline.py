"""From a record to the values of the timeline: visits, treatment, steroid steps, scores and cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.ui import timeline_samples as samples
from ui.view_models.timeline import timeline_of
from ui.view_models.timeline_header import HeaderFact, header_facts
from ui.view_models.timeline_measures import steroid_course
from ui.view_models.timeline_values import InfusionState, SteroidCourse, SteroidStep, Timeline
from ui.widgets.timeline_tips import tip
from workstation.forms.answers import Answer
from workstation.i18n import Language, Translator
from workstation.messages import Text
from workstation.paths import resources
from workstation.trial.assessment import Assessment
from workstation.trial.recorded import Recorded
from workstation.trial.subject import FormRecord, Subject
from workstation.trial.visit_state import VisitState, Window

ANCHOR = date(2026, 11, 1)
STUDY = samples.study()


def shown(day: int = 21, upto: int = 21, changed: Assessment | None = None) -> Timeline:
    assessment = changed or samples.assessment(day, upto)
    anchor = assessment.anchor or samples.TODAY + timedelta(days=10)
    return timeline_of(samples.subject(anchor, upto), assessment, STUDY)


def course(*rows: tuple[str, str, int, int | None, str], as_of: int = 20) -> SteroidCourse:
    record = FormRecord("glucocorticoids", 1, samples.ledger(*rows, anchor=ANCHOR))
    recorded = Recorded(Subject("S-1", (), {"glucocorticoids": record}), STUDY)
    return steroid_course(recorded, ANCHOR + timedelta(days=as_of), ANCHOR)


def test_every_dated_visit_has_a_mark_with_its_window_and_standing() -> None:
    timeline = shown()
    late = timeline.visit("D10")
    assert late is not None
    assert (late.day, late.window, late.standing, late.state) == (12, (9, 11), Window.LATE, VisitState.DONE)
    assert [mark.key for mark in timeline.visits if mark.today] == ["D21"]
    assert [mark.day for mark in timeline.visits] == sorted(mark.day for mark in timeline.visits)


def test_a_visit_that_was_begun_is_not_done_while_required_forms_are_open() -> None:
    record = samples.subject(ANCHOR, 21)
    bare = replace(
        record, visits=tuple(replace(each, forms={}) for each in record.visits if each.key == "BL")
    )
    others = tuple(each for each in record.visits if each.key != "BL")
    half = replace(record, visits=(*bare.visits, *others))
    timeline = timeline_of(half, samples.assessment(21, 21), STUDY)
    assert {mark.key: mark.open_forms for mark in timeline.visits if mark.open_forms} == {"BL": 2}
    mark = timeline.visit("BL")
    assert mark is not None
    said = tip(mark, timeline, Translator(Language.ENGLISH, resources() / "locale"))
    assert "Begun, " in said
    assert "2 required forms have not been begun" in said


def test_a_visit_that_does_not_apply_has_no_mark() -> None:
    assessment = samples.assessment()
    gone = tuple(
        replace(visit, state=VisitState.NOT_APPLICABLE) if visit.oid == "W16" else visit
        for visit in assessment.schedule
    )
    timeline = shown(changed=replace(assessment, schedule=gone))
    assert timeline.visit("W16") is None
    assert timeline.visit("W20") is not None


def test_a_plain_visit_for_which_an_infusion_stands_is_not_drawn_twice() -> None:
    assessment = samples.assessment()
    merged = replace(assessment.schedule[9], oid="D7")
    timeline = shown(changed=replace(assessment, schedule=(*assessment.schedule, merged)))
    assert [mark.oid for mark in timeline.visits if mark.key == "INF2"] == ["INF2"]


def test_an_unscheduled_visit_stands_where_it_took_place_with_its_number() -> None:
    assessment = samples.assessment()
    extra = replace(assessment.visits[-1], key="UNS#2", oid="UNS", date=samples.TODAY - timedelta(days=2))
    timeline = shown(changed=replace(assessment, visits=(*assessment.visits, extra)))
    mark = timeline.visit("UNS#2")
    assert mark is not None
    assert (mark.day, mark.label, mark.standing) == (19, Text("UNS 2", "UNS 2"), Window.NONE)


def test_the_dlt_window_counts_down_from_the_first_infusion() -> None:
    running, closed, planned = shown(21, 21).dlt, shown(40, 28).dlt, shown(-3, -4).dlt
    assert running is not None
    assert closed is not None
    assert planned is not None
    assert (running.first, running.last, running.left, running.over) == (0, 28, 7, False)
    assert (closed.left, closed.over) == (None, True)
    assert (planned.left, planned.over) == (None, False)


def test_the_dlt_window_counts_from_the_last_infusion_where_the_study_says_so() -> None:
    setting = replace(STUDY.settings["dlt.anchor"], value="last_infusion")
    study = replace(STUDY, settings={**STUDY.settings, "dlt.anchor": setting})
    assessment = samples.assessment()
    assert assessment.anchor is not None
    window = timeline_of(samples.subject(assessment.anchor, 21), assessment, study).dlt
    assert window is not None
    assert window.last == 42


def test_infusions_are_given_planned_or_held() -> None:
    assessment = samples.assessment(8, 8)
    held = replace(assessment.infusions[1], given=False, not_given_reason="toxicity", cells_e9=None)
    infusions = (assessment.infusions[0], held, assessment.infusions[2])
    marks = shown(changed=replace(assessment, infusions=infusions)).infusions
    assert [mark.state for mark in marks] == [
        InfusionState.GIVEN,
        InfusionState.NOT_GIVEN,
        InfusionState.PLANNED,
    ]
    assert marks[1].reason == Text("toxicity", "toxicity")
    assert [mark.day for mark in marks] == [0, 7, 14]


def test_lymphodepletion_shows_what_was_given_and_marks_a_deviation() -> None:
    days = shown().depletion
    assert [day.day for day in days] == [-5, -4, -3]
    assert [drug.given_mg for drug in days[2].drugs] == [Decimal(33), Decimal(492)]
    assert [drug.deviation for drug in days[2].drugs] == [True, False]
    assert not any(drug.given for day in shown(-6, -6).depletion for drug in day.drugs)


def test_events_without_a_start_are_counted_and_not_placed() -> None:
    assessment = samples.assessment()
    undated = replace(assessment.events[0], start=None)
    timeline = shown(changed=replace(assessment, events=(*assessment.events, undated)))
    assert timeline.undated_events == 1
    assert [bar.grade for bar in timeline.events] == [4, 3, 2, 1]
    assert timeline.events[2].ongoing
    assert timeline.events[2].end == 21


def test_steroid_steps_follow_the_ledger_day_by_day() -> None:
    steps = course(
        ("prednisone", "20", 0, 6, "maintenance"),
        ("methylprednisolone", "6", 7, None, "taper"),
    ).steps
    assert steps == (SteroidStep(0, 6, Decimal(20)), SteroidStep(7, 20, Decimal("7.5")))


def test_doses_of_two_drugs_add_up_and_equal_neighbours_are_one_step() -> None:
    steps = course(
        ("prednisone", "5", 0, 9, "maintenance"),
        ("hydrocortisone", "20", 5, 9, "adrenal"),
        ("prednisone", "10", 10, 12, "maintenance"),
    ).steps
    assert steps == (SteroidStep(0, 4, Decimal(5)), SteroidStep(5, 12, Decimal(10)))


def test_a_gap_in_the_ledger_stays_a_gap_and_never_becomes_zero() -> None:
    steps = course(("prednisone", "10", 0, 3, "maintenance"), ("prednisone", "0", 8, 20, "maintenance")).steps
    assert steps == (SteroidStep(0, 3, Decimal(10)), SteroidStep(8, 20, Decimal(0)))


def test_what_the_ledger_does_not_tell_is_not_told() -> None:
    doubled = course(("prednisone", "10", 0, 9, "maintenance"), ("prednisone", "5", 5, 9, "taper")).steps
    unread = course(("prednisone", "", 0, 9, "maintenance"), ("hydrocortisone", "20", 5, 9, "adrenal")).steps
    assert doubled == (SteroidStep(0, 4, Decimal(10)), SteroidStep(5, 9, None))
    assert unread == (SteroidStep(0, 9, None),)


def test_a_pulse_stands_apart_from_the_daily_dose() -> None:
    made = course(("prednisone", "10", 0, 9, "maintenance"), ("methylprednisolone", "400", 3, 5, "pulse"))
    assert made.steps == (SteroidStep(0, 9, Decimal(10)),)
    assert [(pulse.start, pulse.end, pulse.mg) for pulse in made.pulses] == [(3, 5, Decimal(500))]


def test_the_ledger_is_not_read_beyond_the_day_of_the_question() -> None:
    steps = course(("prednisone", "10", 0, 90, "maintenance"), ("prednisone", "5", 91, None, "taper")).steps
    assert steps == (SteroidStep(0, 20, Decimal(10)),)


def test_an_incomplete_sledai_is_a_lower_bound() -> None:
    timeline = shown(changed=samples.assessment(missing=("hematuria", "pyuria")))
    assert [(point.value, point.complete, point.missing) for point in timeline.sledai[-2:]] == [
        (Decimal(8), True, 0),
        (Decimal(6), False, 2),
    ]
    assert [point.value for point in timeline.pga] == [
        Decimal("2.2"),
        Decimal("2.1"),
        Decimal("1.2"),
        Decimal("0.8"),
    ]


def test_a_result_below_the_limit_of_the_assay_keeps_its_operator() -> None:
    curve = shown().b_cells
    assert curve is not None
    assert [(point.day, point.value, point.operator) for point in curve.points[-3:]] == [
        (12, Decimal(1), "<"),
        (14, Decimal(1), "<"),
        (21, Decimal(1), ""),
    ]


def test_results_taken_after_the_day_of_the_question_are_not_shown() -> None:
    assessment = samples.assessment(8, 8)
    assert assessment.anchor is not None
    timeline = timeline_of(samples.subject(assessment.anchor, 21), assessment, STUDY)
    assert timeline.b_cells is not None
    assert max(point.day for point in timeline.b_cells.points) <= 8


def test_the_day_of_sampling_places_a_result() -> None:
    assessment = samples.assessment()
    assert assessment.anchor is not None
    subject = samples.subject(assessment.anchor, 21)
    record = subject.visits[0].forms["b_cells_immunoglobulins"]
    sampled = Answer((assessment.anchor - timedelta(days=20)).isoformat() + "T08:00")
    moved = replace(record, answers=record.answers.with_answer("sampled", sampled))
    curve = timeline_of(subject.with_form("SCR", moved), assessment, STUDY).b_cells
    assert curve is not None
    assert curve.points[0].day == -20


def test_before_an_infusion_is_planned_the_timeline_says_what_will_be_there() -> None:
    timeline = shown(-10, -23, samples.screening())
    assert not timeline.anchored
    assert timeline.note is not None
    assert [(mark.key, mark.day) for mark in timeline.visits] == [("SCR", -28)]
    assert timeline.dlt is None


def facts(assessment: Assessment) -> dict[str, HeaderFact]:
    made = header_facts(assessment, STUDY)
    return {"" if fact.label is None else fact.label.text: fact for fact in made}


def said(fact: HeaderFact) -> str:
    return fact.value.text.format_map({key: str(value) for key, value in fact.value.values.items()})


def test_the_strip_tells_day_scores_dose_and_dlt_clock() -> None:
    made = facts(samples.assessment())
    told = {label: said(fact) for label, fact in made.items() if label}
    assert told == {
        "Day": "21",
        "DLT window": "7 d left",
        "SLEDAI-2K": "6 (−8)",
        "PGA": "0.8",
        "Pred": "7.5 mg",
        "Dosing BSA": "1.64 m²",
    }


def test_what_the_strip_cannot_tell_is_a_dash_with_its_reason() -> None:
    made = facts(samples.screening())
    assert said(made["Day"]) == said(made["Dosing BSA"]) == "—"
    assert all(made[label].why is not None for label in ("Day", "Dosing BSA"))


def test_an_incomplete_total_in_the_strip_is_a_bound_with_its_reason() -> None:
    fact = facts(samples.assessment(missing=("hematuria",)))["SLEDAI-2K"]
    assert said(fact) == "≥ 6"
    assert fact.why is not None
    assert "not done" in fact.why.text  # type: ignore[union-attr]


def test_a_visit_without_a_date_says_nothing_about_today() -> None:
    assessment = samples.assessment()
    undated = replace(
        assessment.visits[0],
        key="UNS",
        date=None,
        steroid=replace(assessment.visits[0].steroid, mg_per_day=Decimal(40)),
    )
    made = facts(replace(assessment, visits=(*assessment.visits, undated)))
    assert (said(made["SLEDAI-2K"]), said(made["PGA"]), said(made["Pred"])) == ("6 (−8)", "0.8", "7.5 mg")
