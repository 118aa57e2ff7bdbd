"""Conditions of a form written as text, parsed once against a short list of allowed syntax; never ``eval``.

``sex == 'F' and childbearing == 'potential'``: names are item keys of the form (in a row: of the row first),
or dotted facts of the context (``subject.sex``, ``visit.oid``, ``previous.weight_kg``). Logic has three
states: a name without an answer is unknown, and an unknown stays unknown unless the other side decides.
``#90`` is the item whose key is the number 90. ``answered(item)`` is true or false; ``minutes(end, start)`` is
the time between two moments; ``end - start`` counts calendar days.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Value = Decimal | str | bool | date | datetime | frozenset[str] | None
Lookup = Callable[[str], Value]
Node = Callable[[Lookup], Value]

# Item keys of the forms that the borrowed grammar reserves; texts in quotes are left alone.
_RESERVED = re.compile(r"'[^']*'|\"[^\"]*\"|\b(?:class|from)\b(?!__)|#\d+")
_ESCAPE = "__"
_NUMBERED = "number__"


class ExpressionError(ValueError):
    """The text is not an expression of this language."""


@dataclass(frozen=True, eq=False)
class Expression:
    """A parsed condition; ``names`` are what it depends on."""

    text: str
    names: frozenset[str]
    _node: Node

    def __call__(self, lookup: Lookup) -> Value:
        """The value under ``lookup``; None is *unknown*."""
        return self._node(lookup)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


def parse(text: str) -> Expression:
    """Parse a condition.

    Raises:
        ExpressionError: syntax outside the allowed list, with what was found.
    """
    try:
        tree = ast.parse(_RESERVED.sub(_escaped, text), mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"not an expression: {error.msg}") from None
    names: set[str] = set()
    node = _compile(tree.body, names)
    return Expression(text, frozenset(names), node)


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith("#"):
        return _NUMBERED + text[1:]
    return text if text[0] in "'\"" else text + _ESCAPE


def _compile(node: ast.expr, names: set[str]) -> Node:
    compiler = _COMPILERS.get(type(node))
    if compiler is None:
        raise ExpressionError(f"{type(node).__name__} is not allowed")
    return compiler(node, names)


def _constant(node: ast.Constant, names: set[str]) -> Node:
    del names
    value = node.value
    if isinstance(value, bool | str):
        return lambda _: value
    if isinstance(value, int | float):
        number = Decimal(str(value))
        return lambda _: number
    raise ExpressionError(f"the constant {value!r} is not allowed")


def _name(node: ast.Name, names: set[str]) -> Node:
    name = node.id.removeprefix(_NUMBERED).removesuffix(_ESCAPE)
    names.add(name)
    return lambda lookup: lookup(name)


def _attribute(node: ast.Attribute, names: set[str]) -> Node:
    parts = [node.attr]
    inner: ast.expr = node.value
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name):
        raise ExpressionError("a dotted name is expected")
    name = ".".join(part.removesuffix(_ESCAPE) for part in (inner.id, *reversed(parts)))
    names.add(name)
    return lambda lookup: lookup(name)


def _boolean(node: ast.BoolOp, names: set[str]) -> Node:
    parts = tuple(_compile(value, names) for value in node.values)
    decisive = isinstance(node.op, ast.Or)

    def evaluate(lookup: Lookup) -> Value:
        unknown = False
        for part in parts:
            value = part(lookup)
            if value is None:
                unknown = True
            elif bool(value) is decisive:
                return decisive
        return None if unknown else not decisive

    return evaluate


def _unary(node: ast.UnaryOp, names: set[str]) -> Node:
    operand = _compile(node.operand, names)
    if isinstance(node.op, ast.Not):
        return lambda lookup: None if (value := operand(lookup)) is None else not value
    if isinstance(node.op, ast.USub):
        return lambda lookup: -value if isinstance(value := operand(lookup), Decimal) else None
    raise ExpressionError("only 'not' and '-' stand before a value")


_ARITHMETIC: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


def _binary(node: ast.BinOp, names: set[str]) -> Node:
    operate = _ARITHMETIC.get(type(node.op))
    if operate is None:
        raise ExpressionError(f"{type(node.op).__name__} is not allowed")
    left, right = _compile(node.left, names), _compile(node.right, names)
    dividing = isinstance(node.op, ast.Div)

    def evaluate(lookup: Lookup) -> Value:
        a, b = left(lookup), right(lookup)
        if isinstance(a, date) and isinstance(b, date) and isinstance(node.op, ast.Sub):
            return Decimal((_day(a) - _day(b)).days)
        if not isinstance(a, Decimal) or not isinstance(b, Decimal) or (dividing and b == 0):
            return None
        return operate(a, b)

    return evaluate


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _equal(a: Value, b: Value) -> bool:
    if isinstance(a, bool) is not isinstance(b, bool) and (isinstance(a, str) or isinstance(b, str)):
        return _yes_no(a) == _yes_no(b)
    return a == b


def _yes_no(value: Value) -> Value:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _ordered(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[Value, Value], bool | None]:
    def evaluate(a: Value, b: Value) -> bool | None:
        if isinstance(a, Decimal) and isinstance(b, Decimal):
            return compare(a, b)
        if isinstance(a, datetime) and isinstance(b, datetime):
            return compare(Decimal(str(a.timestamp())), Decimal(str(b.timestamp())))
        if isinstance(a, date) and isinstance(b, date):
            return compare(Decimal(_day(a).toordinal()), Decimal(_day(b).toordinal()))
        return None

    return evaluate


_COMPARISONS: dict[type[ast.cmpop], Callable[[Value, Value], bool | None]] = {
    ast.Eq: _equal,
    ast.NotEq: lambda a, b: not _equal(a, b),
    ast.Lt: _ordered(lambda a, b: a < b),
    ast.LtE: _ordered(lambda a, b: a <= b),
    ast.Gt: _ordered(lambda a, b: a > b),
    ast.GtE: _ordered(lambda a, b: a >= b),
    ast.In: lambda a, b: a in b if isinstance(b, frozenset) else None,
    ast.NotIn: lambda a, b: a not in b if isinstance(b, frozenset) else None,
}


def _compare(node: ast.Compare, names: set[str]) -> Node:
    first = _compile(node.left, names)
    steps: list[tuple[Callable[[Value, Value], bool | None], Node]] = []
    for operator, operand in zip(node.ops, node.comparators, strict=True):
        comparison = _COMPARISONS.get(type(operator))
        if comparison is None:
            raise ExpressionError(f"{type(operator).__name__} is not allowed")
        steps.append((comparison, _compile(operand, names)))

    def evaluate(lookup: Lookup) -> Value:
        left = first(lookup)
        for comparison, operand in steps:
            right = operand(lookup)
            if left is None or right is None:
                return None
            held = comparison(left, right)
            if held is not True:
                return held
            left = right
        return True

    return evaluate


def _collection(node: ast.Tuple | ast.List | ast.Set, names: set[str]) -> Node:
    del names
    values = [element.value for element in node.elts if isinstance(element, ast.Constant)]
    if len(values) != len(node.elts) or not all(isinstance(value, str) for value in values):
        raise ExpressionError("a list holds only texts")
    members = frozenset(str(value) for value in values)
    return lambda _: members


def _call(node: ast.Call, names: set[str]) -> Node:
    function = node.func.id if isinstance(node.func, ast.Name) else ""
    if node.keywords or len(node.args) != {"answered": 1, "minutes": 2}.get(function):
        raise ExpressionError("the only functions are answered(item) and minutes(end, start)")
    arguments = [_compile(argument, names) for argument in node.args]
    if function == "answered":
        return lambda lookup: arguments[0](lookup) is not None
    return lambda lookup: _minutes(arguments[0](lookup), arguments[1](lookup))


def _minutes(end: Value, start: Value) -> Decimal | None:
    """Minutes between two moments; unknown where one is a day without a time."""
    if not isinstance(end, datetime) or not isinstance(start, datetime):
        return None
    if (end.tzinfo is None) is not (start.tzinfo is None):
        return None
    return Decimal(int((end - start).total_seconds())) / 60


_COMPILERS: dict[type[ast.expr], Callable[..., Node]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.Tuple: _collection,
    ast.List: _collection,
    ast.Set: _collection,
    ast.Call: _call,
}
