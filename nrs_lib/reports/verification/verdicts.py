"""What became of verifying some releases, in words that hold no value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nrs_lib.errors import (
    DefinitionError,
    DisclosureError,
    ExtractError,
    NrsError,
    ParameterError,
    PlatformError,
    RunError,
    UsageError,
)

SAME, DIFFERENT, UNVERIFIED = "same", "differs", "not verified"
_NAMED = 6
_OTHER_INPUTS = (
    "Verify with the code, libraries and definitions that the manifest names; or make the "
    "reports again with those that are here."
)
# The first that there is gives the exit code.
_REMEDIES: dict[type[NrsError], str] = {
    DisclosureError: "Do not hand them out; make the reports again with --force.",
    RunError: "The same inputs should give the same files: tell the project which report it is.",
    DefinitionError: _OTHER_INPUTS,
    ParameterError: _OTHER_INPUTS,
    ExtractError: "Load the delivery again, by the definitions that it was loaded with.",
    PlatformError: _OTHER_INPUTS,
    UsageError: "Make what is not there with nrs edition, or leave it out.",
}


@dataclass(frozen=True)
class Verdict:
    """Whether one release is what its inputs make.

    Attributes
    ----------
    name
        Report, subject and period.
    status
        `SAME`, `DIFFERENT` or `UNVERIFIED`.
    told
        Each file that differs, or each reason why it could not be verified.
    note
        What was left out, where something was.
    family
        The family of errors that it belongs to; None for one that is the same.
    """

    release: Path
    name: str
    status: str
    told: tuple[str, ...] = ()
    note: str = ""
    family: type[NrsError] | None = None


@dataclass(frozen=True)
class Verification:
    """The verdicts on some releases, in the order asked for.

    Attributes
    ----------
    interrupted
        Whether it was stopped before all were made again.
    """

    verdicts: tuple[Verdict, ...]
    seconds: float
    interrupted: bool = False

    def of(self, status: str) -> list[Verdict]:
        """Those with a status."""
        return [one for one in self.verdicts if one.status == status]

    def lines(self) -> list[str]:
        """What differs, release by release; the rest by its reason; then counts."""
        lines = []
        for one in self.of(DIFFERENT):
            lines += [f"{DIFFERENT}: {one.name}", *(f"  {told}" for told in one.told)]
        alike: dict[tuple[str, ...], list[str]] = {}
        for one in self.of(UNVERIFIED):
            alike.setdefault(one.told, []).append(one.name)
        for told, names in alike.items():
            lines += [f"{UNVERIFIED}: {_some(names)}", *(f"  {why}" for why in told)]
        notes: dict[str, list[str]] = {}
        for one in self.verdicts:
            if one.note:
                notes.setdefault(one.note, []).append(one.name)
        lines += [f"{note}: {_some(names)}" for note, names in notes.items()]
        counts = [f"{len(self.of(status))} {status}" for status in (SAME, DIFFERENT, UNVERIFIED)]
        return [*lines, f"{', '.join(counts)} in {self.seconds:.0f} s"]

    def raise_for_differences(self) -> None:
        """Raise when a release differs or could not be verified.

        Raises
        ------
        DisclosureError
            One is no longer what was released.
        RunError
            One is another than its inputs make.
        DefinitionError, ParameterError, ExtractError, PlatformError
            One could not be verified, for what it was made from is another now.
        UsageError
            One is not there.
        """
        for family, remedy in _REMEDIES.items():
            if any(one.family is family for one in self.verdicts):
                wrong = [*self.of(DIFFERENT), *self.of(UNVERIFIED)]
                raise family(
                    f"{len(self.of(DIFFERENT))} of {len(self.verdicts)} releases differ, and "
                    f"{len(self.of(UNVERIFIED))} could not be verified.",
                    where=_some([one.name for one in wrong]),
                    remedy=remedy,
                )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
