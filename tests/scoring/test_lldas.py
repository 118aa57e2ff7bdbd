"""LLDAS: every rule of the scoring sheet, section 6."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.criterion import Criterion, missing_of
from workstation.scoring.errors import ScoringError
from workstation.scoring.lldas import BEYOND, EXCLUDED, Lldas, Scope, State, Treatment, lldas
from workstation.scoring.sledai2k import DESCRIPTORS, KEYS

ALLOWED = (
    "arthritis", "myositis", "rash", "alopecia", "mucosal_ulcers", "low_complement", "increased_dna_binding",
    "thrombocytopenia", "leukopenia",
)  # fmt: skip
SEROLOGY = ("low_complement", "increased_dna_binding")
QUIET: dict[str, bool | None] = dict.fromkeys(KEYS, False)
FINE = Treatment(Decimal("7.5"), True)


def state(*present: str, missing: tuple[str, ...] = ()) -> State:
    """Everything answered and absent, but for what is present or missing."""
    said: dict[str, bool | None] = {
        key: None if key in missing else key in present for key in (*KEYS, *BEYOND)
    }
    return State({key: said[key] for key in KEYS}, said["haemolytic_anaemia"], said["gi_activity"])


def scored(now: State | None = None, previous: State | None = None, **given_: Any) -> Lldas:
    """A state that is attained, but for what is given."""
    seen = state() if now is None else now
    given_ = {"pga": Decimal(1), "treatment": FINE, **given_}
    return lldas(seen, seen if previous is None else previous, **given_)


def met(number: int, result: Lldas) -> bool | None:
    criterion = result.criteria[number - 1]
    assert criterion.key == str(number)
    assert bool(criterion.missing) is (criterion.met is None)
    return criterion.met


def test_all_five_criteria_at_their_limits_are_attained() -> None:
    result = scored(state("myositis"))
    assert [each.key for each in result.criteria] == ["1", "2", "3", "4", "5"]
    assert [each.met for each in result.criteria] == [True] * 5
    assert result.attained is True


class TestQuiet:
    """Criterion 1"""

    @pytest.mark.rule("6.1 excluded descriptors")
    def test_the_excluded_and_the_allowed_descriptors_are_all_24(self) -> None:
        assert set(EXCLUDED) | set(ALLOWED) == set(KEYS)
        assert len(EXCLUDED) + len(ALLOWED) == len(KEYS)

    @pytest.mark.rule("6.1 excluded descriptors", "6.1 haemolysis and gut")
    @pytest.mark.parametrize("key", [*EXCLUDED, *BEYOND])
    def test_an_organ_that_must_be_quiet_fails_whatever_the_total(self, key: str) -> None:
        result = scored(state(key))
        assert met(1, result) is False
        assert result.attained is False
        assert result.criteria[0].because.values["active"] == (key,)

    @pytest.mark.rule("6.1 allowed descriptors")
    @pytest.mark.parametrize("key", ALLOWED)
    def test_the_other_descriptors_are_allowed_within_4_points(self, key: str) -> None:
        assert met(1, scored(state(key))) is True

    @pytest.mark.rule("6.1 at most 4")
    @pytest.mark.parametrize(
        ("present", "expected"),
        [
            (("rash", "alopecia"), True),
            (("arthritis",), True),
            (("rash", "alopecia", "leukopenia"), False),
            (("arthritis", "leukopenia"), False),
        ],
    )
    def test_the_index_is_at_most_4(self, present: tuple[str, ...], expected: bool) -> None:
        assert met(1, scored(state(*present))) is expected

    @pytest.mark.rule("6.1 fails with others missing")
    def test_known_items_above_4_fail_with_others_missing(self) -> None:
        result = scored(state("arthritis", "leukopenia", missing=("seizure",)))
        assert met(1, result) is False
        assert result.criteria[0].because.text.startswith("SLEDAI-2K is at least")

    @pytest.mark.rule("6.1 fails with others missing")
    def test_an_excluded_organ_fails_with_others_missing(self) -> None:
        assert met(1, scored(state("pyuria", missing=("seizure", "gi_activity")))) is False

    @pytest.mark.parametrize("key", KEYS)
    def test_a_missing_descriptor_leaves_it_open(self, key: str) -> None:
        result = scored(state(missing=(key,)), state())
        assert met(1, result) is None
        assert result.criteria[0].missing == (f"sledai.{key}",)
        assert result.attained is None

    @pytest.mark.rule("6.1 haemolysis and gut")
    @pytest.mark.parametrize("key", BEYOND)
    def test_not_asked_for_haemolysis_or_gut_is_missing_and_not_no(self, key: str) -> None:
        result = scored(state(missing=(key,)), state())
        assert met(1, result) is None
        assert result.criteria[0].missing == (key,)


class TestNothingNew:
    """Criterion 2"""

    @pytest.mark.rule("6.2 nothing new")
    @pytest.mark.parametrize("key", [*KEYS, *BEYOND])
    def test_present_now_and_absent_last_time_is_new(self, key: str) -> None:
        result = scored(state(key), state())
        assert met(2, result) is False
        assert result.criteria[1].because.values["new"] == (key,)

    @pytest.mark.rule("6.2 nothing new")
    @pytest.mark.parametrize("key", [*KEYS, *BEYOND])
    def test_present_both_times_or_gone_is_not_new(self, key: str) -> None:
        assert met(2, scored(state(key), state(key))) is True
        assert met(2, scored(state(), state(key))) is True

    @pytest.mark.rule("6.2 missing last time")
    @pytest.mark.parametrize("key", [*KEYS, *BEYOND])
    def test_present_now_and_missing_last_time_is_undecided(self, key: str) -> None:
        result = scored(state(key), state(missing=(key,)))
        assert met(2, result) is None
        assert result.criteria[1].missing == (f"previous.{key}",)

    def test_missing_last_time_does_not_matter_for_what_is_absent_now(self) -> None:
        assert met(2, scored(state(), state(missing=(*KEYS, *BEYOND)))) is True

    def test_missing_now_is_undecided_unless_it_was_there_last_time(self) -> None:
        now = state(missing=("rash", "gi_activity"))
        result = scored(now, state())
        assert met(2, result) is None
        assert result.criteria[1].missing == ("sledai.rash", "gi_activity")
        assert met(2, scored(now, state("rash", "gi_activity"))) is True

    def test_one_that_is_new_decides_over_one_that_is_open(self) -> None:
        assert met(2, scored(state("rash", "fever"), state(missing=("fever",)))) is False

    @pytest.mark.rule("6.2 no previous assessment")
    def test_without_an_earlier_assessment_it_is_undecided(self) -> None:
        result = lldas(state(), None, Decimal(0), FINE)
        assert met(2, result) is None
        assert result.criteria[1].missing == ("previous",)
        assert result.attained is None

    @pytest.mark.rule("6.2 assessor")
    def test_the_word_of_the_assessor_overrides_the_comparison(self) -> None:
        assert met(2, scored(state("rash"), state(), new_features=False)) is True
        assert met(2, scored(state(), state(), new_features=True)) is False
        assert met(2, lldas(state(), None, Decimal(0), FINE, new_features=False)) is True

    @pytest.mark.rule("6.2 with and without serology", "11 LLDAS criterion 2")
    @pytest.mark.parametrize("key", SEROLOGY)
    def test_new_serology_counts_by_default_and_not_where_only_clinical_ones_do(self, key: str) -> None:
        assert met(2, scored(state(key), state())) is False
        assert met(2, scored(state(key), state(), scope=Scope.CLINICAL)) is True
        assert met(2, scored(state(missing=(key,)), state(), scope=Scope.CLINICAL)) is True

    @pytest.mark.parametrize("key", [*(each.key for each in DESCRIPTORS if each.clinical), *BEYOND])
    def test_everything_clinical_counts_also_where_serology_does_not(self, key: str) -> None:
        assert met(2, scored(state(key), state(), scope=Scope.CLINICAL)) is False

    def test_where_only_the_assessor_counts_his_silence_is_undecided(self) -> None:
        result = scored(state("rash"), state(), scope=Scope.ASSESSOR)
        assert met(2, result) is None
        assert result.criteria[1].missing == ("new_features",)
        assert met(2, scored(state("rash"), state(), scope=Scope.ASSESSOR, new_features=False)) is True


def test_the_readings_of_criterion_2_are_named_as_the_study_writes_them() -> None:
    assert [scope.value for scope in Scope] == ["all", "clinical", "assessor"]


class TestPga:
    """Criterion 3"""

    @pytest.mark.rule("6.3 PGA")
    @pytest.mark.parametrize(
        ("pga", "expected"), [("0", True), ("1", True), ("1.0", True), ("1.00000001", False), ("3", False)]
    )
    def test_it_is_at_most_1(self, pga: str, expected: bool) -> None:
        assert met(3, scored(pga=Decimal(pga))) is expected

    def test_a_missing_one_leaves_it_open(self) -> None:
        result = scored(pga=None)
        assert (met(3, result), result.criteria[2].missing, result.attained) == (None, ("pga",), None)

    @pytest.mark.parametrize("pga", ["-0.1", "3.01", "NaN"])
    def test_one_outside_0_to_3_is_refused(self, pga: str) -> None:
        with pytest.raises(ScoringError):
            scored(pga=Decimal(pga))


class TestPrednisone:
    """Criterion 4"""

    @pytest.mark.rule("6.4 prednisone")
    @pytest.mark.parametrize(
        ("mg", "expected"), [("0", True), ("7.5", True), ("7.50", True), ("7.50001", False), ("20", False)]
    )
    def test_it_is_at_most_seven_and_a_half_mg_a_day(self, mg: str, expected: bool) -> None:
        assert met(4, scored(treatment=Treatment(Decimal(mg), True))) is expected

    def test_an_unknown_dose_leaves_it_open(self) -> None:
        result = scored(treatment=Treatment(None, True))
        assert (met(4, result), result.criteria[3].missing) == (None, ("prednisone_mg_day",))

    def test_a_dose_below_0_is_refused(self) -> None:
        with pytest.raises(ScoringError):
            scored(treatment=Treatment(Decimal(-1), True))


class TestMaintenance:
    """Criterion 5"""

    @pytest.mark.rule("6.5 maintenance doses")
    @pytest.mark.parametrize("answer", [True, False])
    def test_background_drugs_are_at_maintenance_doses(self, answer: bool) -> None:
        assert met(5, scored(treatment=Treatment(Decimal(0), answer))) is answer

    def test_not_answered_leaves_it_open(self) -> None:
        result = scored(treatment=Treatment(Decimal(0), None))
        assert (met(5, result), result.criteria[4].missing) == (None, ("maintenance_therapy_ok",))

    @pytest.mark.rule("6.5 investigational drugs")
    @pytest.mark.parametrize("answer", [True, None])
    def test_another_investigational_drug_does_not_qualify(self, answer: bool | None) -> None:
        assert met(5, scored(treatment=Treatment(Decimal(0), answer, other_investigational=True))) is False

    @pytest.mark.rule("6.5 investigational drugs", "11 LLDAS criterion 5")
    def test_the_study_product_is_exempt_unless_read_literally(self) -> None:
        assert met(5, scored(treatment=Treatment(Decimal(0), True))) is True
        assert met(5, scored(treatment=Treatment(Decimal(0), True, product_exempt=False))) is False


class TestResult:
    @pytest.mark.rule("6 result")
    def test_one_that_fails_decides_over_one_that_is_open(self) -> None:
        assert scored(pga=None, treatment=Treatment(Decimal(8), True)).attained is False

    def test_what_is_missing_is_named_once_and_only_while_it_matters(self) -> None:
        now = state(missing=("rash",))
        assert missing_of(scored(now, state(), pga=None).criteria) == ("sledai.rash", "pga")
        assert missing_of(scored(now, state(), treatment=Treatment(Decimal(8), True)).criteria) == ()

    def test_an_unknown_descriptor_is_refused_of_both_assessments(self) -> None:
        wrong = State({**QUIET, "haematuria": True}, False, False)
        with pytest.raises(ScoringError, match="hematuria"):
            scored(wrong, state())
        with pytest.raises(ScoringError, match="previous: there is no “haematuria”"):
            scored(state(), wrong)


def reason(criterion: Criterion) -> str:
    """The reason with its values in their places."""
    return criterion.because.text.format_map(criterion.because.values)


class TestReasons:
    @pytest.mark.parametrize(
        ("number", "given_", "expected"),
        [
            (1, {"now": state("rash")}, "SLEDAI-2K 2, at most 4, and no organ that must be quiet is active."),
            (1, {"now": state("arthritis", "leukopenia")}, "SLEDAI-2K 5 is above 4."),
            (2, {"new_features": True}, "The assessor says that there is new activity."),
            (2, {"new_features": False}, "The assessor says: nothing new."),
            (2, {}, "Nothing is new since the assessment before."),
            (2, {"scope": Scope.ASSESSOR}, "The assessor has not said whether there is new activity."),
            (3, {}, "PGA 1, at most 1."),
            (3, {"pga": Decimal("1.1")}, "PGA 1.1 is above 1."),
            (4, {}, "Prednisone 7.5 mg a day, at most 7.5 mg."),
            (4, {"treatment": Treatment(Decimal(8), True)}, "Prednisone 8 mg a day, above 7.5 mg."),
            (5, {}, "Background drugs are at tolerated maintenance doses."),
            (
                5,
                {"treatment": Treatment(Decimal(0), False)},
                "Background drugs are not at tolerated maintenance doses.",
            ),
        ],
    )
    def test_each_says_on_which_side_of_its_limit_it_lies(
        self, number: int, given_: dict[str, Any], expected: str
    ) -> None:
        assert reason(scored(**given_).criteria[number - 1]) == expected


doses = st.decimals(0, 12, places=1)
pgas = st.decimals(0, 3, places=1)
verdicts = {False: 0, None: 1, True: 2}


@st.composite
def states(draw: st.DrawFn) -> State:
    """Mostly quiet: a state that is active everywhere would decide every case alike."""
    present = draw(st.sets(st.sampled_from((*KEYS, *BEYOND)), max_size=2))
    return state(*present)


@st.composite
def with_gaps(draw: st.DrawFn, whole: State) -> State:
    missing = draw(st.sets(st.sampled_from((*KEYS, *BEYOND)), max_size=3))
    present = tuple(key for key in (*KEYS, *BEYOND) if whole.value(key))
    return state(*present, missing=tuple(missing))


@given(st.data())
def test_filling_in_what_is_missing_never_contradicts_what_was_decided(data: st.DataObject) -> None:
    def maybe(value: Any) -> Any:
        return None if data.draw(st.booleans()) else value

    now, before = data.draw(states()), data.draw(states())
    pga, mg, fine = data.draw(pgas), data.draw(doses), data.draw(st.booleans())
    said = data.draw(st.none() | st.booleans())
    scope = data.draw(st.sampled_from([Scope.ALL, Scope.CLINICAL]))
    partial = lldas(
        data.draw(with_gaps(now)),
        maybe(data.draw(with_gaps(before))),
        maybe(pga),
        Treatment(maybe(mg), maybe(fine)),
        said,
        scope,
    )
    whole = lldas(now, before, pga, Treatment(mg, fine), said, scope)
    assert whole.attained is not None
    assert partial.attained in (None, whole.attained)
    for open_one, decided in zip(partial.criteria, whole.criteria, strict=True):
        assert reason(open_one)
        assert reason(decided)
        assert open_one.met in (None, decided.met)
    assert bool(missing_of(partial.criteria)) is (partial.attained is None)


@given(states(), states(), pgas, pgas, doses, doses)
def test_less_activity_or_less_steroid_never_loses_the_state(
    now: State, before: State, pga: Decimal, other_pga: Decimal, mg: Decimal, other_mg: Decimal
) -> None:
    worse = lldas(now, before, max(pga, other_pga), Treatment(max(mg, other_mg), True))
    better = lldas(now, before, min(pga, other_pga), Treatment(min(mg, other_mg), True))
    assert verdicts[better.attained] >= verdicts[worse.attained]


@given(states(), states(), st.randoms(use_true_random=False))
def test_the_order_of_the_descriptors_does_not_matter(
    now: State, before: State, chance: random.Random
) -> None:
    def shuffled(of: State) -> State:
        return State(
            dict(chance.sample(list(of.items.items()), len(of.items))), of.haemolytic_anaemia, of.gi_activity
        )

    assert lldas(shuffled(now), shuffled(before), Decimal(1), FINE) == lldas(now, before, Decimal(1), FINE)


@given(states(), states())
def test_a_state_without_serology_is_never_lost_where_it_counts(now: State, before: State) -> None:
    strict = lldas(now, before, Decimal(1), FINE, scope=Scope.ALL)
    clinical = lldas(now, before, Decimal(1), FINE, scope=Scope.CLINICAL)
    assert verdicts[clinical.attained] >= verdicts[strict.attained]
