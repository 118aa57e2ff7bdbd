"""A small synthetic study and patients in several states, for what the window shows of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from workstation.definition.form import Form, Group, Item, ItemType, Requirement, Scope
from workstation.definition.study import (
    DoseLevel,
    Drug,
    FormPlan,
    Setting,
    Status,
    Study,
    VisitDefinition,
    VisitKind,
)
from workstation.forms.answers import Answer, Answers, State
from workstation.messages import Sentence, Text
from workstation.scoring.result import Verdict
from workstation.scoring.sledai2k import DESCRIPTORS, KEYS, score
from workstation.trial.assessment import (
    Assessment,
    Criterion,
    DrugDose,
    Eligibility,
    EventSummary,
    Infusion,
    LymphodepletionDay,
    PlannedVisit,
    Steroid,
    VisitAssessment,
)
from workstation.trial.subject import LOGS, FormRecord, Subject, VisitRecord
from workstation.trial.visit_state import VisitState, Window

TODAY = date(2026, 11, 22)

# code, short name, Chinese title, kind, day, earliest, latest
_VISITS = (
    ("SCR", "SCR", "筛选访视", VisitKind.SCREENING, None, -28, -6),
    ("BL", "BL", "基线访视", VisitKind.BASELINE, -6, -7, -6),
    ("LD1", "D−5", "清淋第1天", VisitKind.LYMPHODEPLETION, -5, -5, -5),
    ("LD2", "D−4", "清淋第2天", VisitKind.LYMPHODEPLETION, -4, -4, -4),
    ("LD3", "D−3", "清淋第3天", VisitKind.LYMPHODEPLETION, -3, -3, -3),
    ("R", "D−1", "休息日", VisitKind.REST, -1, -2, -1),
    ("INF1", "D0", "第1次回输", VisitKind.INFUSION, 0, 0, 3),
    ("D1", "D1", "第1天访视", VisitKind.FOLLOW_UP, 1, 1, 1),
    ("D3", "D3", "第3天访视", VisitKind.FOLLOW_UP, 3, 3, 3),
    ("INF2", "D7", "第2次回输", VisitKind.INFUSION, 7, 6, 8),
    ("D10", "D10", "第10天访视", VisitKind.FOLLOW_UP, 10, 9, 11),
    ("INF3", "D14", "第3次回输", VisitKind.INFUSION, 14, 13, 15),
    ("D17", "D17", "第17天访视", VisitKind.FOLLOW_UP, 17, 16, 18),
    ("D21", "D21", "第21天访视", VisitKind.FOLLOW_UP, 21, 19, 23),
    ("D28", "D28", "第28天访视", VisitKind.FOLLOW_UP, 28, 28, 30),
    ("W8", "W8", "第8周访视", VisitKind.FOLLOW_UP, 56, 53, 59),
    ("W12", "W12", "第12周访视", VisitKind.ENDPOINT, 84, 77, 91),
    ("W16", "W16", "第16周访视", VisitKind.FOLLOW_UP, 112, 105, 119),
    ("W20", "W20", "第20周访视", VisitKind.FOLLOW_UP, 140, 133, 147),
    ("W24", "W24", "第24周访视", VisitKind.ENDPOINT, 168, 154, 182),
    ("W36", "W36", "第36周访视", VisitKind.ENDPOINT, 252, 238, 266),
    ("W52", "W52", "第52周访视", VisitKind.ENDPOINT, 364, 350, 378),
)
_OPTIONAL = {"W16", "W20"}

_SLEDAI_NAMES = (
    "癫痫发作 精神症状 器质性脑病综合征 视觉障碍 颅神经病变 狼疮性头痛 脑血管意外 血管炎 "
    "关节炎 肌炎 管型尿 血尿 蛋白尿 脓尿 皮疹 脱发 黏膜溃疡 胸膜炎 心包炎 低补体 抗dsDNA抗体升高 "
    "发热 血小板减少 白细胞减少"
)
_SLEDAI_ZH = dict(
    zip(
        KEYS,
        _SLEDAI_NAMES.split(),
        strict=True,
    )
)


def study() -> Study:
    """A study of this trial's shape, with only what the window needs."""
    return Study(
        oid="kn5501-sle",
        version=1,
        title=Text("KN5501 in lupus", "KN5501治疗狼疮"),
        short=Text("KN5501-SLE", "KN5501-SLE"),
        facts={},
        settings={
            "dlt.window_days": Setting(
                "dlt.window_days", Text("DLT window", "DLT观察期"), 28, Status.VERIFIED
            ),
            "dlt.anchor": Setting(
                "dlt.anchor", Text("DLT anchor", "DLT起点"), "first_infusion", Status.SIBLING
            ),
        },
        visits=tuple(
            VisitDefinition(
                oid,
                Text(_title(oid, short), zh),
                Text(short, short),
                kind,
                day,
                low,
                high,
                optional=oid in _OPTIONAL,
                forms=_plans(oid),
            )
            for oid, short, zh, kind, day, low, high in _VISITS
        ),
        dose_levels={"DL2": DoseLevel("DL2", Decimal("1.5"), Status.PLACEHOLDER)},
        cohorts={},
        drugs=(
            Drug(
                "fludarabine",
                Text("Fludarabine", "氟达拉滨"),
                Decimal(25),
                ("LD1", "LD2", "LD3"),
                Status.VERIFIED,
            ),
            Drug(
                "cyclophosphamide",
                Text("Cyclophosphamide", "环磷酰胺"),
                Decimal(300),
                ("LD1", "LD2", "LD3"),
                Status.VERIFIED,
            ),
        ),
        infusions=3,
        forms={form.oid: form for form in _forms()},
        ranges=(),
    )


