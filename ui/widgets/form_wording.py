"""What is said in a form, in the language in force: values, the last visit, what is proposed. Words only, no places."""

from __future__ import annotations

from decimal import Decimal

from ui.view_models.form_editor import FormEditor
from ui.widgets.form_options import CHOSEN, chosen_words, state_words
from ui.widgets.form_units import for_eye
from ui.words import Words
from workstation.definition.form import Item, ItemType
from workstation.forms.answers import Answer, State
from workstation.forms.checks import said_in
from workstation.forms.state import ItemState, Range
from workstation.forms.values import show
from workstation.i18n import number

_NUMERIC = frozenset({ItemType.NUMBER, ItemType.INTEGER})
_DATED = frozenset({ItemType.DATE, ItemType.DATETIME})
_DAY = "YYYY-MM-DD"


class Wording:
    """Puts the state of items into words."""

    def __init__(self, editor: FormEditor, words: Words) -> None:
        self._editor = editor
        self._words = words

    def last(self, state: ItemState) -> str:
        """What was answered at the last visit, short enough to stand beside the field."""
        before = state.previous
        if before is None or before.blank:
            return ""
        if before.state is not State.VALUE:
            shown = self._words(before.state.value)
        elif state.item.type in CHOSEN and state.item.type is not ItemType.ORDINAL:
            shown = chosen_words(state.item, before, self._words)
        else:
            shown = for_eye(show(state.item, before))
            if state.item.type in _DATED and len(shown) >= len(_DAY):
                # The year is that of the visit before; month and day are what fits beside the field.
                shown = shown[len("YYYY-") : len(_DAY)]
        return self._words("last {value}", value=shown)

    def limits(self, state: ItemState) -> str:
        """Reference limits of a result, or what was typed as such and cannot be read."""
        pending = self._editor.pending_limits(state.path)
        return (
            pending.text if pending is not None else limits_words(state.item, state.range, state.answer.unit)
        )

    def aside(self, state: ItemState, near: bool) -> tuple[str, ...]:
        """What the record proposes, or what the value is in the item's own unit; the longest wording first."""
        offered = self.offered(state)
        if offered and state.answer.blank:
            short = self._words("proposed {value}", value=offered)
            if state.proposal is not None and state.proposal.hint_only:
                return (self._words("hint: {value}", value=offered),)
            return (
                (self._words("proposed {value} · Enter accepts", value=offered), short) if near else (short,)
            )
        if offered and self.offered_code(state) != state.answer.value and state.item.type in CHOSEN:
            return (self._words("proposed {value}", value=offered),)
        if state.converted and state.typed is not None and state.item.type in _NUMERIC:
            return (f"= {self._words(state.typed)} {for_eye(state.item.unit)}",)
        return ()

    def offered_code(self, state: ItemState) -> str:
        """The value that the record proposes, as it would be kept; "" if it cannot tell."""
        proposal = state.proposal
        return "" if proposal is None or proposal.value is None else proposal.value

    def offered(self, state: ItemState) -> str:
        """The proposed value in words; a calculated item has none, it shows its value."""
        code = self.offered_code(state)
        if not code or state.item.type is ItemType.CALCULATED:
            return ""
        return self._answer_words(state.item, Answer(value=code))

    def value(self, state: ItemState) -> str:
        """What stands in the field: an unreadable text as typed, a value, or why there is none."""
        pending = self._editor.pending(state.path)
        if pending is not None:
            return pending.text
        if state.item.type is ItemType.CALCULATED:
            code = self.offered_code(state)
            return self._answer_words(state.item, Answer(value=code)) if code else ""
        if state.answer.blank:
            return ""
        if state.answer.state is not State.VALUE:
            return state_words(state.answer.state, self._words)
        return self._answer_words(state.item, state.answer)

    def _answer_words(self, item: Item, answer: Answer) -> str:
        if item.type in CHOSEN:
            return chosen_words(item, answer, self._words)
        return show(item, Answer(value=answer.value, operator=answer.operator))


def limits_words(item: Item, limits: Range | None, unit: str) -> str:
    """Reference limits for the eye, in the unit in which the value stands beside them."""
    if limits is None:
        return ""
    lln, uln = (_said(item, limit, limits.unit, unit) for limit in (limits.lln, limits.uln))
    if not lln and not uln:
        return ""
    if not lln:
        return f"≤ {uln}"
    return f"{lln}–{uln}" if uln else f"≥ {lln}"


def _said(item: Item, limit: Decimal | None, given: str, unit: str) -> str:
    if limit is None:
        return ""
    return number(said_in(item, limit, unit) if given == item.unit else limit)
