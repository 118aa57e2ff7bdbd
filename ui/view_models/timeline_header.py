"""The facts of the strip above the timeline: who the patient is and how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workstation.definition.study import Study
from workstation.i18n import number, signed_day
from workstation.messages import Sentence, Text
from workstation.scoring.quantity import rounded
from workstation.scoring.sledai2k import KEYS
from workstation.trial.assessment import Assessment, VisitAssessment
from workstation.trial.dlt_window import dlt_window

UNKNOWN = "—"
_SEXES = {"F": Text("F", "女"), "M": Text("M", "男")}


@dataclass(frozen=True, slots=True)
class HeaderFact:
    """One fact: a quiet label and a value to read. ``why`` tells what it rests on, or what is missing."""

    label: Sentence | None
    value: Sentence
    why: Sentence | Text | None = None


def header_facts(assessment: Assessment, study: Study, held_back: str = "") -> tuple[HeaderFact, ...]:
    """Facts in order of importance: where there is little room, the last ones give way first.

    ``held_back`` is the visit whose SLEDAI-2K total must not be read yet, because its PGA is still to be drawn.
    """
    facts = (
        _person(assessment),
        _day(assessment),
        _dlt(assessment, study),
        _sledai(assessment, held_back),
        _pga(assessment),
        _steroid(assessment),
        _surface(assessment),
    )
    return tuple(fact for fact in facts if fact is not None)


def _plain(words: str) -> Sentence:
    """Words that are the same in every language: codes and numbers."""
    return Sentence("{words}", {"words": words})


def _person(assessment: Assessment) -> HeaderFact:
    age = Sentence("{age} y", {"age": assessment.age}) if assessment.age is not None else _plain(UNKNOWN)
    sex = _SEXES.get(assessment.sex, Text(UNKNOWN, UNKNOWN))
    values = {"sex": sex, "age": age, "level": assessment.dose_level}
    if not assessment.dose_level:
        return HeaderFact(None, Sentence("{sex} · {age}", values))
    return HeaderFact(None, Sentence("{sex} · {age} · {level}", values), _plain(assessment.cohort))


def _day(assessment: Assessment) -> HeaderFact:
    if assessment.study_day is None:
        return HeaderFact(
            Sentence("Day"),
            _plain(UNKNOWN),
            Sentence("The first infusion has no date yet: study days begin with it."),
        )
    anchor: dict[str, object] = {"date": assessment.anchor}
    why = (
        Sentence("Counted from the first infusion on {date}.", anchor)
        if assessment.anchor_actual
        else Sentence("Counted from the planned first infusion on {date}.", anchor)
    )
    return HeaderFact(Sentence("Day"), _plain(signed_day(assessment.study_day)), why)


def _dlt(assessment: Assessment, study: Study) -> HeaderFact | None:
    window = dlt_window(assessment, study)
    if window is None:
        return None
    why = Sentence("{days} days from the first infusion.", {"days": window.last})
    if window.left is not None:
        return HeaderFact(Sentence("DLT window"), Sentence("{days} d left", {"days": window.left}), why)
    words = Sentence("closed") if window.over else Sentence("not begun")
    return HeaderFact(Sentence("DLT window"), words, why)


def _sledai(assessment: Assessment, held_back: str) -> HeaderFact:
    label = Sentence("SLEDAI-2K")
    visit = _last_scored(assessment)
    if visit is None or visit.sledai is None:
        return HeaderFact(label, _plain(UNKNOWN), Sentence("No visit has SLEDAI-2K yet."))
    if visit.key == held_back:
        return HeaderFact(label, _plain(UNKNOWN), Sentence("The total is shown once the PGA is recorded."))
    taken = {"visit": visit.key, "date": visit.date, "missing": len(visit.sledai.missing)}
    if visit.sledai.total is None:
        why = Sentence(
            "{visit}, {date}: {missing} of its descriptors are not done, so the total cannot be told.", taken
        )
        return HeaderFact(label, Sentence("≥ {value}", {"value": visit.sledai.partial_total}), why)
    total: dict[str, object] = {"value": visit.sledai.total}
    why = Sentence("{visit}, {date}.", taken)
    if visit.sledai_change is None:
        return HeaderFact(label, Sentence("{value}", total), why)
    return HeaderFact(
        label, Sentence("{value} ({change})", {**total, "change": signed(visit.sledai_change)}), why
    )


def _dated(assessment: Assessment) -> list[VisitAssessment]:
    """Visits that have a date, the latest first; one without a date is no statement about today."""
    return [visit for visit in reversed(assessment.visits) if visit.date is not None]


def _last_scored(assessment: Assessment) -> VisitAssessment | None:
    scored = (
        visit
        for visit in _dated(assessment)
        if visit.sledai is not None and len(visit.sledai.missing) < len(KEYS)
    )
    return next(scored, None)


def _pga(assessment: Assessment) -> HeaderFact:
    visit = next((each for each in _dated(assessment) if each.pga is not None), None)
    if visit is None or visit.pga is None:
        return HeaderFact(Sentence("PGA"), _plain(UNKNOWN), Sentence("No visit has a PGA yet."))
    taken = {"visit": visit.key, "date": visit.date}
    return HeaderFact(Sentence("PGA"), _plain(number(visit.pga)), Sentence("{visit}, {date}.", taken))


def _steroid(assessment: Assessment) -> HeaderFact:
    label = Sentence("Pred")
    latest = next(iter(_dated(assessment)), None)
    if latest is None:
        return HeaderFact(label, _plain(UNKNOWN), Sentence("No visit has taken place yet."))
    steroid = latest.steroid
    if steroid.mg_per_day is None:
        return HeaderFact(label, _plain(UNKNOWN), steroid.because)
    return HeaderFact(label, Sentence("{mg} mg", {"mg": shown(steroid.mg_per_day, 1)}), steroid.because)


def _surface(assessment: Assessment) -> HeaderFact:
    if assessment.bsa_m2 is None:
        why = Sentence("Body surface needs height and weight in vital signs.")
        return HeaderFact(Sentence("Dosing BSA"), _plain(UNKNOWN), why)
    return HeaderFact(Sentence("Dosing BSA"), Sentence("{area} m²", {"area": shown(assessment.bsa_m2, 2)}))


def shown(value: Decimal, places: int) -> str:
    """A derived number as it is shown: rounded for the eye only, never for a rule."""
    return number(rounded(value, places))


def signed(value: int | Decimal) -> str:
    """A change with its sign, a true minus."""
    amount = Decimal(value)
    return number(amount) if amount <= 0 else "+" + number(amount)
