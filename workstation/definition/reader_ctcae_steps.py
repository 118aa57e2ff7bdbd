"""One measure of a graded term: its steps, their limits and what has to be asked, with their order checked.

A limit is written as the published tables say it: ``< 100``, ``> 1.5 x ULN``, ``<= baseline - 10``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from workstation.definition.ctcae import Ask, Case, Limit, Measure, Reference, Sign, Step, Worse
from workstation.definition.faults import Where, Wrong, nearest
from workstation.definition.form import UnitConversion
from workstation.definition.tables import (
    Parser,
    count,
    decimal,
    fields,
    flag,
    member_of,
    oid,
    raw,
    tables,
    text,
)
from workstation.messages import Sentence, Text

_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_LIMIT = re.compile(
    rf"(?P<sign><=|>=|<|>) "
    rf"(?:(?P<fixed>{_NUMBER})"
    rf"|(?:(?P<times>{_NUMBER}) x )?(?P<of>LLN|ULN|baseline)(?: (?P<way>[+-]) (?P<shift>{_NUMBER}))?)"
)


@dataclass(frozen=True, slots=True)
class UnitSet:
    """The units of a quantity: the first, how it is spelled too, and the others."""

    unit: str
    spellings: tuple[str, ...]
    others: tuple[UnitConversion, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All units by the names of the definition."""
        return (self.unit, *(other.unit for other in self.others))


@dataclass(frozen=True, slots=True)
class Shared:
    """What all terms of a file refer to by key."""

    questions: Mapping[str, Text]
    units: Mapping[str, UnitSet]


def _limits(value: object, where: Where) -> tuple[Limit, ...]:
    """The limits of a ``when``, joined by "and"."""
    found = tuple(_LIMIT.fullmatch(part) for part in text(value, where).split(" and "))
    if any(match is None for match in found):
        example = Sentence("A limit is expected, for example {example}.", {"example": "> 1.5 x ULN"})
        raise Wrong(example)
    return tuple(_limit(match) for match in found if match is not None)


def _limit(match: re.Match[str]) -> Limit:
    sign = Sign(match["sign"])
    if match["of"] is None:
        return Limit(sign, Decimal(match["fixed"]))
    shift = Decimal(match["shift"] or 0)
    return Limit(
        sign,
        -shift if match["way"] == "-" else shift,
        Reference(match["of"].lower()),
        Decimal(match["times"] or 1),
    )


def _printed(value: object, where: Where) -> dict[str, Decimal]:
    """Limits by unit."""
    if not isinstance(value, dict):
        raise Wrong(Sentence("A table with keys is expected here."))
    return {unit: decimal(number, where) for unit, number in value.items()}


_MEASURE: Mapping[str, Parser] = {
    "key": oid,
    "item": oid,
    "units": text,
    "worse": member_of(Worse),
    "step": raw,
    "raises": raw,
}
_STEP: Mapping[str, Parser] = {
    "grade": count,
    "when": _limits,
    "printed": _printed,
    "case": member_of(Case),
    "asks": raw,
}
_ASK: Mapping[str, Parser] = {"ask": text, "grade": count, "decides": flag, "from": count}


def read_measure(table: object, where: Where, grades: tuple[int, ...], shared: Shared) -> Measure | None:
    """The measure of a table, or None when it cannot be made; what is wrong is reported."""
    parts = fields(table, _MEASURE, where, ("key", "units", "worse", "step"))
    units = shared.units.get(parts.get("units", ""))
    if units is None and "units" in parts:
        sentence = Sentence("The key {key} is not known here.", {"key": parts["units"]})
        where.report_at("units", sentence, nearest(parts["units"], shared.units))
    steps = tuple(_steps(parts.get("step", []), where, shared))
    raises = tuple(_asks(parts.get("raises", []), where, shared))
    _check_grades(steps, raises, grades, where)
    if units is None or not {"key", "worse"} <= parts.keys():
        return None
    _check_steps(steps, parts["worse"], units, where)
    return Measure(
        parts["key"],
        parts["worse"],
        units.unit,
        units.spellings,
        units.others,
        steps,
        raises,
        parts.get("item", ""),
    )


