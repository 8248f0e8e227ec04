"""Which commands there are, and which words each takes."""

from __future__ import annotations

import argparse
from pathlib import Path

from nrs_lib import __version__
from nrs_lib.cli import (
    auditing,
    comparing,
    contracts,
    deliveries,
    demo,
    options,
    outputs,
    pages,
    plans,
    profiles,
    releases,
    reporting,
    testing,
    verifying,
    worklists,
)
from nrs_lib.terms import Register

_CODES = """exit codes:
  0 all made          2 wrong command      3 a faulty definition   4 a faulty delivery
  5 a wrong parameter 6 something not cleared for its reader       7 some reports failed
  8 the machine lacks something          130 interrupted"""

_PERIOD = "as 2022, 2022H1, 2022Q3; 2022Q3-4Q is the four quarters up to 2022Q3"


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; each sets ``do`` to the function that it calls."""
    words = argparse.ArgumentParser(
        prog="nrs",
        description="Reports, pages and research from extracts of a pain rehabilitation registry.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words.add_argument("--version", action="version", version=f"nrs {__version__}")
    words.add_argument(
        "--trace", action="store_true", help="show messages of unforeseen errors; may show values"
    )
    commands = words.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_demo(commands)
    _add_deliveries(commands)
    _add_comparing(commands)
    _add_contracts(commands)
    _add_reports(commands)
    plans.add_plans(commands)
    _add_profiles(commands)
    worklists.add_worklists(commands)
    _add_releases(commands)
    _add_pages(commands)
    _add_audits(commands)
    command = commands.add_parser(
        "test", help="run the project's tests; further words go to pytest"
    )
    command.set_defaults(do=testing.test)
    return words


def _add_demo(commands) -> None:
    command = commands.add_parser("demo", help="all reports, on a registry without patients")
    command.add_argument(
        "--units", type=options.count, help="only the first so many of each register"
    )
    command.add_argument(
        "--period",
        help=f"{_PERIOD}; each report's own when not given",
    )
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--scale", type=float, default=1.0, help="size against the real registry")
    options.add_workers(command)
    command.set_defaults(do=demo.demo)
    command = commands.add_parser("sample", help="a made-up unit's report, to be shown to anybody")
    command.add_argument("folder", type=Path, help="a new folder; each language has its own in it")
    command.add_argument("--report", default="unit_report", help="another report about a unit")
    command.add_argument("--unit", default="SV001", help="whose numbers, of the invented registry")
    command.add_argument("--name", default="Exempelenheten", help="what the unit is called")
    command.add_argument("--period", help=f"{_PERIOD}; the report's own when not given")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--scale", type=float, default=1.0, help="size against the real registry")
    options.add_pdf(command)
    command.set_defaults(do=demo.sample)


def _add_deliveries(commands) -> None:
    command = commands.add_parser("synth", help="write a synthetic registry as a delivery")
    command.add_argument("out", type=Path)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--format", choices=deliveries.FORMATS, default="sav")
    command.add_argument("--scale", type=float, default=1.0, help="size against the real registry")
    command.add_argument("--as-of", type=options.day, help="day of the delivery, as 2023-09-01")
    command.set_defaults(do=deliveries.synth)
    command = commands.add_parser("load", help="load a delivery: check, score, freeze")
    command.add_argument("path", type=Path)
    command.add_argument("--as-of", type=options.day, help="day of the delivery, as 2023-09-01")
    options.add_declared(command)
    command.add_argument("--check-only", action="store_true", help="store nothing")
    command.set_defaults(do=deliveries.load)
    command = commands.add_parser("codebook", help="write what every table and column is")
    command.add_argument("--out", type=Path, help="folder; the outputs folder when not given")
    command.set_defaults(do=deliveries.codebook)


def _add_comparing(commands) -> None:
    command = commands.add_parser("compare", help="what differs between two deliveries")
    command.add_argument("before", help="id of an extract, or a delivery that is not stored")
    command.add_argument("after", help="the later one")
    options.add_language(command)
    command.set_defaults(do=comparing.compare)
    command = commands.add_parser("why-moved", help="split a figure's change into its causes")
    command.add_argument(
        "figure", help="a measure, as improved_pain or education:university; a scale"
    )
    command.add_argument("--unit", metavar="U", help="the nation when not given")
    command.add_argument("--register", choices=[str(register) for register in Register])
    command.add_argument("--period", help=_PERIOD)
    command.add_argument("--from-period", metavar="P")
    command.add_argument("--to-period", metavar="P")
    command.add_argument("--from", dest="start", metavar="ID", help="the earlier extract")
    command.add_argument("--to", dest="end", metavar="ID", help="the later extract")
    command.add_argument("--time-point", choices=("discharge", "followup_12m"), help="of a scale")
    options.add_extract(
        command, otherwise="whose periods are compared; the one loaded last when not given"
    )
    options.add_language(command)
    command.set_defaults(do=comparing.why_moved)


def _add_contracts(commands) -> None:
    command = commands.add_parser("contract", help="contracts for tables of your own")
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    action = actions.add_parser("init", help="draft a contract from a file that has none")
    action.add_argument("file", type=Path)
    action.add_argument("--to", type=Path, help="folder; the one you are in when not given")
    action.add_argument("--table", help="its name; from the file's when not given")
    options.add_declared(action)
    action.add_argument("--replace", action="store_true", help="overwrite an older draft")
    action.set_defaults(do=contracts.init)
    action = actions.add_parser("check", help="check a contract, and a file by it")
    action.add_argument("contract", type=Path, metavar="CONTRACT")
    action.add_argument("file", type=Path, nargs="?")
    options.add_declared(action)
    options.add_extract(
        action, otherwise="whose units and episodes it refers to; unchecked if not given"
    )
    action.set_defaults(do=contracts.check)


def _add_reports(commands) -> None:
    command = commands.add_parser("report", help="make a report about units or the nation")
    command.add_argument("template", help="`nrs list` shows them; or an address, as s3://a/b.ipynb")
    options.add_units(command)
    command.add_argument("--register", choices=[str(register) for register in Register])
    command.add_argument(
        "--period",
        required=True,
        help=_PERIOD,
    )
    options.add_extract(command)
    options.add_machines(command)
    command.add_argument(
        "--force", action="store_true", help="make anew; older releases are moved aside, not lost"
    )
    options.add_pdf(command)
    command.add_argument("--language", choices=("sv", "en"), help="its first when not given")
    options.add_why(command)
    plans.add_choices(command)
    command.set_defaults(do=reporting.report)
    command = commands.add_parser("edition", help="make what a plan names, and nothing twice")
    command.add_argument("plan", type=Path, help="a YAML file, as those in docs/editions")
    options.add_extract(command, otherwise="the plan's when not given")
    options.add_machines(command)
    command.add_argument("--dry-run", action="store_true", help="show what would be made")
    command.add_argument(
        "--force", action="store_true", help="make all anew; older releases are moved aside"
    )
    options.add_why(command)
    options.add_pdf(command)
    command.set_defaults(do=reporting.edition)
    command = commands.add_parser(
        "verify", help="make releases once more, and tell what differs; changes nothing"
    )
    command.add_argument(
        "edition", type=Path, metavar="EDITION", help="its file, or a folder with releases beneath"
    )
    options.add_extract(command, otherwise="of an edition's file; the plan's when not given")
    options.add_workers(command)
    command.add_argument(
        "--record", type=Path, metavar="FILE", help="keeps what was found; goes on from there"
    )
    command.set_defaults(do=verifying.verify)
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
    options.add_extract(command)
    command.set_defaults(do=reporting.show)


def _add_profiles(commands) -> None:
    command = commands.add_parser("profile", help="one person's profile, on demand")
    command.add_argument(
        "pseudonym", nargs="?", help="- reads it from standard input; otherwise it is asked for"
    )
    command.add_argument("--to", type=Path, required=True, help="a private folder")
    command.add_argument(
        "--instrument", nargs="+", metavar="I", help="a page on each instead, as hads"
    )
    command.add_argument("--register", choices=[str(register) for register in Register])
    options.add_extract(command)
    options.add_language(command)
    options.add_pdf(command)
    command.set_defaults(do=profiles.profile)


def _add_releases(commands) -> None:
    command = commands.add_parser("why", help="why a number of a release is what it is")
    command.add_argument("folder", type=Path, help="the folder with report.html")
    command.add_argument("words", nargs="*", help="the number's id, or text as it is printed")
    command.set_defaults(do=releases.why)
    command = commands.add_parser("readability", help="how heavy a release's text is (LIX)")
    command.add_argument("folder", type=Path, help="the folder with report.html")
    command.set_defaults(do=releases.readability)
    command = commands.add_parser("pdf", help="put a PDF into releases that have none")
    command.add_argument("folder", type=Path, nargs="*", help="all of the extract if not given")
    options.add_extract(command)
    options.add_workers(command)
    command.set_defaults(do=releases.pdf)
    command = commands.add_parser("site", help="write releases as a site for a file share")
    whom = command.add_mutually_exclusive_group()
    whom.add_argument("--unit", metavar="U", help="for one unit; else the registry's own")
    whom.add_argument("--audience", choices=("other_units", "register", "researcher", "public"))
    command.add_argument("--to", type=Path, help="folder; outputs/site/... when not given")
    command.set_defaults(do=releases.site)
    command = commands.add_parser("outbox", help="lay reports ready for subscribers")
    command.add_argument("subscriptions", type=Path, help="who gets what, as YAML")
    command.add_argument(
        "--edition", type=Path, metavar="FILE", help="its releases; all of the extract otherwise"
    )
    command.add_argument("--dry-run", action="store_true", help="show it, and write nothing")
    command.add_argument("--day", type=options.day, help="day of sending; today when not given")
    command.add_argument("--to", type=Path, help="folder; outputs/outbox/... when not given")
    options.add_extract(command)
    command.set_defaults(do=releases.outbox)


def _add_pages(commands) -> None:
    command = commands.add_parser("bundle", help="write one unit's rows and national numbers")
    options.add_units(command)
    options.add_extract(command)
    command.set_defaults(do=pages.bundle)
    command = commands.add_parser("view", help="serve one unit's page on this machine")
    command.add_argument("view")
    command.add_argument("--unit", required=True)
    options.add_extract(command)
    command.add_argument("--port", type=int, default=0, help="a free one when not given")
    command.add_argument("--no-browser", action="store_true")
    command.add_argument("--language", choices=("sv", "en"), help="its first when not given")
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
