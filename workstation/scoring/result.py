"""Three states: met, not met, cannot tell. A blank is never an absence (scoring sheet 0)."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """The answer of an endpoint or a criterion."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"


_VERDICTS = {True: Verdict.MET, False: Verdict.NOT_MET, None: Verdict.CANNOT_TELL}


def verdict(answer: bool | None) -> Verdict:
    """Name a three-valued answer; None is "cannot tell"."""
    return _VERDICTS[answer]


def all_of(*answers: bool | None) -> bool | None:
    """Return False if one fails for certain, else None if one is open, else True."""
    if False in answers:
        return False
    return None if None in answers else True


def any_of(*answers: bool | None) -> bool | None:
    """Return True if one holds for certain, else None if one is open, else False."""
    if True in answers:
        return True
    return None if None in answers else False


def negate(answer: bool | None) -> bool | None:
    """Return the opposite; what cannot be told stays so."""
    return None if answer is None else not answer
