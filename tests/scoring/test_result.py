"""Three states: a blank is never an absence (scoring sheet 0)."""

import pytest

from workstation.scoring.result import Verdict, all_of, any_of, negate, verdict


@pytest.mark.parametrize(
    ("answer", "expected", "text"),
    [
        (True, Verdict.MET, "met"),
        (False, Verdict.NOT_MET, "not met"),
        (None, Verdict.CANNOT_TELL, "cannot tell"),
    ],
)
def test_each_answer_has_its_verdict(answer, expected, text):
    assert verdict(answer) is expected
    assert expected == text


@pytest.mark.rule("0 a blank is no absence")
@pytest.mark.parametrize(
    ("answers", "all_hold", "any_holds"),
    [
        ((), True, False),
        ((True, True), True, True),
        ((True, False), False, True),
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((False, False), False, False),
    ],
)
def test_one_certain_answer_decides_and_one_open_answer_leaves_open(answers, all_hold, any_holds):
    assert all_of(*answers) is all_hold
    assert any_of(*answers) is any_holds


def test_the_opposite_of_cannot_tell_is_cannot_tell():
    assert [negate(each) for each in (True, False, None)] == [False, True, None]
