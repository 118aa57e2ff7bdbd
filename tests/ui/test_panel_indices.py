"""The cards of BILAG-2004, of the endpoints and of what does not go together."""

from __future__ import annotations

from pathlib import Path

from tests.trial.course import Course, day, study
from tests.trial.test_endpoints import followed, scored
from ui.widgets.panel_build import AtHand, cards_of
from ui.widgets.panel_values import Card, GradeLine, Jump, Note, Pair, Verdict3
from workstation.forms.evaluate import evaluate
from workstation.i18n import Language, Translator
from workstation.trial.corrections import Correction, corrections
from workstation.trial.form_context import form_context

ROOT = Path(__file__).resolve().parents[2]
STUDY = study()
SAY = Translator(Language.ENGLISH, ROOT / "resources" / "locale")
ZH = Translator(Language.CHINESE, ROOT / "resources" / "locale")


def cards(
    course: Course,
    key: str = "W12",
    form: str = "",
    cursor: str = "",
    on: int = 90,
    found: tuple[Correction, ...] = (),
) -> dict[str, Card]:
    assessment = course.seen(day(on), STUDY)
    state = None
    if form:
        subject, definition = course.subject(), STUDY.forms[form]
        context = form_context(subject, STUDY, assessment, key, definition, day(on))
        state = evaluate(definition, subject.answers(key, form), context)
    return {card.key: card for card in cards_of(assessment, key, STUDY, state, AtHand(None, cursor, found))}


def said(card: Card, say: Translator = SAY) -> list[str]:
    lines = []
    for part in card.parts:
        match part:
            case GradeLine():
                beside = "" if part.beside is None else f" · {say(part.beside)}"
                lines.append(f"{part.letter or '?'} {say(part.name)}{beside}")
            case Verdict3():
                lines.append(f"{say(part.name)} {part.met}")
            case Pair():
                lines.append(f"{say(part.name)}: {say(part.value)}")
            case Note():
                lines.append(say(part.words))
            case Jump():
                lines.append(f"→ {say(part.words)} [{part.form}.{part.item}]")
    return lines


def test_nine_grades_with_their_baseline_and_the_total():
    lines = said(cards(scored(followed(), "W12", 84, "0.4", "rash", codes={"_6": "2"}))["bilag"])
    assert len([line for line in lines if "·" in line]) == 9
    assert "B Mucocutaneous · baseline A" in lines
    assert "Total: 8" in lines
    assert "From baseline: new A 0, new B 0" in lines


def test_a_grade_that_is_not_sure_says_how_far_it_could_go():
    course = scored(followed(), "W12", 84, "0.4", codes={"_88": None})
    lines = said(cards(course)["bilag"])
    assert "E Renal · up to B" in lines
    assert "Total: 0 to 8" in lines


def test_the_system_under_the_cursor_is_explained_with_its_items_and_the_next_grade():
    course = scored(followed(), "W12", 84, "0.4", "rash", codes={"_6": "2"})
    made = cards(course, form="bilag2004", cursor="9")
    assert SAY(made["why"].title) == "Why Mucocutaneous is B"
    lines = said(made["why"])
    assert "→ 6 Skin eruption, mild: 2 Same [bilag2004.6]" in lines
    assert "A needs a severe feature (tier A) at 2, 3 or 4." in lines
    assert "Grade rules not confirmed against the licensed document." in lines


def test_a_value_is_explained_with_what_it_was_compared_with():
    course = scored(followed(), "W12", 84, "0.4", codes={"_83": "120", "_84": None})
    lines = said(cards(course, form="bilag2004", cursor="83")["why"])
    assert "→ 83 Urine protein-creatinine ratio: 120, before 5 (BL) [bilag2004.83]" in lines
    assert any(line.startswith("A needs two of these") for line in lines)


def test_a_quiet_system_says_whether_it_was_ever_involved():
    course = scored(followed(), "W12", 84, "0.4")
    assert "Nothing is active; the system was involved before." in said(
        cards(course, form="bilag2004", cursor="5")["why"]
    )
    assert "Nothing is active; the system was never involved." in said(
        cards(course, form="bilag2004", cursor="attribution_90")["why"]
    )


