"""The real program in this process: real files, its worker, its window; only the display is missing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.hands import Hands
from tests.e2e.ward import make_ward
from ui.appearance import font, load_fonts
from ui.application import follow_system
from ui.bootstrap import Program
from ui.errors import Errors
from ui.garbage import Garbage
from ui.operations import Operations
from ui.settings import SettingsFile
from ui.surroundings import Surroundings
from ui.words import Words
from workstation.clock import SystemClock
from workstation.i18n import Language
from workstation.paths import resources, user_folder
from workstation.services.make_demo import make_demo

Sit = Callable[..., Hands]


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The one application of the tests, dressed as the program dresses its own; given back as it was."""
    before = qapp.font(), qapp.palette(), qapp.styleSheet(), sys.getswitchinterval()
    load_fonts(resources() / "fonts")
    qapp.setFont(font())
    sys.setswitchinterval(0.001)
    yield qapp
    qapp.setFont(before[0])
    qapp.setStyleSheet(before[2])
    qapp.setPalette(before[1])
    sys.setswitchinterval(before[3])


@pytest.fixture
def sit(application: QApplication) -> Iterator[Sit]:
    """Sit down at the program as ``ui.bootstrap.start`` joins it; called again, the program is started again."""
    running: list[Hands] = []

    def down(file: Path | None = None, language: Language = Language.ENGLISH) -> Hands:
        get_up(running)
        kept, errors = SettingsFile(user_folder()), Errors()
        words = Words(language, resources() / "locale")
        around = Surroundings(words, follow_system(application), Operations(errors), errors)
        program = Program(application, around, kept, Garbage(lambda: True))
        program.begin(file)
        running.append(Hands(program))
        return running[0]

    yield down
    get_up(running)


def get_up(running: list[Hands]) -> None:
    """Close the window that is open, if one is."""
    while running:
        running.pop().leave()


@pytest.fixture(scope="session")
def demo_of_today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it is made on the first start of the program."""
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(demo_of_today: Path, tmp_path: Path) -> Path:
    """A copy of the demo of today for one test that changes it."""
    path = tmp_path / demo_of_today.name
    for end in ("", ".keys"):
        shutil.copy(demo_of_today.with_name(demo_of_today.name + end), path.with_name(path.name + end))
    return path


@pytest.fixture(scope="session")
def kept_ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ward's study, made once."""
    return make_ward(tmp_path_factory.mktemp("ward"), SystemClock().now().date())


@pytest.fixture
def ward(kept_ward: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    path = tmp_path / "ward.kn5501"
    for end in ("", ".keys"):
        shutil.copy(kept_ward.with_name(kept_ward.name + end), path.with_name(path.name + end))
    return path
