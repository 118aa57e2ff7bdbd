"""Case files: whole or not at all, every fault with its place; history is not stopped by windows."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.case_samples import at, case, with_value, written
from workstation.forms.answers import Answer, State
from workstation.messages import Sentence
from workstation.services.assess_study import assess_study
from workstation.services.load_case import Loaded, load_file
from workstation.services.read_subject import open_subject
from workstation.services.session import Session
from workstation.services.verify_study import verify_study


def load(session: Session, folder: Path, data: Any) -> Loaded:
    return load_file(session, written(folder, data))


def said(loaded: Loaded) -> list[str]:
    return [w.sentence.text if isinstance(w.sentence, Sentence) else w.sentence.en for w in loaded.warnings]


def test_a_case_is_recorded_in_the_forms_where_a_person_would_key_it(
    session: Session, tmp_path: Path
) -> None:
    loaded = load(session, tmp_path, case())
    assert (loaded.subjects, loaded.refused) == (("S-901",), ())
    subject = open_subject(session, "S-901").subject
    assert [visit.key for visit in subject.visits if visit.date] == [
        "BL", "LD1", "LD2", "LD3", "INF1", "W12", "UNS", "UNS#2",
    ]  # fmt: skip
    assert subject.answers("BL", "haematology")["haemoglobin"] == Answer("9.2", unit="g/dL")
    assert subject.answers("BL", "haematology")["wbc"] == Answer("3.4", lln="3.5", uln="9.5")
    assert subject.answers("BL", "vital_signs")["weight_kg"].value == "58.0"
    assert subject.answers("BL", "sledai2k")["arthritis"].value == "yes"
    assert "rash" not in subject.answers("BL", "sledai2k"), "null is not recorded, never a no"
    assert subject.answers("BL", "bilag2004")["57"].state is State.NOT_DONE
    assert subject.answers("BL", "bilag2004")["attribution_90"].value == "N"
    assert subject.answers("SCR", "history")["previous_involvement_ophthalmic"].state is State.UNKNOWN
    assert subject.log("adverse_event")["rows/1/related_fludarabine"].value == "definite"
    assert subject.answers("UNS", "visit_assessment")["rescue_medication_date"].value == "2026-04-15"
    assert verify_study(session).ok


def test_the_assessment_follows_from_what_was_loaded(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, case())
    [data] = assess_study(session)["subjects"]
    baseline = data["visits"][0]
    assert baseline["sledai2k"] == {"total": None, "clinical": None, "partial_total": 4, "missing": ["rash"]}
    assert (baseline["pga"], baseline["prednisone_mg_day"], baseline["window"]) == (2.1, 20, "in")
    assert data["study_day"] == 309
    assert data["next_visit"]["visit"] == "W52"
    assert [event["grade"] for event in data["adverse_events"]] == [3, 2]
    assert data["dlt"] is None


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("sex", "female?", "sex"),
        ("birth_date", "1991-02-30", "birth_date"),
        ("cohort", "DL1-7", "cohort"),
        ("subject", "", "subject"),
        ("subject", 12, "subject"),
        ("unknown_key", 1, "unknown_key"),
        ("previous_involvement.kidney", True, "previous_involvement.kidney"),
        ("visits.0.visit", "BASE", "visits[0].visit"),
        ("visits.0.date", "2026-02-30", "visits[0].date"),
        ("visits.0.date", None, "visits[0].date"),
        ("visits.0.date", "1990-01-01", "visits[0].date"),
        ("visits.6.date", "2026-04-27", "visits[7].date"),
        ("visits.5.visit", "BL", "visits[5].visit"),
        ("visits.0.labs.wbc.unit", "10^9", "visits[0].labs.wbc.unit"),
        ("visits.0.labs.wbc.unit", "mg/dL", "visits[0].labs.wbc.unit"),
        ("visits.0.labs.wbc.value", "three", "visits[0].labs.wbc.value"),
        ("visits.0.labs.wbc.value", -1, "visits[0].labs.wbc"),
        ("visits.0.labs.wbc.value", True, "visits[0].labs.wbc"),
        ("visits.0.labs.leucocytes", {"value": 1}, "visits[0].labs.leucocytes"),
        ("visits.0.labs.wbc.lln", "low", "visits[0].labs.wbc.lln"),
        ("visits.0.labs.haemoglobin", {"value": 9.2, "unit": "g/L"}, "visits[0].labs.haemoglobin"),
        ("visits.0.vitals.temperature_c", 66.7, "visits[0].vitals.temperature_c"),
        ("visits.0.vitals.temperature", 36.7, "visits[0].vitals.temperature"),
        ("visits.0.sledai2k.arthritis", "maybe", "visits[0].sledai2k.arthritis"),
        ("visits.0.sledai2k.arthitis", True, "visits[0].sledai2k.arthitis"),
        ("visits.0.bilag2004.1", 5, "visits[0].bilag2004.1"),
        ("visits.0.bilag2004.98", 0, "visits[0].bilag2004.98"),
        ("visits.0.bilag2004.80", "Perhaps", "visits[0].bilag2004.80"),
        ("visits.0.bilag_attribution.90", "X", "visits[0].bilag_attribution.90"),
        ("visits.0.pga", 7, "visits[0].pga"),
        ("visits.0.pga", "high", "visits[0].pga"),
        ("visits.0.therapy.glucocorticoids.0.drug", "prednison", "visits[0].therapy.glucocorticoids[0].drug"),
        (
            "visits.0.therapy.glucocorticoids.0.mg_per_day",
            -5,
            "visits[0].therapy.glucocorticoids[0].mg_per_day",
        ),
        ("visits.0.lymphodepletion", {"fludarabine_mg": 41}, "visits[0].lymphodepletion"),
        ("visits.1.lymphodepletion.fludarabine_mg", 4100, "visits[1].lymphodepletion.fludarabine_mg"),
        ("visits.4.infusion.end", "2026-01-19T09:31", "visits[4].infusion.end"),
        ("visits.4.infusion.start", "2026-01-20T10:02", "visits[4].infusion.start"),
        ("visits.4.infusion.cells_e9", 0, "visits[4].infusion.cells_e9"),
        ("visits.4.date", "2026-01-13", "visits[4].infusion.start"),
        ("adverse_events.0.end", "2026-01-19", "adverse_events[0].end"),
        ("adverse_events.0.grade", 6, "adverse_events[0].grade"),
        ("adverse_events.0.related.kn5501", "surely", "adverse_events[0].related.kn5501"),
        ("adverse_events.0.related.aspirin", "possible", "adverse_events[0].related.aspirin"),
        ("adverse_events.1.grade", 3, "adverse_events[1].grade"),
        ("events.death", "2026-04-31", "events.death"),
        ("events.dead", "2026-04-30", "events.dead"),
        ("visits", {}, "visits"),
    ],
)
def test_one_fault_refuses_the_whole_file_and_names_its_place(
    session: Session, tmp_path: Path, path: str, value: Any, place: str
) -> None:
    loaded = load(session, tmp_path, with_value(path, value))
    assert loaded.subjects == ()
    assert f"subjects[0].{place}" in [fault.place for fault in loaded.refused]
    assert all(fault.sentence.text for fault in loaded.refused)
    assert session.file.state.subjects() == ()


def test_every_fault_of_a_file_is_named_at_once(session: Session, tmp_path: Path) -> None:
    data = with_value("visits.0.pga", 7)
    inside, key = at(data, "visits.0.labs.wbc.unit")
    inside[key] = "mg/dL"
    data["subjects"].append(case()["subjects"][0] | {"sex": "Q"})
    places = {fault.place for fault in load(session, tmp_path, data).refused}
    assert {"subjects[0].visits[0].pga", "subjects[0].visits[0].labs.wbc.unit", "subjects[1].sex"} <= places
    assert "subjects[1]" in places, "the same code twice in one file"


def test_an_infusion_before_lymphodepletion_is_refused(session: Session, tmp_path: Path) -> None:
    data = case()
    infusion = data["subjects"][0]["visits"][4]
    infusion["date"] = "2026-01-13"
    infusion["infusion"] |= {"start": "2026-01-13T10:00", "end": "2026-01-13T10:30"}
    loaded = load(session, tmp_path, data)
    assert [fault.sentence.text for fault in loaded.refused] == [
        "The infusion lies before the end of lymphodepletion."
    ]


@pytest.mark.rule("2.7 after lymphodepletion", "11 attribution default")
@pytest.mark.parametrize(
    ("on", "count", "marked", "warned"),
    [
        ("2026-03-13", "3.9", {}, True),  # eight weeks to the day after the last dose, 16 January
        ("2026-03-14", "3.9", {}, False),
        ("2026-03-13", "4.0", {}, False),
        ("2026-03-13", "3.9", {"91": "N"}, False),
    ],
)
def test_a_low_count_from_paper_counts_as_due_to_lupus_with_a_warning(
    session: Session, tmp_path: Path, on: str, count: str, marked: dict[str, str], warned: bool
) -> None:
    data = case()
    visit = {"visit": "UNS", "date": on, "bilag2004": {"91": float(count)}, "bilag_attribution": marked}
    data["subjects"][0]["visits"].insert(5, visit)
    loaded = load(session, tmp_path, data)
    assert loaded.refused == ()
    assert any("without attribution" in each for each in said(loaded)) is warned


def test_an_infusion_without_lymphodepletion_on_record_only_warns(session: Session, tmp_path: Path) -> None:
    data = case()
    data["subjects"][0]["visits"] = [data["subjects"][0]["visits"][4]]
    loaded = load(session, tmp_path, data)
    assert loaded.refused == ()
    assert "An infusion was given, but no lymphodepletion is recorded." in said(loaded)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"subjects": [{"subject": "S-1", "subject": "S-2"}]}',
        '{"subjects": [{"subject": "S-1", "visits": [{"visit": "BL", "date": "2026-01-12", "pga": NaN}]}]}',
        '{"subjects": [{"subject": "S-1", "visits": [{"visit": "BL", "date": "2026-01-12", "pga": 1e400}]}]}',
        '{"subjects": [{"subject": "S-1", "visits": [{"visit": "BL", "date": "2026-01-12", "pga": Infinity}]}]}',
        '{"subjects": 1}',
        '{"subject": []}',
        "[" * 100_000,
    ],
)
def test_no_text_whatever_is_half_loaded(session: Session, tmp_path: Path, text: str) -> None:
    loaded = load(session, tmp_path, text)
    assert loaded.refused
    assert session.file.state.subjects() == ()


def test_a_file_that_is_not_there_or_no_text_is_refused(session: Session, tmp_path: Path) -> None:
    assert load_file(session, tmp_path / "missing.json").refused
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00\x80")
    assert load_file(session, binary).refused
    assert load_file(session, tmp_path).refused


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("visits.0.vitals.temperature_c", 38.6, "visits[0].vitals.temperature_c"),
        ("visits.0.labs.potassium", {"value": 6.9}, "visits[0].labs.potassium"),
        ("visits.0.labs.c3", {"value": 78, "unit": "mg/dL", "lln": 0.79, "uln": 1.52}, "visits[0].labs.c3"),
        ("visits.0.labs.haemoglobin.value", 10.2, "visits[0].bilag2004.90"),
        ("adverse_events.1.start", "2030-01-01", "adverse_events[1].start"),
    ],
)
def test_what_is_unusual_differs_or_lies_ahead_is_entered_with_a_warning(
    session: Session, tmp_path: Path, path: str, value: Any, place: str
) -> None:
    loaded = load(session, tmp_path, with_value(path, value))
    assert loaded.subjects == ("S-901",)
    assert f"subjects[0].{place}" in [warning.place for warning in loaded.warnings]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("visits.0.labs.wbc.unit", "g/L"),
        ("visits.2.date", "2026-01-14"),
        ("visits.3.date", "2026-01-19"),
        ("adverse_events.0.end", "2026-01-20T08:00"),
    ],
)
def test_what_cannot_be_true_across_items_refuses_the_file(
    session: Session, tmp_path: Path, path: str, value: Any
) -> None:
    data = with_value(path, value)
    if path.startswith("adverse_events"):
        data["subjects"][0]["adverse_events"][0]["start"] = "2026-01-20T09:00"
    assert load(session, tmp_path, data).subjects == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("visits.0.date", "2026-01-12T08:30"),
        ("visits.4.infusion.start", "2026-01-19T10:02+08:00"),
        ("planned_infusion", "2026-01-19T09:00"),
        ("events.discontinued", "2026-05-01T10:00"),
        ("visits.0.bilag2004.42", 3.0),
    ],
)
def test_dates_may_carry_a_time_and_codes_a_point(
    session: Session, tmp_path: Path, path: str, value: Any
) -> None:
    loaded = load(session, tmp_path, with_value(path, value))
    assert [str(fault) for fault in loaded.refused] == []


def test_numbers_may_be_written_with_an_exponent(session: Session, tmp_path: Path) -> None:
    text = written(tmp_path, case()).read_text(encoding="utf-8").replace('"value": 3.4', '"value": 3.4e0')
    assert load(session, tmp_path, text).refused == ()
    assert open_subject(session, "S-901").subject.answers("BL", "haematology")["wbc"].value == "3.4"


def test_an_infusion_without_its_start_was_given_on_the_day_of_its_visit(
    session: Session, tmp_path: Path
) -> None:
    data = case()
    del data["subjects"][0]["visits"][4]["infusion"]["start"]
    del data["subjects"][0]["visits"][4]["infusion"]["end"]
    load(session, tmp_path, data)
    [subject] = assess_study(session)["subjects"]
    assert subject["treatment"]["infusions"][0]["day"] == 0
    assert subject["adverse_events"][0]["teae"] is True


def test_text_over_4000_characters_is_refused(session: Session, tmp_path: Path) -> None:
    loaded = load(session, tmp_path, with_value("adverse_events.0.verbatim", "x" * 4_001))
    assert [fault.place for fault in loaded.refused] == ["subjects[0].adverse_events[0].verbatim"]


def test_a_subject_already_in_the_study_is_refused(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, case())
    count = session.file.journal.count()
    loaded = load(session, tmp_path, case())
    assert [fault.place for fault in loaded.refused] == ["subjects[0]"]
    assert session.file.journal.count() == count


def test_windows_eligibility_and_differences_come_back_as_warnings(session: Session, tmp_path: Path) -> None:
    data = case()
    visits = data["subjects"][0]["visits"]
    visits[5]["date"] = "2026-04-30"
    visits[0]["sledai2k"]["leukopenia"] = True
    loaded = load(session, tmp_path, data)
    texts = said(loaded)
    assert loaded.subjects == ("S-901",)
    assert "Lymphodepletion was given, but eligibility is not recorded as complete." in texts
    places = {warning.place for warning in loaded.warnings}
    assert "subjects[0].visits[5].date" in places
    assert "subjects[0].visits[0].sledai2k.leukopenia" in places


def test_a_visit_in_the_future_warns_that_the_clock_may_be_wrong(session: Session, tmp_path: Path) -> None:
    data = case()
    data["subjects"][0]["visits"].append({"visit": "W52", "date": "2027-01-20"})
    loaded = load(session, tmp_path, data)
    assert loaded.subjects
    assert any("clock" in str(warning.sentence) for warning in loaded.warnings)
    assert assess_study(session)["subjects"][0]["visits"][-1]["visit"] == "UNS"


_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just([]), st.just({})
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data(), value=_SCALARS)
def test_one_random_value_is_loaded_whole_or_refused_in_words(
    session: Session, tmp_path: Path, data: st.DataObject, value: Any
) -> None:
    paths = [
        "sex", "birth_date", "consent", "cohort", "visits.0.date", "visits.0.vitals", "visits.0.labs.wbc",
        "visits.0.labs.wbc.value", "visits.0.sledai2k.rash", "visits.0.bilag2004.42", "visits.0.pga",
        "visits.0.therapy.glucocorticoids", "visits.4.infusion.start", "adverse_events.0", "adverse_events.1.grades",
        "events.death", "previous_involvement",
    ]  # fmt: skip
    before = session.file.state.subjects()
    changed = with_value(data.draw(st.sampled_from(paths)), value)
    changed["subjects"][0]["subject"] = f"S-{len(before) + 1}"
    loaded = load(session, tmp_path, changed)
    after = session.file.state.subjects()
    assert len(after) - len(before) == len(loaded.subjects)
    assert bool(loaded.subjects) is not bool(loaded.refused)