def _forms() -> tuple[Form, ...]:
    bare = [(oid, Text(oid, oid)) for oid in ("pga", "eligibility")]
    return (
        _sledai_form(),
        _ledger_form(),
        _b_cell_form(),
        *(_form(oid, title, Group("only", title, ())) for oid, title in bare),
    )


def _plans(oid: str) -> tuple[FormPlan, ...]:
    """Scores where the sample has them, and eligibility at screening."""
    forms = ["sledai2k", "pga"] if oid in SLEDAI else []
    forms += ["eligibility"] if oid == "SCR" else []
    return tuple(FormPlan(form, Requirement.REQUIRED) for form in forms)


def _title(oid: str, short: str) -> str:
    return {"SCR": "Screening", "BL": "Baseline"}.get(oid, f"Visit {short}")


def _form(oid: str, title: Text, group: Group, scope: Scope = Scope.VISIT) -> Form:
    return Form(oid, 1, title, title, (group,), scope=scope)


def _sledai_form() -> Form:
    items = tuple(
        Item(each.key, Text(each.key.replace("_", " ").capitalize(), _SLEDAI_ZH[each.key]), ItemType.YES_NO)
        for each in DESCRIPTORS
    )
    title = Text("SLEDAI-2K", "SLEDAI-2K")
    return _form("sledai2k", title, Group("descriptors", title, items))


def _ledger_form() -> Form:
    kinds = {"mg_per_day": ItemType.NUMBER, "start": ItemType.DATE, "end": ItemType.DATE}
    names = ("drug", "mg_per_day", "route", "start", "end", "kind")
    items = tuple(Item(name, Text(name, name), kinds.get(name, ItemType.TEXT)) for name in names)
    title = Text("Glucocorticoids", "糖皮质激素")
    return _form("glucocorticoids", title, Group("rows", title, items, repeating=True), Scope.SUBJECT)


