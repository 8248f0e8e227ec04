"""Every column of every contract as words: the one source of the page and of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nrs_lib.contracts.codelists import read_codelist, spelling
from nrs_lib.contracts.exported import read_exported
from nrs_lib.contracts.reading import Contract, Field, read_contracts
from nrs_lib.reports.codebook.wording import UNITS_SV, WORDS
from nrs_lib.reports.scoring_manual.describing import digits
from nrs_lib.terms import TimePoint
from nrs_lib.text.references import reference_words

FACTS = (
    "table",
    "column",
    "registry_name",
    "aliases",
    "business_name",
    "description",
    "type",
    "unit",
    "key",
    "required",
    "unique",
    "references",
    "allowed",
    "plausible",
    "pattern",
    "normalised",
    "codelist",
    "codelist_use",
    "codes",
    "missing",
    "reported_by",
    "time_points",
    "sensitivity",
    "score",
    "evidence",
    "reference",
)
"""What is told of a column, in the order of the sheet."""
_SEPARATOR = "; "


@dataclass(frozen=True)
class Entry:
    """One column of one table.

    ``facts`` are words by the names in ``FACTS``, empty where there is nothing to tell.
    ``names`` are the registry's own names, one per time point where they differ, and
    ``accepted`` the others that a delivery may use. ``scales`` are our scales that the
    registry's own score stands for.
    """

    contract: Contract
    field: Field
    names: tuple[str, ...]
    accepted: tuple[str, ...]
    scales: tuple[str, ...]
    facts: dict[str, str]

    @property
    def anchor(self) -> str:
        """Place on the page."""
        return anchor(self.contract.table, self.field.name)


def anchor(table: str, column: str) -> str:
    """Place of a column on the page."""
    return f"col-{table}-{column}"


def entries(language: str) -> list[Entry]:
    """Every column of every contract, in the contracts' order."""
    return [
        _entry(contract, field, language)
        for contract in read_contracts().values()
        for field in contract.fields
    ]


def registry_names(contract: Contract, field: Field) -> tuple[str, ...]:
    """The registry's own names of a column, in the order of the time points.

    Empty for a column that a prefixed file tells by its prefixes alone.
    """
    if contract.layout != "prefixed":
        return (field.physical_name,)
    if not field.time_points:
        return (field.physical_name,) if _is_in_wide_file(contract, field) else ()
    return tuple(
        field.physical_name
        if point == field.unprefixed
        else contract.prefixes[point] + field.physical_name
        for point in field.time_points
    )


def _is_in_wide_file(contract: Contract, field: Field) -> bool:
    """Whether the wide table of the same file has the column."""
    return any(
        other.physical_name == contract.physical_name
        and any(one.physical_name == field.physical_name for one in other.fields)
        for other in read_contracts().values()
        if other.layout == "wide"
    )


def accepted_names(contract: Contract, field: Field) -> tuple[str, ...]:
    """Further names under which a delivery may hold the column; our own name left out."""
    own = registry_names(contract, field)
    if contract.layout == "prefixed" and not own:
        return ()
    points = field.time_points if contract.layout == "prefixed" else ()
    found = (
        name
        for point in points or (None,)
        for name in contract.physical_names(field, point)
        if not _is_ours(name, contract, field, point)
    )
    known = {spelling(name) for name in own}
    return tuple(dict.fromkeys(name for name in found if spelling(name) not in known))


def _is_ours(name: str, contract: Contract, field: Field, point: TimePoint | None) -> bool:
    prefix = contract.prefixes.get(point, "") if point else ""
    return spelling(name) in {spelling(field.name), spelling(prefix + field.name)}


def missing_codes(field: Field) -> tuple[tuple[str, str], ...]:
    """Code list and code of every code that means a missing value in a column.

    The registry's own reasons count wherever they cannot be an answer: not in free text,
    and among numbers only below the least that is allowed.
    """
    own = read_codelist(field.codelist).codes if field.codelist else ()
    found = [(field.codelist, code.code) for code in own if code.missing]
    reasons = read_codelist("missing_reasons").codes
    found += [("missing_reasons", code.code) for code in reasons if _is_reason(code.code, field)]
    return tuple(found)


