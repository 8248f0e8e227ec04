"""Options that several commands share, and how their words are read."""

from __future__ import annotations

import argparse
import datetime as dt

from nrs_lib.extract.declared import DECIMALS, DELIMITERS, ENCODINGS


def add_units(command: argparse.ArgumentParser) -> None:
    """Which units."""
    which = command.add_mutually_exclusive_group()
    which.add_argument("--unit", nargs="+", metavar="U")
    which.add_argument("--all", action="store_true", help="all units")


def add_extract(
    command: argparse.ArgumentParser, *, otherwise: str = "the one loaded last when not given"
) -> None:
    """Which extract."""
    command.add_argument("--extract", metavar="ID", help=otherwise)


def add_language(command: argparse.ArgumentParser) -> None:
    """In which language."""
    command.add_argument("--language", choices=("sv", "en"), default="sv")


def add_pdf(command: argparse.ArgumentParser) -> None:
    """Whether on paper too."""
    command.add_argument("--pdf", action="store_true", help="on paper too; takes seconds each")


def add_declared(command: argparse.ArgumentParser) -> None:
    """How text files are written."""
    how = command.add_argument_group("text files, where they do not show it themselves")
    how.add_argument("--encoding", choices=ENCODINGS, metavar="E", help=", ".join(ENCODINGS))
    how.add_argument("--delimiter", choices=tuple(DELIMITERS))
    how.add_argument("--decimal", choices=tuple(DECIMALS))


def add_workers(command: argparse.ArgumentParser) -> None:
    """How many reports at a time."""
    command.add_argument("--workers", type=count, help="reports at a time; one per core")


def add_machines(command: argparse.ArgumentParser) -> None:
    """How many reports at a time here, or on which other machines."""
    where = command.add_mutually_exclusive_group()
    where.add_argument("--workers", type=count, help="reports at a time; one per core")
    where.add_argument(
        "--dask", metavar="ADDRESS", help="of a Dask scheduler, as tcp://machine:8786"
    )


def add_why(command: argparse.ArgumentParser) -> None:
    """Whether to tell why each report was made."""
    command.add_argument("--why", action="store_true", help="why each report was made")


def count(text: str) -> int:
    """A number of at least one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def day(text: str) -> dt.date:
    """A day of the calendar."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError("write the day like 2023-09-01") from fault