def _b_cell_form() -> Form:
    label = Text("CD19+ B cells", "CD19+ B细胞")
    items = (Item("sampled", Text("Sampled", "采样"), ItemType.DATETIME),)
    cells = Item("cd19_b_cells", label, ItemType.NUMBER, unit="/µL", result=True)
    title = Text("B cells", "B细胞")
    return _form("b_cells_immunoglobulins", title, Group("results", title, (*items, cells)))


def ledger(*rows: tuple[str, str, int, int | None, str], anchor: date) -> Answers:
    """A steroid ledger: drug, mg a day, first and last study day, kind."""
    answers: dict[str, Answer] = {}
    for number, (drug, mg, start, end, kind) in enumerate(rows, 1):
        values = {"drug": drug, "mg_per_day": mg, "route": "oral", "kind": kind}
        values["start"] = (anchor + timedelta(days=start)).isoformat()
        if end is not None:
            values["end"] = (anchor + timedelta(days=end)).isoformat()
        answers |= {f"rows/{number}/{item}": Answer(value) for item, value in values.items() if value}
    return Answers(answers)


STEROIDS = (
    ("prednisone", "20", -40, -1, "maintenance"),
    ("prednisone", "15", 0, 6, "taper"),
    ("prednisone", "10", 7, 13, "taper"),
    ("prednisone", "7.5", 14, None, "maintenance"),
)
B_CELLS = {
    "SCR": "142",
    "BL": "128",
    "INF1": "64",
    "D3": "6",
    "INF2": "2",
    "D10": "<1",
    "INF3": "<1",
    "D21": "1",
}
SLEDAI = {
    "SCR": ("arthritis", "rash", "alopecia", "proteinuria", "low_complement", "increased_dna_binding"),
    "BL": ("arthritis", "rash", "proteinuria", "low_complement", "increased_dna_binding"),
    "INF3": ("rash", "proteinuria", "low_complement"),
    "D21": ("proteinuria", "low_complement"),
}
PGA = {"SCR": "2.2", "BL": "2.1", "INF3": "1.2", "D21": "0.8"}


def subject(anchor: date, upto: int) -> Subject:
    """What is recorded of a patient up to a study day."""
    visits = tuple(
        VisitRecord(oid, oid, anchor + timedelta(days=day), _records(oid))
        for oid, day in actual_days().items()
        if day <= upto
    )
    steroid = FormRecord("glucocorticoids", 1, ledger(*STEROIDS, anchor=anchor))
    return Subject("S-007", visits, {"glucocorticoids": steroid})


def _records(oid: str) -> dict[str, FormRecord]:
    records = {plan.form: FormRecord(plan.form, 1, Answers({})) for plan in _plans(oid)}
    text = B_CELLS.get(oid)
    if text is not None:
        answer = Answer(text.lstrip("<"), operator="<" if text.startswith("<") else "")
        cells = Answers({"cd19_b_cells": answer})
        records["b_cells_immunoglobulins"] = FormRecord("b_cells_immunoglobulins", 1, cells)
    return records


def actual_days() -> dict[str, int]:
    """Study days on which visits of the sample took place: screening early, the rest on its ideal day."""
    days = {oid: day for oid, _, _, _, day, _, _ in _VISITS if day is not None}
    return {"SCR": -23, **days, "D10": 12}


def schedule(anchor: date, upto: int, as_of: date) -> tuple[PlannedVisit, ...]:
    """Every visit of the study with its dates and state for a patient seen up to a study day."""
    return tuple(_planned(row, anchor, upto, as_of) for row in _VISITS)


def _planned(row: tuple, anchor: date, upto: int, as_of: date) -> PlannedVisit:
    oid, _, _, kind, day, low, high = row
    actual = actual_days()[oid]
    low, high = (day, day) if kind is VisitKind.LYMPHODEPLETION else (low, high)
    due = None if day is None else anchor + timedelta(days=day)
    earliest, latest = anchor + timedelta(days=low), anchor + timedelta(days=high)
    done = actual <= upto
    when = anchor + timedelta(days=actual)
    standing = Window.EARLY if when < earliest else Window.LATE if when > latest else Window.IN
    return PlannedVisit(
        oid=oid,
        key=oid,
        due=due,
        earliest=earliest,
        latest=latest,
        state=VisitState.DONE if done else _state(due, earliest, latest, as_of),
        actual=when if done else None,
        day=actual if done else day,
        window=standing if done else Window.NONE,
        optional=oid in _OPTIONAL,
    )


