"""Lines of the kinds ``bilag.*``: items are keyed "1" to "97", "ND" or null is not done."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from workstation.messages import Sentence
from workstation.scoring import bilag
from workstation.scoring.bilag import Assessed, Overall
from workstation.scoring.bilag_checks import Contradiction, contradictions
from workstation.scoring.bilag_items import ITEMS, YES_NO, Answer, Kind, System, checked_answer
from workstation.scoring.bilag_renal import Earlier, FirstVisit
from workstation.scoring.bilag_result import Grade
from workstation.scoring.errors import ScoringError, check_name
from workstation.services.english import english
from workstation.services.score_fields import Fields, as_written, object_of, text, whole, yes_no

_NOT_DONE = "ND"
_PLAIN_TYPES = (int, str)
_PLAIN: Mapping[Kind, Mapping[object, Answer]] = {
    Kind.ORDINAL: {code: code for code in range(5)},
    Kind.YES_NO: {"Yes": True, "No": False},
    Kind.VALUE: {whole: Decimal(whole) for whole in range(1000)},
}
# Nearly all answers are a plain code: what they can be is known, and thousands of lines have a hundred each.
_ITEMS = {str(number): (number, _PLAIN[item.kind].get) for number, item in ITEMS.items()}
_SYSTEMS = {system.value: system for system in System}
_POLICIES = {policy.value: policy for policy in FirstVisit}
_CONTEXT = ("previous", "first_visit_policy")
_CONTEXT_KEYS = frozenset(_CONTEXT)
_ALL_LUPUS: frozenset[int] = frozenset()
_LUPUS = {"Y": True, "N": False}
_NOTHING_EARLIER = Earlier({})


def system_line(fields: Fields) -> dict[str, object]:
    """``bilag.system``: one system."""
    name = text("system", fields["system"])
    check_name("system", name, _SYSTEMS)
    system = _SYSTEMS[name]
    involved = fields.get("previous_involvement")
    known = None if involved is None else yes_no("previous_involvement", involved)
    answers, not_lupus, earlier = _recorded(fields)
    result = bilag.graded(system, answers, not_lupus, known, earlier)
    return {
        "grade": result.grade,
        "evaluable": result.evaluable,
        "upper_bound": result.upper_bound,
        "missing": [str(number) for number in result.missing] if result.missing else [],
        "score": result.points,
        "rule": english(result.because),
    }


def assessment_line(fields: Fields) -> dict[str, object]:
    """``bilag.assessment``: all nine systems."""
    given = object_of("previous_involvement", fields.get("previous_involvement", {}))
    for name in given:
        check_name("previous_involvement", name, _SYSTEMS)
    involved: dict[System, bool | None] = {
        System(name): None if known is None else yes_no(name, known) for name, known in given.items()
    }
    answers, not_lupus, earlier = _recorded(fields)
    whole_form: Overall = bilag.assess(Assessed(answers, not_lupus, involved, earlier))
    return {
        "grades": {system.value: grade for system, grade in whole_form.grades.items()},
        "evaluable": whole_form.evaluable,
        "total": whole_form.total,
        "overall": whole_form.overall,
        "count_A": bilag.count(whole_form.grades, Grade.A),
        "count_B": bilag.count(whole_form.grades, Grade.B),
    }


def numeric_line(fields: Fields) -> dict[str, object]:
    """``bilag.numeric``: the sum over nine systems; null if one has no grade."""
    return {"total": bilag.numeric(grades_of("grades", fields["grades"]))}


def entry_line(fields: Fields) -> dict[str, object]:
    """``bilag.entry``: one A or two B."""
    return {"eligible": bilag.meets_trial_entry(grades_of("grades", fields["grades"]))}


def checks_line(fields: Fields) -> dict[str, object]:
    """``bilag.checks``: what two assessments contradict."""
    now = answers_of("current", fields["current"])
    before = answers_of("previous", fields.get("previous", {}))
    days = fields.get("days_between")
    found = contradictions(now, before, None if days is None else whole("days_between", days))
    return {"warnings": [_coded(each) for each in found]}


def grades_of(name: str, value: object) -> dict[System, Grade | None]:
    """Grades by system; null has none.

    Raises:
        ScoringError: there is no such system or grade.
    """
    found: dict[System, Grade | None] = {}
    for system, grade in object_of(name, value).items():
        check_name(name, system, _SYSTEMS)
        if grade is not None:
            check_name(system, text(system, grade), [each.value for each in Grade])
        found[System(system)] = None if grade is None else Grade(text(system, grade))
    return found


def answers_of(name: str, value: object) -> dict[int, Answer]:
    """Answers by item, without those that were not done.

    Raises:
        ScoringError: there is no such item, or it is not answered like this.
    """
    found: dict[int, Answer] = {}
    for key, given in object_of(name, value).items():
        if key not in _ITEMS:
            check_name(name, key, _ITEMS)
        number, plain = _ITEMS[key]
        # True is no code, though a dictionary takes it for 1.
        answer = plain(given) if type(given) in _PLAIN_TYPES else None
        if answer is not None:
            found[number] = answer
        elif given is not None and given != _NOT_DONE:
            found[number] = _checked(number, given)
    return found


def _checked(number: int, given: object) -> Answer:
    if number in YES_NO:
        raise ScoringError(Sentence("{name} is answered by yes or no.", {"name": str(number)}))
    return checked_answer(number, as_written(given))


def _recorded(fields: Fields) -> tuple[dict[int, Answer], frozenset[int], Earlier]:
    """The answers, which of them are not due to lupus, and what was measured earlier."""
    context, attribution = fields.get("context"), fields.get("attribution")
    return (
        answers_of("items", fields["items"]),
        _not_lupus(attribution) if attribution else _ALL_LUPUS,
        _earlier(object_of("context", context)) if context else _NOTHING_EARLIER,
    )


def _earlier(context: Fields) -> Earlier:
    if not _CONTEXT_KEYS.issuperset(context):
        for key in context:
            check_name("context", key, _CONTEXT)
    if not any(context.values()):
        return _NOTHING_EARLIER
    before = answers_of("previous", context.get("previous") or {})
    policy = text("first_visit_policy", context.get("first_visit_policy") or FirstVisit.STRICT.value)
    check_name("first_visit_policy", policy, _POLICIES)
    values = {number: value for number, value in before.items() if isinstance(value, Decimal)}
    return Earlier(values, _POLICIES[policy], bool(context.get("previous")))


def _not_lupus(value: object) -> frozenset[int]:
    found = set()
    for key, given in object_of("attribution", value).items():
        check_name("attribution", key, _ITEMS)
        said = text(key, given)
        check_name(key, said, _LUPUS)
        if not _LUPUS[said]:
            found.add(int(key))
    return frozenset(found)


def _coded(found: Contradiction) -> str:
    """A code of one item names it; a code that is about several is known by itself."""
    return f"{found.code}:{found.items[0]}" if found.code in _NAMED else found.code


_NAMED = frozenset({"NEW_BUT_PRESENT", "SAME_BUT_ABSENT", "WORSE_BUT_ABSENT", "ABSENT_BUT_RECENT"})
