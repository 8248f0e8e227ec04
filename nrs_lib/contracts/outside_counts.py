"""How many patients there were by counts outside the registry, where anybody gives them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence, Register


@dataclass(frozen=True)
class OutsideCount:
    """One count: of whom, for which period, and who counted."""

    register: Register
    subject: str
    period: str
    count: int
    evidence: Evidence
    reference: str


def read_outside_counts(path: Path | None = None) -> dict[tuple[Register, str, str], OutsideCount]:
    """Read ``outside_counts.yaml``, by register, subject and period.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, or a subject has two counts of one period; names them.
    """
    path = path or definitions() / "outside_counts.yaml"
    raw = read_definition(path, schema=definitions() / "outside_counts.schema.json")
    found: dict[tuple[Register, str, str], OutsideCount] = {}
    for part in raw["counts"]:
        one = OutsideCount(
            **part
            | {"register": Register(part["register"]), "evidence": Evidence(part["evidence"])}
        )
        key = one.register, one.subject, one.period
        if key in found:
            raise DefinitionError(
                "A subject has two counts of the same period.",
                where=f"{path.name}: {' '.join(map(str, key))}",
                remedy="Keep one.",
            )
        found[key] = one
    return found
