"""Sentences in plain English, for the JSON of the commands."""

from __future__ import annotations

from workstation.messages import Sentence


def english(sentence: Sentence) -> str:
    """A sentence in the words of its key."""
    return sentence.text.format_map({key: _plain(value) for key, value in sentence.values.items()})


def _plain(value: object) -> object:
    if isinstance(value, Sentence):
        return english(value)
    if isinstance(value, tuple):
        return ", ".join(str(_plain(each)) for each in value)
    return value
