"""When a series over time holds more than chance: rules, their sets and words for verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence
from nrs_lib.text import number

FILE = "control_chart_rules.yaml"
BEYOND_LIMITS, RUN, TREND, ZONE = "beyond_limits", "run", "trend", "zone"
_DEMANDED = {
    BEYOND_LIMITS: set(),
    RUN: {"length"},
    TREND: {"length"},
    ZONE: {"count", "of", "sigma"},
}
_OPTIONAL = {ZONE: {"within", "one_side"}}
_NUMBERS = ("length", "count", "of", "sigma", "within", "one_side")


@dataclass(frozen=True)
class Rule:
    """One rule, with the numbers that its kind has.

    Attributes
    ----------
    kind
        ``beyond_limits``, ``run``, ``trend`` or ``zone``.
    length
        Points in a row, for runs and trends.
    count, of, sigma
        For zones: so many of so many consecutive points, more than so many standard
        deviations from the centre line on one side.
    within
        For zones: points further away than this do not count; missing where all count.
    one_side
        For zones: whether all of the consecutive points must lie on that side.
    """

    code: str
    kind: str
    words: Mapping[str, str]
    short_words: Mapping[str, str]
    reference: str
    length: int = 0
    count: int = 0
    of: int = 0
    sigma: float = 0.0
    within: float | None = None
    one_side: bool = False

    def label(self, language: str = "sv") -> str:
        """The rule in words, with its numbers filled in."""
        return self._filled(self.words, language)

    def short(self, language: str = "sv") -> str:
        """The rule in few words, to stand beside a mark."""
        return self._filled(self.short_words, language)

    def _filled(self, words: Mapping[str, str], language: str) -> str:
        facts = {name: getattr(self, name) for name in ("length", "count", "of", "sigma")}
        return words[language].format(
            **{name: _written(value, language) for name, value in facts.items()}
        )


def _written(value: float, language: str) -> str:
    decimals = 0 if float(value).is_integer() else len(repr(float(value)).partition(".")[2])
    return number(value, decimals, language=language)


@dataclass(frozen=True)
class RuleSet:
    """Rules that are used together, the weightiest first."""

    code: str
    rules: tuple[Rule, ...]
    words: Mapping[str, str]
    evidence: Evidence
    reference: str

    def label(self, language: str = "sv") -> str:
        """What readers call the set."""
        return self.words[language]


@dataclass(frozen=True)
class ControlChartRules:
    """All sets by code, and the words of the verdicts by code and language."""

    sets: Mapping[str, RuleSet]
    variation: Mapping[str, Mapping[str, str]]
    assurance: Mapping[str, Mapping[str, str]]

    def rule_set(self, code: str) -> RuleSet:
        """Look up one set.

        Raises
        ------
        ParameterError
            There is no such set.
        """
        if code not in self.sets:
            raise ParameterError(
                "The set of rules is not defined.",
                where=f"rules: {code}",
                remedy=f"Use one of {', '.join(self.sets)}.",
            )
        return self.sets[code]


def _faulty(what: str, where: str, remedy: str) -> DefinitionError:
    return DefinitionError(what, where=f"{FILE}: {where}", remedy=remedy)


def _rule(raw: Mapping[str, object]) -> Rule:
    where, kind = f"rules.{raw['code']}", raw["kind"]
    given = {name for name in _NUMBERS if name in raw}
    demanded, allowed = _DEMANDED[kind], _DEMANDED[kind] | _OPTIONAL.get(kind, set())
    if odd := (demanded - given) | (given - allowed):
        raise _faulty(
            "A rule has other numbers than its kind needs.",
            f"{where}.{min(odd)}",
            f"A rule of kind {kind} has {', '.join(sorted(demanded)) or 'none'}.",
        )
    if kind == ZONE and raw["count"] > raw["of"]:
        raise _faulty(
            "A rule asks for more points than it looks at.",
            f"{where}.count",
            "Let count be at most of.",
        )
    if kind == ZONE and "within" in raw and raw["within"] <= raw["sigma"]:
        raise _faulty(
            "A zone ends before it begins.", f"{where}.within", "Let within be above sigma."
        )
    for key in ("label", "short"):
        for language, words in raw[key].items():
            named = {name for _, name, _, _ in Formatter().parse(words) if name}
            if named - given:
                raise _faulty(
                    "A label names a number that the rule does not have.",
                    f"{where}.{key}.{language}",
                    f"Numbers of the rule: {', '.join(sorted(given)) or 'none'}.",
                )
    return Rule(
        code=raw["code"],
        kind=kind,
        words=MappingProxyType(raw["label"]),
        short_words=MappingProxyType(raw["short"]),
        reference=raw["reference"],
        **{name: raw[name] for name in given},
    )


def _by_code(parts: list, section: str) -> dict[str, object]:
    found = {}
    for part in parts:
        if part["code"] in found:
            raise _faulty("A code stands twice.", f"{section}.{part['code']}", "Keep one.")
        found[part["code"]] = part
    return found


@cache
def read_control_chart_rules(path: Path | None = None) -> ControlChartRules:
    """Read rules, sets and verdicts.

    Parameters
    ----------
    path
        The file; the project's own when left out.

    Raises
    ------
    DefinitionError
        A key is unknown, missing, misused or doubled, or a set names a rule that is not
        there; names file and key.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "control_chart_rules.schema.json")
    rules = {code: _rule(part) for code, part in _by_code(raw["rules"], "rules").items()}
    sets = {}
    for code, part in _by_code(raw["sets"], "sets").items():
        if strange := [name for name in part["rules"] if name not in rules]:
            raise _faulty(
                "A set names a rule that is not defined.",
                f"sets.{code}.rules: {strange[0]}",
                f"Use some of {', '.join(rules)}.",
            )
        sets[code] = RuleSet(
            code,
            tuple(rules[name] for name in part["rules"]),
            MappingProxyType(part["label"]),
            Evidence(part["evidence"]),
            part["reference"],
        )
    words = {
        section: MappingProxyType(
            {
                code: MappingProxyType(part["label"])
                for code, part in _by_code(raw[section], section).items()
            }
        )
        for section in ("variation", "assurance")
    }
    return ControlChartRules(MappingProxyType(sets), **words)
