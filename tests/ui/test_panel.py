"""The live cards: what they say of a visit, and where a missing item leads."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from tests.ui import timeline_samples as samples
from ui.appearance import LIGHT, load_fonts
from ui.widgets.cards import Card, Pill, SectionHeading
from ui.widgets.panel_build import AtHand, cards_of
from ui.widgets.panel_scores import ScorePanel
from ui.widgets.panel_values import Card as CardValues
from ui.widgets.panel_values import Figure, Jump, Note, Pair, Ruler
from ui.words import Words
from workstation.forms.answers import Answer
from workstation.forms.state import FormState, ItemState
from workstation.i18n import Language, Translator
from workstation.messages import Sentence
from workstation.scoring.result import Verdict
from workstation.trial.assessment import Assessment, Steroid

ROOT = Path(__file__).resolve().parents[2]
STUDY = samples.study()
SAY = Translator(Language.ENGLISH, ROOT / "resources" / "locale")


@pytest.fixture
def words(qapp) -> Words:
    load_fonts(ROOT / "resources" / "fonts")
    return Words(Language.ENGLISH, ROOT / "resources" / "locale")


def card(
    key: str, visit: str = "D21", assessment: Assessment | None = None, **how: bool | None
) -> CardValues:
    cards = cards_of(assessment or samples.assessment(), visit, STUDY, None, AtHand(**how))  # type: ignore[arg-type]
    return next(each for each in cards if each.key == key)


def lines(made: CardValues) -> list[str]:
    """The card as it is read, line by line."""
    said = []
    for part in made.parts:
        match part:
            case Figure():
                said.append(SAY(part.value) + (f" {SAY(part.beside)}" if part.beside else ""))
            case Pair():
                said.append(f"{SAY(part.name)}: {SAY(part.value)}")
            case Note():
                said.append(SAY(part.words))
            case Jump():
                said.append("→ " + SAY(part.words))
            case Ruler():
                said.append("ruler")
    return said


def test_a_complete_sledai_shows_total_change_and_descriptors() -> None:
    assert lines(card("sledai")) == [
        "6 −8 from baseline",
        "Clinical, without serology: 4",
        "Proteinuria: 4",
        "Low complement: 2",
    ]


def test_an_incomplete_sledai_is_a_bound_and_every_missing_descriptor_leads_to_its_item() -> None:
    made = card("sledai", assessment=samples.assessment(missing=("hematuria", "pyuria")))
    assert lines(made) == [
        "≥ 6 2 not done",
        "Clinical, without serology: —",
        "Proteinuria: 4",
        "Low complement: 2",
        "→ Hematuria: not done",
        "→ Pyuria: not done",
    ]
    jumps = [part for part in made.parts if isinstance(part, Jump)]
    assert [(jump.form, jump.item) for jump in jumps] == [("sledai2k", "hematuria"), ("sledai2k", "pyuria")]


def test_of_many_missing_descriptors_the_rest_is_one_line() -> None:
    missing = ("seizure", "psychosis", "vasculitis", "arthritis", "myositis", "rash", "fever", "leukopenia")
    made = lines(card("sledai", assessment=samples.assessment(missing=missing)))
    assert made[-1] == "→ 2 more"
    assert sum(line.startswith("→") for line in made) == 7


def test_the_total_waits_for_the_pga() -> None:
    assessment = samples.assessment()
    visits = tuple(
        replace(visit, pga=None, pga_change=None) if visit.key == "D21" else visit
        for visit in assessment.visits
    )
    blind = replace(assessment, visits=visits)
    made = lines(card("sledai", assessment=blind))
    assert made[0] == "→ The total is shown once the PGA is recorded."
    assert not any("baseline" in line or "Clinical" in line for line in made)
    assert lines(card("sledai", assessment=blind, pga_answered=True))[0] == "6 −8 from baseline"
    assert lines(card("pga", assessment=blind))[0] == "→ PGA is not recorded."


def test_a_descriptor_that_differs_from_the_measurements_is_told() -> None:
    assessment = samples.assessment()
    differs = {
        "fever": Sentence("Temperature: {value} is above {limit}.", {"value": "38.6 °C", "limit": "38.0 °C"})
    }
    visits = (*assessment.visits[:-1], replace(assessment.visits[-1], sledai_differs=differs))
    assert "Fever: Temperature: 38.6 °C is above 38.0 °C." in lines(
        card("sledai", assessment=replace(assessment, visits=visits))
    )


def test_the_pga_ruler_bears_baseline_last_now_and_the_line_of_worsening() -> None:
    made = card("pga")
    ruler = next(part for part in made.parts if isinstance(part, Ruler))
    assert ruler == Ruler(Decimal("2.1"), Decimal("1.2"), Decimal("0.8"), Decimal("2.4"))
    assert lines(made)[-1] == "−1.3 from baseline 2.1"


@pytest.mark.parametrize(("now", "worse"), [("2.39", False), ("2.4", True)])
def test_a_rise_of_exactly_three_tenths_is_a_worsening(now: str, worse: bool) -> None:
    assessment = samples.assessment()
    last = replace(assessment.visits[-1], pga=Decimal(now), pga_change=Decimal(now) - Decimal("2.1"))
    made = lines(card("pga", assessment=replace(assessment, visits=(*assessment.visits[:-1], last))))
    assert ("worsened" in made[-1]) is worse


def test_the_baseline_itself_is_compared_with_nothing() -> None:
    ruler = next(part for part in card("pga", "BL").parts if isinstance(part, Ruler))
    assert (ruler.baseline, ruler.limit, ruler.now) == (None, None, Decimal("2.1"))


def test_a_steroid_dose_that_cannot_be_told_leads_to_the_ledger() -> None:
    assessment = samples.assessment()
    because = Sentence("No glucocorticoid dose is recorded.")
    last = replace(assessment.visits[-1], steroid=Steroid(None, because))
    made = card("steroid", assessment=replace(assessment, visits=(*assessment.visits[:-1], last)))
    assert lines(made) == ["— cannot be told", "→ No glucocorticoid dose is recorded."]
    assert next(part.form for part in made.parts if isinstance(part, Jump)) == "glucocorticoids"


def test_eligibility_tells_what_speaks_against_and_what_is_open() -> None:
    made = card("eligibility", "SCR", samples.assessment(-10, -23))
    assert SAY(made.aside) == "14 of 16 fulfilled"
    assert lines(made) == [
        "Cannot tell yet",
        "SLEDAI-2K of at least 8: SLEDAI-2K is 6.",
        "→ LVEF of at least 50 %: LVEF is not recorded.",
        "→ The investigator has not decided yet.",
    ]


def test_an_exclusion_criterion_speaks_against_when_it_is_met_and_a_contradiction_is_told() -> None:
    assessment = samples.assessment(-10, -23)
    first = assessment.eligibility.criteria[0]
    met = replace(first, key="e2", inclusion=False, answer="met", computed=Verdict.NOT_MET)
    eligibility = replace(
        assessment.eligibility, criteria=(met,), open=(), verdict=Verdict.NOT_MET, decided="no"
    )
    made = lines(card("eligibility", "SCR", replace(assessment, eligibility=eligibility)))
    assert made[:2] == ["Not eligible", "Criterion 1"]
    assert made[2].startswith("Criterion 1: the record says otherwise.")


def test_the_day_of_lymphodepletion_shows_plan_act_deviation_and_advice() -> None:
    made = card("depletion", "LD3", samples.assessment(-3, -3))
    assert SAY(made.aside) == "day 3 of 3"
    assert lines(made) == [
        "1.64 m² body surface",
        "165 cm, 59 kg on 2026-11-19",
        "Fludarabine, planned: 41 mg",
        "given as prescribed: 33 mg",
        "Differs by more than 5 % from the planned or prescribed dose.",
        "by the label: 33 mg",
        "Cyclophosphamide, planned: 493 mg",
        "given as prescribed: 492 mg",
        "Creatinine clearance 65.4 mL/min: the label advises 20 mg/m².",
        "Creatinine 96 µmol/L on 2026-11-19",
    ]


def test_without_a_body_surface_the_plan_says_what_it_needs() -> None:
    assessment = samples.assessment(-3, -3)
    days = tuple(replace(day, bsa_m2=None) for day in assessment.lymphodepletion)
    made = card("depletion", "LD3", replace(assessment, lymphodepletion=days))
    assert lines(made)[0] == "→ The plan needs height and weight."


def test_an_infusion_shows_its_cells_against_the_target_or_why_it_was_held() -> None:
    given = lines(card("infusion", "INF2"))
    assert given[:3] == ["1.48 ×10⁹ cells", "Cells planned: 1.5 ×10⁹", "Share of the target: 99 %"]
    assessment = samples.assessment()
    held = replace(assessment.infusions[1], given=False, not_given_reason="toxicity", cells_e9=None)
    infusions = (assessment.infusions[0], held, assessment.infusions[2])
    made = lines(card("infusion", "INF2", replace(assessment, infusions=infusions)))
    assert made[0] == "Not given: toxicity"


def test_a_visit_that_has_not_begun_has_no_scores() -> None:
    assert cards_of(samples.assessment(), "W12", STUDY) == ()


def sledai_state(*missing: str) -> FormState:
    form = STUDY.forms["sledai2k"]
    items = {
        key: ItemState(
            key, item, relevant=True, required=True, answer=Answer(), typed=None, missing=key in missing
        )
        for key, item in form.items.items()
    }
    return FormState(form, items)


def test_the_open_items_of_the_form_under_the_hands_are_listed() -> None:
    made = next(
        each
        for each in cards_of(samples.assessment(), "D21", STUDY, sledai_state("rash", "fever"))
        if each.key == "form"
    )
    assert (SAY(made.aside), lines(made)) == ("2 of 24 open", ["→ Rash", "→ Fever"])
    complete = cards_of(samples.assessment(), "D21", STUDY, sledai_state())
    assert "form" not in [each.key for each in complete]


@pytest.fixture
def panel(qtbot, words) -> ScorePanel:
    made = ScorePanel(words)
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.show_visit(samples.assessment(missing=("hematuria", "pyuria")), "D21", STUDY)
    made.show()
    return made


def test_a_click_on_a_missing_item_leads_to_it(qtbot, panel) -> None:
    place = panel.board.jumps()[1].rect.center().toPoint()
    with qtbot.waitSignal(panel.jump) as signal:
        qtbot.mouseClick(panel.board, Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["sledai2k", "pyuria"]


def test_the_keys_reach_every_missing_item(qtbot, panel) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(panel.board, key)
    with qtbot.waitSignal(panel.jump) as signal:
        qtbot.keyClick(panel.board, Qt.Key.Key_Return)
    assert signal.args == ["sledai2k", "hematuria"]


def test_cards_never_overlap_and_stay_inside_the_panel(panel) -> None:
    placed = panel.board._places()
    assert len(placed) == 3
    for number, one in enumerate(placed):
        assert one.rect.left() >= 0
        assert one.rect.right() <= panel.board.width() + 0.5
        assert all(not one.rect.intersects(other.rect) for other in placed[number + 1 :])
        assert all(one.rect.contains(part.rect) for part in one.parts)


def test_the_panel_reads_aloud_in_the_language_in_force(panel, words) -> None:
    assert "≥ 6 2 not done" in panel.board.accessibleDescription()
    words.switch(Language.CHINESE)
    assert "血尿" in panel.board.accessibleDescription()


def test_no_visit_no_cards(panel) -> None:
    panel.clear()
    assert panel.board.accessibleDescription() == ""
    assert panel.board.jumps() == []


def test_a_pill_is_as_wide_as_its_words(qtbot, words) -> None:
    pill = Pill("DL1")
    qtbot.addWidget(pill)
    narrow = pill.width()
    pill.set_words("DL1-7d expanded")
    assert pill.width() > narrow
    assert pill.accessibleName() == "DL1-7d expanded"


def test_a_card_frames_what_it_holds(qtbot, words) -> None:
    card_widget = Card()
    qtbot.addWidget(card_widget)
    card_widget.body.addWidget(SectionHeading("Vital signs"))
    card_widget.resize(200, 80)
    card_widget.show()
    picture = card_widget.grab().toImage()
    assert picture.pixelColor(100, 0) == QColor(LIGHT.line)
    assert picture.pixelColor(100, 70) == QColor(LIGHT.surface)
