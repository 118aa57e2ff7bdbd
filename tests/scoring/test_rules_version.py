"""The version of the rules is raised whenever a result changes, so that a signature names what it was given under."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from workstation.canonical import canonical, digest
from workstation.scoring.bilag_items import ITEMS, ITEMS_OF, Item, Kind, System
from workstation.scoring.rules_version import RULES
from workstation.scoring.sledai2k import KEYS
from workstation.services.score_lines import score_line

_RESULTS = {1: "272fe34a5dfbc6dc0de276702689274fa67a39997b2b62af63462072453ff0b8"}
"""Hash of the results of the lines below by version of the rules. Where this test fails, a rule has changed: raise
RULES, add its hash here, and leave the older ones as they are."""
_LINES = 120


def test_results_only_change_with_the_version_of_the_rules() -> None:
    chance = random.Random(20261124)
    found = [_told(line) for line in _lines(chance)]
    assert _RESULTS[RULES] == digest(canonical(found))


def _told(line: dict[str, object]) -> object:
    """The output without its words: a clearer sentence is no other rule."""
    output = score_line(line)["output"]
    assert isinstance(output, dict)
    return {key: json.dumps(value) for key, value in output.items() if key != "rule"}


def _lines(chance: random.Random) -> Iterator[dict[str, object]]:
    for _ in range(_LINES):
        for system in System:
            yield _line("bilag.system", _system(system, chance))
        yield _line("sledai.score", {"items": _descriptors(chance)})
        yield _line("sri4", {"baseline": _activity(chance), "visit": _activity(chance)})
        yield _line("lldas", _lldas(chance))
        yield _line("doris", _doris(chance))


def _line(kind: str, given: dict[str, object]) -> dict[str, object]:
    return {"id": 1, "kind": kind, "input": given}


def _system(system: System, chance: random.Random) -> dict[str, object]:
    earlier = {str(item.number): _answer(item, chance) for item in ITEMS_OF[System.RENAL]}
    return {
        "system": system.value,
        "items": {str(item.number): _answer(item, chance) for item in ITEMS_OF[system]},
        "attribution": {str(item.number): chance.choice("YYYN") for item in ITEMS_OF[system]},
        "previous_involvement": chance.choice((True, False, None)),
        "context": {"previous": chance.choice(({}, earlier))},
    }


def _answer(item: Item, chance: random.Random) -> object:
    if chance.random() < 0.1:
        return "ND"
    if item.kind is Kind.YES_NO:
        return chance.choice(("Yes", "No"))
    if item.kind is Kind.ORDINAL:
        return chance.choice((0, 0, 1, 2, 3, 4))
    return chance.choice(_NEAR[item.number])


_NEAR: dict[int, tuple[float, ...]] = {
    **dict.fromkeys((item.number for item in ITEMS.values() if item.kind is Kind.VALUE), (0.1, 1.0, 2.0, 60)),
    78: (120, 140, 141, 171),
    79: (80, 90, 91, 106),
    83: (49, 50, 100, 101),
    84: (0.2, 0.25, 0.5, 1.0),
    86: (80, 130, 131, 160),
    87: (49, 50, 67, 81),
    90: (7.9, 8.0, 10.9, 11.0),
    91: (0.9, 1.0, 3.9, 4.0),
    93: (24, 25, 49, 50),
}


def _descriptors(chance: random.Random) -> dict[str, object]:
    return {key: chance.choice((False, False, False, False, False, False, True, None)) for key in KEYS}


def _activity(chance: random.Random) -> dict[str, object]:
    return {
        "sledai": chance.choice((None, 2, 4, 8, 12)),
        "pga": chance.choice((None, 0.3, 0.6, 0.61, 1.5)),
        "bilag": {system.value: chance.choice(("A", "B", "C", "D", "E", None)) for system in System},
    }


def _lldas(chance: random.Random) -> dict[str, object]:
    yes_no = (True, False, None)
    return {
        "sledai_items": _descriptors(chance),
        "previous_sledai_items": chance.choice((None, _descriptors(chance))),
        "haemolytic_anaemia": chance.choice(yes_no),
        "gi_activity": chance.choice(yes_no),
        "pga": chance.choice((None, 0.9, 1.0, 1.1)),
        "prednisone_mg_day": chance.choice((None, 7.4, 7.5, 7.6)),
        "maintenance_therapy_ok": chance.choice(yes_no),
    }


def _doris(chance: random.Random) -> dict[str, object]:
    yes_no = (True, False, None)
    return {
        "sledai_items": _descriptors(chance),
        "pga": chance.choice((None, 0.4, 0.5, 0.6)),
        "prednisone_mg_day": chance.choice((None, 4.9, 5.0, 5.1)),
        "therapy_stable": chance.choice(yes_no),
        "on_immunosuppressant": chance.choice(yes_no),
        "on_biologic": chance.choice(yes_no),
        "gc_rule": chance.choice(("le5", "lt5")),
    }
