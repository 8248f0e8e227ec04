"""Which diagnosis codes count as pain, and from which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from nrs_lib.contracts.codelists import read_day, read_rows
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

_COLUMNS = ("prefix", "label_sv", "valid_from", "evidence")


@dataclass(frozen=True)
class PainDiagnosis:
    """One prefix of diagnosis codes that count as pain, from a day on (None: always)."""

    prefix: str
    label_sv: str
    valid_from: date | None
    evidence: Evidence


@cache
def read_pain_diagnoses() -> tuple[PainDiagnosis, ...]:
    """Read the prefixes of diagnosis codes that count as a pain diagnosis.

    The registry's own guide has not been read; most prefixes are assumed and say so.
    """
    path = definitions() / "codelists" / "pain_diagnosis.csv"
    return tuple(
        PainDiagnosis(
            prefix=row["prefix"],
            label_sv=row["label_sv"],
            valid_from=read_day(row["valid_from"], f"{path.name} line {number}"),
            evidence=Evidence(row["evidence"]),
        )
        for number, row in enumerate(read_rows(path, _COLUMNS), start=2)
    )
