"""The rule set that indices are scored by, and a visit scored again under another (scoring sheet 11)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.trial.course import day, study
from tests.trial.test_endpoints import followed, scored
from workstation.messages import Text
from workstation.trial.rescoring import Difference, differences, rescored, since_signed
from workstation.trial.rule_set import RuleSet, changed_settings, rule_set_from, rule_set_of, scores, under
from workstation.trial.subject import Signature, Subject

MET, NOT_MET = Text("met", "达到"), Text("not met", "未达到")


def signed(subject: Subject, visit: str, rules: str) -> Subject:
    """The subject with one visit signed as it stands."""
    record = subject.visit(visit)
    assert record is not None
    signature = Signature(
        "Dr Test", "principal_investigator", "2026-06-01T09:00:00+08:00", "reviewed", record.content, rules
    )
    others = tuple(other for other in subject.visits if other.key != visit)
    return replace(subject, visits=(*others, replace(record, signature=signature)))


def test_two_settings_of_an_index_make_two_rule_sets_and_no_other_setting_does() -> None:
    plain = rule_set_of(study())
    assert rule_set_of(study(doris__steroid_rule="lt5")).key != plain.key
    assert rule_set_of(study(visits__window_policy="stop")).key == plain.key
    assert scores("bilag.first_visit_policy")
    assert not scores("bsa.formula")


def test_a_rule_set_is_read_back_as_it_was_recorded() -> None:
    rules = rule_set_of(study(sledai__window_days="10"))
    again = rule_set_from(json.loads(rules.text))
    assert again == rules
    assert again.key == rules.key


@pytest.mark.parametrize("data", [{}, {"rules": "1", "settings": {}}, {"rules": 1, "settings": []}])
def test_what_is_no_rule_set_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a rule set"):
        rule_set_from(data)


def test_a_study_under_a_rule_set_has_its_values_and_keeps_what_it_does_not_name() -> None:
    old = rule_set_of(study(doris__steroid_rule="lt5"))
    again = under(study(visits__window_policy="stop"), old)
    assert again.setting("doris.steroid_rule") == "lt5"
    assert again.setting("visits.window_policy") == "stop"
    assert [(setting.key, text) for setting, text in changed_settings(study(), old)] == [
        ("doris.steroid_rule", "lt5")
    ]


def test_a_rule_set_with_a_value_that_is_none_any_more_is_refused() -> None:
    with pytest.raises(ValueError, match="sometimes"):
        under(study(), RuleSet(1, {"doris.steroid_rule": "sometimes"}))


def test_doris_at_exactly_five_milligrams_hangs_on_its_rule() -> None:
    """Scoring sheet 7 and 11: "at most 5 mg" or "less than 5 mg" differ for a dose of exactly 5 mg."""
    course = scored(followed(), "W12", 84, "0.3")
    now = course.seen(day(400))
    found = rescored(course.subject(), study(), now, rule_set_of(study(doris__steroid_rule="lt5")))
    assert found == (Difference("W12", Text("DORIS", "DORIS"), NOT_MET, MET),)


def test_the_same_rules_make_no_difference() -> None:
    course = scored(followed(), "W12", 84, "0.3")
    now = course.seen(day(400))
    assert rescored(course.subject(), study(), now, rule_set_of(study())) == ()
    assert differences(now, now, study()) == ()


def test_only_visits_signed_under_other_rules_are_scored_again() -> None:
    old = rule_set_of(study(doris__steroid_rule="lt5"))
    in_force = rule_set_of(study()).key
    course = scored(scored(followed(), "W12", 84, "0.3"), "W24", 168, "0.3")
    subject = signed(signed(course.subject(), "W12", old.key), "W24", in_force)
    found = since_signed(subject, study(), course.seen(day(400)), {old.key: old}, in_force)
    assert {visit: [each.name.en for each in changed or ()] for visit, changed in found.items()} == {
        "W12": ["DORIS"]
    }


def test_with_a_rule_set_that_is_not_known_nothing_can_be_told() -> None:
    course = scored(followed(), "W12", 84, "0.3")
    subject = signed(course.subject(), "W12", "0-000000")
    found = since_signed(subject, study(), course.seen(day(400)), {}, rule_set_of(study()).key)
    assert found == {"W12": None}


def test_with_a_rule_set_that_cannot_be_applied_any_more_nothing_can_be_told() -> None:
    """A value that a later release dropped must not keep anybody from opening the patient."""
    gone = RuleSet(1, {"doris.steroid_rule": "sometimes"})
    course = scored(followed(), "W12", 84, "0.3")
    subject = signed(course.subject(), "W12", gone.key)
    found = since_signed(subject, study(), course.seen(day(400)), {gone.key: gone}, rule_set_of(study()).key)
    assert found == {"W12": None}


def test_a_change_after_signing_voids_the_signature_and_taking_it_back_restores_it() -> None:
    subject = signed(scored(followed(), "W12", 84, "0.3").subject(), "W12", "1-000000")
    visit = subject.visit("W12")
    assert visit is not None
    assert visit.signed
    record = visit.forms["pga"]
    changed = subject.with_form("W12", replace(record, answers=record.answers.with_value("pga", "0.4")))
    after = changed.visit("W12")
    assert after is not None
    assert after.void
    assert not after.signed
    back = changed.with_form("W12", record).visit("W12")
    assert back is not None
    assert back.signed
