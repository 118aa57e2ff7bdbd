"""The hand-over sheet of a shift as PDF."""

from __future__ import annotations

from workstation.i18n import Language, Translator
from workstation.messages import Refusal, Sentence
from workstation.reports.handover_sheet import handover_sheet
from workstation.reports.pdf import render
from workstation.services.session import Session
from workstation.services.sheet import LANGUAGES
from workstation.services.today import subject_today


def handover_pdf(session: Session, language: str = "both") -> bytes:
    """What the day of the session asks for in the whole study; same data and day, same bytes.

    Raises:
        Refusal: the language is not known.
    """
    if language not in LANGUAGES:
        raise Refusal(Sentence("The languages are {languages}.", {"languages": LANGUAGES}))
    subjects = [subject_today(session, oid) for oid in session.file.state.subjects()]
    head = session.file.journal.head().hash
    document = handover_sheet(session.today, session.study, subjects, head, session.person, demo=session.demo)
    translators = {known: Translator(known, session.resources / "locale") for known in Language}
    return render(document, language, translators)
