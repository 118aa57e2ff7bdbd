"""Signatures of the demo: what is complete is signed, what is open is not (forms catalogue, 5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from workstation.clock import SetClock
from workstation.services.make_demo import FILE_NAME, make_demo
from workstation.services.open_study import open_study
from workstation.services.session import Session
from workstation.services.sign_visit import open_at, rule_sets
from workstation.trial.rule_set import rule_set_of

AS_OF = date(2026, 11, 24)
UNSIGNED = {
    ("S-004", "W36"),
    ("S-007", "W24"),
    ("S-002", "D17"),
    ("S-009", "INF1"),
    ("S-012", "LD3"),
    ("S-013", "SCR"),
    ("S-014", "SCR"),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("signed")
    make_demo(folder, as_of=AS_OF)
    clock = SetClock(datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=8))))
    session = open_study(folder / FILE_NAME, clock=clock)
    yield session
    session.close()


def test_signatures_hold_and_nothing_complete_is_left_out(demo: Session) -> None:
    unsigned, recent = set(), AS_OF - timedelta(days=1)
    for oid in demo.file.state.subjects():
        subject = demo.file.state.subject(oid)
        for visit in subject.visits:
            assert not visit.void, (oid, visit.key)
            if not visit.signed and visit.date is not None and visit.date < recent:
                unsigned.add((oid, visit.key))
    assert unsigned <= UNSIGNED
    assert {("S-004", "W36"), ("S-007", "W24")} <= unsigned
    assert set(rule_sets(demo)) == {rule_set_of(demo.study).key}


@pytest.mark.parametrize("oid", ["S-001", "S-004", "S-011"])
def test_what_is_signed_is_complete(demo: Session, oid: str) -> None:
    subject = demo.file.state.subject(oid)
    signed = [visit.key for visit in subject.visits if visit.signed]
    assert signed
    assert {visit: open_at(demo, subject, visit) for visit in signed} == dict.fromkeys(signed, ())


def test_one_visit_is_ready_to_sign_and_one_has_two_forms_open(demo: Session) -> None:
    ready = demo.file.state.subject("S-004")
    assert open_at(demo, ready, "W36") == ()
    waiting = open_at(demo, demo.file.state.subject("S-007"), "W24")
    assert [each.form.form.oid for each in waiting] == ["urine", "immunology"]
