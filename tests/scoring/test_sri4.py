"""SRI-4: every rule of the scoring sheet, section 5."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.messages import Sentence
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade
from workstation.scoring.criterion import Criterion, joined, missing_of
from workstation.scoring.errors import ScoringError
from workstation.scoring.sri4 import Activity, Event, Sri4, Status, sri4

SKIN, JOINTS, BLOOD, KIDNEY = (
    System.MUCOCUTANEOUS,
    System.MUSCULOSKELETAL,
    System.HAEMATOLOGICAL,
    System.RENAL,
)


def grades(**said: str | None) -> dict[System, Grade | None]:
    """Every system never involved, but for what is said; None is a missing grade."""
    given_ = {System(name): None if grade is None else Grade(grade) for name, grade in said.items()}
    return dict.fromkeys(System, Grade.E) | given_


def activity(sledai: int | None, pga: str | None, at_least: int = 0, **said: str | None) -> Activity:
    return Activity(sledai, None if pga is None else Decimal(pga), grades(**said), at_least)


def bilag(was: dict[str, str | None], now: dict[str, str | None]) -> Sri4:
    """A response in which only BILAG could fail."""
    return sri4(activity(12, "1.8", 0, **was), activity(6, "1.0", 0, **now))


def fallen(was: int | None, now: int | None, at_least: int = 0) -> Sri4:
    """A response in which only SLEDAI-2K could fail."""
    return sri4(activity(was, "1.8"), activity(now, "1.0", at_least))


def risen(was: str | None, now: str | None) -> Sri4:
    """A response in which only PGA could fail."""
    return sri4(activity(12, was), activity(6, now))


class TestSledai:
    @pytest.mark.rule("5.1 SLEDAI")
    @pytest.mark.parametrize(
        ("was", "now", "met"), [(12, 8, True), (12, 9, False), (4, 0, True), (12, 0, True), (8, 12, False)]
    )
    def test_a_fall_of_4_or_more_is_asked(self, was: int, now: int, met: bool) -> None:
        result = fallen(was, now)
        assert (result.sledai.met, result.responder, result.status) == (met, met, Status.OBSERVED)

    @pytest.mark.rule("5 not attainable")
    @pytest.mark.parametrize(("was", "attainable"), [(3, False), (4, True), (0, False), (None, None)])
    def test_a_baseline_below_4_is_flagged_not_attainable(
        self, was: int | None, attainable: bool | None
    ) -> None:
        assert fallen(was, 0).attainable is attainable

    @pytest.mark.rule("5 not attainable")
    @pytest.mark.parametrize("now", [0, 2, None])
    def test_a_baseline_below_4_never_responds(self, now: int | None) -> None:
        result = fallen(3, now)
        assert (result.responder, result.sledai.met, result.status) == (False, False, Status.OBSERVED)

    @pytest.mark.rule("5 missing descriptors")
    @pytest.mark.parametrize(("at_least", "met"), [(0, None), (8, None), (9, False), (20, False)])
    def test_a_partial_sum_above_baseline_less_4_is_certain_failure(
        self, at_least: int, met: bool | None
    ) -> None:
        result = fallen(12, None, at_least)
        assert result.sledai.met is met
        assert result.sledai.missing == (("sledai",) if met is None else ())
        assert result.status is (Status.IMPUTED if met is None else Status.OBSERVED)
        assert result.responder is False

    @pytest.mark.parametrize("now", [0, None])
    def test_without_the_index_of_the_baseline_it_cannot_be_told(self, now: int | None) -> None:
        result = fallen(None, now)
        assert (result.sledai.met, result.sledai.missing) == (None, ("baseline.sledai",))
        assert result.status is Status.IMPUTED

    def test_without_a_partial_sum_even_the_lowest_baseline_stays_open(self) -> None:
        nothing_said = Activity(None, Decimal(1), grades())
        found = sri4(activity(4, "1.8"), nothing_said).sledai
        assert (found.met, found.because.values["now"]) == (None, 0)

    def test_the_change_is_said_with_a_true_minus_sign(self) -> None:
        assert fallen(12, 8).sledai.because.values["change"] == "−4"
        assert fallen(12, 14).sledai.because.values["change"] == "+2"
        assert fallen(12, 12).sledai.because.values["change"] == "0"


class TestPga:
    @pytest.mark.rule("5.3 PGA")
    @pytest.mark.parametrize(
        ("was", "now", "met"),
        [
            ("1.8", "2.09", True),
            ("1.8", "2.1", False),
            ("1.5", "1.8", False),
            ("1.5", "1.79999999999999999999999999999999999", True),
            ("1.8", "0.2", True),
            ("0", "0.3", False),
        ],
    )
    def test_a_rise_of_less_than_three_tenths_is_asked_exactly(self, was: str, now: str, met: bool) -> None:
        result = risen(was, now)
        assert (result.pga.met, result.responder) == (met, met)

    def test_the_change_is_said_as_exactly_as_it_is_judged(self) -> None:
        said = risen("1.5", "1.79999999999999999999999999999999999").pga.because.values["change"]
        assert said == "+0.29999999999999999999999999999999999"

    @pytest.mark.rule("5 imputed")
    @pytest.mark.parametrize(
        ("was", "now", "missing"),
        [
            (None, "1.0", ("baseline.pga",)),
            ("1.0", None, ("pga",)),
            (None, None, ("baseline.pga",)),
        ],
    )
    def test_a_missing_pga_is_named_and_imputed(
        self, was: str | None, now: str | None, missing: tuple[str, ...]
    ) -> None:
        result = risen(was, now)
        assert (result.pga.met, result.pga.missing) == (None, missing)
        assert (result.responder, result.status, result.met) == (False, Status.IMPUTED, None)

    @pytest.mark.parametrize(
        ("was", "now"), [("3.1", "1"), ("1", "7"), (None, "7"), ("7", None), ("-0.1", "1")]
    )
    def test_a_pga_outside_0_to_3_is_refused(self, was: str | None, now: str | None) -> None:
        with pytest.raises(ScoringError):
            risen(was, now)


class TestBilag:
    @pytest.mark.rule("5.2 BILAG")
    def test_no_new_a_is_allowed(self) -> None:
        for before in "BCDE":
            result = bilag({"renal": before}, {"renal": "A"})
            assert (result.bilag.met, result.new_a, result.new_b) == (False, (KIDNEY,), ())

    @pytest.mark.rule("5.2 BILAG")
    def test_one_new_b_is_allowed_and_two_are_not(self) -> None:
        one = bilag({"renal": "C"}, {"renal": "B"})
        assert (one.bilag.met, one.new_b, one.responder) == (True, (KIDNEY,), True)
        two = bilag({"renal": "C", "musculoskeletal": "D"}, {"renal": "B", "musculoskeletal": "B"})
        assert (two.bilag.met, two.new_b, two.responder) == (False, (JOINTS, KIDNEY), False)

    @pytest.mark.rule("5 both clauses of BILAG")
    def test_one_new_a_and_one_new_b_are_both_named(self) -> None:
        result = bilag({}, {"renal": "A", "musculoskeletal": "B"})
        assert (result.new_a, result.new_b, result.bilag.met) == ((KIDNEY,), (JOINTS,), False)
        assert "{a}" in result.bilag.because.text
        assert "{b}" in result.bilag.because.text

    @pytest.mark.rule("5 what was there before is not new", "5 new C are unlimited")
    @pytest.mark.parametrize(("was", "now"), [("A", "B"), ("A", "A"), ("B", "B"), ("B", "C"), ("E", "C")])
    def test_a_to_b_and_what_was_there_before_is_not_new(self, was: str, now: str) -> None:
        systems = [system.value for system in System]
        result = bilag(dict.fromkeys(systems, was), dict.fromkeys(systems, now))
        assert (result.bilag.met, result.new_a, result.new_b) == (True, (), ())

    @pytest.mark.rule("5 systems, not items")
    def test_systems_are_compared_with_the_baseline_one_by_one(self) -> None:
        moved = bilag({"renal": "A", "musculoskeletal": "C"}, {"renal": "C", "musculoskeletal": "A"})
        assert (moved.bilag.met, moved.new_a) == (False, (JOINTS,))

    @pytest.mark.rule("5 missing grades")
    def test_a_missing_grade_could_be_a_new_a(self) -> None:
        for before in (*"BCDE", None):
            result = bilag({"renal": before}, {"renal": None})
            assert (result.bilag.met, result.status) == (None, Status.IMPUTED)
            assert result.bilag.because.values["open"] == (KIDNEY,)

    @pytest.mark.rule("5 missing grades")
    def test_a_missing_grade_after_a_at_baseline_decides_nothing(self) -> None:
        result = bilag({"renal": "A"}, {"renal": None})
        assert (result.bilag.met, result.responder) == (True, True)

    @pytest.mark.rule("5 missing grades")
    @pytest.mark.parametrize("now", ["C", "D", "E"])
    def test_a_missing_baseline_does_not_matter_when_the_visit_is_c_d_or_e(self, now: str) -> None:
        assert bilag({"renal": None}, {"renal": now}).bilag.met is True

    @pytest.mark.rule("5 missing grades")
    def test_a_missing_baseline_makes_an_a_of_the_visit_possibly_new(self) -> None:
        result = bilag({"renal": None}, {"renal": "A"})
        assert (result.bilag.met, result.new_a) == (None, ())
        assert result.bilag.missing == ("baseline.bilag.renal",)

    @pytest.mark.rule("5 missing grades")
    def test_a_missing_baseline_makes_a_b_of_the_visit_possibly_new_and_one_is_allowed(self) -> None:
        assert bilag({"renal": None}, {"renal": "B"}).bilag.met is True

    @pytest.mark.rule("5 missing grades")
    def test_a_possible_new_b_beside_a_sure_one_leaves_it_open(self) -> None:
        result = bilag({"renal": None}, {"renal": "B", "musculoskeletal": "B"})
        assert (result.bilag.met, result.new_b) == (None, (JOINTS,))
        both = bilag({"renal": None, "ophthalmic": None}, {"renal": "B", "ophthalmic": "B"})
        assert both.bilag.missing == ("baseline.bilag.ophthalmic", "baseline.bilag.renal")

    @pytest.mark.rule("5 missing grades")
    def test_a_sure_new_a_or_two_sure_new_b_decide_over_what_is_missing(self) -> None:
        assert bilag({}, {"renal": "A", "ophthalmic": None}).bilag.met is False
        two = {"renal": "B", "musculoskeletal": "B", "ophthalmic": None}
        assert bilag({}, two).bilag.met is False
        assert bilag({}, two).status is Status.OBSERVED

    def test_a_missing_baseline_is_named_before_a_missing_visit(self) -> None:
        """Without the baseline there is nothing to compare with, whatever is still collected at the visit."""
        assert bilag({}, {"renal": None}).bilag.missing == ("bilag.renal",)
        assert bilag({"renal": None}, {"renal": None}).bilag.missing == ("baseline.bilag.renal",)

    def test_without_any_grade_every_system_is_open(self) -> None:
        nothing = sri4(Activity(12, Decimal(1)), Activity(8, Decimal(1)))
        assert nothing.bilag.met is None
        assert nothing.bilag.because.values["open"] == tuple(System)


class TestStatus:
    @pytest.mark.rule("5 one component fails", "5 three components")
    def test_one_that_clearly_fails_is_observed_whatever_is_missing(self) -> None:
        result = sri4(activity(12, "1.8"), activity(9, None, renal=None))
        assert (result.responder, result.status, result.met) == (False, Status.OBSERVED, False)
        assert [each.met for each in result.components] == [False, None, None]
        assert [each.key for each in result.components] == ["sledai", "bilag", "pga"]

    @pytest.mark.rule("5 intercurrent events", "11 SRI-4 intercurrent events")
    @pytest.mark.parametrize("event", list(Event))
    def test_an_intercurrent_event_is_no_response_whatever_the_scores(self, event: Event) -> None:
        result = sri4(activity(12, "1.8"), activity(0, "0"), [event])
        assert (result.responder, result.status, result.met) == (False, Status.INTERCURRENT, False)
        assert [each.met for each in result.components] == [True, True, True]
        assert result.events == (event,)

    def test_an_event_stands_above_what_is_missing(self) -> None:
        result = sri4(activity(12, None), activity(None, None), {Event.DEATH, Event.RESCUE_MEDICATION})
        assert result.status is Status.INTERCURRENT
        assert result.events == (Event.RESCUE_MEDICATION, Event.DEATH)


def test_events_and_statuses_are_named_as_an_export_writes_them() -> None:
    assert [event.value for event in Event] == [
        "treatment_failure",
        "rescue_medication",
        "discontinued",
        "death",
    ]
    assert [status.value for status in Status] == ["observed", "imputed", "intercurrent"]


class TestJoined:
    def criterion(self, met: bool | None, *missing: str) -> Criterion:
        return Criterion("x", met, Sentence("x"), missing)

    def test_what_fails_decides_then_what_is_open(self) -> None:
        fails, holds, unknown = self.criterion(False), self.criterion(True), self.criterion(None, "pga")
        assert joined([holds, fails, unknown]) is False
        assert joined([holds, unknown]) is None
        assert joined([holds, holds]) is True

    def test_nothing_is_missing_once_it_can_be_told_and_else_each_answer_once(self) -> None:
        unknown = self.criterion(None, "pga", "sledai")
        assert missing_of([unknown, self.criterion(None, "pga"), self.criterion(True)]) == ("pga", "sledai")
        assert missing_of([unknown, self.criterion(False)]) == ()


def reason(criterion: Criterion) -> str:
    """The reason with its values in their places."""
    return criterion.because.text.format_map(criterion.because.values)


class TestReasons:
    def test_bilag_names_what_is_new(self) -> None:
        assert reason(bilag({}, {}).bilag) == "No new BILAG A and no new B."
        assert reason(bilag({}, {"renal": "B"}).bilag).startswith("No new BILAG A and one new B")
        assert reason(bilag({}, {"renal": "A"}).bilag).startswith("New BILAG A: ")
        two = reason(bilag({}, {"renal": "B", "ophthalmic": "B"}).bilag)
        assert two.startswith("More than one new BILAG B: ")

    def test_sledai_and_pga_give_both_values_and_the_change(self) -> None:
        assert reason(fallen(12, 8).sledai) == "SLEDAI-2K 12 → 8 (−4); a fall of 4 or more is asked."
        assert reason(risen("1.8", "2.0").pga) == "PGA 1.8 → 2.0 (+0.2); less than +0.3 is asked."

    def test_sledai_says_why_it_cannot_fall_any_more(self) -> None:
        assert reason(fallen(3, 0).sledai) == "SLEDAI-2K was 3 at baseline: it cannot fall by 4."
        assert "12 → at least 9" in reason(fallen(12, None, 9).sledai)
        assert reason(fallen(12, None, 2).sledai) == "SLEDAI-2K 12 → at least 2, and descriptors are missing."

    def test_a_missing_pga_is_said_of_the_side_that_misses_it(self) -> None:
        assert reason(risen(None, "1").pga) == "PGA of the baseline is not known."
        assert reason(risen("1", None).pga) == "PGA is not recorded."


pgas = st.decimals(0, 3, places=1)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Activity, Activity, Activity, Activity, set[str]]:
    """A whole baseline and visit, the same with answers taken out, and the names of those."""
    hidden: set[str] = set()

    def taken(name: str) -> bool:
        if draw(st.sampled_from([True, False, False, False])):
            hidden.add(name)
            return True
        return False

    def both(prefix: str) -> tuple[Activity, Activity]:
        sledai, pga = draw(st.integers(0, 24)), draw(pgas)
        known: dict[System, Grade | None] = {
            system: draw(st.sampled_from([Grade.A, Grade.B, Grade.C, Grade.D])) for system in System
        }
        seen = {
            system: None if taken(f"{prefix}bilag.{system}") else grade for system, grade in known.items()
        }
        no_total = taken(f"{prefix}sledai")
        partial = Activity(
            None if no_total else sledai,
            None if taken(f"{prefix}pga") else pga,
            seen,
            draw(st.integers(0, sledai)) if no_total else 0,
        )
        return Activity(sledai, pga, known), partial

    baseline, partial_baseline = both("baseline.")
    visit, partial_visit = both("")
    return baseline, visit, partial_baseline, partial_visit, hidden


@given(pairs())
def test_filling_in_what_is_missing_never_contradicts_what_was_decided(
    case: tuple[Activity, Activity, Activity, Activity, set[str]],
) -> None:
    baseline, visit, partial_baseline, partial_visit, hidden = case
    whole, partial = sri4(baseline, visit), sri4(partial_baseline, partial_visit)
    assert whole.status is Status.OBSERVED
    for before, after in zip(partial.components, whole.components, strict=True):
        assert reason(before)
        assert reason(after)
        assert before.met in (None, after.met)
        assert bool(before.missing) is (before.met is None)
        assert set(before.missing) <= hidden
    assert partial.met in (None, whole.responder)
    assert set(partial.new_a) <= set(whole.new_a)
    assert set(partial.new_b) <= set(whole.new_b)


@given(pairs(), st.randoms(use_true_random=False))
def test_the_order_of_the_systems_does_not_matter(
    case: tuple[Activity, Activity, Activity, Activity, set[str]], chance: random.Random
) -> None:
    _, _, baseline, visit, _ = case

    def shuffled(of: Activity) -> Activity:
        return Activity(of.sledai, of.pga, dict(chance.sample(list(of.bilag.items()), 9)), of.at_least)

    assert sri4(shuffled(baseline), shuffled(visit)) == sri4(baseline, visit)


@given(pairs(), st.sets(st.sampled_from(Event), min_size=1))
def test_no_scores_make_a_response_after_an_event(
    case: tuple[Activity, Activity, Activity, Activity, set[str]], events: set[Event]
) -> None:
    result = sri4(case[0], case[1], events)
    assert (result.responder, result.status) == (False, Status.INTERCURRENT)
