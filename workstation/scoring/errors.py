"""What the scoring rules refuse: an input that cannot be true or a name that does not exist."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from workstation.messages import Sentence

# difflib is quadratic in the length of what it compares, and a name may come from a foreign file.
_LONGEST_NAME = 80


class ScoringError(ValueError):
    """An input cannot be scored; ``sentence`` says why, its values are plain text and numbers."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text.format_map(sentence.values))
        self.sentence = sentence


def check_name(field: str, name: str, known: Collection[str]) -> None:
    """Raise a :class:`ScoringError` with the nearest known name unless ``name`` is one of ``known``."""
    if name in known:
        return
    names = {each.casefold(): each for each in known}
    shown = name[:_LONGEST_NAME]
    nearest = names[get_close_matches(shown.casefold(), names, cutoff=0.0)[0]]
    values = {"field": field, "name": shown, "nearest": nearest}
    raise ScoringError(Sentence("{field}: there is no “{name}”; the nearest name is “{nearest}”.", values))
