"""Choices that the registry may make otherwise, each written once in a data file."""

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
from nrs_lib.text import join_words, number


@dataclass(frozen=True)
class Convention:
    """One choice, with the sentence that tells readers about it.

    ``value`` is a number, text, a tuple of them, or a read-only map of them. ``formula`` is that
    of the value, as it is printed; empty where it has none.
    """

    key: str
    value: object
    label_sv: str
    label_en: str
    evidence: Evidence
    reference: ByLanguage
    formula: str = ""

    def label(self, language: str = "sv") -> str:
        """Sentence to readers, with the value filled in as they write numbers."""
        text = {"sv": self.label_sv, "en": self.label_en}[language]
        fills = {
            "{value}": _words(self.value, language),
            "{percent}": _words(self.value, language, percent=True),
        }
        if isinstance(self.value, float):
            fills["{points}"] = _words(100 * self.value, language)
        if isinstance(self.value, tuple):
            fills |= {
                "{low}": _words(self.value[0], language),
                "{high}": _words(self.value[-1], language),
            }
        for place, words in fills.items():
            text = text.replace(place, words)
        return text


def _words(value: object, language: str, *, percent: bool = False) -> str:
    if isinstance(value, tuple):
        return join_words([_words(v, language, percent=percent) for v in value], language=language)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if percent:
        mark = {"sv": "\u00a0%", "en": "%"}[language]
        return number(*_with_decimals(value * 100), language=language) + mark
    return number(*_with_decimals(value), language=language)


def _with_decimals(value: float) -> tuple[float, int]:
    tidy = round(float(value), 10)
    return tidy, 0 if tidy.is_integer() else len(repr(tidy).partition(".")[2])


@cache
def read_conventions(path: Path | None = None) -> Mapping[str, Convention]:
    """Read all conventions, by key, in the order of the file.

    Parameters
    ----------
    path
        The file; the project's own when left out.

    Raises
    ------
    DefinitionError
        A key is unknown, missing, misused or given twice; names file and key.
    """
    path = path or definitions() / "conventions.yaml"
    raw = read_definition(path, schema=definitions() / "conventions.schema.json")
    found: dict[str, Convention] = {}
    for part in raw["conventions"]:
        key = part["key"]
        if key in found:
            raise DefinitionError(
                "A convention stands twice.",
                where=f"{path.name}: {key}",
                remedy="Keep the one that is in force.",
            )
        found[key] = Convention(
            key=key,
            value=_frozen(part["value"]),
            label_sv=part["label_sv"],
            label_en=part["label_en"],
            evidence=Evidence(part["evidence"]),
            reference=by_language(part["reference"]),
            formula=part.get("formulas", {}).get(str(part["value"]), ""),
        )
    return MappingProxyType(found)


def get(key: str) -> Convention:
    """Look up one convention of the project.

    Raises
    ------
    DefinitionError
        There is no such key.
    """
    try:
        return read_conventions()[key]
    except KeyError:
        raise DefinitionError(
            "A convention is asked for that is not defined.",
            where=f"conventions.yaml: {key}",
            remedy=f"Define it. Known keys: {', '.join(read_conventions())}.",
        ) from None


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(part) for key, part in value.items()})
    return value
