"""A small synthetic study and three subjects for the tests of paper; nothing in it is a trial's."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from workstation.definition.expression import parse
from workstation.definition.form import (
    Choice,
    Form,
    Group,
    Item,
    ItemType,
    ReferenceRange,
    Requirement,
    Scope,
    UnitConversion,
)
from workstation.definition.study import (
    Cohort,
    DoseLevel,
    Drug,
    Fact,
    FormPlan,
    Setting,
    Status,
    Study,
    VisitDefinition,
    VisitKind,
)
from workstation.forms.answers import Answer, Answers, State
from workstation.i18n import Language, Translator
from workstation.messages import Text
from workstation.paths import resources
from workstation.reports.visit_sheet import Provenance
from workstation.scoring.sledai2k import KEYS
from workstation.trial.subject import LOGS, FormRecord, Subject

DAY0 = date(2026, 3, 2)
NOWHERE = Path("no-translations")
TRANSLATORS = {language: Translator(language, NOWHERE) for language in Language}
ENGLISH = (TRANSLATORS[Language.ENGLISH],)
CHINESE = (TRANSLATORS[Language.CHINESE],)
BOTH = (*ENGLISH, *CHINESE)

_DESCRIPTOR_NAMES = {
    "arthritis": Text("Arthritis", "关节炎"),
    "rash": Text("Rash", "皮疹"),
    "proteinuria": Text("Proteinuria", "蛋白尿"),
    "low_complement": Text("Low complement", "低补体"),
    "urinary_casts": Text("Urinary casts", "管型尿"),
    "pyuria": Text("Pyuria", "脓尿"),
    "leukopenia": Text("Leukopenia", "白细胞减少"),
}
_RELATED = (
    Choice("possible", Text("possible", "可能有关")),
    Choice("definite", Text("definite", "肯定有关")),
)


def number(oid: str, en: str, zh: str, unit: str = "", decimals: int = 0, **more: Any) -> Item:
    """A required number."""
    fields: dict[str, Any] = {"required": Requirement.REQUIRED, "unit": unit, "decimals": decimals} | more
    return Item(oid, Text(en, zh), ItemType.NUMBER, **fields)


def item(oid: str, en: str, zh: str, type_: ItemType, **more: Any) -> Item:
    """An item of another type."""
    return Item(oid, Text(en, zh), type_, **more)


def form(oid: str, en: str, zh: str, *items: Item, rows: tuple[Item, ...] = (), **more: Any) -> Form:
    """A form of one group, with a repeating group ``rows`` if any are given."""
    groups = [Group("items", Text(en, zh), items)] if items else []
    if rows:
        groups.append(Group("rows", Text(en, zh), rows, repeating=True))
    return Form(oid, 1, Text(en, zh), Text(en, zh), tuple(groups), **more)


def _forms() -> dict[str, Form]:
    sampled = item("sampled", "Sampled", "采样时间", ItemType.DATETIME)
    laboratory = item("laboratory", "Laboratory", "检测实验室", ItemType.TEXT)
    cells, mass = "10^9/L", UnitConversion("g/dL", multiply=Decimal(10))
    ratio = UnitConversion("g/g", multiply=Decimal("113.12"))
    log = Scope.SUBJECT
    found = (
        form(
            "visit",
            "Visit",
            "访视",
            item("date", "Date", "日期", ItemType.DATETIME, required=Requirement.REQUIRED),
        ),
        form(
            "demography",
            "Demography",
            "人口学",
            item("sex", "Sex", "性别", ItemType.CHOICE, choices=(Choice("F", Text("Female", "女")),)),
            item("birth_date", "Birth date", "出生日期", ItemType.DATE),
            item(
                "cohort",
                "Cohort",
                "剂量组",
                ItemType.CHOICE,
                choices=(Choice("DL2-7d", Text("DL2-7d", "DL2-7d")),),
            ),
            item("planned_infusion", "Planned day 0", "计划回输日", ItemType.DATE),
        ),
        form(
            "vital_signs",
            "Vital signs",
            "生命体征",
            number("temperature_c", "Temperature", "体温", "°C", 1),
            number("systolic", "Systolic pressure", "收缩压", "mmHg"),
            number("diastolic", "Diastolic pressure", "舒张压", "mmHg"),
            number("weight_kg", "Weight", "体重", "kg", 1),
            number("height_cm", "Height", "身高", "cm", required=Requirement.OPTIONAL),
            number("lmp", "Hidden", "隐藏", "d", relevant_if=parse("temperature_c > 40")),
        ),
        form(
            "haematology",
            "Haematology",
            "血常规",
            sampled,
            laboratory,
            number("haemoglobin", "Haemoglobin", "血红蛋白", "g/L", result=True, units=(mass,)),
            number("wbc", "White cells", "白细胞", cells, 2, result=True),
            number("neutrophils", "Neutrophils", "中性粒细胞", cells, 2, result=True),
            number("platelets", "Platelets", "血小板", cells, result=True),
            laboratory=True,
        ),
        form(
            "urine",
            "Urine",
            "尿液",
            sampled,
            number("upcr", "Protein/creatinine", "尿蛋白/肌酐", "mg/mmol", 1, result=True, units=(ratio,)),
            laboratory=True,
        ),
        form(
            "sledai2k",
            "SLEDAI-2K",
            "SLEDAI-2K",
            *(
                Item(key, _DESCRIPTOR_NAMES.get(key, Text(key, key)), ItemType.YES_NO, Requirement.REQUIRED)
                for key in KEYS
            ),
        ),
        form("pga", "PGA", "医生总体评估", number("pga", "PGA", "PGA", "", 2)),
        form(
            "lymphodepletion",
            "Lymphodepletion",
            "清淋",
            *(
                number(f"{prefix}{drug}_mg", f"{drug} {prefix}".strip(), drug, "mg", 1)
                for drug in ("fludarabine", "cyclophosphamide")
                for prefix in ("prescribed_", "")
            ),
            item("fludarabine_start", "Fludarabine start", "氟达拉滨开始", ItemType.DATETIME),
        ),
        form(
            "infusion",
            "Infusion",
            "回输",
            item("given", "Given", "已回输", ItemType.YES_NO),
            item(
                "not_given",
                "Why not",
                "原因",
                ItemType.CHOICE,
                choices=(Choice("product", Text("product", "产品")),),
            ),
            item("lot", "Lot", "批号", ItemType.TEXT),
            item("start", "Start", "开始", ItemType.DATETIME),
            item("end", "End", "结束", ItemType.DATETIME),
            number("cells_e9", "Cells", "细胞数", "10^9", 3),
        ),
        form("visit_assessment", "Assessment", "评估", item("text", "Assessment", "评估", ItemType.TEXT)),
        form(
            "glucocorticoids",
            "Glucocorticoids",
            "糖皮质激素",
            scope=log,
            rows=(
                item(
                    "drug",
                    "Drug",
                    "药物",
                    ItemType.CHOICE,
                    choices=(Choice("prednisone", Text("Prednisone", "泼尼松")),),
                ),
                number("mg_per_day", "Dose", "剂量", "mg", 1),
                item("start", "Start", "开始", ItemType.DATE),
                item("end", "End", "结束", ItemType.DATE),
            ),
        ),
        form(
            "background_drugs",
            "Background",
            "背景治疗",
            scope=log,
            rows=(
                item(
                    "drug",
                    "Drug",
                    "药物",
                    ItemType.CHOICE,
                    choices=(Choice("hydroxychloroquine", Text("Hydroxychloroquine", "羟氯喹")),),
                ),
                number("dose", "Dose", "剂量"),
                item("unit", "Unit", "单位", ItemType.TEXT),
                item("frequency", "Frequency", "频次", ItemType.TEXT),
                item("start", "Start", "开始", ItemType.DATE),
            ),
        ),
        form(
            "adverse_event",
            "Adverse events",
            "不良事件",
            scope=log,
            rows=(
                item("term", "Term", "名称", ItemType.TEXT),
                number("grade", "Grade", "级别"),
                item("start", "Start", "开始", ItemType.DATE),
                item("end", "End", "结束", ItemType.DATE),
                item("serious", "Serious", "严重", ItemType.YES_NO),
                item("related_kn5501", "KN5501", "KN5501", ItemType.CHOICE, choices=_RELATED),
            ),
        ),
    )
    return {each.oid: each for each in found}


def _plan(*forms: str) -> tuple[FormPlan, ...]:
    return tuple(FormPlan(each, Requirement.REQUIRED) for each in forms)


def _visit(
    oid: str,
    en: str,
    zh: str,
    kind: VisitKind,
    day: int | None,
    early: int,
    late: int,
    *forms: str,
    **more: Any,
) -> VisitDefinition:
    return VisitDefinition(
        oid, Text(en, zh), Text(oid, oid), kind, day, early, late, forms=_plan(*forms), **more
    )


_SCORES = ("vital_signs", "haematology", "urine", "sledai2k", "pga")


def _released_settings() -> dict[str, Setting]:
    """The settings of the released study, so that the sample is assessed like a real one."""
    text = (resources() / "study" / "kn5501-sle.v1.toml").read_text("utf-8")
    found = tomllib.loads(text, parse_float=Decimal)["setting"]
    return {each["key"]: Setting(each["key"], Text("", ""), each["value"], Status.DEFAULT) for each in found}


def study() -> Study:
    """Screening, baseline, three days of conditioning, three infusions, day 28 and an unscheduled visit."""
    visits = (
        _visit("SCR", "Screening", "筛选访视", VisitKind.SCREENING, None, -28, -6, *_SCORES),
        _visit("BL", "Baseline", "基线访视", VisitKind.BASELINE, -6, -7, -6, *_SCORES),
        *(
            _visit(
                f"LD{place}",
                f"Lymphodepletion {place}",
                f"清淋第{place}天",
                VisitKind.LYMPHODEPLETION,
                day,
                day,
                day,
                "vital_signs",
                "lymphodepletion",
            )
            for place, day in ((1, -5), (2, -4), (3, -3))
        ),
        *(
            _visit(
                f"INF{index + 1}",
                f"Infusion {index + 1}",
                f"第{index + 1}次回输",
                VisitKind.INFUSION,
                None,
                -1 if index else 0,
                1 if index else 3,
                "vital_signs",
                "infusion",
                relative=True,
                interval_index=index,
            )
            for index in range(3)
        ),
        _visit("D28", "Day 28", "第28天访视", VisitKind.FOLLOW_UP, 28, 28, 30, *_SCORES, "visit_assessment"),
        _visit("W12", "Week 12", "第12周访视", VisitKind.ENDPOINT, 84, 77, 91, *_SCORES, "visit_assessment"),
        VisitDefinition(
            "UNS",
            Text("Unscheduled", "计划外访视"),
            Text("UNS", "计划外"),
            VisitKind.UNSCHEDULED,
            repeating=True,
        ),
    )
    return Study(
        oid="sample",
        version=1,
        title=Text("A sample", "样例"),
        short=Text("SAMPLE-1", "SAMPLE-1"),
        facts={
            "registry_number": Fact("registry_number", "NCT00000000", Status.DEFAULT),
            "site": Fact("site", Text("Sample Hospital", "样例医院"), Status.DEFAULT),
        },
        settings=_released_settings(),
        visits=visits,
        dose_levels={"DL2": DoseLevel("DL2", Decimal("1.5"), Status.DEFAULT)},
        cohorts={"DL2-7d": Cohort("DL2-7d", "DL2", 7, True, Status.DEFAULT)},
        drugs=(
            Drug(
                "fludarabine",
                Text("Fludarabine", "氟达拉滨"),
                Decimal(25),
                ("LD1", "LD2", "LD3"),
                Status.DEFAULT,
            ),
            Drug(
                "cyclophosphamide",
                Text("Cyclophosphamide", "环磷酰胺"),
                Decimal(300),
                ("LD1", "LD2", "LD3"),
                Status.DEFAULT,
            ),
        ),
        infusions=3,
        forms=_forms(),
        ranges=(
            ReferenceRange("Sample Hospital", "wbc", "F", 0, 120, Decimal("3.5"), Decimal("9.5")),
            ReferenceRange("Sample Hospital", "haemoglobin", "F", 0, 120, Decimal(115), Decimal(150)),
            ReferenceRange("Sample Hospital", "upcr", "F", 0, 120, None, Decimal(15)),
        ),
    )


def answers(**values: str | Answer) -> Answers:
    """Answers of one form by item."""
    return Answers({path: Answer(each) if isinstance(each, str) else each for path, each in values.items()})


def scored(*present: str, missing: tuple[str, ...] = ()) -> Answers:
    """A SLEDAI-2K with these descriptors present and these not done."""
    given = {key: Answer("yes" if key in present else "no") for key in KEYS}
    given |= {key: Answer(state=State.NOT_DONE, reason="sample lost") for key in missing}
    return Answers(given)


def record(subject: Subject, key: str, on: date | None, /, **forms: Answers) -> Subject:
    """The subject with forms saved at a visit; ``on`` None for a log."""
    for oid, given in forms.items():
        subject = subject.with_form(key, FormRecord(oid, 1, given), on)
    return subject


def rows(*lines: dict[str, str]) -> Answers:
    """Rows of a log."""
    return Answers(
        {
            f"rows/{place}/{key}": Answer(value)
            for place, line in enumerate(lines, 1)
            for key, value in line.items()
        }
    )


def day(offset: int) -> date:
    """The calendar day of a study day."""
    return DAY0 + timedelta(days=offset)


def vitals(temperature: str = "36.7") -> Answers:
    """Vital signs of a quiet day."""
    return answers(
        temperature_c=temperature, systolic="118", diastolic="74", weight_kg="58.0", height_cm="165"
    )


def treated() -> Subject:
    """A subject with screening, baseline, conditioning, three infusions and day 28 one day late."""
    subject = Subject("S-007", (), {})
    subject = record(
        subject,
        "SCR",
        day(-20),
        visit=answers(date=day(-20).isoformat()),
        demography=answers(
            sex="F", birth_date="1985-05-17", cohort="DL2-7d", planned_infusion=DAY0.isoformat()
        ),
        vital_signs=vitals(),
        sledai2k=scored("arthritis", "rash", "proteinuria", "low_complement"),
        pga=answers(pga="2.2"),
    )
    subject = record(
        subject,
        "BL",
        day(-7),
        vital_signs=vitals(),
        sledai2k=scored("arthritis", "rash", "proteinuria", "low_complement"),
        pga=answers(pga="2.1"),
    )
    for place in (1, 2, 3):
        given = answers(
            prescribed_fludarabine_mg="41",
            fludarabine_mg="41",
            prescribed_cyclophosphamide_mg="489",
            cyclophosphamide_mg="430" if place == 3 else "489",
            fludarabine_start=f"{day(place - 6).isoformat()}T09:10",
        )
        subject = record(subject, f"LD{place}", day(place - 6), vital_signs=vitals(), lymphodepletion=given)
    for place in (1, 2, 3):
        when = day(7 * (place - 1)).isoformat()
        given = answers(
            given="yes", lot=f"L0{place}", start=f"{when}T10:02", end=f"{when}T10:31", cells_e9="1.48"
        )
        subject = record(subject, f"INF{place}", day(7 * (place - 1)), vital_signs=vitals(), infusion=given)
    subject = record(
        subject,
        "D28",
        day(31),
        visit=answers(date=day(31).isoformat()),
        vital_signs=vitals(),
        haematology=answers(
            sampled=f"{day(31).isoformat()}T08:10",
            laboratory="Sample Hospital",
            haemoglobin=Answer("10.8", unit="g/dL"),
            wbc="3.1",
            neutrophils=Answer("0.5", operator="<", lln="1.8", uln="6.3"),
            platelets=Answer(state=State.NOT_DONE, reason="clotted"),
        ),
        urine=answers(upcr=Answer("0.71", unit="g/g")),
        sledai2k=scored("rash", "proteinuria", missing=("urinary_casts", "pyuria")),
        pga=answers(pga="0.8"),
        visit_assessment=answers(text="Rash fading, no new lesions. 皮疹消退，无新发皮损。"),
    )
    return _with_logs(subject)


def _with_logs(subject: Subject) -> Subject:
    return record(
        subject,
        LOGS,
        None,
        glucocorticoids=rows(
            {"drug": "prednisone", "mg_per_day": "15", "start": "2026-01-01", "end": day(14).isoformat()},
            {"drug": "prednisone", "mg_per_day": "7.5", "start": day(15).isoformat()},
        ),
        background_drugs=rows(
            {"drug": "hydroxychloroquine", "dose": "400", "unit": "mg/day", "start": "2025-02-01"}
        ),
        adverse_event=rows(
            {
                "term": "Fatigue",
                "grade": "2",
                "start": day(8).isoformat(),
                "serious": "no",
                "related_kn5501": "possible",
            },
            {"term": "Nausea", "grade": "1", "start": day(-5).isoformat(), "end": day(-3).isoformat()},
            {
                "term": "Lung infection",
                "grade": "3",
                "start": day(20).isoformat(),
                "end": day(29).isoformat(),
                "serious": "yes",
            },
        ),
    )


def provenance(as_of: date | None = None, **more: Any) -> Provenance:
    """The last entry of the sample subject."""
    fields: dict[str, Any] = {
        "entry_number": 4182,
        "entry_hash": "7f3c91ab04de1122" + "0" * 48,
        "person": "王㛃 (Wang)",
        "role": Text("Sub-investigator", "次要研究者"),
        "saved_at": datetime(2026, 4, 2, 2, 41, 18, tzinfo=UTC).astimezone(timezone(timedelta(hours=8))),
        "demo": False,
        "app_version": "0.1.0",
        "as_of": as_of or day(31),
    }
    return Provenance(**(fields | more))
