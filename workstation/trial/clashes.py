"""What the indices of a visit contradict in each other, in the assessment before, and in the treatment.

Cross-visit checks of BILAG-2004 (scoring sheet 2.12), and answers of two indices about one finding that do not go
together. A clash is a warning: it asks a person to look at both answers, and never changes a grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workstation.messages import Sentence
from workstation.scoring.bilag_change import Flare, flare
from workstation.scoring.bilag_items import ITEMS, ITEMS_OF, Kind, System
from workstation.scoring.bilag_result import Grade
from workstation.scoring.sledai2k import KEYS
from workstation.trial.assessment import VisitAssessment
from workstation.trial.bilag_record import FORM as BILAG
from workstation.trial.bilag_record import BilagOfVisit, contradictions_of
from workstation.trial.clash import Clash, Place
from workstation.trial.index_words import item_words, system_words
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord

_SLEDAI, _BACKGROUND, _ASSESSMENT = "sledai2k", "background_treatment", "visit_assessment"
_HISTORY, _STEROIDS = "history", "glucocorticoids"
_CLEARLY = (Grade.A, Grade.B)
_NEPHROTIC, _HAEMOLYSIS, _SEDIMENT, _PYREXIA = 85, 96, 88, 1
_WHITE_CELLS, _PLATELETS = 91, 94
_HEAVY: Mapping[int, Decimal] = {84: Decimal("3.5"), 83: Decimal(350), 82: Decimal(350)}
_RENAL_DESCRIPTORS = ("urinary_casts", "hematuria", "proteinuria", "pyuria")
_CELLS = ("urinary_casts", "hematuria", "pyuria")
_KEYS = frozenset(KEYS)
_GUT = tuple(item.number for item in ITEMS_OF[System.GASTROINTESTINAL])

_SAME_FINDING: Mapping[str, tuple[int, ...]] = {
    "arthritis": (41, 42, 43),
    "myositis": (39, 40),
    "rash": (5, 6, 11, 12),
    "alopecia": (15, 16),
    "mucosal_ulcers": (9, 10),
    "pleurisy": (48, 49, 50),
    "pericarditis": (48, 49),
    "seizure": (30, 31),
    "psychosis": (24,),
    "organic_brain_syndrome": (23,),
    "cerebrovascular_accident": (20, 32),
    "cranial_nerve_disorder": (27,),
    "lupus_headache": (37,),
    "visual_disturbance": (69, 70, 74, 75, 76, 77),
    "vasculitis": (13, 14, 17, 18),
    "fever": (_PYREXIA,),
}
"""A descriptor that is present shows in at least one of these items."""
_IMPLIED: Mapping[str, tuple[int, ...]] = {
    "arthritis": (41,),
    "myositis": (39, 40),
    "rash": (5, 6),
    "alopecia": (15, 16),
    "mucosal_ulcers": (9, 10),
    "seizure": (30, 31),
    "psychosis": (24,),
    "organic_brain_syndrome": (23,),
    "cranial_nerve_disorder": (27,),
    "lupus_headache": (37,),
}
"""Items that, active, are this descriptor too."""
_TWINS = ((5, 6), (7, 8), (9, 10), (11, 12), (15, 16), (39, 40), (66, 67), (69, 70), (72, 73))
"""Severe and mild form of one feature (scoring sheet 2.1)."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """What one visit says, ready to be compared."""

    recorded: Recorded
    record: VisitRecord
    assessed: VisitAssessment
    before: VisitAssessment | None

    @property
    def bilag(self) -> BilagOfVisit | None:
        return self.assessed.bilag

    def present(self, key: str) -> bool | None:
        index = self.assessed.sledai
        if key not in _KEYS:
            return self.recorded.yes(self.record, _SLEDAI, key)
        return None if index is None or key in index.missing else key in index.present

    def clash(
        self, code: str, text: str, first: Place, second: Place, values: Mapping[str, object] | None = None
    ) -> Clash:
        study = self.recorded.study
        said = {
            "first": item_words(study, first.form, first.item),
            "second": item_words(study, second.form, second.item),
        }
        return Clash(code, Sentence(text, said | dict(values or {})), first, second)


def clashes(
    recorded: Recorded, record: VisitRecord, assessed: VisitAssessment, before: VisitAssessment | None
) -> tuple[Clash, ...]:
    """Everything at one visit that does not go together; ``before`` is the assessment before it."""
    visit = _Visit(recorded, record, assessed, before)
    return (
        *_within_bilag(visit),
        *_descriptors(visit),
        *_kidney(visit),
        *_blood(visit),
        *_asked_twice(visit),
        *_judgement(visit),
        *_treatment(visit),
    )


def _within_bilag(visit: _Visit) -> Iterator[Clash]:
    bilag = visit.bilag
    if bilag is None:
        return
    for found in contradictions_of(visit.recorded, visit.record, bilag):
        first = Place(BILAG, str(found.items[0]))
        yield Clash(found.code, found.sentence, first, Place(BILAG, str(found.items[-1])))
    yield from _nephrotic(visit, bilag)
    yield from _twins(visit, bilag)
    yield from _never(visit, bilag)


def _nephrotic(visit: _Visit, bilag: BilagOfVisit) -> Iterator[Clash]:
    if bilag.answers.get(_NEPHROTIC) is not True:
        return
    measured = [number for number in _HEAVY if number in bilag.answers]
    if measured and all(bilag.answers[number] <= _HEAVY[number] for number in measured):
        text = "Nephrotic syndrome needs heavy proteinuria; what was measured is not."
        yield visit.clash(
            "NEPHROTIC_WITHOUT_PROTEINURIA", text, Place(BILAG, "85"), Place(BILAG, str(measured[0]))
        )


def _twins(visit: _Visit, bilag: BilagOfVisit) -> Iterator[Clash]:
    """A severe feature is new, and its mild form, present before, is gone: mild 3 is recorded beside severe 4."""
    earlier = None if visit.before is None else visit.before.bilag
    for severe, mild in _TWINS if earlier is not None else ():
        was_mild = earlier is not None and earlier.answers.get(mild, 0) != 0
        if bilag.answers.get(severe) == 4 and bilag.answers.get(mild) == 0 and was_mild:
            text = "{first} is new and {second} is gone: what has become severe is recorded as mild 3 too."
            yield visit.clash("MILD_TWIN_GONE", text, Place(BILAG, str(severe)), Place(BILAG, str(mild)))


def _never(visit: _Visit, bilag: BilagOfVisit) -> Iterator[Clash]:
    """At the first assessment: what is clearly active then began before the trial."""
    if visit.before is not None:
        return
    for system, grade in bilag.grades.items():
        key = f"previous_involvement_{system}"
        said = _history(visit.recorded, key)
        if grade in _CLEARLY and said is False:
            text = "{system} is active, but the history says that it was never involved."
            values = {"system": system_words(visit.recorded.study, system)}
            first = Place(BILAG, str(bilag.overall.systems[system].deciding[0]))
            yield visit.clash("HISTORY_SAYS_NEVER", text, first, Place(_HISTORY, key), values)


def _history(recorded: Recorded, key: str) -> bool | None:
    said = (recorded.yes(each, _HISTORY, key) for each in recorded.subject.visits)
    return next((each for each in said if each is not None), None)


def _descriptors(visit: _Visit) -> Iterator[Clash]:
    bilag = visit.bilag
    if bilag is None or visit.assessed.sledai is None:
        return
    for key, items in _SAME_FINDING.items():
        if visit.present(key) and all(bilag.answers.get(number) == 0 for number in items):
            text = "SLEDAI-2K: {first} is present; BILAG-2004 has nothing of it ({second} is 0)."
            yield visit.clash(f"ONLY_IN_SLEDAI:{key}", text, Place(_SLEDAI, key), Place(BILAG, str(items[0])))
    for key, items in _IMPLIED.items():
        active = [number for number in items if bilag.answers.get(number, 0) in (2, 3, 4)]
        if visit.present(key) is False and active:
            text = "BILAG-2004: {first} is active; SLEDAI-2K says that {second} is absent."
            yield visit.clash(f"ONLY_IN_BILAG:{key}", text, Place(BILAG, str(active[0])), Place(_SLEDAI, key))


def _kidney(visit: _Visit) -> Iterator[Clash]:
    bilag = visit.bilag
    if bilag is None or visit.assessed.sledai is None:
        return
    renal = bilag.overall.systems[System.RENAL]
    if renal.grade is Grade.A and all(visit.present(key) is False for key in _RENAL_DESCRIPTORS):
        text = "BILAG-2004 grades the kidney A; SLEDAI-2K has none of its renal descriptors."
        first = Place(BILAG, str(renal.deciding[0]))
        yield visit.clash("RENAL_A_WITHOUT_SLEDAI", text, first, Place(_SLEDAI, "proteinuria"))
    sediment = bilag.answers.get(_SEDIMENT)
    if sediment is True and all(visit.present(key) is False for key in _CELLS):
        text = "The sediment is active; SLEDAI-2K has neither casts nor cells in urine."
        yield visit.clash(
            "SEDIMENT_WITHOUT_SLEDAI", text, Place(BILAG, "88"), Place(_SLEDAI, "urinary_casts")
        )
    if sediment is False and visit.present("urinary_casts"):
        text = "SLEDAI-2K has urinary casts; BILAG-2004 says that the sediment is not active."
        yield visit.clash("CASTS_WITHOUT_SEDIMENT", text, Place(_SLEDAI, "urinary_casts"), Place(BILAG, "88"))


def _blood(visit: _Visit) -> Iterator[Clash]:
    bilag = visit.bilag
    if bilag is None:
        return
    for key, number, limit in (("thrombocytopenia", _PLATELETS, 100), ("leukopenia", _WHITE_CELLS, 3)):
        value = bilag.answers.get(number)
        if visit.present(key) and value is not None and value >= limit:
            text = "SLEDAI-2K: {first} is present; {second} is {value} in BILAG-2004."
            values = {"value": value}
            yield visit.clash(
                f"COUNT_DIFFERS:{key}", text, Place(_SLEDAI, key), Place(BILAG, str(number)), values
            )
        low = value is not None and value < limit and number not in bilag.not_lupus
        if visit.present(key) is False and low:
            text = (
                "{first} is {value} and due to lupus in BILAG-2004; SLEDAI-2K says that {second} is absent."
            )
            values = {"value": bilag.answers[number]}
            yield visit.clash(
                f"LOW_BUT_ABSENT:{key}", text, Place(BILAG, str(number)), Place(_SLEDAI, key), values
            )


def _asked_twice(visit: _Visit) -> Iterator[Clash]:
    """The two questions that LLDAS asks beyond the descriptors, against the items of BILAG-2004."""
    bilag = visit.bilag
    if bilag is None:
        return
    haemolysis, gut = visit.present("haemolytic_anaemia"), visit.present("gi_activity")
    answered = bilag.answers.get(_HAEMOLYSIS)
    if haemolysis is not None and answered is not None and haemolysis is not answered:
        text = "Haemolysis is answered differently for LLDAS and in BILAG-2004."
        yield visit.clash(
            "HAEMOLYSIS_DIFFERS", text, Place(_SLEDAI, "haemolytic_anaemia"), Place(BILAG, str(_HAEMOLYSIS))
        )
    active = [number for number in _GUT if bilag.answers.get(number, 0) != 0]
    if gut is False and active:
        text = "{first} is present in BILAG-2004; gut activity is answered No for LLDAS."
        yield visit.clash("GUT_DIFFERS", text, Place(BILAG, str(active[0])), Place(_SLEDAI, "gi_activity"))
    if gut is True and all(bilag.answers.get(number) == 0 for number in _GUT):
        text = "Gut activity is answered Yes for LLDAS; BILAG-2004 has nothing of it."
        yield visit.clash(
            "GUT_WITHOUT_BILAG", text, Place(_SLEDAI, "gi_activity"), Place(BILAG, str(_GUT[0]))
        )


def _judgement(visit: _Visit) -> Iterator[Clash]:
    """What the physician judged as a whole, against the indices."""
    assessed, bilag = visit.assessed, visit.bilag
    worst = None if bilag is None else bilag.overall.overall
    clinical = None if assessed.sledai is None else assessed.sledai.clinical
    pga = Place("pga", "pga")
    if assessed.pga == 0 and clinical:
        text = "PGA is 0, yet clinical descriptors of SLEDAI-2K are present."
        yield visit.clash("PGA_0_WITH_SLEDAI", text, pga, Place(_SLEDAI, _first_present(assessed)))
    if assessed.pga == 0 and bilag is not None and worst in (Grade.A, Grade.B):
        decided = next(each for each in bilag.overall.systems.values() if each.grade is worst)
        text = "PGA is 0, yet a system of BILAG-2004 is graded {grade}."
        yield visit.clash(
            "PGA_0_WITH_BILAG", text, pga, Place(BILAG, str(decided.deciding[0])), {"grade": worst}
        )
    if assessed.pga is not None and assessed.pga >= 2 and clinical == 0 and worst in (Grade.D, Grade.E):
        text = "PGA is {pga}, yet neither SLEDAI-2K nor BILAG-2004 has anything clinical."
        yield visit.clash(
            "PGA_HIGH_WITHOUT_ACTIVITY", text, pga, Place(_SLEDAI, KEYS[0]), {"pga": assessed.pga}
        )
    yield from _new_activity(visit)
    yield from _flare(visit)


def _first_present(assessed: VisitAssessment) -> str:
    return assessed.sledai.present[0] if assessed.sledai is not None else KEYS[0]


def _new_activity(visit: _Visit) -> Iterator[Clash]:
    said, before = visit.present("new_features"), visit.before
    now = visit.assessed.sledai
    if said is None or now is None or before is None or before.sledai is None:
        return
    absent = set(KEYS) - set(before.sledai.present) - set(before.sledai.missing)
    new = [key for key in now.present if key in absent]
    here = Place(_SLEDAI, "new_features")
    if said is False and new:
        text = "{second} is present now and was absent before; new activity is answered No."
        yield visit.clash("NEW_BUT_SAID_NO", text, here, Place(_SLEDAI, new[0]))
    if said is True and not new and not now.missing:
        text = "New activity is answered Yes; no descriptor of SLEDAI-2K is new."
        yield visit.clash("SAID_NEW_BUT_NONE", text, here, Place(_SLEDAI, KEYS[0]))


def _flare(visit: _Visit) -> Iterator[Clash]:
    bilag, before = visit.bilag, visit.before
    said = visit.recorded.text(visit.record, _ASSESSMENT, "flare")
    earlier = None if before is None else before.bilag
    if said != "none" or bilag is None or earlier is None:
        return
    for system, grade in bilag.grades.items():
        then = earlier.grades[system]
        if grade is not None and then is not None and flare(grade, then) is Flare.SEVERE:
            text = "No flare is recorded, yet {system} has become A since the assessment before."
            values = {"system": system_words(visit.recorded.study, system)}
            second = Place(BILAG, str(bilag.overall.systems[system].deciding[0]))
            yield visit.clash("FLARE_NONE_WITH_NEW_A", text, Place(_ASSESSMENT, "flare"), second, values)


def _treatment(visit: _Visit) -> Iterator[Clash]:
    steroid, bilag = visit.assessed.steroid, visit.bilag
    if not steroid.pulse_or_increase:
        return
    rows = Place(_STEROIDS, "rows")
    if bilag is not None:
        codes = {
            number: code
            for number, code in bilag.answers.items()
            if ITEMS[number].kind is Kind.ORDINAL and code != 0
        }
        if codes and all(code == 1 for code in codes.values()):
            text = "A glucocorticoid was raised or pulsed, yet everything present is improving."
            yield visit.clash("RAISED_BUT_IMPROVING", text, rows, Place(BILAG, str(min(codes))))
    if visit.recorded.yes(visit.record, _BACKGROUND, "therapy_stable"):
        text = (
            "A glucocorticoid was raised or pulsed since the assessment before; treatment is called stable."
        )
        yield visit.clash("RAISED_BUT_STABLE", text, rows, Place(_BACKGROUND, "therapy_stable"))
