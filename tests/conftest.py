"""What every test may rely on: no display needed, no real folder touched, no unexpected warning overlooked.

Python's warnings fail a test by ``filterwarnings`` and Qt's by ``qt_log_level_fail``, both in pyproject.toml
with the exceptions and their reasons; records of Python's logging fail it here.
"""

from __future__ import annotations

import gc
import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

# Before anything imports Qt: without a display it would abort the interpreter.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from ui.garbage import collect_what_is_due

# A slow machine is no fault of a rule. In CI the examples are the same each time, at the desk new ones.
settings.register_profile(
    "desk", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "LOCALAPPDATA": "AppData/Local",
    "APPDATA": "AppData/Roaming",
    "XDG_DATA_HOME": ".local/share",
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state",
}
PERSONAL_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "WORKSTATION_PASSPHRASE")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh, empty home for each test, and nothing of the language or passphrase of whoever runs it."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, place in HOME_VARIABLES.items():
            patch.setenv(name, str(folder / place))
        for name in PERSONAL_VARIABLES:
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        yield folder


@pytest.fixture(autouse=True, scope="session")
def _garbage_of_the_window() -> Iterator[None]:
    """As in the program: Python collects in no worker, where a widget would be taken apart beside its window."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _collected(_garbage_of_the_window: None) -> Iterator[None]:
    yield
    collect_what_is_due(whole=True)


class _Records(logging.Handler):
    """Keeps each record of a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record)


ExpectLog = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[ExpectLog]:
    """Say ``expect_log(logger, pattern)`` where a warning is the right behaviour.

    Any other record of a warning or worse fails the test, and so does one that was expected and never came.
    """
    records = _Records()
    expected: list[tuple[str, str]] = []
    root = logging.getLogger()
    root.addHandler(records)
    try:
        yield lambda logger, pattern: expected.append((logger, pattern))
    finally:
        root.removeHandler(records)
    unexpected, missing = _compare(records.kept, expected)
    if unexpected or missing:
        lines = [f"unexpected: {record.name}: {record.getMessage()}" for record in unexpected]
        lines += [f"expected but not logged: {logger}: {pattern}" for logger, pattern in missing]
        pytest.fail("\n".join(lines), pytrace=False)


def _compare(
    records: list[logging.LogRecord], expected: list[tuple[str, str]]
) -> tuple[list[logging.LogRecord], list[tuple[str, str]]]:
    """The records that nobody expected, and the expectations that no record met."""

    def meets(record: logging.LogRecord, logger: str, pattern: str) -> bool:
        return record.name == logger and re.search(pattern, record.getMessage()) is not None

    unexpected = [record for record in records if not any(meets(record, *each) for each in expected)]
    missing = [each for each in expected if not any(meets(record, *each) for record in records)]
    return unexpected, missing
