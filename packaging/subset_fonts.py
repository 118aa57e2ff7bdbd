"""Makes resources/fonts from the full fonts; only needed when these are to be replaced.

    .venv/bin/python packaging/subset_fonts.py NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf

The two files are Noto Sans SC 2.004 as the npm package `@expo-google-fonts/noto-sans-sc` 0.4.3 ships it,
under the SIL Open Font License (resources/fonts/OFL.txt). The regular weight keeps every character, since
names of people hold the rarest ones; the bold one keeps GBK and the rare characters known to occur. Both lose
what only vertical text needs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"

# Of names, beyond GBK.
RARE = "䶮㛃"
# Latin and its accents, Greek, all punctuation and signs, full-width forms.
SIGNS = [*range(0x20, 0x250), *range(0x370, 0x400), *range(0x2000, 0x2C00), *range(0x3000, 0x3130)]
FULL_WIDTH = range(0xFF00, 0xFFF0)


def main(regular: str, bold: str) -> None:
    """Write both weights."""
    write(regular, "NotoSansSC-Regular.ttf", wanted=None)
    write(bold, "NotoSansSC-Bold.ttf", wanted=gbk() | set(SIGNS) | set(FULL_WIDTH) | set(map(ord, RARE)))


def write(source: str, name: str, wanted: set[int] | None) -> None:
    """Write one weight with the characters that are wanted and in it (None: all)."""
    options = subset.Options(
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl"],
        name_IDs=["*"],
        name_languages=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    options.drop_tables += ["vhea", "vmtx", "VORG"]
    font = subset.load_font(source, options)
    there = set(font.getBestCmap())
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=there if wanted is None else there & wanted)
    subsetter.subset(font)
    subset.save_font(font, str(FONTS / name), options)


def gbk() -> set[int]:
    """The characters of GBK."""
    return {code for code in range(0x80, 0x10000) if in_gbk(chr(code))}


def in_gbk(character: str) -> bool:
    """Whether GBK can say a character."""
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
