"""Killed in the middle of a sentence: the form is offered again where it stopped, and nothing saved is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from string import ascii_lowercase

import pytest

from tests.e2e.hands import Hands
from tests.e2e.typist import FORM, ITEM, SUBJECT, VISIT
from workstation.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
LOSS = 0.25
"""Seconds of typing that a kill may cost."""
SAVES = (
    ("vital_signs", "pulse", "72"),
    ("vital_signs", "resp_rate", "16"),
    ("haematology", "platelets", "188"),
    ("chemistry", "urea", "5.1"),
    ("chemistry", "sodium", "139"),
)


@pytest.fixture
def chance() -> random.Random:
    """The same moments each time; the machine adds its own."""
    return random.Random(5501)


def test_typing_survives_five_kills(ward: Path, sit, chance: random.Random):
    """All but the last quarter of a second is in the same field of the same form, whatever the moment."""
    before = ""
    for number, (form, item, value) in enumerate(SAVES):
        text = "".join(chance.choices(ascii_lowercase, k=400))
        typed = typed_until_killed(ward, (form, item, value, text), 0.1 + chance.random() * 0.6)
        sure, most = before + typed[0], before + typed[1]

        hands = sit(ward)
        hands.until_open(ward)

        assert (hands.code, hands.page.desk.visit, hands.session.place.form.oid) == (SUBJECT, VISIT, FORM)
        assert hands.view.editor.cursor == ITEM
        found = hands.shown(ITEM)
        assert most.startswith(found), f"round {number}: {found[-30:]!r} was never typed"
        assert found.startswith(sure), f"round {number}: {len(sure) - len(found)} letters too many are lost"
        assert hands.session.editor.dirty
        assert "goes on where typing stopped" in hands.note()
        check_saved(hands, SAVES[: number + 1])
        hands.leave()
        before = found
    assert main(["verify", str(ward)]) == 0
    hands = sit(ward)
    hands.until_open(ward)
    hands.save()
    assert (
        hands.ask(lambda session: session.file.state.subject(SUBJECT).answers(VISIT, FORM)[ITEM].value)
        == before
    )


def typed_until_killed(study: Path, arguments: tuple[str, ...], seconds: float) -> tuple[str, str]:
    """What must have been kept, and all that was typed, by a window that was killed after some seconds of typing."""
    command = [sys.executable, "-m", "tests.e2e.typist", str(study), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "saved\n"
        told = [process.stdout.readline()]
        time.sleep(seconds)
        killed = time.monotonic()
        process.kill()
        told += process.stdout.read().splitlines()
    letters = [(float(moment), letter) for moment, letter in (line.split() for line in told)]
    sure = "".join(letter for moment, letter in letters if moment < killed - LOSS)
    return sure, "".join(letter for _moment, letter in letters)


def check_saved(hands: Hands, saves: tuple[tuple[str, str, str], ...]) -> None:
    """Everything that was acknowledged is in the file."""
    subject = hands.ask(lambda session: session.file.state.subject(SUBJECT))
    for form, item, value in saves:
        assert subject.answers(VISIT, form)[item].value == value
    assert hands.ask(lambda session: session.file.verify().ok)
