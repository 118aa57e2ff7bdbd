"""Rules across tables: names in conditions, forms of visits, dose levels of cohorts, choices of settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from workstation.definition.expression import Expression
from workstation.definition.facts import FACTS, PREVIOUS, SETTINGS
from workstation.definition.faults import Where, nearest
from workstation.definition.form import Form, Item, ItemType
from workstation.definition.reader_study import ReadStudy
from workstation.messages import Sentence

_NAME = r"([A-Za-z_][\w.]*)"
_COMPARED = re.compile(_NAME + r"\s*[=!]=\s*'([^']*)'")
_AMONG = re.compile(_NAME + r"\s+(?:not\s+)?in\s+[\[({]([^\])}]*)[\])}]")
_CONTAINS = re.compile(r"'([^']*)'\s+(?:not\s+)?in\s+" + _NAME)
_QUOTED = re.compile(r"'([^']*)'")
_CODED = frozenset({ItemType.CHOICE, ItemType.MULTI})
_YES_NO = frozenset({"yes", "no"})


@dataclass(frozen=True)
class Names:
    """Everything that a condition may name, with the codes that a name can have (None: no code list)."""

    forms: Mapping[str, Form]
    visits: frozenset[str]
    settings: frozenset[str] = frozenset()

    @cached_property
    def outside(self) -> Mapping[str, frozenset[str] | None]:
        """Facts of the context and ``form.item`` of the same visit."""
        known: dict[str, frozenset[str] | None] = dict(FACTS)
        known["visit.oid"] = self.visits
        for key in self.settings:
            known[SETTINGS + key] = known[SETTINGS + key.rpartition(".")[2]] = None
        for form in self.forms.values():
            known.update({f"{form.oid}.{oid}": codes(item) for oid, item in form.items.items()})
        return known

    @cached_property
    def earlier(self) -> Mapping[str, frozenset[str] | None]:
        """``previous.item`` of any form, for conditions that stand in no form."""
        items = (item for form in self.forms.values() for item in form.items.values())
        return {PREVIOUS + item.oid: codes(item) for item in items}


def codes(item: Item) -> frozenset[str] | None:
    """The codes that an item can be compared with, or None when it has no list."""
    if item.type is ItemType.YES_NO:
        return _YES_NO
    return frozenset(choice.code for choice in item.choices) if item.type in _CODED else None


def check_form(form: Form, names: Names, where: Where) -> None:
    """Names in conditions: items of the form (in a row the row's first), earlier answers, other forms, facts."""
    items = {oid: codes(item) for oid, item in form.items.items()}
    earlier = {PREVIOUS + oid: known for oid, known in items.items()}
    flat = {**names.outside, **items, **earlier}
    scopes = {oid: {**flat, **_row(row)} for oid, row in form.row_items.items()}
    for place, group, condition in _conditions(form):
        check_condition(condition, scopes.get(group, flat), where, place)


def _row(items: Mapping[str, Item]) -> dict[str, frozenset[str] | None]:
    return {oid: codes(item) for oid, item in items.items()}


def _conditions(form: Form) -> Iterator[tuple[str, str, Expression]]:
    for group in form.groups:
        if group.relevant_if is not None:
            yield f"group {group.oid}, key relevant_if", group.oid, group.relevant_if
        for item in group.items:
            for key, condition in (("required_if", item.required_if), ("relevant_if", item.relevant_if)):
                if condition is not None:
                    yield f"group {group.oid}, item {item.oid}, key {key}", group.oid, condition
    for check in form.checks:
        yield f"check {check.code}, key fails_if", check.group, check.fails_if


def check_condition(
    condition: Expression, known: Mapping[str, frozenset[str] | None], where: Where, place: str
) -> None:
    """Report names that are not known and codes that the named item does not have."""
    for name in sorted(name for name in condition.names if name not in known):
        sentence = Sentence("The name {name} is not known here.", {"name": name})
        where.inside(place).report(sentence, nearest(name, known))
    for name, code in _compared(condition.text):
        allowed = known.get(name)
        if allowed is not None and code not in allowed:
            sentence = Sentence("{name} never has the code {code}.", {"name": name, "code": code})
            where.inside(place).report(sentence, nearest(code, allowed))


def _compared(text: str) -> Iterator[tuple[str, str]]:
    if "'" not in text:
        return
    for found in _COMPARED.finditer(text):
        yield found[1], found[2]
    for found in _CONTAINS.finditer(text):
        yield found[2], found[1]
    for found in _AMONG.finditer(text):
        for code in _QUOTED.findall(found[2]):
            yield found[1], code


def check_study(study: ReadStudy, names: Names) -> None:
    """Names that the tables of a study use of each other and of the forms."""
    _check_visits(study, names)
    visits = {visit.oid for visit in study.visits}
    for cohort in study.cohorts.values():
        _check_name(
            cohort.dose_level, study.dose_levels, study.where.inside(f"cohort {cohort.oid}"), "dose_level"
        )
    for drug in study.drugs.values():
        for visit in drug.visits:
            _check_name(visit, visits, study.where.inside(f"drug {drug.oid}"), "visits")
    for setting in study.settings.values():
        for member in setting.listed:
            _check_name(member, setting.members, study.where.inside(f"setting {setting.key}"), "value")
        if setting.choices and str(setting.value) not in setting.choices:
            _check_name(
                str(setting.value), setting.choices, study.where.inside(f"setting {setting.key}"), "value"
            )


def _check_visits(study: ReadStudy, names: Names) -> None:
    known = {**names.outside, **names.earlier}
    unknown: set[str] = set()
    for visit in study.visits:
        where = study.where.inside(f"visit {visit.oid}")
        days = [
            day
            for day in (visit.earliest, None if visit.relative else visit.day, visit.latest)
            if day is not None
        ]
        if days != sorted(days):
            where.report(Sentence("Earliest, day and latest are not in order."))
        if visit.setting and not isinstance(_value(study, visit.setting), bool):
            sentence = Sentence("{setting} is no setting of true or false.", {"setting": visit.setting})
            where.report_at("setting", sentence, nearest(visit.setting, study.settings))
        for plan in visit.forms:
            if plan.form not in names.forms and plan.form not in unknown:
                unknown.add(plan.form)
                _check_name(
                    plan.form, names.forms, study.where.inside("forms").inside(f"visit {visit.oid}"), "forms"
                )
            if plan.condition is not None:
                check_condition(
                    plan.condition, known, study.where, f"forms, visit {visit.oid}, form {plan.form}"
                )


def _value(study: ReadStudy, key: str) -> object:
    setting = study.settings.get(key)
    return None if setting is None else setting.value


def _check_name(
    name: str, known: Mapping[str, object] | tuple[str, ...] | set[str], where: Where, key: str
) -> None:
    if name not in known:
        where.report_at(key, Sentence("{name} is not known here.", {"name": name}), nearest(name, known))
