"""What is looked for in researchers' outputs besides the disclosure policy's limits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.shape import read_definition
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

FILE = "output_checking.yaml"


@dataclass(frozen=True)
class OutputChecking:
    """The limits and words of the check.

    Attributes
    ----------
    kinds, drawn
        Endings of files that may leave, and of those that must have a table beside them.
    largest_bytes, most_rows
        A file or table that is larger is more likely data than results.
    people_rows
        As many rows are taken for people where nothing names them.
    filled
        Share of all pairs of a group and a number that a table in long form has at least.
    columns
        Heads by what a column holds, without case, spaces and signs; see `plain_head`.
    quantiles
        The share of people below, by the plain head of a column or row.
    never_allowed
        Rules to which there is no exception.
    shortest_reason
        Letters that the reason for an exception has at least.
    """

    version: int
    evidence: Evidence
    sha256: str
    kinds: frozenset[str]
    drawn: frozenset[str]
    largest_bytes: int
    most_rows: int
    people_rows: int
    filled: float
    columns: Mapping[str, frozenset[str]]
    quantiles: Mapping[str, float]
    never_allowed: frozenset[str]
    shortest_reason: int


def plain_head(text: str) -> str:
    """A column's head as heads are compared: small letters and digits alone."""
    return re.sub(r"[\W_]+", "", text.casefold())


@cache
def read_output_checking(path: Path | None = None) -> OutputChecking:
    """Read what is looked for.

    Raises
    ------
    DefinitionError
        The file departs from its schema; names the key.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "output_checking.schema.json")
    columns = {kind: frozenset(map(plain_head, heads)) for kind, heads in raw["columns"].items()}
    return OutputChecking(
        version=raw["version"],
        evidence=Evidence(raw["evidence"]),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        kinds=frozenset(raw["files"]["kinds"]),
        drawn=frozenset(raw["files"]["drawn"]),
        largest_bytes=raw["files"]["largest_bytes"],
        most_rows=raw["files"]["most_rows"],
        people_rows=raw["files"]["people_rows"],
        filled=raw["files"]["filled"],
        columns=MappingProxyType(columns),
        quantiles=MappingProxyType(
            {plain_head(head): float(share) for head, share in raw["quantiles"].items()}
        ),
        never_allowed=frozenset(raw["never_allowed"]),
        shortest_reason=raw["shortest_reason"],
    )
