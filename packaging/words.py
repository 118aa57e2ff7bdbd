"""The Chinese words of the program: gathers its English texts and keeps their catalogue.

    python packaging/words.py update    take in new texts, drop those no longer said, compile the catalogue
    python packaging/words.py check     say what is missing or wrong; changes nothing

The catalogue is resources/locale/zh_CN/LC_MESSAGES/workstation.po; the .mo beside it is what the program reads.
Both are the same bytes wherever and whenever they are written.
"""

from __future__ import annotations

import argparse
import io
import string
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from words_extraction import said_texts

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "workstation.po"
SOURCES = ("ui", "workstation")
STUDIES = ROOT / "resources" / "study"

_TITLE = "# The words of the workstation in Simplified Chinese; the English text is the key.\n#"
_HEADER = """Project-Id-Version: workstation
Language: zh_CN
Plural-Forms: nplurals=1; plural=0;
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
"""
_WIDTH = 110


class Words(Catalog):
    """A catalogue whose header tells neither a date nor who wrote it."""

    def __init__(self, translations: dict[str, str]) -> None:
        super().__init__(locale="zh_CN", header_comment=_TITLE, fuzzy=False)
        for text, said in translations.items():
            # The flags would be guesses: "5 % from" is no format.
            self.add(text, said).flags.clear()

    def __iter__(self) -> Iterator[Message]:
        yield Message("", _HEADER)
        yield from (message for message in super().__iter__() if message.id)


def texts() -> set[str]:
    """Every text that the program says: those of its sources, and the codes of settings as they are shown."""
    return set(said_texts(ROOT, SOURCES)) | set(_codes_of_settings())


def _codes_of_settings() -> Iterator[str]:
    """Words for a code that is shown as a word (``ui.view_models.setting_words``)."""
    for path in sorted(STUDIES.glob("*.toml")):
        for setting in tomllib.loads(path.read_text(encoding="utf-8")).get("setting", []):
            value = setting["value"]
            written = value.split(",") if isinstance(value, str) else ()
            for code in (*written, *setting.get("choices", ()), *setting.get("members", ())):
                if isinstance(code, str) and any(character.isalpha() for character in code):
                    yield code.replace("_", " ")


def read(path: Path = CATALOGUE) -> dict[str, str]:
    """The translations of a catalogue; what is marked fuzzy counts as untranslated."""
    if not path.exists():
        return {}
    catalogue = read_po(io.BytesIO(path.read_bytes()), locale="zh_CN")
    return {
        str(message.id): "" if message.fuzzy else str(message.string) for message in catalogue if message.id
    }


def as_po(translations: dict[str, str]) -> bytes:
    """The catalogue for people, in order of the English texts."""
    out = io.BytesIO()
    write_po(out, Words(translations), width=_WIDTH, no_location=True, sort_output=True)
    return out.getvalue()


def as_mo(translations: dict[str, str]) -> bytes:
    """The catalogue for the program."""
    out = io.BytesIO()
    write_mo(out, Words(translations))
    return out.getvalue()


def placeholders(text: str) -> set[str]:
    """The names between braces.

    Raises:
        ValueError: a brace stands alone.
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults(said: set[str], translations: dict[str, str], compiled: bytes) -> list[str]:
    """What keeps the catalogue from saying everything rightly."""
    found = [f"not translated: {text!r}" for text in sorted(said) if not translations.get(text)]
    found += [f"no longer said: {text!r}" for text in sorted(set(translations) - said)]
    found += [
        f"other placeholders: {text!r} -> {translated!r}"
        for text, translated in sorted(translations.items())
        if translated and not _agree(text, translated)
    ]
    if compiled != as_mo(translations):
        found.append("the .mo is not that of the .po")
    return found


def _agree(text: str, translated: str) -> bool:
    try:
        return placeholders(text) == placeholders(translated)
    except ValueError:
        return False


def update() -> None:
    """Take in new texts, drop those no longer said, and compile."""
    known = read()
    translations = {text: known.get(text, "") for text in texts()}
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(as_po(translations))
    CATALOGUE.with_suffix(".mo").write_bytes(as_mo(translations))


def check() -> list[str]:
    """The faults of the catalogue as it is."""
    compiled = CATALOGUE.with_suffix(".mo")
    return faults(texts(), read(), compiled.read_bytes() if compiled.exists() else b"")


def main(arguments: Sequence[str]) -> int:
    """Update or check; 1 if something is to be translated or mended."""
    parser = argparse.ArgumentParser(prog="words.py", description="Keep the Chinese words of the program.")
    parser.add_argument("what", choices=("update", "check"))
    if parser.parse_args(arguments).what == "update":
        update()
    found = check()
    for fault in found:
        print(fault)
    print(f"{len(read())} texts, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
