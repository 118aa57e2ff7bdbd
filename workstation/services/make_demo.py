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
from workstation.record.cells import Change, changes_between, form_cells
from workstation.record.entry import Author
from workstation.record.key_ring import StudyKey
from workstation.record.keys import new_ring
from workstation.record.study_file import StudyFile
from workstation.services.create_study import make_files
from workstation.services.demo_signatures import Entered, rule_set_change, signatures
from workstation.services.demo_study import DemoStudy, demo_cases
from workstation.services.drafts import Draft, keep_draft
from workstation.services.people import person_change
from workstation.services.record_form import SAVE
from workstation.services.release import load_release
from workstation.services.roles import DEMO_PERSON, DEMO_STATION, PRINCIPAL
from workstation.services.session import Session
from workstation.services.sign_visit import SIGN
from workstation.trial.subject import FormRecord
from workstation.version import VERSION

FILE_NAME = "demo.kn5501"
DEMO_UUID = "d3400000-0000-4000-8000-000000005501"
_SHANGHAI = timezone(timedelta(hours=8))
_MORNING = time(0, 30)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One form to be entered, at the moment at which a nurse would have."""

    at: datetime
    subject: str
    visit: str
    form: FormRecord


@dataclass(frozen=True, slots=True)
class _Act:
    """One entry of the journal."""

    at: datetime
    act: str
    changes: tuple[Change, ...]


def make_demo(
    folder: Path,
    *,
    patients: int = 14,
    seed: int = 1,
    as_of: date | None = None,
    clock: Clock | None = None,
    light: bool = False,
) -> Path:
    """Write a demo study into a folder in place of an older demo; gives the file. Same arguments, same content.

    ``light`` leaves out all but what the schedule, the scores and the treatment need: thousands of patients to measure.

    Raises:
        EnvironmentFailure: it could not be written, or a study that is no demo has its name.
    """
    day = as_of or (clock or SystemClock()).now().date()
    path = folder / FILE_NAME
    _make_room(path)
    study = load_release(resources())
    demo = demo_cases(study, day, seed, patients, light=light)
    key = _demo_key()
    forms = tuple(_entries(demo, study, day))
    acts = (*map(_saved, forms), *_signed(demo, study, forms, day))
    entries = sorted(acts, key=lambda act: act.at)
    start = SetClock((entries[0].at if entries else _morning(day)) - timedelta(days=1))
    author = Author(DEMO_PERSON, PRINCIPAL, DEMO_STATION, VERSION)
    make_files(path, key, new_ring(key, demo=True), author, start, demo=True)
    with StudyFile.open(path, key, author, start.now()) as file:
        _enter(file, author, demo, entries, start.now())
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


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING, _SHANGHAI)


def _entries(demo: DemoStudy, study: Study, as_of: date) -> Iterator[_Entry]:
    """Forms at the moment at which they were entered, none of them ahead of the morning of the demo's day."""
    latest = _morning(as_of)
    for case in demo.subjects:
        for form in case.forms:
            moment = demo.saved_at[case.oid, form.visit, form.form].replace(tzinfo=_SHANGHAI)
            record = FormRecord(form.form, study.forms[form.form].version, Answers(dict(form.answers)))
            yield _Entry(min(moment, latest), case.oid, form.visit, record)


def _saved(entry: _Entry) -> _Act:
    cells = form_cells(entry.form)
    changes = changes_between(entry.subject, entry.visit, entry.form.form, {}, cells)
    return _Act(entry.at, SAVE, changes)


def _signed(demo: DemoStudy, study: Study, entries: Iterable[_Entry], as_of: date) -> Iterator[_Act]:
    """The signatures, each after the last form of its visit."""
    if demo.unsigned is None:
        return
    by_visit: dict[tuple[str, str], list[_Entry]] = {}
    for entry in entries:
        by_visit.setdefault((entry.subject, entry.visit), []).append(entry)
    entered = [
        Entered(*key, {each.form.form: each.form for each in forms}, max(each.at for each in forms))
        for key, forms in by_visit.items()
    ]
    found = sorted(signatures(entered, demo.unsigned, study, _morning(as_of)), key=lambda each: each.at)
    for place, each in enumerate(found):
        changes = (each.change,) if place else (rule_set_change(study), each.change)
        yield _Act(each.at, SIGN, changes)


def _enter(
    file: StudyFile, author: Author, demo: DemoStudy, entries: Iterable[_Act], start: datetime
) -> None:
    """Everything in one unit: a disk that syncs slowly would otherwise take a minute for two thousand entries."""
    with file.unit_of_work(author, start) as unit:
        for name, role in demo.people:
            if name != author.person:
                unit.record("add person", [person_change(name, role)])
        for entry in entries:
            unit.record(entry.act, entry.changes, at=entry.at)


def _keep_drafts(file: StudyFile, demo: DemoStudy, start: SetClock, as_of: date) -> None:
    start.moment = _morning(as_of)
    session = Session(file, resources(), DEMO_PERSON, PRINCIPAL, DEMO_STATION, start, demo=True)
    for draft in demo.drafts:
        number = file.state.last_entry(draft.subject)
        answers = {path: answer.as_data() for path, answer in draft.answers.items()}
        content = {"answers": answers, "cursor": draft.cursor}
        keep_draft(session, Draft(draft.subject, draft.visit, draft.form, content, number))
