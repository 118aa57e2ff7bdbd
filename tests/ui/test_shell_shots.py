"""Every page and dialog has its picture: whoever adds one adds its picture too."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def classes(folder: str, base: str) -> set[str]:
    """The classes in a folder that derive from a base, by its name."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / folder).glob("*.py")]
    return {
        node.name
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(one, ast.Name) and one.id == base for one in node.bases)
    }


def test_every_dialog_is_photographed():
    tree = ast.parse((ROOT / "ui" / "shots.py").read_text(encoding="utf-8"))
    made = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    dialogs = classes("ui/dialogs", "Dialog")
    assert dialogs
    # One that others derive from is seen in them.
    derived = {each: classes("ui/dialogs", each) for each in dialogs}
    shown = {name for each, others in derived.items() for name in (others or {each})}
    assert shown - made == set()
