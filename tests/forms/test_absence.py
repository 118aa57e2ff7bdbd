"""The rest is not present: what was derived from results is not swept along."""

import pytest

from workstation.definition.form import Item, ItemType
from workstation.forms.absence import absent_answer
from workstation.forms.answers import Answer, State
from workstation.forms.state import ItemState, Proposal
from workstation.messages import Sentence, Text

WORDS = Text("x", "x")
SEEN = Item("rash", WORDS, ItemType.YES_NO)
DERIVED = Item("low_complement", WORDS, ItemType.YES_NO, computed="low_complement")
GRADED = Item("b5", WORDS, ItemType.ORDINAL)
BLANK = Answer()
COUNT = Item("joints", WORDS, ItemType.INTEGER)


def state(
    item: Item,
    proposed: str | None = None,
    *,
    told: bool = True,
    answer: Answer = BLANK,
    relevant: bool = True,
) -> ItemState:
    proposal = Proposal(proposed, Sentence("C3 0.4 g/L.")) if told else None
    return ItemState(item.oid, item, relevant, True, answer, None, True, proposal=proposal)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (state(SEEN, told=False), "no"),
        (state(GRADED, told=False), "0"),
        (state(SEEN, "no"), "no"),
        (state(SEEN, "yes"), None),
        (state(DERIVED, "no"), "no"),
        (state(DERIVED, "yes"), None),
        (state(DERIVED, None), None),
        (state(DERIVED, told=False), None),
        (state(COUNT, told=False), None),
        (state(SEEN, told=False, answer=Answer("yes")), None),
        (state(SEEN, told=False, answer=Answer(state=State.NOT_DONE)), None),
        (state(SEEN, told=False, relevant=False), None),
    ],
)
def test_only_what_is_known_to_be_absent_is_answered(now: ItemState, wanted: str | None) -> None:
    assert absent_answer(now) == wanted
