"""How the window looks: the colour tokens of the design, the type, and the one style sheet.

Colour never carries a meaning alone; every text colour here keeps 4.5 : 1 on the ground it is meant for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase

FAMILY = "Noto Sans SC"
SIZE = 13


@dataclass(frozen=True)
class Tokens:
    """Colours by meaning, as ``#RRGGBB``."""

    ground: str = "#F5F7FA"
    surface: str = "#FFFFFF"
    line: str = "#DCE2EA"
    text: str = "#17212E"
    muted: str = "#5C6B7C"
    accent: str = "#1C5FB8"
    accent_ground: str = "#E7EFFA"
    on_accent: str = "#FFFFFF"
    done: str = "#2B7A5A"
    due: str = "#B86E00"
    due_text: str = "#8A5200"
    due_ground: str = "#FFF6E5"
    overdue: str = "#B3261E"
    overdue_ground: str = "#FCEDEC"
    planned: str = "#98A5B3"
    lymphodepletion: str = "#6D4FB3"
    lymphodepletion_light: str = "#A78BDC"
    infusion: str = "#0F8B8D"
    infusion_ground: str = "#EEF7F6"
    steroid: str = "#8A5A00"
    pga: str = "#A33C7C"
    grade: tuple[str, ...] = ("#F4DE9A", "#EFB456", "#DE7A3A", "#B23A2E", "#5B1A18")
    bilag: tuple[str, ...] = ("#B3261E", "#E08A1E", "#F1D98A", "#C9D8EA", "#EDF0F4")
    row: str = "#F3F7FD"
    dark: bool = False


LIGHT = Tokens()

DARK = Tokens(
    ground="#12171E",
    surface="#1A212B",
    line="#323D4B",
    text="#E8EDF3",
    muted="#9DABBB",
    accent="#7FB2F5",
    accent_ground="#22344D",
    on_accent="#0C1622",
    done="#6CC49D",
    due="#E0A040",
    due_text="#EDBB6C",
    due_ground="#3A2E17",
    overdue="#F2857D",
    overdue_ground="#42211F",
    planned="#75838F",
    lymphodepletion="#AE95EC",
    lymphodepletion_light="#7E66B8",
    infusion="#4FC3C4",
    infusion_ground="#17302F",
    steroid="#D9A441",
    pga="#E08BBD",
    row="#202A37",
    dark=True,
)


@lru_cache(maxsize=512)
def colour(value: str, alpha: int = 255) -> QColor:
    """A token as a QColor, optionally translucent; the same for all who ask, so nobody changes it."""
    made = QColor(value)
    made.setAlpha(alpha)
    return made


def load_fonts(folder: Path) -> None:
    """Make the program's own typeface known to Qt, so that no machine's missing font shows."""
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(folder / name))


def font(size: int = SIZE, bold: bool = False) -> QFont:
    """The program's typeface in pixels."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setBold(bold)
    return made
