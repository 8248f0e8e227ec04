"""The commands. Each parses its words, calls one function, and ends with its family's code."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nrs_lib import __version__
from nrs_lib.cli import (
    auditing,
    comparing,
    contracts,
    deliveries,
    demo,
    outputs,
    pages,
    releases,
    reporting,
)
from nrs_lib.cli.printing import show_error, show_surprise
from nrs_lib.errors import NrsError, PlatformError
from nrs_lib.extract.declared import DECIMALS, DELIMITERS, ENCODINGS
from nrs_lib.terms import Register

_CODES = """exit codes:
  0 all made          2 wrong command      3 a faulty definition   4 a faulty delivery
  5 a wrong parameter 6 something not cleared for its reader       7 some reports failed
  8 the machine lacks something          130 interrupted"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        The words after ``nrs``; those of the command line when not given.

    Returns
    -------
    int
        0, or the exit code of the error's family.
    """
    parser = _parser()
    asked, rest = parser.parse_known_args(arguments)
    asked.rest = rest
    if rest and asked.do is not test:
        parser.error(f"unknown words: {' '.join(rest)}")
    try:
        return asked.do(asked)
    except NrsError as fault:
        show_error(fault)
        return fault.exit_code
    except KeyboardInterrupt:
        print("\nnrs: interrupted; what was finished before stays.", file=sys.stderr)
        return reporting.INTERRUPTED
    except OSError as fault:
        if asked.trace or not fault.errno:
            raise
        # A full disk or a closed door is the machine's word, and names a file, not a person.
        show_error(PlatformError(os.strerror(fault.errno), where=str(fault.filename or "")))
        return PlatformError.exit_code
    except Exception as fault:
        if asked.trace:
            raise
        show_surprise(fault)
        return NrsError.exit_code


def test(arguments: argparse.Namespace) -> int:
    """Run the project's tests; words that are not ours go to pytest."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "tests").is_dir():
        raise PlatformError(
            "The tests are not part of the installed package.",
            remedy="Run them in a clone of the project.",
        )
    asked = [sys.executable, "-m", "pytest", *arguments.rest]
    return subprocess.run(asked, cwd=root, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nrs",
        description="Reports, pages and research from extracts of a pain rehabilitation registry.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"nrs {__version__}")
    parser.add_argument(
        "--trace", action="store_true", help="show messages of unforeseen errors; may show values"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_demo(commands)
    _add_deliveries(commands)
    _add_comparing(commands)
    _add_contracts(commands)
    _add_reports(commands)
    _add_releases(commands)
    _add_pages(commands)
    _add_audits(commands)
    command = commands.add_parser(
        "test", help="run the project's tests; further words go to pytest"
    )
    command.set_defaults(do=test)
    return parser


def _add_demo(commands) -> None:
    command = commands.add_parser("demo", help="all reports, on a registry without patients")
    command.add_argument("--units", type=_count, help="only the first so many of each register")
    command.add_argument("--period", default="2022", help="as 2022, 2022H1 or 2022Q3")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--scale", type=float, default=1.0, help="size against the real registry")
    _add_workers(command)
    command.set_defaults(do=demo.demo)


def _add_deliveries(commands) -> None:
    command = commands.add_parser("synth", help="write a synthetic registry as a delivery")
    command.add_argument("out", type=Path)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--format", choices=deliveries.FORMATS, default="sav")
    command.add_argument("--scale", type=float, default=1.0, help="size against the real registry")
    command.add_argument("--as-of", type=_day, help="day of the delivery, as 2023-09-01")
    command.set_defaults(do=deliveries.synth)
    command = commands.add_parser("load", help="load a delivery: check, score, freeze")
    command.add_argument("path", type=Path)
    command.add_argument("--as-of", type=_day, help="day of the delivery, as 2023-09-01")
    _add_declared(command)
    command.add_argument("--check-only", action="store_true", help="store nothing")
    command.set_defaults(do=deliveries.load)
    command = commands.add_parser("codebook", help="write what every table and column is")
    command.add_argument("--out", type=Path, help="folder; the outputs folder when not given")
    command.set_defaults(do=deliveries.codebook)


def _add_comparing(commands) -> None:
    command = commands.add_parser("compare", help="what differs between two deliveries")
    command.add_argument("before", help="id of an extract, or a delivery that is not stored")
    command.add_argument("after", help="the later one")
    _add_language(command)
    command.set_defaults(do=comparing.compare)
    command = commands.add_parser("why-moved", help="split a figure's change into its causes")
    command.add_argument(
        "figure", help="a measure, as improved_pain or education:university; a scale"
    )
    command.add_argument("--unit", metavar="U", help="the nation when not given")
    command.add_argument("--register", choices=[str(register) for register in Register])
    command.add_argument("--period", help="as 2022, 2022H1 or 2022Q3")
    command.add_argument("--from-period", metavar="P")
    command.add_argument("--to-period", metavar="P")
    command.add_argument("--from", dest="start", metavar="ID", help="the earlier extract")
    command.add_argument("--to", dest="end", metavar="ID", help="the later extract")
    command.add_argument("--time-point", choices=("discharge", "followup_12m"), help="of a scale")
    _add_extract(
        command, otherwise="whose periods are compared; the one loaded last when not given"
    )
    _add_language(command)
    command.set_defaults(do=comparing.why_moved)


def _add_contracts(commands) -> None:
    command = commands.add_parser("contract", help="contracts for tables of your own")
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    action = actions.add_parser("init", help="draft a contract from a file that has none")
    action.add_argument("file", type=Path)
    action.add_argument("--to", type=Path, help="folder; the one you are in when not given")
    action.add_argument("--table", help="its name; from the file's when not given")
    _add_declared(action)
    action.add_argument("--replace", action="store_true", help="overwrite an older draft")
    action.set_defaults(do=contracts.init)
    action = actions.add_parser("check", help="check a contract, and a file by it")
    action.add_argument("contract", type=Path, metavar="CONTRACT")
    action.add_argument("file", type=Path, nargs="?")
    _add_declared(action)
    _add_extract(action, otherwise="whose units and episodes it refers to; unchecked if not given")
    action.set_defaults(do=contracts.check)


def _add_reports(commands) -> None:
    command = commands.add_parser("report", help="make a report about units or the nation")
    command.add_argument("template", help="`nrs list` shows them")
    _add_units(command)
    command.add_argument("--register", choices=[str(register) for register in Register])
    command.add_argument("--period", required=True, help="as 2022, 2022H1 or 2022Q3")
    _add_extract(command)
    _add_workers(command)
    command.add_argument(
        "--force", action="store_true", help="make anew; older releases are moved aside, not lost"
    )
    _add_pdf(command)
    _add_why(command)
    command.set_defaults(do=reporting.report)
    command = commands.add_parser("edition", help="make what a plan names, and nothing twice")
    command.add_argument("plan", type=Path, help="a YAML file, as those in docs/editions")
    _add_extract(command, otherwise="the plan's when not given")
    _add_workers(command)
    command.add_argument("--dry-run", action="store_true", help="show what would be made")
    command.add_argument(
        "--force", action="store_true", help="make all anew; older releases are moved aside"
    )
    _add_why(command)
    _add_pdf(command)
    command.set_defaults(do=reporting.edition)
    command = commands.add_parser("scores", help="write the page on how each score is computed")
    command.add_argument("--out", type=Path, help="folder; the outputs folder when not given")
    command.set_defaults(do=reporting.scores)
    command = commands.add_parser("grade", help="grade the statistics against a known truth")
    command.add_argument("--thorough", action="store_true", help="many draws; takes longer")
    command.add_argument(
        "--chain", action="store_true", help="the whole way too, on invented registries; minutes"
    )
    command.add_argument("--scale", type=float, default=1.0, help="size against the real registry")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--out", type=Path, help="folder; the outputs folder when not given")
    command.set_defaults(do=reporting.grade)
    command = commands.add_parser("ledger", help="what has been released; checks that it is whole")
    command.set_defaults(do=reporting.ledger)
    command = commands.add_parser("list", help="extracts and reports, or units")
    command.add_argument("--units", action="store_true", help="the units of an extract")
    _add_extract(command)
    command.set_defaults(do=reporting.show)


def _add_releases(commands) -> None:
    command = commands.add_parser("why", help="why a number of a release is what it is")
    command.add_argument("folder", type=Path, help="the folder with report.html")
    command.add_argument("words", nargs="*", help="the number's id, or text as it is printed")
    command.set_defaults(do=releases.why)
    command = commands.add_parser("pdf", help="put a PDF into releases that have none")
    command.add_argument("folder", type=Path, nargs="*", help="all of the extract if not given")
    _add_extract(command)
    _add_workers(command)
    command.set_defaults(do=releases.pdf)
    command = commands.add_parser("site", help="write releases as a site for a file share")
    whom = command.add_mutually_exclusive_group()
    whom.add_argument("--unit", metavar="U", help="for one unit; else the registry's own")
    whom.add_argument("--audience", choices=("other_units", "register", "researcher", "public"))
    command.add_argument("--to", type=Path, help="folder; outputs/site/... when not given")
    command.set_defaults(do=releases.site)
    command = commands.add_parser("outbox", help="lay reports ready for subscribers")
    command.add_argument("subscriptions", type=Path, help="who gets what, as YAML")
    command.add_argument("--dry-run", action="store_true", help="show it, and write nothing")
    command.add_argument("--day", type=_day, help="day of sending; today when not given")
    command.add_argument("--to", type=Path, help="folder; outputs/outbox/... when not given")
    _add_extract(command)
    command.set_defaults(do=releases.outbox)


def _add_pages(commands) -> None:
    command = commands.add_parser("bundle", help="write one unit's rows and national numbers")
    _add_units(command)
    _add_extract(command)
    command.set_defaults(do=pages.bundle)
    command = commands.add_parser("view", help="serve one unit's page on this machine")
    command.add_argument("view")
    command.add_argument("--unit", required=True)
    _add_extract(command)
    command.add_argument("--port", type=int, default=0, help="a free one when not given")
    command.add_argument("--no-browser", action="store_true")
    command.set_defaults(do=pages.view)


def _add_audits(commands) -> None:
    command = commands.add_parser("audit", help="look for what finished releases give away")
    command.add_argument("folder", type=Path, help="a release, or a folder with releases beneath")
    command.add_argument("--json", type=Path, metavar="FILE", help="write every finding there")
    command.set_defaults(do=auditing.audit)
    command = commands.add_parser("output", help="what of a researcher's results may leave")
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    action = actions.add_parser("check", help="judge every file of an export folder")
    action.add_argument("folder", type=Path)
    action.set_defaults(do=outputs.check)
    action = actions.add_parser("release", help="put what passes in a new folder, with a record")
    action.add_argument("folder", type=Path)
    action.add_argument("--to", type=Path, required=True, help="a folder that is not there yet")
    action.set_defaults(do=outputs.release)
    action = actions.add_parser("allow", help="add an exception, approved by a second person")
    action.add_argument("folder", type=Path)
    action.add_argument("file", help="its name in the folder")
    for word in ("--rule", "--reason", "--asked-by", "--approved-by"):
        action.add_argument(word, required=True)
    action.set_defaults(do=outputs.allow)


def _add_units(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group()
    which.add_argument("--unit", nargs="+", metavar="U")
    which.add_argument("--all", action="store_true", help="all units")


def _add_extract(
    command: argparse.ArgumentParser, *, otherwise: str = "the one loaded last when not given"
) -> None:
    command.add_argument("--extract", metavar="ID", help=otherwise)


def _add_language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--language", choices=("sv", "en"), default="sv")


def _add_pdf(command: argparse.ArgumentParser) -> None:
    command.add_argument("--pdf", action="store_true", help="on paper too; takes seconds each")


def _add_declared(command: argparse.ArgumentParser) -> None:
    how = command.add_argument_group("text files, where they do not show it themselves")
    how.add_argument("--encoding", choices=ENCODINGS, metavar="E", help=", ".join(ENCODINGS))
    how.add_argument("--delimiter", choices=tuple(DELIMITERS))
    how.add_argument("--decimal", choices=tuple(DECIMALS))


def _add_workers(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workers", type=_count, help="reports at a time; one per core")


def _add_why(command: argparse.ArgumentParser) -> None:
    command.add_argument("--why", action="store_true", help="why each report was made")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError("write the day like 2023-09-01") from fault


if __name__ == "__main__":
    sys.exit(main())
