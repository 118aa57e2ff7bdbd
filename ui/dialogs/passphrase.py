"""Two fields for a new passphrase, with a sentence that says how good it is while it is typed."""

from __future__ import annotations

from enum import IntEnum

from ui.widgets.fields import Fields, Passphrase, Tick
from ui.widgets.spoken import Spoken
from ui.words import Words
from workstation.messages import Sentence
from workstation.services.people import LEAST_PASSPHRASE

FIRST, SECOND = "passphrase", "passphrase_again"


class Strength(IntEnum):
    """How long guessing would take."""

    SHORT = 0
    WEAK = 1
    FAIR = 2
    STRONG = 3


_SENTENCES = {
    Strength.SHORT: Sentence("At least {least} characters.", {"least": LEAST_PASSPHRASE}),
    Strength.WEAK: Sentence("Easy to guess: the same characters come again and again. Use other words."),
    Strength.FAIR: Sentence("Fair. One more word makes it much stronger."),
    Strength.STRONG: Sentence("Strong."),
}
_KINDS = {Strength.SHORT: "small", Strength.WEAK: "warning", Strength.FAIR: "small", Strength.STRONG: "good"}
_STRONG_LENGTH = 16
_FEWEST_CHARACTERS = 6


def strength(passphrase: str) -> Strength:
    """How good a passphrase is: length decides, unless a few characters only are repeated.

    A Chinese character counts as two letters, since there are many more to choose from.
    """
    weight = sum(2 if ord(character) > 0x2E7F else 1 for character in passphrase)
    if len(passphrase) < LEAST_PASSPHRASE:
        return Strength.SHORT
    if len(set(passphrase.casefold())) < _FEWEST_CHARACTERS:
        return Strength.WEAK
    return Strength.STRONG if weight >= _STRONG_LENGTH else Strength.FAIR


class NewPassphrase:
    """Adds the two fields to others and reads them."""

    def __init__(self, fields: Fields, words: Words, label: str = "Passphrase") -> None:
        self._fields = fields
        self._first, self._second = Passphrase(), Passphrase()
        self._shown = Tick()
        say = Spoken(words, self._shown)
        say(self._shown.setText, "Show")
        hint = "Several words that do not belong together are strong and easy to keep in mind."
        fields.add(FIRST, label, self._first, hint, beside=self._shown)
        fields.add(SECOND, "The same again", self._second)
        self._first.textChanged.connect(self._judge)
        self._second.textChanged.connect(lambda: fields.accept(SECOND))
        self._shown.toggled.connect(self._show_letters)

    def read(self) -> str | None:
        """The passphrase; None after saying at its field why it will not do."""
        first, second = self._first.text(), self._second.text()
        if strength(first) is Strength.SHORT:
            self._fields.refuse(FIRST, _SENTENCES[Strength.SHORT])
            return None
        if first != second:
            self._fields.refuse(SECOND, Sentence("The two are not the same. Type the passphrase once more."))
            return None
        return first

    def _judge(self, passphrase: str) -> None:
        self._fields.accept(FIRST)
        if passphrase:
            judged = strength(passphrase)
            self._fields.tell(FIRST, _KINDS[judged], _SENTENCES[judged])

    def _show_letters(self, shown: bool) -> None:
        self._first.show_letters(shown)
        self._second.show_letters(shown)
