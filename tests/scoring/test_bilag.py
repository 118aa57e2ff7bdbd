"""BILAG-2004: every numbered rule of the scoring sheet, section 2, and its worked examples (section 10)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring import bilag
from workstation.scoring.bilag import Assessed
from workstation.scoring.bilag_items import ITEMS, ITEMS_OF, PROTEIN, Answer, Kind, System, checked_answer
from workstation.scoring.bilag_renal import Earlier, FirstVisit
from workstation.scoring.bilag_result import Grade, SystemGrade
from workstation.scoring.errors import ScoringError

OTHERWISE: dict[Kind, Answer] = {Kind.ORDINAL: 0, Kind.YES_NO: False}
NORMAL: dict[int, Answer] = {
    78: Decimal(120),
    79: Decimal(80),
    81: Decimal(0),
    82: Decimal(1),
    83: Decimal(5),
    84: Decimal("0.1"),
    86: Decimal(70),
    87: Decimal(95),
    90: Decimal(13),
    91: Decimal(6),
    92: Decimal(4),
    93: Decimal("1.8"),
    94: Decimal(250),
}


TIERS: dict[System, str] = {
    System.MUCOCUTANEOUS: "5A 6B 7A 8C 9A 10C 11A 12B 13A 14B 15B 16C 17C 18C",
    System.NEUROPSYCHIATRIC: "19A 20A 21A 22A 23A 24A 25A 26A 27A 28A 29A 30B 31A 32B 33B 34B 35B 36A 37B 38B",
    System.MUSCULOSKELETAL: "39A 40B 41A 42B 43C",
    System.CARDIORESPIRATORY: "44B 45A 46A 47A 48B 49A 50A 51A 52A 53A 54A 55A",
    System.GASTROINTESTINAL: "56A 57B 58A 59B 60B 61A 62B 63A 64A",
    System.OPHTHALMIC: "65A 66A 67B 68B 69A 70B 71C 72A 73B 74A 75C 76A 77A",
}
"""The table of the sheet, 2.2, written off once more: a tier is only there to be misread."""
SHEET: dict[System, dict[int, str]] = {
    System.CONSTITUTIONAL: dict.fromkeys(range(1, 5), ""),
    **{system: {int(each[:-1]): each[-1] for each in line.split()} for system, line in TIERS.items()},
    System.RENAL: dict.fromkeys(range(78, 90), ""),
    System.HAEMATOLOGICAL: dict.fromkeys(range(90, 98), ""),
}
GRADE_AT = {"A": "EBAAA", "B": "ECBBB", "C": "ECCCC"}
"""The grade that an item of a tier gives by itself at the codes 0 to 4 (2.5)."""


def answers_of(system: System, said: Mapping[int, object]) -> dict[int, Answer]:
    """Everything of a system answered as in health, but for what is said; None takes an answer away."""
    whole: dict[int, Answer] = {}
    for item in ITEMS_OF[system]:
        answer = said.get(item.number, NORMAL.get(item.number, OTHERWISE.get(item.kind)))
        if answer is not None:
            written = Decimal(str(answer)) if isinstance(answer, float) else answer
            whole[item.number] = checked_answer(item.number, written)
    return whole


def graded(
    system: System,
    said: Mapping[int, object],
    *,
    involved: bool | None = False,
    not_lupus: tuple[int, ...] = (),
    earlier: dict[int, object] | None = None,
    policy: FirstVisit = FirstVisit.STRICT,
) -> SystemGrade:
    """The grade of a system of which only this is remarkable."""
    before = {number: Decimal(str(value)) for number, value in (earlier or {}).items()}
    assessed = Assessed(
        answers_of(system, said), frozenset(not_lupus), {system: involved}, Earlier(before, policy)
    )
    return bilag.grade(system, assessed)


class TestItems:
    """2.2"""

    @pytest.mark.rule("2.2 items, systems and tiers")
    def test_there_are_97_in_nine_systems(self) -> None:
        assert [len(ITEMS_OF[system]) for system in System] == [4, 14, 20, 5, 12, 9, 13, 12, 8]
        assert sorted(ITEMS) == list(range(1, 98))

    @pytest.mark.rule("2.2 items, systems and tiers")
    @pytest.mark.parametrize("system", SHEET)
    def test_each_has_the_system_and_the_tier_of_the_sheet(self, system: System) -> None:
        assert {item.number: item.tier for item in ITEMS_OF[system]} == SHEET[system]

    @pytest.mark.rule("2.1 kinds of answer")
    def test_each_is_answered_by_a_code_by_yes_or_no_or_by_a_value(self) -> None:
        yes_no, values = {80, 85, 88, 89, 96, 97}, {78, 79, 81, 82, 83, 84, 86, 87, 90, 91, 92, 93, 94}
        for number, item in ITEMS.items():
            kind = Kind.YES_NO if number in yes_no else Kind.VALUE if number in values else Kind.ORDINAL
            assert item.kind is kind, number

    @pytest.mark.parametrize(("number", "answer"), [(1, 0), (95, 4), (80, False), (84, 0), (97, True)])
    def test_an_answer_that_its_item_takes(self, number: int, answer: object) -> None:
        assert checked_answer(number, answer) == answer
        assert type(checked_answer(1, Decimal(4))) is int

    @pytest.mark.parametrize(
        ("number", "answer"),
        [(1, 5), (1, -1), (1, Decimal("1.5")), (80, 1), (0, 0), (96, "Yes"), (84, -1), (98, 0), (95, True)],
    )
    def test_an_answer_that_its_item_does_not_take(self, number: int, answer: object) -> None:
        with pytest.raises(
            ScoringError, match=rf"^{number} |^items: there is no “{number}”; the nearest name is “[1-9]"
        ):
            checked_answer(number, answer)


class TestConstitutional:
    """2.4"""

    @pytest.mark.rule(
        "2.4 grade A",
        "2.4 grade B",
        "2.4 grade C",
        "2.4 one of the others is never more than C",
        "10 example 1",
    )
    @pytest.mark.parametrize(
        ("codes", "expected"),
        [
            ({1: 2, 2: 2, 3: 3}, "A"),
            ({1: 4, 2: 4, 3: 4, 4: 4}, "A"),
            ({1: 3, 2: 1}, "B"),  # example 1
            ({1: 1, 2: 4, 3: 4, 4: 4}, "B"),  # example 1
            ({1: 2, 2: 2}, "B"),
            ({2: 2, 4: 3}, "B"),
            ({1: 1}, "C"),
            ({2: 4}, "C"),
            ({2: 1, 3: 1, 4: 1}, "C"),
            ({}, "E"),
        ],
    )
    def test_grades(self, codes: dict[int, object], expected: str) -> None:
        assert graded(System.CONSTITUTIONAL, codes).grade == expected

    @pytest.mark.parametrize(
        ("codes", "deciding", "begins"),
        [
            ({1: 2, 2: 2, 3: 3, 4: 1}, (1, 2, 3), "Pyrexia is active, and "),
            ({1: 2, 2: 2}, (1,), "Pyrexia is active."),
            ({1: 1, 2: 2, 4: 3}, (2, 4), "Two or more features "),
            ({1: 1, 3: 4}, (1, 3), "A feature is present, "),
            ({}, (), "No item "),
        ],
    )
    def test_the_deciding_items_are_named(
        self, codes: dict[int, object], deciding: tuple[int, ...], begins: str
    ) -> None:
        result = graded(System.CONSTITUTIONAL, codes)
        assert result.deciding == deciding
        assert result.because.text.startswith(begins)


class TestByTier:
    """2.3, 2.5"""

    @pytest.mark.rule(
        "2.5 grade A", "2.5 grade B", "2.5 grade C", "10 example 2", "10 example 3", "10 example 4"
    )
    @pytest.mark.parametrize(
        ("system", "codes", "expected"),
        [
            (System.MUCOCUTANEOUS, {7: 1, 5: 4}, "A"),  # example 2: an item at 1 hides no other
            (System.MUSCULOSKELETAL, {41: 1, 43: 4}, "B"),  # example 3
            (System.NEUROPSYCHIATRIC, {30: 1}, "C"),  # example 4
            (System.NEUROPSYCHIATRIC, {31: 1}, "B"),  # example 4
            (System.NEUROPSYCHIATRIC, {30: 2}, "B"),
            (System.NEUROPSYCHIATRIC, {32: 4}, "B"),
            (System.CARDIORESPIRATORY, {44: 1}, "C"),
            (System.GASTROINTESTINAL, {62: 3}, "B"),
            (System.OPHTHALMIC, {71: 1}, "C"),
            (System.OPHTHALMIC, {71: 4}, "C"),
            (System.OPHTHALMIC, {69: 2}, "A"),
            (System.MUCOCUTANEOUS, {}, "E"),
        ],
    )
    def test_grades(self, system: System, codes: dict[int, object], expected: str) -> None:
        assert graded(system, codes).grade == expected

    @pytest.mark.rule("2.5 grade A", "2.5 grade B", "2.5 grade C", "2.1 a code of 1 is activity")
    @pytest.mark.parametrize("number", range(5, 78))
    def test_each_item_gives_the_grade_of_its_tier_at_each_code(self, number: int) -> None:
        system = ITEMS[number].system
        for code, expected in enumerate(GRADE_AT[SHEET[system][number]]):
            result = graded(system, {number: code})
            assert result.grade == expected
            assert result.deciding == ((number,) if code else ())

    @pytest.mark.rule("2.3 the first grade of any item")
    def test_no_item_hides_another_wherever_they_stand(self) -> None:
        for system, tiers in SHEET.items():
            severe = [number for number, tier in tiers.items() if tier == "A"]
            for first, second in ((severe[0], severe[-1]), (severe[-1], severe[0])) if severe else ():
                assert graded(system, {first: 1, second: 4}).grade is Grade.A

    @pytest.mark.rule("2.5 no C tier in three systems")
    @pytest.mark.parametrize(
        "system", [System.NEUROPSYCHIATRIC, System.CARDIORESPIRATORY, System.GASTROINTESTINAL]
    )
    def test_c_arises_only_from_a_b_item_that_is_improving(self, system: System) -> None:
        for item in ITEMS_OF[system]:
            grades = [graded(system, {item.number: code}).grade for code in range(1, 5)]
            assert (Grade.C in grades) is (item.tier == "B")
            assert Grade.C not in grades[1:]

    def test_a_is_the_worst_and_e_the_best(self) -> None:
        for better, worse in pairwise(reversed(Grade)):
            assert worse.worse_than(better)
            assert not better.worse_than(worse)
            assert not better.worse_than(better)

    def test_the_deciding_items_are_named(self) -> None:
        result = graded(System.MUSCULOSKELETAL, {39: 3, 40: 2, 41: 4})
        assert result.deciding == (39, 41)
        assert result.because.text == "Grade {grade} by item {items}."
        assert result.because.values == {"grade": Grade.A, "items": ("39 = 3", "41 = 4")}


class TestRenal:
    """2.6; amounts of protein are g/24 h (84) and mg/mmol (82, 83)"""

    @pytest.mark.rule("10 example 5", "10 example 6", "10 example 7", "10 example 8", "10 example 9")
    @pytest.mark.parametrize(
        ("said", "earlier", "expected"),
        [
            ({84: 1.6, 88: True}, {84: 1.9}, "A"),  # example 5
            ({84: 3.0}, {84: 5.0}, "C"),  # example 6
            ({84: 3.0, 83: 310}, {84: 5.0, 83: 300}, "B"),  # example 6: A1 through PCR
            ({80: True, 85: True, 86: 200}, {86: 100}, "B"),  # example 7
            ({86: 143}, {86: 110}, "B"),  # example 8: exactly 130 % is B3
            ({86: 143, 88: True}, {86: 110}, "B"),  # example 8
            ({86: 144, 88: True}, {86: 110}, "A"),  # example 8
            ({84: 0.75}, {84: 1.0}, "C"),  # a fall of exactly 25 % is improvement
            ({84: 0.751}, {84: 1.0}, "B"),
            ({84: 1.0, 88: True}, {}, "B"),  # not above 1 g: B2, and the sediment alone
            ({84: 1.001, 88: True}, {}, "A"),  # no fall is shown without an earlier value
            ({83: 100.1, 89: True}, {}, "A"),
            ({82: 100.1, 89: True}, {}, "A"),
            ({82: 50}, {}, "B"),
            ({82: 49.9}, {}, "C"),
            ({82: 25}, {}, "E"),
            ({83: 25.1}, {}, "C"),
            ({84: 0.25}, {}, "E"),
            ({84: 0.251}, {}, "C"),
            ({80: True, 86: 200}, {86: 100}, "B"),  # A2 + A3
            ({80: True, 85: True}, {}, "B"),  # A2 + A6
            ({88: True, 89: True}, {}, "A"),
            ({86: 131}, {86: 131}, "E"),  # a level without a change
            ({86: 300}, {84: 0.1}, "E"),  # a first creatinine shows no rise
            ({86: 149.5}, {86: 130}, "B"),  # exactly 115 %
            ({86: 149.4}, {86: 130}, "E"),
            ({87: 53}, {87: 80}, "B"),  # below 67 % of 80 (53.6)
            ({87: 53.6}, {87: 80}, "E"),
            ({87: 49}, {87: 50}, "E"),  # not from above 50
            ({87: 49}, {87: 50.1}, "B"),
            ({87: 45}, {}, "B"),  # example 9: never measured
            ({78: 141, 79: 91}, {78: 111, 79: 76}, "C"),
            ({78: 141, 79: 90}, {78: 100, 79: 70}, "E"),
            ({78: 141, 79: 91}, {78: 112, 79: 76}, "E"),
            ({78: 141, 79: 91}, {78: 111, 79: 77}, "E"),
            ({78: 180, 79: 120}, {}, "E"),
        ],
    )
    def test_grades(self, said: dict[int, object], earlier: dict[int, object], expected: str) -> None:
        assert graded(System.RENAL, said, earlier=earlier).grade == expected

    @pytest.mark.rule("10 example 9")
    @pytest.mark.parametrize(
        ("said", "earlier", "expected"),
        [
            ({81: 3}, {}, "C"),  # example 9, literal
            ({81: 3}, {81: 1}, "B"),
            ({81: 3, 88: True}, {81: 1}, "A"),
            ({81: 2}, {81: 1}, "B"),
            ({81: 1}, {81: 0}, "C"),  # risen by one, but not to 2+
            ({81: 3}, {81: 3}, "C"),
            ({81: 4}, {81: 3}, "B"),
            ({81: 0}, {81: 3}, "E"),
        ],
    )
    def test_the_dipstick_counts_where_nothing_better_was_measured(self, said, earlier, expected) -> None:
        nothing_else: dict[int, object] = {82: None, 83: None, 84: None}
        assert graded(System.RENAL, said | nothing_else, earlier=earlier).grade == expected

    def test_a_quantity_that_is_not_due_to_lupus_keeps_the_dipstick_out(self) -> None:
        said: dict[int, object] = {81: 3, 82: None, 83: None, 84: 2}
        assert graded(System.RENAL, said, not_lupus=(84,)).grade == "E"

    @pytest.mark.rule("10 example 9")
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({81: 3, 84: None, 83: None, 82: None}, "B"),  # example 9, legacy: A1
            ({81: 1, 84: None, 83: None, 82: None}, "C"),
            ({86: 131}, "B"),
            ({86: 130}, "E"),
            ({87: 79}, "B"),
            ({87: 80}, "E"),
            ({78: 200, 79: 120}, "E"),
        ],
    )
    def test_before_any_assessment_a_level_may_stand_for_a_rise(self, said, expected) -> None:
        assert graded(System.RENAL, said, policy=FirstVisit.LEGACY).grade == expected

    def test_with_any_earlier_value_both_policies_agree(self) -> None:
        for said in ({86: 131}, {87: 79}, {81: 3, 82: None, 83: None, 84: None}):
            strict = graded(System.RENAL, said, earlier={94: 1})
            assert graded(System.RENAL, said, earlier={94: 1}, policy=FirstVisit.LEGACY) == strict


class TestHaematological:
    """2.7 (thresholds K); haemoglobin in g/dL"""

    @pytest.mark.rule("10 example 10")
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({95: 2}, "A"),
            ({96: True, 90: 7.9}, "A"),
            ({94: 24.9}, "A"),
            ({95: 1}, "B"),
            ({96: True, 90: 8}, "B"),
            ({96: True, 90: 9.95}, "B"),
            ({90: 7.9}, "B"),
            ({91: 0.9}, "B"),
            ({92: 0.49}, "B"),
            ({94: 25}, "B"),
            ({94: 49.5}, "B"),
            ({96: True, 90: 9.2}, "B"),  # example 10
            ({90: 9.2}, "C"),  # example 10
            ({96: True, 90: 13}, "C"),
            ({96: True, 90: 10}, "C"),
            ({90: 10.9}, "C"),
            ({90: 11}, "E"),
            ({91: 1}, "C"),
            ({91: 3.9}, "C"),
            ({91: 4}, "E"),
            ({92: 0.5}, "C"),
            ({92: 2}, "E"),
            ({93: 0.01}, "C"),
            ({93: 1}, "E"),
            ({94: 50}, "C"),
            ({94: 149.5}, "C"),
            ({94: 150}, "E"),
            ({97: True}, "C"),
            ({}, "E"),
        ],
    )
    def test_grades(self, said: dict[int, object], expected: str) -> None:
        assert graded(System.HAEMATOLOGICAL, said).grade == expected

    @pytest.mark.rule("10 example 10")
    def test_counts_after_conditioning_are_not_of_lupus(self) -> None:
        low: dict[int, object] = {91: 0.6, 92: 0.2, 93: 0.1}
        assert graded(System.HAEMATOLOGICAL, low, not_lupus=(91, 92, 93)).grade == "E"  # example 10
        assert graded(System.HAEMATOLOGICAL, low).grade == "B"

    @pytest.mark.parametrize("taken", [{90: None}, {}])
    def test_haemolysis_without_a_usable_haemoglobin_is_c_at_least(self, taken: dict[int, object]) -> None:
        not_lupus = () if taken else (90,)
        assert graded(System.HAEMATOLOGICAL, {96: True} | taken, not_lupus=not_lupus).grade == "C"


class TestWhatIsMissing:
    """2.8, 2.9"""

    @pytest.mark.rule("2.3 D or E", "2.8 unknown history", "2.8 both score 0")
    @pytest.mark.parametrize(("involved", "expected"), [(True, "D"), (False, "E"), (None, None)])
    def test_without_activity_history_decides(self, involved: bool | None, expected: str | None) -> None:
        result = graded(System.OPHTHALMIC, {}, involved=involved)
        assert (result.grade, result.evaluable) == (expected, involved is not None)
        assert result.points == (None if expected is None else 0)

    @pytest.mark.rule("2.9 worst answers")
    def test_the_worst_answer_to_each_item(self) -> None:
        said: dict[int, Answer] = {78: Decimal(400), 79: Decimal(300), 87: Decimal(0)}
        said |= dict.fromkeys(range(90, 95), Decimal(0))
        for number, item in ITEMS.items():
            worst = bilag.worst_answer(number)
            if item.kind is Kind.VALUE and number not in said:
                assert worst >= 10_000, "protein and creatinine: very high"
            else:
                assert worst == said.get(number, 4 if item.kind is Kind.ORDINAL else True)

    @pytest.mark.rule("2.9 A is evaluable")
    def test_an_a_is_always_evaluable(self) -> None:
        result = graded(System.MUCOCUTANEOUS, {5: 4, 7: None, 9: None})
        assert (result.grade, result.evaluable, result.missing) == ("A", True, ())

    @pytest.mark.rule("2.9 a missing B item", "2.9 provisional grade, bound and items")
    def test_a_missing_b_item_does_not_matter_once_b_is_reached(self) -> None:
        assert graded(System.MUCOCUTANEOUS, {6: 2, 12: None}).evaluable
        result = graded(System.MUCOCUTANEOUS, {6: 2, 12: None, 5: None})
        assert (result.grade, result.evaluable, result.upper_bound, result.missing) == (
            "B",
            False,
            "A",
            (5, 12),
        )

    def test_one_measure_of_protein_answers_for_all_four(self) -> None:
        for number in PROTEIN:
            others = {each: None for each in PROTEIN if each != number}
            assert graded(System.RENAL, others).evaluable
        nothing = graded(System.RENAL, dict.fromkeys(PROTEIN))
        assert (nothing.evaluable, nothing.upper_bound, nothing.missing) == (False, "B", (81, 82, 83, 84))

    def test_blood_pressure_matters_only_if_there_was_an_earlier_one(self) -> None:
        gone: dict[int, object] = {78: None, 79: None}
        assert graded(System.RENAL, gone).evaluable
        assert not graded(System.RENAL, gone, earlier={78: 120, 79: 80}).evaluable

    def test_a_first_creatinine_need_not_be_known_and_a_first_gfr_must(self) -> None:
        assert graded(System.RENAL, {86: None}).evaluable
        assert not graded(System.RENAL, {86: None}, earlier={86: 70}).evaluable
        assert not graded(System.RENAL, {87: None}).evaluable

    @pytest.mark.rule("2.9 evaluable")
    @given(st.data())
    def test_no_answer_to_what_is_missing_leaves_the_announced_bounds(self, data: st.DataObject) -> None:
        system = data.draw(st.sampled_from(System))
        assessed = Assessed(
            {
                item.number: answer
                for item in ITEMS_OF[system]
                if (answer := data.draw(maybe(item.number))) is not None
            },
            frozenset(data.draw(st.sets(st.sampled_from([item.number for item in ITEMS_OF[system]])))),
            {system: data.draw(st.booleans())},
            Earlier(data.draw(earlier_values)),
        )
        result = bilag.grade(system, assessed)
        assert result.grade is not None
        missing = bilag.missing_items(system, assessed.answers)
        filled = {number: data.draw(any_answer(number)) for number in missing}
        whole = Assessed(
            {**assessed.answers, **filled}, assessed.not_lupus, assessed.involved, assessed.earlier
        )
        then = bilag.grade(system, whole)
        assert then.evaluable
        assert then.grade is not None
        assert not then.grade.worse_than(result.upper_bound)
        assert not result.grade.worse_than(then.grade)
        if result.evaluable:
            assert then.grade is result.grade


def values() -> st.SearchStrategy[Decimal]:
    return st.decimals(0, 400, places=2)


def any_answer(number: int) -> st.SearchStrategy[Answer]:
    kind = ITEMS[number].kind
    if number == 81:
        return st.integers(0, 4).map(Decimal)
    if kind is Kind.ORDINAL:
        return st.integers(0, 4)
    return st.booleans() if kind is Kind.YES_NO else values()


earlier_values = st.dictionaries(st.sampled_from([78, 79, 81, 82, 83, 84, 86, 87]), values())


def maybe(number: int) -> st.SearchStrategy[Answer | None]:
    return st.none() | any_answer(number)


class TestNumbers:
    """2.11"""

    def grades(self, **said: str) -> dict[System, Grade | None]:
        return {system: Grade(said.get(system.value, "E")) for system in System}

    @pytest.mark.rule("10 example 11", "2.11 numerical score")
    def test_example_11(self) -> None:
        grades = self.grades(renal="A", musculoskeletal="A", haematological="C", mucocutaneous="D")
        assert bilag.numeric(grades) == 25
        assert bilag.meets_trial_entry(grades) is True

    @pytest.mark.rule("2.11 numerical score", "2.8 both score 0")
    @pytest.mark.parametrize(("grade", "points"), [("A", 12), ("B", 8), ("C", 1), ("D", 0), ("E", 0)])
    def test_each_grade_scores_its_points_in_each_system(self, grade: str, points: int) -> None:
        for system in System:
            assert bilag.numeric(self.grades(**{system.value: grade})) == points
        assert bilag.numeric(dict.fromkeys(System, Grade(grade))) == 9 * points

    @pytest.mark.rule("2.9 total of nine evaluable systems")
    def test_a_system_without_a_grade_leaves_the_total_open(self) -> None:
        grades = self.grades(renal="B")
        grades[System.OPHTHALMIC] = None
        assert bilag.numeric(grades) is None
        assert bilag.meets_trial_entry(grades) is None

    @pytest.mark.rule("2.11 trial entry", "1 entry BILAG")
    @pytest.mark.parametrize(
        ("said", "met"),
        [
            ({"renal": "A"}, True),
            ({"renal": "B", "ophthalmic": "B"}, True),
            ({"renal": "B", "ophthalmic": "C"}, False),
        ],
    )
    def test_trial_entry(self, said: dict[str, str], met: bool) -> None:
        assert bilag.meets_trial_entry(self.grades(**said)) is met

    @pytest.mark.rule("2.11 new A", "2.11 new B")
    @pytest.mark.parametrize(
        ("then", "now", "new"),
        [("B", "A", "A"), ("A", "A", ""), ("C", "B", "B"), ("D", "B", "B"), ("A", "B", "")],
    )
    def test_new_a_and_new_b(self, then: str, now: str, new: str) -> None:
        assert bilag.new_a(Grade(now), Grade(then)) is (new == "A")
        assert bilag.new_b(Grade(now), Grade(then)) is (new == "B")

    @pytest.mark.rule("2.11 overall grade", "2.9 total of nine evaluable systems")
    def test_nine_systems_at_once(self) -> None:
        answers = {number: answer for system in System for number, answer in answers_of(system, {}).items()}
        never = dict.fromkeys(System, False)
        whole = bilag.assess(Assessed({**answers, 5: 4, 30: 1}, frozenset(), never))
        assert (whole.evaluable, whole.total, whole.overall) == (True, 13, "A")
        open_one = bilag.assess(Assessed({n: a for n, a in answers.items() if n != 1}, frozenset(), never))
        assert (open_one.evaluable, open_one.total, open_one.overall) == (False, None, "E")

    def test_nine_systems_at_once_are_each_as_it_is_by_itself(self) -> None:
        """What is left out, what was measured before and the policy of a first visit reach the system they are of."""
        answers = {number: answer for system in System for number, answer in answers_of(system, {}).items()}
        answers |= {84: Decimal(3), 86: Decimal(200), 94: Decimal(20), 5: 1}
        known: dict[System, bool | None] = {System.OPHTHALMIC: True, System.CONSTITUTIONAL: False}
        # Protein fell from 5 to 3 g and creatinine doubled: A3 alone, B. Platelets are not of lupus: E is not known.
        earlier = Earlier({84: Decimal(5), 86: Decimal(100)})
        whole = bilag.assess(Assessed(answers, frozenset({94, 1}), known, earlier))
        expected = {
            System.RENAL: "B",
            System.MUCOCUTANEOUS: "B",
            System.OPHTHALMIC: "D",
            System.CONSTITUTIONAL: "E",
        }
        assert whole.grades == dict.fromkeys(System) | expected
        # Marked as of lupus, the platelets are A; without earlier values nothing has fallen or risen.
        assert bilag.assess(Assessed(answers)).grades[System.HAEMATOLOGICAL] is Grade.A
        # Without the creatinine, protein that fell by 40 % is C; not known to have fallen it is heavy, B.
        fallen = bilag.assess(Assessed(answers | {86: Decimal(70)}, earlier=Earlier({84: Decimal(5)})))
        assert fallen.grades[System.RENAL] is Grade.C
        assert bilag.assess(Assessed(answers | {86: Decimal(70)})).grades[System.RENAL] is Grade.B
        first = bilag.assess(Assessed(answers | {84: Decimal("0.1")}))
        assert first.grades[System.RENAL] is None
        legacy = Earlier({}, FirstVisit.LEGACY)
        as_if = bilag.assess(Assessed(answers | {84: Decimal("0.1")}, earlier=legacy))
        assert as_if.grades[System.RENAL] is Grade.B
        later = bilag.assess(
            Assessed(answers | {84: Decimal("0.1")}, earlier=Earlier({}, FirstVisit.LEGACY, True))
        )
        assert later.grades[System.RENAL] is None


@given(st.data())
def test_raising_a_code_from_0_never_improves_a_grade(data: st.DataObject) -> None:
    """In every system, by every code and every yes: what is more active is never better, but for E that becomes D."""
    system = data.draw(st.sampled_from(System))
    answers = {item.number: data.draw(any_answer(item.number)) for item in ITEMS_OF[system]}
    coded = [item.number for item in ITEMS_OF[system] if item.kind is not Kind.VALUE]
    risen = data.draw(st.sampled_from(coded))
    worse = True if ITEMS[risen].kind is Kind.YES_NO else data.draw(st.integers(1, 4))
    absent: Answer = False if ITEMS[risen].kind is Kind.YES_NO else 0
    known: dict[System, bool | None] = {system: data.draw(st.booleans())}
    earlier = Earlier(data.draw(earlier_values))
    before, after = (
        bilag.grade(system, Assessed({**answers, risen: answer}, frozenset(), known, earlier)).grade
        for answer in (absent, worse)
    )
    assert before is not None
    assert after is not None
    assert not before.worse_than(after)


@given(st.data())
def test_the_order_of_the_items_does_not_matter(data: st.DataObject) -> None:
    answers = {
        number: answer for number in ITEMS if (answer := data.draw(maybe(number), str(number))) is not None
    }
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    known: dict[System, bool | None] = dict.fromkeys(System, data.draw(st.none() | st.booleans()))
    earlier = data.draw(earlier_values)
    found = bilag.assess(Assessed(answers, frozenset(), known, Earlier(earlier)))
    turned = Earlier(dict(reversed(earlier.items())))
    assert bilag.assess(Assessed(shuffled, frozenset(), dict(reversed(known.items())), turned)) == found
