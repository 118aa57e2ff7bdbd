"""From a case file to the answers of forms: what a coordinator would key from a paper chart (headless commands).

Every fault of the file is found and named with its place; keys that are not given are not recorded, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workstation.definition.form import Item, ItemType
from workstation.definition.study import Study
from workstation.forms.answers import Answer, State
from workstation.forms.values import Unreadable, day_of, moment, parse
from workstation.messages import Sentence
from workstation.services.case_json import CaseFaults, Fault, Number, near, read_json
from workstation.services.case_subject import CaseForm, CaseSubject

_LABORATORY_ROWS = {"car_copies": ("car_persistence", "rows"), "il6": ("cytokines", "rows")}
_LONGEST_NAME = 40
_LONGEST_TEXT = 4000
_MOST_DIGITS = 15
_BOTH_DRUGS = "lymphodepletion"
_EVENTS = ("treatment_failure", "rescue_medication", "discontinued", "death")
_OPTIONAL_EVENTS = ("treatment_stopped",)


@dataclass(frozen=True)
class ReadCase:
    """What a case file holds, and every fault found while reading it."""

    subjects: tuple[CaseSubject, ...]
    faults: tuple[Fault, ...]


def read_case(text: str, study: Study) -> ReadCase:
    """The subjects of one case file.

    Raises:
        CaseFaults: it is no case file at all.
    """
    data = read_json(text)
    faults: list[Fault] = []
    subjects: list[CaseSubject] = []
    if not isinstance(data, dict) or not isinstance(data.get("subjects"), list):
        raise CaseFaults((Fault("file", Sentence("A case file is an object with a list “subjects”.")),))
    for key in data:
        if key != "subjects":
            faults.append(Fault(key, _unknown(key, ["subjects"])))
    for index, entry in enumerate(data["subjects"]):
        reader = _SubjectReader(study, f"subjects[{index}]", faults)
        subjects.append(reader.read(entry))
    _unique(subjects, faults)
    return ReadCase(tuple(subjects), tuple(faults))


def _unique(subjects: list[CaseSubject], faults: list[Fault]) -> None:
    seen: set[str] = set()
    for subject in subjects:
        if subject.oid in seen:
            faults.append(
                Fault(
                    subject.place, Sentence("{subject} stands twice in this file.", {"subject": subject.oid})
                )
            )
        seen.add(subject.oid)


def _unknown(key: str, known: Iterable[str]) -> Sentence:
    nearest = near(key, list(known))
    if nearest:
        return Sentence(
            "There is no “{key}” here; did you mean “{near}”?", {"key": key[:80], "near": nearest}
        )
    return Sentence("There is no “{key}” here.", {"key": key[:80]})


@dataclass
class _Draft:
    """The forms of one subject while they are read, in the order in which they appear."""

    answers: dict[tuple[str, str], dict[str, Answer]] = field(default_factory=dict)
    places: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def put(self, visit: str, form: str, path: str, answer: Answer, place: str) -> None:
        if not answer.blank:
            self.answers.setdefault((visit, form), {})[path] = answer
            self.places.setdefault((visit, form), {})[path] = place

    def forms(self) -> tuple[CaseForm, ...]:
        return tuple(
            CaseForm(visit, form, answers, self.places[visit, form])
            for (visit, form), answers in self.answers.items()
        )


class _SubjectReader:
    """Reads one subject; every method adds to the draft or to the faults and goes on."""

    def __init__(self, study: Study, place: str, faults: list[Fault]) -> None:
        self.study = study
        self.place = place
        self.faults = faults
        self.draft = _Draft()
        self.home = "SCR"
        self.moments: list[tuple[str, date]] = []
        self.steroids: list[tuple[date, str, list[Any], str]] = []

    def fault(self, place: str, sentence: Sentence) -> None:
        self.faults.append(Fault(f"{self.place}.{place}" if place else self.place, sentence))

    def read(self, entry: object) -> CaseSubject:
        """The subject with all its forms."""
        if not isinstance(entry, dict):
            self.fault("", Sentence("A subject is an object."))
            return CaseSubject("", (), self.place)
        oid = self._name(entry.get("subject"))
        self._keys("", entry, (*_SUBJECT_KEYS, "subject", "visits", "adverse_events", "events"))
        for key, (form, item) in _SUBJECT_KEYS.items():
            if entry.get(key) is not None and form:
                self.item(self.home, form, item, entry[key], key)
        self._cohort(entry.get("cohort"))
        self._involvement(entry.get("previous_involvement"))
        self._visits(entry.get("visits", []))
        self._ledger()
        self._adverse_events(entry.get("adverse_events", []))
        self._events(entry.get("events"))
        return CaseSubject(oid, self.draft.forms(), self.place)

    def _name(self, name: object) -> str:
        if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME or name != name.strip():
            self.fault("subject", Sentence("A subject needs a code of 1 to 40 characters."))
            return ""
        return name

    def _keys(self, place: str, entry: Mapping[str, object], known: Iterable[str]) -> None:
        names = list(known)
        for key in entry:
            if key not in names:
                self.fault(f"{place}.{key}".lstrip("."), _unknown(key, names))

    def _object(self, value: object, place: str) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault(place, Sentence("An object is expected here."))
            return {}
        return value

    def _list(self, value: object, place: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(place, Sentence("A list is expected here."))
            return []
        return value

    def _cohort(self, cohort: object) -> None:
        if (
            isinstance(cohort, str)
            and cohort not in self.study.cohorts
            and self.study.forms["demography"].items["cohort"].choice(cohort)
        ):
            self.fault("cohort", _unknown(cohort, self.study.cohorts))

    def _involvement(self, value: object) -> None:
        systems = [
            oid.removeprefix("previous_involvement_")
            for oid in self.study.forms["history"].items
            if oid.startswith("previous_involvement_")
            and not oid.endswith(("_basis", "_year", "_first_year"))
        ]
        entry = self._object(value, "previous_involvement")
        self._keys("previous_involvement", entry, systems)
        for system in systems:
            if system in entry:
                answer = Answer(state=State.UNKNOWN) if entry[system] is None else None
                self.item(
                    self.home,
                    "history",
                    f"previous_involvement_{system}",
                    entry[system],
                    f"previous_involvement.{system}",
                    answer,
                )

    # one value

    def item(
        self, visit: str, form: str, path: str, value: object, place: str, ready: Answer | None = None
    ) -> Answer | None:
        """Put one value into an item; what cannot be read is a fault at its place."""
        definition = self.study.forms[form].item_at(path)
        if definition is None:
            self.fault(
                place, Sentence("“{item}” has no place in the form {form}.", {"item": path, "form": form})
            )
            return None
        answer = ready if ready is not None else self.answer(definition, value, place)
        if answer is not None:
            self.draft.put(visit, form, path, answer, f"{self.place}.{place}")
        return answer

    def answer(self, item: Item, value: object, place: str) -> Answer | None:
        """The answer that a JSON value means for an item; null is nothing recorded."""
        if value is None:
            return None
        text = _as_text(item, value)
        if text is None:
            self.fault(place, _expected(item))
            return None
        unknown = _unknown_code(item, text)
        if unknown:
            self.fault(place, _unknown(unknown, [choice.code for choice in item.choices]))
            return None
        if item.type is ItemType.TEXT and len(text) > _LONGEST_TEXT:
            self.fault(
                place,
                Sentence(
                    "At most {most} characters; this has {length}.",
                    {"most": _LONGEST_TEXT, "length": len(text)},
                ),
            )
            return None
        try:
            return parse(item, text)
        except Unreadable as error:
            self.fault(place, error.sentence)
            return None

    # visits

    def _visits(self, value: object) -> None:
        entries = self._list(value, "visits")
        counts: dict[str, int] = {}
        dated: set[tuple[str, str]] = set()
        for index, entry in enumerate(entries):
            place = f"visits[{index}]"
            visit = self._object(entry, place)
            code = visit.get("visit")
            if not isinstance(code, str) or code not in self.study.visit_by_oid:
                self.fault(f"{place}.visit", _unknown(str(code), self.study.visit_by_oid))
                continue
            counts[code] = counts.get(code, 0) + 1
            if counts[code] > 1 and not self.study.visit_by_oid[code].repeating:
                self.fault(f"{place}.visit", Sentence("The visit {visit} stands twice.", {"visit": code}))
                continue
            key = code if counts[code] == 1 else f"{code}#{counts[code]}"
            day = self._visit(key, visit, place)
            if day is not None and (code, day.isoformat()) in dated:
                self.fault(f"{place}.date", Sentence("Two visits {visit} on one date.", {"visit": code}))
            if day is not None:
                dated.add((code, day.isoformat()))

    def _visit(self, key: str, visit: dict[str, Any], place: str) -> date | None:
        self._keys(place, visit, ("visit", "date", *_VISIT_PARTS))
        if visit.get("date") is None:
            self.fault(f"{place}.date", Sentence("A visit needs its date."))
            return None
        dated = self.item(key, "visit", "date", visit["date"], f"{place}.date")
        day = None if dated is None else day_of(moment(dated.value))
        if day is not None:
            self.moments.append((key, day))
        for part, read in _VISIT_PARTS.items():
            if visit.get(part) is not None:
                read(self, key, visit[part], f"{place}.{part}", day)
        return day

    def vitals(self, key: str, value: object, place: str, day: date | None) -> None:
        """Vital signs by the keys of their form."""
        del day
        entry = self._object(value, place)
        items = self.study.forms["vital_signs"].items
        self._keys(place, entry, items)
        for name in entry:
            if name in items:
                self.item(key, "vital_signs", name, entry[name], f"{place}.{name}")

    def labs(self, key: str, value: object, place: str, day: date | None) -> None:
        """Laboratory results with unit and limits."""
        del day
        entry = self._object(value, place)
        known = laboratory_items(self.study)
        self._keys(place, entry, known)
        for name, result in entry.items():
            if name in known and result is not None:
                self._result(key, known[name], result, f"{place}.{name}")

    def _result(self, key: str, where: tuple[str, str], value: object, place: str) -> None:
        form, path = where
        item = self.study.forms[form].item_at(path)
        entry = value if isinstance(value, dict) else {"value": value}
        self._keys(place, entry, ("value", "unit", "lln", "uln", "operator", "reason"))
        if item is None or entry.get("value") is None:
            if entry.get("value") is None:
                self.fault(place, Sentence("A result needs its value."))
            return
        text = _as_text(item, entry["value"])
        if text is None:
            self.fault(place, _expected(item))
            return
        unit = entry.get("unit") or ""
        if not isinstance(unit, str):
            self.fault(f"{place}.unit", Sentence("A unit is a text."))
            return
        try:
            answer = parse(item, f"{entry.get('operator') or ''}{text} {unit}".strip())
        except Unreadable as error:
            self.fault(
                f"{place}.unit" if unit and "unit" in error.sentence.text else f"{place}.value",
                error.sentence,
            )
            return
        limits = {side: self._limit(entry.get(side), f"{place}.{side}") for side in ("lln", "uln")}
        self.item(key, form, path, None, place, _with_limits(answer, limits))
        if "/" in path:
            group, row, _ = path.split("/")
            self.item(key, form, f"{group}/{row}/time_point", "other", place)

    def _limit(self, value: object, place: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, Number):
            self.fault(place, Sentence("A reference limit is a number."))
            return ""
        return value.text

    def sledai(self, key: str, value: object, place: str, day: date | None) -> None:
        """SLEDAI-2K descriptors: true, false, or null for not done."""
        del day
        entry = self._object(value, place)
        form = self.study.forms["sledai2k"].items
        known = [oid for oid, item in form.items() if item.type is ItemType.YES_NO]
        self._keys(place, entry, known)
        for name in entry:
            if name in known:
                self.item(key, "sledai2k", name, entry[name], f"{place}.{name}")

    def sledai_excluded(self, key: str, value: object, place: str, day: date | None) -> None:
        """Descriptors that a cause other than lupus explains."""
        del day
        codes = self._list(value, place)
        if codes and all(isinstance(code, str) for code in codes):
            self.item(key, "sledai2k", "sledai_excluded", ",".join(codes), place)
        elif codes:
            self.fault(place, Sentence("A list of descriptors is expected."))

    def bilag(self, key: str, value: object, place: str, day: date | None) -> None:
        """BILAG-2004 items 1 to 97."""
        del day
        entry = self._object(value, place)
        known = [oid for oid in self.study.forms["bilag2004"].items if oid.isdigit()]
        self._keys(place, entry, known)
        for name in entry:
            if name in known:
                self.item(key, "bilag2004", name, entry[name], f"{place}.{name}")

    def attribution(self, key: str, value: object, place: str, day: date | None) -> None:
        """Whether a BILAG value is due to lupus: Y or N."""
        del day
        entry = self._object(value, place)
        prefix = "attribution_"
        known = [
            oid.removeprefix(prefix) for oid in self.study.forms["bilag2004"].items if oid.startswith(prefix)
        ]
        self._keys(place, entry, known)
        for name in entry:
            if name in known:
                self.item(key, "bilag2004", prefix + name, entry[name], f"{place}.{name}")

    def pga(self, key: str, value: object, place: str, day: date | None) -> None:
        """The physician's global assessment, 0-3."""
        del day
        self.item(key, "pga", "pga", value, place)

    def therapy(self, key: str, value: object, place: str, day: date | None) -> None:
        """Glucocorticoids for the ledger, and the answers about background treatment."""
        entry = self._object(value, place)
        self._keys(place, entry, ("glucocorticoids", *_THERAPY))
        for name, form in _THERAPY.items():
            if entry.get(name) is not None:
                self.item(key, form, name, entry[name], f"{place}.{name}")
        if "glucocorticoids" in entry and entry["glucocorticoids"] is not None and day is not None:
            rows = self._list(entry["glucocorticoids"], f"{place}.glucocorticoids")
            self.steroids.append((day, key, rows, f"{place}.glucocorticoids"))

    def lymphodepletion(self, key: str, value: object, place: str, day: date | None) -> None:
        """What was given on one of the three days."""
        del day
        entry = self._object(value, place)
        names = [f"{drug.oid}_mg" for drug in self.study.drugs]
        self._keys(place, entry, names)
        if not any(key in drug.visits for drug in self.study.drugs):
            days = tuple(visit for drug in self.study.drugs[:1] for visit in drug.visits)
            self.fault(place, Sentence("Lymphodepletion belongs to the visits {visits}.", {"visits": days}))
            return
        for name in entry:
            if name in names:
                self.item(key, "lymphodepletion", name, entry[name], f"{place}.{name}")

    def infusion(self, key: str, value: object, place: str, day: date | None) -> None:
        """One infusion as given."""
        entry = self._object(value, place)
        items = self.study.forms["infusion"].items
        self._keys(place, entry, items)
        plan = {form.form for form in self.study.visit_by_oid[key.partition("#")[0]].forms}
        if "infusion" not in plan:
            self.fault(place, Sentence("There is no infusion at the visit {visit}.", {"visit": key}))
            return
        for name in entry:
            if name in items:
                self.item(key, "infusion", name, entry[name], f"{place}.{name}")
        started = self.draft.answers.get((key, "infusion"), {}).get("start")
        start_day = None if started is None else day_of(moment(started.value))
        if start_day is not None and day is not None and start_day != day:
            self.fault(f"{place}.start", Sentence("The infusion does not lie on the date of its visit."))
        if started is not None and "given" not in entry:
            self.item(key, "infusion", "given", True, place)

    def sampled(self, key: str, value: object, place: str, day: date | None) -> None:
        """When the laboratory took its sample, for all laboratory forms of the visit."""
        del day
        for visit, form in [*self.draft.answers]:
            if visit == key and self.study.forms[form].laboratory:
                self.item(key, form, "sampled", value, place)

    # logs

    def _ledger(self) -> None:
        self.steroids.sort(key=lambda step: step[0])
        number = 0
        for index, (day, key, rows, place) in enumerate(self.steroids):
            following = self.steroids[index + 1][0] if index + 1 < len(self.steroids) else None
            end = None if following is None else (following - timedelta(days=1)).isoformat()
            for place_in_list, row in enumerate(rows or [_NO_STEROID]):
                number += 1
                self._ledger_row(number, day, end, key, row, f"{place}[{place_in_list}]")

    def _ledger_row(self, number: int, day: date, end: str | None, key: str, row: object, place: str) -> None:
        entry = self._object(row, place)
        self._keys(place, entry, ("drug", "mg_per_day"))
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
                self.fault(f"{place}.{name}", Sentence("A glucocorticoid needs {name}.", {"name": name}))
        for name, value in values.items():
            self.item("", "glucocorticoids", f"rows/{number}/{name}", value, f"{place}.{name}")

    def _adverse_events(self, value: object) -> None:
        for index, entry in enumerate(self._list(value, "adverse_events")):
            self._adverse_event(str(index + 1), entry, f"adverse_events[{index}]")

    def _adverse_event(self, row: str, value: object, place: str) -> None:
        entry = self._object(value, place)
        self._keys(place, entry, (*_EVENT_ITEMS, "grade", "grades", "related"))
        for name in ("term", "start"):
            if entry.get(name) is None:
                self.fault(f"{place}.{name}", Sentence("An adverse event needs {name}.", {"name": name}))
        for name in _EVENT_ITEMS:
            if entry.get(name) is not None:
                self.item("", "adverse_event", f"rows/{row}/{name}", entry[name], f"{place}.{name}")
        if "end" in entry and entry["end"] is None:
            self.item("", "adverse_event", f"rows/{row}/ongoing", True, f"{place}.end")
        self._related(row, entry.get("related"), f"{place}.related")
        self._grades(row, entry, place)

    def _related(self, row: str, value: object, place: str) -> None:
        entry = self._object(value, place)
        agents = ("kn5501", "fludarabine", "cyclophosphamide", "procedure", "sle")
        self._keys(place, entry, (*agents, _BOTH_DRUGS))
        for name, level in entry.items():
            targets = tuple(drug.oid for drug in self.study.drugs) if name == _BOTH_DRUGS else (name,)
            for target in targets:
                if target in agents:
                    self.item("", "adverse_event", f"rows/{row}/related_{target}", level, f"{place}.{name}")

    def _grades(self, row: str, entry: dict[str, Any], place: str) -> None:
        steps = self._list(entry.get("grades"), f"{place}.grades")
        if not steps and entry.get("grade") is not None:
            steps = [{"from": entry.get("start"), "grade": entry["grade"]}]
        worst: list[int] = []
        for index, step in enumerate(steps):
            where = f"{place}.grades[{index}]" if "grades" in entry else f"{place}.grade"
            values = self._object(step, where)
            self._keys(where, values, ("from", "grade"))
            key = f"{row}{index + 1:02d}"
            self.item("", "adverse_event", f"grades/{key}/event", row, where)
            for name in ("from", "grade"):
                answer = self.item("", "adverse_event", f"grades/{key}/{name}", values.get(name), where)
                if name == "grade" and answer is not None and answer.value.isdigit():
                    worst.append(int(answer.value))
        stated = entry.get("grade")
        if worst:
            self.item("", "adverse_event", f"rows/{row}/grade", Number(str(max(worst))), f"{place}.grade")
        if "grades" in entry and isinstance(stated, Number) and worst and stated.text != str(max(worst)):
            self.fault(f"{place}.grade", Sentence("The grade is not the worst of the grades listed."))

    def _events(self, value: object) -> None:
        entry = self._object(value, "events")
        self._keys("events", entry, (*_EVENTS, *_OPTIONAL_EVENTS))
        for name in ("discontinued", "death", "treatment_stopped"):
            if entry.get(name) is not None:
                self.item("", "disposition", name, entry[name], f"events.{name}")
        if entry.get("death") is not None:
            self.item("", "disposition", "status", "death", "events.death")
        elif entry.get("discontinued") is not None:
            self.item("", "disposition", "status", "other", "events.discontinued")
        for name in ("treatment_failure", "rescue_medication"):
            if entry.get(name) is not None:
                self._intercurrent(name, entry[name], f"events.{name}")

    def _intercurrent(self, name: str, value: object, place: str) -> None:
        """A failure or rescue is recorded at the first visit on or after it, else at the last."""
        item = self.study.forms["visit_assessment"].items[f"{name}_date"]
        answer = self.answer(item, value, place)
        day = None if answer is None else day_of(moment(answer.value))
        if answer is None or day is None:
            return
        later = [key for key, visit_day in sorted(self.moments, key=lambda each: each[1]) if visit_day >= day]
        key = later[0] if later else self.moments[-1][0] if self.moments else self.home
        self.item(key, "visit_assessment", name, True, place)
        self.item(key, "visit_assessment", f"{name}_date", None, place, answer)


