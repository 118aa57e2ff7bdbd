"""What one form of one subject may know: the context in which ``forms.evaluate`` looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workstation.definition.form import Form, Scope
from workstation.definition.study import Study, VisitDefinition, VisitKind
from workstation.forms.answers import EMPTY, Answer, Answers
from workstation.forms.context import Context
from workstation.forms.state import Finding, Range, Typed
from workstation.trial.activity import STEROIDS
from workstation.trial.assess import Later, person_of, seen_on
from workstation.trial.assessment import Assessment
from workstation.trial.given import conditioning_days
from workstation.trial.ledger_checks import ledger_findings
from workstation.trial.proposals import Setting, proposals_for
from workstation.trial.recorded import Recorded
from workstation.trial.subject import Subject, VisitRecord, visit_code
from workstation.trial.treatment import Person

_COUNTS = "haematology"
_COUNTS_LOW_UNTIL_DAY = 28


def form_context(
    subject: Subject,
    study: Study,
    assessment: Assessment | Later,
    visit_key: str,
    form: Form,
    today: date | None,
) -> Context:
    """The context of a form at a visit (or of a log, ``visit_key`` being empty)."""
    recorded = Recorded(seen_on(subject, assessment.as_of), study)
    person = person_of(recorded)
    visit = subject.visit(visit_key) or VisitRecord(visit_key, visit_code(visit_key), None, {})
    setting = Setting(recorded, person, visit, assessment)
    facts = _Facts(setting, _days_since_conditioning(recorded, setting.day))
    return Context(
        facts=facts,
        previous=EMPTY if form.scope is Scope.SUBJECT else previous_answers(subject, visit, form.oid),
        proposals=proposals_for(form.oid, setting),
        ranges=ranges_for(study, person, setting.day)
        if any(item.result for item in form.items.values())
        else {},
        today=today,
        birth_date=None if form.oid == "demography" else person.birth_date,
        found=_form_findings(recorded, form),
        soft_low_off=form.oid == _COUNTS and _counts_expected_low(facts, assessment.made),
    )


def _form_findings(recorded: Recorded, form: Form) -> tuple[Finding, ...]:
    """What several rows together show; the reader's conditions see one row at a time."""
    return ledger_findings(recorded.rows(STEROIDS, "rows")) if form.oid == STEROIDS else ()


def facts_of(
    subject: Subject, study: Study, assessment: Assessment | Later, visit_key: str
) -> Mapping[str, Typed]:
    """The dotted names that expressions may use at a visit."""
    recorded = Recorded(seen_on(subject, assessment.as_of), study)
    visit = subject.visit(visit_key) or VisitRecord(visit_key, visit_code(visit_key), None, {})
    setting = Setting(recorded, person_of(recorded), visit, assessment)
    return _Facts(setting, _days_since_conditioning(recorded, setting.day))


def previous_answers(subject: Subject, visit: VisitRecord, form: str) -> Answers:
    """For every item the answer of the latest earlier visit that has one."""
    found: dict[str, Answer] = {}
    for earlier in subject.visits:
        if earlier.key == visit.key or (visit.date and earlier.date and earlier.date > visit.date):
            continue
        found.update(earlier.answers(form).by_path)
    return Answers(found)


def ranges_for(study: Study, person: Person, day: date) -> dict[str, Range]:
    """The reference limits of the laboratory for a person on a day, by item."""
    age, shown = person.age(day), day.isoformat()
    found = {}
    for known in study.ranges:
        fits = known.sex in ("", person.sex) and (age is None or known.age_from <= age <= known.age_to)
        if fits and known.valid_from <= shown and (not known.valid_to or shown <= known.valid_to):
            found[known.item] = Range(known.lln, known.uln, "", known.laboratory)
    return found


def _days_since_conditioning(recorded: Recorded, day: date) -> Decimal | None:
    days = [given for given, _ in conditioning_days(recorded) if given <= day]
    return Decimal((day - max(days)).days) if days else None


def _counts_expected_low(facts: Mapping[str, Typed], assessment: Assessment) -> bool:
    day = facts.get("visit.day")
    begun = facts.get("days_since_ld") is not None or any(d.given for d in assessment.lymphodepletion)
    return begun and isinstance(day, Decimal) and day <= _COUNTS_LOW_UNTIL_DAY


@dataclass(frozen=True)
class _Facts(Mapping[str, Typed]):
    """Dotted names, looked up when an expression asks for them."""

    setting: Setting
    days_since_ld: Decimal | None

    def __getitem__(self, name: str) -> Typed:
        head, _, rest = name.partition(".")
        if head == "subject":
            return self._subject(rest)
        if head == "visit":
            return self._visit(rest)
        if head == "settings":
            return self._setting(rest)
        if name == "days_since_ld":
            return self.days_since_ld
        return self.setting.recorded.value(self.setting.visit, head, rest) if rest else None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def get(self, name: str, default: Typed = None) -> Typed:  # type: ignore[override]
        value = self[name]
        return default if value is None else value

    def _subject(self, name: str) -> Typed:
        person, day = self.setting.person, self.setting.day
        if name == "sex":
            return person.sex or None
        if name == "age":
            age = person.age(day)
            return None if age is None else Decimal(age)
        if name == "birth_date":
            return person.birth_date
        if name == "consent":
            recorded = self.setting.recorded
            days = (recorded.day(visit, "consent", "signed") for visit in recorded.subject.visits)
            return next((signed for signed in days if signed is not None), None)
        return self.setting.recorded.demography(name)

    def _visit(self, name: str) -> Typed:
        visit = self.setting.visit
        definition = self.setting.recorded.study.visit_by_oid.get(visit.oid)
        if name == "oid":
            return visit.oid
        if name == "date":
            return visit.date
        if name == "day":
            return self._day()
        return None if definition is None else _kind_fact(definition, name)

    def _day(self) -> Decimal | None:
        anchor = self.setting.assessment.anchor
        if self.setting.visit.date is None or anchor is None:
            return None
        return Decimal((self.setting.visit.date - anchor).days)

    def _setting(self, name: str) -> Typed:
        settings = self.setting.recorded.study.settings
        found = settings.get(name) or next(
            (s for key, s in settings.items() if key.endswith("." + name)), None
        )
        if found is None:
            return None
        return (
            Decimal(found.value)
            if isinstance(found.value, int) and not isinstance(found.value, bool)
            else found.value
        )


def _kind_fact(definition: VisitDefinition, name: str) -> Typed:
    if name == "kind":
        return definition.kind.value
    if name == "endpoint":
        return definition.kind in (VisitKind.ENDPOINT, VisitKind.WITHDRAWAL)
    return definition.kind is VisitKind.SCREENING if name == "screening" else None
