"""The cache of the patient list: nothing is lost with it."""

from __future__ import annotations

from datetime import date

from tests.record.conftest import AT, WANG, new
from workstation.record.overview_cache import CachedRow
from workstation.record.study_file import StudyFile

ROW = CachedRow("S-001", date(2026, 3, 2), 4, '{"status":"screening"}')


def test_rows_come_back_and_newer_ones_take_their_place(file: StudyFile):
    newer = CachedRow("S-001", date(2026, 3, 3), 5, '{"status":"treated"}')
    file.overview_cache.put([ROW, CachedRow("S-002", date(2026, 3, 2), 1, "{}")])
    file.overview_cache.put([newer])
    assert file.overview_cache.all()["S-001"] == newer
    assert len(file.overview_cache.all()) == 2


def test_emptying_it_touches_no_record(file: StudyFile):
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
    file.overview_cache.put([ROW])
    file.overview_cache.clear()
    assert file.overview_cache.all() == {}
    assert file.state.subject("S-001").answers("BL", "vital_signs")["pulse"].value == "72"
    assert file.verify().ok
