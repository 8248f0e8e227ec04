"""Names and definitions of what reports show besides the instruments' scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.change_thresholds import amount_words
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.shape import read_yaml
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Direction, TimePoint

_KINDS = ("count", "share", "mean", "median", "day")
_KEYS = {
    "code",
    "label",
    "short",
    "kind",
    "unit",
    "decimals",
    "direction",
    "definition",
    "codelist",
    "categories",
    "scale",
    "bands",
    "rule",
    "response",
    "counted",
}
_ANSWERS = {"sv": "svar", "en": "responses"}
_RULE_KEYS = {"table", "column", "codes", "convention", "not_counted", "per_unit"}
_SIZE = "{size}"
_TABLES = {"episode", *map(str, TimePoint)}


@dataclass(frozen=True)
class Rule:
    """Where the answer behind a measure stands.

    ``codes`` are those that count in a share, by ``convention`` where the registry may
    count otherwise; ``not_counted`` are left out of numerator and
    denominator; ``per_unit`` divides a number into the measure's unit.
    """

    table: str
    column: str
    codes: tuple[object, ...]
    convention: str | None
    not_counted: tuple[str, ...]
    per_unit: float


@dataclass(frozen=True)
class Measure:
    """One measure: what readers call it, and exactly what it counts.

    ``scale`` names the instrument scale whose change threshold the measure rests on;
    ``codelist`` or ``categories`` give the order and labels of its categories; those of a
    measure that divides a scale into its bands, named by ``bands``, are the bands of the scale;
    ``response`` names the measure of how many answered, of those whose outcome it is;
    ``counted`` is what there are few of where numbers are too few to be shown.
    """

    code: str
    label: Mapping[str, str]
    short: Mapping[str, str]
    kind: str
    unit: Mapping[str, str]
    decimals: int
    direction: Direction
    definition: Mapping[str, str]
    codelist: str | None
    categories: Mapping[str, Mapping[str, str]]
    scale: str | None
    rule: Rule | None
    response: str | None = None
    bands: str | None = None
    counted: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(_ANSWERS))


def _read_rule(raw: Mapping[str, object], where: str) -> Rule:
    odd = sorted(set(raw) - _RULE_KEYS)
    if odd or "column" not in raw or raw.get("table") not in _TABLES:
        raise DefinitionError(
            "A measure's rule has an unknown or missing key.",
            where=f"{where}: rule {', '.join(odd)}",
            remedy=f"Give table ({', '.join(sorted(_TABLES))}) and column.",
        )
    # Which answers mean better is the registry's choice, so it stands among the conventions.
    codes = get(raw["convention"]).value if "convention" in raw else raw.get("codes", ())
    return Rule(
        raw["table"],
        raw["column"],
        tuple(codes),
        raw.get("convention"),
        tuple(raw.get("not_counted", ())),
        float(raw.get("per_unit", 1)),
    )


def _read(raw: Mapping[str, object], where: str) -> Measure:
    odd = sorted(set(raw) - _KEYS)
    absent = sorted({"code", "label", "kind", "definition"} - set(raw))
    if odd or absent:
        raise DefinitionError(
            "A measure has an unknown or missing key.",
            where=f"{where}: {(odd + absent)[0]}",
            remedy=f"Known keys: {', '.join(sorted(_KEYS))}.",
        )
    if raw["kind"] not in _KINDS:
        raise DefinitionError(
            "A measure has an unknown kind.", where=where, remedy=f"Use {', '.join(_KINDS)}."
        )
    for key in ("label", "definition"):
        if set(raw[key]) != {"sv", "en"}:
            raise DefinitionError(
                "A text must stand in Swedish and English.",
                where=f"{where}: {key}",
                remedy="Give sv and en.",
            )
    freeze = MappingProxyType

    def words(key: str, otherwise: str = "") -> Mapping[str, str]:
        return freeze(_sized(raw.get(key, raw.get(otherwise)), raw.get("scale"), where))

    return Measure(
        code=raw["code"],
        label=words("label"),
        short=words("short", "label"),
        kind=raw["kind"],
        unit=freeze(raw.get("unit", {"sv": "", "en": ""})),
        decimals=int(raw.get("decimals", 0)),
        direction=Direction(raw.get("direction", "neutral")),
        definition=words("definition"),
        codelist=raw.get("codelist"),
        categories=freeze(_categories(raw)),
        scale=raw.get("scale"),
        rule=_read_rule(raw["rule"], where) if "rule" in raw else None,
        response=raw.get("response"),
        bands=raw.get("bands"),
        counted=freeze(raw.get("counted", _ANSWERS)),
    )


def counted(code: str, language: str) -> str:
    """What stands behind the numbers of a measure or scale, in the plural."""
    known = read_measures()
    return (known[code].counted if code in known else _ANSWERS)[language]


def _categories(raw: Mapping[str, object]) -> dict[str, Mapping[str, str]]:
    if "bands" in raw:
        return {band.code: band.label for band in scale(raw["bands"]).band_scheme().bands}
    return {part["code"]: MappingProxyType(part["label"]) for part in raw.get("categories", [])}


def _sized(texts: Mapping[str, str], code: str | None, where: str) -> dict[str, str]:
    """Texts with the size of the scale's threshold, which stands in the scale's file alone."""
    threshold = scale(code).change_threshold if code else None
    if threshold is None and any(_SIZE in text for text in texts.values()):
        raise DefinitionError(
            "A measure tells the size of a threshold that it does not rest on.",
            where=where,
            remedy=f"Name a scale with a threshold, or leave {_SIZE} out.",
        )
    if threshold is None:
        return dict(texts)
    return {
        language: text.replace(_SIZE, amount_words(threshold.amount, threshold.unit, language))
        for language, text in texts.items()
    }


@cache
def read_measures(path: Path | None = None) -> Mapping[str, Measure]:
    """Read all measures, by code.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, or a code stands twice; names file and measure.
    """
    path = path or definitions() / "measures.yaml"
    raw = read_yaml(path)
    measures: dict[str, Measure] = {}
    for number, part in enumerate(raw["measures"], start=1):
        measure = _read(part, f"{path.name}: measure {part.get('code', number)}")
        if measure.code in measures:
            raise DefinitionError(
                "A measure stands twice.", where=f"{path.name}: {measure.code}", remedy="Keep one."
            )
        measures[measure.code] = measure
    for one in measures.values():
        if one.response and one.response not in measures:
            raise DefinitionError(
                "A measure's response rate is not defined.",
                where=f"{path.name}: {one.code}.response",
                remedy="Use the code of a measure in the same file.",
            )
    return MappingProxyType(measures)


def plain_name(code: str) -> str:
    """The scale or measure that a name is about: ``nrs_pain`` of ``nrs_pain:percent:improved``."""
    return code.partition(":")[0]
