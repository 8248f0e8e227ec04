"""One column of a data contract: our name, the registry's name, what a value may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Evidence, TimePoint


@dataclass(frozen=True)
class Field:
    """One column: our name, the registry's name, and what a value may be.

    ``minimum`` and ``maximum`` bound what is accepted, ``plausible`` what is not asked
    about. ``codelist_use``: ``codes`` a closed set; ``ends`` labels for some numbers, the
    others stand for themselves; ``labels`` a number without a label is refused.
    ``stored``: ``category`` where few texts repeat in very many rows.
    """

    name: str
    physical_name: str
    business_name: str
    english_name: str | None
    logical_type: str
    required: bool
    unique: bool
    minimum: float | None
    maximum: float | None
    plausible: tuple[float, float] | None
    pattern: str | None
    codelist: str | None
    codelist_use: str
    aliases: tuple[str, ...]
    reported_by: str
    time_points: tuple[TimePoint, ...]
    unprefixed: TimePoint | None
    unit: str | None
    normalised: str | None
    stored: str | None
    sensitivity: str
    evidence: Evidence
    reference: ByLanguage
    description: ByLanguage

    def label(self, language: str) -> str:
        """What readers call it; without an English name, our own name in words."""
        if language == "sv":
            return self.business_name
        words = self.name.replace("_", " ")
        return self.english_name or words[0].upper() + words[1:]


def read_field(raw: Mapping[str, object], where: str) -> Field:
    """Read one property of a contract; ``where`` names file and column for errors."""
    custom = {part["property"]: part["value"] for part in raw["customProperties"]}
    if len(custom) < len(raw["customProperties"]):
        raise DefinitionError(
            "A custom property stands twice.", where=where, remedy="Keep one of them."
        )
    for key in ("evidence", "reference", "reportedBy"):
        if key not in custom:
            raise DefinitionError(
                f"A column lacks the custom property {key}.", where=where, remedy=f"Add {key}."
            )
    options = raw.get("logicalTypeOptions", {})
    plausible = tuple(custom["plausible"]) if "plausible" in custom else None
    field = Field(
        name=raw["name"],
        physical_name=raw["physicalName"],
        business_name=raw["businessName"],
        english_name=custom.get("englishName"),
        logical_type=raw["logicalType"],
        required=bool(raw.get("required", False)),
        unique=bool(raw.get("unique", False)),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        plausible=plausible,
        pattern=options.get("pattern"),
        codelist=custom.get("codelist"),
        codelist_use=custom.get("codelistUse", "codes"),
        aliases=tuple(custom.get("aliases", ())),
        reported_by=custom["reportedBy"],
        time_points=tuple(TimePoint(point) for point in custom.get("timePoints", ())),
        unprefixed=TimePoint(custom["unprefixed"]) if "unprefixed" in custom else None,
        unit=custom.get("unit"),
        normalised=custom.get("normalised"),
        stored=custom.get("stored"),
        sensitivity=raw["classification"],
        evidence=Evidence(custom["evidence"]),
        reference=by_language(custom["reference"]),
        description=by_language(
            {"en": raw["description"], "sv": custom.get("swedishDescription", raw["description"])}
        ),
    )
    _check_field(field, where)
    return field


def _check_field(field: Field, where: str) -> None:
    numeric = field.logical_type in ("integer", "number")
    bounds = (field.minimum, field.maximum, field.plausible)
    low = field.minimum if field.minimum is not None else float("-inf")
    high = field.maximum if field.maximum is not None else float("inf")
    wrong = None
    if not numeric and any(bound is not None for bound in bounds):
        wrong = "A column that is not a number has bounds.", "Remove them, or correct logicalType."
    elif low > high:
        wrong = "The minimum is above the maximum.", "Swap them."
    elif field.plausible and not low <= field.plausible[0] <= field.plausible[1] <= high:
        wrong = "The plausible range is not within the allowed range.", "Narrow it."
    elif field.pattern is not None and field.logical_type != "string":
        wrong = "A column that is not text has a pattern.", "Remove the pattern."
    elif field.logical_type == "boolean" and field.codelist is None:
        wrong = "A yes/no column lacks a code list.", "Add the code list yes_no."
    elif field.unprefixed is not None and field.unprefixed not in field.time_points:
        wrong = "A column has no prefix at a time point it does not have.", "Correct timePoints."
    if wrong:
        raise DefinitionError(wrong[0], where=where, remedy=wrong[1])
    if field.pattern is not None:
        try:
            re.compile(field.pattern)
        except re.error as error:
            raise DefinitionError(
                f"A pattern cannot be read: {error}.", where=where, remedy="Correct the pattern."
            ) from error
    if field.codelist is not None:
        read_codelist(field.codelist)
