"""The program without its window, from an empty folder to a sheet of paper: what a script or a statistician does."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from workstation.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).with_name("cases")
PASSPHRASE = "seven wild geese"
DEMO_DAY = "2026-11-24"


class Said(NamedTuple):
    """What a command answered: exit code, JSON of stdout (None if there was none), and what people read."""

    code: int
    data: Any
    people: str


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]):
    """Run a command in this process."""

    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Said(code, json.loads(printed.out) if printed.out else None, printed.err)

    return run


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """The investigator has put it into the environment."""
    monkeypatch.setenv("WORKSTATION_PASSPHRASE", PASSPHRASE)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The patients of both case files beside one of the demo, in a study that needs no passphrase."""
    folder = tmp_path_factory.mktemp("loaded")
    assert main(["demo", "--to", str(folder), "--patients", "1", "--as-of", DEMO_DAY]) == 0
    path = folder / "demo.kn5501"
    assert main(["load", str(path), *map(str, sorted(CASES.glob("*.json")))]) == 0
    return path


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty study that opens with a passphrase alone."""
    path = tmp_path_factory.mktemp("locked") / "ward.kn5501"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKSTATION_PASSPHRASE", PASSPHRASE)
        patch.setenv("XDG_DATA_HOME", str(path.parent / "home"))
        assert main(["new", "--to", str(path), "--person", "Dr Li"]) == 0
    return path


@pytest.fixture
def study(loaded: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may harm."""
    path = tmp_path / "ward.kn5501"
    for end in ("", ".keys"):
        shutil.copy(loaded.with_name(loaded.name + end), path.with_name(path.name + end))
    return path


def damage(path: Path, place: float = 0.5) -> None:
    """One byte in the middle of the file is another one."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 0x40
    path.write_bytes(content)


def test_a_script_takes_an_empty_folder_to_printed_sheets(tmp_path: Path):
    """As a person types it into a terminal: each command is a process of its own, stdout is JSON and nothing else."""
    study, key = tmp_path / "a study.kn5501", tmp_path / "passphrase.txt"
    key.write_text(PASSPHRASE + "\n", encoding="utf-8")

    def command(*words: str | Path) -> Any:
        arguments = [sys.executable, "-m", "workstation", *map(str, words)]
        done = subprocess.run(
            arguments, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
        )
        return json.loads(done.stdout)

    identity = ("--passphrase-file", key, "--person", "李医生")
    assert command("new", "--to", study, *identity) == {"study": str(study), "person": "李医生"}
    assert command("load", study, CASES / "responder.json", *identity)["loaded"] == ["S-101"]
    assessed = command("assess", study, "--as-of", "2026-05-20", *identity)
    assert [subject["subject"] for subject in assessed["subjects"]] == ["S-101"]
    sheet = tmp_path / "out" / "week 12.pdf"
    command("sheet", study, "--subject", "S-101", "--visit", "W12", "--to", sheet, *identity)
    assert sheet.read_bytes().startswith(b"%PDF-")
    assert command("verify", study, *identity)["ok"] is True


class TestLoad:
    """Case files, each whole or not at all."""

    def test_a_refused_file_beside_a_loaded_one(self, say, tmp_path: Path):
        """The good file is entered, the bad one not at all, and every fault says where it is."""
        study = Path(say("demo", "--to", tmp_path, "--patients", 1).data["study"])
        bad = tmp_path / "bad.json"
        case = json.loads((CASES / "responder.json").read_text(encoding="utf-8"))
        case["subjects"][0]["visits"][1]["pga"] = 7
        case["subjects"][0]["visits"][0]["date"] = "2026-02-30"
        bad.write_text(json.dumps(case), encoding="utf-8")

        told = say("load", study, bad, CASES / "interrupted.json", tmp_path / "gone.json")

        assert told.code == 1
        assert told.data["loaded"] == ["S-102"]
        places = {(Path(one["file"]).name, one["place"]) for one in told.data["refused"]}
        assert {
            ("bad.json", "subjects[0].visits[1].pga"),
            ("bad.json", "subjects[0].visits[0].date"),
        } <= places
        assert "gone.json" in {name for name, _ in places}
        assert all(one["reason"].endswith((".", "?")) for one in told.data["refused"])
        after = say("assess", study)
        assert [subject["subject"] for subject in after.data["subjects"]] == ["S-001", "S-102"]
        assert say("verify", study).data["ok"] is True

    def test_the_same_case_twice_is_refused_and_enters_nothing(self, say, study: Path):
        """A subject is in the study once."""
        before = say("verify", study).data["entries"]

        told = say("load", study, CASES / "responder.json")

        assert (told.code, told.data["loaded"]) == (1, [])
        assert "S-101 is already in this study" in told.data["refused"][0]["reason"]
        assert say("verify", study).data["entries"] == before

    def test_history_from_paper_is_warned_about_and_entered(self, loaded: Path, say):
        """No eligibility form stops nobody's history; it is said."""
        warned = say("assess", loaded, "--subject", "S-102").data["subjects"][0]
        assert warned["eligibility"]["result"] == "cannot tell"
        assert [each["day"] for each in warned["treatment"]["lymphodepletion"]] == [-5, -4, -3]


