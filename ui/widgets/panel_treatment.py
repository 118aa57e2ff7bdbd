"""Cards of the days of treatment: eligibility, lymphodepletion with its plan, infusion."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ui.view_models.timeline_header import UNKNOWN, shown
from ui.view_models.timeline_labels import choice_words
from ui.widgets.panel_values import Card, Figure, Jump, Note, Pair, Part, Tone, plain
from workstation.definition.study import Study
from workstation.i18n import number
from workstation.messages import Sentence, Text
from workstation.scoring.result import Verdict
from workstation.trial.assessment import Assessment, Criterion, DrugDose, Infusion, LymphodepletionDay

ELIGIBILITY_FORM = "eligibility"
_HUNDRED = Decimal(100)

_VERDICTS = {
    Verdict.MET: Figure(Sentence("Eligible"), tone="good"),
    Verdict.NOT_MET: Figure(Sentence("Not eligible"), tone="bad"),
    Verdict.CANNOT_TELL: Figure(Sentence("Cannot tell yet"), tone="warn"),
}


def eligibility_card(assessment: Assessment) -> Card:
    """The verdict, then what speaks against it, what is open, and how many criteria are fulfilled."""
    eligibility = assessment.eligibility
    against = [each for each in eligibility.criteria if speaks_against(each)]
    unknown = [each for each in eligibility.criteria if each.key in eligibility.open]
    fulfilled = len(eligibility.criteria) - len(against) - len(unknown)
    values = {"met": fulfilled, "count": len(eligibility.criteria)}
    parts: list[Part] = [
        _VERDICTS[eligibility.verdict],
        *(Note(_with_reason(each), "not met", "bad") for each in against),
        *(Jump(_with_reason(each), ELIGIBILITY_FORM, each.key) for each in unknown),
        *_contradictions(eligibility.criteria),
    ]
    if not eligibility.decided:
        words = Sentence("The investigator has not decided yet.")
        parts.append(Jump(words, ELIGIBILITY_FORM, "decision"))
    aside = Sentence("{met} of {count} fulfilled", values)
    return Card("eligibility", Sentence("Eligibility"), tuple(parts), aside)


def speaks_against(criterion: Criterion) -> bool:
    """An inclusion criterion that is not met, or an exclusion criterion that is (trial facts 1.3)."""
    return criterion.answer == ("not_met" if criterion.inclusion else "met")


def _with_reason(criterion: Criterion) -> Sentence | Text:
    if criterion.because is None:
        return criterion.label
    return Sentence("{item}: {reason}", {"item": criterion.label, "reason": criterion.because})


def _contradictions(criteria: tuple[Criterion, ...]) -> Iterator[Part]:
    """Answers that differ from what the record tells; a person may be right, but should know."""
    for each in criteria:
        told = {Verdict.MET: "met", Verdict.NOT_MET: "not_met"}.get(each.computed or Verdict.CANNOT_TELL)
        if told is not None and each.answer in ("met", "not_met") and each.answer != told:
            values = {"item": each.label, "reason": each.because or plain("")}
            yield Note(Sentence("{item}: the record says otherwise. {reason}", values), "warn", "warn")


def depletion_card(day: LymphodepletionDay, assessment: Assessment, study: Study) -> Card:
    """The plan of one day with what it rests on, what was given, and where the two part (trial facts 4)."""
    days = assessment.lymphodepletion
    place = {"number": days.index(day) + 1, "count": len(days)}
    parts = (*_basis(day), *(part for drug in day.drugs for part in _drug(drug, study)), *_advice(day))
    aside = Sentence("day {number} of {count}", place)
    return Card("depletion", Sentence("Lymphodepletion"), parts, aside)


def _basis(day: LymphodepletionDay) -> Iterator[Part]:
    if day.bsa_m2 is None:
        yield Jump(Sentence("The plan needs height and weight."), "vital_signs", "weight_kg")
        return
    values = {"area": shown(day.bsa_m2, 2)}
    yield Figure(Sentence("{area} m²", values), Sentence("body surface"))
    if day.height_cm is not None and day.weight_kg is not None:
        rests = {"height": day.height_cm, "weight": day.weight_kg, "date": day.weight_date or UNKNOWN}
        yield Note(Sentence("{height} cm, {weight} kg on {date}", rests), tone="muted")


def _drug(drug: DrugDose, study: Study) -> Iterator[Part]:
    label = next((each.label for each in study.drugs if each.oid == drug.drug), Text(drug.drug, drug.drug))
    planned = UNKNOWN if drug.planned_mg is None else shown(drug.planned_mg, 0)
    yield Pair(Sentence("{drug}, planned", {"drug": label}), Sentence("{mg} mg", {"mg": planned}))
    yield from _acts(drug)
    if drug.deviation:
        yield Note(Sentence("Differs by more than 5 % from the planned or prescribed dose."), "warn", "warn")
    if drug.advice_mg is not None and drug.advice_mg != drug.planned_mg:
        yield Pair(Sentence("by the label"), Sentence("{mg} mg", {"mg": shown(drug.advice_mg, 0)}), "warn")


def _acts(drug: DrugDose) -> Iterator[Part]:
    """What a physician prescribed and what was given, on one line where the two agree."""
    tone: Tone = "warn" if drug.deviation else "good"
    prescribed, given = drug.prescribed_mg, drug.given_mg
    if given is not None and given == prescribed:
        yield Pair(Sentence("given as prescribed"), Sentence("{mg} mg", {"mg": given}), tone)
        return
    if prescribed is not None:
        yield Pair(Sentence("prescribed"), Sentence("{mg} mg", {"mg": prescribed}))
    if given is not None:
        yield Pair(Sentence("given"), Sentence("{mg} mg", {"mg": given}), tone)


def _advice(day: LymphodepletionDay) -> Iterator[Part]:
    if day.advice is not None:
        reduced = any(
            drug.advice_mg_m2 is not None and drug.advice_mg != drug.planned_mg for drug in day.drugs
        )
        yield Note(day.advice, "warn" if reduced else "", "warn" if reduced else "muted")
    if day.creatinine_umol_l is not None and day.creatinine_date is not None:
        values = {"value": day.creatinine_umol_l, "date": day.creatinine_date}
        yield Note(Sentence("Creatinine {value} µmol/L on {date}", values), tone="muted")


def infusion_card(infusion: Infusion, study: Study) -> Card:
    """Planned and given cells of one infusion (trial facts 3 and 5)."""
    parts: list[Part] = []
    if infusion.given is False:
        reason = choice_words(study, "infusion", "not_given", infusion.not_given_reason)
        words = Sentence("Not given: {reason}", {"reason": reason}) if reason else Sentence("Not given")
        parts.append(Note(words, "not met", "bad"))
    elif infusion.cells_e9 is not None:
        parts.append(Figure(Sentence("{cells} ×10⁹", {"cells": infusion.cells_e9}), Sentence("cells")))
    target = UNKNOWN if infusion.target_e9 is None else number(infusion.target_e9)
    parts.append(Pair(Sentence("Cells planned"), Sentence("{cells} ×10⁹", {"cells": target})))
    if infusion.ratio is not None:
        percent = shown(infusion.ratio * _HUNDRED, 0)
        parts.append(Pair(Sentence("Share of the target"), Sentence("{percent} %", {"percent": percent})))
    parts.append(Pair(Sentence("Planned for"), plain(_day(infusion.planned)), "muted"))
    if infusion.date is not None:
        parts.append(Pair(Sentence("Begun on"), plain(_day(infusion.date)), "muted"))
    if infusion.lot:
        parts.append(Pair(Sentence("Lot"), plain(infusion.lot), "muted"))
    title = Sentence("Infusion {index}", {"index": infusion.index})
    return Card("infusion", title, tuple(parts))


def _day(when: object) -> str:
    return UNKNOWN if when is None else str(when)
