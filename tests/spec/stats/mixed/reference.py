"""Results of a second system, stored beside the script that made them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType

Key = tuple[str, str]


@cache
def stored(name: str) -> MappingProxyType[Key, dict[str, dict[str, float]]]:
    """Numbers by (case, model), then quantity, then name."""
    found: dict[Key, dict[str, dict[str, float]]] = {}
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(lines):
            quantities = found.setdefault((row["case"], row["model"]), {})
            quantities.setdefault(row["quantity"], {})[row["name"]] = float(row["value"])
    return MappingProxyType(found)


def having(name: str, *quantities: str) -> list[Key]:
    """The (case, model) pairs that have all these quantities."""
    return [key for key, found in stored(name).items() if set(quantities) <= set(found)]
