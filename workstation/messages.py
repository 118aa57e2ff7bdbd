"""What the program says, before it is put into a language.

Two kinds of words: :class:`Text` comes from a definition and carries both languages itself; a :class:`Sentence`
is the program's own and is translated by gettext at the edge (``workstation.i18n``), so no rule knows a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A clinical wording in both languages of the study."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the program: the English text is the key of its translation.

    ``values`` fill the ``{names}`` of the text; a value may be a str, a number, a date, a :class:`Text`,
    another :class:`Sentence`, or a tuple of these (joined by the language's list mark).
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted((key, str(value)) for key, value in self.values.items()))))


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """The program will not do what was asked, and says why: the data or the order of steps do not allow it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text.format_map(_Plain(sentence.values)))
        self.sentence = sentence


class EnvironmentFailure(Exception):  # noqa: N818 - not ours: disk, folder, lock, foreign file
    """The machine does not let the program work: disk full, file locked, damaged. ``advice`` says what to do."""

    def __init__(self, sentence: Sentence, advice: Sentence | None = None) -> None:
        super().__init__(sentence.text.format_map(_Plain(sentence.values)))
        self.sentence = sentence
        self.advice = advice


class _Plain(dict[str, object]):
    """English values for the text of an exception in a log; a missing name stays visible instead of failing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
