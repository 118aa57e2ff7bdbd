"""``python -m tests.bench``: every figure as one JSON object; words for people go to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench import bench_assess, bench_save, bench_score, bench_sheet, bench_start, bench_window
from tests.bench.figures import Figure

MEASUREMENTS: dict[str, Callable[[], dict[str, Figure]]] = {
    "start": bench_start.measure,
    "save": bench_save.measure,
    "sheet": bench_sheet.measure,
    "window": bench_window.measure,
    "score": bench_score.measure,
    "assess": bench_assess.measure,
}


def main() -> int:
    """Run all measurements, or those that are named."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    unknown = [name for name in wanted if name not in MEASUREMENTS]
    if unknown:
        print(f"known are: {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    figures: dict[str, Figure] = {}
    for name in wanted:
        print(f"measuring {name} …", file=sys.stderr)
        figures |= MEASUREMENTS[name]()
    print(json.dumps({name: figure.as_data() for name, figure in figures.items()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
