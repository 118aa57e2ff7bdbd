"""Whatever is wrong with the texts, the reader gives a study or its faults, and nothing else ever happens."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tests.definition.conftest import SMALL
from workstation.definition.faults import DefinitionFaults
from workstation.definition.reader import read
from workstation.definition.study import Study

_TOKEN = re.compile(r'"[^"\n]*"|[\w.]+|\S|\n')
_FOREIGN = st.sampled_from(
    [
        '""',
        "[]",
        "{}",
        "0",
        "-1",
        "true",
        "nan",
        "1e999",
        "1979-05-27",
        '"R"',
        "[[",
        "]]",
        "=",
        '"x > "',
        "\n",
        "[1]",
        "#",
    ]
) | st.text(max_size=6)


@st.composite
def corrupted(draw: st.DrawFn) -> Mapping[str, str]:
    """The small study with one token replaced, taken out, doubled or exchanged with the next."""
    file = draw(st.sampled_from(sorted(SMALL)))
    tokens = list(_TOKEN.finditer(SMALL[file]))
    number = draw(st.integers(0, len(tokens) - 2))
    found, following = tokens[number], tokens[number + 1]
    text = SMALL[file]
    new = draw(st.one_of(st.just(""), st.just(found[0] * 2), st.just(following[0]), _FOREIGN))
    return {**SMALL, file: text[: found.start()] + new + text[found.end() :]}


def told(texts: Mapping[str, str]) -> Study | tuple[str, ...]:
    """The study, or where its faults are."""
    try:
        return read(texts)
    except DefinitionFaults as faults:
        return tuple(fault.file for fault in faults.faults)


@given(corrupted())
def test_a_corruption_gives_a_study_or_named_faults(texts: Mapping[str, str]) -> None:
    result = told(texts)
    assert isinstance(result, Study) or (
        result and all(file.startswith(("forms/", "study/")) for file in result)
    )


@given(st.sampled_from(sorted(SMALL)), st.text(max_size=200))
def test_any_text_in_place_of_a_file_is_told_as_a_fault(file: str, text: str) -> None:
    result = told({**SMALL, file: text})
    assert not isinstance(result, Study)


@given(
    st.sampled_from(["relevant_if", "required_if"]),
    st.text(alphabet="()[]{}'\"<>=!.,*-+ abx_019:\\", max_size=40),
)
def test_any_text_in_place_of_a_condition_is_no_crash(key: str, text: str) -> None:
    literal = "'''\n" + text.replace("'", '"') + "'''"
    form = SMALL["forms/vitals.v1.toml"].replace('type = "yn"', f'type = "yn"\n{key} = {literal}', 1)
    form = form.replace('required_if = "temperature_c > 38"', "") if key == "required_if" else form
    result = told({**SMALL, "forms/vitals.v1.toml": form})
    assert result


def test_texts_that_defeat_the_toml_parser_are_faults() -> None:
    for text in ("a = " + "[" * 5000, "a = " + "9" * 5000, "a = 2026-13-45", "a = 1e99999999999999999999"):
        assert told({**SMALL, "forms/vitals.v1.toml": text}) != ()
