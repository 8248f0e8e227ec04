"""Which diagnosis codes count as pain, and on which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from nrs_lib.contracts.codelists import read_prefix_list
from nrs_lib.contracts.definition_rows import read_days, read_rows
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

_NAME = "pain_diagnosis"
_COLUMNS = ("prefix", "label_sv", "valid_from", "valid_to", "evidence")


@dataclass(frozen=True)
class PainDiagnosis:
    """One prefix of diagnosis codes that count as pain, from and until a day (None: always)."""

    prefix: str
    label_sv: str
    valid_from: date | None
    valid_to: date | None
    evidence: Evidence


@dataclass(frozen=True)
class PainDiagnoses:
    """The list of pain diagnoses in one version."""

    version: int
    prefixes: tuple[PainDiagnosis, ...]


@cache
def read_pain_diagnoses() -> PainDiagnoses:
    """Read the prefixes of diagnosis codes that count as a pain diagnosis.

    The registry's own guide has not been read; most prefixes are assumed and say so.
    """
    path = definitions() / "codelists" / f"{_NAME}.csv"
    prefixes = []
    for number, row in enumerate(read_rows(path, _COLUMNS), start=2):
        first, last = read_days(row, f"{path.name} line {number}")
        evidence = Evidence(row["evidence"])
        prefixes.append(PainDiagnosis(row["prefix"], row["label_sv"], first, last, evidence))
    return PainDiagnoses(int(read_prefix_list(_NAME)["version"]), tuple(prefixes))
