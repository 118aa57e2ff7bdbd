"""Eligibility: what the record can tell about each criterion, beside what the person answered (trial sheet 1.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workstation.definition.form import Item, ItemType
from workstation.forms.answers import State
from workstation.messages import Sentence
from workstation.scoring.bilag import count, meets_trial_entry
from workstation.scoring.bilag_result import Grade
from workstation.scoring.result import Verdict, all_of, any_of, verdict
from workstation.trial.activity import sledai
from workstation.trial.assessment import Criterion, Eligibility
from workstation.trial.bilag_record import assess_bilag
from workstation.trial.recorded import Recorded, Row
from workstation.trial.subject import VisitRecord
from workstation.trial.treatment import Person

FORM = "eligibility"
MAY_NOT_APPLY = "i3_contraception"
"""The one inclusion criterion that need not apply; elsewhere "not applicable" leaves it open."""
_Judged = tuple[bool | None, Sentence]
_BACKGROUND_DAYS = 182
_ANTIBIOTIC_DAYS = 7
_LOOK_BACK_DAYS = 730
_WASHOUT_DAYS = 28
_PROOF = ("hbsag", "hiv", "dna_positive")
_SCREENED = ("hbsag", "hiv")
_ASKING = ("hcv_ab", "syphilis", "tb_test")
# The usual definition of selective IgA deficiency; between it and the laboratory's limit a person judges.
_IGA_ABSENT = Decimal("0.07")
_PARTNERS = frozenset({"immunosuppressant", "biologic"})


@dataclass(frozen=True, slots=True)
class _Question:
    """What the computed criteria may look at: the record until a day (before the first conditioning dose)."""

    recorded: Recorded
    person: Person
    until: date


def assess_eligibility(recorded: Recorded, person: Person, until: date) -> Eligibility:
    """All criteria in force with answer and computation; eligible needs all I met, no E met, and the decision."""
    visit = _answered_at(recorded)
    question = _Question(recorded, person, until)
    criteria = tuple(_criterion(question, visit, item) for item in _criteria(recorded))
    decided = "" if visit is None else recorded.text(visit, FORM, "decision")
    failing = tuple(c for c in criteria if _holds(c) is False)
    unknown = tuple(c for c in criteria if _holds(c) is None)
    why = tuple(Sentence("{criterion} is not fulfilled.", {"criterion": c.label}) for c in failing)
    why += tuple(Sentence("{criterion} is open.", {"criterion": c.label}) for c in unknown)
    if not decided:
        why += (Sentence("The investigator has not decided yet."),)
    overall = (
        Verdict.NOT_MET
        if failing or decided == "no"
        else Verdict.CANNOT_TELL
        if unknown or not decided
        else Verdict.MET
    )
    return Eligibility(overall, criteria, tuple(c.key for c in unknown), decided, why)


def proposals(recorded: Recorded, person: Person, until: date) -> dict[str, _Judged]:
    """The criteria that the record can decide, True = the sentence of the criterion is true."""
    question = _Question(recorded, person, until)
    return {key: judge(question) for key, judge in _RULES.items()}


def _answered_at(recorded: Recorded) -> VisitRecord | None:
    found = [visit for visit in recorded.subject.visits if recorded.answers(visit, FORM)]
    return found[-1] if found else None


def _criteria(recorded: Recorded) -> tuple[Item, ...]:
    form = recorded.study.forms.get(FORM)
    if form is None:
        return ()
    template = recorded.study.settings.get("eligibility.exclusion_template")
    on = template is not None and template.value is True
    return tuple(
        item
        for item in form.items.values()
        if item.type is ItemType.CHOICE
        and item.choice("not_met") is not None
        and (item.relevant_if is None or on)
    )


def _criterion(question: _Question, visit: VisitRecord | None, item: Item) -> Criterion:
    answer = None if visit is None else question.recorded.answer(visit, FORM, item.oid)
    code = "" if answer is None else answer.value if answer.state is State.VALUE else answer.state.value
    judge = _RULES.get(item.oid)
    judged = judge(question) if judge is not None else None
    return Criterion(
        key=item.oid,
        label=item.label,
        inclusion=item.oid.startswith("i"),
        answer=code,
        computed=None if judged is None else verdict(judged[0]),
        because=None if judged is None else judged[1],
    )


def _holds(criterion: Criterion) -> bool | None:
    """Whether the criterion speaks for treating; only what a person answered counts."""
    if criterion.answer == State.NOT_APPLICABLE.value:
        return True if criterion.key == MAY_NOT_APPLY else None
    met = {"met": True, "not_met": False}.get(criterion.answer)
    return met if criterion.inclusion or met is None else not met


def _age_consent(question: _Question) -> _Judged:
    for visit in question.recorded.subject.visits:
        signed = question.recorded.day(visit, "consent", "signed")
        if signed is not None:
            age = question.person.age(signed)
            if age is None:
                return None, Sentence("The date of birth is not recorded.")
            return 18 <= age <= 65, Sentence(
                "Age at consent on {date}: {age} years.", {"date": signed, "age": age}
            )
    return None, Sentence("Consent is not recorded.")


def _acr1997(question: _Question) -> _Judged:
    for visit in question.recorded.subject.visits:
        found = question.recorded.value(visit, "history", "acr1997")
        if isinstance(found, frozenset):
            return len(found) >= 4, Sentence(
                "{count} of 11 criteria of 1997 recorded.", {"count": len(found)}
            )
    return None, Sentence("The criteria of 1997 are not recorded.")


def _contraception(question: _Question) -> _Judged:
    childbearing = question.recorded.demography("childbearing")
    if childbearing in ("post_menopausal", "sterile", "NA") or question.person.sex == "M":
        return True, Sentence("Not applicable: no childbearing potential.")
    return None, Sentence("Ask: effective contraception until 90 days after the last dose.")


def _sledai(question: _Question) -> _Judged:
    found = [(visit, index) for visit in _before(question) if (index := sledai(question.recorded, visit))]
    for visit, index in found:
        if index.total is not None:
            values = {"total": index.total, "date": visit.date}
            return index.total >= 8, Sentence("SLEDAI-2K {total} on {date}.", values)
    for visit, index in found:
        values = {"total": index.partial_total, "date": visit.date, "count": len(index.missing)}
        if index.partial_total >= 8:
            return True, Sentence("SLEDAI-2K at least {total} on {date}.", values)
        return None, Sentence("SLEDAI-2K is incomplete, descriptors not done: {count}.", values)
    return None, Sentence("SLEDAI-2K is not recorded.")


def _bilag(question: _Question) -> _Judged:
    """One A or two B at the last assessment; a provisional grade is at least what it is (scoring sheet 2.9, 2.11)."""
    index = assess_bilag(question.recorded, question.until)
    visit = next((visit for visit in _before(question) if visit.key in index), None)
    if visit is None:
        return None, Sentence("BILAG-2004 is not recorded.")
    graded = index[visit.key].overall
    values = {
        "a": count(graded.grades, Grade.A),
        "b": count(graded.grades, Grade.B),
        "date": visit.date,
    }
    if meets_trial_entry(graded.grades):
        return True, Sentence("BILAG-2004 on {date}: A {a}, B {b}.", values)
    if graded.evaluable:
        return False, Sentence("BILAG-2004 on {date}: A {a}, B {b}.", values)
    return None, Sentence("BILAG-2004 on {date}: not every system can be graded yet.", values)


def _serology(question: _Question) -> _Judged:
    ana = _latest_code(question, "immunology", "ana_titre")
    anti_sm = _latest_code(question, "immunology", "anti_sm")
    titre = None if not ana else ana not in ("<80",)
    sm = {"pos": True, "neg": False}.get(anti_sm)
    dsdna = _above_limit(question, "immunology", "anti_dsdna")
    found = any_of(titre, sm, dsdna)
    if found is None:
        return None, Sentence("ANA, anti-Sm and anti-dsDNA do not decide it yet.")
    shown = [Sentence("ANA {titre}", {"titre": ana})] if ana else []
    if sm is not None:
        shown.append(Sentence("anti-Sm positive") if sm else Sentence("anti-Sm negative"))
    if dsdna is not None:
        shown.append(
            Sentence("anti-dsDNA above its limit") if dsdna else Sentence("anti-dsDNA not above its limit")
        )
    return found, Sentence("Serology: {results}.", {"results": tuple(shown)})


def _counts(question: _Question) -> _Judged:
    neutrophils = question.recorded.last("haematology", "neutrophils", question.until)
    haemoglobin = question.recorded.last("haematology", "haemoglobin", question.until)
    if neutrophils is None or haemoglobin is None:
        return None, Sentence("Neutrophils or haemoglobin are not recorded.")
    values = {"neutrophils": str(neutrophils.measured), "haemoglobin": str(haemoglobin.measured)}
    enough = all_of(neutrophils.measured.at_least(Decimal(1)), haemoglobin.measured.at_least(Decimal(60)))
    return enough, Sentence("Neutrophils {neutrophils} ×10⁹/L, haemoglobin {haemoglobin} g/L.", values)


def _lvef(question: _Question) -> _Judged:
    found = question.recorded.last("ecg_echo", "lvef", question.until)
    if found is None:
        return None, Sentence("The ejection fraction is not recorded.")
    values = {"value": str(found.measured), "date": found.date}
    return found.measured.at_least(Decimal(50)), Sentence("Ejection fraction {value} % on {date}.", values)


def _background(question: _Question) -> _Judged:
    """An oral steroid together with any partner, without a gap, up to now (partners may follow each other)."""
    recorded = question.recorded
    rows = [
        row for visit in recorded.subject.visits for row in recorded.rows("medication_history", "rows", visit)
    ]
    steroids = [row for row in rows if row.text("class") == "steroid" and row.text("route") in ("oral", "")]
    partners = [row for row in rows if row.text("class") in _PARTNERS]
    if not rows:
        return None, Sentence("Earlier medication is not recorded.")
    if any(row.day("start") is None for row in (*steroids, *partners)):
        return None, Sentence("A start of the steroid or its partner is not known to the day.")
    days = _days_together(
        _covered(steroids, question.until), _covered(partners, question.until), question.until
    )
    text = Sentence(
        "Oral steroid with an immunosuppressant or biologic for {days} days until now.", {"days": days}
    )
    return days >= _BACKGROUND_DAYS, text


def _covered(rows: Sequence[Row], until: date) -> frozenset[int]:
    """The days of the last two years on which one of the rows was taken."""
    first = until.toordinal() - _LOOK_BACK_DAYS
    days: set[int] = set()
    for row in rows:
        start, end = row.day("start"), row.day("end")
        last = until if end is None else min(end, until)
        if start is not None:
            days.update(range(max(start.toordinal(), first), last.toordinal() + 1))
    return frozenset(days)


def _days_together(steroid: frozenset[int], partner: frozenset[int], until: date) -> int:
    """How many days in a row, ending within the washout before now, both were taken."""
    both = steroid & partner
    last = next(
        (day for day in range(until.toordinal(), until.toordinal() - _WASHOUT_DAYS - 1, -1) if day in both), 0
    )
    count = 0
    while last and last - count in both:
        count += 1
    return count


def _infection(question: _Question) -> _Judged:
    since = question.until - timedelta(days=_ANTIBIOTIC_DAYS)
    for row in question.recorded.rows("concomitant_medication", "rows"):
        start, end = row.day("start"), row.day("end")
        if (
            row.text("class") == "antibiotic_iv"
            and start is not None
            and start <= question.until
            and (end is None or end >= since)
        ):
            return True, Sentence("Intravenous antibiotic {name} within 7 days.", {"name": row.text("name")})
    return None, Sentence("No intravenous antibiotic is recorded within 7 days; ask for active infection.")


def _pregnancy(question: _Question) -> _Judged:
    for visit in _before(question):
        result = question.recorded.text(visit, "pregnancy_test", "result")
        if result == "pos":
            return True, Sentence("Pregnancy test positive on {date}.", {"date": visit.date})
        if result:
            return None, Sentence(
                "Pregnancy test not positive on {date}; ask for breast-feeding.", {"date": visit.date}
            )
    return None, Sentence("No pregnancy test is recorded; ask for breast-feeding.")


def _virus(question: _Question) -> _Judged:
    """Only what proves an infection decides it; antibodies and skin tests may be old, so they ask."""
    found = {item: _latest_code(question, "virology", item) for item in (*_PROOF, *_ASKING)}
    positive = tuple(item for item in _PROOF if found[item] in ("pos", "yes"))
    labels = question.recorded.study.forms["virology"].items
    if positive:
        results = tuple(labels[item].label for item in positive)
        return True, Sentence("Positive: {results}.", {"results": results})
    asked = tuple(labels[item].label for item in _ASKING if found[item] not in ("neg", ""))
    if asked:
        return None, Sentence("Not negative: {results}; is the infection active?", {"results": asked})
    missing = tuple(labels[item].label for item in (*_SCREENED, *_ASKING) if not found[item])
    if missing:
        return None, Sentence("Not recorded: {results}.", {"results": missing})
    return False, Sentence("Hepatitis B and C, HIV, syphilis and tuberculosis: all negative.")


def _iga(question: _Question) -> _Judged:
    for visit in _before(question):
        measured = question.recorded.measurement(visit, "b_cells_immunoglobulins", "iga")
        if measured is None:
            continue
        values = {"value": str(measured), "date": visit.date}
        if measured.below(_IGA_ABSENT) is True:
            return True, Sentence("IgA {value} g/L on {date}.", values)
        limit = question.recorded.limit(visit, "b_cells_immunoglobulins", "iga", "lln")
        if limit is not None and measured.at_least(limit) is True:
            return False, Sentence("IgA {value} g/L on {date}, not below its limit.", values)
        return None, Sentence("IgA {value} g/L on {date}; is it a deficiency?", values)
    return None, Sentence("IgA is not recorded.")


def _before(question: _Question) -> list[VisitRecord]:
    return [
        v
        for v in reversed(question.recorded.subject.visits)
        if v.date is not None and v.date <= question.until
    ]


def _latest_code(question: _Question, form: str, item: str) -> str:
    return next(
        (code for visit in _before(question) if (code := question.recorded.text(visit, form, item))), ""
    )


def _above_limit(question: _Question, form: str, item: str) -> bool | None:
    for visit in _before(question):
        measured = question.recorded.measurement(visit, form, item)
        if measured is not None:
            limit: Decimal | None = question.recorded.limit(visit, form, item, "uln")
            return None if limit is None else measured.above(limit)
    return None


_RULES: Mapping[str, Callable[[_Question], _Judged]] = {
    "i1_age_consent": _age_consent,
    "i2_acr1997": _acr1997,
    "i3_contraception": _contraception,
    "i4_sledai": _sledai,
    "i5_bilag": _bilag,
    "i6_serology": _serology,
    "i7_counts": _counts,
    "i8_lvef": _lvef,
    "i9_background": _background,
    "e2_infection": _infection,
    "e7_pregnancy_lactation": _pregnancy,
    "e8_active_virus_tb": _virus,
    "e9_iga_deficiency": _iga,
}
