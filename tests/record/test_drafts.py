"""Drafts: what is typed and not yet saved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.record.conftest import AT, WANG, new
from workstation.forms.answers import Answer, Answers, State
from workstation.record.drafts import Draft
from workstation.record.failures import UnreadableCharacter
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import StudyFile
from workstation.trial.subject import FormRecord

ANSWERS = Answers({"pulse": Answer("7"), "weight_kg": Answer(state=State.NOT_DONE, reason="床上")})
DRAFT = Draft("Wang Min", "S-001", "BL", FormRecord("vital_signs", 3, ANSWERS), "pulse", 12, AT)
PLACE = ("S-001", "BL", "vital_signs")


def test_a_draft_comes_back_to_the_field_where_it_stopped(path: Path, file: StudyFile, key: StudyKey):
    file.drafts.put(DRAFT)
    file.close()
    with StudyFile.open(path, key, WANG, AT) as again:
        assert again.drafts.get("Wang Min", *PLACE) == DRAFT


def test_the_newest_draft_of_a_form_is_the_one(file: StudyFile):
    file.drafts.put(DRAFT)
    newer = replace(DRAFT, cursor="weight_kg", base_entry=13, saved_at=AT + timedelta(seconds=1))
    file.drafts.put(newer)
    assert file.drafts.of("Wang Min") == (newer,)


def test_a_draft_belongs_to_who_typed_it(file: StudyFile):
    """The next one at the same machine neither sees nor loses it."""
    file.drafts.put(DRAFT)
    file.drafts.put(replace(DRAFT, person="李静"))
    file.drafts.drop("李静", *PLACE)
    assert file.drafts.get("李静", *PLACE) is None
    assert file.drafts.of("Wang Min") == (DRAFT,)


def test_the_last_one_typed_comes_first(file: StudyFile):
    for hours, visit in ((2, "W8"), (9, "BL"), (5, "SCR")):
        file.drafts.put(replace(DRAFT, visit=visit, saved_at=AT + timedelta(hours=hours)))
    assert [draft.visit for draft in file.drafts.of("Wang Min")] == ["BL", "SCR", "W8"]


def test_saving_a_form_and_dropping_its_draft_are_one_act(file: StudyFile):
    file.drafts.put(DRAFT)
    with suppress(ZeroDivisionError), file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
        file.drafts.drop("Wang Min", *PLACE)
        raise ZeroDivisionError
    assert file.drafts.of("Wang Min") == (DRAFT,)
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
        file.drafts.drop("Wang Min", *PLACE)
    assert file.drafts.of("Wang Min") == ()


def test_a_draft_is_no_part_of_the_record(file: StudyFile):
    file.drafts.put(DRAFT)
    assert file.journal.count() == 0
    assert file.state.subjects() == ()
    assert file.verify().ok


def test_half_a_character_does_not_lose_the_draft_before_it(file: StudyFile):
    file.drafts.put(DRAFT)
    broken = FormRecord("vital_signs", 3, Answers({"pulse": Answer("\udc00")}))
    with pytest.raises(UnreadableCharacter):
        file.drafts.put(replace(DRAFT, record=broken))
    assert file.drafts.of("Wang Min") == (DRAFT,)
