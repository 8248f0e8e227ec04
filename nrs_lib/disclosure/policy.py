"""The disclosure policy: one commented file, owned by the registry's controller."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.change_thresholds import (
    OF_ANSWERED,
    OF_DUE,
    PERCENT,
    POINTS,
    curve_measure,
    responder_measure,
)
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.shape import read_definition
from nrs_lib.disclosure.choosing import Engine, MainResults
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Audience, Evidence, Scope, Statistic, TimePoint

_LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)
_PARTS = ("numerator", "denominator")
GROUPS = ("decimals", "models", "forms", "suppression", "ledger", "same_people")
"""Groups of limits beside those by audience, each with evidence of its own."""


@dataclass(frozen=True)
class Limits:
    """Limits for one audience and one kind of row; counts are people.

    Attributes
    ----------
    width
        How wide an attacker's interval for a hidden count must be.
    """

    min_n: int
    min_count: int
    width: int
    zeros: str
    min_units: int = 1
    max_share: float = 1.0
    test_rest: bool = False

    def drawn(self, forms: FormLimits) -> Limits:
        """The same for bins and steps, which have a least count of their own."""
        if self.min_count == 0:
            return self
        least = forms.min_step
        return replace(self, min_count=max(self.min_count, least), width=max(self.width, least))


@dataclass(frozen=True)
class AudiencePolicy:
    """What one audience may see."""

    audience: Audience
    statistics: frozenset[str]
    round_to: int
    names_units: bool
    limits: Mapping[Scope, Limits]

    @property
    def knows_own(self) -> bool:
        """Whether the reader knows the own unit's numbers, shown or not."""
        return self.limits[Scope.NATIONAL].test_rest


@dataclass(frozen=True)
class ModelLimits:
    """What a model must have before its coefficients are shown."""

    min_df: int
    min_people_per_parameter: float
    min_group: int


@dataclass(frozen=True)
class FormLimits:
    """What is drawn is data: people beyond a quantile, and behind a bin or a step."""

    min_beyond: int
    min_step: int


@dataclass(frozen=True)
class Place:
    """One count of a row: which measure, and which part of it."""

    measure: str
    statistic: str
    time_point: str
    category: str
    part: str

    @classmethod
    def read(cls, text: str) -> Place:
        """From ``measure/statistic/time_point/category/part``."""
        return cls(*text.split("/"))


@dataclass(frozen=True)
class SamePeople:
    """Which counts, under different names, are of the very same people.

    Attributes
    ----------
    counts
        Groups of places that have one number.
    sums
        A place, and the places whose numbers add up to it.
    steps
        By measure, categories of which each is part of the one before.
    numerators
        Pairs of categories, of any measure, whose shares have one numerator.
    """

    counts: tuple[tuple[Place, ...], ...]
    sums: Mapping[Place, tuple[Place, ...]]
    steps: Mapping[str, tuple[str, ...]]
    numerators: tuple[tuple[str, str], ...]

    def kin(self, measures: Iterable[str]) -> set[str]:
        """Some measures, and those that have people in common with them by name."""
        found = set(measures)
        groups = [*self.counts, *((whole, *parts) for whole, parts in self.sums.items())]
        names = {frozenset(place.measure for place in group) for group in groups}
        while more := set().union(*(group for group in names if group & found)) - found:
            found |= more
        return found


@dataclass(frozen=True)
class LedgerRules:
    """How a release is tested against earlier ones."""

    on_conflict: str
    reads: Mapping[Audience, frozenset[Audience]]

    def meet(self, one: Audience, other: Audience) -> bool:
        """Whether some reader may see releases for both audiences."""
        return other in self.reads[one] or one in self.reads[other]


