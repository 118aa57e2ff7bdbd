"""The program without a window: ``python -m workstation`` (headless commands). JSON on stdout, people on stderr."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from getpass import getpass
from pathlib import Path
from typing import Any, NoReturn

from workstation.clock import SystemClock
from workstation.definition.faults import DefinitionFaults
from workstation.i18n import Language, Translator
from workstation.messages import EnvironmentFailure, Refusal
from workstation.paths import resources
from workstation.services.assess_study import assess_study
from workstation.services.create_study import create_study
from workstation.services.load_case import Loaded, load_file
from workstation.services.make_demo import make_demo
from workstation.services.open_study import open_study, opens_by_itself
from workstation.services.roles import DEMO_PERSON, PRINCIPAL
from workstation.services.score_lines import score_lines
from workstation.services.session import Session
from workstation.services.sheet import LANGUAGES, print_all, sheet_pdf, write_pdf
from workstation.services.verify_study import verify_study

DONE, REFUSED, CALLED_WRONGLY = 0, 1, 2
PASSPHRASE_VARIABLE = "WORKSTATION_PASSPHRASE"
NEW_PERSON = "Principal investigator"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code: 0 done, 1 refused or found wrong, 2 called wrongly."""
    for stream in (sys.stdout, sys.stderr):
        # A Chinese Windows console would otherwise fail on the first letter that its code page lacks.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = _parser().parse_args(arguments)
    say = Translator(Language.ENGLISH, resources() / "locale")
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except Refusal as refusal:
        return _refused(say(refusal.sentence))
    except EnvironmentFailure as failure:
        advice = "" if failure.advice is None else " " + say(failure.advice)
        return _refused(say(failure.sentence) + advice)
    except DefinitionFaults as faults:
        return _refused(
            "\n".join(f"{fault.file}: {fault.place}: {fault.sentence}" for fault in faults.faults)
        )


def _refused(text: str) -> int:
    print(text, file=sys.stderr)
    return REFUSED


def _print(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False))


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: Any) -> None:
        # An abbreviation of --passphrase-file would take a passphrase from the command line, for all to see.
        super().__init__(**({"allow_abbrev": False} | options))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(CALLED_WRONGLY, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="workstation", description="KN5501-SLE investigator workstation, without a window")
    commands = parser.add_subparsers(required=True, parser_class=_Parser, metavar="COMMAND")
    _new_command(commands.add_parser("new", help="make an empty study with one principal investigator"))
    _demo_command(commands.add_parser("demo", help="write a synthetic study in mid-trial, marked DEMO"))
    commands.add_parser("score", help="score JSON lines from standard input").set_defaults(run=_score)
    _load_command(commands.add_parser("load", help="enter case files, each whole or not at all"))
    _assess_command(commands.add_parser("assess", help="everything derived, as one JSON object"))
    _sheet_command(commands.add_parser("sheet", help="visit summaries as PDF"))
    verify = commands.add_parser("verify", help="check file, journal and state")
    _study_arguments(verify)
    verify.set_defaults(run=_verify)
    return parser


def _study_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", type=Path, help="the study file")
    _identity_arguments(parser)


def _identity_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--person", default="", help="who enters (default: the first principal investigator)")
    parser.add_argument("--passphrase-file", type=Path, help="a file whose first line is the passphrase")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date as 2026-01-31") from None


def _positive(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of patients")
    return int(text)


def _new_command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="FILE")
    _identity_arguments(parser)
    parser.set_defaults(run=_new)


def _demo_command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    parser.add_argument("--patients", type=_positive, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=_day)
    parser.set_defaults(run=_demo)


def _load_command(parser: argparse.ArgumentParser) -> None:
    _study_arguments(parser)
    parser.add_argument("cases", type=Path, nargs="+", metavar="CASE.json")
    parser.set_defaults(run=_load)


def _assess_command(parser: argparse.ArgumentParser) -> None:
    _study_arguments(parser)
    parser.add_argument("--subject")
    parser.add_argument("--as-of", type=_day)
    parser.set_defaults(run=_assess)


def _sheet_command(parser: argparse.ArgumentParser) -> None:
    _study_arguments(parser)
    parser.add_argument("--subject")
    parser.add_argument("--visit")
    parser.add_argument("--all", action="store_true", help="every visit of every patient, into a folder")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.pdf|DIR")
    parser.add_argument("--language", choices=LANGUAGES, default="both")
    parser.add_argument("--as-of", type=_day)
    parser.set_defaults(run=_sheet)


