"""The card "If scored today": SRI-4, LLDAS and DORIS with their criteria, and what is missing with its last day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ui.widgets.panel_values import Card, Jump, Mark, Note, Part, Tone, Verdict3
from workstation.definition.study import Study
from workstation.messages import Sentence, Text
from workstation.scoring.criterion import Criterion
from workstation.scoring.sri4 import Event, Status
from workstation.trial.assessment import Assessment, VisitAssessment
from workstation.trial.corrections import Correction
from workstation.trial.endpoint import Endpoints, Lacking
from workstation.trial.index_words import item_words, named, visit_words

_MOST_LACKING = 4
_SRI4, _LLDAS, _DORIS = Text("SRI-4", "SRI-4"), Text("LLDAS", "LLDAS"), Text("DORIS", "DORIS")
_EVENTS = {
    Event.TREATMENT_FAILURE: Sentence("treatment failure"),
    Event.RESCUE_MEDICATION: Sentence("rescue medication"),
    Event.DISCONTINUED: Sentence("left the study"),
    Event.DEATH: Sentence("death"),
}
_MARKS: dict[bool | None, tuple[Mark, Tone]] = {
    True: ("met", "good"),
    False: ("not met", "bad"),
    None: ("cannot tell", "warn"),
}


def endpoints_card(
    visit: VisitAssessment, assessment: Assessment, study: Study, pga_answered: bool
) -> Card | None:
    """The three endpoints of a visit; None where there are none (before conditioning)."""
    ends = visit.endpoints
    if ends is None:
        return None
    title = Sentence("If scored today")
    if not pga_answered:
        hidden = Jump(Sentence("Shown once the PGA is recorded."), "pga", "pga")
        return Card("endpoints", title, (hidden,))
    parts = (*_events(ends), *_sri4(ends, visit, assessment, study), *_states(ends, visit, assessment, study))
    return Card("endpoints", title, parts)


def _events(ends: Endpoints) -> Iterator[Part]:
    if ends.events:
        values = {"events": tuple(_EVENTS[event] for event in ends.events)}
        yield Note(Sentence("Counts as no response: {events}.", values), "warn", "warn")


def _sri4(ends: Endpoints, visit: VisitAssessment, assessment: Assessment, study: Study) -> Iterator[Part]:
    response = ends.sri4
    yield Verdict3(_SRI4, response.met)
    if response.status is Status.IMPUTED:
        yield Note(Sentence("Until then counted as no response."), tone="muted")
    for criterion in response.components:
        yield _criterion(criterion, study)
    if response.attainable is False:
        yield Note(Sentence("Not attainable with this baseline."), "warn", "warn")
    yield from _lacks(ends.sri4_lacks, visit, assessment, study)


def _states(ends: Endpoints, visit: VisitAssessment, assessment: Assessment, study: Study) -> Iterator[Part]:
    yield Verdict3(_LLDAS, ends.lldas.attained)
    yield from _decisive(ends.lldas.criteria, study)
    if ends.lldas.attained is not ends.lldas_clinical.attained and ends.lldas_clinical.attained:
        yield Note(Sentence("Met if only clinical descriptors are compared."), tone="muted")
    yield from _lacks(ends.lldas_lacks, visit, assessment, study)
    yield Verdict3(_DORIS, ends.doris.remission)
    yield from _decisive(ends.doris.criteria, study)
    if ends.doris.complete_off_treatment:
        yield Note(Sentence("Off treatment, serology normal."), tone="muted")
    elif ends.doris.off_treatment:
        yield Note(Sentence("Off treatment."), tone="muted")
    yield from _lacks(ends.doris_lacks, visit, assessment, study)
    if visit.steroid.pulse_or_increase:
        yield Note(Sentence("A steroid pulse or increase lies before this visit."), "warn", "warn")


def _decisive(criteria: Sequence[Criterion], study: Study) -> Iterator[Part]:
    """What fails or is open, and how many others hold."""
    for criterion in criteria:
        if criterion.met is not True:
            yield _criterion(criterion, study)
    held = sum(criterion.met is True for criterion in criteria)
    if held:
        every = held == len(criteria)
        text = "All {count} criteria hold." if every else "Other criteria that hold: {count}"
        yield Note(Sentence(text, {"count": held}), "met", "muted")


def _criterion(criterion: Criterion, study: Study) -> Note:
    mark, tone = _MARKS[criterion.met]
    return Note(named(criterion.because, study), mark, "muted" if criterion.met else tone)


def _lacks(
    lacks: Sequence[Lacking], visit: VisitAssessment, assessment: Assessment, study: Study
) -> Iterator[Part]:
    here = [lack for lack in lacks if lack.form and lack.visit == visit.key]
    for lack in here[:_MOST_LACKING]:
        yield Jump(_wanted(lack, assessment.as_of, study), lack.form, lack.item)
    if len(here) > _MOST_LACKING:
        more = here[_MOST_LACKING]
        values = {"count": len(here) - _MOST_LACKING}
        yield Jump(Sentence("{count} more", values), more.form, more.item)
    for lack in lacks:
        if lack.form and lack.visit != visit.key:
            label = item_words(study, lack.form, lack.item)
            words = Sentence(
                "{item} was not done at {visit}.", {"item": label, "visit": visit_words(study, lack.visit)}
            )
            yield Note(words, "cannot tell", "warn")


def _wanted(lack: Lacking, today: date, study: Study) -> Sentence:
    values: dict[str, object] = {"item": item_words(study, lack.form, lack.item), "until": lack.until}
    if lack.until is None:
        return Sentence("{item} is missing", values)
    if lack.until < today:
        return Sentence("{item} is missing; the window closed on {until}", values)
    return Sentence("{item} is missing; until {until}", values)


def corrections_card(found: Sequence[Correction], study: Study) -> Card:
    """What would change it: answers on which a result hangs alone, so that these are verified first."""
    parts: list[Part] = []
    for endpoint in dict.fromkeys(each.endpoint for each in found):
        flips = [each for each in found if each.endpoint == endpoint]
        becomes = {"endpoint": endpoint, "becomes": _FLIPS[flips[0].met]}
        parts.append(Note(Sentence("{endpoint}: {becomes}", becomes)))
        for each in flips[:_MOST_FLIPS]:
            tried = each.tried
            named = tried.label or item_words(study, tried.form, tried.item)
            values = {"item": named, "value": tried.shown}
            parts.append(Jump(Sentence("{item} were {value}", values), tried.form, tried.item))
        if len(flips) > _MOST_FLIPS:
            parts.append(Note(Sentence("{count} more", {"count": len(flips) - _MOST_FLIPS}), tone="muted"))
    return Card("corrections", Sentence("Verify first"), tuple(parts))


_MOST_FLIPS = 4
_FLIPS = {
    True: Sentence("met, if only"),
    False: Sentence("not met, if only"),
    None: Sentence("cannot tell, if only"),
}
