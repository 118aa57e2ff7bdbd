"""Body surface and the doses taken from it (scoring sheet 9.1, trial sheet 4.1)."""

from decimal import Decimal, localcontext

import pytest

from workstation.scoring.body_surface import FORMULAS, body_surface, dose
from workstation.scoring.errors import ScoringError
from workstation.scoring.quantity import rounded

VECTORS = [
    (165, 58, "1.6304", "1.6349", "1.5960", "40.76", "489.13"),
    (158, 50, "1.4814", "1.4875", "1.4509", "37.03", "444.41"),
    (172, 75, "1.8930", "1.8794", "1.8563", "47.32", "567.89"),
    (150, 42, "1.3229", "1.3302", "1.2997", "33.07", "396.86"),
]


@pytest.mark.rule("9.1 Mosteller", "9.1 Du Bois", "9.1 Stevenson")
@pytest.mark.parametrize(("height", "weight", "mosteller", "dubois", "stevenson", "flu", "cy"), VECTORS)
def test_vectors_of_the_trial_sheet(height, weight, mosteller, dubois, stevenson, flu, cy):
    surfaces = {name: body_surface(Decimal(height), Decimal(weight), name) for name in FORMULAS}
    assert str(rounded(surfaces["mosteller"], 4)) == mosteller
    assert str(rounded(surfaces["dubois"], 4)) == dubois
    assert str(rounded(surfaces["stevenson"], 4)) == stevenson
    assert str(rounded(dose(Decimal(25), surfaces["mosteller"]), 2)) == flu
    assert str(rounded(dose(Decimal(300), surfaces["mosteller"]), 2)) == cy


@pytest.mark.parametrize(
    ("formula", "factor", "height_power", "weight_power"),
    [
        ("dubois", 0.007184, 0.725, 0.425),
        ("haycock", 0.024265, 0.3964, 0.5378),
        ("gehan_george", 0.0235, 0.42246, 0.51456),
        ("fujimoto", 0.008883, 0.663, 0.444),
    ],
)
def test_power_formulas_agree_with_floating_point(formula, factor, height_power, weight_power):
    expected = factor * 165**height_power * 58**weight_power
    assert float(body_surface(Decimal(165), Decimal(58), formula)) == pytest.approx(expected, rel=1e-12)


def test_worked_example_17_mosteller_and_dose():
    surface = body_surface(Decimal(160), Decimal(58))
    assert str(rounded(surface, 3)) == "1.606"
    assert str(rounded(dose(Decimal(20), surface), 1)) == "32.1"


def test_mosteller_is_the_default_and_a_perfect_square_is_exact():
    assert (
        body_surface(Decimal(180), Decimal(80))
        == body_surface(Decimal(180), Decimal(80), "mosteller")
        == Decimal(2)
    )


def test_the_result_does_not_depend_on_the_precision_that_the_caller_has_set():
    expected = body_surface(Decimal(165), Decimal(58))
    with localcontext() as context:
        context.prec = 3
        assert body_surface(Decimal(165), Decimal(58)) == expected
        assert rounded(dose(Decimal(25), expected), 6) == Decimal("40.760990")


@pytest.mark.parametrize(
    ("height", "weight"),
    [("1.65", "58"), ("0", "58"), ("-165", "58"), ("165", "0"), ("165", "5800"), ("NaN", "58")],
)
def test_what_cannot_be_a_person_is_refused(height, weight):
    with pytest.raises(ScoringError, match=r"height_cm|weight_kg"):
        body_surface(Decimal(height), Decimal(weight))


def test_an_unknown_formula_is_answered_with_the_nearest():
    with pytest.raises(ScoringError, match="mosteller"):
        body_surface(Decimal(165), Decimal(58), "Mosteler")


def test_a_negative_dose_is_refused():
    with pytest.raises(ScoringError, match="mg_per_m2"):
        dose(Decimal(-25), Decimal(1))
