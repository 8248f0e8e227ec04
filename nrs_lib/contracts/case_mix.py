"""What units' results are adjusted for: variables known before treatment, by outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.case_mix_checks import check_case_mix
from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

OUTCOME_SCALE = "outcome_scale"
"""Column name that stands for the start value of the outcome's own scale."""


@dataclass(frozen=True)
class CaseMixVariable:
    """One variable known at the start, and how it enters a model.

    Attributes
    ----------
    table, column
        ``episode`` or ``initial`` (the questionnaire of the start) and its column or scale.
    kind
        ``number``, ``category`` or ``flag`` (yes or no).
    reference_level, levels
        Categories only: the level that the others are compared with, and the codes of each.
    centre, per, transform, knots
        Numbers only: the value that becomes 0, how much of it is one step, ``log`` or none,
        and the knots of a natural cubic spline (a straight line without).
    """

    code: str
    label: Mapping[str, str]
    table: str
    column: str
    kind: str
    reference_level: str | None
    levels: Mapping[str, tuple[str, ...]]
    centre: float | None
    per: float
    transform: str | None
    knots: tuple[float, ...]
    evidence: Evidence
    reference: ByLanguage

    def column_for(self, scale: str | None) -> str:
        """The column for an outcome on a scale.

        Raises
        ------
        DefinitionError
            The variable is the outcome's own start value, and the outcome has no scale.
        """
        if self.column != OUTCOME_SCALE:
            return self.column
        if scale is None:
            raise DefinitionError(
                "An outcome without a scale cannot be adjusted for its own start value.",
                where=f"case_mix.yaml: variables.{self.code}",
                remedy="Give its family a variable with a column of its own.",
            )
        return scale


@dataclass(frozen=True)
class CaseMixFamily:
    """Outcomes that are adjusted for the same variables; for none where there are none."""

    code: str
    label: Mapping[str, str]
    outcomes: tuple[str, ...]
    variables: tuple[CaseMixVariable, ...]
    evidence: Evidence
    reference: ByLanguage


@dataclass(frozen=True)
class CaseMix:
    """All families, and the variables they choose from.

    ``known_at_start`` are the episode's columns that are noted at the first visit.
    """

    version: int
    known_at_start: frozenset[str]
    variables: Mapping[str, CaseMixVariable]
    families: Mapping[str, CaseMixFamily]

    def family_of(self, outcome: str) -> CaseMixFamily:
        """The family of an outcome.

        Raises
        ------
        DefinitionError
            The outcome is in no family, so nobody has decided what to adjust it for.
        """
        for family in self.families.values():
            if outcome in family.outcomes:
                return family
        known = sorted(one for family in self.families.values() for one in family.outcomes)
        raise DefinitionError(
            "No case mix is declared for the outcome.",
            where=f"case_mix.yaml: families: {outcome}",
            remedy=f"Add it to a family. Outcomes with one: {', '.join(known)}.",
        )


def _variable(raw: Mapping[str, object]) -> CaseMixVariable:
    return CaseMixVariable(
        code=raw["code"],
        label=MappingProxyType(raw["label"]),
        table=raw["table"],
        column=raw["column"],
        kind=raw["kind"],
        reference_level=raw.get("reference_level"),
        levels=MappingProxyType(
            {level: tuple(codes) for level, codes in raw.get("levels", {}).items()}
        ),
        centre=raw.get("centre"),
        per=float(raw.get("per", 1)),
        transform=raw.get("transform"),
        knots=tuple(map(float, raw.get("knots", ()))),
        evidence=Evidence(raw["evidence"]),
        reference=by_language(raw["reference"]),
    )


@cache
def read_case_mix(path: Path | None = None) -> CaseMix:
    """Read and check what outcomes are adjusted for.

    Parameters
    ----------
    path
        The file; the project's own when left out.

    Raises
    ------
    DefinitionError
        A variable is measured after the start of treatment, or its column, codes, knots or
        kind do not fit the data contracts; an outcome is unknown or in two families; names
        the key.
    """
    path = path or definitions() / "case_mix.yaml"
    raw = read_definition(path, schema=definitions() / "case_mix.schema.json")
    check_case_mix(raw, path.name, outcome_scale=OUTCOME_SCALE)
    variables = {part["code"]: _variable(part) for part in raw["variables"]}
    families = {
        part["code"]: CaseMixFamily(
            code=part["code"],
            label=MappingProxyType(part["label"]),
            outcomes=tuple(part["outcomes"]),
            variables=tuple(variables[code] for code in part["variables"]),
            evidence=Evidence(part["evidence"]),
            reference=by_language(part["reference"]),
        )
        for part in raw["families"]
    }
    case_mix = CaseMix(
        raw["version"],
        frozenset(raw["known_at_start"]["columns"]),
        MappingProxyType(variables),
        MappingProxyType(families),
    )
    known = read_measures()
    for family in families.values():
        for outcome in family.outcomes:
            scale = known[outcome].scale if outcome in known else outcome
            for variable in family.variables:
                variable.column_for(scale)
    return case_mix
