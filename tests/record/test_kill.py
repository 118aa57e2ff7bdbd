"""Killed in the middle of saving: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.record.conftest import AT, WANG
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import StudyFile

ROOT = Path(__file__).resolve().parents[2]
ITEMS = 40

SAVER = f"""
import sys, datetime
from pathlib import Path
from workstation.forms.answers import Answer, Answers
from workstation.record.cells import Change
from workstation.record.drafts import Draft
from workstation.record.entry import Author
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import StudyFile
from workstation.trial.subject import FormRecord
key = StudyKey(sys.argv[2], bytes.fromhex(sys.argv[3]))
at = datetime.datetime.fromisoformat("2026-03-02T08:00:00+08:00")
author = Author("Wang Min", "pi", "ward", "0.1")
with StudyFile.open(Path(sys.argv[1]), key, author, at) as file:
    number = file.journal.count()
    while True:
        number += 1
        record = FormRecord("labs", 1, Answers({{"typed": Answer(str(number))}}))
        file.drafts.put(Draft("Wang Min", "S-002", "BL", record, "typed", 0, at))
        with file.unit_of_work(author, at) as unit:
            text = '{{"value":"' + str(number) + '"}}'
            place = ("S-002", f"UNS#{{number}}", "labs")
            unit.record("save form", [Change(*place, f"i{{i}}", None, text) for i in range({ITEMS})])
        print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(kept: Path, key: StudyKey):
    chance = random.Random(5501)
    for _ in range(5):
        acknowledged = _saved_until_killed(kept, key, 0.05 + chance.random() * 0.1)
        with StudyFile.open(kept, key, WANG, AT) as file:
            assert acknowledged <= file.journal.count() <= acknowledged + 1
            assert file.verify().ok
            forms = [visit.forms["labs"] for visit in file.state.subject("S-002").visits]
            assert {len(form.answers) for form in forms} == {ITEMS}
            draft = file.drafts.of("Wang Min")[0]
            assert acknowledged <= int(draft.record.answers["typed"].value) <= acknowledged + 1


def _saved_until_killed(path: Path, key: StudyKey, seconds: float) -> int:
    """The last number that a saving process told us before it was killed."""
    arguments = [sys.executable, "-c", SAVER, str(path), key.study, key.secret.hex()]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        lines = (first + process.stdout.read()).splitlines()
    return int(lines[-1])
