"""SLEDAI-2K: descriptors, totals, and what measurements propose for them (scoring sheet 3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, StrEnum
from functools import partial
from types import MappingProxyType

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.measurement import Measurement
from workstation.scoring.quantity import EXACT, checked
from workstation.scoring.result import all_of, any_of, negate


@dataclass(frozen=True, slots=True)
class Descriptor:
    """One of the 24 descriptors; ``clinical`` is False for the two of serology."""

    key: str
    weight: int
    clinical: bool = True


DESCRIPTORS = (
    Descriptor("seizure", 8),
    Descriptor("psychosis", 8),
    Descriptor("organic_brain_syndrome", 8),
    Descriptor("visual_disturbance", 8),
    Descriptor("cranial_nerve_disorder", 8),
    Descriptor("lupus_headache", 8),
    Descriptor("cerebrovascular_accident", 8),
    Descriptor("vasculitis", 8),
    Descriptor("arthritis", 4),
    Descriptor("myositis", 4),
    Descriptor("urinary_casts", 4),
    Descriptor("hematuria", 4),
    Descriptor("proteinuria", 4),
    Descriptor("pyuria", 4),
    Descriptor("rash", 2),
    Descriptor("alopecia", 2),
    Descriptor("mucosal_ulcers", 2),
    Descriptor("pleurisy", 2),
    Descriptor("pericarditis", 2),
    Descriptor("low_complement", 2, clinical=False),
    Descriptor("increased_dna_binding", 2, clinical=False),
    Descriptor("fever", 1),
    Descriptor("thrombocytopenia", 1),
    Descriptor("leukopenia", 1),
)
KEYS = tuple(descriptor.key for descriptor in DESCRIPTORS)


@dataclass(frozen=True, slots=True)
class Sledai:
    """The index of one visit (scoring sheet 3.3).

    ``total`` (0-105) is None while any descriptor is missing, ``clinical`` (0-101) while a clinical one is;
    ``partial_total`` is what the known ones prove: a lower bound, never the score.
    """

    total: int | None
    clinical: int | None
    partial_total: int
    missing: tuple[str, ...]
    evaluable: bool
    present: tuple[str, ...]


def score(items: Mapping[str, bool | None]) -> Sledai:
    """Return the index of ``items``; None and no key both mean not done. An unknown key is a ScoringError."""
    for key in items:
        check_name("items", key, KEYS)
    present = [each for each in DESCRIPTORS if items.get(each.key)]
    missing = [each for each in DESCRIPTORS if items.get(each.key) is None]
    partial_total = sum(each.weight for each in present)
    clinical = sum(each.weight for each in present if each.clinical)
    return Sledai(
        total=None if missing else partial_total,
        clinical=None if any(each.clinical for each in missing) else clinical,
        partial_total=partial_total,
        missing=tuple(each.key for each in missing),
        evaluable=not missing,
        present=tuple(each.key for each in present),
    )


class Variant(StrEnum):
    """Which instrument; SELENA asks for more than 2 joints and new or rising protein (scoring sheet 3.4)."""

    SLEDAI_2K = "SLEDAI-2K"
    SELENA = "SELENA"


class UpcrRule(StrEnum):
    """What stands for 0.5 g/24 h in mg/mmol: 56.56 by conversion, or the shortcut 50 (scoring sheet 3.1)."""

    CONVERTED = "113.12 mg/mmol per g/g"
    SHORTCUT = "50 mg/mmol"


@dataclass(frozen=True, slots=True)
class SledaiSettings:
    """What sources dispute, with the defaults of scoring sheet 11; ``window_days`` is stored with a score."""

    variant: Variant = Variant.SLEDAI_2K
    arthritis_joints: int = 2
    upcr_rule: UpcrRule = UpcrRule.CONVERTED
    cells_only_with_proteinuria: bool = False
    window_days: int = 30


DEFAULTS = SledaiSettings()

Measurements = Mapping[str, Measurement | None]


@dataclass(frozen=True, slots=True)
class Derived:
    """What measurements propose for one descriptor; None: they cannot tell. A person confirms."""

    present: bool | None
    because: Sentence


@dataclass(frozen=True, slots=True)
class _Quantity:
    key: str
    label: Sentence
    unit: str

    def shown(self, value: object) -> str:
        return f"{value} {self.unit}".strip()


class _Side(Enum):
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at least"


_COMPARED: Mapping[_Side, Callable[[Measurement, Decimal], bool | None]] = {
    _Side.ABOVE: Measurement.above,
    _Side.BELOW: Measurement.below,
    _Side.AT_LEAST: Measurement.at_least,
}
_OUTCOMES: Mapping[tuple[_Side, bool | None], Sentence] = {
    (_Side.ABOVE, True): Sentence("{measurement}: {value} is above {limit}."),
    (_Side.ABOVE, False): Sentence("{measurement}: {value} is not above {limit}."),
    (_Side.BELOW, True): Sentence("{measurement}: {value} is below {limit}."),
    (_Side.BELOW, False): Sentence("{measurement}: {value} is not below {limit}."),
    (_Side.AT_LEAST, True): Sentence("{measurement}: {value} reaches {limit}."),
    (_Side.AT_LEAST, False): Sentence("{measurement}: {value} does not reach {limit}."),
}
_LEFT_OPEN = Sentence("{measurement}: {value} leaves open on which side of {limit} it lies.")

_TEMPERATURE = _Quantity("temperature_c", Sentence("Temperature"), "°C")
_PLATELETS = _Quantity("platelets", Sentence("Platelets"), "×10⁹/L")
_WHITE_CELLS = _Quantity("wbc", Sentence("White cells"), "×10⁹/L")
_URINE_RED_CELLS = _Quantity("rbc_per_hpf", Sentence("Red cells in urine"), "/hpf")
_URINE_WHITE_CELLS = _Quantity("wbc_per_hpf", Sentence("White cells in urine"), "/hpf")
_PROTEIN_24H = _Quantity("protein_g_24h", Sentence("24-hour urine protein"), "g")
_PREVIOUS_PROTEIN_24H = _Quantity("previous_protein_g_24h", Sentence("Earlier 24-hour urine protein"), "g")
_UPCR_G_PER_G = _Quantity("upcr_g_per_g", Sentence("Urine protein/creatinine ratio"), "g/g")
_UPCR_MG_PER_G = _Quantity("upcr_mg_per_g", Sentence("Urine protein/creatinine ratio"), "mg/g")
_UPCR_MG_PER_MMOL = _Quantity("upcr_mg_per_mmol", Sentence("Urine protein/creatinine ratio"), "mg/mmol")
_C3 = _Quantity("c3", Sentence("Complement C3"), "")
_C4 = _Quantity("c4", Sentence("Complement C4"), "")
_CH50 = _Quantity("ch50", Sentence("Complement CH50"), "")
_ANTI_DSDNA = _Quantity("anti_dsdna", Sentence("Anti-dsDNA"), "")
_ACTIVE_JOINTS = _Quantity("active_joints", Sentence("Active joints"), "")

# Limits of normal belong to the laboratory and come with the result.
_LIMITS_OF_NORMAL = {"c3": "c3_lln", "c4": "c4_lln", "ch50": "ch50_lln", "anti_dsdna": "anti_dsdna_uln"}
_MEASURED = (
    _TEMPERATURE, _PLATELETS, _WHITE_CELLS, _URINE_RED_CELLS, _URINE_WHITE_CELLS, _PROTEIN_24H,
    _PREVIOUS_PROTEIN_24H, _UPCR_G_PER_G, _UPCR_MG_PER_G, _UPCR_MG_PER_MMOL, _C3, _C4, _CH50, _ANTI_DSDNA,
    _ACTIVE_JOINTS,
)  # fmt: skip
MEASUREMENT_KEYS = (*(quantity.key for quantity in _MEASURED), *_LIMITS_OF_NORMAL.values())

_FEVER_ABOVE_C = Decimal("38.0")
_PLATELETS_BELOW = Decimal(100)
_WHITE_CELLS_BELOW = Decimal("3.0")
_URINE_CELLS_ABOVE = Decimal(5)
_PROTEIN_ABOVE_G = Decimal("0.5")
_UPCR_ABOVE_MG_PER_G = Decimal(500)
_UPCR_ABOVE_MG_PER_MMOL = {UpcrRule.CONVERTED: Decimal("56.56"), UpcrRule.SHORTCUT: Decimal(50)}
_SELENA_JOINTS = 3


def derive(
    measurements: Measurements, settings: SledaiSettings = DEFAULTS, excluded: Collection[str] = frozenset()
) -> dict[str, Derived]:
    """Return what ``measurements`` propose, by descriptor in the order of :data:`DESCRIPTORS`.

    Keys and units are :data:`MEASUREMENT_KEYS`; None and no key both mean not measured. A descriptor in
    ``excluded`` is explained by a cause other than lupus and therefore absent (scoring sheet 3.1, 3.3).
    An unknown key or a value that cannot be true is a ScoringError.
    """
    _check(measurements)
    for key in excluded:
        check_name("excluded", key, KEYS)
    derived: dict[str, Derived] = {}
    for key in KEYS:
        if key in excluded:
            derived[key] = Derived(False, Sentence("A cause other than lupus explains it."))
        elif key in _RULES:
            derived[key] = _RULES[key](measurements, settings)
    if settings.cells_only_with_proteinuria:
        for key in ("hematuria", "pyuria"):
            derived[key] = _only_with_proteinuria(derived[key], derived["proteinuria"])
    return derived


def _check(measurements: Measurements) -> None:
    for key, measured in measurements.items():
        check_name("measurements", key, MEASUREMENT_KEYS)
        if measured is None:
            continue
        checked(key, measured.value, 0)
        if measured.operator and key in _LIMITS_OF_NORMAL.values():
            raise ScoringError(Sentence("{name}: a limit of normal is one number.", {"name": key}))
        if key == _ACTIVE_JOINTS.key and measured.value != measured.value.to_integral_value():
            raise ScoringError(Sentence("{name}: joints are counted in whole numbers.", {"name": key}))


def _not_recorded(quantity: _Quantity) -> Derived:
    return Derived(None, Sentence("{measurement} is not recorded.", {"measurement": quantity.label}))


def _compare(quantity: _Quantity, measured: Measurement | None, side: _Side, limit: Decimal) -> Derived:
    if measured is None:
        return _not_recorded(quantity)
    present = _COMPARED[side](measured, limit)
    values = {
        "measurement": quantity.label,
        "value": quantity.shown(measured),
        "limit": quantity.shown(f"{limit:f}"),
    }
    return Derived(present, replace(_OUTCOMES.get((side, present), _LEFT_OPEN), values=values))


def _compare_with_normal(quantity: _Quantity, measurements: Measurements, side: _Side) -> Derived:
    measured = measurements.get(quantity.key)
    if measured is None:
        return _not_recorded(quantity)
    limit = measurements.get(_LIMITS_OF_NORMAL[quantity.key])
    if limit is None:
        values = {"measurement": quantity.label}
        return Derived(None, Sentence("{measurement} has no limit of normal beside it.", values))
    return _compare(quantity, measured, side, limit.value)


_Rule = Callable[[Measurements, SledaiSettings], Derived]


def _fixed(
    quantity: _Quantity, side: _Side, limit: Decimal, measurements: Measurements, _settings: SledaiSettings
) -> Derived:
    return _compare(quantity, measurements.get(quantity.key), side, limit)


def _arthritis(measurements: Measurements, settings: SledaiSettings) -> Derived:
    selena = settings.variant is Variant.SELENA
    joints = max(settings.arthritis_joints, _SELENA_JOINTS) if selena else settings.arthritis_joints
    return _compare(_ACTIVE_JOINTS, measurements.get(_ACTIVE_JOINTS.key), _Side.AT_LEAST, Decimal(joints))


def _increased_dna_binding(measurements: Measurements, _settings: SledaiSettings) -> Derived:
    return _compare_with_normal(_ANTI_DSDNA, measurements, _Side.ABOVE)


def _low_complement(measurements: Measurements, _settings: SledaiSettings) -> Derived:
    """Any low value is enough; absence needs C3 and C4, and CH50 too where it was measured."""
    asked = [
        each for each in (_C3, _C4, _CH50) if each is not _CH50 or measurements.get(each.key) is not None
    ]
    compared = [_compare_with_normal(each, measurements, _Side.BELOW) for each in asked]
    for answer in (True, None):
        for each in compared:
            if each.present is answer:
                return each
    return Derived(False, Sentence("No complement value is below its lower limit of normal."))


def _proteinuria(measurements: Measurements, settings: SledaiSettings) -> Derived:
    daily = measurements.get(_PROTEIN_24H.key)
    level = (
        _protein_ratio(measurements, settings.upcr_rule)
        if daily is None
        else _compare(_PROTEIN_24H, daily, _Side.ABOVE, _PROTEIN_ABOVE_G)
    )
    if settings.variant is not Variant.SELENA or level.present is not True:
        return level
    return _new_or_risen(daily, measurements.get(_PREVIOUS_PROTEIN_24H.key))


def _protein_ratio(measurements: Measurements, rule: UpcrRule) -> Derived:
    limits = (
        (_UPCR_G_PER_G, _PROTEIN_ABOVE_G),
        (_UPCR_MG_PER_G, _UPCR_ABOVE_MG_PER_G),
        (_UPCR_MG_PER_MMOL, _UPCR_ABOVE_MG_PER_MMOL[rule]),
    )
    measured = [(each, measurements.get(each.key), limit) for each, limit in limits]
    compared = [
        _compare(each, value, _Side.ABOVE, limit) for each, value, limit in measured if value is not None
    ]
    if not compared:
        return Derived(
            None, Sentence("Neither 24-hour urine protein nor a protein/creatinine ratio is recorded.")
        )
    answers = {each.present for each in compared}
    if answers >= {True, False}:
        return Derived(None, Sentence("The urine protein/creatinine ratios contradict each other."))
    return next((each for each in compared if each.present is not None), compared[0])


_RISE_OUTCOMES: Mapping[bool | None, Sentence] = {
    True: Sentence("Urine protein is new or more than {limit} above the earlier {previous}."),
    False: Sentence("Urine protein is neither new nor more than {limit} above the earlier {previous}."),
    None: Sentence(
        "The earlier {previous} leaves open whether urine protein has risen by more than {limit}."
    ),
}


def _new_or_risen(daily: Measurement | None, previous: Measurement | None) -> Derived:
    """Judge protein above 0.5 g by SELENA: absent last time (new), or risen by more than 0.5 g/24 h.

    A spot ratio can show that it is new; a rise needs the same measure twice.
    """
    if previous is None:
        return _not_recorded(_PREVIOUS_PROTEIN_24H)
    new = negate(previous.above(_PROTEIN_ABOVE_G))
    present = any_of(new, None if daily is None else _risen(daily, previous, _PROTEIN_ABOVE_G))
    values = {"limit": _PROTEIN_24H.shown(_PROTEIN_ABOVE_G), "previous": _PROTEIN_24H.shown(previous)}
    return Derived(present, replace(_RISE_OUTCOMES[present], values=values))


def _risen(now: Measurement, previous: Measurement, by: Decimal) -> bool | None:
    risen = now.above(EXACT.add(previous.value, by))
    # The bound of an operator proves only one direction: below 1.0 may be 0, above 1.0 may be 9.
    proves = {"": (True, False, None), "<": (True,), ">": (False,)}[previous.operator]
    return risen if risen in proves else None


def _only_with_proteinuria(cells: Derived, proteinuria: Derived) -> Derived:
    present = all_of(cells.present, proteinuria.present)
    if present is cells.present:
        return cells
    values = {"reason": proteinuria.because}
    return Derived(present, Sentence("Cells in urine count only together with proteinuria. {reason}", values))


_RULES: Mapping[str, _Rule] = MappingProxyType(
    {
        "arthritis": _arthritis,
        "hematuria": partial(_fixed, _URINE_RED_CELLS, _Side.ABOVE, _URINE_CELLS_ABOVE),
        "proteinuria": _proteinuria,
        "pyuria": partial(_fixed, _URINE_WHITE_CELLS, _Side.ABOVE, _URINE_CELLS_ABOVE),
        "low_complement": _low_complement,
        "increased_dna_binding": _increased_dna_binding,
        "fever": partial(_fixed, _TEMPERATURE, _Side.ABOVE, _FEVER_ABOVE_C),
        "thrombocytopenia": partial(_fixed, _PLATELETS, _Side.BELOW, _PLATELETS_BELOW),
        "leukopenia": partial(_fixed, _WHITE_CELLS, _Side.BELOW, _WHITE_CELLS_BELOW),
    }
)
