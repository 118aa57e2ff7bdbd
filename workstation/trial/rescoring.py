"""What becomes of the results of a visit when it is scored by another rule set or from another record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workstation.definition.study import Study
from workstation.messages import Sentence, Text
from workstation.scoring.bilag_items import System
from workstation.trial.assess import assess
from workstation.trial.assessment import Assessment, VisitAssessment
from workstation.trial.index_words import system_words
from workstation.trial.rule_set import RuleSet, applies, under
from workstation.trial.subject import Subject

Meant = Sentence | Text | str
_UNKNOWN = "?"
_VERDICTS: Mapping[bool | None, Text] = {
    True: Text("met", "达到"),
    False: Text("not met", "未达到"),
    None: Text("cannot tell", "无法判定"),
}
_YES_NO = {True: Text("yes", "是"), False: Text("no", "否")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One result of one visit that is another: its name, what it was and what it is."""

    visit: str
    name: Text
    before: Text
    after: Text


def differences(before: Assessment, after: Assessment, study: Study) -> tuple[Difference, ...]:
    """Every result of every visit that is not the same in both, visits in order."""
    then = {visit.key: results_of(visit, before.baseline, study) for visit in before.visits}
    now = {visit.key: results_of(visit, after.baseline, study) for visit in after.visits}
    return tuple(
        Difference(visit, name, was, value)
        for visit, results in now.items()
        for name, value in results.items()
        if (was := then.get(visit, {}).get(name, _plain(_UNKNOWN))) != value
    )


def rescored(subject: Subject, study: Study, now: Assessment, rules: RuleSet) -> tuple[Difference, ...]:
    """What differs between a rule set and the one in force, for every visit of a subject.

    Raises:
        ValueError: the rule set holds a value that its setting cannot have any more.
    """
    return differences(assess(subject, under(study, rules), now.as_of), now, study)


def since_signed(
    subject: Subject, study: Study, now: Assessment, rule_sets: Mapping[str, RuleSet], in_force: str
) -> Mapping[str, tuple[Difference, ...] | None]:
    """For each visit signed under a rule set that is not in force: what it scores differently now, perhaps nothing.

    None where that cannot be told: the rule set is not known, or cannot be applied any more.
    """
    signed = {
        visit.key: visit.signature.rules
        for visit in subject.visits
        if visit.signature is not None and visit.signature.rules != in_force
    }
    by_rules = {
        key: rescored(subject, study, now, rule_sets[key])
        for key in set(signed.values())
        if key in rule_sets and applies(study, rule_sets[key])
    }
    return {
        visit: tuple(each for each in by_rules[rules] if each.visit == visit) if rules in by_rules else None
        for visit, rules in signed.items()
    }


def results_of(visit: VisitAssessment, baseline: str | None, study: Study) -> dict[Text, Text]:
    """Every result of a visit in words, by its name: what a person signs and what can change."""
    return dict(_each(visit, baseline, study))


def _each(visit: VisitAssessment, baseline: str | None, study: Study) -> Iterator[tuple[Text, Text]]:
    """What a person asks for first comes first."""
    if visit.endpoints is not None:
        yield from _endpoints(visit)
    if visit.sledai is not None:
        yield _plain("SLEDAI-2K"), _number(visit.sledai.total)
    yield Text("Prednisone equivalent, mg/day", "泼尼松等效剂量（mg/天）"), _number(visit.steroid.mg_per_day)
    if visit.bilag is not None:
        yield from _grades(visit, study)
    yield Text("Is the baseline", "作为基线"), _YES_NO[visit.key == baseline]


def _grades(visit: VisitAssessment, study: Study) -> Iterator[tuple[Text, Text]]:
    assert visit.bilag is not None
    for system in System:
        result = visit.bilag.overall.systems[system]
        letter = _UNKNOWN if result.grade is None else result.grade.value
        named = system_words(study, system)
        yield _prefixed(named), _plain(letter if result.evaluable else f"({letter})")
    yield Text("BILAG-2004 total", "BILAG-2004总分"), _number(visit.bilag.overall.total)
    # Carried grades stand where SRI-4 compares, so that a change of that rule alone is seen.
    for system, grade in visit.carried.items():
        carried = Text(" (carried)", "（沿用）")
        name = _prefixed(system_words(study, system))
        yield Text(name.en + carried.en, name.zh + carried.zh), _plain("" if grade is None else grade.value)


def _endpoints(visit: VisitAssessment) -> Iterator[tuple[Text, Text]]:
    ends = visit.endpoints
    assert ends is not None
    yield _plain("SRI-4"), _VERDICTS[ends.sri4.met]
    for name, state in (("LLDAS", ends.lldas.attained), ("DORIS", ends.doris.remission)):
        yield _plain(name), _VERDICTS[state] if ends.counts else _not_counted(_VERDICTS[state])


def _not_counted(state: Text) -> Text:
    return Text(f"{state.en} (does not count)", f"{state.zh}（不计入）")


def _prefixed(name: Text) -> Text:
    return Text(f"BILAG-2004 {name.en}", f"BILAG-2004 {name.zh}")


def _plain(text: str) -> Text:
    return Text(text, text)


def _number(value: Decimal | int | None) -> Text:
    return _plain(
        _UNKNOWN if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
    )
