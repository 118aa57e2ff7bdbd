"""Opening a patient and typing into the largest form, in frames of 16 ms, in a real window (offscreen)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

from tests.bench.figures import Figure
from workstation.services.make_demo import make_demo

FRAME_MS = 16.0
ROUNDS = 3
ROOT = Path(__file__).resolve().parents[2]


def measure() -> dict[str, Figure]:
    """Medians of clicks with 36 and 2,000 patients, and the 99th percentile of keys."""
    found: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory() as folder:
        few_study = make_demo(Path(folder) / "few", patients=36, light=True)
        many_study = make_demo(Path(folder) / "many", patients=2_000, light=True)
        few: list[float] = []
        many: list[float] = []
        first: list[float] = []
        # In turn, so that a machine that slows down in between slows both.
        for _ in range(ROUNDS):
            for study, times in ((few_study, few), (many_study, many)):
                opening, *others = _times("clicks", study)
                times += others
                first.append(opening)
        keys = _times("keys", make_demo(Path(folder) / "demo"))
    longest, small, large = max(first), median(few), median(many)
    found["open a patient, the first"] = Figure(longest / FRAME_MS, 20, longest, FRAME_MS, "ms")
    found["open a patient of 36"] = Figure(small / FRAME_MS, 3, small, FRAME_MS, "ms")
    found["open a patient of 2000"] = Figure(large / FRAME_MS, 3, large, FRAME_MS, "ms")
    found["open a patient, 2000 against 36"] = Figure(large / small, 1.2, large, small, "ms")
    slow = quantiles(keys, n=100)[98]
    found["key in the largest form, p99"] = Figure(slow / FRAME_MS, 1, slow, FRAME_MS, "ms")
    return found


def _times(what: str, study: Path) -> list[float]:
    command = [
        sys.executable,
        "-m",
        "tests.bench.window_times",
        what,
        str(study),
        str(study.parent / "settings"),
    ]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=600, check=True
    )
    times: list[float] = json.loads(ran.stdout.splitlines()[-1])
    return times
