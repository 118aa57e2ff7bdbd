"""Finds every text that the program says: the literals that reach a place where words are translated.

Calls of :data:`SAYERS` say their arguments. From there it goes backwards, by names alone: a parameter that is
said makes every argument for it said, an attribute every value it is given, a constant all its texts, a function
all that it returns. It would rather find a text too many than one too few.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

from words_sources import (
    FUNCTIONS,
    Function,
    Program,
    Scope,
    assigned,
    called,
    defaults,
    imports,
    is_name,
    last_name,
    parameters,
)

SAYERS = frozenset({"Sentence", "words", "_words", "say", "_say", "translator", "_translator", "everywhere"})
"""What says its arguments by position; keywords fill the placeholders."""

SAID_MEMBERS = {"State": ("NOT_DONE", "NOT_APPLICABLE", "UNKNOWN")}
"""Enumerations whose values are said as they are, and which of their members."""

DATA = ("workstation/reports/",)
"""Where a plain text is data and only a Sentence is said (``workstation.reports.document``)."""

NAMING = frozenset({"key", "code", "kind", "oid", "path", "value"})
"""What so called parameters and attributes hold names something in the program and is not said."""

SILENT = frozenset({"ui/shots.py"})
"""Files whose texts are samples."""

# What an annotation names where a text of the program may be meant.
_TEXT = frozenset({"str", "object", "Meant"})
_COPIES = frozenset({"tuple", "list", "dict", "sorted", "reversed"})


class Finder:
    """Follows what is said backwards to literals."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.found: dict[str, set[str]] = {}
        self._seen: set[object] = set()
        self._waiting: list[tuple[ast.expr, Scope]] = []

    def run(self) -> None:
        """Begin at every call that says something."""
        for name in SAYERS:
            for call, scope in self._program.calls.get(name, []):
                if name != "Sentence" and scope.path.startswith(DATA):
                    continue
                for argument in call.args[:1] if name == "Sentence" else call.args:
                    self._said(argument, scope)
        for name, members in SAID_MEMBERS.items():
            for node, scope in self._program.classes.get(name, []):
                for target, value in (pair for statement in node.body for pair in assigned(statement)):
                    if last_name(target) in members:
                        self._said(value, scope)
        while self._waiting:
            self._follow(*self._waiting.pop())

    def _said(self, node: ast.expr, scope: Scope) -> None:
        if node not in self._seen:
            self._seen.add(node)
            self._waiting.append((node, scope))

    def _follow(self, node: ast.expr, scope: Scope) -> None:
        match node:
            case ast.Constant(value=str(text)):
                if any(map(str.isalpha, text)) and not text.startswith("#"):
                    self.found.setdefault(text, set()).add(scope.path)
            case ast.Name(id=name):
                self._name(name, scope)
            case ast.Attribute(value=base, attr=name):
                self._attribute(base, name, scope)
            case ast.Subscript(value=inner, slice=ast.Constant(value=int(place))):
                self._member(inner, place, scope)
            case ast.Call():
                self._result(node, scope)
            case _:
                for part in _parts(node):
                    self._said(part, scope)

    def _member(self, node: ast.expr, place: int, scope: Scope) -> None:
        """One place of a tuple, or of all the tuples that a collection holds."""
        match node:
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Dict(values=parts):
                rows = [part for part in parts if isinstance(part, ast.Tuple)]
                if rows and len(rows) == len(parts):
                    for row in rows:
                        self._said(row.elts[place], scope)
                elif isinstance(node, ast.Tuple) and place < len(parts):
                    self._said(parts[place], scope)
            case ast.Name(id=name) if known := self._values(name, scope):
                for value, where in known:
                    self._member(value, place, where)
            case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in _COPIES:
                self._member(inner, place, scope)
            case ast.Subscript(value=inner):
                self._member(inner, place, scope)
            case ast.BinOp() | ast.IfExp():
                for part in _parts(node):
                    self._member(part, place, scope)
            case _:
                self._said(node, scope)

    def _values(self, name: str, scope: Scope) -> list[tuple[ast.expr, Scope]]:
        """What a local name or a constant stands for; nothing for a parameter."""
        for function in reversed(scope.functions):
            if name in parameters(function):
                return []
            values = [v for one in ast.walk(function) for target, v in assigned(one) if is_name(target, name)]
            if values:
                return [(value, scope) for value in values]
        return [
            (value, where)
            for value, where in self._program.constants.get(name, [])
            if where.path == scope.path or imports(scope.tree, name)
        ]

    def _name(self, name: str, scope: Scope) -> None:
        owners = [one for one in reversed(scope.functions) if name in parameters(one)]
        for value, where in self._values(name, scope):
            self._said(value, where)
        if owners:
            self._parameter(owners[0], scope, name)

    def _parameter(self, function: Function, scope: Scope, name: str) -> None:
        argument = parameters(function)[name]
        if name in NAMING or scope.path.startswith(DATA) or not _may_be_text(argument.annotation):
            return
        key = scope.owner.name if function.name == "__init__" and scope.owner is not None else function.name
        self._argument(key, name, list(parameters(function)), scope.path)
        for default in defaults(function, name):
            self._said(default, scope)

    def _argument(self, callee: str, name: str, order: list[str], path: str) -> None:
        key = (callee, name, path)
        if key in self._seen or callee in SAYERS:
            return
        self._seen.add(key)
        place = order.index(name) if name in order else sys.maxsize
        for call, scope in self._program.calls.get(callee, []) + self._supers(callee):
            if callee.startswith("_") and scope.path != path:
                continue
            if len(call.args) > place and not any(isinstance(a, ast.Starred) for a in call.args[: place + 1]):
                self._said(call.args[place], scope)
            for keyword in call.keywords:
                if keyword.arg == name:
                    self._said(keyword.value, scope)

    def _supers(self, base: str) -> list[tuple[ast.Call, Scope]]:
        """Calls of ``super().__init__`` in classes that are made from a class."""
        return [
            (call, scope)
            for call, scope in self._program.calls.get("__init__", [])
            if scope.owner is not None and any(last_name(one) == base for one in scope.owner.bases)
        ]

    def _attribute(self, base: ast.expr, name: str, scope: Scope) -> None:
        if name in NAMING:
            return
        own = (
            scope.owner.name if is_name(base, "self") and scope.owner is not None else _annotated(base, scope)
        )
        key = (own, name, scope.path.startswith("ui/"))
        if key in self._seen:
            return
        self._seen.add(key)
        for value, where in self._program.attributes.get(name, []):
            if where.owner is not None and where.owner.name == own:
                self._said(value, where)
        for each in [own] if own is not None else list(self._program.classes):
            for node, where in self._program.classes.get(each, []):
                if own is not None or (scope.path.startswith("ui/") and where.path.startswith("ui/")):
                    self._field(node, where, name)

    def _field(self, node: ast.ClassDef, scope: Scope, name: str) -> None:
        fields = [
            one for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        ]
        order = [one.target.id for one in fields if isinstance(one.target, ast.Name)]
        if name in order:
            declared = fields[order.index(name)]
            if _may_be_text(declared.annotation) and not scope.path.startswith(DATA):
                self._argument(node.name, name, order, scope.path)
                self._argument("replace", name, [], scope.path)
                if declared.value is not None:
                    self._said(declared.value, scope)
        for one in node.body:
            if isinstance(one, FUNCTIONS) and one.name == name and _may_be_text(one.returns):
                self._returned(one, Scope(scope.path, scope.tree, node, (one,)))

    def _result(self, call: ast.Call, scope: Scope) -> None:
        name = called(call)
        if name in SAYERS:
            return
        if isinstance(call.func, ast.Attribute) and name in ("get", "pop", "values", "items"):
            for part in [call.func.value, *call.args[1:]]:
                self._said(part, scope)
        elif isinstance(call.func, ast.Name) and name in _COPIES:
            self._said(call.args[0], scope)
        for function, where in self._program.functions.get(name, []):
            if _may_be_text(function.returns) and where.path == scope.path:
                self._returned(
                    function, Scope(where.path, where.tree, where.owner, (*where.functions, function))
                )

    def _returned(self, function: Function, scope: Scope) -> None:
        for node in ast.walk(function):
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                self._said(node.value, scope)


