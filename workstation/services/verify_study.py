"""Checking a study: the file, the chain of its entries, and its state against a replay."""

from __future__ import annotations

from collections.abc import Callable

from workstation.record.verification import Verification, no_progress
from workstation.services.session import Session


def verify_study(session: Session, progress: Callable[[int, int], None] = no_progress) -> Verification:
    """What is wrong with the open study, if anything; damage is a finding, not a failure."""
    return session.file.verify(progress)
