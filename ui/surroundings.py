"""What pages and dialogs work with."""

from __future__ import annotations

from dataclasses import dataclass

from ui.errors import Errors
from ui.operations import Operations
from ui.style import Look
from ui.words import Words


@dataclass(frozen=True)
class Surroundings:
    """The parts of the window that pages and dialogs work with; made once, where the program is joined."""

    words: Words
    look: Look
    operations: Operations
    errors: Errors
