"""Cards of the indices: SLEDAI-2K, PGA, and the steroid dose that several endpoints rest on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ui.view_models.timeline_header import UNKNOWN, shown, signed
from ui.widgets.panel_values import Card, Figure, Jump, Note, Pair, Part, Ruler, plain
from workstation.definition.study import Study
from workstation.i18n import number
from workstation.messages import Sentence, Text
from workstation.scoring.pga import WORSENING, Band, worsened
from workstation.scoring.sledai2k import DESCRIPTORS, KEYS, Sledai
from workstation.trial.assessment import Assessment, VisitAssessment
from workstation.trial.index_words import item_words

SLEDAI_FORM = "sledai2k"
PGA_FORM = "pga"
MOST_MISSING = 6

_WEIGHTS = {each.key: each.weight for each in DESCRIPTORS}
_BANDS = {
    Band.NONE: Sentence("none"),
    Band.BELOW_MILD: Sentence("below mild"),
    Band.MILD: Sentence("mild"),
    Band.MODERATE: Sentence("moderate"),
    Band.SEVERE: Sentence("severe"),
}


def sledai_card(visit: VisitAssessment, study: Study, pga_answered: bool) -> Card:
    """SLEDAI-2K and its descriptors. The total waits for the PGA, which it would sway (forms catalogue 2)."""
    title = Text("SLEDAI-2K", "SLEDAI-2K")
    sledai = visit.sledai
    if sledai is None or len(sledai.missing) == len(KEYS):
        words = Sentence("Nothing is scored yet.")
        return Card("sledai", title, (Note(words, tone="muted"),))
    total: tuple[Part, ...] = (
        tuple(_totals(visit, sledai))
        if pga_answered
        else (Jump(Sentence("The total is shown once the PGA is recorded."), PGA_FORM, "pga"),)
    )
    present = tuple(
        Pair(item_words(study, SLEDAI_FORM, key), plain(str(_WEIGHTS[key]))) for key in sledai.present
    )
    differs = tuple(
        Note(
            Sentence("{item}: {reason}", {"item": item_words(study, SLEDAI_FORM, key), "reason": why}),
            "warn",
            "warn",
        )
        for key, why in visit.sledai_differs.items()
    )
    return Card("sledai", title, (*total, *present, *differs, *_missing(sledai, study)))


def _totals(visit: VisitAssessment, sledai: Sledai) -> Iterator[Part]:
    if sledai.total is None:
        beside = Sentence("{count} not done", {"count": len(sledai.missing)})
        yield Figure(Sentence("≥ {value}", {"value": sledai.partial_total}), beside, "warn")
    elif visit.sledai_change is None:
        yield Figure(plain(str(sledai.total)))
    else:
        beside = Sentence("{change} from baseline", {"change": signed(visit.sledai_change)})
        yield Figure(plain(str(sledai.total)), beside)
    clinical = UNKNOWN if sledai.clinical is None else str(sledai.clinical)
    yield Pair(Sentence("Clinical, without serology"), plain(clinical), "muted")


def _missing(sledai: Sledai, study: Study) -> Iterator[Part]:
    for key in sledai.missing[:MOST_MISSING]:
        label = item_words(study, SLEDAI_FORM, key)
        yield Jump(Sentence("{item}: not done", {"item": label}), SLEDAI_FORM, key)
    more = len(sledai.missing) - MOST_MISSING
    if more > 0:
        yield Jump(Sentence("{count} more", {"count": more}), SLEDAI_FORM, sledai.missing[MOST_MISSING])


def pga_card(visit: VisitAssessment, assessment: Assessment) -> Card:
    """PGA with its ruler: baseline, last visit, now, and the line at +0.3 (scoring sheet, section 4)."""
    baseline = _baseline_pga(visit, assessment)
    limit = None if baseline is None else baseline + Decimal(WORSENING.numerator) / WORSENING.denominator
    last = _last_pga(visit, assessment)
    ruler = Ruler(baseline, last, visit.pga, limit)
    title = Text("PGA", "PGA（医生总体评估）")
    if visit.pga is None:
        return Card("pga", title, (Jump(Sentence("PGA is not recorded."), PGA_FORM, "pga"), ruler))
    band = _BANDS.get(Band(visit.pga_band)) if visit.pga_band else None
    parts: list[Part] = [Figure(plain(number(visit.pga)), band), ruler]
    if visit.pga_change is not None and baseline is not None:
        values = {"change": signed(visit.pga_change), "baseline": baseline}
        worse = worsened(baseline, visit.pga)
        parts.append(
            Note(
                Sentence("{change} from baseline {baseline}: worsened by 0.3 or more", values),
                "not met",
                "bad",
            )
            if worse
            else Note(Sentence("{change} from baseline {baseline}", values), tone="muted")
        )
    return Card("pga", title, tuple(parts))


def _baseline_pga(visit: VisitAssessment, assessment: Assessment) -> Decimal | None:
    """The baseline, unless this visit is the baseline itself or lies before it."""
    for each in assessment.visits:
        if each.key == visit.key:
            return None
        if each.key == assessment.baseline:
            return each.pga
    return None


def _last_pga(visit: VisitAssessment, assessment: Assessment) -> Decimal | None:
    last = None
    for each in assessment.visits:
        if each.key == visit.key:
            return last
        last = each.pga if each.pga is not None else last
    return last


def steroid_card(visit: VisitAssessment) -> Card:
    """Prednisone-equivalent at the visit, and what it rests on (scoring sheet 7 and 8)."""
    steroid = visit.steroid
    title = Sentence("Prednisone-equivalent")
    parts: list[Part] = []
    if steroid.mg_per_day is not None:
        parts.append(Figure(Sentence("{mg} mg/d", {"mg": shown(steroid.mg_per_day, 2)})))
        parts.append(Note(steroid.because, tone="muted"))
    else:
        parts.append(Figure(plain(UNKNOWN), Sentence("cannot be told"), "warn"))
        parts.append(Jump(steroid.because, "glucocorticoids", "rows"))
    if steroid.pulse_or_increase:
        parts.append(Note(Sentence("A pulse or an increase since the last visit."), "warn", "warn"))
    return Card("steroid", title, tuple(parts))
