"""What a person answered: immutable, with the state, unit and operator that came with it.

An answer keeps what was typed; nothing here interprets it (``workstation.forms.values`` does).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class State(StrEnum):
    """A value, or why there is none. A blank is no answer at all and is none of these."""

    VALUE = "value"
    NOT_DONE = "ND"
    NOT_APPLICABLE = "NA"
    UNKNOWN = "UK"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as given.

    ``value`` is canonical text: the number as typed, an ISO date or date-time, a choice code, "yes" or "no",
    codes of a multiple choice joined by a comma, or free text. ``unit`` is the reported unit (empty: the item's
    first); ``operator`` is "", "<" or ">". ``lln`` and ``uln`` are the limits reported with the result, in its unit.
    ``reason`` says why it was not done, or why it differs from what was proposed. ``significance`` is "CS" or "NCS".
    """

    value: str = ""
    state: State = State.VALUE
    unit: str = ""
    operator: str = ""
    lln: str = ""
    uln: str = ""
    reason: str = ""
    significance: str = ""

    @property
    def blank(self) -> bool:
        """Nothing was answered."""
        return self.state is State.VALUE and not self.value

    def as_data(self) -> dict[str, str]:
        """The parts that are set, for storage; the inverse of :func:`answer_from`."""
        parts = {
            "value": self.value,
            "unit": self.unit,
            "operator": self.operator,
            "lln": self.lln,
            "uln": self.uln,
            "reason": self.reason,
            "significance": self.significance,
        }
        data = {key: part for key, part in parts.items() if part}
        if self.state is not State.VALUE:
            data["state"] = self.state.value
        return data


def answer_from(data: Mapping[str, str]) -> Answer:
    """The answer that was stored by :meth:`Answer.as_data`."""
    if "state" not in data:
        # Nearly all of them: a patient has many hundreds, and reading them is most of opening one.
        return Answer(state=State.VALUE, **data)
    rest = {key: part for key, part in data.items() if key != "state"}
    return Answer(state=State(data.get("state", State.VALUE.value)), **rest)


@dataclass(frozen=True)
class Answers(Mapping[str, Answer]):
    """The answers of one form by item path (``item`` or ``group/row/item``); blanks are not kept."""

    by_path: Mapping[str, Answer]
    kept: dict[Hashable, object] = field(default_factory=dict, compare=False, repr=False)
    """What readers worked out from these answers, to find it again; it follows from them alone."""

    def __getitem__(self, path: str) -> Answer:
        return self.by_path[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_path)

    def __len__(self) -> int:
        return len(self.by_path)

    def with_answer(self, path: str, answer: Answer | None) -> Answers:
        """The same answers with one changed; None or a blank takes it away."""
        by_path = dict(self.by_path)
        if answer is None or answer == Answer():
            by_path.pop(path, None)
        else:
            by_path[path] = answer
        return Answers(by_path)

    def with_value(self, path: str, value: str) -> Answers:
        """The same answers with the value of one changed and its unit, limits and remarks kept."""
        old = self.by_path.get(path, Answer())
        return self.with_answer(path, replace(old, value=value, state=State.VALUE))

    def rows(self, group: str) -> tuple[str, ...]:
        """Row keys of a repeating group, in the order in which they were made."""
        prefix = group + "/"
        found = {path[len(prefix) :].partition("/")[0] for path in self.by_path if path.startswith(prefix)}
        return tuple(sorted(found, key=_row_order))


def _row_order(row: str) -> tuple[int, str]:
    return (int(row), "") if row.isdigit() else (1_000_000, row)


EMPTY = Answers({})
