"""Under which headings scales stand: what of ICF they measure, and their IMMPACT domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.instruments import Scale, scale
from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

FILE = "outcome_domains.yaml"
_NONE = "none"


@dataclass(frozen=True)
class Heading:
    """The name of a component or a domain, with what it rests on."""

    code: str
    label: Mapping[str, str]
    evidence: Evidence
    reference: ByLanguage


@dataclass(frozen=True)
class OutcomeDomains:
    """Headings by code, in the order of reports.

    Attributes
    ----------
    components
        ICF.
    domains
        IMMPACT.
    """

    components: Mapping[str, Heading]
    domains: Mapping[str, Heading]

    def of(self, one: Scale) -> tuple[Heading, ...]:
        """A scale's component and, where it has one, its domain.

        Raises
        ------
        DefinitionError
            The scale names a component or a domain that has no heading.
        """
        found = []
        for known, code in ((self.components, one.icf_component), (self.domains, one.immpact)):
            if code in known:
                found.append(known[code])
            elif code != _NONE:
                raise DefinitionError(
                    "A scale stands under a heading that is not defined.",
                    where=f"{one.instrument}.yaml: scales.{one.code}: {code}",
                    remedy=f"Write it in {FILE}, or use one of {', '.join(known)}.",
                )
        return tuple(found)


@cache
def read_outcome_domains(path: Path | None = None) -> OutcomeDomains:
    """Read the headings.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, or a code stands twice.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "outcome_domains.schema.json")
    parts = {}
    for name in ("components", "domains"):
        headings = [
            Heading(
                part["code"],
                MappingProxyType(part["label"]),
                Evidence(part["evidence"]),
                by_language(part["reference"]),
            )
            for part in raw[name]
        ]
        parts[name] = MappingProxyType({one.code: one for one in headings})
        if len(parts[name]) < len(headings):
            raise DefinitionError(
                "A heading stands twice.", where=f"{path.name}: {name}", remedy="Keep one."
            )
    return OutcomeDomains(**parts)


def by_domain(codes: Iterable[str], *, language: str) -> list[tuple[str, list[Scale]]]:
    """Scales under their headings, such as ``Kroppsfunktion: smärta``.

    Returns
    -------
    list
        Headings in the order of the file, components first; within each the scales in the
        order given. A scale outside both classifications has an empty heading and comes last.
    """
    known = read_outcome_domains()
    order = [*known.components, *known.domains]
    found: dict[tuple[int, ...], tuple[str, list[Scale]]] = {}
    for one in map(scale, codes):
        headings = known.of(one)
        place = tuple(order.index(part.code) for part in headings) or (len(order),)
        heading = ": ".join(part.label[language] for part in headings)
        found.setdefault(place, (heading, []))[1].append(one)
    return [found[place] for place in sorted(found)]


def headings_of(codes: Iterable[str]) -> list[Heading]:
    """The headings that some scales stand under, each once."""
    known = read_outcome_domains()
    found = {part.code: part for one in map(scale, codes) for part in known.of(one)}
    return list(found.values())
