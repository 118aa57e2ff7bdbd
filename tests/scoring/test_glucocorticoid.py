"""Glucocorticoid equivalents (scoring sheet 8), and their mean of the 7 days before a visit (sheet 7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.errors import ScoringError
from workstation.scoring.glucocorticoid import (
    EQUIVALENT_MG,
    Dose,
    LedgerRow,
    increases_within,
    mean_daily,
    prednisone_equivalent,
    pulses_within,
)

VISIT = date(2026, 3, 10)


def days_before(days):
    return VISIT - timedelta(days=days)


def row(mg, start=30, end=None, drug="prednisone", route="oral", kind="maintenance"):
    """A row from ``start`` to ``end``, both in days before the visit; no end means still taken."""
    last = None if end is None else days_before(end)
    return LedgerRow(drug, Decimal(str(mg)), route, days_before(start), last, kind)


@pytest.mark.rule("8 equivalents")
@pytest.mark.parametrize(
    ("drug", "mg"),
    [
        ("prednisone", "5"),
        ("prednisolone", "5"),
        ("methylprednisolone", "4"),
        ("triamcinolone", "4"),
        ("hydrocortisone", "20"),
        ("cortisone", "25"),
        ("dexamethasone", "0.75"),
        ("betamethasone", "0.6"),
        ("deflazacort", "6"),
    ],
)
def test_each_drug_has_a_dose_that_equals_prednisone_5_mg(drug, mg):
    assert prednisone_equivalent([Dose(drug, Decimal(mg))]) == 5


def test_the_table_holds_nine_drugs():
    assert len(EQUIVALENT_MG) == 9


@pytest.mark.rule("8 daily prednisone-equivalent")
def test_methylprednisolone_6_mg_is_exactly_7_5_mg():
    assert prednisone_equivalent([Dose("methylprednisolone", Decimal(6))]) == Decimal("7.5")


@pytest.mark.rule("8 daily prednisone-equivalent")
def test_drugs_are_summed_and_thirds_add_up_exactly():
    doses = [Dose("dexamethasone", Decimal("0.5")), Dose("betamethasone", Decimal("0.5"))]
    assert prednisone_equivalent(doses) == Decimal("7.5")


def test_no_drug_is_zero():
    assert prednisone_equivalent([]) == 0


@pytest.mark.rule("8 disputed equivalents", "11 betamethasone and deflazacort")
@pytest.mark.parametrize(("drug", "mg"), [("betamethasone", "0.75"), ("deflazacort", "7.5")])
def test_the_two_drugs_on_which_sources_disagree_can_be_set(drug, mg):
    assert prednisone_equivalent([Dose(drug, Decimal(mg))], {drug: Decimal(mg)}) == 5


@pytest.mark.parametrize(("drug", "mg"), [("prednisone", "4"), ("betamethason", "0.6"), ("deflazacort", "0")])
def test_no_other_drug_and_no_zero_can_be_set(drug, mg):
    with pytest.raises(ScoringError):
        prednisone_equivalent([], {drug: Decimal(mg)})


def test_an_unknown_drug_is_answered_with_the_nearest():
    with pytest.raises(
        ScoringError, match="no “methylprednisolon”; the nearest name is “methylprednisolone”"
    ):
        Dose("methylprednisolon", Decimal(4))


def test_a_negative_dose_is_refused():
    with pytest.raises(ScoringError, match="mg_per_day"):
        Dose("prednisone", Decimal(-5))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"route": "ivs"}, "route"),
        ({"kind": "puls"}, "kind"),
        ({"drug": "aspirin"}, "drug"),
        ({"end": 31}, "end"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(change, named):
    with pytest.raises(ScoringError, match=named):
        row(5, **change)


@pytest.mark.rule("7 steroid dose")
def test_a_steady_dose_is_its_own_mean_over_the_seven_days_before_the_visit():
    found = mean_daily([row("7.5")], VISIT)
    assert found.mg_per_day == found.at_least == Decimal("7.5")
    assert (found.first, found.last) == (days_before(7), days_before(1))
    assert found.because.values["mean"] == Decimal("7.5")


@pytest.mark.rule("7 steroid dose")
def test_the_visit_day_and_the_eighth_day_before_it_do_not_count():
    rows = [row(40, end=8), row(5, start=7, end=1), row(60, start=0)]
    found = mean_daily(rows, VISIT)
    assert found.mg_per_day == 5
    assert found.used == (rows[1],)


def test_a_step_inside_the_week_is_weighted_by_days():
    rows = [row(10, end=4), row(5, start=3)]
    assert mean_daily(rows, VISIT).mg_per_day == Decimal(55) / 7
    assert mean_daily(rows, VISIT).increases == ()


def test_a_mean_of_thirds_meets_its_limit_exactly():
    rows = [row("1.125", drug="dexamethasone", end=4), row("6", drug="methylprednisolone", start=3)]
    assert mean_daily(rows, VISIT).mg_per_day == Decimal("7.5")


def test_a_silent_ledger_cannot_be_told_and_is_not_zero():
    found = mean_daily([], VISIT)
    assert found.mg_per_day is None
    assert found.at_least == 0
    assert found.because.values["days"] == tuple(days_before(each) for each in range(7, 0, -1))


def test_one_silent_day_leaves_the_mean_open_and_the_others_are_a_lower_bound():
    found = mean_daily([row(14, end=5), row(14, start=3)], VISIT)
    assert found.mg_per_day is None
    assert found.at_least == 12
    assert found.because.values["days"] == (days_before(4),)


def test_a_row_of_zero_says_none():
    found = mean_daily([row(20, end=8), row(0, start=7)], VISIT)
    assert found.mg_per_day == 0


@pytest.mark.parametrize("route", ["oral", "iv", "im"])
def test_systemic_routes_count(route):
    assert mean_daily([row(5), row(4, drug="methylprednisolone", route=route)], VISIT).mg_per_day == 10


@pytest.mark.rule("8 local use")
@pytest.mark.parametrize("route", ["intra_articular", "topical", "inhaled"])
def test_local_routes_do_not_count_and_do_not_fill_a_silent_ledger(route):
    local = row(40, drug="triamcinolone", route=route)
    assert mean_daily([row(5), local], VISIT).mg_per_day == 5
    assert mean_daily([local], VISIT).mg_per_day is None


@pytest.mark.rule("8 pulses")
def test_a_pulse_is_set_apart_and_warned_of():
    pulse = row(500, start=3, end=1, drug="methylprednisolone", route="iv", kind="pulse")
    found = mean_daily([row(5), pulse], VISIT)
    assert found.mg_per_day == 5
    assert found.pulses == (pulse,)
    assert pulse not in found.used
    assert mean_daily([pulse], VISIT).mg_per_day is None


@pytest.mark.parametrize(
    "kind", ["maintenance", "taper", "increase_activity", "rescue", "premedication", "adrenal", "other"]
)
def test_a_dose_of_any_other_kind_counts(kind):
    assert mean_daily([row(5, kind=kind)], VISIT).mg_per_day == 5


def test_a_pulse_before_the_week_is_not_warned_of():
    pulse = row(500, start=10, end=8, drug="methylprednisolone", route="iv", kind="pulse")
    assert mean_daily([row(5), pulse], VISIT).pulses == ()
    assert pulses_within([pulse], days_before(30), VISIT) == (pulse,)
    assert pulses_within([pulse], days_before(7), VISIT) == ()


def test_an_increase_inside_the_week_is_warned_of():
    found = mean_daily([row(5, end=4), row(10, start=3)], VISIT)
    assert found.increases == (days_before(3),)


def test_an_increase_on_the_first_day_of_the_week_is_seen_against_the_day_before():
    assert mean_daily([row(5, end=8), row(10, start=7)], VISIT).increases == (days_before(7),)


def test_a_second_drug_on_top_is_an_increase_and_a_switch_of_equal_strength_is_none():
    assert mean_daily([row(5), row(2, start=2, drug="methylprednisolone")], VISIT).increases == (
        days_before(2),
    )
    assert mean_daily([row(5, end=3), row(4, start=2, drug="methylprednisolone")], VISIT).increases == ()


@pytest.mark.parametrize("kind", ["increase_activity", "rescue"])
def test_a_row_called_an_increase_counts_where_the_day_before_is_silent(kind):
    assert increases_within([row(20, start=3, kind=kind)], days_before(7), VISIT) == (days_before(3),)
    assert increases_within([row(20, start=3)], days_before(7), VISIT) == ()


def test_two_rows_of_one_drug_and_route_on_one_day_cannot_be_told():
    found = mean_daily([row(10, end=3), row(5, start=3)], VISIT)
    assert found.mg_per_day is None
    assert found.because.text.startswith("Two rows of one glucocorticoid overlap")
    assert found.because.values["days"] == (days_before(3),)
    assert found.increases == ()


def test_another_number_of_days_and_overrides_are_respected():
    rows = [row("1.2", drug="betamethasone")]
    assert mean_daily(rows, VISIT, days=28).mg_per_day == 10
    assert mean_daily(rows, VISIT, overrides={"betamethasone": Decimal("0.75")}).mg_per_day == 8
    with pytest.raises(ScoringError, match="days"):
        mean_daily(rows, VISIT, days=0)


def test_worked_examples_15_and_16_doses_at_the_limits_of_lldas_and_doris():
    assert mean_daily([row("7.5")], VISIT).mg_per_day == Decimal("7.5")
    assert mean_daily([row(4, drug="methylprednisolone")], VISIT).mg_per_day == 5


doses = st.builds(
    Dose, st.sampled_from(sorted(EQUIVALENT_MG)), st.integers(0, 400).map(lambda number: Decimal(number) / 4)
)


@given(st.lists(doses, max_size=4), st.lists(doses, max_size=4))
def test_doses_add_up_in_any_order_and_grouping(first, second):
    together = prednisone_equivalent([*first, *second])
    assert together == prednisone_equivalent([*second, *first])
    apart = prednisone_equivalent(first) + prednisone_equivalent(second)
    assert abs(together - apart) <= Decimal("1E-20")


@given(st.integers(0, 14), st.integers(0, 14), st.integers(0, 60))
def test_the_lower_bound_never_exceeds_the_mean_and_blanks_never_make_a_mean(start, length, mg):
    found = mean_daily([row(mg, start=start, end=start - length)], VISIT)
    covered = sum(1 for day in range(1, 8) if start - length <= day <= start)
    assert found.at_least == pytest.approx(Decimal(mg) * covered / 7)
    assert (found.mg_per_day is None) is (covered < 7)
