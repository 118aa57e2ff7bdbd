"""The answers that an item offers as choices, their words, and which of them a key means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.words import Words
from workstation.definition.form import Item, ItemType
from workstation.forms.answers import Answer, State
from workstation.messages import Text

CHOSEN = frozenset({ItemType.ORDINAL, ItemType.YES_NO, ItemType.CHOICE, ItemType.MULTI})
_MOST_KEYED = 9


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. ``label`` is what is read, ``short`` what fits where room is scarce ("" if none)."""

    code: str
    label: str
    short: str = ""
    state: State = State.VALUE
    help: Text | None = None


def options(item: Item, words: Words) -> tuple[Option, ...]:
    """What may be chosen as a value, in the order of the definition."""
    if item.type is ItemType.YES_NO:
        return (Option("yes", words("Yes"), words("Yes")), Option("no", words("No"), words("No")))
    if item.type is ItemType.ORDINAL and not item.choices:
        return tuple(Option(str(code), str(code), str(code)) for code in _ordinals(item))
    return tuple(
        Option(
            choice.code,
            _label(item, choice.code, words(choice.label)),
            _short(item, choice.code),
            help=choice.help,
        )
        for choice in item.choices
    )


def _ordinals(item: Item) -> range:
    low = 0 if item.hard is None or item.hard.low is None else int(item.hard.low)
    high = 4 if item.hard is None or item.hard.high is None else int(item.hard.high)
    return range(low, high + 1)


def _label(item: Item, code: str, label: str) -> str:
    return f"{code} {label}" if item.type is ItemType.ORDINAL and label != code else label


def _short(item: Item, code: str) -> str:
    return code if item.type is ItemType.ORDINAL else ""


def states(item: Item, words: Words) -> tuple[Option, ...]:
    """Why there may be no value, as far as the item allows it."""
    known = (State.NOT_DONE, State.NOT_APPLICABLE, State.UNKNOWN)
    return tuple(
        Option(state.value, words(state.value), words(state.value), state)
        for state in known
        if state.value in item.codes
    )


def state_words(state: State, words: Words) -> str:
    """A state in full."""
    named = {
        State.NOT_DONE: "Not done",
        State.NOT_APPLICABLE: "Not applicable",
        State.UNKNOWN: "Unknown",
        State.VALUE: "",
    }
    return words(named[state])


def reasons(words: Words) -> tuple[Option, ...]:
    """Why something required was not done (forms catalogue, section 0)."""
    return (
        Option("not_taken", words("not taken")),
        Option("refused", words("refused")),
        Option("sample_lost_or_unfit", words("sample lost or unfit")),
        Option("equipment", words("equipment")),
        Option("forgotten", words("forgotten")),
        Option("other", words("other")),
    )


def chosen_words(item: Item, answer: Answer, words: Words) -> str:
    """The words of what was chosen; codes that this version does not know are shown as they are."""
    if item.type is ItemType.YES_NO:
        named = {"yes": words("Yes"), "no": words("No")}
        return named.get(answer.value, answer.value)
    labels = {option.code: option.label for option in options(item, words)}
    codes = answer.value.split(",") if item.type is ItemType.MULTI else [answer.value]
    return words.translator.list_mark.join(labels.get(code, code) for code in codes)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a key means at an item: a code or a state, and whether that settles it so that the cursor may move on."""

    code: str = ""
    state: State = State.VALUE
    settles: bool = True


def pressed(item: Item, key: str, answer: Answer, words: Words) -> Pressed | None:
    """The answer that a key chooses, or None.

    Digits are codes, or places in the list; y and n answer yes or no; N, or a dash, is *not done*; letters go
    through the choices that begin with them.
    """
    key = key.casefold()
    offered = options(item, words)
    if item.type is ItemType.YES_NO:
        return _yes_no(key) or _state(item, key)
    coded = next((option for option in offered if option.code == key), None)
    if (
        coded is None
        and item.type is not ItemType.ORDINAL
        and key.isdecimal()
        and 0 < int(key) <= len(offered)
    ):
        coded = offered[int(key) - 1]
    if coded is not None:
        return Pressed(coded.code, settles=item.type is not ItemType.MULTI)
    if item.type is ItemType.CHOICE and key.isalpha():
        found = _by_letter(offered, key, answer)
        if found is not None:
            return found
    return _state(item, key)


def _yes_no(key: str) -> Pressed | None:
    if key in ("y", "1", "是", "有"):
        return Pressed("yes")
    return Pressed("no") if key in ("n", "0", "否", "无") else None


def _state(item: Item, key: str) -> Pressed | None:
    keys = {
        "n": State.NOT_DONE,
        "-": State.NOT_DONE,
        "d": State.NOT_DONE,
        "a": State.NOT_APPLICABLE,
        "u": State.UNKNOWN,
    }
    state = keys.get(key)
    return Pressed(state=state) if state is not None and state.value in item.codes else None


def _by_letter(offered: Sequence[Option], key: str, answer: Answer) -> Pressed | None:
    found = [
        option.code
        for option in offered
        if option.label.casefold().startswith(key) or option.code.startswith(key)
    ]
    if not found:
        return None
    after = found[(found.index(answer.value) + 1) % len(found)] if answer.value in found else found[0]
    return Pressed(after, settles=len(found) == 1)


def keyed(item: Item) -> bool:
    """Whether one key can choose among the answers, so that no list has to open."""
    return item.type in (ItemType.ORDINAL, ItemType.YES_NO) or (
        item.type in CHOSEN and len(item.choices) <= _MOST_KEYED
    )


def filtered(offered: Sequence[Option], typed: str) -> tuple[Option, ...]:
    """Options that a typed text may mean: those that begin with it first, then those that hold it.

    A number that stands in no option is a place in the list.
    """
    wanted = typed.strip().casefold()
    if not wanted:
        return tuple(offered)
    begins = [
        one
        for one in offered
        if one.label.casefold().startswith(wanted) or one.code.casefold().startswith(wanted)
    ]
    holds = [one for one in offered if one not in begins and wanted in one.label.casefold()]
    if not begins and not holds and wanted.isdecimal() and 0 < int(wanted) <= len(offered):
        return (offered[int(wanted) - 1],)
    return (*begins, *holds)