def test_the_item_in_focus_has_its_guide_and_its_code_explained():
    course = scored(followed(), "W12", 84, "0.4", "rash", codes={"_6": "2"})
    card = cards(course, form="bilag2004", cursor="6")["item"]
    assert SAY(card.title) == "6 Skin eruption, mild"
    assert any(line.startswith("2 Same: Present in both periods") for line in said(card))


def test_the_form_under_the_hands_decides_which_index_comes_first():
    course = scored(followed(), "W12", 84, "0.4")
    assert list(cards(course, form="bilag2004", cursor="5"))[:2] == ["bilag", "why"]
    assert list(cards(course, form="sledai2k"))[:2] == ["sledai", "endpoints"]
    assert list(cards(course, form="pga"))[:2] == ["pga", "endpoints"]
    assert list(cards(course, form="vital_signs"))[:2] == ["sledai", "endpoints"]


def test_the_endpoints_say_every_component_of_the_response_and_what_decides_the_states():
    course = scored(followed(), "W12", 84, "0.6", "rash", codes={"_6": "2"})
    lines = said(cards(course)["endpoints"])
    assert lines[:4] == [
        "SRI-4 True",
        "SLEDAI-2K 12 → 2 (−10); a fall of 4 or more is asked.",
        "No new BILAG A and no new B.",
        "PGA 1.8 → 0.6 (−1.2); less than +0.3 is asked.",
    ]
    assert "LLDAS False" in lines
    assert "New since the assessment before: Rash." in lines
    assert "DORIS False" in lines
    assert "PGA 0.6 is not below 0.5." in lines
    assert SAY(cards(course)["endpoints"].title) == "If scored today"


def test_what_is_missing_leads_there_with_its_last_day():
    course = scored(followed(), "W12", 84, "0.4", fever=None)
    lines = said(cards(course, on=90)["endpoints"])
    assert f"→ Fever is missing; until {day(91)} [sledai2k.fever]" in lines
    closed = said(cards(course, on=95)["endpoints"])
    assert f"→ Fever is missing; the window closed on {day(91)} [sledai2k.fever]" in closed
    assert f"→ 缺：发热；最晚{day(91)} [sledai2k.fever]" in said(cards(course, on=90)["endpoints"], ZH)


def test_the_endpoints_wait_for_the_pga_like_the_total():
    course = scored(followed(), "W12", 84, "0.4")
    course.visit("W12", day(84), pga={})
    assert said(cards(course)["endpoints"]) == ["→ Shown once the PGA is recorded. [pga.pga]"]


def test_an_event_before_the_visit_is_told_first():
    course = scored(followed(), "W12", 84, "0.4")
    course.visit("D28", day(28), visit_assessment={"rescue_medication": True})
    assert said(cards(course)["endpoints"])[0] == "Counts as no response: rescue medication."


def test_what_does_not_go_together_leads_to_both_answers():
    course = scored(followed(), "W12", 84, "0.4", "rash")
    lines = said(cards(course)["clashes"])
    assert lines[0].startswith("SLEDAI-2K: Rash is present; BILAG-2004 has nothing of it")
    assert lines[1:3] == [
        "→ SLEDAI-2K: Rash [sledai2k.rash]",
        "→ BILAG-2004: Skin eruption, severe [bilag2004.5]",
    ]


def test_answers_on_which_a_result_hangs_alone_are_to_be_verified_first():
    course = scored(scored(followed(), "W8", 56, "0.5"), "W12", 84, "0.5")
    found = corrections(course.subject(), STUDY, course.seen(day(90), STUDY), "W12")
    lines = said(cards(course, found=found)["corrections"])
    assert "DORIS: met, if only" in lines
    assert "→ PGA over the last month, 0 to 3 were 0.4 [pga.pga]" in lines
    assert "corrections" not in cards(course)


def test_before_conditioning_there_are_grades_and_no_endpoints():
    made = cards(followed(), key="BL")
    assert "bilag" in made
    assert "endpoints" not in made
