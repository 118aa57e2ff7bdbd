"""What is wrong or remarkable about one answer, each as a finding with a plain sentence (catalogue 0, 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from workstation.definition.form import Item, ItemType, Limits
from workstation.forms.answers import Answer, State
from workstation.forms.context import Context
from workstation.forms.state import Finding, Proposal, Range, Severity, Typed
from workstation.forms.units import convert, revert
from workstation.forms.values import day_of, decimal, in_first_unit, typed
from workstation.messages import Sentence

_NUMERIC = frozenset({ItemType.NUMBER, ItemType.INTEGER})
_DATED = frozenset({ItemType.DATE, ItemType.DATETIME})
_CHOSEN = frozenset({ItemType.CHOICE, ItemType.ORDINAL})
_YES_NO = frozenset({"yes", "no"})


def item_findings(
    path: str, item: Item, answer: Answer, value: Typed, required: bool, context: Context
) -> tuple[Finding, ...]:
    """All findings about one answered item, hard ones first."""
    if answer.state is not State.VALUE:
        return tuple(_state_findings(path, item, answer, required))
    if not answer.value:
        return ()
    if path not in context.proposals and (
        item.choice(answer.value) is not None
        if item.type in _CHOSEN
        else item.type is ItemType.YES_NO and answer.value in _YES_NO
    ):
        # Nine of ten items of the large forms: a code of the list, about which nothing else can be said.
        return ()
    found = [
        *_readable(path, item, answer, value),
        *_numeric(path, item, answer, value, context),
        *_dates(path, item, value, context),
        *_differs(path, item, answer, value, context.proposals.get(path)),
    ]
    if len(answer.value) > item.max_length:
        values = {"most": item.max_length, "length": len(answer.value)}
        found.append(
            _hard(path, "TOO_LONG", Sentence("At most {most} characters; this has {length}.", values))
        )
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.HARD))


def _hard(path: str, code: str, sentence: Sentence) -> Finding:
    return Finding(path, Severity.HARD, code, sentence)


def _warning(path: str, code: str, sentence: Sentence) -> Finding:
    return Finding(path, Severity.WARNING, code, sentence)


def _state_findings(path: str, item: Item, answer: Answer, required: bool) -> Iterator[Finding]:
    if answer.state.value not in item.codes:
        yield _hard(
            path,
            "STATE_NOT_ALLOWED",
            Sentence("“{code}” cannot be answered here.", {"code": answer.state.value}),
        )
    elif required and not answer.reason and answer.state is not State.NOT_APPLICABLE and not item.choices:
        yield _warning(path, "WHY_NOT_DONE", Sentence("Say why it was not done (F4)."))


def _readable(path: str, item: Item, answer: Answer, value: Typed) -> Iterator[Finding]:
    if item.type in _CHOSEN and item.choice(answer.value) is None:
        yield _hard(
            path, "NOT_A_CHOICE", Sentence("“{text}” is not one of the answers.", {"text": answer.value[:40]})
        )
    elif item.type is ItemType.YES_NO and answer.value not in ("yes", "no"):
        yield _hard(path, "NOT_A_CHOICE", Sentence("Answer yes or no."))
    elif item.type is ItemType.MULTI:
        unknown = tuple(code for code in answer.value.split(",") if item.choice(code) is None)
        if unknown:
            yield _hard(
                path, "NOT_A_CHOICE", Sentence("“{text}” is not one of the answers.", {"text": unknown})
            )
    elif item.type in _NUMERIC and value is None:
        yield _hard(
            path,
            "NOT_A_NUMBER",
            Sentence(
                "“{text}” is not a number. Type digits, with a point for decimals.",
                {"text": answer.value[:40]},
            ),
        )
    elif item.type in _DATED and value is None and not item.partial:
        yield _hard(
            path, "NOT_A_DATE", Sentence("The day {date} does not exist.", {"date": answer.value[:40]})
        )


def _numeric(path: str, item: Item, answer: Answer, value: Typed, context: Context) -> Iterator[Finding]:
    if not isinstance(value, Decimal) or item.type not in _NUMERIC:
        return
    if item.hard is not None and not item.hard.holds(value):
        yield _hard(path, "IMPOSSIBLE", _impossible(item, value))
        return
    outside = item.soft is not None and not _soft(item.soft, context).holds(value)
    if outside:
        yield _warning(path, "UNUSUAL", _unusual(item, value, answer, context))
    yield from _change(path, item, value, context)


def _soft(limits: Limits, context: Context) -> Limits:
    return Limits(None, limits.high) if context.soft_low_off else limits


def _limits_text(limits: Limits) -> str:
    low = "" if limits.low is None else f"{limits.low}"
    high = "" if limits.high is None else f"{limits.high}"
    if low and high:
        return f"{low}\N{EN DASH}{high}"
    return f"≥ {low}" if low else f"≤ {high}"


def _impossible(item: Item, value: Decimal) -> Sentence:
    assert item.hard is not None
    values = {"amount": f"{value} {item.unit}".strip(), "limits": _limits_text(item.hard)}
    other = _other_reading(item, value)
    if other is None:
        return Sentence("{amount} cannot be true (possible: {limits}).", values)
    return Sentence(
        "{amount} cannot be true (possible: {limits}). If it was read in {other}, type the unit behind it.",
        values | {"other": other},
    )


def _unusual(item: Item, value: Decimal, answer: Answer, context: Context) -> Sentence:
    assert item.soft is not None
    limits = f"{_limits_text(_soft(item.soft, context))} {item.unit}".strip()
    other = None if answer.unit else _other_reading(item, value)
    if other is not None:
        return Sentence(
            "Unusual: outside {limits}. Was it read in {other}? Then type the unit behind it.",
            {"limits": limits, "other": other},
        )
    return Sentence("Unusual: outside {limits}. Please check.", {"limits": limits})


def _other_reading(item: Item, value: Decimal) -> str | None:
    """The alternative unit in which this number would be usual; the guard proposes and converts nothing."""
    if item.soft is None:
        return None
    for by in item.units:
        if by.multiply != by.divide and item.soft.holds(convert(value, by)):
            return by.unit
    return None


def _change(path: str, item: Item, value: Decimal, context: Context) -> Iterator[Finding]:
    previous = typed(item, context.previous.get(path, Answer()))
    if not isinstance(previous, Decimal):
        return
    by = abs(value - previous)
    if item.warn_change is not None and by > item.warn_change:
        yield _warning(
            path,
            "LARGE_CHANGE",
            Sentence("Changed from {previous} at the last visit. Please check.", {"previous": previous}),
        )
    elif item.warn_change_percent is not None and by * 100 > item.warn_change_percent * abs(previous):
        yield _warning(
            path,
            "LARGE_CHANGE",
            Sentence(
                "More than {percent} % away from {previous} at the last visit. Please check.",
                {"percent": item.warn_change_percent, "previous": previous},
            ),
        )


def _dates(path: str, item: Item, value: Typed, context: Context) -> Iterator[Finding]:
    day = day_of(value)
    if item.type not in _DATED or day is None:
        return
    if context.birth_date is not None and day < context.birth_date:
        yield _hard(
            path,
            "BEFORE_BIRTH",
            Sentence("This is before the date of birth, {date}.", {"date": context.birth_date}),
        )
    if context.today is not None and day > context.today and not item.future:
        yield _hard(
            path,
            "IN_THE_FUTURE",
            Sentence("This day has not come yet; today is {date}.", {"date": context.today}),
        )
    elif day < date(1900, 1, 1):
        yield _hard(path, "TOO_EARLY", Sentence("Please check the year."))


def _differs(
    path: str, item: Item, answer: Answer, value: Typed, proposal: Proposal | None
) -> Iterator[Finding]:
    if proposal is None or proposal.value is None or proposal.hint_only or answer.reason:
        return
    offered = typed(item, Answer(value=proposal.value))
    if offered != value:
        yield _warning(
            path,
            "DIFFERS_FROM_RECORD",
            Sentence(
                "The record says {proposal}: {because} If this is right, say why (F4).",
                {"proposal": proposal.value, "because": proposal.because},
            ),
        )


def reference(item: Item, answer: Answer, context: Context) -> Range | None:
    """The limits that apply to a result: those reported with it, else the laboratory's; in the reported unit."""
    if not item.result:
        return None
    if answer.lln or answer.uln:
        return Range(decimal(answer.lln), decimal(answer.uln), answer.unit or item.unit, "reported")
    return context.ranges.get(item.oid)


