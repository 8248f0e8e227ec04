"""`nrs profile`: one person's profile, whose pseudonym is asked for and kept nowhere."""

from __future__ import annotations

import sys
from argparse import Namespace
from getpass import getpass


def profile(arguments: Namespace) -> int:
    """Make one person's profile."""
    from nrs_lib.cli.reporting import opened
    from nrs_lib.reports.on_demand import make_profile
    from nrs_lib.terms import Register

    extract = opened(arguments.extract)
    made = make_profile(
        _asked(arguments.pseudonym),
        extract=extract,
        to=arguments.to,
        register=Register(arguments.register) if arguments.register else None,
        instruments=arguments.instrument or (),
        language=arguments.language,
        with_pdf=arguments.pdf,
    )
    for release in made:
        print((release / "report.html").as_uri())
    print("They hold one person's data. Show them to that person and the care team, and remove")
    print("them when they have been used.")
    return 0


def _asked(source: str | None) -> str:
    """The pseudonym, typed unseen or read from standard input; never a word of the command.

    Raises
    ------
    UsageError
        It was written on the command line, or nothing was given.
    """
    from nrs_lib.errors import UsageError

    if source not in (None, "-"):
        raise UsageError(
            "A pseudonym is not written on the command line, where others can see it.",
            remedy="Leave it out and type it when asked, or write - and send it to standard input.",
        )
    if source == "-" or not sys.stdin.isatty():
        given = sys.stdin.readline()
    else:
        given = getpass("Pseudonym (not shown): ")
    if not given.strip():
        raise UsageError("No pseudonym was given.", remedy="Type it, or send one line with -.")
    return given.strip()
