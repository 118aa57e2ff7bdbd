"""Scoring without a study: one JSON object a line in, one a line out.

A line is ``{"id", "kind", "input"}`` and its answer ``{"id", "output"}``; a line that cannot be scored
answers ``{"id", "error"}`` and the run goes on. Numbers are read as exact decimals and written unrounded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from workstation.messages import Sentence
from workstation.scoring import body_surface, glucocorticoid, pga, renal, selena_flare, sle_das, sledai2k
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.measurement import Measurement
from workstation.services import score_bilag, score_ctcae, score_endpoints
from workstation.services.score_fields import Fields, exact, list_of, number, object_of, text, yes_no

_JSON_SPACE = " \t\n\r"
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of line: the function that answers it and the keys of its input."""

    answer: Callable[[Fields], dict[str, object]]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset((*self.required, *self.optional)))

    def fields(self, given: Fields) -> Fields:
        """The input as the kind takes it: an optional key set to null says the same as no key.

        Raises:
            ScoringError: there is an unknown key, or one is missing that has to be there.
        """
        if not self.keys.issuperset(given):
            for key in given:
                check_name("input", key, (*self.required, *self.optional))
        for key in self.required:
            if key not in given:
                raise ScoringError(Sentence("{name} is missing.", {"name": key}))
        if None not in given.values():
            return given
        return {key: each for key, each in given.items() if key in self.required or each is not None}


def score_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the answer to each line that is not blank, in order; broken JSON answers with the id null."""
    for line in lines:
        # Editors of Windows begin a file with a byte order mark, some of them on a line of its own.
        text = line.removeprefix(_BYTE_ORDER_MARK).strip(_JSON_SPACE)
        if text and not text.isspace():
            yield _ENCODER.encode(_answer_text(text))


def score_line(request: Mapping[str, object]) -> dict[str, object]:
    """Return ``{"id", "output"}`` or ``{"id", "error"}``; keys beside id, kind and input are ignored."""
    answer: dict[str, object] = json.loads(_ENCODER.encode(_answer(request)))
    return answer


def _answer(request: Mapping[str, object]) -> dict[str, object]:
    identifier = request.get("id")
    if identifier is not None and (isinstance(identifier, bool) or not isinstance(identifier, (str, int))):
        return {"id": None, "error": "id must be a text or a whole number."}
    try:
        return {"id": identifier, "output": _output(request)}
    except ScoringError as error:
        return {"id": identifier, "error": str(error)}


def _answer_text(line: str) -> dict[str, object]:
    try:
        # Half of what decoding costs is looking for space around the text, which is gone already.
        request, end = _DECODER.raw_decode(line)
        if end != len(line):
            raise json.JSONDecodeError("Extra data", line, end)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"This line is not JSON: {error}"}
    if not isinstance(request, dict):
        return {"id": None, "error": "This line is not a JSON object."}
    return _answer(request)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        # An exponent beyond what decimals hold: refused where it is read, so that the answer keeps its id.
        return Decimal("Infinity")


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_constant=Decimal)


def _output(request: Mapping[str, object]) -> dict[str, object]:
    name = text("kind", request.get("kind"))
    check_name("kind", name, KINDS)
    kind = KINDS[name]
    given = object_of("input", request.get("input"))
    return kind.answer(kind.fields(given))


def _plain(value: object) -> object:
    """Return what JSON does not know as what it knows: a whole decimal as int, others as the nearest float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"an answer holds a {type(value).__name__}")


# Made once, which json.dumps does not do for one with a default; an answer was just built and holds no circles.
_ENCODER = json.JSONEncoder(check_circular=False, default=_plain)


def _sledai_score(fields: Fields) -> dict[str, object]:
    given = object_of("items", fields["items"])
    result = sledai2k.score({key: None if each is None else yes_no(key, each) for key, each in given.items()})
    return {
        "total": result.total,
        "clinical": result.clinical,
        "partial_total": result.partial_total,
        "missing": result.missing,
        "evaluable": result.evaluable,
    }


def _sledai_derive(fields: Fields) -> dict[str, object]:
    given = object_of("measurements", fields["measurements"])
    measurements = {key: Measurement(exact(key, each)) for key, each in given.items() if each is not None}
    variant = text("variant", fields.get("variant", sledai2k.Variant.SLEDAI_2K))
    check_name("variant", variant, list(sledai2k.Variant))
    excluded = list_of("excluded", fields.get("excluded", []))
    keys = [text("excluded", key) for key in excluded]
    derived = sledai2k.derive(
        measurements, sledai2k.SledaiSettings(variant=sledai2k.Variant(variant)), excluded=keys
    )
    return {"items": {key: each.present for key, each in derived.items() if each.present is not None}}


def _pga_category(fields: Fields) -> dict[str, object]:
    return {"category": pga.band(number(fields, "pga"))}


def _pga_worsened(fields: Fields) -> dict[str, object]:
    return {"worsened": pga.worsened(number(fields, "baseline"), number(fields, "visit"))}


def _pga_vas(fields: Fields) -> dict[str, object]:
    return {"pga": pga.from_vas(number(fields, "mm"), number(fields, "length_mm"))}


_DOSE_KEYS = ("drug", "mg_per_day")


