"""What the record offers inside rows: each row of a log or table gets its own values (forms catalogue, section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from workstation.forms.state import Proposal, Typed
from workstation.messages import Sentence
from workstation.trial.given import GivenInfusion, conditioning_days, infusions_given
from workstation.trial.recorded import Recorded, Row
from workstation.trial.setting import Offers, Setting, number, yes_no

_ROWS = "rows"
_FEVER = Decimal(38)
_ICE = (
    "ice_year", "ice_month", "ice_city", "ice_hospital", "ice_object1", "ice_object2", "ice_object3",
    "ice_command", "ice_writing", "ice_attention",
)  # fmt: skip
_NO_START = Sentence("The start is not recorded to the day.")


def event_offers(setting: Setting) -> Offers:
    """For each adverse event: the infusion before its start, the days since, its period, treatment-emergent or not."""
    offers: Offers = {}
    known = {event.row: event for event in setting.assessment.events}
    for row in setting.recorded.rows("adverse_event", _ROWS):
        event, begun = known.get(row.key), row.day("start")
        before = _last_before(setting.recorded, row.values.get("start"))
        because = _after(before) if begun is not None else _NO_START
        offers[f"{_ROWS}/{row.key}/infusion_no"] = Proposal(
            None if before is None else str(before[0]), because
        )
        days = None if before is None or begun is None else Decimal((begun - before[1].day).days)
        offers[f"{_ROWS}/{row.key}/days_since_infusion"] = number(days, because)
        told = Sentence("From its start and the treatment given.") if event is not None else _NO_START
        offers[f"{_ROWS}/{row.key}/period"] = Proposal(None if event is None else event.period, told)
        offers[f"{_ROWS}/{row.key}/teae"] = yes_no(None if event is None else event.teae, told)
    return offers


def _last_before(recorded: Recorded, moment: Typed) -> tuple[int, GivenInfusion] | None:
    """The last infusion given at or before a moment, with its number; a day without a time counts as after."""
    if not isinstance(moment, date):
        return None
    found = [
        (index, infusion)
        for index, infusion in enumerate(infusions_given(recorded), start=1)
        if _not_after(infusion.moment, moment)
    ]
    return found[-1] if found else None


def _not_after(first: date, second: date) -> bool:
    if isinstance(first, datetime) and isinstance(second, datetime):
        return first <= second
    return _day(first) <= _day(second)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _after(before: tuple[int, GivenInfusion] | None) -> Sentence:
    if before is None:
        return Sentence("No infusion was given before it.")
    return Sentence("Infusion {index} was given on {date}.", {"index": before[0], "date": before[1].day})


def infection_offers(setting: Setting) -> Offers:
    """For each infection: the last IgG and neutrophils at or before the start of its adverse event."""
    starts = {row.key: row.day("start") for row in setting.recorded.rows("adverse_event", _ROWS)}
    offers: Offers = {}
    for row in setting.recorded.rows("infection", _ROWS):
        onset = starts.get(row.text("event")) or row.day("specimen_date")
        path = f"{_ROWS}/{row.key}"
        offers[f"{path}/igg_at_onset"] = _last(setting, "b_cells_immunoglobulins", "igg", onset)
        offers[f"{path}/neutrophils_at_onset"] = _last(setting, "haematology", "neutrophils", onset)
    return offers


def _last(setting: Setting, form: str, item: str, onset: date | None) -> Proposal:
    if onset is None:
        return Proposal(None, _NO_START)
    found = setting.recorded.last(form, item, onset)
    if found is None:
        return Proposal(None, Sentence("No value is recorded until {date}.", {"date": onset}))
    return number(found.value, Sentence("Recorded on {date}.", {"date": found.date}))


def pregnancy_offers(setting: Setting) -> Offers:
    """For each pregnancy: the doses given, with their days after (or before) the last period."""
    doses = sorted(_doses(setting.recorded))
    offers: Offers = {}
    for row in setting.recorded.rows("pregnancy_report", _ROWS):
        since = row.day("last_period")
        words = "; ".join(f"{visit} {_distance(given, since)}" for given, visit in doses)
        because = (
            Sentence("No study drug was given.")
            if not doses
            else Sentence("Days from the last menstrual period.")
            if since is not None
            else Sentence("Dates of the doses; the last menstrual period is not recorded to the day.")
        )
        offers[f"{_ROWS}/{row.key}/exposures"] = Proposal(words or None, because)
    return offers


def _doses(recorded: Recorded) -> Iterator[tuple[date, str]]:
    for given, visit in conditioning_days(recorded):
        yield given, visit.key
    for infusion in infusions_given(recorded):
        yield infusion.day, infusion.visit.key


def _distance(given: date, since: date | None) -> str:
    return given.isoformat() if since is None else f"{given.isoformat()} ({(given - since).days:+d} d)"


def strip_offers(setting: Setting) -> Offers:
    """For each check of CRS and ICANS: fever, the ICE score, hours since the infusion before it (safety sheet 1, 2)."""
    offers: Offers = {}
    for row in setting.recorded.rows("crs_icans_strip", _ROWS, setting.visit):
        path, temperature = f"{_ROWS}/{row.key}", row.number("temperature_c")
        fever = None if temperature is None else temperature >= _FEVER
        offers[f"{path}/fever_38"] = yes_no(fever, Sentence("From the temperature of this check."))
        offers[f"{path}/ice"] = _ice(row)
        offers[f"{path}/hours_since_infusion"] = _hours(setting.recorded, row)
    return offers


def _ice(row: Row) -> Proposal:
    points = [row.yes(item) for item in _ICE]
    if None in points:
        return Proposal(None, Sentence("A point of ICE is not done."))
    return Proposal(str(sum(point is True for point in points)), Sentence("One point for each yes."))


def _hours(recorded: Recorded, row: Row) -> Proposal:
    time = row.values.get("time")
    before = _last_before(recorded, time)
    start = None if before is None else before[1].moment
    if not isinstance(time, datetime) or not isinstance(start, datetime):
        return Proposal(None, _after(before) if before is None else Sentence("A time of day is missing."))
    return number(Decimal(int((time - start).total_seconds())) / 3600, _after(before), 1)
