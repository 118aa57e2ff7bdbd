"""What "the rest is not present" may answer: never a descriptor that the record decides, or could not decide."""

from __future__ import annotations

from workstation.definition.form import ItemType
from workstation.forms.state import ItemState

_ABSENT = {ItemType.ORDINAL: "0", ItemType.YES_NO: "no"}


def absent_answer(state: ItemState) -> str | None:
    """The answer that says "not present" for a blank item; None where it must stay open.

    A descriptor that is derived from results stays open unless the record itself says that it is absent: without a
    result within the look-back nobody knows, and where the record says present a person has to look (forms catalogue,
    section 0: a blank is never a zero).
    """
    absent = _ABSENT.get(state.item.type)
    if absent is None or not state.relevant or not state.answer.blank:
        return None
    derived = state.proposal is not None and not state.proposal.hint_only
    offered = state.proposal.value if state.proposal is not None and derived else None
    if state.item.computed and offered != absent:
        return None
    return absent if offered in (None, absent) else None
