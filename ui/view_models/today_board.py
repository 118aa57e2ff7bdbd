"""The page of the day as plain lines: cards in order of what presses, each line with the place that it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workstation.definition.study import Study
from workstation.messages import Sentence, Text
from workstation.services.today import OpenDraft, StudyToday
from workstation.trial.index_words import visit_words
from workstation.trial.subject import LOGS
from workstation.trial.today import AHEAD_DAYS, Card, Coming, Line, SubjectToday, Tone

Meant = Text | Sentence | str
LineTone = Literal["late", "now", "warn", "fine", "quiet"]
MOST = 8
"""Lines of a card; how many more there are stands in its last one."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ORDER = (Tone.LATE, Tone.NOW, Tone.WARN, Tone.FINE, Tone.QUIET)
_TONES: Mapping[Tone, LineTone] = {
    Tone.LATE: "late",
    Tone.NOW: "now",
    Tone.WARN: "warn",
    Tone.FINE: "fine",
    Tone.QUIET: "quiet",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line leads; ``visit`` and ``form`` are empty where it leads to the patient alone."""

    subject: str
    visit: str = ""
    form: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One line as it is read; a line without a place cannot be chosen."""

    who: str
    what: Meant
    detail: Meant
    state: Meant
    tone: LineTone
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A card: its title, how many lines it has in all, those that are shown, and what is said where there are none."""

    key: str
    title: str
    count: int
    lines: tuple[ListedLine, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page."""

    day: Sentence
    cards: Mapping[str, BoardCard]


_CARDS: tuple[tuple[str, str, str], ...] = (
    (Card.VISITS, "Visits", "No visit is due, open or overdue."),
    (Card.TREATMENT, "Lymphodepletion and infusion", "Nothing is to be given today."),
    (Card.CLOCKS, "DLT clocks", "No window of dose-limiting toxicity is running."),
    (Card.MISSING, "Missing, and still to be had", "Nothing that can still be collected is missing."),
    (Card.SCREENING, "Screening", "Nobody is in screening."),
    (Card.SIGNATURES, "Signatures", "Every visit is signed."),
)


def board_of(today: StudyToday) -> Board:
    """The page of a day."""
    values = {"date": today.day, "weekday": Sentence(_WEEKDAYS[today.day.weekday()])}
    cards = {key: _card(key, title, empty, today) for key, title, empty in _CARDS}
    cards["drafts"] = _drafts(today)
    cards["coming"] = _coming(today)
    cards["study"] = _study(today)
    return Board(Sentence("Today · {weekday} {date}", values), cards)


def with_subject(today: StudyToday, changed: SubjectToday) -> StudyToday:
    """The day with one patient read again; a new one is put in its place."""
    others = [subject for subject in today.subjects if subject.subject != changed.subject]
    subjects = tuple(sorted((*others, changed), key=lambda subject: subject.subject))
    return StudyToday(today.day, today.study, subjects, today.drafts)


def with_drafts(today: StudyToday, drafts: tuple[OpenDraft, ...]) -> StudyToday:
    """The day with the drafts as they are now."""
    return StudyToday(today.day, today.study, today.subjects, drafts)


def _card(key: str, title: str, empty: str, today: StudyToday) -> BoardCard:
    found = [line for subject in today.subjects for line in subject.lines if line.card == key]
    found.sort(key=lambda line: (_ORDER.index(line.tone), line.by or date.max, line.subject))
    return BoardCard(key, title, len(found), _shown([_listed(line) for line in found]), empty)


def _listed(line: Line) -> ListedLine:
    place = Place(line.subject, line.visit, line.form, line.item)
    return ListedLine(line.subject, line.what, line.detail or "", line.state, _TONES[line.tone], place)


def _shown(lines: list[ListedLine]) -> tuple[ListedLine, ...]:
    if len(lines) <= MOST:
        return tuple(lines)
    more = Sentence("{count} more", {"count": len(lines) - MOST + 1})
    return (*lines[: MOST - 1], ListedLine("", more, "", "", "quiet"))


def _drafts(today: StudyToday) -> BoardCard:
    lines = [_draft(draft, today.study) for draft in today.drafts]
    return BoardCard("drafts", "Drafts left open", len(lines), _shown(lines), "Everything typed is saved.")


def _draft(draft: OpenDraft, study: Study) -> ListedLine:
    form = study.forms.get(draft.form)
    name: Meant = draft.form if form is None else form.short
    visit: Meant = "" if draft.visit == LOGS else visit_words(study, draft.visit)
    what = Sentence("{visit} {form}", {"visit": visit, "form": name})
    values = {"person": draft.person, "moment": draft.saved_at.strftime("%Y-%m-%d %H:%M")}
    place = Place(draft.subject, draft.visit, draft.form)
    return ListedLine(
        draft.subject, what, Sentence("{person}, {moment}", values), Sentence("go on"), "now", place
    )


def _coming(today: StudyToday) -> BoardCard:
    ahead = [coming for subject in today.subjects for coming in subject.coming]
    lines = []
    for offset in range(1, AHEAD_DAYS + 1):
        day = today.day + timedelta(days=offset)
        of_day = tuple(_named(coming) for coming in ahead if coming.day == day)
        named = Sentence(
            "{weekday} {date}", {"weekday": Sentence(_SHORT_DAYS[day.weekday()]), "date": f"{day:%m-%d}"}
        )
        visits: Meant = Sentence("{visits}", {"visits": of_day}) if of_day else "\N{EN DASH}"
        lines.append(ListedLine("", named, visits, "", "quiet"))
    return BoardCard("coming", "Next seven days", len(ahead), tuple(lines), "")


def _named(coming: Coming) -> Sentence:
    values = {"subject": coming.subject, "visit": coming.label}
    if coming.last_day:
        return Sentence("{subject} {visit} last day", values)
    return Sentence("{subject} {visit}", values)


def _study(today: StudyToday) -> BoardCard:
    return BoardCard("study", "Study", 0, tuple(_counts(today)), "")


def _counts(today: StudyToday) -> Iterator[ListedLine]:
    subjects = today.subjects
    size = today.study.facts.get("planned_size")
    failed = sum(subject.status_code == "screen_failure" for subject in subjects)
    begun = sum(subject.conditioned for subject in subjects)
    of: Meant = str(begun)
    if size is not None:
        of = Sentence("{count} of {size}", {"count": begun, "size": size.value})
    for name, value in (
        ("consented", str(len(subjects))),
        ("screening failures", str(failed)),
        ("lymphodepletion begun", of),
        ("infused", str(sum(subject.infused for subject in subjects))),
    ):
        yield ListedLine("", Sentence(name), "", value, "quiet")
