"""Making the demo study: a synthetic trial in mid-course, entered form by form at the days on which it happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from workstation.clock import Clock, SetClock, SystemClock
from workstation.definition.study import Study
from workstation.forms.answers import Answers
from workstation.messages import EnvironmentFailure, Sentence
from workstation.paths import resources
from workstation.record import key_ring
from workstation.record.cells import changes_between, form_cells
from workstation.record.entry import Author
from workstation.record.key_ring import StudyKey
from workstation.record.keys import new_ring
from workstation.record.study_file import StudyFile
from workstation.services.create_study import make_files
from workstation.services.demo_study import DemoStudy, demo_cases
from workstation.services.drafts import Draft, keep_draft
from workstation.services.open_study import DEMO_PERSON, DEMO_STATION, PRINCIPAL
from workstation.services.people import person_change
from workstation.services.record_form import SAVE
from workstation.services.release import load_release
from workstation.services.session import Session
from workstation.trial.subject import FormRecord
from workstation.version import VERSION

FILE_NAME = "demo.kn5501"
DEMO_UUID = "d3400000-0000-4000-8000-000000005501"
_SHANGHAI = timezone(timedelta(hours=8))
_FIRST_ENTRY = time(8, 30)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One form to be entered, at the moment at which a nurse would have."""

    at: datetime
    subject: str
    visit: str
    form: str
    answers: Answers


def make_demo(
    folder: Path, *, patients: int = 14, seed: int = 1, as_of: date | None = None, clock: Clock | None = None
) -> Path:
    """Write a demo study into a folder in place of an older demo; gives the file. Same arguments, same content.

    Raises:
        EnvironmentFailure: it could not be written, or a study that is no demo has its name.
    """
    day = as_of or (clock or SystemClock()).now().date()
    path = folder / FILE_NAME
    _make_room(path)
    study = load_release(resources())
    demo = demo_cases(study, day, seed, patients)
    key = _demo_key()
    entries = sorted(_entries(demo, study, day), key=lambda entry: entry.at)
    start = SetClock(min((entry.at for entry in entries), default=_at(day)) - timedelta(days=1))
    author = Author(DEMO_PERSON, PRINCIPAL, DEMO_STATION, VERSION)
    make_files(path, key, new_ring(key, demo=True), author, start, demo=True)
    with StudyFile.open(path, key, author, start.now()) as file:
        _enter(file, study, author, demo, entries, start)
        _keep_drafts(file, demo, start, day)
    return path


def _make_room(path: Path) -> None:
    """Remove an older demo; a study that is none is never touched."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not key_ring.read(path).demo:
            raise EnvironmentFailure(
                Sentence("{path} is not a demo study.", {"path": str(path)}),
                Sentence("Choose another folder for the demo."),
            )
        for suffix in ("", "-wal", "-shm", ".keys", ".lock", ".open"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).unlink()
    except OSError as error:
        raise EnvironmentFailure(
            Sentence("The demo cannot be written to {folder}.", {"folder": str(path.parent)}),
            Sentence("Choose a folder that can be written."),
        ) from error


def _demo_key() -> StudyKey:
    """A demo protects nothing and says so; a fixed key makes two demos of one day equal to the last hash."""
    return StudyKey(DEMO_UUID, bytes(range(32)))


def _at(day: date, minutes: int = 0) -> datetime:
    return datetime.combine(day, _FIRST_ENTRY, _SHANGHAI) + timedelta(minutes=minutes)


def _entries(demo: DemoStudy, study: Study, as_of: date) -> Iterator[_Entry]:
    """Forms at the time of their visit; logs at the last day that they speak of."""
    for place, case in enumerate(demo.subjects):
        dates = {
            form.visit: date.fromisoformat(form.answers["date"].value[:10])
            for form in case.forms
            if form.form == "visit"
        }
        last = max(dates.values(), default=as_of)
        for number, form in enumerate(case.forms):
            day = min(dates.get(form.visit, last), as_of)
            yield _Entry(
                _at(day, place * 3 + number), case.oid, form.visit, form.form, Answers(dict(form.answers))
            )
    del study


def _enter(
    file: StudyFile, study: Study, author: Author, demo: DemoStudy, entries: Iterable[_Entry], start: SetClock
) -> None:
    with file.unit_of_work(author, start.now()) as unit:
        for name, role in demo.people:
            if name != author.person:
                unit.record("add person", [person_change(name, role)])
    # One durable unit an hour of the trial's life would take minutes; a unit a day keeps the times of entry true.
    batches: dict[datetime, list[_Entry]] = {}
    for entry in entries:
        batches.setdefault(entry.at, []).append(entry)
    for at, batch in batches.items():
        start.moment = at
        with file.unit_of_work(author, at) as unit:
            for entry in batch:
                record = FormRecord(entry.form, study.forms[entry.form].version, entry.answers)
                changes = changes_between(entry.subject, entry.visit, entry.form, {}, form_cells(record))
                unit.record(SAVE, changes)


def _keep_drafts(file: StudyFile, demo: DemoStudy, start: SetClock, as_of: date) -> None:
    start.moment = _at(as_of - timedelta(days=1), 480)
    session = Session(file, resources(), DEMO_PERSON, PRINCIPAL, DEMO_STATION, start, demo=True)
    for draft in demo.drafts:
        number = file.state.last_entry(draft.subject)
        answers = {path: answer.as_data() for path, answer in draft.answers.items()}
        content = {"answers": answers, "cursor": draft.cursor}
        keep_draft(session, Draft(draft.subject, draft.visit, draft.form, content, number))
