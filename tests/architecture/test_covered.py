"""That the worked examples of tests/scoring run every line and every branch of the rules (tests/scoring/covered.toml).

They run once more here, in an interpreter of their own, because measuring the whole suite would slow all of it. No
property test and none of the fixtures of tests/conftest.py is among them: both take time and prove no line.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCORING = ROOT / "workstation" / "scoring"
LISTED = tomllib.loads((ROOT / "tests" / "scoring" / "covered.toml").read_text(encoding="utf-8"))
# Nothing but imports for types is left out: "pragma: no cover" would be a way around the list.
RULES = f"""
[run]
branch = true
source = {SCORING.as_posix()}
[report]
exclude_lines = if TYPE_CHECKING:
partial_branches = no branch is left out
"""
TESTS = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--noconftest", "--assert=plain")


def modules() -> set[str]:
    """The modules of scoring that hold any code."""
    paths = [path for path in SCORING.rglob("*.py") if ast.parse(path.read_text(encoding="utf-8")).body]
    return {path.relative_to(SCORING).with_suffix("").as_posix() for path in paths}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What coverage says of each module, by its name."""
    folder = tmp_path_factory.mktemp("coverage")
    rules, report = folder / "coveragerc", folder / "report.json"
    rules.write_text(RULES, encoding="utf-8")
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    surroundings |= {"COVERAGE_FILE": str(folder / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
    for command in (["run", *TESTS, "-m", "not hypothesis", "tests/scoring"], ["json", "-o", str(report)]):
        called = [sys.executable, "-m", "coverage", command[0], f"--rcfile={rules}", *command[1:]]
        done = subprocess.run(called, cwd=ROOT, env=surroundings, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {
        Path(name).relative_to("workstation/scoring").with_suffix("").as_posix(): found
        for name, found in files.items()
    }


def test_every_module_of_scoring_is_held_or_says_why_not() -> None:
    held, excepted = set(LISTED["modules"]), LISTED["except"]
    assert held <= modules()
    assert held.isdisjoint(excepted)
    assert modules() - held <= set(excepted)
    assert all(excepted.values())


def test_every_line_and_branch_of_a_held_module_is_run(measured: dict[str, Any]) -> None:
    left = {
        name: {"lines": measured[name]["missing_lines"], "branches": measured[name]["missing_branches"]}
        for name in LISTED["modules"]
        if measured[name]["missing_lines"] or measured[name]["missing_branches"]
    }
    assert left == {}
    assert sum(measured[name]["summary"]["covered_branches"] for name in LISTED["modules"]) > 300
