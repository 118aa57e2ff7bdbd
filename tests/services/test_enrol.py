"""Enrolling: what is unusual is asked about once, before anybody is enrolled."""

import pytest

from workstation.services.enrol import Doubtful, Enrolment, enrol
from workstation.services.session import Session


@pytest.mark.parametrize("planned", ["2026-11-03", "2027-12-01"])
def test_an_unusual_first_infusion_is_asked_about_once(session: Session, planned: str) -> None:
    wish = Enrolment("S-001", "F", "1990-05-04", "2026-11-01", planned_infusion=planned)
    with pytest.raises(Doubtful) as doubt:
        enrol(session, wish, confirmed=False)
    assert "planned_infusion" in {finding.path for finding in doubt.value.findings}
    assert session.file.state.subjects() == ()
    assert enrol(session, wish, confirmed=True) == "S-001"


def test_a_usual_enrolment_is_not_asked_about(session: Session) -> None:
    wish = Enrolment("S-001", "F", "1990-05-04", "2026-11-01", "DL1-7d", "2026-11-27")
    assert enrol(session, wish, confirmed=False) == "S-001"