def _steps(value: object, where: Where, shared: Shared) -> Iterator[Step]:
    for place, table in tables(value, where, "step", "when"):
        parts = fields(table, _STEP, place, ("grade", "when"))
        asks = tuple(_asks(parts.get("asks", []), place, shared))
        if not {"grade", "when"} <= parts.keys():
            continue
        limits: tuple[Limit, ...] = parts["when"]
        if printed := parts.get("printed", {}):
            if len(limits) > 1 or limits[0].of is not None:
                place.report_at("printed", Sentence("Only a fixed limit is printed in other units."))
            limits = (Limit(limits[0].sign, limits[0].plus, printed=printed), *limits[1:])
        yield Step(parts["grade"], limits, parts.get("case"), asks)


def _asks(value: object, where: Where, shared: Shared) -> Iterator[Ask]:
    for place, table in tables(value, where, "question", "ask"):
        parts = fields(table, _ASK, place, ("ask", "grade"))
        if not {"ask", "grade"} <= parts.keys():
            continue
        question = shared.questions.get(parts["ask"])
        if question is None:
            sentence = Sentence("The key {key} is not known here.", {"key": parts["ask"]})
            place.report_at("ask", sentence, nearest(parts["ask"], shared.questions))
            continue
        yield Ask(question, parts["grade"], parts.get("decides", False), parts.get("from", 1))


def _check_grades(
    steps: tuple[Step, ...], raises: tuple[Ask, ...], grades: tuple[int, ...], where: Where
) -> None:
    if not steps:
        where.report_at("step", Sentence("A measure needs a step."))
    # A step of grade 0 is where a question begins that no number answers.
    given = [step.grade for step in steps if step.grade or not step.asks]
    given += [ask.grade for step in steps for ask in step.asks] + [ask.grade for ask in raises]
    for grade in sorted(set(given) - set(grades)):
        where.report(Sentence("The grade {grade} does not exist for this term.", {"grade": grade}))
    for step in steps:
        if any(ask.grade <= step.grade for ask in step.asks):
            where.report(Sentence("A question can only raise the grade {grade}.", {"grade": step.grade}))
    if any(later.grade < earlier.grade for earlier, later in pairwise(steps)):
        where.report(Sentence("The steps must stand from mild to severe."))


def _check_steps(steps: tuple[Step, ...], worse: Worse, units: UnitSet, where: Where) -> None:
    limits = [limit for step in steps for limit in step.limits]
    for limit in limits:
        if limit.sign.worse is not worse:
            sentence = Sentence("The sign {sign} does not fit “worse”.", {"sign": limit.sign.value})
            where.report(sentence)
    fixed = [limit for limit in limits if limit.of is None]
    for unit in sorted({unit for limit in fixed for unit in limit.printed}):
        if unit not in units.names:
            sentence = Sentence("{unit} is no unit of {item}.", {"unit": unit, "item": where.place})
            where.report(sentence, nearest(unit, units.names))
        if any(unit not in limit.printed for limit in fixed):
            where.report(Sentence("{unit} has to be printed for all fixed limits or none.", {"unit": unit}))
        elif not _in_order((limit.printed[unit] for limit in fixed), worse):
            where.report(Sentence("The limits in {unit} must get worse with the grade.", {"unit": unit}))
    for comparable in _comparable(steps):
        if not _in_order(comparable, worse):
            where.report(Sentence("The limits must get worse with the grade."))


def _comparable(steps: Iterable[Step]) -> Iterator[list[Decimal]]:
    """The numbers of limits of one kind, in the order of their steps: fixed ones, multiples, rises and falls."""
    kinds: dict[tuple[Case | None, Reference | None], list[Decimal]] = {}
    for step in steps:
        for limit in step.limits:
            kinds.setdefault((step.case, limit.of), []).append(limit.times + limit.plus)
    yield from kinds.values()


def _in_order(numbers: Iterable[Decimal], worse: Worse) -> bool:
    return all(
        later < earlier if worse is Worse.LOWER else later > earlier for earlier, later in pairwise(numbers)
    )