def _passphrase(options: argparse.Namespace, *, twice: bool = False) -> str:
    if options.passphrase_file is not None:
        try:
            text: str = options.passphrase_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SystemExit(_wrong_call(f"the passphrase file cannot be read: {error}")) from error
        return text.splitlines()[0] if text else ""
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    if not sys.stdin.isatty():
        raise SystemExit(_wrong_call(f"a passphrase is needed: --passphrase-file or {PASSPHRASE_VARIABLE}"))
    typed = getpass("Passphrase: ", sys.stderr)
    if twice and getpass("Again: ", sys.stderr) != typed:
        raise SystemExit(_wrong_call("the two passphrases differ"))
    return typed


def _wrong_call(text: str) -> int:
    print(f"workstation: {text}", file=sys.stderr)
    return CALLED_WRONGLY


def _open(options: argparse.Namespace, *, read_only: bool) -> Session:
    passphrase = "" if opens_by_itself(options.study) else _passphrase(options)
    return open_study(options.study, person=options.person, passphrase=passphrase, read_only=read_only)


def _new(options: argparse.Namespace) -> int:
    passphrase = _passphrase(options, twice=True)
    created = create_study(options.to, options.person or NEW_PERSON, PRINCIPAL, passphrase, SystemClock())
    print(f"Recovery code, shown once: {created.recovery_code}", file=sys.stderr)
    _print({"study": str(created.path), "person": created.person})
    return DONE


def _demo(options: argparse.Namespace) -> int:
    path = make_demo(options.to, patients=options.patients, seed=options.seed, as_of=options.as_of)
    session = open_study(path, read_only=True)
    try:
        subjects = list(session.file.state.subjects())
    finally:
        session.close()
    _print({"study": str(path), "person": DEMO_PERSON, "subjects": subjects})
    return DONE


def _score(options: argparse.Namespace) -> int:
    del options
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    for answer in score_lines(sys.stdin):
        print(answer)
    return DONE


def _load(options: argparse.Namespace) -> int:
    session = _open(options, read_only=False)
    try:
        results = [load_file(session, path) for path in options.cases]
    finally:
        session.close()
    _print(_loaded(results))
    return REFUSED if any(result.refused for result in results) else DONE


def _loaded(results: Sequence[Loaded]) -> dict[str, Any]:
    say = Translator(Language.ENGLISH, resources() / "locale")
    return {
        "loaded": [subject for result in results for subject in result.subjects],
        "refused": [
            {"file": result.file, "place": fault.place, "reason": say(fault.sentence)}
            for result in results
            for fault in result.refused
        ],
        "warnings": [
            {"subject": warning.subject, "place": warning.place, "text": say(warning.sentence)}
            for result in results
            for warning in result.warnings
        ],
    }


def _assess(options: argparse.Namespace) -> int:
    session = _open(options, read_only=True)
    try:
        _print(assess_study(session, options.subject, options.as_of))
    finally:
        session.close()
    return DONE


def _sheet(options: argparse.Namespace) -> int:
    if not options.all and (options.subject is None or options.visit is None):
        return _wrong_call("sheet needs --subject and --visit, or --all")
    session = _open(options, read_only=True)
    try:
        if options.all:
            written = print_all(session, options.to, options.language, options.as_of)
        else:
            pdf = sheet_pdf(session, options.subject, options.visit, options.language, options.as_of)
            write_pdf(options.to, pdf)
            written = (options.to,)
    finally:
        session.close()
    _print({"sheets": [str(path) for path in written]})
    return DONE


def _verify(options: argparse.Namespace) -> int:
    say = Translator(Language.ENGLISH, resources() / "locale")
    try:
        session = _open(options, read_only=True)
    except EnvironmentFailure as failure:
        # A file that cannot even be opened is what was asked about, not a fault of the command.
        _print({"ok": False, "entries": 0, "head": "", "faults": [say(failure.sentence)]})
        return REFUSED
    try:
        found = verify_study(session)
    finally:
        session.close()
    faults = [say(fault) for fault in found.faults]
    _print({"ok": found.ok, "entries": found.entries, "head": found.head, "faults": faults})
    return DONE if found.ok else REFUSED


if __name__ == "__main__":
    raise SystemExit(main())
