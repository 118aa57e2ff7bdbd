"""Scoring 10,000 lines of ``bilag.system``, against reading and writing the same JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from tests.bench.figures import Figure
from workstation.scoring.bilag_items import ITEMS_OF, Item, Kind, System
from workstation.services.score_lines import score_lines

LINES = 10_000
ROUNDS = 5
_VALUES = {
    78: 128,
    79: 82,
    81: 1,
    82: 12.5,
    83: 61.2,
    84: 0.48,
    86: 88,
    87: 81.3,
    90: 9.8,
    91: 3.1,
    92: 1.4,
    93: 0.6,
}


def measure() -> dict[str, Figure]:
    """Medians of alternating rounds, in milliseconds."""
    lines = list(_lines(random.Random(7)))
    answers = [json.loads(answer) for answer in score_lines(lines)]
    ours, floor = [], []
    for _ in range(ROUNDS):
        floor.append(_read_and_write(lines, answers))
        began = perf_counter()
        for _answer in score_lines(lines):
            pass
        ours.append(perf_counter() - began)
    value, least = median(ours) * 1000, median(floor) * 1000
    return {"10,000 lines of bilag.system": Figure(value / least, 3, value, least, "ms")}


def _read_and_write(lines: list[str], answers: list[object]) -> float:
    began = perf_counter()
    for line, answer in zip(lines, answers, strict=True):
        json.loads(line)
        json.dumps(answer)
    return perf_counter() - began


def _lines(chance: random.Random) -> Iterator[str]:
    systems = list(System)
    for number in range(LINES):
        system = systems[number % len(systems)]
        given = {
            "system": system.value,
            "items": {str(item.number): _answer(item, chance) for item in ITEMS_OF[system]},
            "attribution": {},
            "previous_involvement": chance.random() < 0.5,
            "context": {"previous": {"83": 90, "86": 80} if system is System.RENAL else {}},
        }
        yield json.dumps({"id": number, "kind": "bilag.system", "input": given})


def _answer(item: Item, chance: random.Random) -> object:
    if chance.random() < 0.05:
        return "ND"
    if item.kind is Kind.YES_NO:
        return chance.choice(("Yes", "No", "No", "No"))
    if item.kind is Kind.VALUE:
        return _VALUES.get(item.number, 150)
    return chance.choice((0, 0, 0, 0, 1, 2, 3, 4))
