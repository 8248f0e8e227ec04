"""The disclosure policy: one commented file, owned by the registry's controller."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.shape import read_definition
from nrs_lib.disclosure.choosing import Engine, MainResults
from nrs_lib.disclosure.same_people import SamePeople, read_same_people
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import UNIT_BOUND, Audience, Evidence, Scope

GROUPS = ("answering", "decimals", "models", "forms", "suppression", "ledger", "same_people")
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
        least = forms.min_step
        if self.min_count == 0 or min(self.min_count, self.width) >= least:
            return self
        return replace(self, min_count=max(self.min_count, least), width=max(self.width, least))

    def answered(self, least: int) -> Limits:
        """The same for who has answered and who has not, shown from a least count of their own.

        Never stricter than for other counts; that nobody is missing is shown everywhere.
        """
        least = min(self.min_count, least)
        return replace(self, min_count=least, width=self.width if least else 0, zeros="show")


@dataclass(frozen=True)
class AudiencePolicy:
    """What one audience may see.

    Attributes
    ----------
    answered_from
        Fewest who have, or have not, answered that are shown.
    """

    audience: Audience
    statistics: frozenset[str]
    round_to: int
    names_units: bool
    limits: Mapping[Scope, Limits]
    answered_from: int

    @property
    def knows_own(self) -> bool:
        """Whether the reader knows the own unit's numbers, shown or not."""
        return self.limits[Scope.NATIONAL].test_rest


@dataclass(frozen=True)
class Answering:
    """Which numbers only say who has answered, which tells nothing of anybody's health.

    Attributes
    ----------
    shares
        Measures, or ``measure/category``, of which the numerator and those outside it say that.
    steps
        Measures of which who is lost from one step to the next says that.
    """

    shares: frozenset[str]
    steps: frozenset[str]

    def tells(self, measure: str, category: str) -> bool:
        """Whether a number's parts, be it the share or its limits, only say who has answered."""
        return measure in self.shares or f"{measure}/{category}" in self.shares


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
class LedgerRules:
    """How a release is tested against earlier ones."""

    on_conflict: str
    reads: Mapping[Audience, frozenset[Audience]]

    def is_read_by_units(self, audience: Audience) -> bool:
        """Whether a unit may see releases for an audience that is not its own."""
        return audience not in UNIT_BOUND and any(
            audience in self.reads[unit] for unit in UNIT_BOUND
        )

    def meet(self, one: Audience, other: Audience) -> bool:
        """Whether some reader may see releases for both audiences."""
        return any({one, other} <= seen for seen in self.reads.values())


@dataclass(frozen=True)
class Policy:
    """The whole policy, with the checksum of the file it was read from.

    Attributes
    ----------
    evidence
        How well founded the limits by audience are.
    grounds
        The same for each of `GROUPS`.
    listed
        What the file lists for `same_people`.
    """

    name: str
    version: int
    evidence: Evidence
    sha256: str
    audiences: Mapping[Audience, AudiencePolicy]
    answering: Answering
    decimals: Mapping[str, int]
    models: ModelLimits
    forms: FormLimits
    engine: Engine
    main: MainResults
    ledger: LedgerRules
    listed: Mapping[str, object]
    grounds: Mapping[str, Evidence]

    @cached_property
    def same_people(self) -> SamePeople:
        """Numbers that rest on the same people; not read before they are asked for.

        Every scale's thresholds are among them, which who asks for a limit has no use for.
        """
        return read_same_people(self.listed)

    def used(self, audience: Audience) -> dict[str, object]:
        """What an audience's release is cleared by, in plain form, for records and reports."""
        rules = self.audiences[audience]
        return {
            "limits": {
                "evidence": str(self.evidence),
                "round_to": rules.round_to,
                **{str(scope): asdict(one) for scope, one in rules.limits.items()},
            },
            "answering": {
                "evidence": str(self.grounds["answering"]),
                "min_count": rules.answered_from,
                "shares": sorted(self.answering.shares),
                "steps": sorted(self.answering.steps),
            },
            "decimals": {"evidence": str(self.grounds["decimals"]), **self.decimals},
            "models": {"evidence": str(self.grounds["models"]), **asdict(self.models)},
            "forms": {"evidence": str(self.grounds["forms"]), **asdict(self.forms)},
            "suppression": {
                "evidence": str(self.grounds["suppression"]),
                "engine": str(self.engine),
                "from_units": self.ledger.is_read_by_units(audience),
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
    reads, answering = raw["ledger"]["reads"], raw["answering"]
    chosen = raw["suppression"]["main"]
    return Policy(
        name=raw["name"],
        version=raw["version"],
        evidence=Evidence(raw["evidence"]),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        audiences=MappingProxyType(
            {
                Audience(name): _audience(name, part, answering["min_count"][name])
                for name, part in raw["audiences"].items()
            }
        ),
        answering=Answering(frozenset(answering["shares"]), frozenset(answering["steps"])),
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
        listed=MappingProxyType(raw["same_people"]),
        grounds=MappingProxyType(grounds),
    )


def _audience(name: str, raw: Mapping[str, object], answered_from: int) -> AudiencePolicy:
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
        answered_from,
    )
