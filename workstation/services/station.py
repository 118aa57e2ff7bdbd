"""Which laptop this is: a short key made once, so that the entries of two laptops can be told apart and merged."""

from __future__ import annotations

import secrets
from pathlib import Path

from workstation.messages import EnvironmentFailure, Sentence

_FILE = "station"
_LENGTH = 6


def station_id(folder: Path) -> str:
    """The key of this machine and user, made on first use.

    Raises:
        EnvironmentFailure: the folder cannot be written.
    """
    path = folder / _FILE
    try:
        known = path.read_text(encoding="ascii").strip() if path.exists() else ""
        if known:
            return known
        folder.mkdir(parents=True, exist_ok=True)
        made = "ST-" + secrets.token_hex(_LENGTH // 2).upper()
        path.write_text(made + "\n", encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentFailure(
            Sentence("The program cannot keep its settings in {folder}.", {"folder": str(folder)}),
            Sentence("Make the folder writable for this user, then start again."),
        ) from error
    return made
