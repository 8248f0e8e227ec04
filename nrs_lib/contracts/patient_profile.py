"""What one person's self-assessment profile shows: its groups, scales and plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from nrs_lib.contracts.instruments import read_instruments, scales
from nrs_lib.contracts.scales import Band
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

    @property
    def is_optional(self) -> bool:
        """Whether units may leave out a form of it, so that the person may never have got it."""
        forms = (read_instruments()[scales()[code].instrument] for code in self.scales)
        return any(form.registry_use.optional is not None for form in forms)


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


@dataclass(frozen=True)
class ProfileForm:
    """The whole profile, and how well founded the choice is.

    ``alone`` has plain words for scales that only the page of a single form shows; ``levels``,
    by scale and band, for bands whose own names only the field understands.
    """

    version: int
    evidence: Evidence
    reference: str
    groups: tuple[ProfileGroup, ...]
    alone: tuple[ProfilePart, ...] = ()
    levels: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @property
    def scales(self) -> tuple[str, ...]:
        """Every scale, in order."""
        return tuple(code for group in self.groups for code in group.scales)

    def label_of(self, scale: str, language: str) -> str:
        """A scale in plain words; its own short name where the profile does not show it."""
        parts = [*(part for one in self.groups for part in one.parts), *self.alone]
        known = [part.label[language] for part in parts if scale in part.scales]
        return known[0] if known else scales()[scale].short[language]

    def level_of(self, scale: str, band: Band, language: str) -> str:
        """A band in plain words; its own name where that is plain."""
        return self.levels.get((scale, band.code), band.label)[language]


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
        alone=_parts(raw.get("alone", ())),
        levels={(one["scale"], one["level"]): one["label"] for one in raw.get("levels", ())},
    )
    for scale, level in form.levels:
        if scale not in scales() or level not in {band.code for band in scales()[scale].bands}:
            raise DefinitionError(
                "The profile has words for a level that no scale has.",
                where=f"{path.name}: {scale}: {level}",
                remedy="Name a scale and one of its bands as its instrument's file has them.",
            )
    named = [*form.scales, *(code for part in form.alone for code in part.scales)]
    times = Counter([*named, *(one.group for one in form.groups)])
    for code in named:
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
    return ProfileGroup(raw["group"], raw["label"], raw["question"], _parts(raw["parts"]))


def _parts(raw: Sequence[Mapping]) -> tuple[ProfilePart, ...]:
    return tuple(
        ProfilePart(
            tuple(with_value_set(code, code.partition("_")[0]) for code in part["scales"]),
            part["label"],
        )
        for part in raw
    )
