"""Cards of BILAG-2004: nine live grades, and why a system has its grade and not the next."""

from __future__ import annotations

from collections.abc import Iterator

from ui.widgets.panel_values import Card, GradeLine, Jump, Note, Pair, Part, plain
from workstation.definition.study import Study
from workstation.i18n import number
from workstation.messages import Sentence, Text
from workstation.scoring.bilag import Overall
from workstation.scoring.bilag_items import ITEMS as BILAG_ITEMS
from workstation.scoring.bilag_items import ITEMS_OF, Kind, System
from workstation.scoring.bilag_result import POINTS, SystemGrade
from workstation.scoring.bilag_rules import needed
from workstation.trial.assessment import Assessment, VisitAssessment
from workstation.trial.bilag_record import FORM, BilagOfVisit
from workstation.trial.index_words import item_words, named, system_words, unconfirmed, visit_words

_MOST_MISSING = 4
_TITLE = Text("BILAG-2004", "BILAG-2004")
_NOBODY = Sentence("Nothing is scored yet.")


def bilag_card(visit: VisitAssessment, assessment: Assessment, study: Study) -> Card:
    """The nine systems with their grades and those of the baseline, and the total."""
    bilag = visit.bilag
    if bilag is None:
        return Card("bilag", _TITLE, (Note(_NOBODY, tone="muted"),))
    baseline = _baseline(visit, assessment)
    lines = tuple(_line(system, result, study, baseline) for system, result in bilag.overall.systems.items())
    return Card("bilag", _TITLE, (*lines, *_total(bilag.overall), *_new(visit)), Sentence("live"))


def _line(system: System, result: SystemGrade, study: Study, baseline: BilagOfVisit | None) -> GradeLine:
    before = None if baseline is None else baseline.grades.get(system)
    if not result.evaluable:
        beside: Sentence | None = Sentence("up to {grade}", {"grade": result.upper_bound.value})
    else:
        beside = None if before is None else Sentence("baseline {grade}", {"grade": before.value})
    first = result.deciding or result.missing or (ITEMS_OF[system][0].number,)
    return GradeLine(
        system_words(study, system),
        "" if result.grade is None else result.grade.value,
        result.evaluable,
        beside,
        FORM,
        str(first[0]),
    )


def _baseline(visit: VisitAssessment, assessment: Assessment) -> BilagOfVisit | None:
    if assessment.baseline is None or assessment.baseline == visit.key:
        return None
    baseline = assessment.visit(assessment.baseline)
    return None if baseline is None else baseline.bilag


def _total(overall: Overall) -> Iterator[Part]:
    if overall.total is not None:
        yield Pair(Sentence("Total"), plain(str(overall.total)))
        return
    bound = sum(POINTS[result.upper_bound] for result in overall.systems.values())
    known = sum(result.points or 0 for result in overall.systems.values())
    open_items = sum(len(result.missing) for result in overall.systems.values())
    values = {"known": known, "bound": bound}
    yield Pair(Sentence("Total"), Sentence("{known} to {bound}", values), "warn")
    yield Note(
        Sentence("Items not done that could change a grade: {count}", {"count": open_items}), tone="muted"
    )


def _new(visit: VisitAssessment) -> Iterator[Part]:
    if visit.endpoints is None or visit.endpoints.sri4.attainable is None:
        return
    response = visit.endpoints.sri4
    values = {"a": len(response.new_a), "b": len(response.new_b)}
    yield Note(Sentence("From baseline: new A {a}, new B {b}", values), tone="muted")


def system_of(path: str) -> System | None:
    """The system of an item of the form under the cursor."""
    digits = path.removeprefix("attribution_")
    return BILAG_ITEMS[int(digits)].system if digits.isdigit() and int(digits) in BILAG_ITEMS else None


def why_card(visit: VisitAssessment, system: System, study: Study) -> Card | None:
    """Why one system has its grade: items, codes, what they were compared with, and what the next grade needs."""
    bilag = visit.bilag
    if bilag is None:
        return None
    result = bilag.overall.systems[system]
    values = {"system": system_words(study, system), "grade": result.grade.value if result.grade else "?"}
    parts: list[Part] = [Note(named(_because(result), study))]
    parts += [_item(number_, bilag, study) for number_ in result.deciding]
    parts += _missing(result, study)
    more = needed(system, result.grade)
    if more is not None:
        parts.append(Note(more, tone="muted"))
    mark = unconfirmed(study, system)
    if mark is not None:
        parts.append(Note(mark, "warn", "muted"))
    return Card("why", Sentence("Why {system} is {grade}", values), tuple(parts))


def item_card(path: str, bilag: BilagOfVisit | None, study: Study) -> Card | None:
    """The guide of the item in focus, and what its code means (own words; scoring sheet 2.1, 2.2)."""
    form = study.forms.get(FORM)
    asked = None if form is None else form.items.get(path)
    if asked is None or not path.isdigit() or asked.help is None:
        return None
    parts: list[Part] = [Note(asked.help)]
    answer = None if bilag is None else bilag.answers.get(int(path))
    chosen = None if answer is None else asked.choice(str(answer))
    if chosen is not None and chosen.help is not None:
        values = {"code": answer, "label": chosen.label, "meaning": chosen.help}
        parts.append(Note(Sentence("{code} {label}: {meaning}", values), tone="muted"))
    return Card("item", Sentence("{number} {item}", {"number": path, "item": asked.label}), tuple(parts))


def _because(result: SystemGrade) -> Sentence:
    if result.deciding:
        return result.because
    if result.grade is None:
        return Sentence("Nothing is active, and the history does not say whether it ever was involved.")
    ever = result.grade.value == "D"
    return (
        Sentence("Nothing is active; the system was involved before.")
        if ever
        else Sentence("Nothing is active; the system was never involved.")
    )


def _item(item: int, bilag: BilagOfVisit, study: Study) -> Jump:
    values: dict[str, object] = {
        "number": item,
        "item": item_words(study, FORM, str(item)),
        "answer": _answer(item, bilag, study),
    }
    earlier = bilag.earlier_value(item)
    text = "{number} {item}: {answer}"
    if earlier is not None:
        values |= {"value": number(earlier.value), "visit": visit_words(study, earlier.visit)}
        text = "{number} {item}: {answer}, before {value} ({visit})"
    return Jump(Sentence(text, values), FORM, str(item))


def _answer(item: int, bilag: BilagOfVisit, study: Study) -> object:
    answer = bilag.answers.get(item)
    if isinstance(answer, bool):
        return Sentence("Yes") if answer else Sentence("No")
    if BILAG_ITEMS[item].kind is not Kind.ORDINAL:
        return answer
    definition = study.forms.get(FORM)
    asked = None if definition is None else definition.items.get(str(item))
    chosen = None if asked is None else asked.choice(str(answer))
    return Sentence("{code} {label}", {"code": answer, "label": "" if chosen is None else chosen.label})


def _missing(result: SystemGrade, study: Study) -> Iterator[Part]:
    for item in result.missing[:_MOST_MISSING]:
        label = item_words(study, FORM, str(item))
        yield Jump(Sentence("{number} {item}: not done", {"number": item, "item": label}), FORM, str(item))
    more = len(result.missing) - _MOST_MISSING
    if more > 0:
        yield Jump(Sentence("{count} more", {"count": more}), FORM, str(result.missing[_MOST_MISSING]))
