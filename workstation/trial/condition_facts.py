"""What conditions may ask of a subject and a visit (``subject.age``, ``visit.day``), answered from the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workstation.definition.study import Status, VisitKind
from workstation.forms.state import Typed
from workstation.trial.criterion_change import criterion_changed
from workstation.trial.given import infusions_given
from workstation.trial.persistence import below_quantification
from workstation.trial.recorded import Row
from workstation.trial.setting import Setting

_FEVER = Decimal(38)
_WATCHED_DAYS = 28
_REACTIONS = frozenset(
    {"cytokine release syndrome", "icans", "immune effector cell-associated neurotoxicity syndrome"}
)


@dataclass(frozen=True)
class Facts(Mapping[str, Typed]):
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
        if head == "previous":
            return self._previous(rest)
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
        tell = _SUBJECT.get(name)
        return self.setting.recorded.demography(name) if tell is None else tell(self.setting)

    def _visit(self, name: str) -> Typed:
        tell = _VISIT.get(name)
        return None if tell is None else tell(self.setting)

    def _previous(self, item: str) -> Typed:
        """The last answer of an item before this visit, in whatever form has it."""
        recorded, visit = self.setting.recorded, self.setting.visit
        forms = [form.oid for form in recorded.study.forms.values() if item in form.items]
        for earlier in reversed(recorded.subject.visits):
            if earlier.key == visit.key or earlier.date is None or earlier.date > self.setting.day:
                continue
            for form in forms:
                value = recorded.value(earlier, form, item)
                if value is not None:
                    return value
        return None

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


def _age(setting: Setting) -> Typed:
    age = setting.person.age(setting.day)
    return None if age is None else Decimal(age)


def _consent(setting: Setting) -> Typed:
    recorded = setting.recorded
    days = (recorded.day(visit, "consent", "signed") for visit in recorded.subject.visits)
    return next((signed for signed in days if signed is not None), None)


def _criterion_changed(setting: Setting) -> Typed:
    return criterion_changed(setting.recorded, setting.person, setting.visit, setting.day)


def _car_gone(setting: Setting) -> Typed:
    return below_quantification(setting.recorded, setting.visit, setting.day)


def _study_day(setting: Setting) -> Typed:
    anchor = setting.assessment.anchor
    if setting.visit.date is None or anchor is None:
        return None
    return Decimal((setting.visit.date - anchor).days)


def _kind(setting: Setting) -> VisitKind | None:
    definition = setting.recorded.study.visit_by_oid.get(setting.visit.oid)
    return None if definition is None else definition.kind


def _kind_name(setting: Setting) -> Typed:
    kind = _kind(setting)
    return None if kind is None else kind.value


def _endpoint(setting: Setting) -> Typed:
    kind = _kind(setting)
    return None if kind is None else kind in (VisitKind.ENDPOINT, VisitKind.WITHDRAWAL)


def _screening(setting: Setting) -> Typed:
    kind = _kind(setting)
    return None if kind is None else kind is VisitKind.SCREENING


def _new_consent_version(setting: Setting) -> Typed:
    """Whether the version in force is another than the one signed last; None while none is stated."""
    recorded, fact = setting.recorded, setting.recorded.study.facts.get("consent_version")
    if fact is None or fact.status is Status.PLACEHOLDER:
        return None
    signed = [
        version
        for visit in recorded.subject.visits
        if visit.key != setting.visit.key and visit.date is not None and visit.date <= setting.day
        if (version := recorded.text(visit, "consent", "version"))
    ]
    return None if not signed else signed[-1] != str(fact.value)


def _suspected_crs_icans(setting: Setting) -> Typed:
    """Fever at the visit while the cells are watched, or a CRS or ICANS on that day (safety sheet, 1 and 2)."""
    recorded, day = setting.recorded, setting.day
    given = [infusion.day for infusion in infusions_given(recorded) if infusion.day <= day]
    if not given:
        return False
    if any(_open_reaction(row, day) for row in recorded.rows("adverse_event", "rows")):
        return True
    temperature = recorded.number(setting.visit, "vital_signs", "temperature_c")
    if temperature is None:
        return None
    return temperature >= _FEVER and (day - max(given)).days <= _WATCHED_DAYS


def _open_reaction(row: Row, day: date) -> bool:
    start, end = row.day("start"), row.day("end")
    named = row.text("scale") == "ASTCT" or row.text("term").casefold() in _REACTIONS
    return named and start is not None and start <= day and (end is None or end >= day)


_Tell = Callable[[Setting], Typed]
_SUBJECT: Mapping[str, _Tell] = {
    "sex": lambda setting: setting.person.sex or None,
    "age": _age,
    "birth_date": lambda setting: setting.person.birth_date,
    "consent": _consent,
    "childbearing": lambda setting: setting.recorded.demography("childbearing"),
    "criterion_changed": _criterion_changed,
    "car_below_lloq_twice": _car_gone,
}
_VISIT: Mapping[str, _Tell] = {
    "oid": lambda setting: setting.visit.oid,
    "kind": _kind_name,
    "date": lambda setting: setting.visit.date,
    "day": _study_day,
    "endpoint": _endpoint,
    "screening": _screening,
    "new_consent_version": _new_consent_version,
    "suspected_crs_icans": _suspected_crs_icans,
}
PROVIDED = frozenset(
    {*(f"subject.{name}" for name in _SUBJECT), *(f"visit.{name}" for name in _VISIT), "days_since_ld"}
)
"""Every name that this module answers; the definitions may use no other (``workstation.definition.facts``)."""
