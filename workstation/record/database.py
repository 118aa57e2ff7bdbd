"""sqlite-utils over our driver: how the program writes to the file and takes its migrations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

from workstation.record import driver


@contextmanager
def _numpy_hidden() -> Iterator[None]:
    """Keep sqlite-utils from loading numpy, which it would only ask for the names of its number types.

    That costs a tenth of a second, and no number type of numpy is ever stored.
    """
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    if "numpy" in modules:
        yield
        return
    modules["numpy"] = None
    try:
        yield
    finally:
        del modules["numpy"]


assert "pysqlite3" in sys.modules, driver.__name__
with _numpy_hidden():
    from sqlite_utils.db import Database
    from sqlite_utils.migrations import Migrations

__all__ = ["Database", "Migrations", "over"]


def over(raw: driver.RawConnection) -> Database:
    """A connection as sqlite-utils sees it."""
    return Database(raw, recursive_triggers=False, execute_plugins=False)
