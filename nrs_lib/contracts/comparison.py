"""When a difference between two deliveries is something to look at."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions


@dataclass(frozen=True)
class ComparisonRules:
    """Limits of ``comparison.yaml``, whose comments say what each one is."""

    late_days: float
    pattern_rows: float
    pattern_share: float
    false_alarms: float
    least_rows: float
    least_missing: float
    least_share: float
    least_mean: float
    least_spread: float


@cache
def read_comparison(path: Path | None = None) -> ComparisonRules:
    """Read the limits.

    Raises
    ------
    DefinitionError
        One is missing, stands twice, or is not a share where it must be; names file and key.
    """
    path = path or definitions() / "comparison.yaml"
    raw = read_definition(path, schema=definitions() / "comparison.schema.json")
    given = [part["key"] for part in raw["rules"]]
    for field in fields(ComparisonRules):
        if given.count(field.name) != 1:
            raise DefinitionError(
                "A limit is missing or stands twice.",
                where=f"{path.name}: {field.name}",
                remedy="Give each limit once.",
            )
    rules = ComparisonRules(**{part["key"]: float(part["value"]) for part in raw["rules"]})
    for key in ("pattern_share", "false_alarms", "least_missing", "least_share"):
        if getattr(rules, key) > 1:
            raise DefinitionError(
                "A share is above 1.", where=f"{path.name}: {key}", remedy="1 is all of them."
            )
    return rules
