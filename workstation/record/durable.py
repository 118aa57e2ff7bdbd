"""Small files that are either the old one or the new one, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path

from workstation.record.failures import told


def write(path: Path, data: bytes) -> None:
    """Write a whole file in place of an older one.

    Raises:
        EnvironmentFailure: it could not be written; the older one is untouched.
    """
    new = path.with_name(path.name + ".new")
    with told(path):
        try:
            with new.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            replace(new, path)
        except OSError:
            new.unlink(missing_ok=True)
            raise


def replace(new: Path, path: Path) -> None:
    """Put a finished file in place of another one of the same folder.

    Raises:
        OSError: it could not be done.
    """
    os.replace(new, path)
    # The name itself is durable only with its folder; Windows has no such call and needs none.
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
