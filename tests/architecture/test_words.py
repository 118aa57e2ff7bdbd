"""Everything that the program says it can say in Chinese, and the catalogue is one that can be trusted."""

from __future__ import annotations

import gettext
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import words
from PySide6.QtWidgets import QApplication
from words_extraction import said_texts

from ui.application import follow_system
from ui.bootstrap import Program
from ui.errors import Errors
from ui.garbage import Garbage
from ui.operations import Operations
from ui.pages.patients import PatientsPage
from ui.settings import SettingsFile
from ui.shots import Photographer
from ui.surroundings import Surroundings
from ui.words import Words
from workstation.i18n import DOMAIN, Language
from workstation.messages import Sentence
from workstation.paths import resources
from workstation.services.make_demo import make_demo
from workstation.services.open_study import open_study
from workstation.services.sheet import sheet_pdf

CHINESE = "[\u4e00-\u9fff]"
# A result with its unit, as it stands in the picture of a dialog.
RESULT = re.compile(r"\d+ \S+")


# the catalogue


def test_everything_is_translated_and_compiled():
    """Mended by ``python packaging/words.py update`` and a translation."""
    assert words.check() == []


def test_the_catalogue_is_the_same_bytes_again():
    catalogue = words.CATALOGUE.read_bytes()
    assert words.as_po(words.read()) == catalogue
    assert re.search(rb"\d{4}-\d\d-\d\d \d\d:\d\d|Creation-Date|^#:|fuzzy", catalogue, re.MULTILINE) is None


def test_the_program_reads_it():
    chinese = gettext.translation(DOMAIN, resources() / "locale", ["zh_CN"])
    assert chinese.gettext("Lymphodepletion") == "清淋"
    assert chinese.gettext("Patients") == "受试者"


def test_the_faults_of_a_catalogue_are_told():
    translations = {"Save": "保存", "Old": "旧", "{count} forms": "{number}张表单", "{a}": "{", "Open": ""}
    said = {"Save", "{count} forms", "{a}", "Open", "New"}
    assert words.faults(said, translations, words.as_mo({})) == [
        "not translated: 'New'",
        "not translated: 'Open'",
        "no longer said: 'Old'",
        "other placeholders: '{a}' -> '{'",
        "other placeholders: '{count} forms' -> '{number}张表单'",
        "the .mo is not that of the .po",
    ]


def test_a_fuzzy_translation_is_none(tmp_path: Path):
    guessed = tmp_path / "guessed.po"
    guessed.write_text(
        '#, fuzzy\nmsgid "Save"\nmsgstr "保"\n\nmsgid "Open"\nmsgstr "打开"\n', encoding="utf-8"
    )
    assert words.read(guessed) == {"Save": "", "Open": "打开"}


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("患者|病人", "on the screen they are 受试者"),
        ("细胞输注|输注细胞", "cells are given by 回输"),
        ("[０-９Ａ-Ｚａ-ｚ％]", "digits, letters and per cent are half-width"),
        (f"{CHINESE} *[,;:?!]|[,;:?!]{CHINESE}", "punctuation of Chinese is full-width"),
        (f"\\({CHINESE}|{CHINESE}\\(", "brackets of Chinese are full-width"),
        (r"\.\.\.", "an ellipsis is one sign"),
    ],
)
def test_the_ward_s_words_and_signs(fault: str, why: str):
    wrong = [said for said in words.read().values() if re.search(fault, said)]
    assert wrong == [], why


def test_a_sentence_ends_as_one_in_both_languages():
    ends = {text: said for text, said in words.read().items() if text.endswith((".", "?"))}
    assert {text: said for text, said in ends.items() if said[-1] not in "。？"} == {}


# how texts are found


