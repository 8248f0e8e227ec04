"""What a reader must be told beside a number: warnings and refusals, worded in a data file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.text import number


@dataclass(frozen=True)
class CautionWords:
    """One caution as its file words it.

    ``severity`` refused: the number is withheld; warning: it must not be read without the
    sentence; note: how it was made. ``facts`` are the names between braces in the sentences.
    """

    code: str
    severity: str
    sentence: Mapping[str, str]
    facts: frozenset[str]
    reference: str


@cache
def read_cautions(path: Path | None = None) -> Mapping[str, CautionWords]:
    """Read all cautions, by code.

    Raises
    ------
    DefinitionError
        A key is unknown, missing or doubled, or the two languages name different facts.
    """
    path = path or definitions() / "cautions.yaml"
    raw = read_definition(path, schema=definitions() / "cautions.schema.json")
    found: dict[str, CautionWords] = {}
    for part in raw["cautions"]:
        code = part["code"]
        if code in found:
            raise DefinitionError(
                "A caution stands twice.", where=f"{path.name}: {code}", remedy="Keep one."
            )
        named = {
            language: {name for _, name, _, _ in Formatter().parse(text) if name}
            for language, text in part["sentence"].items()
        }
        if named["sv"] != named["en"]:
            raise DefinitionError(
                "The two languages name different facts.",
                where=f"{path.name}: {code}.sentence",
                remedy="Use the same names between braces in both.",
            )
        found[code] = CautionWords(
            code,
            part["severity"],
            MappingProxyType(part["sentence"]),
            frozenset(named["sv"]),
            part["reference"],
        )
    return MappingProxyType(found)


@dataclass(frozen=True)
class Caution:
    """One caution about one result.

    Parameters
    ----------
    code
        Key in ``cautions.yaml``.
    about
        The measure, group or model that it is about; may be empty.
    facts
        Numbers and names that its sentence tells. Counts and names of variables only, never
        one person's value: the sentence is printed.

    Raises
    ------
    DefinitionError
        The code is not in the file, or the facts are not those of its sentence.
    """

    code: str
    about: str = ""
    facts: tuple[tuple[str, object], ...] = field(default=())

    @classmethod
    def of(cls, code: str, about: str = "", **facts: object) -> Caution:
        """Build one with its facts by name."""
        return cls(code, about, tuple(sorted(facts.items())))

    def __post_init__(self) -> None:
        words = read_cautions().get(self.code)
        if words is None or words.facts != {name for name, _ in self.facts}:
            raise DefinitionError(
                "A caution is unknown, or its facts are not those of its sentence.",
                where=f"cautions.yaml: {self.code}",
                remedy="Define it there, and give each name between braces.",
            )

    @property
    def severity(self) -> str:
        """refused, warning or note."""
        return read_cautions()[self.code].severity

    def sentence(self, language: str = "sv") -> str:
        """The sentence to readers, with its facts written as the language writes them."""
        words = {name: _written(value, language) for name, value in self.facts}
        return read_cautions()[self.code].sentence[language].format(**words)


def _written(value: object, language: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    tidy = round(float(value), 4)
    decimals = 0 if tidy.is_integer() else len(repr(tidy).partition(".")[2])
    return number(tidy, decimals, language=language)
