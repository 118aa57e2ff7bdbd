"""From what is meant to what is read: sentences, clinical texts, dates and numbers in one language.

The program's words go through gettext (``resources/locale``); the definitions' words carry both languages.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from workstation.messages import Sentence, Text

DOMAIN = "workstation"
MINUS = "\N{MINUS SIGN}"
_ENDS = (".", "?", "!", "。", "？", "！")


class Language(StrEnum):
    """A language of the program."""

    ENGLISH = "en"
    CHINESE = "zh"


# The typeface of both languages draws curly quotes as wide as a Chinese character.
_STRAIGHT = str.maketrans({"\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"'})


class Translator:
    """Says things in one language. Immutable; a window that switches takes another one."""

    def __init__(self, language: Language, locale_folder: Path) -> None:
        self.language = language
        folder = {Language.ENGLISH: "en", Language.CHINESE: "zh_CN"}[language]
        self._catalogue = gettext.translation(DOMAIN, locale_folder, [folder], fallback=True)

    def __call__(self, meant: object, **values: object) -> str:
        """The words for a str (a msgid), a :class:`Text`, a :class:`Sentence`, a number or a date."""
        if isinstance(meant, str):
            return self._fill(meant, values)
        if isinstance(meant, Sentence):
            return self._fill(meant.text, meant.values)
        return self._value(meant)

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        translated = self._catalogue.gettext(text) if text else ""
        if self.language is Language.ENGLISH:
            translated = translated.translate(_STRAIGHT)
        if not values:
            return translated
        return translated.format_map({name: self._value(value) for name, value in values.items()})

    def _value(self, value: object) -> str:
        if isinstance(value, Sentence):
            return self(value)
        if isinstance(value, Text):
            return value.zh if self.language is Language.CHINESE else value.en
        if isinstance(value, tuple):
            return self._joined([self._value(part) for part in value])
        if isinstance(value, Decimal):
            return number(value)
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M")
        return str(value)

    def _joined(self, parts: list[str]) -> str:
        """Members of a list; a whole sentence is followed by the next one, not by a list mark."""
        gap = "" if self.language is Language.CHINESE else " "
        said = ""
        for part in parts:
            said += part if not said else f"{gap if said.endswith(_ENDS) else self.list_mark}{part}"
        return said

    @property
    def list_mark(self) -> str:
        """What stands between the members of a list."""
        return "、" if self.language is Language.CHINESE else ", "

    def day(self, study_day: int | None) -> str:
        """A study day as the trial counts it: Day −5, Day 0."""
        return "" if study_day is None else self("Day {day}", day=signed_day(study_day))

    def date(self, moment: date | None) -> str:
        """A calendar day; the same unmistakable form in both languages."""
        return "" if moment is None else moment.strftime("%Y-%m-%d")


def signed_day(study_day: int) -> str:
    """A study day with a true minus sign."""
    return f"{MINUS}{-study_day}" if study_day < 0 else str(study_day)


def number(value: Decimal) -> str:
    """A number as short as it can be said without losing any of it, with a true minus sign."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return MINUS + text[1:] if text.startswith("-") else text
