"""The words of the definitions in the reasons of the indices: rules name descriptors and systems by their keys."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from workstation.definition.study import Status, Study
from workstation.messages import Sentence, Text
from workstation.scoring.bilag_items import System
from workstation.scoring.lldas import BEYOND
from workstation.scoring.quantity import rounded
from workstation.scoring.sledai2k import KEYS
from workstation.trial.bilag_record import FORM as BILAG
from workstation.trial.subject import visit_code

_DESCRIPTORS = frozenset((*KEYS, *BEYOND))
_SYSTEMS = frozenset(System)
_PLACES = 3
"""More digits than a dose or a score is given with; rules compare the unrounded value."""


def named(sentence: Sentence, study: Study) -> Sentence:
    """The sentence with labels in place of keys, and numbers no longer than a person reads."""
    if not sentence.values:
        return sentence
    return replace(sentence, values={name: _shown(value, study) for name, value in sentence.values.items()})


def _shown(value: object, study: Study) -> object:
    if isinstance(value, Sentence):
        return named(value, study)
    if isinstance(value, tuple):
        return tuple(_shown(each, study) for each in value)
    if isinstance(value, Decimal):
        return rounded(value, _PLACES) if value.as_tuple().exponent < -_PLACES else value  # type: ignore[operator]
    if isinstance(value, str):
        if value in _SYSTEMS:
            return system_words(study, System(value))
        if value in _DESCRIPTORS:
            return item_words(study, "sledai2k", value)
    return value


def system_words(study: Study, system: System) -> Text:
    """The name of a system of BILAG-2004, from its form."""
    form = study.forms.get(BILAG)
    groups = () if form is None else form.groups
    title = next((group.title for group in groups if group.oid == system.value), None)
    return Text(system.value, system.value) if title is None else title


def unconfirmed(study: Study, system: System) -> Sentence | None:
    """That the rules of a system were not compared with the licensed document, until the study says they were."""
    if system is System.HAEMATOLOGICAL:
        key, words = (
            "bilag.haematological_thresholds",
            "Thresholds not confirmed against the licensed document.",
        )
    else:
        key, words = "bilag.grade_rules", "Grade rules not confirmed against the licensed document."
    return None if study.settings[key].status is Status.VERIFIED else Sentence(words)


def visit_words(study: Study, key: str) -> Text:
    """The short name of a visit; its key where the study has no such visit."""
    definition = study.visit_by_oid.get(visit_code(key))
    return Text(key, key) if definition is None else definition.short


def item_words(study: Study, form: str, item: str) -> Text:
    """The label of an item; its key where the study has no such item."""
    definition = study.forms.get(form)
    asked = None if definition is None else definition.items.get(item)
    return Text(item, item) if asked is None else asked.label
