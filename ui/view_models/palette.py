"""Finding by words in either language: patients, visits, forms and acts, the nearest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ui.actions import Action
from ui.view_models.patient_desk import PatientDesk
from ui.view_models.today_board import ListedLine, Place
from workstation.messages import Sentence, Text
from workstation.trial.overview import OverviewRow
from workstation.trial.status_names import STATUSES

Kind = Literal["patient", "visit", "form", "act"]
Meant = Text | Sentence | str
MOST = 10
_KINDS: Mapping[Kind, str] = {"patient": "patient", "visit": "visit", "form": "form", "act": "act"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be gone to or done; ``terms`` is what is searched, in every language, in small letters."""

    kind: Kind
    key: str
    who: str
    name: Meant
    detail: Meant
    terms: str


def matching(entries: Iterable[Entry], typed: str) -> tuple[Entry, ...]:
    """The entries that hold every word that was typed: those that begin with it first, else in the order given."""
    wanted = typed.casefold().split()
    found = [
        (_nearness(entry, wanted), place, entry)
        for place, entry in enumerate(entries)
        if all(word in entry.terms for word in wanted)
    ]
    return tuple(entry for _near, _place, entry in sorted(found, key=lambda each: each[:2])[:MOST])


def _nearness(entry: Entry, wanted: list[str]) -> int:
    """0 where a word of the entry begins with every word that was typed, 1 elsewhere."""
    words = entry.terms.split()
    return int(not all(any(word.startswith(each) for word in words) for each in wanted))


def patient_entries(rows: Iterable[OverviewRow], say: Callable[[object], tuple[str, ...]]) -> Iterator[Entry]:
    """Every patient of the list, found by code, cohort or where it stands."""
    for row in rows:
        status = STATUSES.get(row.status_code, "")
        cohort = Sentence("{words}", {"words": row.cohort})
        yield _entry("patient", row.subject, row.subject, cohort, status, say)


def desk_entries(desk: PatientDesk, say: Callable[[object], tuple[str, ...]]) -> Iterator[Entry]:
    """The visits of the patient on the desk, and the forms of the visit that is open."""
    opened = desk.opened
    if opened is None:
        return
    who = opened.subject.oid
    begun = {visit.key for visit in opened.subject.visits}
    keys = dict.fromkeys((*(planned.key for planned in opened.assessment.schedule), *begun))
    for key in keys:
        definition = desk.study.visit_by_oid.get(key.partition("#")[0])
        if definition is not None:
            yield _entry("visit", key, who, definition.title, definition.short, say)
    for form in desk.forms:
        yield _entry("form", form.form.oid, who, form.form.title, form.form.short, say)


def act_entries(acts: Iterable[Action], say: Callable[[object], tuple[str, ...]]) -> Iterator[Entry]:
    """Acts of the window, found by their words and by the keys of the keyboard."""
    for act in acts:
        shown = Sentence("{words}", {"words": act.keys})
        yield _entry("act", act.key, "", Sentence(act.text), shown, say)


def _entry(
    kind: Kind, key: str, who: str, name: Meant, detail: Meant, say: Callable[[object], tuple[str, ...]]
) -> Entry:
    searched = (who, key, *say(name), *say(detail), *say(_KINDS[kind]))
    return Entry(kind, key, who, name, detail, " ".join(searched).casefold())


def listed(entries: Iterable[Entry]) -> tuple[ListedLine, ...]:
    """The entries as lines; the kind stands at their end."""
    return tuple(
        ListedLine(
            entry.who, entry.name, entry.detail, Sentence(_KINDS[entry.kind]), "quiet", Place(entry.who)
        )
        for entry in entries
    )
