"""The reader makes a study of sound texts and adds to every form the items that all forms share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from workstation.definition.form import Requirement
from workstation.definition.reader import read
from workstation.definition.study import Status


def test_a_sound_study_is_read_whole(small: Mapping[str, str]) -> None:
    study = read(small)
    assert (study.oid, study.version, study.infusions) == ("small", 1, 1)
    assert study.facts["sponsor"].status is Status.VERIFIED
    assert study.setting("bsa.formula") == "mosteller"
    assert study.dose_levels["DL1"].cells_e9 == Decimal("0.75")
    assert [visit.oid for visit in study.visits] == ["SCR", "D1"]
    assert study.visit_by_oid["SCR"].forms[0].requirement is Requirement.REQUIRED
    later = study.visit_by_oid["D1"].forms[0]
    assert later.requirement is Requirement.CONDITIONAL
    assert later.condition is not None
    assert later.condition.names == {"vitals.feverish"}


def test_every_form_ends_with_date_assessor_and_comment(small: Mapping[str, str]) -> None:
    form = read(small).forms["vitals"]
    about = form.groups[-1]
    assert about.oid == "about"
    assert [item.oid for item in about.items] == ["date", "assessor", "comment"]
    assert {item.required for item in about.items} == {Requirement.OPTIONAL}
    assert {item.codes for item in about.items} == {()}


def test_a_common_item_that_a_form_has_itself_is_not_added_again(small: Mapping[str, str]) -> None:
    own = (
        small["forms/vitals.v1.toml"]
        .replace('oid = "feverish"', 'oid = "date"')
        .replace("feverish ==", "date ==")
    )
    texts = {**small, "forms/vitals.v1.toml": own}
    texts["study/small.v1.toml"] = small["study/small.v1.toml"].replace("vitals.feverish", "vitals.date")
    form = read(texts).forms["vitals"]
    assert [item.oid for item in form.groups[-1].items] == ["assessor", "comment"]
    assert form.items["date"].label.en == "Feverish"


def test_limits_in_another_unit_are_converted_exactly(small: Mapping[str, str]) -> None:
    women, men = read(small).ranges
    assert (women.sex, women.lln, women.uln) == ("F", Decimal("36.5"), Decimal("37.5"))
    assert (men.sex, men.lln, men.uln) == ("M", None, Decimal("37.5"))


def test_of_two_versions_of_a_form_the_newer_is_offered(small: Mapping[str, str]) -> None:
    second = (
        small["forms/vitals.v1.toml"].replace("version = 1", "version = 2").replace('"Vitals"', '"Signs"')
    )
    form = read({**small, "forms/vitals.v2.toml": second}).forms["vitals"]
    assert (form.version, form.short.en) == (2, "Signs")


def test_a_list_of_codes_may_stand_once_for_several_items(small: Mapping[str, str]) -> None:
    form = small["forms/vitals.v1.toml"]
    start, end = form.index("choices = ["), form.index("[[check]]")
    listed = form[:start] + 'list = "oxygen"\n\n' + form[end:]
    head = "[list]\noxygen = [\n" + form[start:end].split("\n", 1)[1].strip() + "\n\n[[group]]"
    texts = {**small, "forms/vitals.v1.toml": listed.replace("[[group]]", head, 1)}
    items = read(texts).forms["vitals"].row_items["rows"]
    assert [choice.code for choice in items["oxygen"].choices] == ["air", "mask"]


def test_an_open_lower_limit_refuses_the_limit_itself(small: Mapping[str, str]) -> None:
    opened = small["forms/vitals.v1.toml"].replace(
        'hard = ["30", "43"]', 'hard = ["30", "43"]\nhard_low_open = true'
    )
    hard = read({**small, "forms/vitals.v1.toml": opened}).forms["vitals"].items["temperature_c"].hard
    assert hard is not None
    assert [hard.holds(Decimal(value)) for value in ("30", "30.1", "43")] == [False, True, True]