def _is_reason(code: str, field: Field) -> bool:
    if field.logical_type in ("integer", "number") and (
        field.codelist is None or field.codelist_use == "ends"
    ):
        return field.minimum is not None and float(code) < field.minimum
    return field.codelist is not None or field.logical_type != "string"


def _entry(contract: Contract, field: Field, language: str) -> Entry:
    names, accepted = registry_names(contract, field), accepted_names(contract, field)
    scales = tuple(_scales_of(contract, field))
    words = WORDS[language]
    facts = dict.fromkeys(FACTS, "")
    facts |= {
        "table": contract.table,
        "column": field.name,
        "registry_name": _joined(names) or _by_prefix(contract, language),
        "aliases": _joined(accepted),
        "business_name": field.label(language),
        "description": field.description[language],
        "type": words[f"type_{field.logical_type}"],
        "unit": unit_words(field.unit or "", language),
        "key": words["yes"] if field.name in contract.primary_key else "",
        "required": words["yes"] if field.required else "",
        "unique": words["yes"] if field.unique else "",
        "references": _joined(
            f"{one.table}.{one.key}" for one in contract.references if one.column == field.name
        ),
        "allowed": bounds(field.minimum, field.maximum, language),
        "plausible": bounds(*(field.plausible or (None, None)), language),
        "pattern": field.pattern or "",
        "normalised": words[field.normalised] if field.normalised else "",
        "missing": _labelled(missing_codes(field), language),
        "reported_by": words[f"reporter_{field.reported_by}"],
        "time_points": _joined(point_labels(field.time_points, language)),
        "sensitivity": words[f"class_{field.sensitivity}"],
        "score": _joined(scales),
        "evidence": words[str(field.evidence)],
        "reference": reference_words(field.reference[language]),
    }
    if field.codelist:
        codes = read_codelist(field.codelist).codes
        facts |= {
            "codelist": field.codelist,
            "codelist_use": words[f"use_{field.codelist_use}"],
            "codes": _labelled(
                [(field.codelist, code.code) for code in codes if not code.missing], language
            ),
        }
    return Entry(contract, field, names, accepted, scales, facts)


def bounds(low: float | None, high: float | None, language: str) -> str:
    """A range in words; one end may be open, and nothing is said of none."""
    words = WORDS[language]
    ends = {
        key: digits(end, language) for key, end in (("low", low), ("high", high)) if end is not None
    }
    if len(ends) == 2:
        return words["to"].format(**ends)
    key = "from_low" if "low" in ends else "up_to_high"
    return words[key].format(**ends) if ends else ""


def unit_words(unit: str, language: str) -> str:
    """A contract's unit in the page's language."""
    return UNITS_SV.get(unit, unit) if language == "sv" else unit


def point_labels(points: Iterable[TimePoint], language: str) -> list[str]:
    """Time points as their code list labels them."""
    labels = read_codelist("time_point").labels(language)
    return [labels[str(point)] for point in points]


def _by_prefix(contract: Contract, language: str) -> str:
    prefixes = ", ".join(contract.prefixes.values())
    return WORDS[language]["told_by_prefix"].format(prefixes=prefixes)


def _scales_of(contract: Contract, field: Field) -> Iterator[str]:
    if contract.table != "questionnaire":
        return
    exported = read_exported()
    yield from (code for code, column in exported.columns.items() if column == field.name)
    for part in exported.versioned:
        if part.column == field.name:
            yield from part.scales.values()


def _labelled(codes: Iterable[tuple[str, str]], language: str) -> str:
    return _joined(
        f"{code} = {read_codelist(codelist).label(code, language)}" for codelist, code in codes
    )


def _joined(words: Iterable[str]) -> str:
    return _SEPARATOR.join(words)
