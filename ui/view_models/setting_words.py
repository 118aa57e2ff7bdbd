"""The value of a setting as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from workstation.messages import Sentence, Text

_CODES: Mapping[str, str] = {
    "le5": "at most 5 mg",
    "lt5": "less than 5 mg",
    "all": "any descriptor",
    "clinical": "clinical descriptors alone",
    "selena_flare": "SELENA flare index",
    "assessor": "what the assessor answers",
    "exempt": "the study product does not count against it",
    "literal": "the study product fails it",
    "latest_of_analyte": "latest value of the analyte",
    "preceding_visit": "value of the visit before",
    "provisional": "provisional grade",
    "last_observation": "grade of the visit before",
    "strict": "no earlier value, no rise",
    "legacy": "no earlier value counts as a rise",
    "protocol_list": "the list of the protocol",
    "failure_rescue_discontinuation_death": "failure, rescue, leaving the study, death",
    "yes_with_prompt": "due to lupus unless answered otherwise",
    "force_answer": "has to be answered",
    "us_2010": "US label 2010",
    "older": "older label",
    "ckdepi2021": "CKD-EPI 2021",
    "mdrd4": "MDRD, 4 variables",
    "mdrd6": "MDRD, 6 variables",
    "gehan_george": "Gehan and George",
    "dubois": "Du Bois",
    "mosteller": "Mosteller",
    "haycock": "Haycock",
    "fujimoto": "Fujimoto",
    "stevenson": "Stevenson",
}
"""Codes whose own letters say too little."""


def choice_words(code: str) -> str:
    """One of the values that a setting can have, as it is said."""
    return _CODES.get(code, code.replace("_", " "))


def _member(code: str) -> Sentence | str:
    return code if code.strip().isdigit() else Sentence(choice_words(code))


def setting_words(value: str | int | bool | Decimal | Text) -> Text | Sentence:
    """A value in words: yes and no, a choice as it is meant, a number as it is."""
    match value:
        case Text():
            return value
        case bool():
            return Sentence("Yes" if value else "No")
        case str() if "," in value:
            return Sentence("{listed}", {"listed": tuple(map(_member, value.split(",")))})
        case str():
            return Sentence(choice_words(value))
        case _:
            return Sentence("{value}", {"value": value})
