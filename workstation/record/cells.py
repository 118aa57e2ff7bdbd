"""What is recorded, as cells: (subject, visit, form, item) and the text of a value; forms to cells and back.

Subject "" is the study itself, visit "" a log of subject scope. The item ``@version`` of a form holds the
version of the definition that it was made with. The value of any other item of a form is canonical JSON of
its answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import NamedTuple

from workstation.canonical import canonical
from workstation.forms.answers import Answer, Answers, answer_from
from workstation.trial.subject import FormRecord, Signature

VERSION = "@version"
"""Item that holds the version of a form's definition."""
PERSON = "person"
"""Form of the study-wide cells that hold people: one item per name."""
SETTING = "setting"
"""Form of the study-wide cells that hold settings: one item per key."""
RULE_SET = "rule_set"
"""Form of the study-wide cells that hold rule sets under which somebody signed: one item per rule set."""
SIGNATURE = "signature"
"""Form of a visit's cells that hold its signatures: one item per capacity in which somebody signs."""
INVESTIGATOR = "investigator"
"""Item of a visit's signatures: the investigator who answers for what is recorded."""


class Cell(NamedTuple):
    """The address of one recorded value."""

    subject: str
    visit: str
    form: str
    item: str


class Change(NamedTuple):
    """One item that becomes another. ``old`` None: it is new; ``new`` None: it is taken away."""

    subject: str
    visit: str
    form: str
    item: str
    old: str | None
    new: str | None

    @property
    def cell(self) -> Cell:
        """Where it happens."""
        return Cell(*self[:4])


def form_cells(record: FormRecord) -> dict[str, str]:
    """A form as items and values; the inverse of :func:`form_record`."""
    cells = {path: _answer_text(answer) for path, answer in record.answers.items()}
    cells[VERSION] = str(record.version)
    return cells


@lru_cache(maxsize=4096)
def _answer_text(answer: Answer) -> str:
    # A form of a hundred codes has a handful of different answers.
    return canonical(answer.as_data())


def signature_text(signature: Signature) -> str:
    """A signature as it is stored; ``Signature(**json.loads(text))`` is its inverse."""
    return canonical(asdict(signature))


def form_record(form: str, cells: Mapping[str, str]) -> FormRecord:
    """The form that was stored as these cells.

    Raises:
        ValueError: a value is not what :func:`form_cells` writes.
    """
    answers = {item: answer_from(json.loads(value)) for item, value in cells.items() if item != VERSION}
    return FormRecord(form, int(cells.get(VERSION, "1")), Answers(answers))


def changes_between(
    subject: str, visit: str, form: str, old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[Change, ...]:
    """What has to change for the cells of one form to become ``new``, in order of items."""
    return tuple(
        Change(subject, visit, form, item, old.get(item), new.get(item))
        for item in sorted(old.keys() | new.keys())
        if old.get(item) != new.get(item)
    )
