"""The terms of CTCAE that a measured value grades, as data of one version (safety facts, sections 3.3 to 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from workstation.definition.form import UnitConversion
from workstation.definition.study import Status
from workstation.messages import Text


class Worse(StrEnum):
    """Which way a value gets worse."""

    LOWER = "lower"
    HIGHER = "higher"


class Sign(StrEnum):
    """How a value is compared with a limit."""

    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="

    @property
    def worse(self) -> Worse:
        """The side on which the comparison holds."""
        return Worse.LOWER if self in (Sign.BELOW, Sign.AT_MOST) else Worse.HIGHER


class Reference(StrEnum):
    """What a limit is a multiple of: a reference limit of the laboratory, or the patient's own baseline."""

    LLN = "lln"
    ULN = "uln"
    BASELINE = "baseline"


class Case(StrEnum):
    """When a step counts; without one it always does."""

    NORMAL_BASELINE = "normal baseline"
    ABNORMAL_BASELINE = "abnormal baseline"
    ANTICOAGULANT = "anticoagulant"
    NO_ANTICOAGULANT = "no anticoagulant"


BY_BASELINE = frozenset({Case.NORMAL_BASELINE, Case.ABNORMAL_BASELINE})


@dataclass(frozen=True, slots=True)
class Limit:
    """A comparison with ``times`` x ``of`` + ``plus``, or with ``plus`` alone where ``of`` is None.

    ``plus`` is in the first unit of the measure. ``printed`` is a fixed limit as CTCAE prints it in other units.
    """

    sign: Sign
    plus: Decimal = Decimal(0)
    of: Reference | None = None
    times: Decimal = Decimal(1)
    printed: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to a person: yes gives ``grade``, which can only raise the one of the number.

    ``decides``: the number stands for more than one grade, and without the answer none of them stands.
    ``from_grade`` is the mildest grade at which it is asked.
    """

    text: Text
    grade: int
    decides: bool = False
    from_grade: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """A grade and the limits that must all hold for it; ``asks`` belong to a value that gets no further."""

    grade: int
    limits: tuple[Limit, ...]
    case: Case | None = None
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to measure a term, with its steps from mild to severe.

    ``item`` is the key of the form item that holds such a value, empty where no item holds it as it is graded.
    ``raises`` are ways to a grade beside the number. ``units`` are the units beside the first.
    """

    key: str
    worse: Worse
    unit: str
    unit_spellings: tuple[str, ...]
    units: tuple[UnitConversion, ...]
    steps: tuple[Step, ...]
    raises: tuple[Ask, ...] = ()
    item: str = ""

    @property
    def unit_names(self) -> tuple[str, ...]:
        """All units by the names of the definition, the first unit first."""
        return (self.unit, *(other.unit for other in self.units))


@dataclass(frozen=True, slots=True)
class LabTerm:
    """A term by its full name. ``grades`` are those that exist below 5: no other may be offered.

    ``row`` is its row in safety facts 3.3. The first of ``measures`` is meant where none is named; among several
    that were taken, the earlier one outranks. ``note`` says how an ambiguity of the published text is read.
    """

    name: str
    label: Text
    soc: Text
    row: int
    grades: tuple[int, ...]
    status: Status
    measures: tuple[Measure, ...]
    note: str = ""


@dataclass(frozen=True)
class Ctcae:
    """The graded terms of one version. A released version never changes; a graded event keeps its version."""

    oid: str
    version: int
    title: Text
    terms: Mapping[str, LabTerm]

    @cached_property
    def by_item(self) -> Mapping[str, tuple[tuple[LabTerm, Measure], ...]]:
        """The terms that the value of a form item grades, each with the measure that fits the item."""
        found: dict[str, list[tuple[LabTerm, Measure]]] = {}
        for term in self.terms.values():
            for measure in term.measures:
                if measure.item:
                    found.setdefault(measure.item, []).append((term, measure))
        return {item: tuple(pairs) for item, pairs in found.items()}
