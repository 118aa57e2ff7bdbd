"""Checking a study: the file, the chain of its entries, and its state against a replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workstation.messages import Sentence
from workstation.record.study_file import StudyFile
from workstation.record.verification import Verification, no_progress
from workstation.services.session import Session


def verify_study(session: Session, progress: Callable[[int, int], None] = no_progress) -> Verification:
    """What is wrong with the open study, if anything; damage is a finding, not a failure."""
    return session.file.verify(progress)


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What a check found: how many entries there are, and the first of what does not hold."""

    entries: int
    faults: tuple[Sentence, ...]


def check_beside(session: Session) -> Callable[[Callable[[int, int], None]], JournalCheck]:
    """A check of the open study for any other thread; it reads by a connection of its own, so saving need not wait.

    The check raises EnvironmentFailure if the file cannot be opened a second time.
    """
    path, key = session.path, session.file.key

    def check(progress: Callable[[int, int], None]) -> JournalCheck:
        with StudyFile.open_read_only(path, key) as file:
            found = file.verify(progress)
        return JournalCheck(found.entries, found.faults)

    return check
