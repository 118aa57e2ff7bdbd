"""What is wrong with a definition: every fault of every file is collected, then all are told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from workstation.definition.form import Unresolved
from workstation.messages import Sentence


class DefinitionFaults(Exception):  # noqa: N818 - it carries the faults, all of them
    """The texts do not make a study. ``faults`` holds every place that could not be made sense of."""

    def __init__(self, faults: tuple[Unresolved, ...]) -> None:
        super().__init__("\n".join(line(fault) for fault in faults))
        self.faults = faults


class Wrong(Exception):  # noqa: N818 - caught where the key is known, never seen outside the reader
    """One value cannot be read; ``near`` is the nearest right name."""

    def __init__(self, sentence: Sentence, near: str = "") -> None:
        super().__init__(sentence.text)
        self.sentence = sentence
        self.near = near


@dataclass(frozen=True, slots=True)
class Where:
    """A place inside one file, and the list to which its faults go."""

    file: str
    found: list[Unresolved] = field(default_factory=list)
    place: str = ""

    def inside(self, part: str) -> Where:
        """A place further in."""
        return Where(self.file, self.found, f"{self.place}, {part}" if self.place else part)

    def report(self, sentence: Sentence, near: str = "") -> None:
        """Note a fault here."""
        detail = {name: str(value) for name, value in sentence.values.items()}
        self.found.append(Unresolved(self.file, self.place, sentence.text, near, detail))

    def report_at(self, key: str, sentence: Sentence, near: str = "") -> None:
        """Note a fault at a key of the table that stands here."""
        self.inside(f"key {key}").report(sentence, near)


def nearest(name: str, known: Iterable[str]) -> str:
    """The most similar of the known names, or an empty text when none is similar."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def line(fault: Unresolved) -> str:
    """One fault as one line of English, for a log or a terminal."""
    sentence = fault.sentence.format_map(dict(fault.detail))
    place = f" ({fault.place})" if fault.place else ""
    near = f" Did you mean {fault.near}?" if fault.near else ""
    return f"{fault.file}{place}: {sentence}{near}"
