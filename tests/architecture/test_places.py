"""Where things stand: a new module needs a place before it needs a body."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOP_LEVEL = {"workstation", "ui", "resources", "tests", "packaging", "pyproject.toml", "README.md"}

# Every package, and every module that stands beside them.
PACKAGES = {
    "workstation": {"definition", "exchange", "forms", "record", "reports", "scoring", "services", "trial"},
    "ui": {"dialogs", "pages", "view_models", "widgets"},
}
MODULES = {
    "workstation": {"__init__", "__main__", "canonical", "clock", "i18n", "messages", "paths", "version"},
    "ui": {"__init__", "__main__", "actions", "appearance", "application", "bootstrap", "garbage", "errors"}
    | {"main_window", "operations", "settings", "shots", "style", "surroundings"}
    | {"words"},
}

PURE = ("definition", "forms", "scoring", "trial")

# With a bracket in each, so that this file does not find itself.
MACHINE_PATHS = re.compile(r"[/]work/|[/]root/|[/]home/\w|C:[\\]{1,2}Users")


@cache
def project_files() -> list[Path]:
    """Every file that is or would be committed; without git (a downloaded copy), every file not hidden."""
    try:
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = (
            subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        )
        files = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        files = [path for path in ROOT.rglob("*") if not _is_left_behind(path.relative_to(ROOT))]
    return [path for path in files if path.is_file()]


def _is_left_behind(path: Path) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in path.parts)


def python_files(folder: str) -> list[Path]:
    """The Python files below a folder of the project."""
    return [path for path in project_files() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)]


def short(path: Path) -> str:
    """The path as one says it in the project."""
    return path.relative_to(ROOT).as_posix()


def test_top_level_holds_only_what_the_card_names():
    tops = {path.relative_to(ROOT).parts[0] for path in project_files()}
    assert {name for name in tops if not name.startswith(".")} <= TOP_LEVEL


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_has_a_place(package: str):
    inside = {path.relative_to(ROOT / package).parts[0].removesuffix(".py") for path in python_files(package)}
    assert inside <= PACKAGES[package] | MODULES[package]


def test_every_package_of_the_program_has_its_init():
    """A folder without one would be invisible to the import contracts."""
    folders = {path.parent for name in PACKAGES for path in python_files(name)}
    assert [short(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_packaging_is_no_package():
    """As a package it would hide the one of that name on PyPI."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_inits_hold_at_most_a_docstring():
    """Whoever imports a name says where it lives; nothing is re-exported."""
    inits = [path for name in PACKAGES for path in python_files(name) if path.name == "__init__.py"]
    assert [short(path) for path in inits if not _is_docstring_at_most(path)] == []


def _is_docstring_at_most(path: Path) -> bool:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    match body:
        case [] | [ast.Expr(ast.Constant(str()))]:
            return True
    return False


def test_pure_packages_open_nothing():
    """What imports cannot tell: the built-in ways to the disk and the terminal."""
    doors = {"open", "print", "input", "exec", "eval", "compile", "__import__"}
    found = [
        f"{short(path)}:{node.lineno} {node.func.id}"
        for package in PURE
        for path in python_files(f"workstation/{package}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in doors
    ]
    assert found == []


def test_reportlab_is_only_in_the_modules_of_reports_that_draw_pdf():
    found = [
        short(path)
        for package in PACKAGES
        for path in python_files(package)
        if not short(path).startswith("workstation/reports/pdf")
        if any(name.split(".")[0] == "reportlab" for name in _imported(path))
    ]
    assert found == []


def _imported(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]


def test_no_file_names_a_place_on_somebodys_machine():
    found = [
        f"{short(path)}:{number}"
        for path in project_files()
        for number, line in enumerate(_lines_of_text(path), 1)
        if MACHINE_PATHS.search(line)
    ]
    assert found == []


def _lines_of_text(path: Path) -> list[str]:
    content = path.read_bytes()
    return [] if b"\0" in content else content.decode("utf-8", errors="replace").splitlines()


def test_readme_names_the_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [each for each in ("run", "test") if f"python3 packaging/dev.py {each}" not in readme] == []
