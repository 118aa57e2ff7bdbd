"""Cards of results: what one result feeds, and which results stand behind the indices of a visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ui.view_models.result_facts import ResultFacts
from ui.widgets.form_units import for_eye
from ui.widgets.panel_values import Card, Jump, Note, Pair, Part, Tone
from workstation.definition.study import Study
from workstation.messages import Sentence, Text
from workstation.trial.index_words import item_words, visit_words
from workstation.trial.look_back import Behind
from workstation.trial.one_finding import Meaning

_NAMES = {"sledai2k": Text("SLEDAI-2K", "SLEDAI-2K"), "bilag2004": Text("BILAG-2004", "BILAG-2004")}


def meaning_card(facts: ResultFacts) -> Card:
    """What the result under the hands means for each index, each with the question that a person answers."""
    assert facts.label is not None
    parts: list[Part] = []
    for meaning in facts.meanings:
        parts.append(_note(meaning))
        if meaning.question is not None:
            parts.append(_question(meaning))
    return Card("meaning", facts.label, tuple(parts), Sentence("feeds"))


def _note(meaning: Meaning) -> Note:
    words = Sentence(
        "{index} \N{MIDDLE DOT} {says}", {"index": meaning.index, "says": _with_units(meaning.says)}
    )
    tone: Tone = "plain" if meaning.counts else "muted"
    return Note(words, "warn" if meaning.urgent else "", tone)


def _with_units(meant: object) -> object:
    """Units inside a sentence as the eye knows them."""
    match meant:
        case Sentence():
            return replace(meant, values={key: _with_units(each) for key, each in meant.values.items()})
        case tuple():
            return tuple(_with_units(each) for each in meant)
        case str():
            return for_eye(meant)
        case _:
            return meant


def _question(meaning: Meaning) -> Part:
    assert meaning.question is not None
    if not meaning.item:
        # A question of grading: it is answered with the event, once there is one.
        return Note(meaning.question, "cannot tell", "muted")
    return Jump(meaning.question, meaning.form, meaning.item)


def behind_card(lines: tuple[Behind, ...], visit: str, study: Study) -> Card:
    """The results behind the indices by where they were taken, the newest first; what is too old is greyed."""
    parts: list[Part] = []
    ordered = sorted(lines, key=lambda line: (line.result.age_days, line.result.visit != visit))
    for (held, age), group in groupby(ordered, key=lambda line: (line.result.visit, line.result.age_days)):
        of_visit = tuple(group)
        parts.append(Note(_from(of_visit[0], held == visit, age, study), tone="muted"))
        for line in of_visit:
            parts.extend(_result(line, study))
    return Card("behind", Sentence("Results behind the indices"), tuple(parts))


def _from(line: Behind, own: bool, age: int, study: Study) -> Sentence:
    values = {"date": line.result.taken, "visit": visit_words(study, line.result.visit), "days": age}
    if own and not age:
        return Sentence("Taken at this visit ({date})", values)
    if own:
        return Sentence("Taken {days} days before this visit ({date})", values)
    return Sentence("Taken at {visit}, {days} days before ({date})", values)


def _result(line: Behind, study: Study) -> Iterator[Part]:
    label = item_words(study, line.result.form, line.result.item)
    used = tuple(_NAMES[reach.form] for reach in line.used)
    value = Sentence(
        "{value} \N{MIDDLE DOT} {indices}", {"value": str(line.result.measured), "indices": used}
    )
    if used:
        yield Pair(label, value)
    else:
        yield Pair(label, Sentence("{value}", {"value": str(line.result.measured)}), "muted")
    for reach in line.too_old:
        values = {"index": _NAMES[reach.form], "days": reach.days}
        yield Note(
            Sentence("Too old for {index}, which looks back {days} days.", values), "cannot tell", "muted"
        )
