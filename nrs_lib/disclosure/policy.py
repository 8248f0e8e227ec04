"""The disclosure policy: one commented file, owned by the registry's controller."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Audience, Scope, Statistic

_ZEROS = ("show", "hide")
_UNIT_NAMES = ("shown", "hidden")


@dataclass(frozen=True)
class Limits:
    """Limits for one audience and one kind of row; counts are people."""

    min_n: int
    min_count: int
    zeros: str = "show"
    min_units: int = 1
    max_share: float = 1.0
    test_rest: bool = False


@dataclass(frozen=True)
class AudiencePolicy:
    """What one audience may see."""

    audience: Audience
    statistics: frozenset[str]
    round_to: int
    names_units: bool
    limits: Mapping[Scope, Limits]


@dataclass(frozen=True)
class Policy:
    """The whole policy, with the checksum of the file it was read from."""

    name: str
    version: int
    evidence: str
    sha256: str
    audiences: Mapping[Audience, AudiencePolicy]


def _fault(path: Path, key: str, what: str, remedy: str) -> DefinitionError:
    return DefinitionError(what, where=f"{path.name}: {key}", remedy=remedy)


def _limits(path: Path, key: str, raw: Mapping[str, object]) -> Limits:
    known = {part.name for part in fields(Limits)}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise _fault(
            path, f"{key}.{unknown[0]}", "Unknown limit.", f"Use one of {', '.join(sorted(known))}."
        )
    if not {"min_n", "min_count"} <= set(raw):
        raise _fault(path, key, "min_n or min_count is missing.", "Give both.")
    limits = Limits(**raw)
    if limits.zeros not in _ZEROS:
        raise _fault(path, f"{key}.zeros", "Unknown word.", "Write show or hide.")
    if limits.min_n < 1 or limits.min_count < 0 or not 0 < limits.max_share <= 1:
        raise _fault(
            path, key, "A limit is out of range.", "min_n >= 1, min_count >= 0, 0 < max_share <= 1."
        )
    return limits


@cache
def read_policy(path: Path | None = None) -> Policy:
    """Read and check the policy file.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, or a limit is out of range; names file and key.
    """
    path = path or definitions() / "disclosure.yaml"
    text = path.read_bytes()
    raw = yaml.safe_load(text)
    expected = {"name", "version", "evidence", "reference", "audiences"}
    if set(raw) != expected:
        odd = sorted(set(raw) ^ expected)
        raise _fault(path, odd[0], "The key is unknown or missing.", "Compare with the template.")
    missing = {str(a) for a in Audience} - set(raw["audiences"])
    if missing:
        raise _fault(path, "audiences", f"No policy for {sorted(missing)[0]}.", "Add it.")
    audiences = {}
    for name, part in raw["audiences"].items():
        key = f"audiences.{name}"
        if name not in {str(a) for a in Audience}:
            raise _fault(path, key, "Unknown audience.", "Use the names in GLOSSARY.md.")
        odd = set(part) ^ {"statistics", "round_to", "unit_names", *map(str, Scope)}
        if odd:
            raise _fault(path, f"{key}.{sorted(odd)[0]}", "Unknown or missing key.", "Correct it.")
        strange = set(part["statistics"]) - {str(s) for s in Statistic}
        if strange:
            raise _fault(
                path, f"{key}.statistics", "Unknown statistic.", f"Drop {sorted(strange)}."
            )
        if part["unit_names"] not in _UNIT_NAMES:
            raise _fault(path, f"{key}.unit_names", "Unknown word.", "Write shown or hidden.")
        audiences[Audience(name)] = AudiencePolicy(
            Audience(name),
            frozenset(part["statistics"]),
            int(part["round_to"]),
            part["unit_names"] == "shown",
            MappingProxyType(
                {scope: _limits(path, f"{key}.{scope}", part[str(scope)]) for scope in Scope}
            ),
        )
    return Policy(
        raw["name"],
        raw["version"],
        raw["evidence"],
        hashlib.sha256(text).hexdigest(),
        MappingProxyType(audiences),
    )
