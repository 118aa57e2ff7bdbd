"""The pinned packages: from no named host, by hash, and the same in pyproject.toml as in the locks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"requirements.lock": [], "requirements-dev.lock": ["dev"]}


def pins_of_lock(name: str) -> set[str]:
    """The ``name==version`` lines of a lock."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    return {line.split()[0] for line in text.splitlines() if re.match(r"\w", line)}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address(name: str):
    assert "://" not in (ROOT / "packaging" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_its_hashes(name: str):
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", text)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(("name", "groups"), LOCKS.items())
def test_lock_holds_what_pyproject_asks_for(name: str, groups: list[str]):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *(pin for each in groups for pin in project["dependency-groups"][each]),
    ]
    assert {pin.lower() for pin in asked} <= pins_of_lock(name)
