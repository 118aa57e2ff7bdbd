"""The study and its people as rows of tables: words only, no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ui.view_models.setting_words import setting_words
from ui.widgets.plain_table import Cell, Row
from workstation.definition.study import Setting, Status, Study, VisitDefinition
from workstation.i18n import MINUS, signed_day
from workstation.messages import Sentence, Text
from workstation.services.people import Person
from workstation.services.roles import ROLES

STATUS_WORDS: Mapping[Status, tuple[str, str]] = {
    Status.VERIFIED: ("verified", "good"),
    Status.SIBLING: ("sibling trial", "muted"),
    Status.DEFAULT: ("default", "muted"),
    Status.PLACEHOLDER: ("placeholder", "due"),
}
"""How sure a value is: its word and the kind of its cell."""

FACT_WORDS: Mapping[str, str] = {
    "registry_number": "Registry number",
    "other_id": "Other number",
    "title": "Title",
    "sponsor": "Sponsor",
    "site": "Site",
    "product": "Product",
    "developer": "Developer",
    "disease": "Disease",
    "design": "Design",
    "phase": "Phase",
    "planned_size": "Planned size",
    "first_public_date": "First made public",
    "lymphodepletion": "Lymphodepletion",
    "primary_outcomes": "Primary outcomes",
    "secondary_outcomes": "Secondary outcomes",
    "grading": "Grading",
    "anchor": "Day 0",
    "schedule_start": "Schedule",
    "contraception_days": "Contraception days",
    "protocol_version": "Protocol version",
    "consent_version": "Consent version",
}


def pill(status: Status) -> Cell:
    """How sure a value is."""
    words, kind = STATUS_WORDS[status]
    return Cell(Sentence(words), kind)


def as_written(value: str) -> Sentence:
    """Data that reads the same in every language: a name, a file, a code of the registry."""
    return Sentence("{value}", {"value": value})


def _named(key: str) -> Sentence:
    return Sentence(FACT_WORDS.get(key, key.replace("_", " ").capitalize()))


def fact_rows(study: Study) -> list[Row]:
    """What is known about the trial, each with how sure it is."""
    return [
        (Cell(_named(fact.key), "muted"), Cell(_fact(fact.value)), pill(fact.status))
        for fact in study.facts.values()
    ]


def _fact(value: str | int | bool | Decimal | Text) -> Text | Sentence:
    return as_written(value) if isinstance(value, str) else setting_words(value)


def setting_rows(study: Study) -> list[Row]:
    """Every rule that the public record does not fix, with the value in force and what else it could be."""
    return [_setting(setting) for setting in study.settings.values()]


def _setting(setting: Setting) -> Row:
    others = tuple(setting_words(choice) for choice in setting.choices if choice != setting.value)
    also: Sentence | str = Sentence("or {others}", {"others": others}) if others else ""
    return (
        Cell(setting.label),
        Cell(setting_words(setting.value), "strong"),
        Cell(also, "muted"),
        pill(setting.status),
    )


def cohort_rows(study: Study) -> list[Row]:
    """Cohorts in the order in which they are enrolled."""
    rows: list[Row] = []
    for cohort in study.cohorts.values():
        cells = study.dose_levels[cohort.dose_level].cells_e9
        dose = Sentence("{count} × {cells} ×10⁹ cells", {"count": study.infusions, "cells": cells})
        every = Sentence("every {days} days", {"days": cohort.interval_days})
        path = Sentence("on the path") if cohort.on_path else Sentence("off the path")
        rows.append(
            (
                Cell(as_written(cohort.oid), "strong"),
                Cell(dose),
                Cell(every),
                Cell(path, "muted"),
                pill(cohort.status),
            )
        )
    return rows


def visit_rows(study: Study) -> list[Row]:
    """Visits in the order of the schedule, with their day and window."""
    return [
        (
            Cell(visit.short, "strong"),
            Cell(visit.title),
            Cell(_day(visit)),
            Cell(_window(visit), "muted"),
            Cell(Sentence("{count} forms", {"count": len(visit.forms)}), "muted"),
            pill(visit.status),
        )
        for visit in study.visits
    ]


def _day(visit: VisitDefinition) -> Sentence | str:
    if visit.relative:
        return (
            Sentence("{count} × interval", {"count": visit.interval_index}) if visit.interval_index else "0"
        )
    return "" if visit.day is None else Sentence(signed_day(visit.day))


def _window(visit: VisitDefinition) -> Sentence | str:
    if visit.earliest is None or visit.latest is None:
        return ""
    if visit.relative:
        return f"{MINUS}{abs(visit.earliest)} / +{visit.latest}" if visit.earliest or visit.latest else "±0"
    if visit.earliest == visit.latest:
        return Sentence("this day only")
    values = {"earliest": signed_day(visit.earliest), "latest": signed_day(visit.latest)}
    return Sentence("day {earliest} to {latest}", values)


def people_rows(people: Sequence[Person]) -> list[Row]:
    """Who works in the study."""
    return [
        (
            Cell(as_written(person.name), "strong"),
            Cell(ROLES.get(person.role, Text(person.role, person.role)), "muted"),
        )
        for person in people
    ]
