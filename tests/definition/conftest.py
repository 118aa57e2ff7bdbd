"""The released definitions, read once, and a small study that every fault can be put into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from workstation.definition.faults import DefinitionFaults
from workstation.definition.form import Unresolved
from workstation.definition.reader import read
from workstation.definition.study import Study

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

STUDY = """
oid = "small"
version = 1
title = { en = "Small study", zh = "小研究" }
short = { en = "Small", zh = "小" }
infusions = 1

[[fact]]
key = "sponsor"
value = { en = "Somebody", zh = "某人" }
status = "verified"
source = "nowhere"

[[setting]]
key = "visits.late"
label = { en = "A late visit", zh = "晚访视" }
value = false
status = "default"
source = "nowhere"

[[setting]]
key = "bsa.formula"
label = { en = "Formula", zh = "公式" }
value = "mosteller"
choices = ["mosteller", "dubois"]
status = "default"
source = "nowhere"

[[dose_level]]
oid = "DL1"
cells_e9 = "0.75"
status = "verified"

[[cohort]]
oid = "DL1-7d"
dose_level = "DL1"
interval_days = 7
on_path = true
status = "verified"

[[drug]]
oid = "fludarabine"
label = { en = "Fludarabine", zh = "氟达拉滨" }
mg_per_m2 = "25"
visits = ["D1"]
status = "verified"

[[visit]]
oid = "SCR"
title = { en = "Screening", zh = "筛选" }
short = { en = "SCR", zh = "筛选" }
kind = "screening"
earliest = -28
latest = -6
status = "default"

[[visit]]
oid = "D1"
title = { en = "Day 1", zh = "第1天" }
short = { en = "D1", zh = "第1天" }
kind = "follow_up"
day = 1
earliest = 1
latest = 2
setting = "visits.late"
status = "default"

[forms]
visits = ["SCR", "D1"]

[[forms.row]]
forms = ["vitals"]
marks = "R c"
c = "vitals.feverish == 'yes'"
"""

FORM = """
oid = "vitals"
version = 1
title = { en = "Vital signs", zh = "生命体征" }
short = { en = "Vitals", zh = "体征" }
scope = "visit"

[[group]]
oid = "signs"
title = { en = "Signs", zh = "体征" }

[[group.item]]
oid = "temperature_c"
label = { en = "Temperature", zh = "体温" }
type = "num"
required = "R"
unit = "°C"
units = [{ unit = "°F", subtract = "32", divide = "1.8" }]
decimals = 1
soft = ["35.5", "37.5"]
hard = ["30", "43"]
result = true

[[group.item]]
oid = "feverish"
label = { en = "Feverish", zh = "发热" }
type = "yn"
required = "c"
required_if = "temperature_c > 38"

[[group]]
oid = "rows"
title = { en = "Oxygen", zh = "吸氧" }
repeating = true

[[group.item]]
oid = "oxygen"
label = { en = "Oxygen", zh = "吸氧" }
type = "ch"
choices = [
    { code = "air", label = { en = "Air", zh = "空气" } },
    { code = "mask", label = { en = "Mask", zh = "面罩" } },
]

[[check]]
code = "MASK_WITHOUT_FEVER"
item = "oxygen"
group = "rows"
fails_if = "oxygen == 'mask' and feverish == 'no'"
sentence = { en = "Is this right?", zh = "对吗？" }
"""

RANGES = """
version = 1

[[laboratory]]
oid = "default"
title = { en = "Default", zh = "默认" }
status = "default"
row = [
    { item = "temperature_c", unit = "°F", f = ["97.7", "99.5"], m = ["", "99.5"], source = "M" },
]
"""

SMALL: Mapping[str, str] = {
    "study/small.v1.toml": STUDY,
    "forms/vitals.v1.toml": FORM,
    "study/reference-ranges.v1.toml": RANGES,
}


@pytest.fixture(scope="session")
def released_texts() -> Mapping[str, str]:
    """Every definition file of the release by its name below the resources."""
    folders = ("study", "forms")
    files = [file for folder in folders for file in sorted((RESOURCES / folder).glob("*.toml"))]
    return {file.relative_to(RESOURCES).as_posix(): file.read_text("utf-8") for file in files}


@pytest.fixture(scope="session")
def released(released_texts: Mapping[str, str]) -> Study:
    """The study of the release."""
    return read(released_texts)


@pytest.fixture(scope="session")
def small() -> Mapping[str, str]:
    """The texts of a small study without a fault."""
    return SMALL


@pytest.fixture(scope="session")
def faults_of() -> Callable[[Mapping[str, str]], tuple[Unresolved, ...]]:
    """The faults that the reader finds in some texts."""

    def found(texts: Mapping[str, str]) -> tuple[Unresolved, ...]:
        with pytest.raises(DefinitionFaults) as caught:
            read(texts)
        return caught.value.faults

    return found
