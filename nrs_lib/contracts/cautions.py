"""What a reader must be told beside a number: warnings and refusals, worded in a data file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Literal

from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.text import number

_BOUNDS = {
    "fewer": {"sv": "färre än {limit}", "en": "fewer than {limit}"},
    "more": {"sv": "fler än {limit}", "en": "more than {limit}"},
}


@dataclass(frozen=True)
class CautionWords:
    """One caution as its file words it.

    ``severity`` refused: the number is withheld; warning: it must not be read without the
    sentence; note: how it was made. ``facts`` are the names between braces in the sentences;
    ``people`` those of them that count people, which disclosure control looks at.
    """

    code: str
    severity: str
    sentence: Mapping[str, str]
    facts: frozenset[str]
    people: frozenset[str]
    reference: str


@cache
def read_cautions(path: Path | None = None) -> Mapping[str, CautionWords]:
    """Read all cautions, by code.

    Raises
    ------
    DefinitionError
        A key is unknown, missing or doubled, the two languages name different facts, or a
        fact is not declared.
    """
    path = path or definitions() / "cautions.yaml"
    raw = read_definition(path, schema=definitions() / "cautions.schema.json")
    people, other = set(raw["facts"]["people"]), set(raw["facts"]["other"])
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
        undeclared = sorted(named["sv"] - people - other)
        if undeclared or named["sv"] & people & other:
            raise DefinitionError(
                "A fact is not declared as counting people or as something else, or as both.",
                where=f"{path.name}: {code}, {', '.join(undeclared)}".rstrip(", "),
                remedy="Write its name under facts.people or facts.other at the top of the file.",
            )
        found[code] = CautionWords(
            code,
            part["severity"],
            MappingProxyType(part["sentence"]),
            frozenset(named["sv"]),
            frozenset(named["sv"] & people),
            part["reference"],
        )
    return MappingProxyType(found)


@dataclass(frozen=True)
class Bound:
    """What stands in place of a count that may not be told: fewer, or more, than a limit."""

    side: Literal["fewer", "more"]
    limit: int

    def words(self, language: str) -> str:
        """``färre än 5``, ``fler än 95``."""
        return _BOUNDS[self.side][language].format(limit=number(self.limit, language=language))


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

    @property
    def people(self) -> Mapping[str, float]:
        """Its facts that count people, by name; `Bound` ones are no longer counts."""
        counting = read_cautions()[self.code].people
        return {
            name: float(value)
            for name, value in self.facts
            if name in counting and not isinstance(value, Bound)
        }

    def telling(self, **facts: object) -> Caution:
        """The same caution with some facts told otherwise."""
        return Caution(self.code, self.about, tuple(sorted({**dict(self.facts), **facts}.items())))

    def as_dict(self) -> dict[str, object]:
        """Plain form, for files; `from_dict` reads it back."""
        facts = {
            name: {"side": value.side, "limit": value.limit} if isinstance(value, Bound) else value
            for name, value in self.facts
        }
        return {"code": self.code, "about": self.about, "facts": facts}

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Caution:
        """Read what `as_dict` wrote."""
        facts = {
            name: Bound(**value) if isinstance(value, Mapping) else value
            for name, value in stored["facts"].items()
        }
        return cls.of(stored["code"], stored["about"], **facts)

    def sentence(self, language: str = "sv") -> str:
        """The sentence to readers, with its facts written as the language writes them."""
        words = {name: _written(name, value, language) for name, value in self.facts}
        return read_cautions()[self.code].sentence[language].format(**words)


def _register(code: str, language: str) -> str:
    """What readers call a register, with its code: ``primärvård (NRSpv)``."""
    label = read_codelist("register").label(code, language)
    return f"{label[:1].lower()}{label[1:]} ({code})"


def _written(name: str, value: object, language: str) -> str:
    if name == "register":
        return _register(str(value), language)
    if isinstance(value, Bound):
        return value.words(language)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    tidy = round(float(value), 4)
    decimals = 0 if tidy.is_integer() else len(repr(tidy).partition(".")[2])
    return number(tidy, decimals, language=language)
