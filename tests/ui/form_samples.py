"""Small forms for the tests of the form engine, with what a trial would know beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from ui.view_models.form_editor import FormEditor
from workstation.definition.expression import parse
from workstation.definition.form import (
    Choice,
    Form,
    Group,
    Item,
    ItemType,
    Limits,
    Requirement,
    UnitConversion,
)
from workstation.forms.answers import EMPTY, Answer, Answers
from workstation.forms.context import NOTHING, Context
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Proposal, Range
from workstation.messages import Sentence, Text

ORDINAL = tuple(
    Choice(code, Text(en, zh), Text(f"What {en} means.", f"“{zh}”的含义。"))
    for code, en, zh in (
        ("0", "absent", "无"),
        ("1", "improving", "好转"),
        ("2", "same", "不变"),
        ("3", "worse", "加重"),
        ("4", "new", "新发"),
    )
)
SKIN = (
    (5, "Skin eruption – severe", "皮疹（重度）"),
    (6, "Skin eruption – mild", "皮疹（轻度）"),
    (9, "Mucosal ulceration – severe", "黏膜溃疡（重度）"),
    (10, "Mucosal ulceration – mild", "黏膜溃疡（轻度）"),
    (15, "Alopecia – severe", "脱发（重度）"),
    (16, "Alopecia – mild", "脱发（轻度）"),
)
RARE = (
    (7, "Angio-oedema – severe", "血管性水肿（重度）"),
    (13, "Major cutaneous vasculitis", "严重皮肤血管炎"),
)
REQUIRED = Requirement.REQUIRED


def ordinal(number: int, en: str, zh: str, common: bool = True) -> Item:
    """One item of the activity form: 0 to 4, or not done."""
    return Item(
        f"b{number}",
        Text(en, zh),
        ItemType.ORDINAL,
        REQUIRED,
        choices=ORDINAL,
        codes=("ND",),
        number=number,
        common=common,
    )


def activity_form() -> Form:
    """One system of the activity index with two rare items, and a second system."""
    skin = tuple(ordinal(*one) for one in SKIN) + tuple(ordinal(*one, common=False) for one in RARE)
    heart = (ordinal(44, "Myocarditis – mild", "心肌炎（轻度）"), ordinal(48, "Pleurisy", "胸膜炎"))
    groups = (
        Group("skin", Text("Mucocutaneous", "皮肤黏膜"), skin, rest_absent=True),
        Group("heart", Text("Cardiorespiratory", "心肺"), heart, rest_absent=True),
    )
    return Form("activity", 1, Text("Activity", "活动度"), Text("Activity", "活动度"), groups)


def haemoglobin() -> Item:
    """A laboratory result with an alternative unit."""
    return Item(
        "hb",
        Text("Haemoglobin", "血红蛋白"),
        ItemType.NUMBER,
        REQUIRED,
        unit="g/L",
        units=(UnitConversion("g/dL", multiply=Decimal(10)),),
        hard=Limits(Decimal(20), Decimal(250)),
        soft=Limits(Decimal(70), Decimal(180)),
        result=True,
    )


def blood_form() -> Form:
    """Laboratory results."""
    platelets = replace(
        haemoglobin(),
        oid="plt",
        label=Text("Platelets", "血小板"),
        unit="10^9/L",
        units=(),
        soft=Limits(Decimal(20), Decimal(800)),
        hard=Limits(Decimal(0), Decimal(3000)),
    )
    albumin = replace(
        platelets, oid="albumin", label=Text("Albumin", "白蛋白"), unit="g/L", required=Requirement.OPTIONAL
    )
    sampled = Item("sampled", Text("Sampled", "采样时间"), ItemType.DATETIME, REQUIRED)
    group = Group("results", Text("Haematology", "血常规"), (sampled, haemoglobin(), platelets, albumin))
    return Form("blood", 1, Text("Blood", "血液"), Text("Blood", "血液"), (group,), laboratory=True)


def mixed_form() -> Form:
    """One item of every kind, one that depends on another, and a table."""
    drugs = tuple(Choice(f"d{n}", Text(f"Drug {n}", f"药物{n}")) for n in range(1, 15))
    site = (
        Choice("axillary", Text("Armpit", "腋下")),
        Choice("ear", Text("Ear", "耳")),
        Choice("oral", Text("Mouth", "口腔")),
    )
    signs = tuple(Choice(f"s{n}", Text(f"Sign {n}", f"体征{n}")) for n in range(1, 12))
    temperature = Item(
        "temperature",
        Text("Temperature", "体温"),
        ItemType.NUMBER,
        REQUIRED,
        unit="degC",
        decimals=1,
        soft=Limits(Decimal("35.5"), Decimal("37.5")),
        hard=Limits(Decimal(30), Decimal(43)),
    )
    items = (
        Item("seen", Text("Date of examination", "检查日期"), ItemType.DATE, REQUIRED),
        temperature,
        Item("site", Text("Measured in", "测量部位"), ItemType.CHOICE, choices=site, codes=("UK",)),
        Item("pregnant", Text("Pregnant", "妊娠"), ItemType.YES_NO, codes=("ND", "NA", "UK")),
        Item(
            "weeks",
            Text("Weeks of pregnancy", "孕周"),
            ItemType.INTEGER,
            relevant_if=parse("pregnant == 'yes'"),
        ),
        Item("drug", Text("Main drug", "主要药物"), ItemType.CHOICE, REQUIRED, choices=drugs),
        Item("signs", Text("Signs", "体征"), ItemType.MULTI, choices=signs),
        Item("bmi", Text("Body mass index", "体质指数"), ItemType.CALCULATED, unit="kg/m2"),
        Item("doctor", Text("Assessed by", "评估者"), ItemType.PERSON, codes=()),
        Item("comment", Text("Comment", "备注"), ItemType.TEXT, codes=(), max_length=4000),
    )
    row = (
        Item("name", Text("Drug", "药物"), ItemType.TEXT, REQUIRED, max_length=200, codes=()),
        Item("dose", Text("Dose", "剂量"), ItemType.NUMBER, unit="mg", codes=()),
        Item("daily", Text("Every day", "每日"), ItemType.YES_NO, codes=()),
    )
    groups = (
        Group("examination", Text("Examination", "检查"), items),
        Group("drugs", Text("Other drugs", "其他药物"), row, repeating=True),
    )
    return Form("mixed", 1, Text("Mixed", "综合"), Text("Mixed", "综合"), groups)


def context() -> Context:
    """What the trial knows beside the forms: a proposal, a calculated value, the last visit, a reference range."""
    because = Sentence("From the vital signs of today.")
    return Context(
        previous=Answers(
            {"b5": Answer("2"), "b10": Answer("4"), "hb": Answer("118"), "temperature": Answer("36.7")}
        ),
        proposals={
            "temperature": Proposal("36.7", because),
            "bmi": Proposal("21.4", because),
            "pregnant": Proposal("no", because),
        },
        ranges={"hb": Range(Decimal(115), Decimal(150), "g/L", "laboratory")},
    )


def editor_of(form: Form, answers: Answers = EMPTY, known: Context = NOTHING) -> FormEditor:
    """An editor over the real evaluation."""
    return FormEditor(form, answers, _evaluator(form, known))


def _evaluator(form: Form, known: Context) -> Callable:
    return partial(evaluate, form, context=known)
