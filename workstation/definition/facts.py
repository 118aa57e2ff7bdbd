"""The dotted names that a condition may use besides items: what the trial tells about subject and visit.

``None`` stands for a value without a code list. Items of other forms of the visit are ``form.item``;
``previous.item`` is the answer of the last earlier visit that has one; ``settings.key`` is a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workstation.definition.study import VisitKind

FACTS: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        "subject.sex": frozenset({"F", "M"}),
        "subject.age": None,
        "subject.birth_date": None,
        "subject.consent": None,
        "subject.childbearing": frozenset({"potential", "post_menopausal", "sterile", "NA"}),
        # True or false, for forms that come only when something happened (forms catalogue, 1.2).
        "subject.criterion_changed": None,
        "subject.car_below_lloq_twice": None,
        "visit.oid": None,
        "visit.kind": frozenset(str(kind) for kind in VisitKind),
        "visit.day": None,
        "visit.date": None,
        "visit.endpoint": None,
        "visit.screening": None,
        "visit.new_consent_version": None,
        "visit.suspected_crs_icans": None,
        "days_since_ld": None,
    }
)
PREVIOUS = "previous."
SETTINGS = "settings."
