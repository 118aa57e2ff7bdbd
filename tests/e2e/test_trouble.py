"""What the machine and other people do to a study while somebody works: a sentence each time, and no loss."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.e2e.hands import PASTE, SAVE, Hands
from tests.e2e.test_headless import damage
from tests.e2e.window import texts
from workstation.services.session import Session

ROOT = Path(__file__).resolve().parents[2]
_DROP_FROM_BOUNDING_SET, _OVERRIDE_PERMISSIONS = 24, 1


def onlooker(study: Path, before: Callable[[], None] | None = None) -> dict[str, Any]:
    """What somebody in another process saw of the study."""
    command = [sys.executable, "-m", "tests.e2e.onlooker", str(study), "S-202", "D28"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=before, timeout=60)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def like_an_ordinary_user() -> None:
    """From the next program on, permissions count for root too."""
    if os.getuid() == 0:
        ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, _OVERRIDE_PERMISSIONS, 0, 0, 0)


def shows_everything_and_writes_nothing(seen: dict[str, Any]) -> bool:
    """A window that can only read."""
    assert "Read-only" in seen["bar"]
    assert seen["patients"] == 3
    assert seen["temperature"] == "36.7"
    assert "Rash" in seen["panel"]
    assert not seen["save_button"]
    assert seen["acts"] == []
    assert not seen["begin_offered"]
    assert "reading only" in seen["card"]
    return True


class TestTwoWindows:
    """One file, two people."""

    def test_the_second_is_told_who_has_it_and_can_read(self, sit, ward: Path):
        """Who, where, since when; one button opens it read-only, and the first one works on undisturbed."""
        hands = sit(ward)
        hands.until_open(ward)
        hands.patient("S-202")
        hands.visit("D28")
        hands.form("vital_signs")
        hands.fill({"resp_rate": "17"})
        entries = hands.entries()

        seen = onlooker(ward)

        assert not seen["open_at_first"]
        assert "is already open: Demo investigator" in seen["first"][0]
        assert "read-only" in seen["message"]
        assert shows_everything_and_writes_nothing(seen)
        assert hands.entries() == entries
        assert hands.shown("resp_rate") == "17"
        hands.save()

    def test_the_same_program_opens_the_same_file_once(self, sit, ward: Path):
        """Let fall on the window again, it is simply there."""
        hands = sit(ward)
        hands.until_open(ward)
        page = hands.page
        drop(hands, ward)
        hands.settle()
        assert hands.page is page
        assert hands.notices() == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
class TestReadOnlyFolder:
    """A medium that cannot be written."""

    @pytest.fixture
    def protected(self, ward: Path) -> Iterator[Path]:
        """The study in a folder that may only be read."""
        for each in ward.parent.iterdir():
            each.chmod(0o444)
        ward.parent.chmod(0o555)
        yield ward
        ward.parent.chmod(0o755)

    def test_it_is_told_and_opened_to_be_read(self, protected: Path):
        """The sentence says what is wrong, the button opens it; nothing is left in the folder."""
        before = sorted(each.name for each in protected.parent.iterdir())

        seen = onlooker(protected, like_an_ordinary_user)

        assert "not allowed" in seen["first"][0]
        assert "ward.kn5501" in seen["first"][0]
        assert shows_everything_and_writes_nothing(seen)
        assert sorted(each.name for each in protected.parent.iterdir()) == before


class TestFullDisk:
    """No room in the middle of a save."""

    @staticmethod
    def _pages(most: int) -> Callable[[Session], None]:
        def limit(session: Session) -> None:
            session.file._connection.database.execute(f"PRAGMA max_page_count = {most}").fetchone()

        return limit

    def test_the_text_stays_and_is_saved_once_there_is_room(self, sit, ward: Path):
        """The bar says that the disk is full and what to do; the form keeps the text; Ctrl+S works afterwards."""
        hands = sit(ward)
        hands.until_open(ward)
        hands.patient("S-202")
        hands.visit("D28")
        hands.form("visit_assessment")
        hands.at("text")
        hands.settle()
        entries, note = hands.entries(), "; ".join(["Proteinuria has gone"] * 180)
        hands.ask(self._pages(1))
        QApplication.clipboard().setText(note)
        hands.keys(PASTE, SAVE)
        hands.until(hands.notices, "the bar of messages says something")
        hands.settle()

        assert [said for said in hands.notices() if "disk is full" in said] == hands.notices()
        assert len(hands.notices()) == 1
        assert "Free some space" in texts(hands.window.messages)
        assert hands.shown("text") == note
        assert hands.session.editor.dirty
        assert hands.entries() == entries

        hands.ask(self._pages(1_000_000))
        hands.save()
        code = hands.code
        kept = hands.ask(lambda session: session.file.state.subject(code).answers("D28", "visit_assessment"))
        assert kept["text"].value == note
        assert hands.ask(lambda session: session.file.verify().ok)

    def test_the_message_goes_once_saving_works_again(self, sit, ward: Path):
        """A bar that still says full beside a saved form would send somebody to look for space in vain."""
        hands = sit(ward)
        hands.until_open(ward)
        hands.patient("S-202")
        hands.visit("D28")
        hands.form("visit_assessment")
        hands.at("text")
        hands.settle()
        hands.ask(self._pages(1))
        QApplication.clipboard().setText("x" * 3_900)
        hands.keys(PASTE, SAVE)
        hands.until(hands.notices, "the bar of messages says something")
        hands.settle()
        hands.ask(self._pages(1_000_000))
        hands.save()
        assert hands.notices() == []


class TestOpening:
    """Files that are not what they seem, in the window."""

    @pytest.mark.parametrize(
        ("harm", "said"),
        [
            (lambda path: damage(path, 0.01), "damaged"),
            (lambda path: path.write_bytes(b"%PDF-1.4 no study" * 900), "no study"),
            (lambda path: path.with_name(path.name + ".keys").unlink(), "keys"),
        ],
        ids=["damaged", "foreign", "without keys"],
    )
    def test_a_file_that_cannot_be_opened(self, sit, ward: Path, harm: Callable[[Path], object], said: str):
        """The first page is shown with one sentence and an advice, in a window that goes on working."""
        harm(ward)
        hands = sit(ward)
        hands.until(hands.notices, "it is said why it does not open")
        assert said in hands.notices()[0]
        assert hands.window.messages.notices[0].advice is not None
        assert hands.program.start_page is not None
        assert hands.program.start_page.isVisible()

    def test_a_file_that_is_gone(self, sit, tmp_path: Path):
        """It says that the file is not there; it sends nobody to look for keys."""
        hands = sit(tmp_path / "gone.kn5501")
        hands.until(hands.notices, "it is said why it does not open")
        assert "There is no file" in hands.notices()[0]

    def test_the_first_demo_does_not_displace_what_was_opened_meanwhile(self, sit, ward: Path):
        """On the very first start the demo is still being made when somebody lets a study fall on the window."""
        hands = sit()
        drop(hands, ward)
        hands.until_open(ward)
        hands.settle(0.3)
        assert hands.program._path == ward
        assert hands.page.patients.model.rowCount() == 3


def drop(hands: Hands, path: Path) -> None:
    """Let a file fall on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    kind, copied = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(hands.window, QDragEnterEvent(QPoint(300, 300), copied, data, kind, plain))
    QApplication.sendEvent(hands.window, QDropEvent(QPointF(300, 300), copied, data, kind, plain))