def _parts(node: ast.expr) -> list[ast.expr]:
    """The expressions inside one that may be what it stands for."""
    match node:
        case ast.IfExp():
            return [node.body, node.orelse]
        case ast.BoolOp():
            return node.values
        case ast.Tuple() | ast.List() | ast.Set():
            return node.elts
        case ast.Dict():
            return node.values
        case ast.Subscript() | ast.Starred():
            return [node.value]
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
            return [node.elt]
        case ast.DictComp():
            return [node.value]
        case ast.NamedExpr():
            return [node.value]
        case ast.BinOp(op=ast.Add()):
            return [node.left, node.right]
        case _:
            return []


def _may_be_text(annotation: ast.expr | None) -> bool:
    if annotation is None:
        return True
    names = {last_name(one) for one in ast.walk(annotation) if isinstance(one, ast.Name | ast.Attribute)}
    return bool(names & _TEXT)


def _annotated(base: ast.expr, scope: Scope) -> str | None:
    """The class that a parameter is declared to have."""
    if isinstance(base, ast.Name) and scope.functions:
        for function in reversed(scope.functions):
            declared = parameters(function).get(base.id)
            if declared is not None and isinstance(declared.annotation, ast.Name):
                return declared.annotation.id
    return None


def said_texts(root: Path, folders: Iterable[str]) -> dict[str, set[str]]:
    """Every text that the sources below the folders say, with the files that say it."""
    program = Program()
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if path.relative_to(root).as_posix() in SILENT:
                continue
            program.read(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    finder = Finder(program)
    finder.run()
    return finder.found
