"""Printing: stored data of a visit to a visit summary in PDF, one or all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from workstation.i18n import Language, Translator
from workstation.messages import EnvironmentFailure, Refusal, Sentence, Text
from workstation.reports.pdf import render
from workstation.reports.visit_sheet import Provenance, Signed, visit_sheet
from workstation.services.read_subject import Opened, open_subject
from workstation.services.roles import ROLES
from workstation.services.session import Session
from workstation.services.sign_visit import MEANINGS
from workstation.version import VERSION

LANGUAGES = ("en", "zh", "both")


def sheet_pdf(
    session: Session, subject: str, visit: str, language: str = "both", as_of: date | None = None
) -> bytes:
    """The summary of a visit as PDF; same data and day, same bytes.

    Raises:
        UnknownSubject: there is none of this code.
        Refusal: the visit was not held, or the language is not known.
    """
    opened = open_subject(session, subject, as_of)
    return _pdf(session, opened, visit, language)


def _pdf(session: Session, opened: Opened, visit: str, language: str) -> bytes:
    if language not in LANGUAGES:
        raise Refusal(Sentence("The languages are {languages}.", {"languages": LANGUAGES}))
    if visit not in {assessed.key for assessed in opened.assessment.visits if assessed.date is not None}:
        raise Refusal(
            Sentence("{subject} has no visit {visit}.", {"subject": opened.subject.oid, "visit": visit})
        )
    provenance = _provenance(session, opened)
    signed = _signed(opened, visit)
    document = visit_sheet(opened.subject, opened.assessment, session.study, visit, provenance, signed)
    translators = {known: Translator(known, session.resources / "locale") for known in Language}
    return render(document, language, translators)


def _signed(opened: Opened, visit: str) -> Signed | None:
    record = opened.subject.visit(visit)
    given = None if record is None else record.signature
    if record is None or given is None or given.moment.date() > opened.assessment.as_of:
        return None
    return Signed(
        given.person,
        ROLES.get(given.role, Text(given.role, given.role)),
        given.moment,
        MEANINGS.get(given.meaning, Text(given.meaning, given.meaning)),
        given.rules,
        given.content,
        record.void,
        opened.since_signed.get(visit) or (),
    )


def _provenance(session: Session, opened: Opened) -> Provenance:
    entry = session.file.journal.last_of(opened.subject.oid)
    assert entry is not None, "a subject that was read has an entry"
    return Provenance(
        entry_number=entry.number,
        entry_hash=entry.hash,
        person=entry.person,
        role=ROLES.get(entry.role, Text(entry.role, entry.role)),
        saved_at=entry.at,
        demo=session.demo,
        app_version=VERSION,
        as_of=opened.assessment.as_of,
    )


def all_sheets(session: Session, language: str, as_of: date | None = None) -> Iterator[tuple[str, bytes]]:
    """File name and PDF of every visit of every patient that was held."""
    for oid in session.file.state.subjects():
        opened = open_subject(session, oid, as_of)
        for visit in opened.assessment.visits:
            if visit.date is not None:
                yield f"{oid}_{visit.key.replace('#', '-')}.pdf", _pdf(session, opened, visit.key, language)


def print_all(
    session: Session,
    folder: Path,
    language: str = "both",
    as_of: date | None = None,
    progress: Callable[[Path], None] | None = None,
) -> tuple[Path, ...]:
    """Write every visit summary into a folder; gives the files.

    Raises:
        EnvironmentFailure: the folder cannot be written.
    """
    written = []
    for name, pdf in all_sheets(session, language, as_of):
        path = folder / name
        write_pdf(path, pdf)
        written.append(path)
        if progress is not None:
            progress(path)
    return tuple(written)


def write_pdf(path: Path, pdf: bytes) -> None:
    """Write a PDF file.

    Raises:
        EnvironmentFailure: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf)
    except OSError as error:
        raise EnvironmentFailure(
            Sentence("The sheet cannot be written to {path}.", {"path": str(path)}),
            Sentence("Choose another folder, or make room on this disk."),
        ) from error