def _dose(value: object) -> glucocorticoid.Dose:
    given = object_of("doses", value)
    for key in given:
        check_name("doses", key, _DOSE_KEYS)
    return glucocorticoid.Dose(text("drug", given.get("drug")), number(given, "mg_per_day"))


def _glucocorticoid(fields: Fields) -> dict[str, object]:
    doses = [_dose(each) for each in list_of("doses", fields["doses"])]
    given = object_of("overrides", fields.get("overrides", {}))
    overrides = {drug: exact(drug, mg) for drug, mg in given.items()}
    return {"prednisone_mg_day": glucocorticoid.prednisone_equivalent(doses, overrides)}


def _body_surface(fields: Fields) -> dict[str, object]:
    height, weight = number(fields, "height_cm"), number(fields, "weight_kg")
    return {"m2": body_surface.body_surface(height, weight, text("formula", fields["formula"]))}


def _egfr(fields: Fields) -> dict[str, object]:
    formula = text("formula", fields["formula"])
    check_name("formula", formula, _EQUATIONS)
    creatinine, age = number(fields, "creatinine_umol_l"), number(fields, "age")
    return {"value": _EQUATIONS[formula](creatinine, age, text("sex", fields["sex"]), fields)}


def _mdrd6(creatinine: Decimal, age: Decimal, sex: str, fields: Fields) -> Decimal:
    urea, albumin = number(fields, "urea_mmol_l"), number(fields, "albumin_g_l")
    african = yes_no("african_ancestry", fields.get("african_ancestry", False))
    return renal.mdrd6(creatinine, age, sex, urea, albumin, african)


_EQUATIONS: Mapping[str, Callable[[Decimal, Decimal, str, Fields], Decimal]] = {
    "ckdepi2021": lambda creatinine, age, sex, _: renal.ckdepi2021(creatinine, age, sex),
    "mdrd4": lambda creatinine, age, sex, _: renal.mdrd4(creatinine, age, sex),
    "mdrd6": _mdrd6,
    "cockcroft_gault": lambda creatinine, age, sex, fields: renal.cockcroft_gault(
        creatinine, age, sex, number(fields, "weight_kg")
    ),
}


def _fludarabine(fields: Fields) -> dict[str, object]:
    planned = number(fields, "planned_mg_m2") if "planned_mg_m2" in fields else renal.FULL_FLUDARABINE_MG_M2
    clearance, label = number(fields, "clearance"), text("label", fields["label"])
    return {"mg_m2": renal.fludarabine_mg_m2(clearance, label, planned)}


KINDS: Mapping[str, Kind] = {
    "sledai.score": Kind(_sledai_score, ("items",)),
    "sledai.derive": Kind(_sledai_derive, ("measurements",), ("variant", "excluded")),
    "bilag.system": Kind(
        score_bilag.system_line, ("system", "items"), ("attribution", "previous_involvement", "context")
    ),
    "bilag.assessment": Kind(
        score_bilag.assessment_line, ("items",), ("attribution", "previous_involvement", "context")
    ),
    "bilag.numeric": Kind(score_bilag.numeric_line, ("grades",)),
    "bilag.entry": Kind(score_bilag.entry_line, ("grades",)),
    "bilag.checks": Kind(score_bilag.checks_line, ("current",), ("previous", "days_between")),
    "sri4": Kind(score_endpoints.sri4_line, ("baseline", "visit"), ("events",)),
    "lldas": Kind(
        score_endpoints.lldas_line,
        (
            "sledai_items",
            "previous_sledai_items",
            "haemolytic_anaemia",
            "gi_activity",
            "pga",
            "prednisone_mg_day",
            "maintenance_therapy_ok",
        ),
        (
            "previous_haemolytic_anaemia",
            "previous_gi_activity",
            "new_features",
            "new_feature_scope",
            "investigational_drug",
            "study_product_exempt",
        ),
    ),
    "doris": Kind(
        score_endpoints.doris_line,
        (
            "sledai_items",
            "pga",
            "prednisone_mg_day",
            "therapy_stable",
            "on_immunosuppressant",
            "on_biologic",
        ),
        ("gc_rule",),
    ),
    "sledas": Kind(score_endpoints.sledas_line, sle_das.NUMBERS, tuple(sle_das.WEIGHTS)),
    "sfi": Kind(
        score_endpoints.sfi_line,
        ("sledai_before", "sledai_now", "pga_before", "pga_now"),
        ("pred_mg_kg_before", "pred_mg_kg_now", *selena_flare.FLAGS),
    ),
    "pga.category": Kind(_pga_category, ("pga",)),
    "pga.worsened": Kind(_pga_worsened, ("baseline", "visit")),
    "pga.vas": Kind(_pga_vas, ("mm", "length_mm")),
    "gc": Kind(_glucocorticoid, ("doses",), ("overrides",)),
    "bsa": Kind(_body_surface, ("height_cm", "weight_kg", "formula")),
    "egfr": Kind(
        _egfr,
        ("formula", "creatinine_umol_l", "age", "sex"),
        ("weight_kg", "urea_mmol_l", "albumin_g_l", "african_ancestry"),
    ),
    "fludarabine": Kind(_fludarabine, ("clearance", "label"), ("planned_mg_m2",)),
    "ctcae.lab": Kind(
        score_ctcae.lab_line,
        ("term", "value"),
        ("unit", "lln", "uln", "baseline", "on_anticoagulant", "ionised"),
    ),
}
