"""The fonts in resources/fonts: one family for screen and paper, on machines that have no Chinese font."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
FILES = ["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"]

# Characters of real names that smaller sets lack, and the signs of the trade.
NAMES = "喆玥镕翀䶮㛃"
SIGNS = "受试者×≥≤µμ²℃·–—−→‰½✓●○▲◆①Ⅱ、。（）"


def test_the_licence_lies_beside_the_fonts():
    """The OFL wants its text and the copyright to travel with the files."""
    text = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in text
    assert "Reserved Font Name 'Source'" in text


def test_the_fonts_stay_small_enough_for_the_repository():
    assert sum((FONTS / name).stat().st_size for name in FILES) <= 18_000_000


@pytest.mark.parametrize("name", FILES)
def test_a_font_can_write_names_and_signs(name: str):
    with TTFont(FONTS / name, lazy=True) as font:
        characters = font.getBestCmap()
    assert [sign for sign in NAMES + SIGNS if ord(sign) not in characters] == []


@pytest.mark.parametrize("name", FILES)
def test_a_font_has_what_qt_and_reportlab_read(name: str):
    """TrueType outlines (ReportLab takes no others), free to embed, one family, no reserved name."""
    with TTFont(FONTS / name, lazy=True) as font:
        assert {"glyf", "loca", "cmap", "hmtx", "OS/2", "name", "post"} <= set(font.keys())
        assert font["OS/2"].fsType == 0
        assert font["name"].getDebugName(1) == "Noto Sans SC"