class TestAssess:
    """Everything derived, as JSON."""

    def test_the_scores_of_a_course(self, say, loaded: Path):
        """Counted by hand from the case: 4+4+2+2+2+2 at baseline; 4+2+2+2 on day 28; 2 in week 12."""
        told = say("assess", loaded, "--subject", "S-101", "--as-of", "2026-11-24")
        assert told.code == 0
        visits = {visit["visit"]: visit for visit in told.data["subjects"][0]["visits"]}
        assert {key: visits[key]["sledai2k"]["total"] for key in ("BL", "D28", "W12", "W24")} == {
            "BL": 16,
            "D28": 10,
            "W12": 2,
            "W24": 0,
        }
        assert [visits[key]["pga"] for key in ("BL", "D28", "W12")] == [2.1, 1.2, 0.6]
        assert [visits[key]["day"] for key in ("LD1", "INF1", "D28", "W12")] == [-5, 0, 28, 85]
        assert visits["W24"]["window"] == "in"

    def test_a_blank_descriptor_is_not_a_zero(self, say, loaded: Path):
        """S-102 has no answer to pleurisy on day 28: there is no total, and the missing one is named."""
        told = say("assess", loaded, "--subject", "S-102")
        day28 = next(visit for visit in told.data["subjects"][0]["visits"] if visit["visit"] == "D28")
        assert (day28["sledai2k"]["total"], day28["sledai2k"]["missing"]) == (None, ["pleurisy"])

    def test_as_of_an_earlier_day_sees_nothing_later(self, say, loaded: Path):
        """As if today were that day."""
        told = say("assess", loaded, "--subject", "S-101", "--as-of", "2026-03-01")
        subject = told.data["subjects"][0]
        assert told.data["as_of"] == "2026-03-01"
        assert subject["study_day"] == 13
        assert max(visit["date"] for visit in subject["visits"]) == "2026-02-23"
        assert subject["next_visit"]["visit"] == "INF3"

    def test_a_day_before_anything_has_happened(self, say, loaded: Path):
        """A patient not yet enrolled on that day is no reason to fail."""
        told = say("assess", loaded, "--as-of", "2020-01-01")
        assert told.code == 0
        assert all(not subject["visits"] for subject in told.data["subjects"])

    def test_the_demo_of_a_day_is_the_same_twice(self, say, tmp_path: Path):
        """Same seed and day, same assessment of its 14 patients."""
        found = []
        for name in ("first", "second"):
            made = say("demo", "--to", tmp_path / name, "--seed", 7, "--as-of", DEMO_DAY)
            assert (made.code, len(made.data["subjects"])) == (0, 14)
            found.append(say("assess", made.data["study"], "--as-of", DEMO_DAY).data)
        assert found[0] == found[1]
        assert sum(len(subject["visits"]) for subject in found[0]["subjects"]) > 100


class TestSheet:
    """Visit summaries on paper."""

    def test_the_same_sheet_twice_is_the_same_bytes(self, say, loaded: Path, tmp_path: Path):
        """No time of printing in it."""
        files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
        for file in files:
            told = say(
                "sheet", loaded, "--subject", "S-101", "--visit", "D28", "--as-of", DEMO_DAY, "--to", file
            )
            assert told.data == {"sheets": [str(file)]}
        assert files[0].read_bytes() == files[1].read_bytes()

    def test_every_language_is_another_sheet(self, say, loaded: Path, tmp_path: Path):
        """English, Chinese, both."""
        for language in ("en", "zh", "both"):
            file = tmp_path / f"{language}.pdf"
            words = ("sheet", loaded, "--subject", "S-101", "--visit", "W12", "--language", language)
            assert say(*words, "--to", file).code == 0
        assert len({file.read_bytes() for file in tmp_path.glob("*.pdf")}) == 3

    @pytest.mark.parametrize(
        ("subject", "visit", "reason"),
        [
            ("S-101", "W52", "S-101 has no visit W52"),
            ("S-101", "W99", "S-101 has no visit W99"),
            ("S-777", "BL", "There is no patient S-777"),
        ],
    )
    def test_a_sheet_of_what_is_not_there(
        self, say, loaded: Path, tmp_path: Path, subject: str, visit: str, reason: str
    ):
        """Refused with its reason; no file is left behind."""
        file = tmp_path / "none.pdf"
        told = say("sheet", loaded, "--subject", subject, "--visit", visit, "--to", file)
        assert (told.code, told.data) == (1, None)
        assert reason in told.people
        assert not file.exists()

    def test_all_sheets_of_a_study(self, say, loaded: Path, tmp_path: Path):
        """One file for each visit that was held; every one a PDF."""
        folder = tmp_path / "sheets"
        told = say("sheet", loaded, "--all", "--language", "en", "--as-of", DEMO_DAY, "--to", folder)
        visits = say("assess", loaded, "--as-of", DEMO_DAY).data["subjects"]
        held = {f"{each['subject']}_{visit['visit']}.pdf" for each in visits for visit in each["visits"]}
        assert told.code == 0
        assert {Path(path).name for path in told.data["sheets"]} == held
        assert {path.name for path in folder.iterdir()} == held
        assert all(path.read_bytes().startswith(b"%PDF-") for path in folder.iterdir())


