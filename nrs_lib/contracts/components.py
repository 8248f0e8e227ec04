"""Component scores: weighted sums of scales held against a population's means and spreads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

FILE = "component_weights.yaml"


@dataclass(frozen=True)
class Norms:
    """Mean and standard deviation of each domain, 0–100, in one population."""

    code: str
    population: ByLanguage
    mean: Mapping[str, float]
    sd: Mapping[str, float]
    evidence: Evidence
    reference: str


@dataclass(frozen=True)
class ComponentWeights:
    """Weight of each domain's z score in each component."""

    code: str
    components: Mapping[str, Mapping[str, float]]
    evidence: Evidence
    reference: str


@dataclass(frozen=True)
class Component:
    """How one component score is made: ``centre + spread * sum(weight * z)``.

    ``parts`` has the scale of each domain; z is its distance from the norm's mean in the
    norm's standard deviations.
    """

    parts: Mapping[str, str]
    weights: Mapping[str, float]
    norms: Norms
    weights_from: ComponentWeights
    centre: float
    spread: float

    @property
    def constant(self) -> float:
        """What is added once when the sum is written over the scales themselves."""
        return self.centre - self.spread * sum(
            weight * self.norms.mean[domain] / self.norms.sd[domain]
            for domain, weight in self.weights.items()
        )

    def slope(self, domain: str) -> float:
        """Points of the component per point of a domain's scale."""
        return self.spread * self.weights[domain] / self.norms.sd[domain]


@cache
def read_component_weights(
    path: Path | None = None,
) -> tuple[Mapping[str, Norms], Mapping[str, ComponentWeights], float, float]:
    """Norms and weights by code, and the centre and spread of the norm-based scale.

    Raises
    ------
    DefinitionError
        A code stands twice, or domains differ between means, spreads and weights.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "component_weights.schema.json")
    domains = set(raw["domains"])

    def checked(part: Mapping[str, float], where: str) -> Mapping[str, float]:
        if set(part) != domains:
            raise DefinitionError(
                "Domains are missing or unknown.",
                where=f"{path.name}: {where}",
                remedy=f"Give each of {', '.join(sorted(domains))} once.",
            )
        return MappingProxyType(part)

    norms: dict[str, Norms] = {}
    for part in raw["norms"]:
        where = f"norms.{part['code']}"
        if part["code"] in norms:
            raise DefinitionError(
                "Norms stand twice.", where=f"{path.name}: {where}", remedy="Keep one."
            )
        norms[part["code"]] = Norms(
            part["code"],
            by_language(part["population"]),
            checked(part["mean"], f"{where}.mean"),
            checked(part["sd"], f"{where}.sd"),
            Evidence(part["evidence"]),
            part["reference"],
        )
    weights: dict[str, ComponentWeights] = {}
    for part in raw["weights"]:
        where = f"weights.{part['code']}"
        if part["code"] in weights:
            raise DefinitionError(
                "Weights stand twice.", where=f"{path.name}: {where}", remedy="Keep one."
            )
        weights[part["code"]] = ComponentWeights(
            part["code"],
            MappingProxyType(
                {
                    name: checked(of, f"{where}.components.{name}")
                    for name, of in part["components"].items()
                }
            ),
            Evidence(part["evidence"]),
            part["reference"],
        )
    return MappingProxyType(norms), MappingProxyType(weights), raw["centre"], raw["spread"]


def component_of(raw: Mapping[str, object], *, where: str) -> Component:
    """One component score as an instrument file writes it.

    Raises
    ------
    DefinitionError
        Norms, weights or component are not in the file of weights, or a domain has no scale.
    """
    norms, weights, centre, spread = read_component_weights()
    for key, known in (("norms", norms), ("weights", weights)):
        if raw[key] not in known:
            raise DefinitionError(
                f"The {key} are not defined.",
                where=f"{where}.{key}",
                remedy=f"{FILE} has {', '.join(known)}.",
            )
    components = weights[raw["weights"]].components
    if raw["name"] not in components:
        raise DefinitionError(
            "The weights have no such component.",
            where=f"{where}.name",
            remedy=f"Use one of {', '.join(components)}.",
        )
    if set(raw["parts"]) != set(components[raw["name"]]):
        raise DefinitionError(
            "A component needs one scale for each of its domains.",
            where=f"{where}.parts",
            remedy=f"Domains: {', '.join(components[raw['name']])}.",
        )
    return Component(
        parts=MappingProxyType(raw["parts"]),
        weights=components[raw["name"]],
        norms=norms[raw["norms"]],
        weights_from=weights[raw["weights"]],
        centre=centre,
        spread=spread,
    )
