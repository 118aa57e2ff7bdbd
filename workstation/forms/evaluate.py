"""The first of the two hearts: a form definition, answers and a context give the state of the form. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workstation.definition.expression import Expression, Lookup
from workstation.definition.form import Check, Form, Group, Item, ItemType, Requirement
from workstation.forms.answers import Answer, Answers
from workstation.forms.checks import flag, item_findings, limit_findings, reference
from workstation.forms.context import NOTHING, Context
from workstation.forms.state import Finding, FormState, ItemState, Severity, Typed
from workstation.forms.values import decimal, moment, typed

_BLANK = Answer()
_Prefixed = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where items stand: the top of the form, or one row of a repeating group."""

    group: Group
    row: str

    def items(self) -> Iterator[tuple[str, Item]]:
        """The items with their paths."""
        prefix = f"{self.group.oid}/{self.row}/" if self.row else ""
        for item in self.group.items:
            yield prefix + item.oid, item


def evaluate(form: Form, answers: Answers, context: Context = NOTHING) -> FormState:
    """What is relevant, what it means, what is missing and what is wrong (forms catalogue, section 0)."""
    values = _values(form, answers, context)
    states: dict[str, ItemState] = {}
    by_path = {path: answer for path, answer in answers.by_path.items() if answer.value or answer != _BLANK}
    for group in form.groups:
        for row in answers.rows(group.oid) if group.repeating else ("",):
            place = _Place(group, row)
            lookup = _lookup(form, place, values, context)
            shown = _holds(group.relevant_if, lookup)
            for path, item in place.items():
                answer = by_path.get(path, _BLANK)
                states[path] = _item_state(path, item, answer, values[path], shown, lookup, context)
    for finding in (*_check_findings(form, answers, values, context), *context.found):
        state = states.get(finding.path)
        if state is not None and state.relevant:
            states[finding.path] = state._replace(findings=(*state.findings, finding))
    return FormState(form, states)


def _values(form: Form, answers: Answers, context: Context) -> dict[str, Typed]:
    values: dict[str, Typed] = {}
    for group in form.groups:
        for row in answers.rows(group.oid) if group.repeating else ("",):
            place = _Place(group, row)
            for path, item in place.items():
                if item.type is ItemType.CALCULATED:
                    values[path] = _calculated(path, context)
                else:
                    answer = answers.by_path.get(path)
                    values[path] = None if answer is None else typed(item, answer)
    return values


def _calculated(path: str, context: Context) -> Typed:
    """What a derived value means: a number or a date where it reads as one, so that rules can compare it."""
    proposal = context.proposals.get(path)
    if proposal is None or proposal.value is None:
        return None
    number = decimal(proposal.value)
    return number if number is not None else moment(proposal.value) or proposal.value


def _lookup(form: Form, place: _Place, values: Mapping[str, Typed], context: Context) -> Lookup:
    prefix = f"{place.group.oid}/{place.row}/" if place.row else ""
    facts, previous = context.facts, context.previous

    def look(name: str) -> Typed:
        if prefix and prefix + name in values:
            return values[prefix + name]
        if name in values:
            return values[name]
        if name.startswith("previous."):
            item = form.items.get(name[9:])
            return None if item is None else typed(item, previous.get(name[9:], _BLANK))
        return facts.get(name)

    return look


def _holds(condition: Expression | None, lookup: Lookup) -> bool:
    return condition is None or condition(lookup) is True


def _item_state(
    path: str, item: Item, answer: Answer, value: Typed, shown: bool, lookup: Lookup, context: Context
) -> ItemState:
    relevant = shown and (item.relevant_if is None or item.relevant_if(lookup) is True)
    required = relevant and _required(item, lookup)
    proposal = context.proposals.get(path)
    previous = context.previous.by_path.get(path)
    if answer is _BLANK and item.type is not ItemType.CALCULATED:
        limits = context.ranges.get(item.oid) if item.result else None
        return ItemState(
            path, item, relevant, required, answer, None, required, False, (), proposal, limits, "", previous
        )
    if not relevant:
        return ItemState(
            path, item, False, False, answer, value, False, not answer.blank, (), None, None, "", previous
        )
    findings = item_findings(path, item, answer, value, required, context)
    # What cannot be true answers nothing: the form is no more complete than with a blank.
    missing = required and bool(findings) and any(one.severity is Severity.HARD for one in findings)
    if not item.result:
        return ItemState(
            path, item, True, required, answer, value, missing, False, findings, proposal, None, "", previous
        )
    limits = reference(item, answer, context)
    return ItemState(
        path,
        item,
        relevant,
        required,
        answer,
        value,
        missing=missing,
        findings=(*limit_findings(path, item, answer, context.ranges.get(item.oid)), *findings),
        proposal=proposal,
        range=limits,
        flag=flag(item, answer, value, limits),
        previous=previous,
        converted=bool(answer.unit),
    )


def _required(item: Item, lookup: Lookup) -> bool:
    if item.type is ItemType.CALCULATED or item.required is Requirement.OPTIONAL:
        return False
    return item.required is Requirement.REQUIRED or _holds(item.required_if, lookup)


def _check_findings(
    form: Form, answers: Answers, values: Mapping[str, Typed], context: Context
) -> Iterator[Finding]:
    groups = {group.oid: group for group in form.groups}
    for check in form.checks:
        group = groups.get(check.group)
        for row in answers.rows(check.group) if group is not None and group.repeating else ("",):
            place = _Place(group, row) if group is not None else _Place(form.groups[0], "")
            if check.fails_if(_lookup(form, place, values, context)) is True:
                yield _finding(check, f"{check.group}/{row}/{check.item}" if row else check.item)


def _finding(check: Check, path: str) -> Finding:
    return Finding(path, Severity.HARD if check.hard else Severity.WARNING, check.code, check.sentence)
