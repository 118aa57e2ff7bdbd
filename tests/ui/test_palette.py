"""What the palette finds, and in which order."""

from __future__ import annotations

from ui.actions import SAVE
from ui.view_models.palette import MOST, Entry, act_entries, listed, matching
from workstation.messages import Sentence, Text


def both(meant: object) -> tuple[str, ...]:
    """The words in both languages, as the window gives them."""
    if isinstance(meant, Text):
        return meant.en, meant.zh
    return (meant.text.format_map(meant.values),) if isinstance(meant, Sentence) else (str(meant),)


def entry(key: str, terms: str) -> Entry:
    return Entry("form", key, "S-001", Text(key, key), "", terms)


def test_every_word_that_was_typed_has_to_be_there_in_whatever_order() -> None:
    known = [entry("a", "urine 尿检 s-001"), entry("b", "urea s-001")]
    assert [each.key for each in matching(known, "s-001 UR")] == ["a", "b"]
    assert [each.key for each in matching(known, "尿")] == ["a"]
    assert matching(known, "urine blood") == ()


def test_what_begins_with_it_comes_before_what_only_holds_it() -> None:
    known = [entry("held", "haematology"), entry("begun", "tology")]
    assert [each.key for each in matching(known, "tolo")] == ["begun", "held"]


def test_nothing_typed_gives_the_first_ones_and_never_more_than_fit() -> None:
    known = [entry(str(number), "form") for number in range(30)]
    assert [each.key for each in matching(known, " ")] == [str(number) for number in range(MOST)]


def test_acts_are_found_by_their_words_and_their_keys() -> None:
    known = tuple(act_entries([SAVE], both))
    assert matching(known, "ctrl+s") == known
    assert matching(known, "save form") == known
    [line] = listed(known)
    assert (line.who, both(line.detail)) == ("", ("Ctrl+S",))
