"""Values with an operator: where a limit lies below it, the answer is "cannot tell" (forms catalogue 0)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.errors import ScoringError
from workstation.scoring.measurement import Measurement

LIMIT = Decimal("0.5")


@pytest.mark.parametrize(
    ("operator", "value", "above", "below"),
    [
        ("", "0.49", False, True),
        ("", "0.5", False, False),
        ("", "0.500", False, False),
        ("", "0.51", True, False),
        ("<", "0.4", False, True),
        ("<", "0.5", False, True),
        ("<", "0.6", None, None),
        (">", "0.4", None, None),
        (">", "0.5", True, False),
        (">", "0.6", True, False),
    ],
)
def test_three_state_comparison(operator, value, above, below):
    measured = Measurement(Decimal(value), operator)
    assert measured.above(LIMIT) is above
    assert measured.below(LIMIT) is below
    assert measured.at_least(LIMIT) is (None if below is None else not below)


@pytest.mark.parametrize(("operator", "shown"), [("", "0.5"), ("<", "< 0.5"), (">", "> 0.5")])
def test_it_shows_its_operator(operator, shown):
    assert str(Measurement(Decimal("0.5"), operator)) == shown


def test_no_exponent_is_shown():
    assert str(Measurement(Decimal("3E+2"))) == "300"


def test_an_unknown_operator_and_a_value_that_is_not_finite_are_refused():
    with pytest.raises(ScoringError, match="operator"):
        Measurement(Decimal(1), "<=")
    with pytest.raises(ScoringError, match="finite"):
        Measurement(Decimal("NaN"))


tenths = st.integers(-50, 50).map(lambda number: Decimal(number) / 10)


@given(value=tenths, limit=tenths, true_value=tenths, operator=st.sampled_from(["<", ">"]))
def test_a_certain_answer_holds_for_every_true_value_that_the_operator_allows(
    value, limit, true_value, operator
):
    allowed = true_value < value if operator == "<" else true_value > value
    if allowed:
        measured = Measurement(value, operator)
        assert measured.above(limit) in (None, true_value > limit)
        assert measured.below(limit) in (None, true_value < limit)
