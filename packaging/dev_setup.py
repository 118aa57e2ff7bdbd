"""Set-up: from a bare Debian or Windows with Python to a machine on which the program runs.

The system libraries of Qt (Debian), the virtual environment, and in it exactly the packages of
``requirements-dev.lock``. Each step asks first whether it is needed: a second run costs nothing, and an
interrupted one is mended by the next.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from dev_environment import (
    ENVIRONMENT,
    NEWEST_PYTHON,
    OLDEST_PYTHON,
    ROOT,
    described_environment,
    environment_python,
    environment_works,
    own_variables,
)

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = ROOT / "packaging" / "requirements-dev.lock"

# What Qt loads from the system, and the Debian package that brings it.
SYSTEM_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    # a window on an X display
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    # a window on a Wayland display
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    # a printer
    "libcups.so.2": "libcups2",
}


def set_up() -> None:
    """Bring this machine to where the program runs, or stop with one plain sentence."""
    refuse_unsupported_python(sys.version_info[:2], sys.executable)
    install_system_packages(missing_system_packages())
    if is_current():
        return
    with only_one_at_a_time():
        if not is_current():
            make_environment()
            write_command()
            install_packages()
            say("Set-up is done")


def refuse_unsupported_python(version: tuple[int, ...], executable: str, bits: int = sys.maxsize) -> None:
    """Stop where no wheels exist for this Python."""
    wide = bits > 2**32
    if wide and OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return
    found, oldest, newest = (".".join(map(str, each)) for each in (version, OLDEST_PYTHON, NEWEST_PYTHON))
    sys.exit(
        f"This program needs a 64-bit Python from {oldest} to {newest}; {executable} is Python {found}"
        f"{'' if wide else ' with 32 bits'}. Start the same line with such a Python."
    )


# Debian


def missing_system_packages(platform: str = sys.platform) -> list[str]:
    """The Debian packages without which neither the environment nor Qt can work here."""
    if platform != "linux":
        return []
    missing = missing_library_packages(can_load)
    if not environment_works() and importlib.util.find_spec("ensurepip") is None:
        missing.append("python{}.{}-venv".format(*sys.version_info))
    return missing


def missing_library_packages(loads: Callable[[str], bool]) -> list[str]:
    """The packages of the libraries that do not load."""
    return [package for library, package in SYSTEM_LIBRARIES.items() if not loads(library)]


def can_load(library: str) -> bool:
    """Whether the dynamic loader, the judge that counts, finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_packages(packages: Sequence[str]) -> None:
    """Install Debian packages as root; otherwise stop with the line that somebody has to run."""
    if not packages:
        return
    line = ["apt-get", "install", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        sys.exit(f"Libraries are missing, and there is no apt-get. Debian calls them: {' '.join(packages)}")
    if not is_root():
        sys.exit(f"Libraries are missing. Run this line once, then start again:\n    sudo {shlex.join(line)}")
    say(f"Installing {len(packages)} Debian packages: {' '.join(packages)}")
    apt_get("update")  # may fail for one source of many; the installation shows whether it was enough
    if not apt_get("--yes", "-o", "DPkg::Lock::Timeout=300", *line[1:]):
        sys.exit("The system libraries could not be installed; apt-get says why above.")


def is_root() -> bool:
    """Whether we may install for the whole machine."""
    return sys.platform != "win32" and os.geteuid() == 0


def apt_get(*arguments: str) -> bool:
    """Run apt-get without questions; whether it succeeded."""
    return succeeds(["apt-get", "-qq", *arguments], {**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


# The environment


def stamp_file() -> Path:
    """Written last: says which lock and which Python the environment was finished with."""
    return ENVIRONMENT / "set-up-for"


def unfinished_mark() -> Path:
    """Stands in the environment while it is written to; found later, it tells of an interruption."""
    return ENVIRONMENT / "set-up-unfinished"


def is_current() -> bool:
    """Whether the environment was finished with today's lock and its Python is still there."""
    try:
        stamp = stamp_file().read_text(encoding="ascii")
    except OSError:
        return False
    return environment_works() and not unfinished_mark().exists() and stamp == wanted_stamp()


def wanted_stamp() -> str:
    """The lock and the Python of the environment as one number."""
    version = described_environment().get("version", "")
    return hashlib.sha256(LOCK.read_bytes() + version.encode()).hexdigest()


def make_environment() -> None:
    """Have a virtual environment to install into: the one that is there, unless it is broken or half made."""
    if environment_works() and not unfinished_mark().exists():
        unfinished_mark().touch()
        return
    if ENVIRONMENT.exists():
        say("The environment .venv is not whole")
        remove_environment()
    say("Making the environment .venv")
    ENVIRONMENT.mkdir()
    unfinished_mark().touch()
    # When dev.py is started with the Python of `.venv` itself, the one below it is meant.
    python = getattr(sys, "_base_executable", sys.executable)
    if not succeeds([python, "-m", "venv", str(ENVIRONMENT)], own_variables()):
        sys.exit("The environment .venv could not be made; Python says why above.")


def remove_environment() -> None:
    """Take a broken environment away."""
    try:
        shutil.rmtree(ENVIRONMENT)
    except OSError as error:
        sys.exit(f"{ENVIRONMENT} could not be removed ({error}). Close what uses it, or delete it yourself.")


def write_command() -> None:
    """The command ``workstation`` of the environment; it finds the program beside it wherever it is called."""
    if sys.platform == "win32":
        text = '@set "PYTHONPATH=%~dp0..\\.."\r\n@"%~dp0python.exe" -m workstation %*\r\n'
        environment_python().with_name("workstation.cmd").write_bytes(text.encode("ascii"))
        return
    command = environment_python().with_name("workstation")
    text = """#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
PYTHONPATH="$here/../.." exec "$here/python" -m workstation "$@"
"""
    command.write_text(text, encoding="ascii")
    command.chmod(0o755)


def install_packages() -> None:
    """Install what the lock names, every file by its hash; only then is the environment whole."""
    say("Installing the packages of packaging/requirements-dev.lock (about 150 MB, once)")
    pip = [str(environment_python()), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    if not succeeds([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)], own_variables()):
        sys.exit("The packages could not be installed; pip says why above. Start again when that is mended.")
    stamp_file().write_text(wanted_stamp(), encoding="ascii")
    unfinished_mark().unlink()


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Let one set-up work while a second one waits; the system lifts the lock of one that is killed."""
    try:
        handle = (ROOT / ".venv.lock").open("a+b")
    except OSError as error:
        sys.exit(f"{ROOT} cannot be written to ({error.strerror}). Set it up as its owner, or take a copy.")
    with handle:
        wait_for_lock(handle.fileno())
        yield


def wait_for_lock(descriptor: int) -> None:
    """Wait until no other set-up holds the file."""
    if sys.platform == "win32":
        while True:
            with contextlib.suppress(OSError):  # msvcrt gives up after ten seconds
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
                return
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def succeeds(command: Sequence[str], variables: dict[str, str]) -> bool:
    """Run a step; a person at a terminal sees its talk at once, a log gets it only if the step fails."""
    talk = sys.stderr if sys.stderr.isatty() else subprocess.PIPE
    done = subprocess.run(
        command, env=variables, stdin=subprocess.DEVNULL, stdout=talk, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode and done.stdout:
        say(done.stdout.decode(errors="replace"))
    return done.returncode == 0


def say(sentence: str) -> None:
    """Tell the person what happens, away from the answers on stdout."""
    print(sentence, file=sys.stderr, flush=True)
