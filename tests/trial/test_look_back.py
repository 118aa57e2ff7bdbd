"""Which result stands behind an index, and which is too old for it (scoring sheet 3.2; trial facts 7)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.trial.course import Course, day, study, treated
from tests.trial.test_offers import because, offers
from workstation.definition.study import Study
from workstation.forms.answers import Answer
from workstation.trial.activity import derived_descriptors
from workstation.trial.look_back import Behind, behind, in_time, result_at
from workstation.trial.recorded import Recorded


def course(**later: dict[str, object]) -> Course:
    """Platelets of 70 and a C3 below its limit on day 60; the endpoint visit on day 84 with what is given."""
    taken = treated().visit(
        "W8",
        day(60),
        haematology={"platelets": "70"},
        immunology={"c3": Answer("0.5", lln="0.7")},
    )
    return taken.visit("W12", day(84), sledai2k={"rash": False}, **later)


def recorded(of: Course, by: Study | None = None) -> Recorded:
    return Recorded(of.subject(), by or study())


def present(of: Course, key: str, by: Study | None = None) -> bool | None:
    seen = recorded(of, by)
    visit = seen.visit("W12")
    assert visit is not None
    return derived_descriptors(seen, visit)[key].present


def lines(of: Course, by: Study | None = None) -> dict[str, Behind]:
    seen = recorded(of, by)
    visit = seen.visit("W12")
    assert visit is not None
    return {line.result.item: line for line in behind(seen, visit)}


def test_what_was_not_measured_at_the_visit_is_looked_for_within_the_window() -> None:
    """24 days before: inside 30 days, outside 10 (scoring sheet 3.2)."""
    assert present(course(), "thrombocytopenia") is True
    assert present(course(), "low_complement") is True, "by the limit of its own day"
    assert present(course(), "thrombocytopenia", study(sledai__window_days="10")) is None


@pytest.mark.parametrize(("on", "used"), [(54, True), (53, False)])
def test_the_window_ends_on_its_thirtieth_day(on: int, used: bool) -> None:
    at = treated().visit("W8", day(on), haematology={"platelets": "70"}).visit("W12", day(84))
    assert (present(at, "thrombocytopenia") is True) is used


def test_the_value_of_the_visit_itself_counts_before_any_earlier_one() -> None:
    assert present(course(haematology={"platelets": "220"}), "thrombocytopenia") is False


def test_a_sample_drawn_long_before_its_visit_is_too_old_and_a_later_one_stands_in() -> None:
    drawn: dict[str, object] = {"platelets": "220", "sampled": day(40).isoformat()}
    at = course(haematology=drawn)
    assert present(at, "thrombocytopenia") is True, "the one of day 60, not the one of day 40"
    seen = recorded(at)
    visit = seen.visit("W12")
    assert visit is not None
    assert in_time(seen, visit, "haematology", "platelets", 10) is None
    old = result_at(seen, visit, "haematology", "platelets", 10)
    assert old is not None
    assert (old.visit, old.taken, old.age_days) == ("W12", day(40), 44)


def test_a_temperature_stands_for_its_own_day_alone() -> None:
    hot = treated().visit("W8", day(80), vital_signs={"temperature_c": "38.6"}).visit("W12", day(84))
    assert present(hot, "fever") is None


def test_a_later_visit_says_nothing_about_an_earlier_one() -> None:
    at = treated().visit("W12", day(84)).visit("W16", day(90), haematology={"platelets": "70"})
    assert present(at, "thrombocytopenia") is None


def test_the_reason_of_an_offer_says_from_where_the_result_comes() -> None:
    at = course()
    assert offers(at, "W12", "sledai2k", on=84)["thrombocytopenia"] == "yes"
    told = because(at, "W12", "sledai2k", "thrombocytopenia")
    assert told.values["taken"].values["days"] == 24  # type: ignore[attr-defined]
    assert offers(at, "W12", "bilag2004", on=84)["94"] == "70", "BILAG-2004 looks back four weeks"
    old = treated().visit("W8", day(55), haematology={"platelets": "70"}).visit("W12", day(84))
    assert "94" not in offers(old, "W12", "bilag2004", on=84)
    assert offers(old, "W12", "sledai2k", on=84)["thrombocytopenia"] == "yes"


def test_each_result_names_the_indices_that_use_it_and_those_for_which_it_is_too_old() -> None:
    at = treated().visit("W8", day(55), haematology={"platelets": "70"}).visit("W12", day(84))
    line = lines(at)["platelets"]
    assert [reach.form for reach in line.used] == ["sledai2k"]
    assert line.result.measured.value == Decimal(70)
    own = lines(course(haematology={"platelets": "220", "sampled": day(40).isoformat()}))["platelets"]
    assert own.result.visit == "W8"
    own_alone = treated().visit(
        "W12", day(84), haematology={"platelets": "220", "sampled": day(50).isoformat()}
    )
    line = lines(own_alone)["platelets"]
    assert line.used == ()
    assert [(reach.form, reach.days) for reach in line.too_old] == [("sledai2k", 30), ("bilag2004", 28)]
