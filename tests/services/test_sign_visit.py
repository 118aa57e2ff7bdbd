"""Signing a visit and changing a rule of the study (trial facts 8.1; scoring sheet 11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.test_entry import enrolled, save
from workstation.definition.study import Setting
from workstation.forms.answers import Answer, Answers
from workstation.messages import EnvironmentFailure, Refusal, Text
from workstation.services.change_setting import change_setting, changeable, checked, effects, with_setting
from workstation.services.overview import overview
from workstation.services.read_subject import open_subject
from workstation.services.release import with_settings
from workstation.services.session import Session
from workstation.services.sign_visit import Signing, may_sign, open_at, rule_sets, sign_visit
from workstation.services.verify_study import verify_study
from workstation.trial.assess import assess
from workstation.trial.rule_set import rule_set_of
from workstation.trial.subject import VisitRecord


def screened(session: Session) -> VisitRecord:
    """A screening visit with a weight and much that is open."""
    enrolled(session)
    save(session, "SCR", "vital_signs", {"height_cm": "165", "weight_kg": "58"})
    return visit(session)


def visit(session: Session) -> VisitRecord:
    found = session.file.state.subject("S-001").visit("SCR")
    assert found is not None
    return found


def wish(session: Session, **more: str) -> Signing:
    return replace(Signing("S-001", "SCR", visit(session).content, reason="Paper chart seen"), **more)


def test_a_signature_keeps_who_when_what_and_under_which_rules(session: Session) -> None:
    screened(session)
    sign_visit(session, wish(session))
    found = visit(session)
    assert found.signed
    assert found.signature is not None
    assert (found.signature.person, found.signature.role) == ("Dr Test", "principal_investigator")
    assert found.signature.moment == session.now()
    assert found.signature.rules == rule_set_of(session.study).key
    assert rule_sets(session) == {found.signature.rules: rule_set_of(session.study)}
    assert verify_study(session).ok


def test_a_later_change_voids_it_and_it_can_be_signed_again(session: Session) -> None:
    screened(session)
    sign_visit(session, wish(session))
    base = visit(session).answers("vital_signs")
    save(
        session,
        "SCR",
        "vital_signs",
        {"height_cm": "165", "weight_kg": "59"},
        Answers(dict(base)),
        reason="Misread",
    )
    assert visit(session).void
    sign_visit(session, wish(session))
    assert visit(session).signed
    acts = [entry.act for entry in session.file.journal.entries()]
    assert acts.count("sign visit") == 2, "both signatures stay in the journal"
    assert verify_study(session).ok


def test_open_answers_are_named_and_ask_for_a_reason(session: Session) -> None:
    screened(session)
    subject = session.file.state.subject("S-001")
    found = {each.form.form.oid: each for each in open_at(session, subject, "SCR")}
    assert not found["sledai2k"].form.begun
    assert found["sledai2k"].missing == ()
    assert "pulse" in found["vital_signs"].missing
    with pytest.raises(Refusal, match="open"):
        sign_visit(session, wish(session, reason="  "))
    assert visit(session).signature is None


def test_what_cannot_be_signed_says_why(session: Session) -> None:
    screened(session)
    with pytest.raises(Refusal, match="has not begun"):
        sign_visit(session, wish(session, visit="W12"))
    with pytest.raises(Refusal, match="changed in the meantime"):
        sign_visit(session, wish(session, content="something older"))
    session.role = "study_nurse"
    assert not may_sign(session)
    with pytest.raises(Refusal, match="investigator"):
        sign_visit(session, wish(session))
    session.role = "sub_investigator"
    sign_visit(session, wish(session))
    with pytest.raises(Refusal, match="signed already"):
        sign_visit(session, wish(session))


def test_a_signature_outside_a_demo_asks_for_the_passphrase(session: Session) -> None:
    from workstation.record import key_ring
    from workstation.record.keys import new_ring, with_person

    screened(session)
    cheap = key_ring.Cost(passes=1, memory_kib=64, lanes=1)
    ring = with_person(
        new_ring(session.file.key, demo=False),
        "Dr Test",
        "correct horse battery",
        session.file.key,
        cost=cheap,
    )
    key_ring.write(session.path, ring)
    session.demo = False
    with pytest.raises(Refusal, match="passphrase"):
        sign_visit(session, wish(session, passphrase="guess"))
    assert visit(session).signature is None
    sign_visit(session, wish(session, passphrase="correct horse battery"))
    assert visit(session).signed


# ---- Settings


def test_a_changed_setting_is_in_force_at_once_with_its_reason_in_the_journal(session: Session) -> None:
    change_setting(session, "doris.steroid_rule", "lt5", "Protocol amendment 2")
    assert session.study.setting("doris.steroid_rule") == "lt5"
    *_rest, last = session.file.journal.entries()
    assert (last.act, last.reason) == ("change setting", "Protocol amendment 2")
    change_setting(session, "doris.steroid_rule", "le5", "Amendment withdrawn")
    assert session.study.setting("doris.steroid_rule") == "le5"
    assert verify_study(session).ok


def test_a_signed_visit_keeps_the_rules_of_its_signature(session: Session) -> None:
    screened(session)
    sign_visit(session, wish(session))
    before = visit(session).signature
    change_setting(session, "doris.steroid_rule", "lt5", "Protocol amendment 2")
    assert visit(session).signature == before
    assert before is not None
    assert before.rules != rule_set_of(session.study).key
    assert before.rules in rule_sets(session)


@pytest.mark.parametrize(
    ("key", "text", "because"),
    [
        ("doris.steroid_rule", "sometimes", "no value"),
        ("ld.weight_change_percent", "-3", "from 0 to 1000"),
        ("ld.weight_change_percent", "1001", "from 0 to 1000"),
        ("glucocorticoid.mean_days", "0", "from 1 to 365"),
        ("bsa.decimals", "5", "from 0 to 4"),
        ("sledai.window_days", "ten", "no value"),
        ("sledai.window_days", "30", "in force already"),
        ("sri4.protocol_events", "death,flood", "no value"),
        ("retention.years", "1", "cannot be changed"),
        ("no.such", "1", "cannot be changed"),
    ],
)
def test_a_value_that_will_not_do_is_refused(session: Session, key: str, text: str, because: str) -> None:
    with pytest.raises(Refusal, match=because):
        change_setting(session, key, text, "why not")
    assert session.file.state.settings() == {}


def test_a_value_that_this_version_does_not_know_is_named(session: Session) -> None:
    """A study that was changed by a newer program: not scored by something else without a word."""
    with pytest.raises(EnvironmentFailure, match=r"doris\.steroid_rule.*sometimes"):
        with_settings(session.study, {"doris.steroid_rule": "sometimes"})


def test_a_reason_and_the_role_are_asked(session: Session) -> None:
    with pytest.raises(Refusal, match="why"):
        change_setting(session, "sledai.window_days", "10", " ")
    session.role = "sub_investigator"
    with pytest.raises(Refusal, match="principal investigator"):
        change_setting(session, "sledai.window_days", "10", "Amendment")


def test_a_setting_that_is_kept_for_later_cannot_be_changed(session: Session) -> None:
    kept = [setting for setting in session.study.settings.values() if setting.later]
    assert kept
    assert not any(map(changeable, kept))


def test_a_list_is_kept_in_the_order_of_its_definition(session: Session) -> None:
    changed = checked(session.study, "sri4.protocol_events", "death, rescue_medication,death")
    assert changed.text == "rescue_medication,death"
    assert checked(session.study, "sri4.protocol_events", "").text == ""


def test_numbers_with_a_point_stay_exact(session: Session) -> None:
    changed = checked(session.study, "glucocorticoid.betamethasone_mg", "0.75")
    assert isinstance(changed, Setting)
    assert changed.text == "0.75"


def test_what_a_rule_would_change_is_told_before_it_does(session: Session) -> None:
    """A baseline needs nine evaluable systems of BILAG-2004: here only a dose of betamethasone hangs on the rule."""
    screened(session)
    rows = {
        "rows/1/drug": "betamethasone",
        "rows/1/mg_per_day": "1.2",
        "rows/1/route": "oral",
        "rows/1/start": "2026-10-01",
    }
    save(session, "", "glucocorticoids", rows, at_visit="SCR")
    assert effects(session, "doris.steroid_rule", "lt5") == ()
    told = []
    found = effects(
        session, "glucocorticoid.betamethasone_mg", "0.75", lambda done, total: told.append((done, total))
    )
    assert [each.subject for each in found] == ["S-001"]
    (difference,) = found[0].differences
    assert difference.name == Text("Prednisone equivalent, mg/day", "泼尼松等效剂量（mg/天）")
    assert (difference.before.en, difference.after.en) == ("10", "8")
    assert told == [(1, 1)]
    assert session.study.settings["glucocorticoid.betamethasone_mg"].text == "0.6", "nothing was changed"


def test_the_list_and_the_patients_are_worked_out_anew_after_a_change(session: Session) -> None:
    screened(session)
    before = open_subject(session, "S-001")
    overview(session)
    change_setting(session, "sledai.window_days", "10", "Amendment")
    assert not session.file.overview_cache.all()
    assert open_subject(session, "S-001") is not before


def test_a_blank_answer_is_open_until_it_is_answered(session: Session) -> None:
    screened(session)
    answered = save(session, "SCR", "pga", {"pga": Answer("1.2")})
    assert answered is not None
    subject = session.file.state.subject("S-001")
    assert "pga" not in {each.form.form.oid for each in open_at(session, subject, "SCR")}


def test_a_study_can_be_scored_with_every_number_that_a_rule_can_have(session: Session) -> None:
    screened(session)
    subject = session.file.state.subject("S-001")
    for setting in filter(changeable, session.study.settings.values()):
        if isinstance(setting.value, bool | str) or setting.choices:
            continue
        for bound in (setting.least, setting.most):
            other = with_setting(session.study, setting.with_text(str(bound)))
            assert assess(subject, other, session.today).subject == "S-001", (setting.key, bound)