@dataclass(frozen=True)
class Policy:
    """The whole policy, with the checksum of the file it was read from.

    Attributes
    ----------
    evidence
        How well founded the limits by audience are.
    grounds
        The same for each of `GROUPS`.
    """

    name: str
    version: int
    evidence: Evidence
    sha256: str
    audiences: Mapping[Audience, AudiencePolicy]
    decimals: Mapping[str, int]
    models: ModelLimits
    forms: FormLimits
    engine: Engine
    main: MainResults
    ledger: LedgerRules
    same_people: SamePeople
    grounds: Mapping[str, Evidence]

    def used(self, audience: Audience) -> dict[str, object]:
        """What an audience's release is cleared by, in plain form, for records and reports."""
        rules = self.audiences[audience]
        return {
            "limits": {
                "evidence": str(self.evidence),
                "round_to": rules.round_to,
                **{str(scope): asdict(one) for scope, one in rules.limits.items()},
            },
            "decimals": {"evidence": str(self.grounds["decimals"]), **self.decimals},
            "models": {"evidence": str(self.grounds["models"]), **asdict(self.models)},
            "forms": {"evidence": str(self.grounds["forms"]), **asdict(self.forms)},
            "suppression": {
                "evidence": str(self.grounds["suppression"]),
                "engine": str(self.engine),
            },
            "ledger": {
                "evidence": str(self.grounds["ledger"]),
                "on_conflict": self.ledger.on_conflict,
                "reads": sorted(map(str, self.ledger.reads[audience])),
            },
        }


@cache
def read_policy(path: Path | None = None) -> Policy:
    """Read and check the policy file.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, a limit is out of range, or counts are rounded to more
        than the smallest that is shown; names file and key.
    """
    path = path or definitions() / "disclosure.yaml"
    raw = read_definition(path, schema=definitions() / "disclosure.schema.json")
    grounds = {name: Evidence(raw[name].pop("evidence")) for name in GROUPS}
    forms = {key: raw["forms"][key] for key in ("min_beyond", "min_step")}
    reads = raw["ledger"]["reads"]
    chosen = raw["suppression"]["main"]
    return Policy(
        name=raw["name"],
        version=raw["version"],
        evidence=Evidence(raw["evidence"]),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        audiences=MappingProxyType(
            {Audience(name): _audience(name, part) for name, part in raw["audiences"].items()}
        ),
        decimals=MappingProxyType(raw["decimals"]),
        models=ModelLimits(**raw["models"]),
        forms=FormLimits(**forms),
        engine=Engine(raw["suppression"]["engine"]),
        main=MainResults(chosen["cost"], frozenset(chosen["measures"]), frozenset(chosen["flows"])),
        ledger=LedgerRules(
            raw["ledger"]["on_conflict"],
            MappingProxyType(
                {Audience(one): frozenset(map(Audience, all_)) for one, all_ in reads.items()}
            ),
        ),
        same_people=_same_people(raw["same_people"]),
        grounds=MappingProxyType(grounds),
    )


def _audience(name: str, raw: Mapping[str, object]) -> AudiencePolicy:
    limits = {scope: Limits(**raw[str(scope)]) for scope in Scope}
    base = raw["round_to"]
    for scope, one in limits.items():
        if 0 < one.min_count < base:
            raise DefinitionError(
                f"Counts rounded to {base} would show some of the smallest as nobody, and the "
                "others of some as everybody.",
                where=f"disclosure.yaml, audiences.{name}: round_to, {scope}.min_count",
                remedy=f"Set min_count to {base} or more, or round to {one.min_count} or less.",
            )
    return AudiencePolicy(
        Audience(name),
        frozenset(raw["statistics"]),
        raw["round_to"],
        raw["unit_names"] == "shown",
        MappingProxyType(limits),
    )


def _same_people(raw: Mapping[str, object]) -> SamePeople:
    return SamePeople(
        counts=(
            *(tuple(map(Place.read, group)) for group in raw["counts"]),
            *_at_thresholds(),
        ),
        sums=MappingProxyType(
            {
                Place.read(whole): tuple(map(Place.read, parts))
                for whole, parts in raw["sums"].items()
            }
        ),
        steps=MappingProxyType({name: tuple(steps) for name, steps in raw["steps"].items()}),
        numerators=tuple((one, other) for one, other in raw["numerators"]),
    )


def _at_thresholds() -> Iterator[tuple[Place, ...]]:
    """Who improved by a threshold are the curve's people at that amount, by each of its names."""
    for code, one in scales().items():
        for used in (mark for unit in (POINTS, PERCENT) for mark in one.marks(unit)):
            for category, later, part in product((OF_ANSWERED, OF_DUE), _LATER, _PARTS):
                point = Place(
                    curve_measure(code, used.unit, category),
                    str(Statistic.IMPROVED_BY),
                    str(later),
                    f"{used.amount:g}",
                    part,
                )
                share = replace(point, statistic=str(Statistic.SHARE), category=category)
                yield replace(share, measure=responder_measure(code, used.code)), point
                if used.is_default and category == OF_ANSWERED:
                    yield replace(share, measure=code), point
