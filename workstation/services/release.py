"""The definitions that this version of the program was released with, read from its resources."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from workstation.definition.reader import read
from workstation.definition.study import Study
from workstation.messages import EnvironmentFailure, Sentence

_FOLDERS = ("study", "forms")


@cache
def load_release(resources: Path) -> Study:
    """The study of the release in a resources folder; read once a process, because a release never changes.

    Raises:
        DefinitionFaults: a definition has faults, all of them named.
        EnvironmentFailure: the folder cannot be read.
    """
    texts = {}
    try:
        for folder in _FOLDERS:
            for path in sorted((resources / folder).glob("*.toml")):
                texts[f"{folder}/{path.name}"] = path.read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailure(
            Sentence("The program's own files cannot be read: {reason}.", {"reason": str(error)}),
            Sentence("Install the program again."),
        ) from error
    return read(texts)


def with_settings(study: Study, changed: dict[str, str]) -> Study:
    """The study with the settings that were changed in this study file."""
    settings = dict(study.settings)
    for key, text in changed.items():
        if key in settings:
            settings[key] = settings[key].with_text(text)
    return study if not changed else replace(study, settings=settings)
