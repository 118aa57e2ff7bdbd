"""SLE-DAS: every weight and limit of the scoring sheet, section 9.4."""

from __future__ import annotations

import math
import random
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.errors import ScoringError
from workstation.scoring.sle_das import MEANINGFUL_CHANGE, NUMBERS, WEIGHTS, Band, SleDas, band, sle_das

QUIET: dict[str, Decimal | None] = {
    "swollen_joints_28": Decimal(0),
    "proteinuria_mg": Decimal(100),
    "platelets": Decimal(250),
    "leucocytes": Decimal(6),
}
CONSTANT = Decimal("0.366")


def scored(*present: str, **numbers: str | None) -> SleDas:
    """Everything absent and normal, but for what is present or given; None is missing."""
    given_ = {name: None if value is None else Decimal(value) for name, value in numbers.items()}
    return sle_das({key: key in present for key in WEIGHTS}, QUIET | given_)


def total(*present: str, **numbers: str | None) -> Decimal:
    score = scored(*present, **numbers).score
    assert score is not None
    return score


@pytest.mark.rule("9.4 constant")
def test_a_quiet_patient_scores_the_constant_and_not_0() -> None:
    assert scored() == SleDas(CONSTANT, Band.REMISSION)


@pytest.mark.rule("9.4 features")
@pytest.mark.parametrize(
    ("key", "points"),
    [
        ("arthritis", "3.132"),
        ("mucocutaneous_vasculitis", "4.408"),
        ("localised_rash", "3.138"),
        ("generalised_rash", "3.887"),
        ("alopecia", "0.973"),
        ("mucosal_ulcers", "2.769"),
        ("hypocomplementaemia", "0.754"),
        ("increased_anti_dsdna", "0.956"),
        ("neuropsychiatric", "18"),
        ("systemic_vasculitis", "18"),
        ("cardiac_pulmonary", "18"),
        ("myositis", "9"),
        ("serositis", "6"),
        ("haemolytic_anaemia", "9"),
    ],
)
def test_each_feature_adds_its_points(key: str, points: str) -> None:
    assert total(key) == CONSTANT + Decimal(points)


def test_all_features_together_are_the_sum() -> None:
    assert total(*WEIGHTS) == CONSTANT + sum(WEIGHTS.values())
    assert len(WEIGHTS) == 14


@pytest.mark.rule("9.4 swollen joints")
def test_each_swollen_joint_adds_its_points_up_to_28() -> None:
    assert total(swollen_joints_28="1") == Decimal("0.820")
    assert total(swollen_joints_28="28") == CONSTANT + 28 * Decimal("0.454")


@pytest.mark.parametrize("joints", ["29", "-1", "0.5", "NaN"])
def test_joints_are_whole_numbers_from_0_to_28(joints: str) -> None:
    with pytest.raises(ScoringError):
        scored(swollen_joints_28=joints)


@pytest.mark.rule("9.4 proteinuria")
def test_protein_counts_above_500_mg() -> None:
    assert total(proteinuria_mg="500") == CONSTANT
    assert float(total(proteinuria_mg="500.001")) == pytest.approx(
        0.366 - 17.584 + 3.811 * math.log(500.001), rel=1e-12
    )
    assert float(total(proteinuria_mg="3000")) == pytest.approx(
        0.366 - 17.584 + 3.811 * math.log(3000), rel=1e-12
    )


@pytest.mark.rule("9.4 platelets")
def test_platelets_count_below_100() -> None:
    assert total(platelets="100") == CONSTANT
    assert float(total(platelets="99.9")) == pytest.approx(0.366 + 26.105 - 5.577 * math.log(99.9), rel=1e-12)
    assert float(total(platelets="20")) == pytest.approx(0.366 + 26.105 - 5.577 * math.log(20), rel=1e-12)


@pytest.mark.rule("9.4 white cells")
def test_white_cells_count_below_3() -> None:
    assert total(leucocytes="3") == CONSTANT
    assert float(total(leucocytes="2.99")) == pytest.approx(0.366 + 6.118 - 5.058 * math.log(2.99), rel=1e-12)
    assert float(total(leucocytes="0.5")) == pytest.approx(0.366 + 6.118 - 5.058 * math.log(0.5), rel=1e-12)


@pytest.mark.rule("9.4 bands")
@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("0.366", "remission"),
        ("2.08", "remission"),
        ("2.0800001", "mild"),
        ("7.64", "mild"),
        ("7.6400001", "moderate/severe"),
        ("60", "moderate/severe"),
    ],
)
def test_bands_are_read_from_the_score_unrounded(score: str, expected: str) -> None:
    assert band(Decimal(score)) == expected


@pytest.mark.rule("9.4 meaningful change")
def test_a_meaningful_change() -> None:
    assert Decimal("1.72") == MEANINGFUL_CHANGE


@pytest.mark.parametrize("key", WEIGHTS)
def test_a_missing_feature_leaves_the_score_open(key: str) -> None:
    flags = {each: None if each == key else False for each in WEIGHTS}
    assert sle_das(flags, QUIET) == SleDas(None, None, (key,))
    del flags[key]
    assert sle_das(flags, QUIET) == SleDas(None, None, (key,))


@pytest.mark.parametrize("name", NUMBERS)
def test_a_missing_number_leaves_the_score_open(name: str) -> None:
    assert scored(**{name: None}) == SleDas(None, None, (name,))


@pytest.mark.parametrize("name", ["platelets", "leucocytes"])
def test_a_count_of_0_has_no_logarithm_and_is_refused(name: str) -> None:
    with pytest.raises(ScoringError, match="logarithm"):
        scored(**{name: "0"})


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_below_0_is_refused(name: str) -> None:
    with pytest.raises(ScoringError):
        scored(**{name: "-1"})


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ScoringError, match="localised_rash"):
        sle_das({"localized_rash": True}, QUIET)
    with pytest.raises(ScoringError, match="leucocytes"):
        sle_das({}, {"leukocytes": Decimal(3)})


def test_the_precision_of_the_caller_does_not_matter() -> None:
    expected = scored("arthritis", proteinuria_mg="1234.5", platelets="40", leucocytes="1.5")
    with localcontext(prec=4):
        assert scored("arthritis", proteinuria_mg="1234.5", platelets="40", leucocytes="1.5") == expected


present = st.sets(st.sampled_from(sorted(WEIGHTS)))


@given(present, st.sampled_from(sorted(WEIGHTS)))
def test_one_more_feature_never_lowers_the_score(seen: set[str], more: str) -> None:
    assert total(*seen, more) >= total(*seen)


@given(present, st.randoms(use_true_random=False))
def test_the_order_of_the_keys_does_not_matter(seen: set[str], chance: random.Random) -> None:
    flags = {key: key in seen for key in WEIGHTS}
    shuffled = dict(chance.sample(list(flags.items()), len(flags)))
    assert sle_das(shuffled, dict(reversed(QUIET.items()))) == sle_das(flags, QUIET)
