"""The page on which one subject of a case file is written: forms as they fill, and every fault with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workstation.definition.form import Item, ItemType
from workstation.definition.study import Study
from workstation.forms.answers import Answer
from workstation.forms.values import Unreadable, parse
from workstation.messages import Sentence
from workstation.services.case_json import Fault, near
from workstation.services.case_subject import CaseForm
from workstation.services.case_values import as_text, expected, unknown_code

HOME = "SCR"
"""Where what belongs to the subject and not to a visit is recorded."""
_LONGEST_TEXT = 4000


def unknown(key: str, known: Iterable[str]) -> Sentence:
    nearest = near(key, list(known))
    if nearest:
        return Sentence(
            "There is no “{key}” here; did you mean “{near}”?", {"key": key[:80], "near": nearest}
        )
    return Sentence("There is no “{key}” here.", {"key": key[:80]})


@dataclass
class _Forms:
    """The forms of one subject while they are read, in the order in which they appear."""

    answers: dict[tuple[str, str], dict[str, Answer]] = field(default_factory=dict)
    places: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def put(self, visit: str, form: str, path: str, answer: Answer, place: str) -> None:
        if not answer.blank:
            self.answers.setdefault((visit, form), {})[path] = answer
            self.places.setdefault((visit, form), {})[path] = place

    def forms(self) -> tuple[CaseForm, ...]:
        return tuple(
            CaseForm(visit, form, answers, self.places[visit, form])
            for (visit, form), answers in self.answers.items()
        )


class Page:
    """Takes values for the forms of one subject. What cannot be read is a fault at its place, and reading goes on."""

    def __init__(self, study: Study, place: str, faults: list[Fault]) -> None:
        self.study = study
        self.place = place
        self.faults = faults
        self.forms = _Forms()
        self.moments: list[tuple[str, date]] = []

    def fault(self, place: str, sentence: Sentence) -> None:
        """Note a fault at a place of this subject."""
        self.faults.append(Fault(f"{self.place}.{place}" if place else self.place, sentence))

    def keys(self, place: str, entry: Mapping[str, object], known: Iterable[str]) -> None:
        """Fault every key that is not known."""
        names = list(known)
        for key in entry:
            if key not in names:
                self.fault(f"{place}.{key}".lstrip("."), unknown(key, names))

    def mapping(self, value: object, place: str) -> dict[str, Any]:
        """An object, empty if there is none; anything else is a fault."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault(place, Sentence("An object is expected here."))
            return {}
        return value

    def sequence(self, value: object, place: str) -> list[Any]:
        """A list, empty if there is none; anything else is a fault."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(place, Sentence("A list is expected here."))
            return []
        return value

    def item(
        self, visit: str, form: str, path: str, value: object, place: str, ready: Answer | None = None
    ) -> Answer | None:
        """Put one value into an item; what cannot be read is a fault at its place."""
        definition = self.study.forms[form].item_at(path)
        if definition is None:
            self.fault(
                place, Sentence("“{item}” has no place in the form {form}.", {"item": path, "form": form})
            )
            return None
        answer = ready if ready is not None else self.answer(definition, value, place)
        if answer is not None:
            self.forms.put(visit, form, path, answer, f"{self.place}.{place}")
        return answer

    def answer(self, item: Item, value: object, place: str) -> Answer | None:
        """The answer that a JSON value means for an item; null is nothing recorded."""
        if value is None:
            return None
        text = as_text(item, value)
        if text is None:
            self.fault(place, expected(item))
            return None
        strange = unknown_code(item, text)
        if strange:
            self.fault(place, unknown(strange, [choice.code for choice in item.choices]))
            return None
        if item.type is ItemType.TEXT and len(text) > _LONGEST_TEXT:
            self.fault(
                place,
                Sentence(
                    "At most {most} characters; this has {length}.",
                    {"most": _LONGEST_TEXT, "length": len(text)},
                ),
            )
            return None
        try:
            return parse(item, text)
        except Unreadable as error:
            self.fault(place, error.sentence)
            return None
