"""What is typed and not yet saved: kept in the study file for its owner, offered again where typing stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workstation.forms.answers import Answer, Answers, answer_from
from workstation.record.drafts import Draft as StoredDraft
from workstation.services.session import Session
from workstation.trial.subject import FormRecord

_REST = "@rest"
"""Where the parts of a draft that are no answers are kept: texts that cannot be read yet, rows just opened."""


@dataclass(frozen=True)
class Draft:
    """A form under edit.

    ``content`` is what the editor gives and takes: "answers" by path as data, "cursor", and whatever else was typed.
    ``base_entry`` is the subject's last entry when typing began.
    """

    subject: str
    visit: str
    form: str
    content: Mapping[str, Any]
    base_entry: int = 0
    saved_at: datetime | None = None


def keep_draft(session: Session, draft: Draft) -> None:
    """Keep a draft durably; it survives a kill.

    Raises:
        EnvironmentFailure: it could not be written.
    """
    if session.read_only:
        return
    by_path = {path: answer_from(data) for path, data in draft.content.get("answers", {}).items()}
    rest = {key: part for key, part in draft.content.items() if key not in ("answers", "cursor") and part}
    if rest:
        by_path[_REST] = Answer(value=json.dumps(rest, ensure_ascii=False))
    record = FormRecord(draft.form, session.study.forms[draft.form].version, Answers(by_path))
    cursor = str(draft.content.get("cursor", ""))
    session.file.drafts.put(
        StoredDraft(
            session.person, draft.subject, draft.visit, record, cursor, draft.base_entry, session.now()
        )
    )


def drafts(session: Session) -> tuple[Draft, ...]:
    """The drafts of the person of the session, the last one typed first."""
    return tuple(_draft(stored) for stored in session.file.drafts.of(session.person))


def draft_of(session: Session, subject: str, visit: str, form: str) -> Draft | None:
    """The draft for one form, if there is one."""
    stored = session.file.drafts.get(session.person, subject, visit, form)
    return None if stored is None else _draft(stored)


def drop_draft(session: Session, subject: str, visit: str, form: str) -> None:
    """Throw a draft away, because its owner said so.

    Raises:
        EnvironmentFailure: the file could not be written.
    """
    if not session.read_only:
        session.file.drafts.drop(session.person, subject, visit, form)


def _draft(stored: StoredDraft) -> Draft:
    answers = {path: answer.as_data() for path, answer in stored.record.answers.items() if path != _REST}
    rest = stored.record.answers.get(_REST)
    content = {
        "answers": answers,
        "cursor": stored.cursor,
        **(json.loads(rest.value) if rest is not None else {}),
    }
    return Draft(
        stored.subject, stored.visit, stored.record.form, content, stored.base_entry, stored.saved_at
    )
