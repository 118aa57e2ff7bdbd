"""What would change an endpoint: single corrections of recorded answers that flip it, to be verified first.

Only what was recorded as present, active or as a number is tried: these are the answers on which the result rests. Each
correction is put in place of the answer and the whole visit is assessed again, so that nothing is decided twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from workstation.definition.study import Study
from workstation.forms.answers import Answer, Answers
from workstation.messages import Sentence, Text
from workstation.scoring.bilag_items import ITEMS, Kind
from workstation.scoring.sledai2k import KEYS
from workstation.trial.activity import STEROIDS
from workstation.trial.assess import assess
from workstation.trial.assessment import Assessment
from workstation.trial.bilag_record import FORM as BILAG
from workstation.trial.endpoint import Endpoints
from workstation.trial.recorded import Recorded
from workstation.trial.subject import LOGS, FormRecord, Subject

_SLEDAI, _BACKGROUND, _PGA = "sledai2k", "background_treatment", "pga"
_BEYOND = ("haemolytic_anaemia", "gi_activity", "new_features")
_FLAGS = ("maintenance_therapy_ok", "therapy_stable", "on_immunosuppressant", "on_biologic")
_PGA_STEPS = tuple(Decimal(step) / 10 for step in (-1, 1, -2, 2, -3, 3, -5, 5))
_SHARES = tuple(map(Decimal, ("0.9", "1.1", "0.75", "1.25")))
_DOSE_STEPS = tuple(map(Decimal, ("-1", "1", "-2.5", "2.5", "-5", "5")))
_NO, _YES = Answer("no"), Answer("yes")
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Try:
    """One answer and what it would be instead; ``shown`` are the words for it, ``label`` those for a row of a log."""

    form: str
    item: str
    answer: Answer
    shown: Text | Sentence | str
    label: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction that flips an endpoint: ``met`` is what it would become."""

    endpoint: str
    met: bool | None
    tried: Try


def corrections(
    subject: Subject, study: Study, assessment: Assessment, visit: str, told: Told | None = None
) -> tuple[Correction, ...]:
    """Every single correction at a visit that would flip SRI-4, LLDAS or DORIS; the nearest one of each item.

    Args:
        subject: as recorded, with what is being typed.
        study: the definitions.
        assessment: of this subject as it is.
        visit: the key of the visit.
        told: is called after each trial with how many were made, and of how many.
    """
    before = assessment.visit(visit)
    if before is None or before.endpoints is None:
        return ()
    tries, found = tuple(_tries(subject, study, visit)), dict[tuple[str, str, str], Correction]()
    for number, tried in enumerate(tries, start=1):
        after = assess(_with(subject, visit, tried), study, assessment.as_of, assessment).visit(visit)
        for endpoint, met in _flipped(before.endpoints, None if after is None else after.endpoints):
            found.setdefault((endpoint, tried.form, tried.item), Correction(endpoint, met, tried))
        if told is not None:
            told(number, len(tries))
    return tuple(sorted(found.values(), key=lambda each: _ORDER.index(each.endpoint)))


_ORDER = ("SRI-4", "LLDAS", "DORIS")


def _flipped(before: Endpoints, after: Endpoints | None) -> Iterator[tuple[str, bool | None]]:
    if after is None:
        return
    was, now = _results(before), _results(after)
    for endpoint in _ORDER:
        if was[endpoint] is not now[endpoint] and now[endpoint] is not None:
            yield endpoint, now[endpoint]


def _results(ends: Endpoints) -> dict[str, bool | None]:
    return {
        "SRI-4": ends.sri4.met,
        "LLDAS": ends.lldas.attained,
        "DORIS": ends.doris.remission,
    }


def _with(subject: Subject, visit: str, tried: Try) -> Subject:
    place = LOGS if tried.form == STEROIDS else visit
    answers = subject.answers(place, tried.form).with_answer(tried.item, tried.answer)
    record = subject.visit(visit)
    forms = subject.logs if place == LOGS else {} if record is None else record.forms
    return subject.with_form(place, FormRecord(tried.form, forms[tried.form].version, answers))


def _tries(subject: Subject, study: Study, visit: str) -> Iterator[Try]:
    yield from _present(subject.answers(visit, _SLEDAI), _SLEDAI, (*KEYS, *_BEYOND))
    yield from _pga(subject.answers(visit, _PGA))
    yield from _codes(subject.answers(visit, BILAG), study)
    yield from _measured(subject.answers(visit, BILAG))
    yield from _doses(subject, study, visit)
    background = subject.answers(visit, _BACKGROUND)
    for item in _FLAGS:
        value = background[item].value if item in background else ""
        if value in ("yes", "no"):
            yield Try(_BACKGROUND, item, _NO if value == "yes" else _YES, _said(value == "no"))


