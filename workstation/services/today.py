"""What this day asks for in the whole study: read beside the work, and of one patient again after a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from workstation.definition.study import Study
from workstation.record.study_file import StudyFile
from workstation.services.read_subject import open_subject
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.today import SubjectToday, today_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """Something typed and not saved, by whom and when."""

    person: str
    subject: str
    visit: str
    form: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class StudyToday:
    """A day of the study: every patient, in order of their codes, and what was left typed."""

    day: date
    study: Study
    subjects: tuple[SubjectToday, ...]
    drafts: tuple[OpenDraft, ...]


def look_beside(session: Session) -> Callable[[Progress], StudyToday]:
    """What the day asks for, for any other thread; it reads by a connection of its own, so saving need not wait.

    What is given raises EnvironmentFailure if the file cannot be opened a second time.
    """
    path, key, study, today = session.path, session.file.key, session.study, session.today

    def look(progress: Progress) -> StudyToday:
        with StudyFile.open_read_only(path, key) as file:
            oids = file.state.subjects()
            found = []
            for place, oid in enumerate(oids, start=1):
                subject = file.state.subject(oid)
                found.append(today_of(subject, assess(subject, study, today), study))
                progress(place, len(oids))
            return StudyToday(today, study, tuple(found), _drafts(file))

    return look


def subject_today(session: Session, oid: str) -> SubjectToday:
    """What the day asks for about one patient.

    Raises:
        UnknownSubject: there is none of this code.
    """
    opened = open_subject(session, oid)
    return today_of(opened.subject, opened.assessment, session.study)


def open_drafts(session: Session) -> tuple[OpenDraft, ...]:
    """What anybody typed and did not save, the last first."""
    return _drafts(session.file)


def _drafts(file: StudyFile) -> tuple[OpenDraft, ...]:
    return tuple(
        OpenDraft(draft.person, draft.subject, draft.visit, draft.record.form, draft.saved_at)
        for draft in file.drafts.all()
    )
