"""The sources of the program as their words are looked for in them: what is defined, assigned and called, by name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Scope:
    """Where an expression stands: its file, and the class and functions around it, innermost last."""

    path: str
    tree: ast.Module
    owner: ast.ClassDef | None = None
    functions: tuple[Function, ...] = ()


@dataclass(eq=False)
class Program:
    """All definitions and calls of the sources, by name."""

    functions: dict[str, list[tuple[Function, Scope]]] = field(default_factory=dict)
    classes: dict[str, list[tuple[ast.ClassDef, Scope]]] = field(default_factory=dict)
    constants: dict[str, list[tuple[ast.expr, Scope]]] = field(default_factory=dict)
    attributes: dict[str, list[tuple[ast.expr, Scope]]] = field(default_factory=dict)
    calls: dict[str, list[tuple[ast.Call, Scope]]] = field(default_factory=dict)

    def read(self, path: str, source: str) -> None:
        """Take in one file."""
        tree = ast.parse(source, path)
        self._walk(tree.body, Scope(path, tree), top=True)

    def _walk(self, nodes: Iterable[ast.AST], scope: Scope, *, top: bool = False) -> None:
        for node in nodes:
            if top:
                self._constant(node, scope)
            self._attribute(node, scope)
            if isinstance(node, ast.Call):
                self.calls.setdefault(called(node), []).append((node, scope))
            if isinstance(node, ast.ClassDef):
                self.classes.setdefault(node.name, []).append((node, scope))
                inner = Scope(scope.path, scope.tree, node, scope.functions)
            elif isinstance(node, FUNCTIONS):
                self.functions.setdefault(node.name, []).append((node, scope))
                inner = Scope(scope.path, scope.tree, scope.owner, (*scope.functions, node))
            else:
                inner = scope
            self._walk(ast.iter_child_nodes(node), inner)

    def _constant(self, node: ast.AST, scope: Scope) -> None:
        for target, value in assigned(node):
            if isinstance(target, ast.Name):
                self.constants.setdefault(target.id, []).append((value, scope))

    def _attribute(self, node: ast.AST, scope: Scope) -> None:
        for target, value in assigned(node):
            if isinstance(target, ast.Attribute):
                self.attributes.setdefault(target.attr, []).append((value, scope))


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def assigned(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Targets and values of an assignment; a loop assigns what it goes through."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _unpacked(target, node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, ast.For | ast.comprehension):
        yield from _unpacked(node.target, node.iter)


def _unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    match target, value:
        case ast.Tuple(elts=[_, part]), ast.Call(func=ast.Name(id="enumerate"), args=[through, *_]):
            yield from _unpacked(part, through)
        case ast.Tuple(elts=parts), ast.Call(func=ast.Name(id="zip"), args=several):
            for part, through in zip(parts, several, strict=False):
                yield from _unpacked(part, through)
        case ast.Tuple(elts=parts), _:
            for place, part in enumerate(parts):
                member = ast.copy_location(ast.Subscript(value, ast.Constant(place)), value)
                yield from _unpacked(part, member)
        case ast.Subscript(value=ast.Attribute() as filled), _:
            yield filled, value
        case _:
            yield target, value


def parameters(function: Function) -> dict[str, ast.arg]:
    """The parameters of a function by name, without the object itself."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return {one.arg: one for one in named if one.arg not in ("self", "cls")}


def defaults(function: Function, name: str) -> list[ast.expr]:
    """What a parameter is when nothing is given for it."""
    arguments = function.args
    placed = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(reversed(placed), reversed(arguments.defaults), strict=False))
    pairs += [
        (one, value) for one, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
    ]
    return [value for one, value in pairs if one.arg == name]


def last_name(node: ast.AST) -> str:
    """The name, or what stands after its last point."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_name(node: ast.expr, name: str) -> bool:
    """Whether it is this very name."""
    return isinstance(node, ast.Name) and node.id == name


def imports(tree: ast.Module, name: str) -> bool:
    """Whether a module takes a name from another."""
    return any(
        (alias.asname or alias.name) == name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )
