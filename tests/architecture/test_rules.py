"""That every rule of the scoring sheet has tests that name it (tests/scoring/rules.toml).

A test names the rules that it proves by ``@pytest.mark.rule("2.6 A1 PCR")``; the list says of each rule which tests
those are. Names are read from the source, so that a test which is gone or renamed is missed here.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
RULES: dict[str, dict[str, Any]] = tomllib.loads(
    (TESTS / "scoring" / "rules.toml").read_text(encoding="utf-8")
)["rule"]


@cache
def named() -> dict[str, set[str]]:
    """Which tests name a rule, by its name."""
    found: dict[str, set[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        for node, place in _tests(ast.parse(path.read_text(encoding="utf-8"))):
            for rule in _rules(node):
                found.setdefault(rule, set()).add(f"{path.relative_to(TESTS).as_posix()}::{place}")
    return found


def _tests(module: ast.Module) -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node, node.name
        elif isinstance(node, ast.ClassDef):
            for inside in node.body:
                if isinstance(inside, ast.FunctionDef):
                    yield inside, f"{node.name}::{inside.name}"


def _rules(test: ast.FunctionDef) -> Iterator[str]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
            yield from (ast.literal_eval(name) for name in mark.args)


def test_the_list_is_long_enough_to_be_the_sheet() -> None:
    assert len(RULES) > 200


def test_each_rule_has_the_tests_that_the_list_says() -> None:
    """All in one, for each rule would ask for a home of its own."""
    listed = {rule: sorted(said.get("tests", ())) for rule, said in RULES.items()}
    assert listed == {rule: sorted(named().get(rule, ())) for rule in RULES}


def test_a_rule_without_a_test_says_why() -> None:
    assert [
        rule for rule, said in RULES.items() if bool(said.get("tests")) is bool(said.get("no_test"))
    ] == []
    assert all(said["says"] for said in RULES.values())


def test_no_test_names_a_rule_that_the_list_does_not_know() -> None:
    assert set(named()) <= set(RULES)
