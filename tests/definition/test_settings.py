"""Every setting of the release does something, or says that it does not yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from workstation.definition.expression import Expression
from workstation.definition.form import Form
from workstation.definition.study import Study

ROOT = Path(__file__).resolve().parents[2]


def conditions(form: Form) -> Iterator[Expression | None]:
    for group in form.groups:
        yield group.relevant_if
        for item in group.items:
            yield from (item.required_if, item.relevant_if)
    for check in form.checks:
        yield check.fails_if


def read_by_definitions(study: Study) -> set[str]:
    """Settings that a visit or a condition names, in full or by the last part of the key."""
    found = {visit.setting for visit in study.visits}
    every = [condition for form in study.forms.values() for condition in conditions(form)]
    every += [plan.condition for visit in study.visits for plan in visit.forms]
    names = {name for condition in every if condition is not None for name in condition.names}
    for key in study.settings:
        if {f"settings.{key}", f"settings.{key.rpartition('.')[2]}"} & names:
            found.add(key)
    return found


def read_by_code(study: Study) -> set[str]:
    """Settings whose key stands as a text of its own in the program."""
    files = [file for package in ("workstation", "ui") for file in sorted((ROOT / package).rglob("*.py"))]
    texts = set(
        re.findall(r'"([a-z_0-9]+(?:\.[a-z_0-9]+)*)"', "\n".join(f.read_text("utf-8") for f in files))
    )
    return set(study.settings) & texts


def test_every_setting_is_read_or_says_that_it_is_not_yet(released: Study) -> None:
    read = read_by_definitions(released) | read_by_code(released)
    dead = {key for key, setting in released.settings.items() if not setting.later and key not in read}
    assert dead == set(), "nothing reads them: delete them, read them, or mark them later"
    assert {key for key, setting in released.settings.items() if setting.later} & read == set()


def test_settings_of_the_schedule_the_dose_and_the_baseline_are_in_force(released: Study) -> None:
    promised = """
        visits.window_policy visits.later_clock dates.ask_days bsa.cap_m2 bsa.decimals dose.rounding_mg
        baseline.rule ld.infusion_days cohort.stagger_days cohort.full_size car.results_below_lloq"""
    assert [key for key in promised.split() if released.settings[key].later] == []


def test_a_setting_marked_later_is_read_from_its_file(
    released_texts: Mapping[str, str], released: Study
) -> None:
    marked = released_texts["study/kn5501-sle.v1.toml"].count("\nlater = true")
    assert marked == sum(setting.later for setting in released.settings.values()) > 0
