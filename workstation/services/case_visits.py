"""The visits of a case file: vital signs, laboratory, indices, treatment, each into its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workstation.definition.form import ItemType
from workstation.forms.values import Unreadable, day_of, moment, parse
from workstation.messages import Sentence
from workstation.services.case_json import Number
from workstation.services.case_page import Page, unknown
from workstation.services.case_values import as_text, expected, laboratory_items, with_limits

Stated = tuple[date, str, list[Any], str]
"""Glucocorticoids as stated at a visit: its day, its key, the doses, their place."""


class VisitReader:
    """Reads the visits of one subject onto its page; ``stated`` are the glucocorticoids for the ledger."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stated: list[Stated] = []

    def read(self, value: object) -> None:
        """All visits of the subject."""
        entries = self.page.sequence(value, "visits")
        counts: dict[str, int] = {}
        dated: set[tuple[str, str]] = set()
        for index, entry in enumerate(entries):
            place = f"visits[{index}]"
            visit = self.page.mapping(entry, place)
            code = visit.get("visit")
            if not isinstance(code, str) or code not in self.page.study.visit_by_oid:
                self.page.fault(f"{place}.visit", unknown(str(code), self.page.study.visit_by_oid))
                continue
            counts[code] = counts.get(code, 0) + 1
            if counts[code] > 1 and not self.page.study.visit_by_oid[code].repeating:
                self.page.fault(
                    f"{place}.visit", Sentence("The visit {visit} stands twice.", {"visit": code})
                )
                continue
            key = code if counts[code] == 1 else f"{code}#{counts[code]}"
            day = self._visit(key, visit, place)
            if day is not None and (code, day.isoformat()) in dated:
                self.page.fault(f"{place}.date", Sentence("Two visits {visit} on one date.", {"visit": code}))
            if day is not None:
                dated.add((code, day.isoformat()))

    def _visit(self, key: str, visit: dict[str, Any], place: str) -> date | None:
        self.page.keys(place, visit, ("visit", "date", *_VISIT_PARTS))
        if visit.get("date") is None:
            self.page.fault(f"{place}.date", Sentence("A visit needs its date."))
            return None
        dated = self.page.item(key, "visit", "date", visit["date"], f"{place}.date")
        day = None if dated is None else day_of(moment(dated.value))
        if day is not None:
            self.page.moments.append((key, day))
        for part, read in _VISIT_PARTS.items():
            if visit.get(part) is not None:
                read(self, key, visit[part], f"{place}.{part}", day)
        return day

    def vitals(self, key: str, value: object, place: str, day: date | None) -> None:
        """Vital signs by the keys of their form."""
        del day
        entry = self.page.mapping(value, place)
        items = self.page.study.forms["vital_signs"].items
        self.page.keys(place, entry, items)
        for name in entry:
            if name in items:
                self.page.item(key, "vital_signs", name, entry[name], f"{place}.{name}")

    def labs(self, key: str, value: object, place: str, day: date | None) -> None:
        """Laboratory results with unit and limits."""
        del day
        entry = self.page.mapping(value, place)
        known = laboratory_items(self.page.study)
        self.page.keys(place, entry, known)
        for name, result in entry.items():
            if name in known and result is not None:
                self._result(key, known[name], result, f"{place}.{name}")

    def _result(self, key: str, where: tuple[str, str], value: object, place: str) -> None:
        form, path = where
        item = self.page.study.forms[form].item_at(path)
        entry = value if isinstance(value, dict) else {"value": value}
        self.page.keys(place, entry, ("value", "unit", "lln", "uln", "operator", "reason"))
        if item is None or entry.get("value") is None:
            if entry.get("value") is None:
                self.page.fault(place, Sentence("A result needs its value."))
            return
        text = as_text(item, entry["value"])
        if text is None:
            self.page.fault(place, expected(item))
            return
        unit = entry.get("unit") or ""
        if not isinstance(unit, str):
            self.page.fault(f"{place}.unit", Sentence("A unit is a text."))
            return
        try:
            answer = parse(item, f"{entry.get('operator') or ''}{text} {unit}".strip())
        except Unreadable as error:
            self.page.fault(
                f"{place}.unit" if unit and "unit" in error.sentence.text else f"{place}.value",
                error.sentence,
            )
            return
        limits = {side: self._limit(entry.get(side), f"{place}.{side}") for side in ("lln", "uln")}
        self.page.item(key, form, path, None, place, with_limits(answer, limits))
        if "/" in path:
            group, row, _ = path.split("/")
            self.page.item(key, form, f"{group}/{row}/time_point", "other", place)

    def _limit(self, value: object, place: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, Number):
            self.page.fault(place, Sentence("A reference limit is a number."))
            return ""
        return value.text

    def sledai(self, key: str, value: object, place: str, day: date | None) -> None:
        """SLEDAI-2K descriptors: true, false, or null for not done."""
        del day
        entry = self.page.mapping(value, place)
        form = self.page.study.forms["sledai2k"].items
        known = [oid for oid, item in form.items() if item.type is ItemType.YES_NO]
        self.page.keys(place, entry, known)
        for name in entry:
            if name in known:
                self.page.item(key, "sledai2k", name, entry[name], f"{place}.{name}")

    def sledai_excluded(self, key: str, value: object, place: str, day: date | None) -> None:
        """Descriptors that a cause other than lupus explains."""
        del day
        codes = self.page.sequence(value, place)
        if codes and all(isinstance(code, str) for code in codes):
            self.page.item(key, "sledai2k", "sledai_excluded", ",".join(codes), place)
        elif codes:
            self.page.fault(place, Sentence("A list of descriptors is expected."))

    def bilag(self, key: str, value: object, place: str, day: date | None) -> None:
        """BILAG-2004 items 1 to 97."""
        del day
        entry = self.page.mapping(value, place)
        known = [oid for oid in self.page.study.forms["bilag2004"].items if oid.isdigit()]
        self.page.keys(place, entry, known)
        for name in entry:
            if name in known:
                self.page.item(key, "bilag2004", name, entry[name], f"{place}.{name}")

    def attribution(self, key: str, value: object, place: str, day: date | None) -> None:
        """Whether a BILAG value is due to lupus: Y or N."""
        del day
        entry = self.page.mapping(value, place)
        prefix = "attribution_"
        known = [
            oid.removeprefix(prefix)
            for oid in self.page.study.forms["bilag2004"].items
            if oid.startswith(prefix)
        ]
        self.page.keys(place, entry, known)
        for name in entry:
            if name in known:
                self.page.item(key, "bilag2004", prefix + name, entry[name], f"{place}.{name}")

    def pga(self, key: str, value: object, place: str, day: date | None) -> None:
        """The physician's global assessment, 0-3."""
        del day
        self.page.item(key, "pga", "pga", value, place)

    def therapy(self, key: str, value: object, place: str, day: date | None) -> None:
        """Glucocorticoids for the ledger, and the answers about background treatment."""
        entry = self.page.mapping(value, place)
        self.page.keys(place, entry, ("glucocorticoids", *_THERAPY))
        for name, form in _THERAPY.items():
            if entry.get(name) is not None:
                self.page.item(key, form, name, entry[name], f"{place}.{name}")
        if "glucocorticoids" in entry and entry["glucocorticoids"] is not None and day is not None:
            rows = self.page.sequence(entry["glucocorticoids"], f"{place}.glucocorticoids")
            self.stated.append((day, key, rows, f"{place}.glucocorticoids"))

    def lymphodepletion(self, key: str, value: object, place: str, day: date | None) -> None:
        """What was given on one of the three days."""
        del day
        entry = self.page.mapping(value, place)
        names = [f"{drug.oid}_mg" for drug in self.page.study.drugs]
        self.page.keys(place, entry, names)
        if not any(key in drug.visits for drug in self.page.study.drugs):
            days = tuple(visit for drug in self.page.study.drugs[:1] for visit in drug.visits)
            self.page.fault(
                place, Sentence("Lymphodepletion belongs to the visits {visits}.", {"visits": days})
            )
            return
        for name in entry:
            if name in names:
                self.page.item(key, "lymphodepletion", name, entry[name], f"{place}.{name}")

    def infusion(self, key: str, value: object, place: str, day: date | None) -> None:
        """One infusion as given."""
        entry = self.page.mapping(value, place)
        items = self.page.study.forms["infusion"].items
        self.page.keys(place, entry, items)
        plan = {form.form for form in self.page.study.visit_by_oid[key.partition("#")[0]].forms}
        if "infusion" not in plan:
            self.page.fault(place, Sentence("There is no infusion at the visit {visit}.", {"visit": key}))
            return
        for name in entry:
            if name in items:
                self.page.item(key, "infusion", name, entry[name], f"{place}.{name}")
        started = self.page.forms.answers.get((key, "infusion"), {}).get("start")
        start_day = None if started is None else day_of(moment(started.value))
        if start_day is not None and day is not None and start_day != day:
            self.page.fault(f"{place}.start", Sentence("The infusion does not lie on the date of its visit."))
        if started is not None and "given" not in entry:
            self.page.item(key, "infusion", "given", True, place)

    def sampled(self, key: str, value: object, place: str, day: date | None) -> None:
        """When the laboratory took its sample, for all laboratory forms of the visit."""
        del day
        for visit, form in [*self.page.forms.answers]:
            if visit == key and self.page.study.forms[form].laboratory:
                self.page.item(key, form, "sampled", value, place)


_THERAPY: Mapping[str, str] = {
    "maintenance_therapy_ok": "background_treatment",
    "therapy_stable": "background_treatment",
    "on_immunosuppressant": "background_treatment",
    "on_biologic": "background_treatment",
    "investigational_drug": "background_treatment",
    "haemolytic_anaemia": "sledai2k",
    "gi_activity": "sledai2k",
    "new_features": "sledai2k",
}
_VISIT_PARTS: Mapping[str, Callable[[VisitReader, str, object, str, date | None], None]] = {
    "vitals": VisitReader.vitals,
    "labs": VisitReader.labs,
    "sledai2k": VisitReader.sledai,
    "sledai_excluded": VisitReader.sledai_excluded,
    "bilag2004": VisitReader.bilag,
    "bilag_attribution": VisitReader.attribution,
    "pga": VisitReader.pga,
    "therapy": VisitReader.therapy,
    "lymphodepletion": VisitReader.lymphodepletion,
    "infusion": VisitReader.infusion,
    "sampled": VisitReader.sampled,
}