def flag(item: Item, answer: Answer, value: Typed, limits: Range | None) -> str:
    """ "L" or "H" for a result that is surely outside its limits, else ""."""
    if limits is None or not isinstance(value, Decimal):
        return ""
    lln, uln = _limit(item, limits.lln, limits.unit), _limit(item, limits.uln, limits.unit)
    if (
        answer.operator != ">"
        and lln is not None
        and (value < lln or (answer.operator == "<" and value <= lln))
    ):
        return "L"
    if (
        answer.operator != "<"
        and uln is not None
        and (value > uln or (answer.operator == ">" and value >= uln))
    ):
        return "H"
    return ""


def _limit(item: Item, limit: Decimal | None, unit: str) -> Decimal | None:
    return None if limit is None else in_first_unit(item, str(limit), "" if unit == item.unit else unit)


def limit_findings(path: str, item: Item, answer: Answer, usual: Range | None) -> Iterator[Finding]:
    """Reported reference limits that cannot be read, are the wrong way round, or stand in another unit."""
    if not answer.lln and not answer.uln:
        return
    lln, uln = decimal(answer.lln), decimal(answer.uln)
    if (answer.lln and lln is None) or (answer.uln and uln is None):
        yield _hard(path, "LIMITS_UNREADABLE", Sentence("The reference limits must be numbers."))
    elif lln is not None and uln is not None and lln > uln:
        yield _hard(path, "LIMITS_REVERSED", Sentence("The lower reference limit is above the upper one."))
    elif usual is not None and _other_unit(item, answer, usual):
        text = Sentence("The limits do not fit the unit of the value. Type them in the unit of the value.")
        yield _warning(path, "LIMITS_UNIT", text)


_FAR = Decimal(4)


def _other_unit(item: Item, answer: Answer, usual: Range) -> bool:
    """Whether the reported limits are far from the usual ones and would be near them in another unit."""
    for text, known in ((answer.uln, usual.uln), (answer.lln, usual.lln)):
        limit = in_first_unit(item, text, answer.unit) if text else None
        if limit is None or not known or limit <= 0:
            continue
        if known / _FAR <= limit <= known * _FAR:
            return False
        stated = decimal(text) or Decimal(0)
        readings = (stated, *(convert(stated, by) for by in item.units))
        if any(known / 2 <= reading <= known * 2 for reading in readings):
            return True
    return False


def said_in(item: Item, value: Decimal, unit: str) -> Decimal:
    """A value of the first unit said in one of the item's other units (its name as the definition prints it)."""
    by = next((known for known in item.units if known.unit == unit), None)
    return value if by is None else revert(value, by)
