"""Signing a visit: who answers for what is recorded, and under which rules it was scored.

Trial facts 8.1, R9 to R12: the signature shows name, time and meaning, covers a hash of what is recorded, and stays
beside it, visibly void, when something is changed later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workstation.definition.study import Setting
from workstation.messages import Refusal, Sentence, Text
from workstation.record.cells import INVESTIGATOR, RULE_SET, SIGNATURE, Change, signature_text
from workstation.record.failures import DamagedFile
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.rescoring import Difference, results_of, since_signed
from workstation.trial.rule_set import RuleSet, applies, changed_settings, rule_set_from, rule_set_of
from workstation.trial.subject import Signature, Subject, VisitRecord
from workstation.trial.visit_forms import Open, open_answers

SIGN = "sign visit"
MAY_SIGN = ("principal_investigator", "sub_investigator")
"""Roles that answer for the record of a visit."""
MEANINGS: Mapping[str, Text] = {
    "reviewed": Text(
        "I have reviewed what is recorded at this visit and confirm that it is complete and correct.",
        "本人已审核本次访视的全部记录，确认其完整、准确。",
    ),
}
"""What a person attests by signing, by code."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person signs: the visit as it stood on the screen (``content``), and why although answers are open."""

    subject: str
    visit: str
    content: str
    passphrase: str = ""
    reason: str = ""
    meaning: str = "reviewed"


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What a person sees before signing: the state of the visit, what is open, and the results that follow from it."""

    subject: str
    visit: str
    date: date | None
    content: str
    open: tuple[Open, ...]
    results: Mapping[Text, Text]
    rules: str
    asks_passphrase: bool


@dataclass(frozen=True, slots=True)
class SinceSigned:
    """What a visit scores differently now than under the rules of its signature, and which rules were changed.

    ``rules_version`` is the version of the program's rules at that time; None: nothing can be compared, because the
    rule set is not known here or cannot be applied any more.
    """

    settings: tuple[tuple[Setting, str], ...]
    differences: tuple[Difference, ...]
    rules_version: int | None


def may_sign(session: Session) -> bool:
    """Whether the person of the session may sign a visit at all."""
    return session.role in MAY_SIGN and not session.read_only


def open_at(session: Session, subject: Subject, visit: str) -> tuple[Open, ...]:
    """The forms of a visit in which required answers are open."""
    return open_answers(
        subject, session.study, assess(subject, session.study, session.today), visit, session.today
    )


def signing_facts(session: Session, oid: str, visit: str) -> SigningFacts:
    """What a person sees before signing a visit.

    Raises:
        Refusal: the visit has not begun.
    """
    subject = session.file.state.subject(oid)
    record = subject.visit(visit)
    if record is None or not record.forms:
        raise _not_begun(visit)
    assessment = assess(subject, session.study, session.today)
    assessed = assessment.visit(visit)
    return SigningFacts(
        oid,
        visit,
        record.date,
        record.content,
        open_answers(subject, session.study, assessment, visit, session.today),
        {} if assessed is None else results_of(assessed, assessment.baseline, session.study),
        rule_set_of(session.study).key,
        not session.demo,
    )


def since_it_was_signed(session: Session, oid: str, visit: str) -> SinceSigned:
    """What became of the results of a signed visit under the rules in force."""
    subject = session.file.state.subject(oid)
    record = subject.visit(visit)
    known = rule_sets(session)
    rules = None if record is None or record.signature is None else known.get(record.signature.rules)
    if rules is None or not applies(session.study, rules):
        return SinceSigned((), (), None)
    now = assess(subject, session.study, session.today)
    found = since_signed(subject, session.study, now, known, rule_set_of(session.study).key)
    return SinceSigned(changed_settings(session.study, rules), found.get(visit) or (), rules.rules)


def sign_visit(session: Session, signing: Signing) -> Signature:
    """Sign a visit that has begun; a signature that no longer covers the visit is replaced, and stays in the journal.

    Raises:
        Refusal: the role may not sign, the visit has not begun, is signed already or changed meanwhile, the passphrase
            is wrong, or answers are open and no reason is given.
        EnvironmentFailure: the file could not be written.
    """
    session.must_write()
    if session.role not in MAY_SIGN:
        raise Refusal(Sentence("Only an investigator can sign a visit."))
    subject = session.file.state.subject(signing.subject)
    visit = subject.visit(signing.visit)
    _check_visit(visit, signing)
    assert visit is not None
    if not signing.reason.strip() and open_at(session, subject, signing.visit):
        raise Refusal(Sentence("Required answers are open: say why it is signed all the same."))
    _check_person(session, signing.passphrase)
    rules = rule_set_of(session.study)
    signature = Signature(
        session.person,
        session.role,
        session.now().isoformat(timespec="seconds"),
        signing.meaning,
        visit.content,
        rules.key,
    )
    with session.file.unit_of_work(session.author, session.now()) as unit:
        unit.record(SIGN, _changes(session, visit, signing, signature, rules), signing.reason.strip())
    return signature


def rule_sets(session: Session) -> Mapping[str, RuleSet]:
    """The rule sets under which somebody signed in this study, by their key.

    Raises:
        DamagedFile: one of them is not what the program writes.
    """
    try:
        return {key: rule_set_from(json.loads(text)) for key, text in session.file.state.rule_sets().items()}
    except (ValueError, AttributeError) as error:
        raise DamagedFile(session.path) from error


def _check_visit(visit: VisitRecord | None, signing: Signing) -> None:
    if visit is None or not visit.forms:
        raise _not_begun(signing.visit)
    if visit.content != signing.content:
        raise Refusal(Sentence("The visit was changed in the meantime. Look at it again before you sign it."))
    if visit.signed:
        raise Refusal(Sentence("The visit {visit} is signed already.", {"visit": signing.visit}))


def _not_begun(visit: str) -> Refusal:
    return Refusal(Sentence("The visit {visit} has not begun.", {"visit": visit}))


def _check_person(session: Session, passphrase: str) -> None:
    """Two components (R12): the person is known from opening the study, the passphrase is asked again."""
    if session.demo:
        return
    # Deriving a key takes a second of arithmetic that no other act needs.
    from workstation.record import key_ring
    from workstation.record.keys import unwrap

    unwrap(key_ring.read(session.path), session.person, passphrase)


def _changes(
    session: Session, visit: VisitRecord, signing: Signing, signature: Signature, rules: RuleSet
) -> list[Change]:
    before = None if visit.signature is None else signature_text(visit.signature)
    text = signature_text(signature)
    changes = [Change(signing.subject, signing.visit, SIGNATURE, INVESTIGATOR, before, text)]
    if rules.key not in session.file.state.rule_sets():
        changes.append(Change("", "", RULE_SET, rules.key, None, rules.text))
    return changes
