"""Every error ends in one of two ways: a sentence with advice, or a report without a patient's data."""

from __future__ import annotations

import ast
import re
import sys
import threading

import pytest

from ui.application import LastResort
from ui.errors import Errors, Fault, Notice, fault_of, sentences_of
from workstation.messages import EnvironmentFailure, Refusal, Sentence

FULL = EnvironmentFailure(Sentence("The disk is full."), Sentence("Free some space."))


@pytest.fixture
def told(qapp) -> tuple[Errors, list[Notice], list[Fault]]:
    errors = Errors()
    notices: list[Notice] = []
    faults: list[Fault] = []
    errors.noticed.connect(notices.append)
    errors.faulted.connect(faults.append)
    return errors, notices, faults


def raised(text: str = "platelets 98 of S-007") -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FULL, ("The disk is full.", "Free some space.")),
        (EnvironmentFailure(Sentence("Gone.")), ("Gone.", None)),
        (Refusal(Sentence("The code is taken.")), ("The code is taken.", None)),
        (ValueError("x"), None),
    ],
)
def test_a_person_is_told_sentences_and_never_a_traceback(error, expected):
    said = sentences_of(error)
    if expected is None:
        assert said is None
    else:
        assert said is not None
        sentence, advice = said
        assert (sentence.text, None if advice is None else advice.text) == expected


def test_a_failure_of_the_machine_is_a_notice_with_a_way_on(told):
    errors, notices, faults = told
    tried: list[str] = []
    errors.take(FULL, lambda: tried.append("again"), "Open read-only")
    [notice] = notices
    assert (notice.sentence.text, notice.way_on_words) == ("The disk is full.", "Open read-only")
    assert notice.way_on is not None
    notice.way_on()
    assert tried == ["again"]
    assert faults == []


def test_a_fault_is_reported_without_what_was_typed(told, expect_log):
    expect_log("ui.errors", "ValueError")
    errors, notices, faults = told
    errors.take(raised())
    [fault] = faults
    assert notices == []
    assert fault.kind == "ValueError"
    assert re.fullmatch(r"tests/ui/test_errors\.py:\d+ raised", fault.place)
    assert "S-007" not in fault.place
    assert "S-007" in fault.message


def test_a_place_outside_the_program_does_not_name_the_user_of_the_machine():
    with pytest.raises(SyntaxError) as caught:
        ast.parse("1 +")
    assert [line.split(":")[0] for line in fault_of(caught.value).place.splitlines()][-1] == "ast.py"


def test_a_fault_that_comes_with_every_frame_is_not_told_for_ever(told, expect_log):
    expect_log("ui.errors", "ValueError")
    errors, _notices, faults = told
    for _ in range(20):
        errors.take(raised())
    assert 1 <= len(faults) <= 3


def test_what_nobody_caught_reaches_the_same_place(told, expect_log):
    expect_log("ui.errors", "ValueError")
    errors, _notices, faults = told
    last_resort = LastResort(errors)
    kept = sys.excepthook, threading.excepthook
    last_resort.install()
    try:
        error = raised()
        sys.excepthook(ValueError, error, error.__traceback__)
    finally:
        last_resort.remove()
        sys.excepthook, threading.excepthook = kept
    assert [fault.kind for fault in faults] == ["ValueError"]


def test_an_exception_in_another_thread_reaches_the_window(told, expect_log, qtbot):
    expect_log("ui.errors", "ValueError")
    errors, _notices, faults = told
    last_resort = LastResort(errors)
    kept = sys.excepthook, threading.excepthook
    last_resort.install()
    try:
        thread = threading.Thread(target=lambda: int("x"))
        thread.start()
        thread.join()
    finally:
        last_resort.remove()
        sys.excepthook, threading.excepthook = kept
    qtbot.waitUntil(lambda: bool(faults))
