"""BILAG-2004 kidney and blood, feature by feature: each rule of the scoring sheet, 2.6 and 2.7, by itself.

What is said is all that is remarkable; everything else is answered as in health. Amounts of protein are g a day (84)
and mg/mmol (82, 83), creatinine µmol/L (86), GFR mL/min/1.73 m² (87), haemoglobin g/dL (90), cells 10⁹/L (91-94).
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.scoring.test_bilag import graded
from workstation.scoring.bilag_items import PROTEIN, System
from workstation.scoring.bilag_renal import FirstVisit
from workstation.scoring.bilag_result import Grade

ACR, PCR, DAILY = 82, 83, 84
BIOPSY = {89: True}
"""Active nephritis: a feature of A that makes an A of any second one, and alone a B."""
STICK_ONLY: dict[int, object] = {ACR: None, PCR: None, DAILY: None}


def renal(said: dict[int, object], earlier: dict[int, object] | None = None, **more: object) -> str:
    found = graded(System.RENAL, said, earlier=earlier, **more)  # type: ignore[arg-type]
    assert found.grade is not None
    return found.grade.value


def is_feature(said: dict[int, object], earlier: dict[int, object] | None = None, **more: object) -> bool:
    """Whether it is one of the six features: then it is an A together with a biopsy, which alone is a B."""
    grade = renal(BIOPSY | said, earlier, **more)
    assert grade in ("A", "B")
    return grade == "A"


def blood(said: dict[int, object], *not_lupus: int) -> str:
    found = graded(System.HAEMATOLOGICAL, said, not_lupus=not_lupus)
    assert found.grade is not None
    return found.grade.value


class TestHeavyProteinuria:
    """A1"""

    @pytest.mark.rule("2.6 A1 24 h", "2.6 A1 PCR", "2.6 A1 ACR", "2.6 same cut-offs")
    @pytest.mark.parametrize(
        ("number", "at", "above"), [(DAILY, "1", "1.01"), (PCR, "100", "100.1"), (ACR, "100", "100.1")]
    )
    def test_each_measure_is_heavy_above_its_own_limit(self, number: int, at: str, above: str) -> None:
        assert not is_feature({number: Decimal(at)})
        assert is_feature({number: Decimal(above)})

    @pytest.mark.rule("2.6 not fallen by 25 %", "2.6 A1 24 h", "2.6 A1 PCR", "2.6 A1 ACR")
    @pytest.mark.parametrize("number", [DAILY, PCR, ACR])
    def test_a_fall_by_a_quarter_of_its_own_earlier_value_takes_it_away(self, number: int) -> None:
        # 300 of 400 is a fall by exactly 25 %, which is improvement; 300.1 has fallen by less.
        assert not is_feature({number: Decimal(300)}, {number: 400})
        assert is_feature({number: Decimal("300.1")}, {number: 400})
        assert is_feature({number: Decimal(300)}, {number: 300})

    @pytest.mark.rule("2.6 not fallen by 25 %")
    def test_another_measure_that_has_fallen_says_nothing(self) -> None:
        assert is_feature({PCR: Decimal(300)}, {DAILY: 5, ACR: 4000})

    @pytest.mark.rule("2.6 no earlier value of that analyte")
    def test_without_an_earlier_value_no_fall_is_shown(self) -> None:
        assert is_feature({DAILY: Decimal("1.2")}, {})

    @pytest.mark.rule("2.6 any one measure")
    def test_one_measure_that_has_not_fallen_is_enough(self) -> None:
        assert is_feature({DAILY: Decimal(3), PCR: Decimal(310)}, {DAILY: 5, PCR: 300})
        assert not is_feature({DAILY: Decimal(3), PCR: Decimal(200)}, {DAILY: 5, PCR: 300})

    @pytest.mark.rule("2.6 A1 dipstick")
    @pytest.mark.parametrize(
        ("before", "now", "met"), [(0, 2, True), (1, 3, True), (1, 2, False), (2, 4, True), (3, 4, False)]
    )
    def test_the_dipstick_is_heavy_by_a_rise_of_two_levels(self, before: int, now: int, met: bool) -> None:
        assert is_feature(STICK_ONLY | {81: now}, {81: before}) is met

    @pytest.mark.rule("2.6 dipstick only without a quantity")
    @pytest.mark.parametrize("number", [DAILY, PCR, ACR])
    def test_any_quantity_leaves_the_dipstick_unused(self, number: int) -> None:
        quiet = STICK_ONLY | {number: Decimal("0.1")}
        assert not is_feature(quiet | {81: 4}, {81: 0})
        assert renal(quiet | {81: 4}, {81: 0}) == "E"

    @pytest.mark.rule("2.6 dipstick only without a quantity", "2.6 a marked quantity was measured")
    def test_a_quantity_marked_as_not_of_lupus_was_measured_all_the_same(self) -> None:
        said = STICK_ONLY | {81: 4, DAILY: Decimal(2)}
        assert not is_feature(said, {81: 0}, not_lupus=(DAILY,))

    @pytest.mark.rule("2.6 trace and four crosses")
    def test_trace_is_no_level_and_four_crosses_are_four(self) -> None:
        # Trace is recorded as 0: from trace to 2+ is two levels. Beyond 4+ there is nothing: 4 to 6 is no rise.
        assert is_feature(STICK_ONLY | {81: 2}, {81: 0})
        assert not is_feature(STICK_ONLY | {81: 6}, {81: 4})
        assert is_feature(STICK_ONLY | {81: 6}, {81: 2})
        assert not is_feature(STICK_ONLY | {81: 4}, {81: 3})
        assert not is_feature(STICK_ONLY | {81: 6}, {81: 3})
        # An earlier 6 counts as 4 as well; 4 against it has not fallen and not risen.
        assert renal(STICK_ONLY | {81: 4}, {81: 6}) == "C"


class TestWorseFunction:
    """A3"""

    @pytest.mark.rule("2.6 A3 creatinine")
    @pytest.mark.parametrize(
        ("before", "now", "met"),
        [
            ("100", "130.1", True),
            ("100", "130", False),  # neither above 130 nor above 130 % of 100
            ("50", "130", False),  # 260 %, but not above 130
            ("50", "130.1", True),
            ("110", "143", False),  # exactly 130 % of 110
            ("110", "143.1", True),
        ],
    )
    def test_creatinine_is_above_130_and_above_130_percent(self, before: str, now: str, met: bool) -> None:
        assert is_feature({86: Decimal(now)}, {86: before}) is met

    @pytest.mark.rule("2.6 A3 GFR 67 %")
    @pytest.mark.parametrize(
        ("before", "now", "met"),
        [
            ("120", "79.9", True),  # 67 % of 120 is 80.4
            ("120", "80", False),  # 66.7 %, but not below 80
            ("110", "73.7", False),  # exactly 67 %
            ("110", "73.6", True),
        ],
    )
    def test_gfr_is_below_80_and_below_67_percent(self, before: str, now: str, met: bool) -> None:
        assert is_feature({87: Decimal(now)}, {87: before}) is met

    @pytest.mark.rule("2.6 A3 GFR 50")
    @pytest.mark.parametrize(
        ("before", "now", "met"),
        [
            ("50.1", "49.9", True),
            ("50", "49.9", False),  # it was not above 50
            ("50.1", "50", False),
            ("60", "49", True),
            ("30", "29", False),
            (None, "49.9", True),  # never measured
            (None, "50", False),
        ],
    )
    def test_gfr_is_newly_below_50(self, before: str | None, now: str, met: bool) -> None:
        assert is_feature({87: Decimal(now)}, {} if before is None else {87: before}) is met


@pytest.mark.rule("2.6 A2", "2.6 A4", "2.6 A5", "2.6 A6", "2.6 grade A", "2.6 grade B of features")
@pytest.mark.parametrize(
    ("features", "expected"),
    [
        # 80 accelerated hypertension (A2), 88 sediment (A4), 89 biopsy (A5), 85 nephrotic syndrome (A6),
        # 86 creatinine doubled to 200 (A3).
        ("80", "B"), ("85", "B"), ("86", "B"), ("88", "B"), ("89", "B"),
        ("80 85", "B"), ("80 86", "B"), ("85 86", "B"), ("80 85 86", "B"),
        ("80 88", "A"), ("85 88", "A"), ("86 88", "A"), ("88 89", "A"),
        ("80 89", "A"), ("85 89", "A"), ("86 89", "A"), ("80 85 86 88", "A"),
    ],
)  # fmt: skip
def test_two_features_are_an_a_if_one_of_them_is_protein_sediment_or_biopsy(
    features: str, expected: str
) -> None:
    said: dict[int, object] = {int(each): 200 if each == "86" else True for each in features.split()}
    assert renal(said, {86: 100}) == expected


@pytest.mark.rule("2.6 grade A", "2.6 A1 24 h")
def test_heavy_proteinuria_makes_an_a_of_any_other_feature() -> None:
    heavy: dict[int, object] = {DAILY: Decimal(2)}
    assert renal(heavy) == "B"
    for number in (80, 85, 88, 89):
        assert renal(heavy | {number: True}) == "A"
    assert renal(heavy | {86: 200}, {86: 100}) == "A"


class TestModerate:
    """B2 and B3"""

    @pytest.mark.rule("2.6 B2", "2.6 same cut-offs")
    @pytest.mark.parametrize(
        ("number", "at", "below"), [(DAILY, "0.5", "0.49"), (PCR, "50", "49.9"), (ACR, "50", "49.9")]
    )
    def test_each_measure_counts_from_its_own_limit(self, number: int, at: str, below: str) -> None:
        assert renal({number: Decimal(at)}) == "B"
        assert renal({number: Decimal(below)}) == "C"

    @pytest.mark.rule("2.6 B2", "2.6 not fallen by 25 %")
    @pytest.mark.parametrize(("number", "unit"), [(DAILY, "0.01"), (PCR, "1"), (ACR, "1")])
    def test_a_fall_by_a_quarter_is_improvement(self, number: int, unit: str) -> None:
        def grade(now: int, before: int) -> str:
            return renal({number: now * Decimal(unit)}, {number: before * Decimal(unit)})

        assert grade(60, 80) == "C"
        assert grade(61, 80) == "B"
        assert grade(80, 80) == "B"

    @pytest.mark.rule("2.6 B2 dipstick")
    @pytest.mark.parametrize(
        ("before", "now", "expected"),
        [(1, 2, "B"), (0, 1, "C"), (2, 2, "C"), (2, 3, "B"), (3, 2, "C"), (3, 4, "B")],
    )
    def test_the_dipstick_counts_by_a_rise_to_two_crosses_or_more(
        self, before: int, now: int, expected: str
    ) -> None:
        assert renal(STICK_ONLY | {81: now}, {81: before}) == expected

    @pytest.mark.rule("2.6 B3", "2.6 a stable creatinine is none")
    @pytest.mark.parametrize(
        ("before", "now", "expected"),
        [
            ("120", "138", "B"),  # exactly 115 %
            ("120", "137.9", "E"),
            ("110", "143", "B"),  # exactly 130 %
            ("104", "131", "B"),
            ("104", "130", "E"),  # 125 %, but not above 130
            ("131", "131", "E"),
        ],
    )
    def test_creatinine_is_above_130_and_from_115_to_130_percent(
        self, before: str, now: str, expected: str
    ) -> None:
        assert renal({86: Decimal(now)}, {86: before}) == expected
        assert not is_feature({86: Decimal(now)}, {86: before})


class TestSlight:
    """C1 and C2"""

    @pytest.mark.rule("2.6 C1", "2.6 C1 level only")
    @pytest.mark.parametrize(
        ("number", "at", "above"), [(DAILY, "0.25", "0.26"), (PCR, "25", "25.1"), (ACR, "25", "25.1")]
    )
    def test_each_measure_counts_above_its_limit_whatever_its_change(
        self, number: int, at: str, above: str
    ) -> None:
        assert renal({number: Decimal(at)}) == "E"
        assert renal({number: Decimal(above)}) == "C"
        assert renal({number: Decimal(above)}, {number: 1000}) == "C"

    @pytest.mark.rule("2.6 C1 dipstick")
    def test_one_cross_counts_whatever_its_change(self) -> None:
        assert renal(STICK_ONLY | {81: 1}, {81: 4}) == "C"
        assert renal(STICK_ONLY | {81: 0}, {81: 4}) == "E"

    @pytest.mark.rule("2.6 C2", "2.6 both pressures")
    @pytest.mark.parametrize(
        ("now", "before", "expected"),
        [
            ((141, 91), (111, 76), "C"),  # risen by exactly 30 and 15
            ((140, 91), (110, 76), "E"),
            ((141, 90), (111, 75), "E"),
            ((141, 91), (112, 76), "E"),
            ((141, 91), (111, 77), "E"),
            ((200, 85), (120, 60), "E"),  # one pressure alone
            ((130, 120), (100, 80), "E"),
        ],
    )
    def test_both_pressures_are_high_and_both_have_risen(
        self, now: tuple[int, int], before: tuple[int, int], expected: str
    ) -> None:
        said = dict(zip((78, 79), now, strict=True))
        assert renal(said, dict(zip((78, 79), before, strict=True))) == expected  # type: ignore[arg-type]

    @pytest.mark.rule("2.6 C2")
    @pytest.mark.parametrize("known", [78, 79])
    def test_a_pressure_that_was_never_taken_has_not_risen(self, known: int) -> None:
        assert renal({78: 200, 79: 130}, {known: 70}) == "E"


class TestFirstAssessment:
    """Nothing earlier at all"""

    SEEN = (
        ({81: 2, **STICK_ONLY}, "C", "B"),
        ({81: 1, **STICK_ONLY}, "C", "C"),
        ({86: Decimal("130.1")}, "E", "B"),
        ({86: Decimal(130)}, "E", "E"),
        ({87: Decimal("79.9")}, "E", "B"),
        ({87: Decimal(80)}, "E", "E"),
        ({87: Decimal("49.9")}, "B", "B"),
        ({78: 200, 79: 130}, "E", "E"),
    )

    @pytest.mark.rule("2.6 first assessment, literal")
    @pytest.mark.parametrize(("said", "literal"), [case[:2] for case in SEEN])
    def test_a_rise_or_fall_cannot_be_shown_and_is_not_met(
        self, said: dict[int, object], literal: str
    ) -> None:
        assert renal(said) == literal

    @pytest.mark.rule("2.6 first assessment, legacy", "11 renal first visit")
    @pytest.mark.parametrize(("said", "legacy"), [(said, legacy) for said, _, legacy in SEEN])
    def test_a_high_level_stands_for_a_rise_where_the_study_says_so(
        self, said: dict[int, object], legacy: str
    ) -> None:
        assert renal(said, policy=FirstVisit.LEGACY) == legacy

    @pytest.mark.rule("2.6 first assessment, legacy")
    def test_two_crosses_of_the_first_visit_are_heavy_and_one_is_not(self) -> None:
        assert is_feature(STICK_ONLY | {81: 2}, policy=FirstVisit.LEGACY)
        assert not is_feature(STICK_ONLY | {81: 1}, policy=FirstVisit.LEGACY)

    @pytest.mark.rule("2.6 first assessment, legacy")
    @pytest.mark.parametrize("said", [said for said, _, _ in SEEN])
    def test_with_an_earlier_assessment_that_lacks_the_value_both_agree(
        self, said: dict[int, object]
    ) -> None:
        assert renal(said, {DAILY: "0.1"}, policy=FirstVisit.LEGACY) == renal(said, {DAILY: "0.1"})


@pytest.mark.rule("2.6 D or E")
def test_a_kidney_without_any_of_it_is_d_or_e() -> None:
    assert graded(System.RENAL, {}, involved=True).grade is Grade.D
    assert graded(System.RENAL, {}, involved=False).grade is Grade.E


class TestBlood:
    """2.7"""

    @pytest.mark.rule("2.7 TTP")
    @pytest.mark.parametrize(("code", "expected"), [(0, "E"), (1, "B"), (2, "A"), (3, "A"), (4, "A")])
    def test_ttp_goes_by_its_code(self, code: int, expected: str) -> None:
        assert blood({95: code}) == expected

    @pytest.mark.rule("2.7 haemolysis and haemoglobin")
    @pytest.mark.parametrize(
        ("haemoglobin", "expected"),
        [("7.99", "A"), ("8", "B"), ("9.95", "B"), ("9.99", "B"), ("10", "C"), ("11", "C"), ("14", "C")],
    )
    def test_with_haemolysis(self, haemoglobin: str, expected: str) -> None:
        assert blood({96: True, 90: Decimal(haemoglobin)}) == expected

    @pytest.mark.rule("2.7 anaemia without haemolysis")
    @pytest.mark.parametrize(
        ("haemoglobin", "expected"),
        [("1", "B"), ("7.99", "B"), ("8", "C"), ("10.99", "C"), ("11", "E"), ("14", "E")],
    )
    def test_without_haemolysis_anaemia_never_exceeds_b(self, haemoglobin: str, expected: str) -> None:
        assert blood({90: Decimal(haemoglobin)}) == expected

    @pytest.mark.rule("2.7 haemolysis without a usable haemoglobin")
    def test_haemolysis_alone_is_c(self) -> None:
        assert blood({96: True, 90: None}) == "C"
        assert blood({96: True, 90: Decimal(5)}, 90) == "C"

    @pytest.mark.rule("2.7 white cells", "2.7 half-open bands")
    @pytest.mark.parametrize(
        ("count", "expected"), [("0", "B"), ("0.99", "B"), ("1", "C"), ("3.99", "C"), ("4", "E")]
    )
    def test_white_cells(self, count: str, expected: str) -> None:
        assert blood({91: Decimal(count)}) == expected

    @pytest.mark.rule("2.7 neutrophils", "2.7 half-open bands")
    @pytest.mark.parametrize(
        ("count", "expected"), [("0", "B"), ("0.49", "B"), ("0.5", "C"), ("1.99", "C"), ("2", "E")]
    )
    def test_neutrophils(self, count: str, expected: str) -> None:
        assert blood({92: Decimal(count)}) == expected

    @pytest.mark.rule("2.7 lymphocytes")
    @pytest.mark.parametrize(("count", "expected"), [("0", "C"), ("0.99", "C"), ("1", "E")])
    def test_lymphopenia_never_exceeds_c(self, count: str, expected: str) -> None:
        assert blood({93: Decimal(count)}) == expected

    @pytest.mark.rule("2.7 platelets", "2.7 half-open bands")
    @pytest.mark.parametrize(
        ("count", "expected"),
        [("0", "A"), ("24.9", "A"), ("25", "B"), ("49.5", "B"), ("50", "C"), ("149.5", "C"), ("150", "E")],
    )
    def test_platelets(self, count: str, expected: str) -> None:
        assert blood({94: Decimal(count)}) == expected

    @pytest.mark.rule("2.7 Coombs")
    def test_an_isolated_coombs_test_is_c(self) -> None:
        assert blood({97: True}) == "C"
        assert blood({97: False}) == "E"

    @pytest.mark.rule("2.7 values marked N")
    @pytest.mark.parametrize(("number", "count"), [(90, 5), (91, 0), (92, 0), (93, 0), (94, 0)])
    def test_a_count_that_is_not_of_lupus_is_not_used(self, number: int, count: int) -> None:
        found = graded(System.HAEMATOLOGICAL, {number: Decimal(count)}, not_lupus=(number,))
        assert (found.grade, found.evaluable) == (Grade.E, True)

    @pytest.mark.rule("2.7 no change over time")
    def test_only_the_counts_of_today_count(self) -> None:
        for number, earlier in ((90, 5), (91, 20), (94, 10)):
            found = graded(System.HAEMATOLOGICAL, {}, earlier={number: earlier})
            assert found == graded(System.HAEMATOLOGICAL, {})


class TestMissing:
    """2.9, the kidney and the blood"""

    @pytest.mark.rule("2.9 worst answers")
    @pytest.mark.parametrize(
        ("missing", "earlier", "bound"),
        [
            ((80,), {}, "B"),
            ((85,), {}, "B"),
            ((88,), {}, "B"),
            ((89,), {}, "B"),
            ((88, 89), {}, "A"),
            ((86,), {86: 70}, "B"),
            ((87,), {87: 120}, "B"),
            ((87,), {}, "B"),
            ((78, 79), {78: 110, 79: 70}, "C"),
            ((78,), {78: 110, 79: 65}, "E"),  # the diastolic of today, 80, is not above 90
            (PROTEIN, {}, "B"),
            ((*PROTEIN, 89), {}, "A"),
        ],
    )
    def test_kidney(self, missing: tuple[int, ...], earlier: dict[int, object], bound: str) -> None:
        found = graded(System.RENAL, dict.fromkeys(missing), earlier=earlier)
        assert (found.grade, found.upper_bound) == ("E", bound)
        assert found.evaluable is (bound == "E")
        assert found.missing == (() if bound == "E" else tuple(sorted(missing)))

    @pytest.mark.rule("2.9 worst answers")
    @pytest.mark.parametrize(
        ("missing", "bound"),
        [(90, "B"), (91, "B"), (92, "B"), (93, "C"), (94, "A"), (95, "A"), (96, "C"), (97, "C")],
    )
    def test_blood(self, missing: int, bound: str) -> None:
        found = graded(System.HAEMATOLOGICAL, {missing: None})
        assert (found.grade, found.evaluable, found.upper_bound) == ("E", False, bound)
        assert found.missing == (missing,)

    @pytest.mark.rule("2.9 worst answers")
    def test_a_missing_haemolysis_beside_a_low_haemoglobin_could_be_a(self) -> None:
        found = graded(System.HAEMATOLOGICAL, {90: Decimal("7.5"), 96: None})
        assert (found.grade, found.evaluable, found.upper_bound) == ("B", False, "A")

    @pytest.mark.rule("2.9 missing blood pressure")
    def test_missing_pressure_matters_only_below_c_and_with_an_earlier_one(self) -> None:
        gone: dict[int, object] = {78: None, 79: None}
        assert graded(System.RENAL, gone).evaluable
        assert not graded(System.RENAL, gone, earlier={78: 120, 79: 80}).evaluable
        assert graded(System.RENAL, gone | {PCR: Decimal(30)}, earlier={78: 120, 79: 80}).evaluable

    @pytest.mark.rule("2.9 missing creatinine and GFR")
    def test_a_missing_creatinine_matters_only_with_an_earlier_one_and_a_gfr_always(self) -> None:
        assert graded(System.RENAL, {86: None}).evaluable
        assert not graded(System.RENAL, {86: None}, earlier={86: 70}).evaluable
        assert not graded(System.RENAL, {87: None}).evaluable
        assert not graded(System.RENAL, {87: None}, earlier={87: 100}).evaluable

    @pytest.mark.rule("2.9 protein is one group")
    @pytest.mark.parametrize("number", PROTEIN)
    def test_one_measure_of_protein_answers_for_all_four(self, number: int) -> None:
        others: dict[int, object] = {each: None for each in PROTEIN if each != number}
        assert graded(System.RENAL, others).evaluable

    @pytest.mark.rule("2.9 attribution N is not missing")
    def test_an_answer_that_is_not_of_lupus_is_not_missing(self) -> None:
        found = graded(System.RENAL, {DAILY: Decimal(2)}, not_lupus=(DAILY,))
        assert (found.grade, found.evaluable, found.missing) == ("E", True, ())


class TestDeciding:
    """The items that decide, in the order of their features: what the reason names and a strict flare looks at."""

    @pytest.mark.parametrize(
        ("said", "earlier", "deciding"),
        [
            ({DAILY: Decimal(2), PCR: Decimal(200), 88: True}, {}, (DAILY, PCR, 88)),
            ({86: 200, 87: 40, 80: True}, {86: 100}, (80, 86, 87)),
            ({89: True, 85: True}, {}, (89, 85)),
            ({DAILY: Decimal("0.6"), ACR: Decimal(60)}, {}, (DAILY, ACR)),
            (STICK_ONLY | {81: 3}, {81: 1}, (81,)),
            (STICK_ONLY | {81: 2}, {81: 1}, (81,)),
            (STICK_ONLY | {81: 1}, {81: 1}, (81,)),
            ({86: 140}, {86: 120}, (86,)),
            ({PCR: Decimal(30)}, {}, (PCR,)),
            ({78: 150, 79: 95}, {78: 110, 79: 75}, (78, 79)),
            ({}, {}, ()),
        ],
    )
    def test_kidney(
        self, said: dict[int, object], earlier: dict[int, object], deciding: tuple[int, ...]
    ) -> None:
        assert graded(System.RENAL, said, earlier=earlier).deciding == deciding

    @pytest.mark.parametrize(
        ("said", "earlier", "words"),
        [
            (
                {88: True, 89: True},
                {},
                "Two or more renal features, one of them proteinuria, sediment or biopsy: "
                "active sediment, active nephritis.",
            ),
            (
                {DAILY: Decimal(2), 80: True, 86: 200, 88: True, 89: True, 85: True},
                {86: 100},
                "Two or more renal features, one of them proteinuria, sediment or biopsy: "
                "heavy proteinuria, accelerated hypertension, worse renal function, active sediment, "
                "active nephritis, nephrotic syndrome.",
            ),
            (
                {80: True, 85: True},
                {},
                "Renal features that do not make an A together: accelerated hypertension, nephrotic syndrome.",
            ),
            ({DAILY: Decimal("0.6")}, {}, "Proteinuria that has not improved."),
            # 140 of 120 is 116.7 %
            ({86: 140}, {86: 120}, "Creatinine above 130 µmol/L and 115 to 130 % of the earlier one."),
            ({PCR: Decimal(30)}, {}, "Proteinuria."),
            (
                {78: 150, 79: 95},
                {78: 110, 79: 75},
                "Blood pressure above 140/90 mmHg and risen by 30/15 or more.",
            ),
            ({}, {}, "No item gives a grade."),
        ],
    )
    def test_the_reason_names_the_features_of_the_kidney(
        self, said: dict[int, object], earlier: dict[int, object], words: str
    ) -> None:
        because = graded(System.RENAL, said, earlier=earlier).because
        features = because.values.get("features", ())
        assert isinstance(features, tuple)
        assert because.text.format(features=", ".join(each.text for each in features)) == words

    @pytest.mark.parametrize(
        ("said", "deciding"),
        [
            ({95: 3, 96: True, 90: Decimal(7), 94: Decimal(20)}, (95, 96, 90, 94)),
            ({95: 1, 96: True, 90: Decimal(9), 91: Decimal("0.5")}, (95, 96, 90, 91)),
            ({90: Decimal(7), 92: Decimal("0.4"), 94: Decimal(40)}, (90, 92, 94)),
            ({96: True, 93: Decimal("0.5")}, (96, 93)),
            ({90: Decimal(9), 97: True, 91: Decimal(3), 94: Decimal(100)}, (90, 97, 91, 94)),
            ({}, ()),
        ],
    )
    def test_blood(self, said: dict[int, object], deciding: tuple[int, ...]) -> None:
        found = graded(System.HAEMATOLOGICAL, said)
        assert found.deciding == deciding
        assert found.because.values.get("items", ()) == tuple(str(number) for number in deciding)
        words = "Grade {grade} by item {items}." if deciding else "No item gives a grade."
        assert found.because.text == words