class TestRefusals:
    """What a person hears who made a mistake: one sentence on stderr, nothing on stdout, the right exit code."""

    def test_a_wrong_passphrase(self, say, locked: Path, monkeypatch: pytest.MonkeyPatch):
        """Nothing is opened."""
        monkeypatch.setenv("WORKSTATION_PASSPHRASE", "eight tame ducks")
        for command in ("assess", "verify"):
            told = say(command, locked)
            assert (told.code, told.data) == (1, None)
            assert "passphrase" in told.people.lower()
            assert "Traceback" not in told.people

    def test_a_person_who_is_not_in_the_study(self, say, locked: Path):
        """The name is not guessed."""
        told = say("assess", locked, "--person", "Dr Nobody")
        assert (told.code, told.data) == (1, None)
        assert "Dr Nobody" in told.people

    def test_no_passphrase_at_all(self, say, locked: Path, monkeypatch: pytest.MonkeyPatch):
        """A script without a terminal is not asked; it is told how to give it."""
        monkeypatch.delenv("WORKSTATION_PASSPHRASE")
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        told = say("assess", locked)
        assert (told.code, told.data) == (2, None)
        assert "--passphrase-file" in told.people

    @pytest.mark.parametrize(
        "words",
        [
            (),
            ("dance",),
            ("assess",),
            ("assess", "STUDY", "--as-of", "2026-02-30"),
            ("sheet", "STUDY", "--to", "x.pdf"),
            ("sheet", "STUDY", "--subject", "S-101", "--visit", "BL", "--to", "x.pdf", "--language", "fr"),
            ("load", "STUDY"),
            ("new",),
        ],
    )
    def test_a_wrong_call(self, say, loaded: Path, words: tuple[str, ...]):
        """Exit code 2, how it is called on stderr."""
        told = say(*(str(loaded) if word == "STUDY" else word for word in words))
        assert (told.code, told.data) == (2, None)
        assert "workstation" in told.people

    def test_a_file_that_is_not_there(self, say, tmp_path: Path):
        """It says that the study is not there, and does not send anybody to look for its keys."""
        for command in ("assess", "load"):
            told = say(
                command, tmp_path / "gone.kn5501", *([CASES / "responder.json"] if command == "load" else [])
            )
            assert (told.code, told.data) == (1, None)
            assert "gone.kn5501" in told.people
            assert "There is no file" in told.people

    def test_a_study_whose_keys_were_left_behind(self, say, study: Path):
        """The two travel together."""
        study.with_name(study.name + ".keys").unlink()
        told = say("assess", study)
        assert (told.code, told.data) == (1, None)
        assert "ward.kn5501.keys" in told.people

    def test_a_new_study_never_writes_over_an_old_one(self, say, study: Path):
        """Nor over its keys."""
        before = study.read_bytes(), study.with_name(study.name + ".keys").read_bytes()
        told = say("new", "--to", study)
        assert (told.code, told.data) == (1, None)
        assert "already" in told.people
        assert (study.read_bytes(), study.with_name(study.name + ".keys").read_bytes()) == before

    def test_a_passphrase_that_is_too_short_makes_no_study(
        self, say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Nothing is left in the folder."""
        monkeypatch.setenv("WORKSTATION_PASSPHRASE", "abc")
        told = say("new", "--to", tmp_path / "weak.kn5501")
        assert told.code == 1
        assert list(tmp_path.iterdir()) == []


class TestVerify:
    """Whether the file, its chain and its state hold."""

    def test_a_sound_study(self, say, loaded: Path):
        """Entries are counted, the head of the chain is told."""
        told = say("verify", loaded)
        assert told.code == 0
        assert told.data["ok"] is True
        assert told.data["faults"] == []
        assert told.data["entries"] > 100
        assert len(told.data["head"]) == 64

    @pytest.mark.parametrize("place", [0.02, 0.3, 0.5, 0.8, 0.99])
    def test_a_damaged_file(self, say, study: Path, place: float):
        """Wherever the byte is: JSON with a fault in words, exit code 1, and never a traceback."""
        damage(study, place)
        told = say("verify", study)
        assert told.code == 1
        assert told.data["ok"] is False
        assert told.data["faults"]
        assert all(fault.endswith(".") for fault in told.data["faults"])
        assert "Traceback" not in told.people

    def test_a_file_of_another_program(self, say, study: Path):
        """It is told, and left as it is."""
        study.write_bytes(b"%PDF-1.4 not a study" * 500)
        content = study.read_bytes()
        told = say("verify", study)
        assert (told.code, told.data["ok"]) == (1, False)
        assert study.read_bytes() == content

    def test_a_damaged_file_is_not_assessed(self, say, study: Path):
        """One sentence and what to do."""
        study.write_bytes(study.read_bytes()[:5000])
        told = say("assess", study)
        assert (told.code, told.data) == (1, None)
        assert "backup" in told.people or "damaged" in told.people