_NO_STEROID: dict[str, Any] = {"drug": "prednisone", "mg_per_day": Number("0")}
_SUBJECT_KEYS: Mapping[str, tuple[str, str]] = {
    "sex": ("demography", "sex"),
    "birth_date": ("demography", "birth_date"),
    "cohort": ("demography", "cohort"),
    "planned_infusion": ("demography", "planned_infusion"),
    "consent": ("consent", "signed"),
    "previous_involvement": ("", ""),
}
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
_EVENT_ITEMS = ("term", "verbatim", "start", "end", "serious", "dlt", "outcome", "other_specify")
_VISIT_PARTS: Mapping[str, Callable[[_SubjectReader, str, object, str, date | None], None]] = {
    "vitals": _SubjectReader.vitals,
    "labs": _SubjectReader.labs,
    "sledai2k": _SubjectReader.sledai,
    "sledai_excluded": _SubjectReader.sledai_excluded,
    "bilag2004": _SubjectReader.bilag,
    "bilag_attribution": _SubjectReader.attribution,
    "pga": _SubjectReader.pga,
    "therapy": _SubjectReader.therapy,
    "lymphodepletion": _SubjectReader.lymphodepletion,
    "infusion": _SubjectReader.infusion,
    "sampled": _SubjectReader.sampled,
}


