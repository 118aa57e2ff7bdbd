"""The definitions that this version of the program was released with, read from its resources."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from workstation.definition.ctcae import Ctcae
from workstation.definition.reader import read
from workstation.definition.reader_ctcae import read_ctcae
from workstation.definition.study import Study
from workstation.messages import EnvironmentFailure, Sentence

_FOLDERS = ("study", "forms")
_CTCAE = "ctcae/ctcae-laboratory.v5.toml"


@cache
def load_release(resources: Path) -> Study:
    """The study of the release in a resources folder; read once a process, because a release never changes.

    Raises:
        DefinitionFaults: a definition has faults, all of them named.
        EnvironmentFailure: the folder cannot be read.
    """
    return read({file: text for folder in _FOLDERS for file, text in _texts(resources, folder).items()})


@cache
def load_ctcae(resources: Path) -> Ctcae:
    """The terms of CTCAE v5.0 that a measured value grades; read once a process, like the study.

    Raises:
        DefinitionFaults: the definition has faults, all of them named.
        EnvironmentFailure: the folder cannot be read or lacks the file.
    """
    try:
        text = (resources / _CTCAE).read_text(encoding="utf-8")
    except OSError as error:
        raise _unreadable(error) from error
    return read_ctcae(_CTCAE, text)


def _texts(resources: Path, folder: str) -> dict[str, str]:
    """The definitions of a folder by their names below the resources."""
    try:
        paths = sorted((resources / folder).glob("*.toml"))
        return {f"{folder}/{path.name}": path.read_text(encoding="utf-8") for path in paths}
    except OSError as error:
        raise _unreadable(error) from error


def _unreadable(error: OSError) -> EnvironmentFailure:
    return EnvironmentFailure(
        Sentence("The program's own files cannot be read: {reason}.", {"reason": str(error)}),
        Sentence("Install the program again."),
    )


def with_settings(study: Study, changed: dict[str, str]) -> Study:
    """The study with the settings that were changed in this study file.

    Raises:
        EnvironmentFailure: one has a value that this version does not know; nothing else may stand in for it.
    """
    settings = dict(study.settings)
    for key, text in changed.items():
        if key in settings:
            try:
                settings[key] = settings[key].with_text(text)
            except ValueError as error:
                raise _unknown_value(key, text) from error
    return study if not changed else replace(study, settings=settings)


def _unknown_value(key: str, text: str) -> EnvironmentFailure:
    words = "The rule {key} of this study is “{value}”, which this version of the program does not know."
    return EnvironmentFailure(
        Sentence(words, {"key": key, "value": text}),
        Sentence("Install the version of the program with which it was changed."),
    )
