"""The study as data: identity, visits and windows, regimen, cohorts and settings (trial facts, sections 3, 4, 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property

from workstation.definition.expression import Expression
from workstation.definition.form import Form, ReferenceRange, Requirement
from workstation.messages import Text


class Status(StrEnum):
    """How sure a value of the study definition is."""

    VERIFIED = "verified"
    SIBLING = "sibling"
    DEFAULT = "default"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Fact:
    """One stated value of the study with its status and source; ``value`` is as written (str, int, Decimal, bool)."""

    key: str
    value: str | int | bool | Decimal | Text
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule of the study that the public record does not fix: changed by the investigator, never in code.

    ``later`` marks a rule that is kept and shown, but that nothing in this version applies yet. The value is one of
    ``choices`` where it has any, or any of ``members``, separated by commas.
    """

    key: str
    label: Text
    value: str | int | bool | Decimal
    status: Status
    choices: tuple[str, ...] = ()
    source: str = ""
    later: bool = False
    members: tuple[str, ...] = ()
    least: int = 0
    most: int = 1000
    """Between which a number lies, both included: beyond, nothing could be computed by it."""

    @property
    def listed(self) -> tuple[str, ...]:
        """The members that a list holds; none where the value is no list."""
        return members_of(str(self.value)) if self.members else ()

    @property
    def text(self) -> str:
        """The value as it is recorded; the inverse of :meth:`with_text`."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return format(self.value, "f") if isinstance(self.value, Decimal) else str(self.value)

    def with_text(self, text: str) -> Setting:
        """The same setting with another value.

        Raises:
            ValueError: the text is not a value of this setting.
        """
        return replace(self, value=self._value(text))

    def _value(self, text: str) -> str | int | bool | Decimal:
        if self.choices and text not in self.choices:
            raise ValueError(text)
        if self.members:
            # In the order of the definition, each once: two ways to write a list are one value.
            named = members_of(text)
            if not set(named) <= set(self.members):
                raise ValueError(text)
            return ",".join(member for member in self.members if member in named)
        match self.value:
            case bool():
                if text not in ("true", "false"):
                    raise ValueError(text)
                return text == "true"
            case int():
                # Of the choices beside a whole number some may have a fraction: 6 or 7.5 mg.
                return int(text) if text.isdigit() or not self.choices else _finite(text)
            case Decimal():
                return _finite(text)
            case _:
                return text


def members_of(text: str) -> tuple[str, ...]:
    """The parts of a list as it is written."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _finite(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


class VisitKind(StrEnum):
    """What a visit is for; the order of steps and the look of the timeline follow it."""

    SCREENING = "screening"
    BASELINE = "baseline"
    LYMPHODEPLETION = "lymphodepletion"
    REST = "rest"
    INFUSION = "infusion"
    FOLLOW_UP = "follow_up"
    ENDPOINT = "endpoint"
    UNSCHEDULED = "unscheduled"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A form at a visit and whether it has to be there; ``condition`` belongs to CONDITIONAL."""

    form: str
    requirement: Requirement
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class VisitDefinition:
    """A visit of the schedule. Days count from the anchor (first infusion = day 0); windows are inclusive.

    For infusions the ideal day is ``interval_index`` x the cohort's interval and ``earliest``/``latest`` are offsets
    from it (``relative`` True). ``intervals`` limits a visit to cohorts with these intervals (empty: all).
    ``day`` None: no ideal day (screening, unscheduled, withdrawal).
    """

    oid: str
    title: Text
    short: Text
    kind: VisitKind
    day: int | None = None
    earliest: int | None = None
    latest: int | None = None
    relative: bool = False
    interval_index: int = 0
    intervals: tuple[int, ...] = ()
    optional: bool = False
    repeating: bool = False
    setting: str = ""
    forms: tuple[FormPlan, ...] = ()
    status: Status = Status.DEFAULT

    @property
    def has_day_of_its_own(self) -> bool:
        """Whether the schedule gives it a day or a window: unscheduled visits and withdrawals come when they come."""
        return self.kind not in (VisitKind.UNSCHEDULED, VisitKind.WITHDRAWAL)


@dataclass(frozen=True, slots=True)
class DoseLevel:
    """Cells per infusion, in 10^9."""

    oid: str
    cells_e9: Decimal
    status: Status


@dataclass(frozen=True, slots=True)
class Cohort:
    """A dose level with an interval in days between infusions; ``on_path`` cohorts are enrolled in this order."""

    oid: str
    dose_level: str
    interval_days: int
    on_path: bool
    status: Status


@dataclass(frozen=True, slots=True)
class Drug:
    """A lymphodepletion drug: planned dose per body surface and per visit."""

    oid: str
    label: Text
    mg_per_m2: Decimal
    visits: tuple[str, ...]
    status: Status


@dataclass(frozen=True)
class Study:
    """Everything that the protocol fixes for this trial, with the forms of one release."""

    oid: str
    version: int
    title: Text
    short: Text
    facts: Mapping[str, Fact]
    settings: Mapping[str, Setting]
    visits: tuple[VisitDefinition, ...]
    dose_levels: Mapping[str, DoseLevel]
    cohorts: Mapping[str, Cohort]
    drugs: tuple[Drug, ...]
    infusions: int
    forms: Mapping[str, Form]
    ranges: tuple[ReferenceRange, ...]

    @cached_property
    def visit_by_oid(self) -> Mapping[str, VisitDefinition]:
        """Visits by their code."""
        return {visit.oid: visit for visit in self.visits}

    @cached_property
    def visit_order(self) -> Mapping[str, int]:
        """Place of each visit code in the schedule."""
        return {visit.oid: place for place, visit in enumerate(self.visits)}

    def setting(self, key: str) -> str | int | bool | Decimal:
        """The value of a setting in force.

        Raises:
            KeyError: the study has no such setting.
        """
        return self.settings[key].value
