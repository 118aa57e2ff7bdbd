"""A subject's course in a few words, for tests that read like the ward speaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from workstation.definition.study import Study
from workstation.forms.answers import Answer, Answers
from workstation.paths import resources
from workstation.scoring.bilag_items import ITEMS, Kind, System
from workstation.services.release import load_release, with_settings
from workstation.trial.assess import assess
from workstation.trial.assessment import Assessment
from workstation.trial.subject import FormRecord, Subject, VisitRecord, in_order, visit_code

DAY_0 = date(2026, 2, 16)


def study(**settings: str) -> Study:
    """The released study; settings with ``__`` for the point."""
    return with_settings(
        load_release(resources()), {key.replace("__", "."): text for key, text in settings.items()}
    )


def day(study_day: int) -> date:
    """The calendar day of a study day of these tests."""
    return DAY_0 + timedelta(days=study_day)


def answers(values: dict[str, object]) -> Answers:
    """Answers from plain values; True and False are yes and no."""
    made = {}
    for path, value in values.items():
        if isinstance(value, Answer):
            made[path] = value
        elif isinstance(value, bool):
            made[path] = Answer("yes" if value else "no")
        elif value is not None:
            made[path] = Answer(str(value))
    return Answers(made)


@dataclass
class Course:
    """What was recorded so far."""

    oid: str = "S-001"
    visits: dict[str, VisitRecord] = field(default_factory=dict)
    logs: dict[str, FormRecord] = field(default_factory=dict)

    def visit(self, key: str, on: date | None, **forms: dict[str, object]) -> Course:
        """A visit with its forms."""
        recorded: dict[str, dict[str, object]] = {} if on is None else {"visit": {"date": on.isoformat()}}
        records = {name: FormRecord(name, 1, answers(values)) for name, values in (recorded | forms).items()}
        known = self.visits[key].forms if key in self.visits else {}
        self.visits[key] = VisitRecord(key, visit_code(key), on, {**known, **records})
        return self

    def log(self, form: str, **values: object) -> Course:
        """A log; ``rows__1__drug`` stands for ``rows/1/drug``."""
        paths = {path.replace("__", "/"): value for path, value in values.items()}
        self.logs[form] = FormRecord(form, 1, answers(paths))
        return self

    def subject(self) -> Subject:
        """The subject as it would be read."""
        return Subject(self.oid, in_order(tuple(self.visits.values())), self.logs)

    def seen(self, on: date, of: Study | None = None) -> Assessment:
        """The assessment as of a day."""
        return assess(self.subject(), of or study(), on)


def quiet_bilag(**codes: object) -> dict[str, object]:
    """BILAG-2004 with nothing active, but for these items (``_5`` is item 5)."""
    found: dict[str, object] = {}
    for number, item in ITEMS.items():
        value = "0" if item.kind is Kind.ORDINAL else False if item.kind is Kind.YES_NO else _NORMAL[number]
        found[str(number)] = codes.get(f"_{number}", value)
    return found


_NORMAL = dict(
    zip((78, 79, 81, 82, 83, 84, 86, 87), ("120", "75", "0", "1", "5", "0.1", "60", "100"), strict=True)
)
_NORMAL |= dict(zip(range(90, 95), ("13", "6", "4", "1.5", "220"), strict=True))
NEVER_INVOLVED: dict[str, object] = {f"previous_involvement_{system}": False for system in System}
"""A history without any system ever affected."""


def enrolled(cohort: str = "DL1-7d", planned: date | None = DAY_0, **more: object) -> Course:
    """A woman born in 1990, screened on day −20."""
    demography: dict[str, object] = {"sex": "F", "birth_date": "1990-05-04", "cohort": cohort, **more}
    if planned is not None:
        demography["planned_infusion"] = planned.isoformat()
    vitals: dict[str, object] = {"height_cm": "165", "weight_kg": "58"}
    return Course().visit(
        "SCR", day(-20), demography=demography, consent={"signed": day(-21).isoformat()}, vital_signs=vitals
    )


def treated(cohort: str = "DL1-7d", interval: int = 7, infusions: int = 3) -> Course:
    """Lymphodepletion and infusions as planned."""
    course = enrolled(cohort)
    for number, visit in enumerate(("LD1", "LD2", "LD3")):
        given: dict[str, object] = {"fludarabine_mg": "41", "cyclophosphamide_mg": "489"}
        course.visit(visit, day(-5 + number), lymphodepletion=given)
    for number in range(infusions):
        infuse(course, f"INF{number + 1}", day(number * interval))
    return course


def infuse(course: Course, visit: str, on: date, cells: str = "0.75") -> Course:
    """One infusion."""
    start, end = f"{on.isoformat()}T10:02", f"{on.isoformat()}T10:31"
    return course.visit(
        visit, on, infusion={"given": True, "start": start, "end": end, "cells_e9": cells, "lot": "L1"}
    )
