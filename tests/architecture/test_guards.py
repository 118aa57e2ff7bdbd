"""That the guards of tests/conftest.py stand: whatever is overlooked fails the test that caused it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytest_plugins = ["pytester"]

OVERLOOKED = """
import logging
import warnings

from PySide6.QtCore import qWarning


def test_python_warning():
    warnings.warn("old", DeprecationWarning)


def test_qt_warning():
    qWarning("QObject::connect: no such signal")


def test_log_record():
    logging.getLogger("somewhere").warning("odd")


def test_expected_record_that_never_comes(expect_log):
    expect_log("somewhere", "odd")
"""

ALLOWED = """
import logging

from PySide6.QtCore import qWarning


def test_offscreen_has_no_window_manager():
    qWarning("This plugin does not support propagateSizeHints()")


def test_expected_record(expect_log):
    expect_log("somewhere", "^od")
    logging.getLogger("somewhere").warning("odd")


def test_information():
    logging.getLogger("somewhere").info("all is well")
"""


@pytest.fixture
def like_ours(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder of tests under the rules of this project."""
    pytester.makepyprojecttoml((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    return pytester


def test_what_is_overlooked_fails(like_ours: pytest.Pytester, expect_log):
    expect_log("somewhere", "odd")  # the inner run's record reaches us too
    like_ours.makepyfile(OVERLOOKED)
    # The log records are compared when the test is over: a failure there is pytest's "error".
    like_ours.runpytest(".").assert_outcomes(failed=2, passed=2, errors=2)


def test_what_is_allowed_passes(like_ours: pytest.Pytester, expect_log):
    expect_log("somewhere", "odd")
    like_ours.makepyfile(ALLOWED)
    like_ours.runpytest(".").assert_outcomes(passed=3)


def test_real_folders_are_out_of_reach(home: Path):
    """Whatever a test writes under its home, it is an empty and a borrowed one."""
    assert Path.home() == home
    assert list(home.iterdir()) == []
