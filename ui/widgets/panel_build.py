"""Which cards stand beside the forms of a visit, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ui.view_models.result_facts import NOTHING, ResultFacts
from ui.widgets.panel_bilag import bilag_card, item_card, system_of, why_card
from ui.widgets.panel_clashes import clashes_card
from ui.widgets.panel_endpoints import corrections_card, endpoints_card
from ui.widgets.panel_indices import PGA_FORM, SLEDAI_FORM, pga_card, sledai_card, steroid_card
from ui.widgets.panel_results import behind_card, meaning_card
from ui.widgets.panel_treatment import ELIGIBILITY_FORM, depletion_card, eligibility_card, infusion_card
from ui.widgets.panel_values import Card, Jump, Note, Part
from workstation.definition.study import Study
from workstation.forms.state import FormState
from workstation.messages import Sentence
from workstation.trial.assessment import Assessment, VisitAssessment
from workstation.trial.bilag_record import FORM as BILAG_FORM
from workstation.trial.corrections import Correction
from workstation.trial.subject import visit_code

MOST_OPEN = 5


@dataclass(frozen=True, slots=True)
class AtHand:
    """What is under the hands beside the form itself.

    ``pga_answered`` True says that the PGA has an answer, which may be "not done"; None: its value tells. ``cursor``
    is the item: in BILAG-2004 the grade of its system is explained. ``found`` are single corrections that would flip
    an endpoint, once they are known; ``results`` what stands behind the indices, or what a result feeds.
    """

    pga_answered: bool | None = None
    cursor: str = ""
    found: tuple[Correction, ...] = ()
    results: ResultFacts = NOTHING


def cards_of(
    assessment: Assessment,
    key: str,
    study: Study,
    state: FormState | None = None,
    at_hand: AtHand | None = None,
) -> tuple[Card, ...]:
    """The cards of one visit. ``state`` is the form being edited, whose open items are listed."""
    planned, hand = _forms(study, key), at_hand or AtHand()
    edited = "" if state is None else state.form.oid
    cards = (
        *_treatment(assessment, key, study, planned),
        *((meaning_card(hand.results),) if hand.results.label is not None else ()),
        *_indices(assessment, key, study, planned, edited, hand),
    )
    return (*cards, *_form(state))


def _forms(study: Study, key: str) -> frozenset[str]:
    definition = study.visit_by_oid.get(visit_code(key))
    return frozenset(plan.form for plan in definition.forms) if definition is not None else frozenset()


def _treatment(assessment: Assessment, key: str, study: Study, planned: frozenset[str]) -> Iterator[Card]:
    if ELIGIBILITY_FORM in planned and assessment.eligibility.criteria:
        yield eligibility_card(assessment)
    for day in assessment.lymphodepletion:
        if day.visit == key:
            yield depletion_card(day, assessment, study)
    for infusion in assessment.infusions:
        if infusion.visit == key:
            yield infusion_card(infusion, study)


def _indices(
    assessment: Assessment,
    key: str,
    study: Study,
    planned: frozenset[str],
    edited: str,
    hand: AtHand,
) -> Iterator[Card]:
    """The indices of a visit; that of the form under the hands comes first."""
    visit = assessment.visit(key)
    if visit is None:
        return
    answered = visit.pga is not None if hand.pga_answered is None else hand.pga_answered
    cursor = hand.cursor if edited == BILAG_FORM else ""
    graded = tuple(_grades(visit, assessment, study, planned, cursor))
    numbers = tuple(_numbers(visit, assessment, study, planned, answered))
    if edited == BILAG_FORM:
        first, last = graded, numbers
    else:
        on_top = _CARD_OF.get(edited, numbers[0].key)
        first = tuple(card for card in numbers if card.key == on_top)
        last = (*(card for card in numbers if card.key != on_top), *graded)
    yield from first
    ends = endpoints_card(visit, assessment, study, answered or PGA_FORM not in planned)
    if ends is not None:
        yield ends
        if hand.found and (answered or PGA_FORM not in planned):
            yield corrections_card(hand.found, study)
    if visit.clashes:
        yield clashes_card(visit, study)
    if hand.results.behind:
        yield behind_card(hand.results.behind, key, study)
    yield from last


_CARD_OF = {SLEDAI_FORM: "sledai", PGA_FORM: "pga", "glucocorticoids": "steroid"}
"""The card of the form under the hands."""


def _grades(
    visit: VisitAssessment, assessment: Assessment, study: Study, planned: frozenset[str], cursor: str
) -> Iterator[Card]:
    if BILAG_FORM not in planned and visit.bilag is None:
        return
    yield bilag_card(visit, assessment, study)
    system = system_of(cursor)
    why = None if system is None else why_card(visit, system, study)
    if why is not None:
        yield why
    guide = item_card(cursor, visit.bilag, study)
    if guide is not None:
        yield guide


def _numbers(
    visit: VisitAssessment, assessment: Assessment, study: Study, planned: frozenset[str], answered: bool
) -> Iterator[Card]:
    if SLEDAI_FORM in planned or visit.sledai is not None:
        yield sledai_card(visit, study, answered or PGA_FORM not in planned)
    if PGA_FORM in planned or visit.pga is not None:
        yield pga_card(visit, assessment)
    yield steroid_card(visit)


def _form(state: FormState | None) -> Iterator[Card]:
    """What is still open in the form under the hands."""
    if state is None or not (state.missing or state.refused):
        return
    parts: list[Part] = [Note(each.sentence, "not met", "bad") for each in state.refused[:MOST_OPEN]]
    for path in state.missing[:MOST_OPEN]:
        parts.append(Jump(state.items[path].item.label, state.form.oid, path))
    more = len(state.missing) - MOST_OPEN
    if more > 0:
        parts.append(
            Jump(Sentence("{count} more", {"count": more}), state.form.oid, state.missing[MOST_OPEN])
        )
    values = {"open": len(state.missing), "count": state.required_count}
    yield Card("form", state.form.short, tuple(parts), Sentence("{open} of {count} open", values))
