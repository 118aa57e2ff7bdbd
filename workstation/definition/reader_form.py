"""A form read from its text: groups, items, rules, and the common last group (forms catalogue, section 0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workstation.definition.faults import Where, nearest
from workstation.definition.form import Check, Choice, Form, Group, Item, ItemType, Scope
from workstation.definition.reader_item import ChoiceLists, read_choices, read_item
from workstation.definition.tables import (
    Parser,
    condition,
    count,
    fields,
    flag,
    member_of,
    oid,
    raw,
    tables,
    text,
    wording,
)
from workstation.messages import Sentence, Text

ABOUT = "about"
_COMMON = (
    Item("date", Text("Date and time", "日期时间"), ItemType.DATETIME, codes=()),
    Item("assessor", Text("Assessor", "评估者"), ItemType.PERSON, codes=()),
    Item("comment", Text("Comment", "备注"), ItemType.TEXT, codes=(), max_length=4000),
)

_FORM: Mapping[str, Parser] = {
    "oid": oid,
    "version": count,
    "title": wording,
    "short": wording,
    "scope": member_of(Scope),
    "laboratory": flag,
    "help": wording,
    "list": raw,
    "group": raw,
    "check": raw,
}
_GROUP: Mapping[str, Parser] = {
    "oid": oid,
    "title": wording,
    "repeating": flag,
    "relevant_if": condition,
    "rest_absent": flag,
    "item": raw,
}
_CHECK: Mapping[str, Parser] = {
    "code": text,
    "item": text,
    "group": text,
    "fails_if": condition,
    "hard": flag,
    "sentence": wording,
}


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A form with the place of its file, for rules that reach beyond it."""

    form: Form
    where: Where


def read_form(table: object, where: Where) -> ReadForm | None:
    """The form of a file, or None when too little of it can be read; what is wrong is reported."""
    required = ("oid", "version", "title", "short", "group")
    parts = fields(table, _FORM, where, required)
    lists = dict(_lists(parts.pop("list", {}), where))
    groups = tuple(_groups(parts.pop("group", []), where, lists))
    checks = tuple(_checks(parts.pop("check", []), where))
    if not {"oid", "version", "title", "short"} <= parts.keys():
        return None
    about = _about(groups)
    form = Form(**parts, groups=(*groups, about) if about.items else groups, checks=checks)
    _check_names(form, where)
    return ReadForm(form, where)


def _lists(value: object, where: Where) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    if not isinstance(value, dict):
        where.report_at("list", Sentence("A table with keys is expected here."))
        return
    for name, choices in value.items():
        yield name, read_choices(choices, where.inside(f"list {name}"))


def _groups(value: object, where: Where, lists: ChoiceLists) -> Iterator[Group]:
    for place, table in tables(value, where, "group"):
        parts = fields(table, _GROUP, place, ("oid", "title", "item"))
        found = [
            read_item(item, inside, lists) for inside, item in tables(parts.pop("item", []), place, "item")
        ]
        if {"oid", "title"} <= parts.keys():
            yield Group(**parts, items=tuple(item for item in found if item is not None))


def _checks(value: object, where: Where) -> Iterator[Check]:
    required = ("code", "item", "fails_if", "sentence")
    for place, table in tables(value, where, "check", "code"):
        parts = fields(table, _CHECK, place, required)
        if parts.keys() >= set(required):
            yield Check(**parts)


def _about(groups: tuple[Group, ...]) -> Group:
    own = {item.oid for group in groups if not group.repeating for item in group.items}
    return Group(ABOUT, Text("Record", "记录"), tuple(item for item in _COMMON if item.oid not in own))


def _check_names(form: Form, where: Where) -> None:
    _report_twice([group.oid for group in form.groups], where, "group")
    outside = [item.oid for group in form.groups if not group.repeating for item in group.items]
    _report_twice(outside, where, "item")
    for group in form.groups:
        if group.repeating:
            _report_twice([item.oid for item in group.items], where.inside(f"group {group.oid}"), "item")
    _report_twice([check.code for check in form.checks], where, "check")
    for check in form.checks:
        _check_target(form, check, where.inside(f"check {check.code}"))


def _report_twice(oids: list[str], where: Where, kind: str) -> None:
    for name in sorted({name for name in oids if oids.count(name) > 1}):
        where.report(Sentence("The {kind} {oid} stands twice.", {"kind": kind, "oid": name}))


def _check_target(form: Form, check: Check, where: Where) -> None:
    if check.group and check.group not in form.row_items:
        sentence = Sentence("{group} is no repeating group of this form.", {"group": check.group})
        where.report_at("group", sentence, nearest(check.group, form.row_items))
        return
    items = form.row_items[check.group] if check.group else form.items
    if check.item not in items:
        sentence = Sentence("The item {item} is not known here.", {"item": check.item})
        where.report_at("item", sentence, nearest(check.item, items))
