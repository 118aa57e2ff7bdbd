"""From a case file to the answers of forms: what a coordinator would key from a paper chart (headless commands).

Every fault of the file is found and named with its place; keys that are not given are not recorded, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workstation.definition.study import Study
from workstation.forms.answers import Answer, State
from workstation.messages import Sentence
from workstation.services.case_json import CaseFaults, Fault, read_json
from workstation.services.case_logs import LogReader
from workstation.services.case_page import HOME, Page, unknown
from workstation.services.case_subject import CaseSubject
from workstation.services.case_visits import VisitReader

_LONGEST_NAME = 40
_SUBJECT_KEYS: Mapping[str, tuple[str, str]] = {
    "sex": ("demography", "sex"),
    "birth_date": ("demography", "birth_date"),
    "cohort": ("demography", "cohort"),
    "planned_infusion": ("demography", "planned_infusion"),
    "consent": ("consent", "signed"),
    "previous_involvement": ("", ""),
}


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
            faults.append(Fault(key, unknown(key, ["subjects"])))
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


class _SubjectReader:
    """Reads one subject: its own values here, its visits and logs by their readers."""

    def __init__(self, study: Study, place: str, faults: list[Fault]) -> None:
        self.page = Page(study, place, faults)

    def read(self, entry: object) -> CaseSubject:
        """The subject with all its forms."""
        if not isinstance(entry, dict):
            self.page.fault("", Sentence("A subject is an object."))
            return CaseSubject("", (), self.page.place)
        oid = self._name(entry.get("subject"))
        self.page.keys("", entry, (*_SUBJECT_KEYS, "subject", "visits", "adverse_events", "events"))
        for key, (form, item) in _SUBJECT_KEYS.items():
            if entry.get(key) is not None and form:
                self.page.item(HOME, form, item, entry[key], key)
        self._cohort(entry.get("cohort"))
        self._involvement(entry.get("previous_involvement"))
        visits, logs = VisitReader(self.page), LogReader(self.page)
        visits.read(entry.get("visits", []))
        logs.ledger(visits.stated)
        logs.adverse_events(entry.get("adverse_events", []))
        logs.events(entry.get("events"))
        return CaseSubject(oid, self.page.forms.forms(), self.page.place)

    def _name(self, name: object) -> str:
        if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME or name != name.strip():
            self.page.fault("subject", Sentence("A subject needs a code of 1 to 40 characters."))
            return ""
        return name

    def _cohort(self, cohort: object) -> None:
        if (
            isinstance(cohort, str)
            and cohort not in self.page.study.cohorts
            and self.page.study.forms["demography"].items["cohort"].choice(cohort)
        ):
            self.page.fault("cohort", unknown(cohort, self.page.study.cohorts))

    def _involvement(self, value: object) -> None:
        systems = [
            oid.removeprefix("previous_involvement_")
            for oid in self.page.study.forms["history"].items
            if oid.startswith("previous_involvement_")
            and not oid.endswith(("_basis", "_year", "_first_year"))
        ]
        entry = self.page.mapping(value, "previous_involvement")
        self.page.keys("previous_involvement", entry, systems)
        for system in systems:
            if system in entry:
                answer = Answer(state=State.UNKNOWN) if entry[system] is None else None
                self.page.item(
                    HOME,
                    "history",
                    f"previous_involvement_{system}",
                    entry[system],
                    f"previous_involvement.{system}",
                    answer,
                )
