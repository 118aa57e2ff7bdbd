"""Sentences in plain English, for the JSON of the commands."""

from __future__ import annotations

from workstation.messages import Sentence


def english(sentence: Sentence) -> str:
    """A sentence in the words of its key."""
    if not sentence.values:
        return sentence.text
    values = {}
    for key, value in sentence.values.items():
        values[key] = value if isinstance(value, str) else _plain(value)
    return sentence.text.format_map(values)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return ", ".join([each if isinstance(each, str) else str(_plain(each)) for each in value])
    return english(value) if isinstance(value, Sentence) else value
