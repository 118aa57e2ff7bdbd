"""Where the program's own files lie and where it keeps what belongs to this user of this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def resources() -> Path:
    """The folder of definitions, fonts and translations, beside the packages (or inside the frozen program)."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) / "resources" if frozen else Path(__file__).resolve().parent.parent / "resources"


def user_folder() -> Path:
    """The folder for settings, recent studies and the demo of this user."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "KN5501 Workstation"
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "kn5501-workstation"


def demo_folder() -> Path:
    """Where the demo study of this user lives."""
    return user_folder() / "demo"
