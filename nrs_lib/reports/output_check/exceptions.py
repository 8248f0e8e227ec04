"""Exceptions: a written reason and a second person, for one rule and one file as it is."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from nrs_lib.contracts.output_checking import OutputChecking, read_output_checking
from nrs_lib.errors import DisclosureError, UsageError
from nrs_lib.reports.audit.rules import RULES
from nrs_lib.reports.page.documents import write_text

EXCEPTIONS = "exceptions.yaml"


@dataclass(frozen=True)
class Exemption:
    """One exception.

    Attributes
    ----------
    file, sha256
        The file, and its bytes when the exception was given; other bytes void it.
    rule
        The finding's rule.
    reason
        Why nobody is given away all the same, in words.
    asked_by, approved_by
        Two people.
    date
        The day it was approved.
    """

    file: str
    sha256: str
    rule: str
    reason: str
    asked_by: str
    approved_by: str
    date: str

    def as_dict(self) -> dict[str, str]:
        """Plain form."""
        return asdict(self)


def read_exceptions(folder: Path, checking: OutputChecking) -> tuple[Exemption, ...]:
    """The exceptions of an export folder; none where there is no file of them.

    Raises
    ------
    DisclosureError
        One lacks a part or a real reason, has the same person twice, or is for a rule that
        has no exceptions.
    """
    path = folder / EXCEPTIONS
    if not path.is_file():
        return ()
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise _refused(
            "The exceptions cannot be read.", 0, "Write a list of exceptions."
        ) from fault
    if not isinstance(listed, list):
        raise _refused("The exceptions are no list.", 0, "Write a list of exceptions.")
    return tuple(_exemption(one, number, checking) for number, one in enumerate(listed, start=1))


def _exemption(raw: object, number: int, checking: OutputChecking) -> Exemption:
    names = Exemption.__dataclass_fields__
    if not isinstance(raw, Mapping) or set(raw) != set(names):
        raise _refused(
            "An exception lacks a part, or has one that is not known.",
            number,
            f"Give {', '.join(names)}.",
        )
    one = Exemption(**{name: str(raw[name]).strip() for name in names})
    _check(one, number, checking)
    return one


def _check(one: Exemption, number: int, checking: OutputChecking) -> None:
    if one.rule not in RULES:
        raise _refused("An exception is for no rule.", number, "Use the name in the finding.")
    if one.rule in checking.never_allowed:
        raise _refused(
            f"Nobody can allow what breaks the rule {one.rule}.", number, "Take it out of the file."
        )
    if len(one.reason) < checking.shortest_reason:
        raise _refused(
            "An exception has no reason that can be read.",
            number,
            f"Say in at least {checking.shortest_reason} letters why nobody is given away.",
        )
    if not one.asked_by or not one.approved_by:
        raise _refused("An exception lacks a person.", number, "Name who asked and who approved.")
    if _same(one.asked_by, one.approved_by):
        raise _refused(
            "Who asked for an exception has approved it too.",
            number,
            "Let a second person read the file and approve.",
        )
    try:
        dt.date.fromisoformat(one.date)
    except ValueError as fault:
        raise _refused("An exception has no day.", number, "Write it as 2023-09-01.") from fault


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _refused(what: str, number: int, remedy: str) -> DisclosureError:
    where = EXCEPTIONS + (f": exception {number}" if number else "")
    return DisclosureError(what, where=where, remedy=remedy)


def allow(
    folder: Path,
    file: str,
    *,
    rule: str,
    reason: str,
    asked_by: str,
    approved_by: str,
    date: dt.date,
) -> Exemption:
    """Add an exception for a file as it is now.

    Parameters
    ----------
    folder, file
        The export folder, and the file's name in it.
    rule, reason, asked_by, approved_by, date
        As in `Exemption`.

    Raises
    ------
    UsageError
        There is no such file.
    DisclosureError
        It is no exception: see `read_exceptions`.
    """
    path = folder / file
    if not path.is_file() or path.is_symlink():
        raise UsageError("There is no such file.", where=os.fspath(path))
    checking = read_output_checking()
    earlier = read_exceptions(folder, checking)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    name = path.relative_to(folder).as_posix()
    people = (asked_by.strip(), approved_by.strip())
    one = Exemption(name, sha256, rule, reason.strip(), *people, date.isoformat())
    _check(one, len(earlier) + 1, checking)
    text = yaml.safe_dump(
        [each.as_dict() for each in (*earlier, one)], allow_unicode=True, sort_keys=False
    )
    write_text(folder / EXCEPTIONS, text)
    return one
