"""Entering case files: history from paper, through the same evaluation as the screen. Whole files or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from workstation.definition.form import Form, ItemType
from workstation.definition.study import Study, VisitKind
from workstation.forms.answers import Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Finding, Severity
from workstation.forms.values import day_of, typed
from workstation.messages import Sentence, Text
from workstation.record.cells import changes_between, form_cells
from workstation.record.unit_of_work import UnitOfWork
from workstation.scoring.result import Verdict
from workstation.services.case_json import CaseFaults, Fault
from workstation.services.case_reader import read_case
from workstation.services.case_subject import CaseForm, CaseSubject
from workstation.services.load_cohorts import READ_FORMS, cohort_warnings, member_of
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.assessment import Assessment
from workstation.trial.form_context import form_context
from workstation.trial.given import conditioning_days, infusions_given
from workstation.trial.recorded import Recorded
from workstation.trial.subject import FormRecord, Subject, VisitRecord

LOAD = "load case"
_DATED = frozenset({ItemType.DATE, ItemType.DATETIME})
_LARGEST_BYTES = 50_000_000
_QUIET = frozenset({"WHY_NOT_DONE"})
"""Findings that only a person at the form can answer."""
_AT_ITEMS = frozenset({"SLEDAI_DIFFERS"})
"""Remarks that also stand at their item as a finding."""


@dataclass(frozen=True, slots=True)
class CaseWarning:
    """Something remarkable that was entered all the same."""

    subject: str
    place: str
    sentence: Sentence | Text


@dataclass(frozen=True)
class Loaded:
    """What became of one case file: its subjects, or the faults for which none of it was entered."""

    file: str
    subjects: tuple[str, ...] = ()
    refused: tuple[Fault, ...] = ()
    warnings: tuple[CaseWarning, ...] = ()


def load_file(session: Session, path: Path) -> Loaded:
    """Enter one case file whole, or not at all with every fault named.

    Raises:
        EnvironmentFailure: the study could not be written; nothing of the file is entered.
    """
    session.must_write()
    try:
        found = read_case(_text(path), session.study)
        warnings = tuple(enter(session, found.subjects, found.faults))
    except CaseFaults as refused:
        return Loaded(str(path), refused=refused.faults)
    return Loaded(str(path), tuple(subject.oid for subject in found.subjects), warnings=warnings)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise CaseFaults((Fault("file", Sentence("The file is too large for a case file.")),))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CaseFaults((Fault("file", Sentence("The file is not UTF-8 text.")),)) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise CaseFaults(
            (Fault("file", Sentence("The file cannot be read: {why}.", {"why": why})),)
        ) from None


def enter(
    session: Session, subjects: tuple[CaseSubject, ...], already: tuple[Fault, ...] = ()
) -> list[CaseWarning]:
    """Check and enter subjects in one unit of work; ``already`` are faults that reading found.

    Raises:
        CaseFaults: something cannot be true; nothing is entered.
    """
    faults = list(already)
    warnings: list[CaseWarning] = []
    known = frozenset(session.file.state.subjects())
    for case in subjects:
        if case.oid in known:
            faults.append(
                Fault(case.place, Sentence("{subject} is already in this study.", {"subject": case.oid}))
            )
        _check(session, case, faults, warnings)
    if faults:
        raise CaseFaults(tuple(faults))
    warnings.extend(_about_cohorts(session, subjects))
    with session.file.unit_of_work(session.author, session.now()) as unit:
        for case in subjects:
            record_case(unit, session.study, case)
    return warnings


def _about_cohorts(session: Session, cases: tuple[CaseSubject, ...]) -> Iterator[CaseWarning]:
    study, places = session.study, {case.oid: case.place for case in cases}
    found = (member_of(subject_of(case, study), study, session.today) for case in cases)
    new = [member for member in found if member is not None]
    if not new:
        return
    stored = session.file.state.excerpts(READ_FORMS)
    known = (member_of(subject, study, session.today) for subject in stored)
    for oid, sentence in cohort_warnings(new, [each for each in known if each is not None], study):
        yield CaseWarning(oid, f"{places[oid]}.cohort", sentence)


def record_case(unit: UnitOfWork, study: Study, case: CaseSubject) -> None:
    """Enter the forms of a subject, one entry a form, in their order."""
    for form in case.forms:
        record = FormRecord(form.form, study.forms[form.form].version, Answers(dict(form.answers)))
        unit.record(LOAD, changes_between(case.oid, form.visit, form.form, {}, form_cells(record)))


def subject_of(case: CaseSubject, study: Study) -> Subject:
    """The subject that a case describes, as it would be read back."""
    subject = Subject(case.oid, (), {})
    dates = {form.visit: form.answers.get("date") for form in case.forms if form.form == "visit"}
    for form in case.forms:
        record = FormRecord(form.form, study.forms[form.form].version, Answers(dict(form.answers)))
        dated = dates.get(form.visit)
        subject = subject.with_form(form.visit, record, None if dated is None else _moment(dated.value))
    return subject


def _moment(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _check(session: Session, case: CaseSubject, faults: list[Fault], warnings: list[CaseWarning]) -> None:
    study = session.study
    subject = subject_of(case, study)
    latest = max((visit.date for visit in subject.visits if visit.date is not None), default=session.today)
    assessment = assess(subject, study, max(latest, session.today))
    for form in case.forms:
        _check_form(session, case, form, subject, assessment, faults, warnings)
    faults.extend(_impossible(case, study, subject))
    warnings.extend(_remarkable(session, case, subject, assessment))


def _check_form(
    session: Session,
    case: CaseSubject,
    form: CaseForm,
    subject: Subject,
    assessment: Assessment,
    faults: list[Fault],
    warnings: list[CaseWarning],
) -> None:
    definition = session.study.forms[form.form]
    context = form_context(subject, session.study, assessment, form.visit, definition, None)
    for finding in evaluate(definition, Answers(dict(form.answers)), context).findings:
        place = form.places.get(finding.path) or _place_near(form, finding) or case.place
        if finding.severity is Severity.HARD:
            faults.append(Fault(place, _sentence(finding.sentence)))
        elif finding.code not in _QUIET:
            warnings.append(CaseWarning(case.oid, place, _named(definition, finding)))
    warnings.extend(_ahead(session, case, form, definition))


def _named(form: Form, finding: Finding) -> Sentence:
    """A finding with the item that it is about, since it stands alone in a list."""
    item = form.item_at(finding.path)
    label = finding.path if item is None else item.label
    return Sentence("{item}: {text}", {"item": label, "text": finding.sentence})


def _ahead(session: Session, case: CaseSubject, form: CaseForm, definition: Form) -> Iterator[CaseWarning]:
    """Dates after today: the clock of the machine may be wrong."""
    for path, answer in form.answers.items():
        item = definition.item_at(path)
        day = None if item is None or item.type not in _DATED or item.future else day_of(typed(item, answer))
        if day is not None and day > session.today:
            values = {"day": day, "date": session.today}
            text = Sentence("{day} lies after today, {date}. Is the clock of this machine right?", values)
            yield CaseWarning(case.oid, form.places.get(path, case.place), text)


def _place_near(form: CaseForm, finding: Finding) -> str:
    head = finding.path.rpartition("/")[0]
    return next((place for path, place in form.places.items() if head and path.startswith(head)), "") or next(
        iter(form.places.values()), ""
    )


def _sentence(words: Sentence | Text) -> Sentence:
    return words if isinstance(words, Sentence) else Sentence("{text}", {"text": words})


def _impossible(case: CaseSubject, study: Study, subject: Subject) -> Iterator[Fault]:
    """What cannot be true across forms."""
    recorded = Recorded(subject, study)
    conditioned = sorted(day for day, _ in conditioning_days(recorded))
    born = _first_day(recorded, "demography", "birth_date")
    infused = infusions_given(recorded)
    for visit in subject.visits:
        if visit.date is not None and born is not None and visit.date < born:
            yield Fault(_place_of(case, visit.key), Sentence("The visit lies before the date of birth."))
    if infused and conditioned and infused[0].day <= conditioned[-1]:
        place = _place_of(case, infused[0].visit.key)
        yield Fault(place, Sentence("The infusion lies before the end of lymphodepletion."))
    if len(set(conditioned)) < len(conditioned):
        yield Fault(case.place, Sentence("Lymphodepletion was given twice on one day."))
    yield from _depletion_in_turn(case, study, recorded)
    died = recorded.log_value("disposition", "death")
    if isinstance(died, date):
        yield from _after_death(case, subject, died)
    yield from _infusions_in_turn(case, study, recorded)


def _depletion_in_turn(case: CaseSubject, study: Study, recorded: Recorded) -> Iterator[Fault]:
    before: date | None = None
    given = {visit.key: day for day, visit in conditioning_days(recorded)}
    for definition in study.visits:
        day = given.get(definition.oid)
        if day is None:
            continue
        if before is not None and day < before:
            text = Sentence("This day of lymphodepletion lies before the one before it.")
            yield Fault(_place_of(case, definition.oid), text)
        before = day


def _first_day(recorded: Recorded, form: str, item: str) -> date | None:
    days = (recorded.day(visit, form, item) for visit in recorded.subject.visits)
    return next((day for day in days if day is not None), None)


def _after_death(case: CaseSubject, subject: Subject, died: date) -> Iterator[Fault]:
    day = _moment(died.isoformat())
    for visit in subject.visits:
        if visit.date is not None and day is not None and visit.date > day:
            yield Fault(_place_of(case, visit.key), Sentence("The visit lies after the death."))
    for form in case.forms:
        for path, answer in form.answers.items():
            start = (
                _moment(answer.value) if form.form == "adverse_event" and path.endswith("/start") else None
            )
            if start is not None and day is not None and start > day:
                yield Fault(form.places.get(path, case.place), Sentence("The event begins after the death."))


def _infusions_in_turn(case: CaseSubject, study: Study, recorded: Recorded) -> Iterator[Fault]:
    before: date | None = None
    for definition in study.visits:
        record = recorded.first(definition.oid) if definition.kind is VisitKind.INFUSION else None
        started = None if record is None else recorded.day(record, "infusion", "start")
        if record is None or started is None:
            continue
        if before is not None and started <= before:
            yield Fault(_place_of(case, record.key), Sentence("The infusion lies before the one before it."))
        before = started


def _place_of(case: CaseSubject, visit: str) -> str:
    for form in case.forms:
        if form.visit == visit and form.form == "visit":
            return form.places.get("date", case.place)
    return case.place


def _remarkable(
    session: Session, case: CaseSubject, subject: Subject, assessment: Assessment
) -> Iterator[CaseWarning]:
    recorded = Recorded(subject, session.study)
    if assessment.eligibility.verdict is not Verdict.MET and any(
        day.given for day in assessment.lymphodepletion
    ):
        yield CaseWarning(
            case.oid,
            case.place,
            Sentence("Lymphodepletion was given, but eligibility is not recorded as complete."),
        )
    if any(cell.given for cell in assessment.infusions) and not any(
        day.given for day in assessment.lymphodepletion
    ):
        yield CaseWarning(
            case.oid, case.place, Sentence("An infusion was given, but no lymphodepletion is recorded.")
        )
    for remark in assessment.remarks:
        if remark.code in _AT_ITEMS:
            continue
        yield CaseWarning(
            case.oid, _place_of(case, remark.visit), _with_visit(remark.visit, remark.form, remark.sentence)
        )
    consent = _first_day(recorded, "consent", "signed")
    for visit in subject.visits:
        if visit.date is not None and consent is not None and visit.date < consent:
            values = {"visit": visit.key, "date": consent}
            text = Sentence("{visit} lies before consent, {date}.", values)
            yield CaseWarning(case.oid, _place_of(case, visit.key), text)
        if _unattributed(recorded, visit, assessment):
            text = Sentence(
                "{visit}: counts after lymphodepletion without attribution; they count as due to lupus.",
                {"visit": visit.key},
            )
            yield CaseWarning(case.oid, _place_of(case, visit.key), text)


def _with_visit(visit: str, form: str, sentence: Sentence) -> Sentence:
    return Sentence("{visit}, {form}: {text}", {"visit": visit, "form": form, "text": sentence})


# Below these a count reaches grade C of BILAG-2004 (scoring sheet 2.7), in BILAG units.
_LOW_COUNTS = {
    "90": Decimal(11), "91": Decimal(4), "92": Decimal(2), "93": Decimal(1), "94": Decimal(150),
}  # fmt: skip


def _unattributed(recorded: Recorded, visit: VisitRecord, assessment: Assessment) -> bool:
    """A low count within the weeks after conditioning whose attribution was not answered (scoring sheet 2.7)."""
    weeks = int(str(recorded.study.setting("attribution.weeks_after_ld")))
    given = [day.date for day in assessment.lymphodepletion if day.given and day.date is not None]
    if visit.date is None or not given or not 0 <= (visit.date - max(given)).days <= 7 * weeks:
        return False
    for item, limit in _LOW_COUNTS.items():
        value = recorded.number(visit, "bilag2004", item)
        answered = recorded.text(visit, "bilag2004", f"attribution_{item}")
        if value is not None and value < limit and not answered:
            return True
    return False