def _state(due: date | None, earliest: date, latest: date, as_of: date) -> VisitState:
    if as_of > latest:
        return VisitState.OVERDUE
    if as_of == due:
        return VisitState.DUE
    return VisitState.OPEN if as_of >= earliest else VisitState.PLANNED


def visit_assessment(oid: str, anchor: date, missing: tuple[str, ...] = ()) -> VisitAssessment:
    """The indices of one visit of the sample."""
    day = actual_days()[oid]
    present = SLEDAI.get(oid)
    sledai = None
    if present is not None:
        sledai = score({key: None if key in missing else key in present for key in KEYS})
    change = None if sledai is None or sledai.total is None or oid in ("SCR", "BL") else sledai.total - 14
    pga = Decimal(PGA[oid]) if oid in PGA else None
    return VisitAssessment(
        key=oid,
        oid=oid,
        date=anchor + timedelta(days=day),
        day=day,
        window=Window.IN,
        sledai=sledai,
        sledai_differs={},
        pga=pga,
        pga_band="",
        steroid=Steroid(
            Decimal("7.5"), Sentence("Mean prednisone-equivalent from 2026-11-15 to 2026-11-21: 7.5 mg/day.")
        ),
        sledai_change=change,
        pga_change=None if pga is None or oid in ("SCR", "BL") else pga - Decimal("2.1"),
    )


def assessment(
    day: int = 21, upto: int = 21, missing: tuple[str, ...] = (), code: str = "S-007"
) -> Assessment:
    """A patient of dose level 2 on a study day, seen up to a study day."""
    anchor = TODAY - timedelta(days=day)
    plan = schedule(anchor, upto, TODAY)
    done = [visit.oid for visit in plan if visit.state is VisitState.DONE]
    return Assessment(
        subject=code,
        as_of=TODAY,
        status=Text("In treatment", "治疗中"),
        status_code="treatment",
        sex="F",
        birth_date=date(1992, 3, 1),
        age=34,
        cohort="DL2-7d",
        dose_level="DL2",
        anchor=anchor,
        anchor_actual=day >= 0,
        study_day=day,
        schedule=plan,
        next_visit=next((visit for visit in plan if visit.state is not VisitState.DONE), None),
        missed=(),
        visits=tuple(visit_assessment(oid, anchor, missing if oid == done[-1] else ()) for oid in done),
        baseline="BL" if "BL" in done else None,
        eligibility=eligibility(),
        lymphodepletion=tuple(depletion(anchor, number, upto) for number in (1, 2, 3)),
        infusions=tuple(infusion(anchor, number, upto) for number in (1, 2, 3)),
        bsa_m2=Decimal("1.6438"),
        events=events(anchor) if day > 10 else (),
        remarks=(),
        closed=False,
    )


def eligibility() -> Eligibility:
    """Fourteen of sixteen criteria answered as they should be, one failing, one open."""
    criteria = tuple(
        Criterion(f"i{number}", Text(f"Criterion {number}", f"标准{number}"), True, "met", Verdict.MET, None)
        for number in range(1, 15)
    )
    failing = Criterion(
        "i4_sledai",
        Text("SLEDAI-2K of at least 8", "SLEDAI-2K ≥ 8分"),
        True,
        "not_met",
        Verdict.NOT_MET,
        Sentence("SLEDAI-2K is {value}.", {"value": 6}),
    )
    unknown = Criterion(
        "i8_lvef",
        Text("LVEF of at least 50 %", "LVEF ≥ 50%"),
        True,
        "",
        Verdict.CANNOT_TELL,
        Sentence("LVEF is not recorded."),
    )
    return Eligibility(Verdict.CANNOT_TELL, (*criteria, failing, unknown), ("i8_lvef",), "", ())


