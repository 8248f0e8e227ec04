"""What one person's self-assessment profile shows: its groups, scales and plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.shape import read_definition
from nrs_lib.contracts.versions import with_value_set
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Direction, Evidence


@dataclass(frozen=True)
class ProfilePart:
    """One thing on the profile: its plain words, and the versions of scales that measure it."""

    scales: tuple[str, ...]
    label: Mapping[str, str]


@dataclass(frozen=True)
class ProfileGroup:
    """Things that are talked over together, and the open question that begins the talk."""

    group: str
    label: Mapping[str, str]
    question: Mapping[str, str]
    parts: tuple[ProfilePart, ...]

    @property
    def scales(self) -> tuple[str, ...]:
        """The scales of all its parts, in order."""
        return tuple(code for part in self.parts for code in part.scales)

    def label_of(self, scale: str, language: str) -> str:
        """What a scale of the group is called in plain words."""
        return next(part.label[language] for part in self.parts if scale in part.scales)


@dataclass(frozen=True)
class ProfileForm:
    """The whole profile, and how well founded the choice is."""

    version: int
    evidence: Evidence
    reference: str
    groups: tuple[ProfileGroup, ...]

    @property
    def scales(self) -> tuple[str, ...]:
        """Every scale, in order."""
        return tuple(code for group in self.groups for code in group.scales)

    def label_of(self, scale: str, language: str) -> str:
        """A scale in plain words; its own short name where the profile does not show it."""
        for one in self.groups:
            if scale in one.scales:
                return one.label_of(scale, language)
        return scales()[scale].short[language]


@cache
def read_profile_form(path: Path | None = None) -> ProfileForm:
    """Read and check what the profile shows.

    Raises
    ------
    DefinitionError
        A scale is unknown, stands twice, or has no better direction; names file and key.
    """
    path = path or definitions() / "patient_profile.yaml"
    raw = read_definition(path, schema=definitions() / "patient_profile.schema.json")
    form = ProfileForm(
        version=raw["version"],
        evidence=Evidence(raw["evidence"]),
        reference=raw["reference"],
        groups=tuple(_group(part) for part in raw["groups"]),
    )
    times = Counter([*form.scales, *(one.group for one in form.groups)])
    for code in form.scales:
        where = f"{path.name}: {code}"
        if code not in scales() or scales()[code].direction is Direction.NEUTRAL:
            raise DefinitionError(
                "The profile shows a scale that is unknown or has no better direction.",
                where=where,
                remedy="Use the code of a scale on which one way is better.",
            )
    twice = [name for name, n in times.items() if n > 1]
    if twice:
        raise DefinitionError(
            "A scale or group stands twice.",
            where=f"{path.name}: {twice[0]}",
            remedy="Keep one of them.",
        )
    return form


def _group(raw: Mapping) -> ProfileGroup:
    parts = tuple(
        ProfilePart(
            tuple(with_value_set(code, code.partition("_")[0]) for code in part["scales"]),
            part["label"],
        )
        for part in raw["parts"]
    )
    return ProfileGroup(raw["group"], raw["label"], raw["question"], parts)
