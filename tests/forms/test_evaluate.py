"""A form now: relevance, missing answers, limits, proposals, rows (forms catalogue, section 0)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from workstation.definition.expression import parse
from workstation.definition.form import (
    Check,
    Choice,
    Form,
    Group,
    Item,
    ItemType,
    Limits,
    Requirement,
    UnitConversion,
)
from workstation.forms.answers import Answer, Answers, State
from workstation.forms.context import Context
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Proposal, Range, Severity
from workstation.messages import Sentence, Text

LABEL = Text("x", "x")
R = Requirement.REQUIRED


def form(*items: Item, checks: Iterable[Check] = (), rows: tuple[Item, ...] = ()) -> Form:
    groups = (Group("main", LABEL, items),) if items else ()
    if rows:
        groups = (*groups, Group("rows", LABEL, rows, repeating=True))
    return Form("f", 1, LABEL, LABEL, groups, tuple(checks))


def codes(state_of: object, path: str) -> list[str]:
    return [finding.code for finding in state_of.items[path].findings]  # type: ignore[attr-defined]


SEX = Item("sex", LABEL, ItemType.CHOICE, R, choices=(Choice("F", LABEL), Choice("M", LABEL)))
PREGNANT = Item("pregnant", LABEL, ItemType.YES_NO, R, relevant_if=parse("sex == 'F'"))
HB = Item(
    "hb",
    LABEL,
    ItemType.NUMBER,
    R,
    unit="g/L",
    units=(UnitConversion("g/dL", multiply=Decimal(10)),),
    soft=Limits(Decimal(60), Decimal(180)),
    hard=Limits(Decimal(20), Decimal(250)),
    result=True,
)


def test_a_blank_required_item_is_missing_and_an_answered_zero_is_not() -> None:
    count = Item("n", LABEL, ItemType.INTEGER, R)
    assert evaluate(form(count), Answers({})).missing == ("n",)
    assert evaluate(form(count), Answers({"n": Answer("0")})).missing == ()


def test_an_irrelevant_item_is_not_missing_and_its_kept_value_is_stale() -> None:
    state = evaluate(form(SEX, PREGNANT), Answers({"sex": Answer("M"), "pregnant": Answer("no")}))
    assert not state.items["pregnant"].relevant
    assert state.items["pregnant"].stale
    assert state.missing == ()


def test_an_item_that_depends_on_a_blank_is_not_relevant_yet() -> None:
    state = evaluate(form(SEX, PREGNANT), Answers({}))
    assert state.missing == ("sex",)


def test_soft_limits_warn_and_hard_limits_refuse() -> None:
    assert codes(evaluate(form(HB), Answers({"hb": Answer("190")})), "hb") == ["UNUSUAL"]
    refused = evaluate(form(HB), Answers({"hb": Answer("260")}))
    assert refused.refused[0].code == "IMPOSSIBLE"
    assert evaluate(form(HB), Answers({"hb": Answer("60")})).findings == ()
    assert evaluate(form(HB), Answers({"hb": Answer("180")})).findings == ()


def test_what_cannot_be_true_leaves_a_required_item_missing() -> None:
    state = evaluate(form(HB), Answers({"hb": Answer("260")}))
    assert state.missing == ("hb",)
    assert not state.complete
    assert evaluate(form(HB), Answers({"hb": Answer("190")})).missing == ()


def test_a_slip_of_unit_is_named_and_nothing_is_converted() -> None:
    state = evaluate(form(HB), Answers({"hb": Answer("9.2")}))
    finding = state.refused[0]
    assert isinstance(finding.sentence, Sentence)
    assert finding.sentence.values["other"] == "g/dL"
    assert state.items["hb"].typed == Decimal("9.2")


def test_limits_are_compared_in_the_first_unit() -> None:
    assert evaluate(form(HB), Answers({"hb": Answer("9.2", unit="g/dL")})).findings == ()


def test_low_counts_after_conditioning_do_not_warn() -> None:
    context = Context(soft_low_off=True)
    assert evaluate(form(HB), Answers({"hb": Answer("50")}), context).findings == ()


def test_reported_limits_come_before_those_of_the_laboratory() -> None:
    context = Context(ranges={"hb": Range(Decimal(115), Decimal(150), "", "default")})
    assert evaluate(form(HB), Answers({"hb": Answer("110")}), context).items["hb"].flag == "L"
    reported = Answers({"hb": Answer("110", lln="100", uln="140")})
    assert evaluate(form(HB), reported, context).items["hb"].flag == ""
    converted = Answers({"hb": Answer("15.1", unit="g/dL", lln="11.5", uln="15.0")})
    assert evaluate(form(HB), converted, context).items["hb"].flag == "H"


def test_a_result_below_what_the_assay_tells_is_low_only_where_that_is_sure() -> None:
    limits = Range(Decimal(90), Decimal(560), "", "default")
    cells = Item("cd19", LABEL, ItemType.NUMBER, unit="/uL", result=True)
    context = Context(ranges={"cd19": limits})
    assert (
        evaluate(form(cells), Answers({"cd19": Answer("5", operator="<")}), context).items["cd19"].flag == "L"
    )
    assert (
        evaluate(form(cells), Answers({"cd19": Answer("100", operator="<")}), context).items["cd19"].flag
        == ""
    )


def test_reversed_limits_of_a_result_are_refused() -> None:
    state = evaluate(form(HB), Answers({"hb": Answer("110", lln="150", uln="115")}))
    assert codes(state, "hb") == ["LIMITS_REVERSED"]


def test_not_done_in_a_required_item_asks_why_and_is_not_missing() -> None:
    state = evaluate(form(HB), Answers({"hb": Answer(state=State.NOT_DONE)}))
    assert state.missing == ()
    assert codes(state, "hb") == ["WHY_NOT_DONE"]
    given = evaluate(form(HB), Answers({"hb": Answer(state=State.NOT_DONE, reason="clotted")}))
    assert given.findings == ()


def test_a_proposal_that_differs_warns_until_a_reason_is_given() -> None:
    fever = Item("fever", LABEL, ItemType.YES_NO, R)
    context = Context(proposals={"fever": Proposal("yes", Sentence("38.4 °C"))})
    blank = evaluate(form(fever), Answers({}), context)
    assert blank.missing == ("fever",), "a proposal is never an answer"
    assert codes(evaluate(form(fever), Answers({"fever": Answer("no")}), context), "fever") == [
        "DIFFERS_FROM_RECORD"
    ]
    assert evaluate(form(fever), Answers({"fever": Answer("no", reason="infection")}), context).findings == ()
    assert evaluate(form(fever), Answers({"fever": Answer("yes")}), context).findings == ()


def test_a_large_change_since_the_last_visit_warns() -> None:
    weight = Item("kg", LABEL, ItemType.NUMBER, warn_change_percent=Decimal(5))
    context = Context(previous=Answers({"kg": Answer("60.0")}))
    assert evaluate(form(weight), Answers({"kg": Answer("63.0")}), context).findings == ()
    assert codes(evaluate(form(weight), Answers({"kg": Answer("63.1")}), context), "kg") == ["LARGE_CHANGE"]


def test_dates_before_birth_or_in_the_future_are_refused() -> None:
    day = Item("d", LABEL, ItemType.DATE)
    context = Context(today=date(2026, 11, 24), birth_date=date(1990, 1, 1))
    assert codes(evaluate(form(day), Answers({"d": Answer("1989-12-31")}), context), "d") == ["BEFORE_BIRTH"]
    assert codes(evaluate(form(day), Answers({"d": Answer("2026-11-25")}), context), "d") == ["IN_THE_FUTURE"]
    assert evaluate(form(day), Answers({"d": Answer("2026-11-24")}), context).findings == ()


def test_text_over_its_limit_is_refused_and_kept() -> None:
    note = Item("note", LABEL, ItemType.TEXT)
    long = Answers({"note": Answer("x" * 10_000)})
    state = evaluate(form(note), long)
    assert state.refused[0].code == "TOO_LONG"
    assert len(state.items["note"].answer.value) == 10_000
    assert evaluate(form(note), Answers({"note": Answer("x" * 4_000)})).refused == ()


def test_a_check_over_two_items_stands_at_its_item() -> None:
    low, high = Item("low", LABEL, ItemType.NUMBER), Item("high", LABEL, ItemType.NUMBER)
    check = Check(
        "ORDER", "high", parse("high <= low"), Text("High must be above low.", "高须大于低。"), hard=True
    )
    state = evaluate(form(low, high, checks=[check]), Answers({"low": Answer("90"), "high": Answer("80")}))
    assert [(finding.path, finding.severity) for finding in state.findings] == [("high", Severity.HARD)]
    half = evaluate(form(low, high, checks=[check]), Answers({"low": Answer("90")}))
    assert half.findings == (), "an unknown value decides nothing"


def test_every_row_is_judged_by_its_own_values() -> None:
    drug = Item("drug", LABEL, ItemType.TEXT, R)
    start, end = Item("start", LABEL, ItemType.DATE, R), Item("end", LABEL, ItemType.DATE)
    check = Check("END", "end", parse("end < start"), LABEL, hard=True, group="rows")
    answers = Answers(
        {
            "rows/1/drug": Answer("a"),
            "rows/1/start": Answer("2026-01-02"),
            "rows/1/end": Answer("2026-01-01"),
            "rows/2/start": Answer("2026-01-01"),
        }
    )
    state = evaluate(form(checks=[check], rows=(drug, start, end)), answers)
    assert [finding.path for finding in state.refused] == ["rows/1/end"]
    assert state.missing == ("rows/2/drug",)
