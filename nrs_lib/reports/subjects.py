"""Whom a report is about: one unit, or the nation in one register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nrs_lib.errors import ParameterError, UsageError
from nrs_lib.terms import NATIONAL, PERSON, Register
from nrs_lib.text.words import sorted_words

if TYPE_CHECKING:
    import pandas as pd

    from nrs_lib.reports.catalog import Sidecar

# One part of a path: nothing that climbs, hides, or means something to a shell.
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


NATION = {"sv": "Riket", "en": "National"}
"""What a report about the nation calls its subject."""


def path_part(text: str, *, where: str) -> str:
    """Check that a text can be one folder's name.

    Raises
    ------
    ParameterError
        It is empty, too long, or holds anything but letters, digits, ``-`` and ``_``.
    """
    if not _PART.fullmatch(text):
        raise ParameterError(
            "A name cannot be used for a folder.",
            where=where,
            remedy="Use letters a to z, digits, hyphen and underscore, at most 64.",
        )
    return text


@dataclass(frozen=True, order=True)
class Subject:
    """One unit of a register, or the register's whole nation.

    Attributes
    ----------
    label, region
        The unit's name and the code of its region, where they are known.
    """

    register: Register
    subject_id: str
    label: str = field(default="", compare=False)
    region: str = field(default="", compare=False)

    @property
    def is_national(self) -> bool:
        """Whether the report is about the nation."""
        return self.subject_id == NATIONAL

    @property
    def folder(self) -> str:
        """The subject's folder: the unit's id, or ``national-`` and the register.

        There are two nations, one per register, and they must not share a folder.
        """
        name = f"{NATIONAL}-{self.register}" if self.is_national else self.subject_id
        return path_part(name, where="subject")


def nations(registers: Iterable[Register] = tuple(Register)) -> list[Subject]:
    """The nation of each register."""
    return [Subject(Register(register), NATIONAL, NATION["sv"]) for register in registers]


def units_of(
    units: pd.DataFrame,
    *,
    register: Register | None = None,
    unit_ids: Iterable[str] | None = None,
    first: int | None = None,
) -> list[Subject]:
    """Units of an extract as subjects, in Swedish order of their ids within each register.

    Parameters
    ----------
    units
        One row per unit; columns unit_id, register, unit_name and region.
    register
        Only this one.
    unit_ids
        Only these.
    first
        Only so many of each register.

    Raises
    ------
    UsageError
        A unit that was asked for is not in the extract, or not in the register.
    """
    known = [
        Subject(Register(row.register), str(row.unit_id), str(row.unit_name), str(row.region))
        for row in units.itertuples()
    ]
    inside = {unit.subject_id: unit for unit in known if register in (None, unit.register)}
    chosen = list(dict.fromkeys(unit_ids)) if unit_ids is not None else sorted_words(inside)
    absent = [name for name in chosen if name not in inside]
    if absent:
        raise UsageError(
            "The extract has no such unit in the register.",
            where=", ".join(name[:40] for name in absent[:5]),
            remedy="`nrs list --units` shows the units.",
        )
    subjects = [inside[name] for name in chosen]
    if first is None:
        return subjects
    return [
        subject
        for own in Register
        for subject in [each for each in subjects if each.register == own][:first]
    ]


def refuse_in_batch(sidecar: Sidecar) -> None:
    """Refuse a report about one person, which is made on demand and never for many.

    Raises
    ------
    ParameterError
        It is one.
    """
    if sidecar.subject == PERSON:
        raise ParameterError(
            "The report is about one person, and is never made in a batch.",
            where=f"{sidecar.name}: subject",
            remedy="Make it on demand with `nrs profile`; leave it out of reports and editions.",
        )


def parameters_for(
    sidecar: Sidecar, subject: Subject, *, extract_id: str, period: str
) -> dict[str, object]:
    """A report's parameters, checked against its sidecar.

    Raises
    ------
    ParameterError
        The report is about another kind of subject or register, or a value breaks a rule.
    """
    refuse_in_batch(sidecar)
    if subject.is_national != (sidecar.subject == NATIONAL):
        raise ParameterError(
            f"The report is about {sidecar.subject}, not what was asked for.",
            where=f"{sidecar.name}: subject",
            remedy="Choose the report for units, or the one for the nation.",
        )
    if sidecar.register not in (None, subject.register):
        raise ParameterError(
            f"The report is about {sidecar.register} only.", where=f"{sidecar.name}: register"
        )
    given = {
        "extract_id": extract_id,
        "subject": subject.subject_id,
        "register": str(subject.register),
        "period": period,
        "language": sidecar.language,
    }
    # A report may leave out what it does not vary by, but gets nothing that it does not declare.
    return sidecar.checked({name: given[name] for name in given if name in sidecar.parameters})
