"""DORIS remission: every rule of the scoring sheet, section 7."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.criterion import Criterion, missing_of
from workstation.scoring.doris import Doris, SteroidRule, Treatment, doris
from workstation.scoring.errors import ScoringError
from workstation.scoring.sledai2k import DESCRIPTORS, KEYS

CLINICAL = tuple(each.key for each in DESCRIPTORS if each.clinical)
SEROLOGY = tuple(each.key for each in DESCRIPTORS if not each.clinical)


def items(*present: str, missing: tuple[str, ...] = ()) -> dict[str, bool | None]:
    return {key: None if key in missing else key in present for key in KEYS}


def scored(
    of: dict[str, bool | None] | None = None,
    pga: str | None = "0.4",
    mg: str | None = "5",
    stable: bool | None = True,
    immunosuppressant: bool | None = False,
    biologic: bool | None = False,
    rule: SteroidRule = SteroidRule.AT_MOST_5,
) -> Doris:
    """Remission, but for what is given."""
    treatment = Treatment(None if mg is None else Decimal(mg), stable, immunosuppressant, biologic)
    return doris(items() if of is None else of, None if pga is None else Decimal(pga), treatment, rule)


def met(key: str, result: Doris) -> bool | None:
    criterion = next(each for each in result.criteria if each.key == key)
    assert bool(criterion.missing) is (criterion.met is None)
    return criterion.met


def test_the_parts_and_their_order() -> None:
    result = scored()
    assert [each.key for each in result.criteria] == ["clinical_sledai", "pga", "prednisone", "therapy"]
    assert result.remission is True


@pytest.mark.rule("7 clinical SLEDAI")
@pytest.mark.parametrize("key", CLINICAL)
def test_clinical_sledai_is_0(key: str) -> None:
    result = scored(items(key))
    assert (met("clinical_sledai", result), result.remission) == (False, False)
    assert result.criteria[0].because.values["present"] == (key,)


@pytest.mark.rule("7 serology is ignored")
@pytest.mark.parametrize("key", SEROLOGY)
def test_serology_is_ignored_present_or_missing(key: str) -> None:
    assert scored(items(key)).remission is True
    assert scored(items(missing=(key,))).remission is True


@pytest.mark.rule("7 missing")
@pytest.mark.parametrize("key", CLINICAL)
def test_a_missing_clinical_descriptor_is_undecided_unless_another_is_present(key: str) -> None:
    result = scored(items(missing=(key,)))
    assert (met("clinical_sledai", result), result.remission) == (None, None)
    assert missing_of(result.criteria) == (f"sledai.{key}",)
    other = "rash" if key != "rash" else "fever"
    assert scored(items(other, missing=(key,))).remission is False


@pytest.mark.rule("7 PGA")
@pytest.mark.parametrize(
    ("pga", "expected"), [("0", True), ("0.49999", True), ("0.5", False), ("0.50", False), ("3", False)]
)
def test_pga_is_below_one_half_and_exactly_that_fails(pga: str, expected: bool) -> None:
    assert met("pga", scored(pga=pga)) is expected


@pytest.mark.rule("7 prednisone", "11 DORIS steroid")
@pytest.mark.parametrize(
    ("mg", "at_most", "below"),
    [
        ("0", True, True),
        ("4.999", True, True),
        ("5", True, False),
        ("5.0", True, False),
        ("5.001", False, False),
    ],
)
def test_prednisone_is_at_most_5_mg_or_below_5_by_the_other_printing(
    mg: str, at_most: bool, below: bool
) -> None:
    assert met("prednisone", scored(mg=mg)) is at_most
    assert met("prednisone", scored(mg=mg, rule=SteroidRule.BELOW_5)) is below


def test_the_printings_are_named_as_the_study_writes_them() -> None:
    assert [rule.value for rule in SteroidRule] == ["le5", "lt5"]


@pytest.mark.rule("7 stable treatment")
def test_background_treatment_is_stable() -> None:
    assert scored(stable=False).remission is False
    assert scored(immunosuppressant=True, biologic=True).remission is True


@pytest.mark.rule("7 missing")
@pytest.mark.parametrize(
    ("gone", "missing"),
    [
        ({"pga": None}, "pga"),
        ({"mg": None}, "prednisone_mg_day"),
        ({"stable": None}, "therapy_stable"),
    ],
)
def test_a_missing_pga_dose_or_stability_is_undecided_unless_another_part_fails(
    gone: dict[str, Any], missing: str
) -> None:
    result = scored(**gone)
    assert (result.remission, missing_of(result.criteria)) == (None, (missing,))
    failed = scored(items("rash"), **gone)
    assert (failed.remission, missing_of(failed.criteria)) == (False, ())


def reason(criterion: Criterion) -> str:
    """The reason with its values in their places."""
    return criterion.because.text.format_map(criterion.because.values)


@pytest.mark.parametrize(
    ("number", "given_", "expected"),
    [
        (0, {}, "Clinical SLEDAI-2K is 0."),
        (1, {}, "PGA 0.4, below 0.5."),
        (1, {"pga": "0.5"}, "PGA 0.5 is not below 0.5."),
        (2, {}, "Prednisone 5 mg a day, at most 5 mg."),
        (2, {"mg": "6"}, "Prednisone 6 mg a day, above 5 mg."),
        (2, {"mg": "4", "rule": SteroidRule.BELOW_5}, "Prednisone 4 mg a day, below 5 mg."),
        (2, {"rule": SteroidRule.BELOW_5}, "Prednisone 5 mg a day, not below 5 mg."),
        (3, {}, "Background treatment is stable."),
        (3, {"stable": False}, "Background treatment is not stable."),
    ],
)
def test_each_part_says_on_which_side_of_its_limit_it_lies(
    number: int, given_: dict[str, Any], expected: str
) -> None:
    assert reason(scored(**given_).criteria[number]) == expected


class TestOffTreatment:
    """The framework of 2017"""

    @pytest.mark.rule("7 off treatment")
    def test_remission_without_steroid_immunosuppressant_and_biologic(self) -> None:
        result = scored(mg="0")
        assert (result.remission, result.off_treatment, result.complete_off_treatment) == (True, True, True)

    @pytest.mark.rule("7 off treatment")
    @pytest.mark.parametrize(
        "given_", [{"mg": "0.1"}, {"mg": "0", "immunosuppressant": True}, {"mg": "0", "biologic": True}]
    )
    def test_any_of_the_three_is_treatment(self, given_: dict[str, Any]) -> None:
        result = scored(**given_)
        assert (result.remission, result.off_treatment, result.complete_off_treatment) == (
            True,
            False,
            False,
        )

    def test_without_remission_it_is_not_remission_off_treatment(self) -> None:
        result = scored(items("rash"), mg="0")
        assert (result.off_treatment, result.complete_off_treatment) == (False, False)

    @pytest.mark.parametrize("gone", ["immunosuppressant", "biologic"])
    def test_what_is_not_known_of_treatment_leaves_only_the_variants_open(self, gone: str) -> None:
        result = scored(mg="0", **{gone: None})  # type: ignore[arg-type]
        assert (result.remission, result.off_treatment, result.complete_off_treatment) == (True, None, None)

    def test_an_unknown_dose_leaves_it_open_unless_another_treatment_is_known(self) -> None:
        assert scored(mg=None).off_treatment is None
        assert scored(mg=None, biologic=True).off_treatment is False

    @pytest.mark.rule("7 complete off treatment")
    @pytest.mark.parametrize("key", SEROLOGY)
    def test_complete_asks_for_both_serologies_absent(self, key: str) -> None:
        present = scored(items(key), mg="0")
        assert (present.off_treatment, present.complete_off_treatment) == (True, False)
        unknown = scored(items(missing=(key,)), mg="0")
        assert (unknown.off_treatment, unknown.complete_off_treatment) == (True, None)


@pytest.mark.parametrize(
    "given_", [{"pga": "3.1"}, {"mg": "-1"}, {"pga": "NaN"}, {"of": {"haematuria": True}}]
)
def test_what_cannot_be_true_is_refused(given_: dict[str, Any]) -> None:
    with pytest.raises(ScoringError):
        scored(**given_)


pgas = st.decimals(0, 1, places=1).map(str)
doses = st.decimals(0, 7, places=1).map(str)
rules = st.sampled_from(SteroidRule)
present = st.sets(st.sampled_from(KEYS), max_size=1)
verdicts = {False: 0, None: 1, True: 2}


@given(st.data())
def test_filling_in_what_is_missing_never_contradicts_what_was_decided(data: st.DataObject) -> None:
    def maybe(value: Any) -> Any:
        return None if data.draw(st.sampled_from([True, False, False])) else value

    seen, gaps = data.draw(present), data.draw(st.sets(st.sampled_from(KEYS), max_size=2))
    pga, mg, rule = data.draw(pgas), data.draw(doses), data.draw(rules)
    stable, drug, biologic = (data.draw(st.booleans()) for _ in range(3))
    partial = scored(
        items(*seen, missing=tuple(gaps)),
        maybe(pga),
        maybe(mg),
        maybe(stable),
        maybe(drug),
        maybe(biologic),
        rule,
    )
    whole = scored(items(*seen), pga, mg, stable, drug, biologic, rule)
    assert whole.remission is not None
    assert all(reason(each) for each in (*partial.criteria, *whole.criteria))
    assert partial.remission in (None, whole.remission)
    assert partial.off_treatment in (None, whole.off_treatment)
    assert partial.complete_off_treatment in (None, whole.complete_off_treatment)


@given(present, pgas, pgas, doses, doses, rules)
def test_less_activity_or_less_steroid_never_loses_remission(
    seen: set[str], pga: str, other_pga: str, mg: str, other_mg: str, rule: SteroidRule
) -> None:
    (low, high), (less, more) = sorted((pga, other_pga), key=Decimal), sorted((mg, other_mg), key=Decimal)
    better, worse = scored(items(*seen), low, less, rule=rule), scored(items(*seen), high, more, rule=rule)
    assert verdicts[better.remission] >= verdicts[worse.remission]
    assert verdicts[better.off_treatment] >= verdicts[worse.off_treatment]


@given(present, st.randoms(use_true_random=False))
def test_the_order_of_the_descriptors_does_not_matter(seen: set[str], chance: random.Random) -> None:
    of = items(*seen)
    assert scored(dict(chance.sample(list(of.items()), len(of)))) == scored(of)


@given(present, pgas, doses)
def test_complete_is_off_treatment_and_off_treatment_is_remission(seen: set[str], pga: str, mg: str) -> None:
    result = scored(items(*seen), pga, mg)
    assert verdicts[result.complete_off_treatment] <= verdicts[result.off_treatment]
    assert verdicts[result.off_treatment] <= verdicts[result.remission]
