"""The logs of a demo patient that run through all visits: drugs, events, infections, deviations, the ending."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from workstation.forms.answers import Answer
from workstation.services.demo_scene import INVESTIGATOR, NO, YES, Built, Course, row, values
from workstation.services.demo_screening import BACKGROUND_MONTHS, FAILED_DAY
from workstation.services.demo_tables import Event, Table, rows_of

STEP_BEFORE_VISIT = 10
_LEDGER_BEGINS = -230
_PREGNANCY_RISK = "potential"


def glucocorticoids(course: Course) -> Built:
    """The ledger: every step begins more than 7 days before the visit that shows it, so that the mean shows it too."""
    steps = list(_steps(course))
    built: Built = {}
    for number, (start, amount) in enumerate(steps, start=1):
        end = steps[number][0] - 1 if number < len(steps) else None
        before = None if number == 1 else steps[number - 2][1]
        given = {
            "drug": course.scores.steroid_drug,
            "mg": format(amount, "f"),
            "pattern": "daily",
            "mg_per_day": format(amount, "f"),
            "route": "oral",
            "start": course.calendar.day(start),
            "end": "" if end is None else course.calendar.day(end),
            "kind": _kind(amount, before),
        }
        built |= row("rows", number, given)
    return built


def _steps(course: Course) -> Iterator[tuple[int, Decimal]]:
    """First day and daily mg of each dose that was reached."""
    days = {visit.oid: visit.day for visit in course.visits}
    last: Decimal | None = None
    for oid, text in zip(course.scores.visits, course.scores.steroid, strict=True):
        amount = Decimal(text)
        if oid not in days or amount == last:
            continue
        rescue = course.patient.rescue
        start = days[oid] - STEP_BEFORE_VISIT if last is not None else _LEDGER_BEGINS
        if last is not None and amount > last and rescue is not None:
            start = rescue
        yield start, amount
        last = amount


def _kind(amount: Decimal, before: Decimal | None) -> str:
    if before is None:
        return "maintenance"
    return "rescue" if amount > before else "taper"


def background_drugs(course: Course) -> Built:
    """Drugs beside the steroid, as they were before the trial, with what was stopped or begun since."""
    patient, calendar = course.patient, course.calendar
    built: Built = {}
    rows: list[dict[str, str]] = []
    for drug, amount in patient.background.items():
        stop = patient.stops.get(drug)
        given = {"drug": drug, "dose": str(amount), "change": "same"}
        given["start"] = calendar.before(BACKGROUND_MONTHS)
        if stop is not None and stop < patient.day:
            given |= {"end": calendar.day(stop), "change": "stop", "reason": "remission"}
        rows.append(given)
    for drug, new in patient.starts.items():
        start = {"drug": drug, "dose": str(new["dose"]), "start": calendar.day(new["day"])}
        rows.append(start | {"change": "new", "reason": "activity"})
    for number, given in enumerate(rows, start=1):
        built |= row("rows", number, given | {"unit": "mg", "frequency": "daily", "route": "oral"})
    return built


def concomitant_medication(course: Course) -> Built:
    """Prophylaxis from lymphodepletion on, contraception, and what was given for events."""
    rows: list[dict[str, str]] = []
    if course.patient.childbearing == _PREGNANCY_RISK:
        coil = {
            "name": "Levonorgestrel intra-uterine system",
            "class": "contraceptive",
            "indication": "Contraception",
        }
        rows.append(coil | {"start": course.calendar.month(20)})
    if course.conditioned:
        rows += [
            _medication(course, table, table["indication"]) for table in course.tables.events["prophylaxis"]
        ]
    for key, event in _numbered(course):
        if event.medication:
            rows.append(_medication(course, event.medication, event.term) | {"event": key})
    built: Built = {}
    for number, given in enumerate(rows, start=1):
        built |= row("rows", number, given)
    return built


def _medication(course: Course, table: Table, indication: str) -> dict[str, str]:
    first, last = table["days"]
    given = {key: str(table[key]) for key in ("name", "class", "dose", "unit", "route", "frequency")}
    given |= {"indication": indication, "start": course.calendar.day(first)}
    return given if last >= course.patient.day else given | {"end": course.calendar.day(last)}


def _numbered(course: Course) -> Iterator[tuple[str, Event]]:
    for number, event in enumerate(course.events, start=1):
        yield str(number), event


def adverse_event(course: Course) -> Built:
    """The events with their grades over time."""
    built: Built = {}
    number = 0
    for key, event in _numbered(course):
        built |= row("rows", int(key), _event_row(course, event))
        for since, grade in event.grades:
            number += 1
            given = {"event": key, "from": _moment(course, since, event.at), "grade": str(grade)}
            built |= row("grades", number, given)
    return built


def _moment(course: Course, day: int, clock: str) -> str:
    """A day of an event, with its time where times are asked for (days 0 to 28)."""
    return course.calendar.moment(day, clock) if 0 <= day <= 28 else course.calendar.day(day)


def _event_row(course: Course, event: Event) -> dict[str, Answer | str]:
    ended = event.end is not None
    given: dict[str, Answer | str] = {
        "term": event.term,
        "verbatim": event.verbatim,
        "scale": event.scale,
        "start": _moment(course, event.start, event.at),
        "end": course.calendar.day(event.end) if event.end is not None else "",
        "ongoing": "no" if ended else "yes",
        "grade": str(event.worst),
        "serious": "yes" if event.serious else "no",
        "related_kn5501": event.kn5501,
        "related_fludarabine": event.lymphodepletion,
        "related_cyclophosphamide": event.lymphodepletion,
        "related_procedure": "unrelated",
        "related_sle": "unlikely",
        "action_kn5501": event.action_kn5501,
        "action_fludarabine": "not_applicable",
        "action_cyclophosphamide": "not_applicable",
        "other_action": event.action,
        "outcome": "recovered" if ended else "not_recovered",
    }
    return given | _serious(course, event) | _ruling(course, event)


def _serious(course: Course, event: Event) -> dict[str, Answer | str]:
    if not event.serious or event.end is None:
        return {}
    return {
        "criteria": "hospitalisation",
        "aware": course.calendar.moment(event.start, "09:10"),
        "hospital_in": course.calendar.day(event.start),
        "hospital_out": course.calendar.day(event.end),
        "narrative": event.serious,
    }


def _ruling(course: Course, event: Event) -> dict[str, Answer | str]:
    if event.dlt is None:
        return {}
    ruled = course.calendar.moment(event.dlt, "16:00")
    on = course.calendar.day(event.dlt)
    return {
        "dlt": YES,
        "ruled_by": INVESTIGATOR,
        "ruled": ruled,
        "committee_verdict": "dlt",
        "verdict_date": on,
    }


def infection(course: Course) -> Built:
    """One row for each event that is an infection."""
    built: Built = {}
    found = [(key, event) for key, event in _numbered(course) if event.infection]
    for number, (key, event) in enumerate(found, start=1):
        table = event.infection
        copied = ("site", "organism", "method", "result")
        given: dict[str, Answer | str] = {item: table.get(item, "") for item in copied}
        given |= {"event": key, "opportunistic": NO, "iv_antimicrobial": YES if "iv" in table else NO}
        if table["method"] != "clinical":
            given["specimen_date"] = course.calendar.day(event.start)
        if "iv" in table:
            first, last = table["iv"]
            given |= {"iv_start": course.calendar.day(first), "iv_end": course.calendar.day(last)}
        built |= row("rows", number, given)
    return built


def deviation(course: Course) -> Built:
    """The deviations that somebody has explained."""
    built: Built = {}
    copied = ("kind", "visit", "planned", "actual", "reason", "category", "effect", "action")
    for number, table in enumerate(rows_of(course.tables, "deviation", course.patient.row), start=1):
        given = {item: table[item] for item in copied}
        if table["category"] == "major":
            given["reported"] = course.calendar.moment(table["day"] + 1, "10:00")
        built |= row("rows", number, given)
    return built


def disposition(course: Course) -> Built:
    """How treatment or study ended, empty while both go on."""
    table = _ending(course)
    days = ("treatment_stopped", "discontinued", "last_contact")
    built = values(**{item: text for item, text in table.items() if item not in days})
    return built | {item: Answer(course.calendar.day(table[item])) for item in days if item in table}


def _ending(course: Course) -> Table:
    """What is said about the end; who held the last visit of a series has completed the study."""
    last = course.visits[-1]
    if course.patient.row != course.patient.oid and last.oid == "W52":
        return {"status": "completed", "last_contact": last.day}
    table: Table = course.tables.events["disposition"].get(course.patient.row, {})
    return table


BUILDERS: Mapping[str, Callable[[Course], Built]] = {
    "glucocorticoids": glucocorticoids,
    "background_drugs": background_drugs,
    "concomitant_medication": concomitant_medication,
    "adverse_event": adverse_event,
    "infection": infection,
    "deviation": deviation,
    "disposition": disposition,
}
ALWAYS_OPENED = frozenset(BUILDERS) - {"deviation", "disposition"}


def last_day(course: Course) -> int:
    """The study day on which the logs stand: the last visit, or the last thing that ended after it."""
    days = [visit.day for visit in course.visits]
    days += [event.end for event in course.events if event.end is not None]
    table = _ending(course)
    days += [table[item] for item in ("treatment_stopped", "discontinued", "last_contact") if item in table]
    if table.get("status") == "screen_failure":
        days.append(FAILED_DAY)
    return min(max(days), course.patient.day)
