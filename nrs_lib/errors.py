"""What can go wrong, in families a person can act on.

Every error says what is wrong, where, and what to do about it. None of them ever
carries a patient's value: a message may name a file, table, column, rule, row number
or count, and nothing else from the data.
"""

from __future__ import annotations


class NrsError(Exception):
    """Base of all errors that are meant for people.

    Parameters
    ----------
    what
        What is wrong, in one sentence.
    where
        The file, table, column, row or key where it is wrong.
    remedy
        What the reader can do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.remedy:
            lines.append(f"  do:    {self.remedy}")
        return "\n".join(lines)

    def __reduce__(self):
        # Errors travel between the runner's processes; keyword-only fields must survive.
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def _rebuild(family: type[NrsError], what: str, where: str, remedy: str) -> NrsError:
    return family(what, where=where, remedy=remedy)


class UsageError(NrsError):
    """The command was called with words that do not fit."""

    exit_code = 2


class DefinitionError(NrsError):
    """A contract, code list, instrument, policy, convention or sidecar is faulty."""

    exit_code = 3


class ExtractError(NrsError):
    """A delivery cannot be read, or has findings that stop it."""

    exit_code = 4


class ParameterError(NrsError):
    """A report was asked for with an unknown or ill-typed parameter."""

    exit_code = 5


class DisclosureError(NrsError):
    """Something that is not cleared was about to be drawn, printed or released."""

    exit_code = 6


class RunError(NrsError):
    """A run ended with reports that failed; the others are complete."""

    exit_code = 7


class PlatformError(NrsError):
    """The machine lacks something that the command needs."""

    exit_code = 8
