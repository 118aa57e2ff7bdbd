"""Changing a setting of the study: what it would change is shown before, and why is kept with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from workstation.definition.study import Setting, Study
from workstation.messages import Refusal, Sentence
from workstation.record.cells import SETTING, Change
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.rescoring import Difference, differences

CHANGE = "change setting"
MAY_CHANGE = ("principal_investigator",)


@dataclass(frozen=True, slots=True)
class Effect:
    """What another value of a setting would change for one patient."""

    subject: str
    differences: tuple[Difference, ...]


def changeable(setting: Setting) -> bool:
    """Whether the program applies the setting and knows which values it can have."""
    return not setting.later and (
        bool(setting.choices or setting.members) or not isinstance(setting.value, str)
    )


def checked(study: Study, key: str, text: str) -> Setting:
    """The setting with another value.

    Raises:
        Refusal: there is no such setting, it cannot be changed, or this is not a value of it.
    """
    setting = study.settings.get(key)
    if setting is None or not changeable(setting):
        raise Refusal(Sentence("This rule cannot be changed here."))
    try:
        other = setting.with_text(text.strip())
    except ValueError as error:
        raise Refusal(Sentence("“{text}” is no value of this rule.", {"text": text.strip()})) from error
    if not isinstance(other.value, str | bool) and not other.least <= other.value <= other.most:
        values = {"least": other.least, "most": other.most}
        raise Refusal(Sentence("A number from {least} to {most} is asked.", values))
    return other


def with_setting(study: Study, setting: Setting) -> Study:
    """The study with one setting in place of the one of the same key."""
    return replace(study, settings={**study.settings, setting.key: setting})


def effects(
    session: Session, key: str, text: str, progress: Callable[[int, int], None] | None = None
) -> tuple[Effect, ...]:
    """What results of which patients would be others, before anything is changed.

    Raises:
        Refusal: this is not a value of the setting.
    """
    study = session.study
    other = with_setting(study, checked(study, key, text))
    subjects = session.file.state.subjects()
    found = []
    for place, oid in enumerate(subjects, start=1):
        subject = session.file.state.subject(oid)
        now, then = (assess(subject, each, session.today) for each in (study, other))
        each = differences(now, then, study)
        if each:
            found.append(Effect(oid, each))
        if progress is not None:
            progress(place, len(subjects))
    return tuple(found)


def change_setting(session: Session, key: str, text: str, reason: str) -> None:
    """Change a setting for good. Signatures keep the rule set that they were given under.

    Raises:
        Refusal: the role may not, the value will not do or is in force already, or no reason is given.
        EnvironmentFailure: the file could not be written.
    """
    session.must_write()
    if session.role not in MAY_CHANGE:
        raise Refusal(Sentence("Only the principal investigator can change a rule of the study."))
    setting = checked(session.study, key, text)
    if setting.value == session.study.settings[key].value:
        raise Refusal(Sentence("This value is in force already."))
    if not reason.strip():
        raise Refusal(Sentence("Say why the rule is changed."))
    old = session.file.state.settings().get(key)
    with session.file.unit_of_work(session.author, session.now()) as unit:
        unit.record(CHANGE, [Change("", "", SETTING, key, old, setting.text)], reason.strip())
    session.forget_study()