def laboratory_items(study: Study) -> dict[str, tuple[str, str]]:
    """Where each laboratory key of a case file is recorded: form and path."""
    found: dict[str, tuple[str, str]] = {}
    for form in study.forms.values():
        for oid, item in form.items.items():
            if item.result:
                found[oid] = (form.oid, oid)
    for key, (form_oid, group) in _LABORATORY_ROWS.items():
        if form_oid in study.forms:
            found[key] = (form_oid, f"{group}/1/{key}")
    return found


def _with_limits(answer: Answer, limits: Mapping[str, str]) -> Answer:
    data = answer.as_data() | {side: limit for side, limit in limits.items() if limit}
    state = State(data.pop("state", State.VALUE.value))
    return Answer(state=state, **data)


def _as_text(item: Item, value: object) -> str | None:
    """A JSON value as it would be typed; None if its kind does not fit the item."""
    if isinstance(value, bool):
        if item.type is not ItemType.YES_NO:
            return None
        return "yes" if value else "no"
    if isinstance(value, Number):
        return (
            _plain_number(item, value.text)
            if item.type not in (ItemType.YES_NO, ItemType.DATE, ItemType.DATETIME)
            else None
        )
    if isinstance(value, str):
        # Dates may carry a time; an item that asks for a day only takes the day.
        dated = item.type is ItemType.DATE and len(value) > len("2026-01-31") and value[10] in "T "
        return (value[:10] if dated else value) if value.strip() else None
    return None


