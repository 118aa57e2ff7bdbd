"""Assessing everybody anew: against reading their values from the file, and with 2,000 patients against 36."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.figures import Figure
from workstation.services.make_demo import make_demo
from workstation.services.open_study import open_study
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.subject import Subject

ROUNDS = 5
_SOME = 36


def measure() -> dict[str, Figure]:
    """Medians over rounds in which both sides take turns, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        whole = _session(make_demo(Path(folder) / "whole", patients=_SOME))
        read, assessed = _read_and_assess(whole)
        whole.close()
        few = _session(make_demo(Path(folder) / "few", patients=_SOME, light=True))
        many = _session(make_demo(Path(folder) / "many", patients=2_000, light=True))
        each_of_few, each_of_many = _in_turn(few, many)
        few.close()
        many.close()
    return {
        "assess 36 patients anew": Figure(assessed / read, 2, assessed, read, "ms"),
        "assess a patient, 2000 against 36": Figure(
            each_of_many / each_of_few, 1.2, each_of_many, each_of_few, "ms"
        ),
    }


def _session(path: Path) -> Session:
    session = open_study(path)
    _ = session.study
    return session


def _read_and_assess(session: Session) -> tuple[float, float]:
    reading, assessing = [], []
    for _ in range(ROUNDS):
        began = perf_counter()
        subjects = [session.file.state.subject(code) for code in session.file.state.subjects()]
        reading.append(perf_counter() - began)
        assessing.append(_assess(session, subjects))
    return median(reading) * 1000, median(assessing) * 1000


def _assess(session: Session, subjects: list[Subject]) -> float:
    began = perf_counter()
    for subject in subjects:
        assess(subject, session.study, session.today)
    return perf_counter() - began


def _in_turn(few: Session, many: Session) -> tuple[float, float]:
    """In turn, so that a machine that slows down in between slows both."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(ROUNDS):
        for session in (few, many):
            times[session is many].append(_each(session))
    return median(times[False]) * 1000, median(times[True]) * 1000


def _each(session: Session) -> float:
    """Reading and assessing one patient of the study, the same ones in either."""
    codes = session.file.state.subjects()[:_SOME]
    began = perf_counter()
    for code in codes:
        assess(session.file.state.subject(code), session.study, session.today)
    return (perf_counter() - began) / len(codes)
