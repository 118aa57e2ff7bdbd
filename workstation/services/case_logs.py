"""The logs of a case file: the glucocorticoid ledger, adverse events, and what ended treatment or study."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from workstation.forms.values import day_of, moment
from workstation.messages import Sentence
from workstation.services.case_json import Number
from workstation.services.case_page import HOME, Page
from workstation.services.case_visits import Stated

_BOTH_DRUGS = "lymphodepletion"
_EVENTS = ("treatment_failure", "rescue_medication", "discontinued", "death", "treatment_stopped")
_NO_STEROID: dict[str, Any] = {"drug": "prednisone", "mg_per_day": Number("0")}
_EVENT_ITEMS = ("term", "verbatim", "start", "end", "serious", "dlt", "outcome", "other_specify")


class LogReader:
    """Reads the logs of one subject onto its page, after its visits."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ledger(self, stated: list[Stated]) -> None:
        """Rows that are valid until the next visit that states a dose."""
        stated.sort(key=lambda step: step[0])
        number = 0
        for index, (day, key, rows, place) in enumerate(stated):
            following = stated[index + 1][0] if index + 1 < len(stated) else None
            end = None if following is None else (following - timedelta(days=1)).isoformat()
            for place_in_list, row in enumerate(rows or [_NO_STEROID]):
                number += 1
                self._ledger_row(number, day, end, key, row, f"{place}[{place_in_list}]")

    def _ledger_row(self, number: int, day: date, end: str | None, key: str, row: object, place: str) -> None:
        entry = self.page.mapping(row, place)
        self.page.keys(place, entry, ("drug", "mg_per_day"))
        values: dict[str, object] = {
            "drug": entry.get("drug"),
            "mg_per_day": entry.get("mg_per_day"),
            "start": day.isoformat(),
            "end": end if end is None or end >= day.isoformat() else day.isoformat(),
            "route": "oral",
            "kind": "maintenance",
            "stated_at": key,
        }
        for name in ("drug", "mg_per_day"):
            if values[name] is None:
                self.page.fault(f"{place}.{name}", Sentence("A glucocorticoid needs {name}.", {"name": name}))
        for name, value in values.items():
            self.page.item("", "glucocorticoids", f"rows/{number}/{name}", value, f"{place}.{name}")

    def adverse_events(self, value: object) -> None:
        """Adverse events with their grades."""
        for index, entry in enumerate(self.page.sequence(value, "adverse_events")):
            self._adverse_event(str(index + 1), entry, f"adverse_events[{index}]")

    def _adverse_event(self, row: str, value: object, place: str) -> None:
        entry = self.page.mapping(value, place)
        self.page.keys(place, entry, (*_EVENT_ITEMS, "grade", "grades", "related"))
        for name in ("term", "start"):
            if entry.get(name) is None:
                self.page.fault(f"{place}.{name}", Sentence("An adverse event needs {name}.", {"name": name}))
        for name in _EVENT_ITEMS:
            if entry.get(name) is not None:
                self.page.item("", "adverse_event", f"rows/{row}/{name}", entry[name], f"{place}.{name}")
        if "end" in entry and entry["end"] is None:
            self.page.item("", "adverse_event", f"rows/{row}/ongoing", True, f"{place}.end")
        self._related(row, entry.get("related"), f"{place}.related")
        self._grades(row, entry, place)

    def _related(self, row: str, value: object, place: str) -> None:
        entry = self.page.mapping(value, place)
        agents = ("kn5501", "fludarabine", "cyclophosphamide", "procedure", "sle")
        self.page.keys(place, entry, (*agents, _BOTH_DRUGS))
        for name, level in entry.items():
            targets = tuple(drug.oid for drug in self.page.study.drugs) if name == _BOTH_DRUGS else (name,)
            for target in targets:
                if target in agents:
                    self.page.item(
                        "", "adverse_event", f"rows/{row}/related_{target}", level, f"{place}.{name}"
                    )

    def _grades(self, row: str, entry: dict[str, Any], place: str) -> None:
        steps = self.page.sequence(entry.get("grades"), f"{place}.grades")
        if not steps and entry.get("grade") is not None:
            steps = [{"from": entry.get("start"), "grade": entry["grade"]}]
        worst: list[int] = []
        for index, step in enumerate(steps):
            where = f"{place}.grades[{index}]" if "grades" in entry else f"{place}.grade"
            values = self.page.mapping(step, where)
            self.page.keys(where, values, ("from", "grade"))
            key = f"{row}{index + 1:02d}"
            self.page.item("", "adverse_event", f"grades/{key}/event", row, where)
            for name in ("from", "grade"):
                answer = self.page.item("", "adverse_event", f"grades/{key}/{name}", values.get(name), where)
                if name == "grade" and answer is not None and answer.value.isdigit():
                    worst.append(int(answer.value))
        stated = entry.get("grade")
        if worst:
            self.page.item(
                "", "adverse_event", f"rows/{row}/grade", Number(str(max(worst))), f"{place}.grade"
            )
        if "grades" in entry and isinstance(stated, Number) and worst and stated.text != str(max(worst)):
            self.page.fault(f"{place}.grade", Sentence("The grade is not the worst of the grades listed."))

    def events(self, value: object) -> None:
        """Failure, rescue, leaving, death."""
        entry = self.page.mapping(value, "events")
        self.page.keys("events", entry, _EVENTS)
        for name in ("discontinued", "death", "treatment_stopped"):
            if entry.get(name) is not None:
                self.page.item("", "disposition", name, entry[name], f"events.{name}")
        if entry.get("death") is not None:
            self.page.item("", "disposition", "status", "death", "events.death")
        elif entry.get("discontinued") is not None:
            self.page.item("", "disposition", "status", "other", "events.discontinued")
        for name in ("treatment_failure", "rescue_medication"):
            if entry.get(name) is not None:
                self._intercurrent(name, entry[name], f"events.{name}")

    def _intercurrent(self, name: str, value: object, place: str) -> None:
        """A failure or rescue is recorded at the first visit on or after it, else at the last."""
        item = self.page.study.forms["visit_assessment"].items[f"{name}_date"]
        answer = self.page.answer(item, value, place)
        day = None if answer is None else day_of(moment(answer.value))
        if answer is None or day is None:
            return
        later = [
            key for key, visit_day in sorted(self.page.moments, key=lambda each: each[1]) if visit_day >= day
        ]
        key = later[0] if later else self.page.moments[-1][0] if self.page.moments else HOME
        self.page.item(key, "visit_assessment", name, True, place)
        self.page.item(key, "visit_assessment", f"{name}_date", None, place, answer)
