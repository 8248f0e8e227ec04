"""`nrs worklist`: whom a unit should ask for the one-year follow-up, for that unit alone."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from nrs_lib.cli import options


def add_worklists(commands) -> None:
    """Add the command's words."""
    command = commands.add_parser(
        "worklist", help="a unit's one-year follow-ups to make, on demand"
    )
    command.add_argument("--unit", required=True, metavar="U")
    command.add_argument("--to", type=Path, required=True, help="a private folder")
    options.add_extract(command)
    options.add_language(command)
    command.set_defaults(do=worklist)


def worklist(arguments: Namespace) -> int:
    """Write a unit's list of follow-ups that can still be answered."""
    from nrs_lib.cli.reporting import opened
    from nrs_lib.reports.followup_list import write_followup_list

    page, sheet = write_followup_list(
        opened(arguments.extract),
        unit_id=arguments.unit,
        to=arguments.to,
        language=arguments.language or "sv",
    )
    print(page.as_uri())
    print(sheet)
    print("It is about persons. Give it to that unit's own staff, and remove it when it has been")
    print("used.")
    return 0