def _said(yes: bool) -> Sentence:
    return Sentence("Yes") if yes else Sentence("No")


def _present(answers: Answers, form: str, items: tuple[str, ...]) -> Iterator[Try]:
    for item in items:
        if item in answers and answers[item].value == "yes":
            yield Try(form, item, _NO, _said(False))


def _pga(answers: Answers) -> Iterator[Try]:
    """The nearest values on either side, a few tenths away."""
    if _PGA not in answers or answers[_PGA].unit:
        return
    try:
        value = Decimal(answers[_PGA].value)
    except ArithmeticError:
        return
    for step in _PGA_STEPS:
        if 0 <= value + step <= 3:
            shown = f"{value + step:f}"
            yield Try(_PGA, _PGA, Answer(shown), shown)


def _codes(answers: Answers, study: Study) -> Iterator[Try]:
    """Items that are present: another code, absent last; yes instead of no is nobody's slip in a quiet form."""
    definition = study.forms.get(BILAG)
    for path, answer in answers.by_path.items():
        if not path.isdigit() or int(path) not in ITEMS:
            continue
        kind = ITEMS[int(path)].kind
        if kind is Kind.YES_NO and answer.value == "yes":
            yield Try(BILAG, path, _NO, _said(False))
        if kind is Kind.ORDINAL and answer.value in ("1", "2", "3", "4"):
            item = None if definition is None else definition.items.get(path)
            for code in _nearest(answer.value):
                chosen = None if item is None else item.choice(code)
                words = {"code": code, "label": "" if chosen is None else chosen.label}
                yield Try(BILAG, path, Answer(code), Sentence("{code} {label}", words))


def _measured(answers: Answers) -> Iterator[Try]:
    """Measured items of BILAG-2004 a tenth and a quarter away, as exact as they were typed."""
    for path, answer in answers.by_path.items():
        number = int(path) if path.isdigit() else 0
        if number not in ITEMS or ITEMS[number].kind is not Kind.VALUE or answer.operator or answer.unit:
            continue
        for value in _around(answer.value):
            yield Try(BILAG, path, replace(answer, value=value), value)


def _around(text: str) -> tuple[str, ...]:
    try:
        value = Decimal(text)
    except ArithmeticError:
        return ()
    exact = Decimal(1).scaleb(int(value.as_tuple().exponent)) if value.is_finite() else Decimal(0)
    if not exact:
        return ()
    near = dict.fromkeys((value * share).quantize(exact) for share in _SHARES)
    return tuple(f"{each:f}" for each in near if each != value)


def _doses(subject: Subject, study: Study, visit: str) -> Iterator[Try]:
    """Doses of the ledger in the days before the visit, a usual step up or down."""
    day = None if (record := subject.visit(visit)) is None else record.date
    if day is None:
        return
    reach = timedelta(days=int(str(study.setting("glucocorticoid.mean_days"))))
    for row in Recorded(subject, study).rows(STEROIDS, "rows"):
        start, end, amount = row.day("start"), row.day("end"), row.number("mg_per_day")
        if start is None or amount is None or start > day or (end is not None and end < day - reach):
            continue
        path = f"rows/{row.key}/mg_per_day"
        answer = subject.answers(LOGS, STEROIDS).get(path, Answer())
        label = Sentence("{drug} since {date}", {"drug": _drug(study, row.text("drug")), "date": start})
        for step in _DOSE_STEPS:
            if amount + step >= 0:
                shown = f"{amount + step:f}"
                words = Sentence("{mg} mg/d", {"mg": shown})
                yield Try(STEROIDS, path, replace(answer, value=shown), words, label)


def _drug(study: Study, code: str) -> Text | str:
    form = study.forms.get(STEROIDS)
    item = None if form is None else form.row_items.get("rows", {}).get("drug")
    chosen = None if item is None else item.choice(code)
    return code if chosen is None else chosen.label


def _nearest(code: str) -> tuple[str, ...]:
    """The other codes, from the nearest."""
    return tuple(
        sorted((each for each in "01234" if each != code), key=lambda each: abs(int(each) - int(code)))
    )
