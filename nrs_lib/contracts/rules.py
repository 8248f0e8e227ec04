"""Rules of checking as data: what each finding says and does, and the limits it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence, Severity

ALWAYS_STOP = ("personal_identity_number", "reserved_name")
"""Rules that guard identity: never softened, and told first."""


@dataclass(frozen=True)
class Rule:
    """One rule: how severe a finding is, in general and by table, and what it tells."""

    code: str
    severity: Severity
    by_table: Mapping[str, Severity]
    message_sv: str
    message_en: str

    def severity_in(self, table: str) -> Severity:
        """What a finding of the rule does in a table."""
        return self.by_table.get(table, self.severity)


@dataclass(frozen=True)
class Limit:
    """One number, date or list that a rule compares with."""

    key: str
    value: object
    evidence: Evidence
    reference: ByLanguage


@cache
def _content() -> Mapping[str, object]:
    return read_definition(definitions() / "rules.yaml", schema=definitions() / "rules.schema.json")


@cache
def read_rules() -> Mapping[str, Rule]:
    """Read all rules, by code.

    Raises
    ------
    DefinitionError
        A key is unknown, a rule stands twice, or one that guards identity is softened.
    """
    rules: dict[str, Rule] = {}
    for part in _content()["rules"]:
        rule = Rule(
            code=part["code"],
            severity=Severity(part["severity"]),
            by_table=MappingProxyType(
                {table: Severity(text) for table, text in part.get("by_table", {}).items()}
            ),
            message_sv=part["sv"],
            message_en=part["en"],
        )
        if rule.code in rules:
            raise DefinitionError(
                "A rule stands twice.", where=f"rules.yaml: {rule.code}", remedy="Keep one."
            )
        if rule.code in ALWAYS_STOP and {rule.severity, *rule.by_table.values()} != {Severity.STOP}:
            raise DefinitionError(
                "A rule that guards identity is softened.",
                where=f"rules.yaml: {rule.code}",
                remedy="Let its severity be stop in every table.",
            )
        rules[rule.code] = rule
    return MappingProxyType(rules)


@cache
def read_limits() -> Mapping[str, Limit]:
    """Read the limits that rules compare with, by key."""
    return MappingProxyType(
        {
            part["key"]: Limit(
                part["key"],
                part["value"],
                Evidence(part["evidence"]),
                by_language(part["reference"]),
            )
            for part in _content()["limits"]
        }
    )


def limit(key: str) -> object:
    """Value of one limit.

    Raises
    ------
    DefinitionError
        There is no such limit.
    """
    try:
        return read_limits()[key].value
    except KeyError:
        raise DefinitionError(
            "A limit is asked for that is not defined.",
            where=f"rules.yaml: {key}",
            remedy=f"Define it. Known limits: {', '.join(read_limits())}.",
        ) from None