def depletion(anchor: date, number: int, upto: int) -> LymphodepletionDay:
    """One day of conditioning; the third day's fludarabine was reduced."""
    day = -6 + number
    given = upto >= day
    reduced = number == 3
    return LymphodepletionDay(
        visit=f"LD{number}",
        day=day,
        date=anchor + timedelta(days=day) if given else None,
        bsa_m2=Decimal("1.6438"),
        height_cm=Decimal(165),
        weight_kg=Decimal(59),
        weight_date=anchor - timedelta(days=6),
        creatinine_umol_l=Decimal(96),
        creatinine_date=anchor - timedelta(days=6),
        clearance_ml_min=Decimal("65.4"),
        advice=Sentence(
            "Creatinine clearance {value} mL/min: the label advises 20 mg/m².", {"value": Decimal("65.4")}
        ),
        drugs=(
            DrugDose(
                "fludarabine",
                Decimal("41.1"),
                Decimal(33) if reduced else Decimal(41),
                (Decimal(33) if reduced else Decimal(41)) if given else None,
                reduced if given else None,
                Decimal(20),
                Decimal("32.9"),
            ),
            DrugDose(
                "cyclophosphamide", Decimal("493.1"), Decimal(492), Decimal(492) if given else None, False
            ),
        ),
        given=given,
    )


def infusion(anchor: date, number: int, upto: int) -> Infusion:
    """One infusion of dose level 2."""
    day = 7 * (number - 1)
    given = True if upto >= day else None
    when = anchor + timedelta(days=day)
    cells = Decimal("1.48") if given else None
    ratio = Decimal("0.987") if given else None
    return Infusion(
        f"INF{number}",
        number,
        when,
        when if given else None,
        day,
        Decimal("1.5"),
        cells,
        "LOT-07" if given else "",
        given,
        "",
        ratio,
    )


def events(anchor: date) -> tuple[EventSummary, ...]:
    """Four events: two over, one after the other, one still going on, one serious."""
    return (
        _event("1", "Pyrexia", 1, anchor, 0, 1),
        _event("2", "Lymphocyte count decreased", 4, anchor, -2, 8),
        _event("3", "Neutrophil count decreased", 3, anchor, 1, 11),
        _event("4", "Fatigue", 2, anchor, 8, None),
    )


def _event(row: str, term: str, grade: int, anchor: date, start: int, end: int | None) -> EventSummary:
    return EventSummary(
        row=row,
        term=term,
        grade=grade,
        start=anchor + timedelta(days=start),
        end=None if end is None else anchor + timedelta(days=end),
        ongoing=end is None,
        serious=grade == 4,
        teae=True,
        period="treatment",
    )


def screening() -> Assessment:
    """A patient in screening: no infusion is planned, so the schedule has no dates."""
    first = assessment(-10, -23)
    undated = tuple(
        replace(visit, due=None, earliest=None, latest=None, state=VisitState.PLANNED)
        if visit.oid != "SCR"
        else visit
        for visit in first.schedule
    )
    return replace(
        first,
        status=Text("Screening", "筛选中"),
        status_code="screening",
        cohort="",
        dose_level="",
        anchor=None,
        study_day=None,
        schedule=undated,
        next_visit=replace(undated[0], state=VisitState.OPEN, due=None, actual=None),
        baseline=None,
        lymphodepletion=(),
        infusions=(),
        bsa_m2=None,
    )


def not_done(answers: Answers, item: str) -> Answers:
    """The same answers with one item not done."""
    return answers.with_answer(item, Answer(state=State.NOT_DONE))


__all__ = ["LOGS", "TODAY", "assessment", "screening", "study", "subject"]