def found(folder: Path, source: str) -> set[str]:
    (folder / "ui").mkdir()
    (folder / "ui" / "sample.py").write_text(textwrap.dedent(source), encoding="utf-8")
    return set(said_texts(folder, ["ui"]))


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('say(Sentence("It is {state}.", {"state": "full"}))', {"It is {state}."}),
        ('words("Yes" if yes else "No")', {"Yes", "No"}),
        (
            'NAMES = {"a": "Arm", "b": "Leg"}\ndef f(key): words(NAMES.get(key, "Else"))',
            {"Arm", "Leg", "Else"},
        ),
        ('def head(key: str, meant: str): say(meant)\nhead("first", "Reason")', {"Reason"}),
        ('def head(meant: str = "Cancel"): say(meant)', {"Cancel"}),
        ('def f():\n for key, text in (("a", "Smaller"), ("b", "Larger")): say(text)', {"Smaller", "Larger"}),
        ('def f(n):\n for i, text in enumerate(["First", "Second"]): say(text)', {"First", "Second"}),
        ('def name(x): return "Left" if x else "Right"\nwords(name(1))', {"Left", "Right"}),
        ('words(f"{count} forms")\nprint("quiet")', set()),
        ('words("±0")', set()),
    ],
)
def test_a_text_is_found_where_it_is_said(tmp_path: Path, source: str, texts: set[str]):
    assert found(tmp_path, source) == texts


def test_a_text_is_found_through_a_class(tmp_path: Path):
    source = """
        class Act:
            key: str
            text: str

        SAVE = Act("save", "Save the form")

        class Base:
            def __init__(self, title: str) -> None:
                self._title = title
                self._hints = {}

            def show(self, act: Act) -> None:
                say(self._title)
                say(act.text)
                say(self._hints[0])

            def add(self, hint: str) -> None:
                self._hints[1] = hint

        class Dialog(Base):
            def __init__(self) -> None:
                super().__init__("A dialog")
                self.add("A hint")
    """
    assert found(tmp_path, source) == {"Save the form", "A dialog", "A hint"}


# what is read on the screen and on paper


class Missing(gettext.NullTranslations):
    """What the catalogue is asked for and does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def gettext(self, message: str) -> str:
        if re.search("[A-Za-z]", message):
            self.texts.add(message)
        return message


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> Missing:
    """Hears of every text that any translator says in Chinese and that has no translation."""
    heard, load = Missing(), gettext.translation

    def loaded(domain: str, folder: Path, languages: list[str], fallback: bool) -> gettext.NullTranslations:
        catalogue = load(domain, folder, languages, fallback=fallback)
        if languages == ["zh_CN"]:
            catalogue.add_fallback(heard)
        return catalogue

    monkeypatch.setattr(gettext, "translation", loaded)
    return heard


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "demo")


@pytest.fixture
def program(missing: Missing, demo: Path, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    """The program in Chinese with the demo study."""
    errors = Errors()
    spoken = Words(Language.CHINESE, resources() / "locale")
    around = Surroundings(spoken, follow_system(qapp), Operations(errors), errors)
    made = Program(qapp, around, SettingsFile(tmp_path), Garbage(lambda: True))
    made.begin(demo)
    yield made
    made.window.close()
    around.operations.shut_down()


def test_the_missing_are_heard(missing: Missing):
    said = Words(Language.CHINESE, resources() / "locale")
    assert said(Sentence("Never said {count} times", {"count": 3})) == "Never said 3 times"
    assert said("Save") == "保存"
    assert missing.texts == {"Never said {count} times"}


def test_no_english_on_any_page_or_dialog(program: Program, missing: Missing):
    photographer = Photographer(program)
    taken = []
    for name, shoot in photographer.shots():
        assert not shoot().isNull(), name
        taken.append(name)
    assert {"study", "start", "dialog-enrol", "dialog-sheet", "dialog-about"} <= set(taken)
    assert {text for text in missing.texts if not RESULT.fullmatch(text)} == set()


@pytest.mark.parametrize(("subject", "visit"), [("S-013", "SCR"), ("S-011", "D10")])
def test_no_english_in_any_form_of_a_visit(program: Program, missing: Missing, subject: str, visit: str):
    photographer = Photographer(program)
    page = program.window.room("Patients")
    assert isinstance(page, PatientsPage)
    page.desk.open_patient(subject, visit)
    photographer.settle()
    forms = [each.form.oid for each in page.desk.forms]
    for form in forms:
        page.desk.open_visit(visit, form)
        photographer.settle(0.05)
    assert len(forms) > 10
    assert missing.texts == set()


def test_no_english_on_paper(missing: Missing, demo: Path):
    session = open_study(demo)
    try:
        for subject, visit in (("S-001", "SCR"), ("S-001", "LD1"), ("S-007", "W24"), ("S-011", "D10")):
            assert sheet_pdf(session, subject, visit, "zh").startswith(b"%PDF")
    finally:
        session.close()
    assert missing.texts == set()
