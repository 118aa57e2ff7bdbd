"""What a visit sheet is made from: the visit as recorded, its forms as evaluated, and the assessment.

Relevance, limits and flags come from ``forms.evaluate`` in the same context as on the screen, so paper and
screen cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workstation.definition.form import Item, Requirement, Scope
from workstation.definition.study import Study, VisitDefinition
from workstation.forms.answers import State
from workstation.forms.evaluate import evaluate
from workstation.forms.state import FormState, ItemState
from workstation.messages import Refusal, Sentence, Text
from workstation.trial.assessment import Assessment, PlannedVisit, VisitAssessment
from workstation.trial.form_context import form_context
from workstation.trial.recorded import Recorded, seen_on
from workstation.trial.subject import Subject, VisitRecord, visit_code

# What says who and when, not what was found; the sheet has its own place for it.
_ABOUT_THE_FORM = frozenset({"date", "assessor", "sampled", "laboratory", "fasting"})


@dataclass(frozen=True)
class VisitFacts:
    """One visit of one subject; ``states`` are the forms that were begun, in the order of the screen."""

    recorded: Recorded
    assessment: Assessment
    key: str
    definition: VisitDefinition
    visit: VisitRecord
    states: Mapping[str, FormState]

    @property
    def study(self) -> Study:
        """The study with its definitions."""
        return self.recorded.study

    @property
    def day(self) -> date | None:
        """The day on which the visit took place."""
        return self.visit.date

    @property
    def assessed(self) -> VisitAssessment | None:
        """The indices of this visit; None while it has not begun."""
        return self.assessment.visit(self.key)

    @property
    def planned(self) -> PlannedVisit | None:
        """The visit in the schedule; None for one without a day of its own."""
        return self.assessment.planned(self.definition.oid)

    def study_day(self, day: date | None) -> int | None:
        """The study day of a calendar day."""
        anchor = self.assessment.anchor
        return None if anchor is None or day is None else (day - anchor).days

    def title(self) -> Text:
        """The name of the visit; repeats carry their number."""
        _, _, repeat = self.key.partition("#")
        name = self.definition.title
        return Text(f"{name.en} {repeat}", f"{name.zh} {repeat}") if repeat else name

    def item(self, form: str, path: str) -> Item | None:
        """The definition of an item, in a row as ``group/item``."""
        definition = self.study.forms.get(form)
        if definition is None:
            return None
        group, _, rest = path.partition("/")
        return definition.row_items.get(group, {}).get(rest) if rest else definition.items.get(path)

    def not_begun(self) -> tuple[Text, ...]:
        """Titles of the forms that this visit has to have and that were not begun."""
        return tuple(
            self.study.forms[plan.form].title
            for plan in self.definition.forms
            if plan.requirement is Requirement.REQUIRED
            and plan.form in self.study.forms
            and plan.form not in self.states
            and self.study.forms[plan.form].scope is Scope.VISIT
        )


def facts_of(subject: Subject, assessment: Assessment, study: Study, visit_key: str) -> VisitFacts:
    """Gather what the sheet of a visit says; what is dated after the day of the assessment is not seen.

    Raises:
        Refusal: the study has no visit of this code.
    """
    definition = study.visit_by_oid.get(visit_code(visit_key))
    if definition is None:
        raise Refusal(Sentence("The study has no visit {visit}.", {"visit": visit_key}))
    seen = seen_on(subject, assessment.as_of)
    visit = seen.visit(visit_key) or VisitRecord(visit_key, definition.oid, None, {})
    states = dict(_states(seen, assessment, study, definition, visit))
    return VisitFacts(Recorded(seen, study), assessment, visit_key, definition, visit, states)


def _states(
    subject: Subject, assessment: Assessment, study: Study, definition: VisitDefinition, visit: VisitRecord
) -> Iterator[tuple[str, FormState]]:
    order = {plan.form: place for place, plan in enumerate(definition.forms)}
    for oid in sorted(visit.forms, key=lambda form: order.get(form, len(order))):
        form = study.forms.get(oid)
        if form is not None and visit.forms[oid].answers:
            context = form_context(subject, study, assessment, visit.key, form, None)
            yield oid, evaluate(form, visit.forms[oid].answers, context)


def answered(state: FormState) -> Iterator[ItemState]:
    """What a form says, in its order: relevant items with an answer or a calculated value."""
    for item in state.items.values():
        if item.relevant and item.item.oid not in _ABOUT_THE_FORM and _has_something(item):
            yield item


def _has_something(item: ItemState) -> bool:
    return not item.answer.blank if item.answer.state is State.VALUE and item.typed is None else True


def row_title(state: FormState, path: str) -> tuple[str, str]:
    """The group and row of a path inside a repeating group, empty outside."""
    group, _, rest = path.partition("/")
    return (group, rest.partition("/")[0]) if rest and group in state.form.row_items else ("", "")
