"""What a day asks for: the lines of the demo as the forms catalogue prints them (5.4), and the sheet of the shift."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pypdfium2
import pytest

from workstation.clock import SetClock
from workstation.messages import Refusal
from workstation.services.handover import handover_pdf
from workstation.services.make_demo import FILE_NAME, make_demo
from workstation.services.open_study import open_study
from workstation.services.session import Session
from workstation.services.today import StudyToday, look_beside, open_drafts, subject_today
from workstation.trial.assess import assess
from workstation.trial.today import Card, Line, Tone, today_of

AS_OF = date(2026, 11, 24)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("today")
    make_demo(folder, as_of=AS_OF)
    clock = SetClock(datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=8))))
    session = open_study(folder / FILE_NAME, clock=clock)
    yield session
    session.close()


@pytest.fixture(scope="module")
def today(demo: Session) -> StudyToday:
    told: list[tuple[int, int]] = []
    found = look_beside(demo)(lambda done, total: told.append((done, total)))
    assert told[-1] == (14, 14)
    return found


def lines(today: StudyToday, card: Card) -> dict[tuple[str, str], Line]:
    return {
        (line.subject, line.visit): line
        for subject in today.subjects
        for line in subject.lines
        if line.card is card
    }


def test_visits_that_are_due_overdue_or_in_their_window(today: StudyToday) -> None:
    found = {key: line.tone for key, line in lines(today, Card.VISITS).items()}
    assert found == {
        ("S-005", "W36"): Tone.NOW,
        ("S-011", "INF3"): Tone.NOW,
        ("S-012", "LD3"): Tone.NOW,
        ("S-010", "W8"): Tone.LATE,
        ("S-002", "W52"): Tone.FINE,
    }
    overdue = lines(today, Card.VISITS)["S-010", "W8"]
    assert overdue.state.values["days"] == 4  # type: ignore[union-attr]


def test_doses_to_give_follow_the_label_at_this_kidney_function(today: StudyToday) -> None:
    """S-012: fludarabine 30 mg, cyclophosphamide 444 mg; S-011: 1.5 x 10^9 cells."""
    found = lines(today, Card.TREATMENT)
    assert set(found) == {("S-012", "LD3"), ("S-011", "INF3")}
    doses = found["S-012", "LD3"].detail.values["doses"]  # type: ignore[union-attr]
    assert isinstance(doses, tuple)
    assert [str(dose.values["mg"]) for dose in doses] == ["30", "444"]
    assert str(found["S-011", "INF3"].detail.values["cells"]) == "1.5"  # type: ignore[union-attr]


def test_a_dose_that_was_not_answered_is_asked_on_the_days_after(demo: Session) -> None:
    subject = demo.file.state.subject("S-012")
    for later, asked in ((1, True), (3, True), (4, False)):
        day = AS_OF + timedelta(days=later)
        found = today_of(subject, assess(subject, demo.study, day), demo.study)
        given = [line.visit for line in found.lines if line.card is Card.TREATMENT]
        assert ("LD3" in given) is asked, later


def test_the_one_clock_that_runs(today: StudyToday) -> None:
    [(key, line)] = lines(today, Card.CLOCKS).items()
    assert key[0] == "S-011"
    assert line.by == AS_OF + timedelta(days=14)


def test_what_is_missing_is_said_once_with_what_it_decides_and_until_when(today: StudyToday) -> None:
    found = [line for subject in today.subjects for line in subject.lines if line.card is Card.MISSING]
    assert [(line.subject, line.visit, line.form, line.item) for line in found] == [
        ("S-007", "W24", "sledai2k", "increased_dna_binding"),
        ("S-007", "W24", "bilag2004", "81"),
    ]
    assert all(line.by == AS_OF + timedelta(days=7) for line in found)
    assert [line.detail.values["endpoints"] for line in found] == [  # type: ignore[union-attr]
        ("SRI-4", "LLDAS"),
        ("SRI-4",),
    ]


def test_screening_says_what_is_open_and_until_when_it_holds(today: StudyToday) -> None:
    found = lines(today, Card.SCREENING)
    assert set(found) == {("S-013", "SCR"), ("S-014", "SCR")}
    assert found["S-013", "SCR"].what.values["count"] == 2  # type: ignore[union-attr]
    assert found["S-014", "SCR"].by == AS_OF + timedelta(days=15)


def test_visits_that_wait_for_a_signature(today: StudyToday) -> None:
    found = {key: line.tone for key, line in lines(today, Card.SIGNATURES).items()}
    assert found["S-004", "W36"] is Tone.NOW
    assert found["S-007", "W24"] is Tone.QUIET
    assert ("S-001", "W52") not in found
    assert ("S-012", "LD3") not in found, "it is being held"


def test_the_days_ahead(today: StudyToday) -> None:
    found = {(c.subject, c.visit): (c.day - AS_OF).days for s in today.subjects for c in s.coming}
    assert found == {
        ("S-012", "R"): 2,
        ("S-012", "INF1"): 3,
        ("S-011", "D17"): 3,
        ("S-012", "D1"): 4,
        ("S-012", "D3"): 6,
        ("S-011", "D21"): 7,
        ("S-002", "W52"): 7,
    }


def test_how_the_study_stands(today: StudyToday) -> None:
    subjects = today.subjects
    assert len(subjects) == 14
    assert sum(subject.conditioned for subject in subjects) == 11
    assert sum(subject.infused for subject in subjects) == 9
    assert [subject.subject for subject in subjects if subject.status_code == "screen_failure"] == ["S-008"]


def test_one_patient_read_again_says_the_same_and_drafts_name_their_owner(
    demo: Session, today: StudyToday
) -> None:
    for subject in today.subjects:
        assert subject_today(demo, subject.subject) == subject
    [draft] = open_drafts(demo)
    assert (draft.person, draft.subject, draft.form) == ("Demo investigator", "S-013", "bilag2004")
    assert today.drafts == (draft,)


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_the_sheet_of_the_shift_is_one_page(demo: Session, language: str) -> None:
    pdf = handover_pdf(demo, language)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    document.close()
    for word in ("S-010", "S-012", "30 mg", "S-004"):
        assert word in text
    assert pdf == handover_pdf(demo, language), "same data and day, same bytes"


def test_an_unknown_language_is_refused(demo: Session) -> None:
    with pytest.raises(Refusal, match="languages"):
        handover_pdf(demo, "fr")
