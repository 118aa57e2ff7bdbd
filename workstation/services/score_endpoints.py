"""Lines of the kinds ``sri4``, ``lldas``, ``doris``, ``sledas`` and ``sfi``: null is not known, never "no"."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from workstation.messages import Sentence
from workstation.scoring import doris, lldas, selena_flare, sle_das, sri4
from workstation.scoring.criterion import Criterion
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.pga import checked_pga
from workstation.services.score_bilag import grades_of
from workstation.services.score_fields import Fields, exact, object_of, text, whole, yes_no

_SCOPES = (lldas.Scope.ALL.value, lldas.Scope.CLINICAL.value)
_STATE = ("sledai", "pga", "bilag")
_HIGHEST_SLEDAI = 105


def sri4_line(fields: Fields) -> dict[str, object]:
    """``sri4``: the response at a visit against baseline."""
    events = object_of("events", fields.get("events", {}))
    for name in events:
        check_name("events", name, [event.value for event in sri4.Event])
    happened = [sri4.Event(name) for name, said in events.items() if said is not None and yes_no(name, said)]
    result = sri4.sri4(_activity("baseline", fields), _activity("visit", fields), happened)
    return {
        "responder": result.responder,
        "status": result.status,
        "components": _answers(result.components),
        "new_A": list(result.new_a),
        "new_B": list(result.new_b),
        "attainable": result.attainable,
    }


def _activity(name: str, fields: Fields) -> sri4.Activity:
    given = object_of(name, fields[name])
    for key in given:
        check_name(name, key, _STATE)
    sledai, grades = given.get("sledai"), given.get("bilag")
    return sri4.Activity(
        None if sledai is None else _sledai("sledai", sledai),
        _pga("pga", given.get("pga")),
        {} if grades is None else grades_of("bilag", grades),
    )


def _sledai(name: str, value: object) -> int:
    points = whole(name, value)
    if not 0 <= points <= _HIGHEST_SLEDAI:
        raise ScoringError(Sentence("{name} lies between 0 and 105.", {"name": name}))
    return points


def lldas_line(fields: Fields) -> dict[str, object]:
    """``lldas``: the five criteria at a visit."""
    earlier = fields["previous_sledai_items"]
    previous = (
        None
        if earlier is None
        else lldas.State(
            _items("previous_sledai_items", earlier),
            _flag(fields, "previous_haemolytic_anaemia"),
            _flag(fields, "previous_gi_activity"),
        )
    )
    now = lldas.State(
        _items("sledai_items", fields["sledai_items"]),
        _flag(fields, "haemolytic_anaemia"),
        _flag(fields, "gi_activity"),
    )
    scope = text("new_feature_scope", fields.get("new_feature_scope", _SCOPES[0]))
    check_name("new_feature_scope", scope, _SCOPES)
    treatment = lldas.Treatment(
        _amount(fields, "prednisone_mg_day"),
        _flag(fields, "maintenance_therapy_ok"),
        _flag(fields, "investigational_drug") is True,
        _flag(fields, "study_product_exempt") is not False,
    )
    result = lldas.lldas(
        now,
        previous,
        _pga("pga", fields["pga"]),
        treatment,
        _flag(fields, "new_features"),
        lldas.Scope(scope),
    )
    return {"lldas": result.attained, "criteria": _answers(result.criteria)}


def doris_line(fields: Fields) -> dict[str, object]:
    """``doris``: remission and its variants off treatment."""
    rule = text("gc_rule", fields.get("gc_rule", doris.SteroidRule.AT_MOST_5.value))
    check_name("gc_rule", rule, [each.value for each in doris.SteroidRule])
    treatment = doris.Treatment(
        _amount(fields, "prednisone_mg_day"),
        _flag(fields, "therapy_stable"),
        _flag(fields, "on_immunosuppressant"),
        _flag(fields, "on_biologic"),
    )
    result = doris.doris(
        _items("sledai_items", fields["sledai_items"]),
        _pga("pga", fields["pga"]),
        treatment,
        doris.SteroidRule(rule),
    )
    return {
        "remission": result.remission,
        "off_treatment": result.off_treatment,
        "complete_off_treatment": result.complete_off_treatment,
        "criteria": _answers(result.criteria),
    }


def sledas_line(fields: Fields) -> dict[str, object]:
    """``sledas``: the score and its band."""
    flags = {key: _said(fields, key) for key in sle_das.WEIGHTS}
    result = sle_das.sle_das(flags, {key: _amount(fields, key) for key in sle_das.NUMBERS})
    return {"score": result.score, "band": result.band}


def sfi_line(fields: Fields) -> dict[str, object]:
    """``sfi``: the flare between two visits."""
    prednisone = [_amount(fields, f"pred_mg_kg_{when}") for when in ("before", "now")]
    course = selena_flare.Course(
        selena_flare.Pair(_points(fields, "sledai_before"), _points(fields, "sledai_now")),
        selena_flare.Pair(_pga("pga_before", fields["pga_before"]), _pga("pga_now", fields["pga_now"])),
        selena_flare.Pair(prednisone[0], prednisone[1], asked=prednisone != [None, None]),
        {key: _flag(fields, key) for key in selena_flare.FLAGS},
    )
    return {"flare": selena_flare.flare(course)}


def _answers(criteria: Iterable[Criterion]) -> dict[str, object]:
    return {criterion.key: criterion.met for criterion in criteria}


def _items(name: str, value: object) -> dict[str, bool | None]:
    given = object_of(name, value)
    return {key: None if each is None else yes_no(key, each) for key, each in given.items()}


def _flag(fields: Fields, name: str) -> bool | None:
    value = fields.get(name)
    return None if value is None else yes_no(name, value)


def _said(fields: Fields, name: str) -> bool | None:
    """A flag as the index prints it: 0 or 1, or false or true."""
    value = fields.get(name)
    return bool(value) if type(value) is int and value in (0, 1) else _flag(fields, name)


def _amount(fields: Fields, name: str) -> Decimal | None:
    value = fields.get(name)
    return None if value is None else exact(name, value)


def _points(fields: Fields, name: str) -> Decimal | None:
    value = fields.get(name)
    return None if value is None else Decimal(_sledai(name, value))


def _pga(name: str, value: object) -> Decimal | None:
    return None if value is None else checked_pga(exact(name, value), name)
