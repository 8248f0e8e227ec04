"""What happens when a unit's result is far from the nation's: levels and dated steps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Audience, Evidence

_INSIDE = {Audience.REGISTER, Audience.OWN_UNIT}


@dataclass(frozen=True)
class OutlierLevel:
    """How far is far: ``level`` of units without any difference stay inside both limits."""

    code: str
    label: Mapping[str, str]
    level: float

    @property
    def tail(self) -> float:
        """What the level leaves out on one side."""
        return (1 - self.level) / 2


@dataclass(frozen=True)
class PolicyStep:
    """One step of the review of a flag.

    ``days`` are calendar days from the end of the step before; ``levels`` take the step;
    ``seen_by`` may know of the flag during it; with ``checks_data`` the unit has its own
    data checked.
    """

    code: str
    label: Mapping[str, str]
    by: Audience
    days: int
    levels: tuple[str, ...]
    seen_by: frozenset[Audience]
    checks_data: bool


@dataclass(frozen=True)
class OutlierPolicy:
    """The whole policy; levels from mild to severe, with the checksum of its file.

    ``multiplicity`` says how the number of units compared at once is dealt with, and
    ``reason`` why.
    """

    name: str
    version: int
    evidence: Evidence
    reference: ByLanguage
    sha256: str
    levels: tuple[OutlierLevel, ...]
    multiplicity: str
    reason: Mapping[str, str]
    steps: tuple[PolicyStep, ...]

    def steps_at(self, level: str) -> tuple[PolicyStep, ...]:
        """The steps that a flag at this level takes, in order."""
        return tuple(step for step in self.steps if level in step.levels)


@cache
def read_outlier_policy(path: Path | None = None) -> OutlierPolicy:
    """Read and check the policy.

    Parameters
    ----------
    path
        The file; the project's own when left out.

    Raises
    ------
    DefinitionError
        Levels do not rise, a level or step stands twice or has no partner, or somebody
        outside would see a flag before the unit has had its data checked; names the key.
    """
    path = path or definitions() / "outlier_policy.yaml"
    raw = read_definition(path, schema=definitions() / "outlier_policy.schema.json")
    policy = OutlierPolicy(
        name=raw["name"],
        version=raw["version"],
        evidence=Evidence(raw["evidence"]),
        reference=by_language(raw["reference"]),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        levels=tuple(
            OutlierLevel(part["code"], MappingProxyType(part["label"]), float(part["level"]))
            for part in raw["levels"]
        ),
        multiplicity=raw["multiplicity"]["method"],
        reason=MappingProxyType(raw["multiplicity"]["reason"]),
        steps=tuple(
            PolicyStep(
                code=part["code"],
                label=MappingProxyType(part["label"]),
                by=Audience(part["by"]),
                days=part["days"],
                levels=tuple(part["at"]),
                seen_by=frozenset(map(Audience, part["seen_by"])),
                checks_data=part.get("checks_data", False),
            )
            for part in raw["steps"]
        ),
    )
    _check(policy, path.name)
    return policy


def _check(policy: OutlierPolicy, name: str) -> None:
    codes = [level.code for level in policy.levels]
    _once(codes, f"{name}: levels")
    _once([step.code for step in policy.steps], f"{name}: steps")
    for mild, severe in pairwise(policy.levels):
        if mild.level >= severe.level:
            _fail("The levels do not rise.", f"{name}: levels.{severe.code}", "Put mild first.")
    for step in policy.steps:
        for level in step.levels:
            if level not in codes:
                _fail(
                    "A step is taken at a level that does not exist.",
                    f"{name}: steps.{step.code}.at",
                    f"Known levels: {', '.join(codes)}.",
                )
    for code in codes:
        _check_order(policy.steps_at(code), f"{name}: levels.{code}")


def _check_order(steps: Sequence[PolicyStep], where: str) -> None:
    """Nobody outside sees a flag before the unit's data are checked, nor forgets it after."""
    is_checked = False
    seen: frozenset[Audience] = frozenset()
    for step in steps:
        outside = sorted(step.seen_by - _INSIDE)
        if outside and not is_checked:
            _fail(
                "Somebody outside would see a flag before the unit has had its data checked.",
                f"{where}: steps.{step.code}.seen_by {outside[0]}",
                "Put a step by own_unit with checks_data before it.",
            )
        lost = sorted(seen - step.seen_by)
        if lost:
            _fail(
                "Somebody who has seen a flag is left out again.",
                f"{where}: steps.{step.code}.seen_by",
                f"Add {lost[0]}.",
            )
        if step.checks_data and (step.by, Audience.OWN_UNIT in step.seen_by) != (
            Audience.OWN_UNIT,
            True,
        ):
            _fail(
                "The unit would have its data checked without knowing of the flag.",
                f"{where}: steps.{step.code}",
                "Let the step be by own_unit, and own_unit see it.",
            )
        seen = step.seen_by
        is_checked |= step.checks_data
    if not is_checked:
        _fail(
            "No step lets the unit check its data.",
            where,
            "Add a step by own_unit with checks_data: true.",
        )


def _once(codes: Sequence[str], where: str) -> None:
    twice = [code for code in codes if codes.count(code) > 1]
    if twice:
        _fail("A code stands twice.", f"{where}.{twice[0]}", "Keep one of them.")


def _fail(what: str, where: str, remedy: str) -> None:
    raise DefinitionError(what, where=where, remedy=remedy)