def _plain_number(item: Item, text: str) -> str:
    """A JSON number without its exponent; a whole code without its point (1.0 is code 1)."""
    number = Decimal(text)
    if abs(number.adjusted()) > _MOST_DIGITS:
        return text
    whole = number == number.to_integral_value()
    if item.type in (ItemType.CHOICE, ItemType.ORDINAL, ItemType.INTEGER) and whole:
        return str(int(number))
    return format(number, "f") if "e" in text.lower() else text


def _unknown_code(item: Item, text: str) -> str:
    """A code that the item does not have. A file names codes in full; only a person may type a beginning."""
    if item.type not in (ItemType.CHOICE, ItemType.ORDINAL, ItemType.MULTI) or text in item.codes:
        return ""
    codes = text.split(",") if item.type is ItemType.MULTI else [text]
    return next((code for code in codes if item.choice(code) is None), "")


def _expected(item: Item) -> Sentence:
    if item.type in (ItemType.NUMBER, ItemType.INTEGER):
        return Sentence("A number is expected here.")
    if item.type is ItemType.YES_NO:
        return Sentence("true, false or null is expected here.")
    if item.type in (ItemType.DATE, ItemType.DATETIME):
        return Sentence("A date as 2026-01-31 is expected here.")
    return Sentence("This is not an answer to this question.")
