"""What a machine can do to a study file, each as one sentence and one piece of advice.

These are failures of the environment (and one of what was typed); faults of the program itself keep the
driver's own classes.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from workstation.messages import EnvironmentFailure, Refusal, Sentence
from workstation.record.driver import Error


class FileMissing(EnvironmentFailure):
    """There is no such file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("There is no file or folder {path}.", {"path": str(path)}),
            Sentence("Look whether it was moved or renamed, or whether its drive is connected."),
        )


class ForeignFile(EnvironmentFailure):
    """The file is something else than a study of this program, or belongs to other keys."""

    def __init__(self, what_it_is: Sentence) -> None:
        super().__init__(
            what_it_is,
            Sentence("Choose the study file, with the .keys file of the same name beside it."),
        )


class DamagedFile(EnvironmentFailure):
    """The file is a study, but parts of it cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("{file} is damaged.", {"file": path.name}),
            Sentence("Do not go on working with it. Keep the file as it is and open a backup of the study."),
        )


class NewerFile(EnvironmentFailure):
    """The file was written by a later release."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("{file} was made by a newer version of this program.", {"file": path.name}),
            Sentence("Install the newer version on this computer. The file was not changed."),
        )


class OlderFile(EnvironmentFailure):
    """The file has to be brought up to date before it can be read, and may not be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("{file} was made by an older version and has to be updated first.", {"file": path.name}),
            Sentence("Open it once for writing, in a folder where this is allowed."),
        )


class AlreadyThere(EnvironmentFailure):
    """A new file would take the place of one that exists."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("There is already a file {file} in this folder.", {"file": path.name}),
            Sentence("Choose another name; nothing is ever written over."),
        )


class DiskFull(EnvironmentFailure):
    """No room. Nothing of what was being written is there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("The disk is full; nothing was written to {file}.", {"file": path.name}),
            Sentence("Free some space on the disk and save again. What you typed is still here."),
        )


class ReadOnlyPlace(EnvironmentFailure):
    """The file or its folder may not be written, or not even be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("You are not allowed to open or to write {file} in this folder.", {"file": path.name}),
            Sentence("Open the study read-only, or copy it with its .keys file into a folder of your own."),
        )


class OpenedReadOnly(EnvironmentFailure):
    """Something was to be written although the study was opened only to be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("{file} is open read-only; nothing can be saved.", {"file": path.name}),
            Sentence("Close it and open it again for writing."),
        )


class DiskFault(EnvironmentFailure):
    """The disk did not do what was asked."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("The disk with {file} could not be read or written.", {"file": path.name}),
            Sentence("Look whether the drive is still connected. Make a backup before you go on."),
        )


class FileBusy(EnvironmentFailure):
    """Another program holds the file for longer than we wait."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("Another program is using {file}; nothing was written.", {"file": path.name}),
            Sentence("Wait until a backup or a virus scan has ended, and try again."),
        )


class UnreadableCharacter(Refusal):
    """A text holds half a character, which no file can keep."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "A text contains a broken character that cannot be stored. Type the text again and save."
            )
        )


# Primary result codes of SQLite.
_PERMISSION, _BUSY, _LOCKED, _READ_ONLY, _IO = 3, 5, 6, 8, 10
_CORRUPT, _FULL, _CANNOT_OPEN, _NOT_A_DATABASE = 11, 13, 14, 26

_BY_CODE: dict[int, Callable[[Path], EnvironmentFailure]] = {
    _PERMISSION: ReadOnlyPlace,
    _BUSY: FileBusy,
    _LOCKED: FileBusy,
    _READ_ONLY: ReadOnlyPlace,
    _IO: DiskFault,
    _CORRUPT: DamagedFile,
    _FULL: DiskFull,
    _CANNOT_OPEN: ReadOnlyPlace,
    _NOT_A_DATABASE: DamagedFile,
}

_BY_ERRNO: dict[int, Callable[[Path], EnvironmentFailure]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EACCES: ReadOnlyPlace,
    errno.EPERM: ReadOnlyPlace,
    errno.EROFS: ReadOnlyPlace,
    errno.ENOENT: FileMissing,
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the driver or the system reports about ``path`` into the failure that a person is told.

    Raises:
        EnvironmentFailure: the machine is the cause.
        UnreadableCharacter: what was typed is.
        Error: the program is (a wrong statement, a broken constraint).
    """
    try:
        yield
    except Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _BY_CODE:
            raise
        raise _BY_CODE[code](path) from error
    except UnicodeEncodeError as error:
        raise UnreadableCharacter from error
    except OSError as error:
        raise _BY_ERRNO.get(error.errno or 0, DiskFault)(path) from error
