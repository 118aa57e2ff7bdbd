"""The endpoints of a visit as plain data for ``workstation assess`` (headless commands)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from workstation.scoring.criterion import Criterion, joined
from workstation.scoring.result import Verdict, verdict
from workstation.scoring.sri4 import Event, Sri4
from workstation.services.english import english
from workstation.trial.endpoint import Endpoints

Json = dict[str, Any]


def endpoints_data(ends: Endpoints) -> Json:
    """The three endpoints with the reasons of their results, in English."""
    uncounted = {} if ends.counts else {"counts": False}
    low, remission = ends.lldas, ends.doris
    return {
        "sri4": _sri4(ends.sri4),
        "lldas": {
            "result": verdict(low.attained),
            "criteria": _answers(low.criteria),
            "why": list(_why(low.criteria)),
            **uncounted,
        },
        "doris": {
            "result": verdict(remission.remission),
            "criteria": _answers(remission.criteria),
            "off_treatment": remission.off_treatment,
            "complete_off_treatment": remission.complete_off_treatment,
            "why": list(_why(remission.criteria)),
            **uncounted,
        },
    }


def _sri4(response: Sri4) -> Json:
    why = [
        f"Intercurrent event: {event.value.replace('_', ' ')}." for event in Event if event in response.events
    ]
    return {
        "result": Verdict.CANNOT_TELL if response.met is None else verdict(response.responder),
        "status": response.status,
        "responder": response.responder,
        "components": _answers(response.components),
        "new_A": list(response.new_a),
        "new_B": list(response.new_b),
        "why": [*why, *_why(response.components)],
    }


def _answers(criteria: Iterable[Criterion]) -> Json:
    return {criterion.key: criterion.met for criterion in criteria}


def _why(criteria: Iterable[Criterion]) -> Iterator[str]:
    """What decided: the parts that fail, else those that are open, else all of them."""
    known = tuple(criteria)
    met = joined(known)
    for criterion in known:
        if criterion.met is met:
            yield english(criterion.because)
