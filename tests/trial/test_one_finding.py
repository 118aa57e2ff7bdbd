"""One result, all indices: what it feeds and what a person still answers (safety facts 3; scoring sheet 2.7, 3)."""

from __future__ import annotations

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, quiet_bilag, study, treated
from workstation.forms.answers import Answer
from workstation.messages import Text
from workstation.paths import resources
from workstation.scoring.sledai2k import KEYS
from workstation.services.release import load_ctcae
from workstation.trial.one_finding import Meaning, meanings
from workstation.trial.recorded import Recorded

QUIET: dict[str, object] = dict.fromkeys(KEYS, False)
NOT_LUPUS: dict[str, object] = {"sledai_excluded": "thrombocytopenia"}


def fed(course: Course, form: str, item: str, visit: str = "D28") -> dict[str, list[Meaning]]:
    recorded = Recorded(course.subject(), study())
    record = recorded.visit(visit)
    assert record is not None
    found = meanings(recorded, course.seen(day(400)), record, form, item, load_ctcae(resources()))
    by_index: dict[str, list[Meaning]] = {}
    for each in found:
        by_index.setdefault(each.index.en, []).append(each)
    return by_index


def screened(**haematology: object) -> Course:
    course = treated().visit("SCR", day(-20), history=NEVER_INVOLVED)
    return course.visit("BL", day(-7), haematology=haematology)


def counted(on: int = 28, forms: dict[str, dict[str, object]] | None = None) -> Course:
    """Platelets of 40 after a baseline of 80: graded 3 and 1 by CTCAE (below 50, below the LLN of 125)."""
    course = screened(platelets=Answer("80", lln="125"))
    return course.visit("D28", day(on), haematology={"platelets": Answer("40", lln="125")}, **(forms or {}))


def test_a_value_feeds_each_index_and_is_a_candidate_for_an_event() -> None:
    forms = {"sledai2k": QUIET | {"thrombocytopenia": True}, "bilag2004": quiet_bilag(_94="40")}
    found = fed(counted(28, forms), "haematology", "platelets")
    assert set(found) == {"SLEDAI-2K", "BILAG-2004", "LLDAS", "CTCAE v5.0"}
    [points] = found["LLDAS"]
    assert points.says.values["points"] == 1
    [graded] = found["CTCAE v5.0"]
    assert graded.says.values["grade"] == 1, "before lymphodepletion"
    assert graded.says.values["says"].values["reason"].values["grade"] == 3  # type: ignore[attr-defined]
    assert graded.counts is True
    assert graded.form == "adverse_event"


def test_within_eight_weeks_of_conditioning_the_cause_is_asked_insistently() -> None:
    """Day 53 is 56 days after the last dose on day −3: the last day of the eight weeks."""
    forms = {"sledai2k": QUIET | {"thrombocytopenia": True}, "bilag2004": quiet_bilag(_94="40")}
    for on, urgent in ((53, True), (54, False)):
        found = fed(counted(on, forms), "haematology", "platelets")
        [sledai], [bilag] = found["SLEDAI-2K"], found["BILAG-2004"]
        assert (sledai.urgent, bilag.urgent) == (urgent, urgent), on
        assert (sledai.item, bilag.item) == (
            ("sledai_excluded", "attribution_94") if urgent else ("thrombocytopenia", "94")
        )


def test_once_the_cause_is_answered_nothing_is_asked_any_more() -> None:
    answered = {
        "sledai2k": QUIET | NOT_LUPUS,
        "bilag2004": quiet_bilag(_94="40") | {"attribution_94": "Y"},
    }
    found = fed(counted(28, answered), "haematology", "platelets")
    assert not any(each.urgent for each in (*found["SLEDAI-2K"], *found["BILAG-2004"]))
    assert found["BILAG-2004"][0].says.values["grade"] == "B", "platelets below 50 are B"
    assert "LLDAS" not in found, "a descriptor with another cause is absent"


def test_an_answer_that_differs_and_one_that_is_missing_are_said() -> None:
    [blank] = fed(counted(), "haematology", "platelets")["BILAG-2004"]
    assert blank.question is not None
    assert blank.says.values["value"] == "40"
    late = counted(80, {"sledai2k": QUIET})
    [differs] = fed(late, "haematology", "platelets")["SLEDAI-2K"]
    assert "Answered No" in differs.question.text  # type: ignore[union-attr]


def test_a_renal_finding_rules_the_low_disease_activity_state_out() -> None:
    course = treated().visit("W12", day(84), urine={"upcr": "260"}, sledai2k=QUIET | {"proteinuria": True})
    [state] = fed(course, "urine", "upcr", "W12")["LLDAS"]
    assert state.counts is True
    assert "rules it out" in state.says.text


@pytest.mark.parametrize(
    ("answer", "grade"),
    [
        (Answer("9.9", unit="g/dL", lln="11.5"), 2),
        (Answer("10.0", unit="g/dL", lln="11.5"), 1),
        (Answer("99", lln="115"), 2),
    ],
)
def test_a_value_is_graded_in_the_unit_in_which_it_was_reported(answer: Answer, grade: int) -> None:
    """CTCAE prints haemoglobin in g/dL too: 10.0 is grade 1, below it grade 2 (safety facts 3.3, row 1)."""
    course = treated().visit("D28", day(28), haematology={"haemoglobin": answer})
    [graded] = fed(course, "haematology", "haemoglobin")["CTCAE v5.0"]
    assert graded.says.values["reason"].values["grade"] == grade  # type: ignore[attr-defined]


def test_without_a_limit_it_is_said_what_is_missing() -> None:
    course = treated().visit("D28", day(28), haematology={"lymphocytes": "0.9"})
    [open_] = fed(course, "haematology", "lymphocytes")["CTCAE v5.0"]
    assert open_.counts is None
    assert "missing" in open_.says.values["reason"].values  # type: ignore[attr-defined]


def test_where_an_index_does_not_belong_to_the_visit_only_the_event_is_said() -> None:
    course = treated().visit("D10", day(10), haematology={"platelets": Answer("40", lln="125")})
    assert list(fed(course, "haematology", "platelets", "D10")) == ["CTCAE v5.0"]


def test_a_normal_value_is_no_candidate_and_no_value_feeds_nothing() -> None:
    course = treated().visit("D28", day(28), haematology={"platelets": Answer("220", lln="125")})
    assert "CTCAE v5.0" not in fed(course, "haematology", "platelets")
    assert fed(course, "haematology", "wbc") == {}
    assert fed(course, "haematology", "platelets")["SLEDAI-2K"][0].index == Text("SLEDAI-2K", "SLEDAI-2K")
