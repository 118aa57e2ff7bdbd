"""Loading names infusions too soon after the first of a cohort, and cohorts that were closed; it stops for neither."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.services.case_samples import case, written
from tests.trial.course import study
from workstation.messages import Sentence
from workstation.services.load_case import Loaded, load_file
from workstation.services.load_cohorts import Member, cohort_warnings
from workstation.services.session import Session

STARTED = date(2026, 1, 19)


def member(subject: str, cohort: str = "DL1-7d", after: int | None = 0, holds_slot: bool = True) -> Member:
    """A subject with three infusions a week apart, the first so many days after the start; None: not infused."""
    infused = () if after is None else tuple(STARTED + timedelta(days=after + 7 * n) for n in range(3))
    return Member(subject, cohort, infused, holds_slot)


def told(new: list[Member], known: list[Member], **settings: str) -> list[tuple[str, str]]:
    found = cohort_warnings(new, known, study(**settings))
    return [(subject, sentence.text.format(**sentence.values)) for subject, sentence in found]


def test_the_second_patient_waits_for_the_first() -> None:
    assert told([member("B", after=14)], [member("A")]) == []
    assert told([member("B", after=13)], [member("A")]) == [
        ("B", "B was infused on 2026-02-01; A, the first of the cohort, was to be alone until 2026-02-02.")
    ]
    assert told([member("C", after=14)], [member("A"), member("B", after=14)]) == [], (
        "only the first is alone"
    )
    assert told([member("B", "DL2-7d", after=3)], [member("A")]) == []


def test_a_first_patient_that_is_loaded_last_is_found_too() -> None:
    assert [subject for subject, _ in told([member("A")], [member("B", after=5)])] == ["A"]


@pytest.mark.parametrize(
    ("settings", "after", "soon"),
    [
        ({"cohort__stagger_days": "7"}, 7, False),
        ({"cohort__stagger_days": "0"}, 1, False),
        ({"cohort__stagger_anchor": "last_infusion"}, 27, True),
        ({"cohort__stagger_anchor": "last_infusion"}, 28, False),
    ],
)
def test_how_long_and_from_when_are_settings(settings: dict[str, str], after: int, soon: bool) -> None:
    assert bool(told([member("B", after=after)], [member("A")], **settings)) is soon


def test_a_full_cohort_is_closed() -> None:
    six = [member(f"S{n}", after=14 * n) for n in range(6)]
    assert told([six[5]], six[:5]) == []
    assert told([member("S7", after=200)], six) == [
        ("S7", "The cohort DL1-7d was full: it has 6 patients already.")
    ]
    gone = [*six[:5], member("S6", after=None, holds_slot=False)]
    assert told([member("S7", after=200)], gone) == [], "who left before the cells holds no slot"


def test_a_cohort_is_closed_once_a_later_one_began() -> None:
    later = [member("A", "DL2-7d", after=100)]
    assert told([member("B", after=99)], later) == []
    assert told([member("B", after=120)], later) == [
        ("B", "The cohort DL1-7d was closed: DL2-7d had begun on 2026-04-29.")
    ]


def test_a_cohort_off_the_path_is_named() -> None:
    assert told([member("A", "DL1-3d")], []) == [("A", "The cohort DL1-3d lies off the path of escalation.")]


def load(session: Session, folder: Path, data: Any) -> Loaded:
    return load_file(session, written(folder, data))


def about_cohorts(loaded: Loaded) -> list[tuple[str, str]]:
    return [
        (warning.place, warning.sentence.text)
        for warning in loaded.warnings
        if warning.place.endswith(".cohort") and isinstance(warning.sentence, Sentence)
    ]


def test_loading_warns_of_the_second_case_and_enters_it(session: Session, tmp_path: Path) -> None:
    assert about_cohorts(load(session, tmp_path, case())) == []
    second = case()
    second["subjects"][0]["subject"] = "S-902"
    loaded = load(session, tmp_path, second)
    assert loaded.subjects == ("S-902",)
    [(place, text)] = about_cohorts(loaded)
    assert place == "subjects[0].cohort"
    assert "was to be alone until" in text
    assert set(session.file.state.subjects()) == {"S-901", "S-902"}


def test_two_cases_of_one_file_are_seen_together(session: Session, tmp_path: Path) -> None:
    data = case()
    data["subjects"].append({**case()["subjects"][0], "subject": "S-902"})
    assert [place for place, _ in about_cohorts(load(session, tmp_path, data))] == ["subjects[1].cohort"]


def test_a_dipstick_in_words_is_loaded(session: Session, tmp_path: Path) -> None:
    data = case()
    data["subjects"][0]["visits"][0]["labs"]["dipstick_protein"] = {"value": "trace"}
    assert load(session, tmp_path, data).refused == ()
    subject = session.file.state.subject("S-901")
    assert subject.answers("BL", "urine")["dipstick_protein"].value == "0"
