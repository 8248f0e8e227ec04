"""The numbers behind the synthetic registry, read strictly from ``synthetic.yaml``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import get_type_hints

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.extract.synthetic.sections import Assumptions, Score
from nrs_lib.places import definitions

__all__ = ["Assumptions", "read_assumptions"]

_TOLERANCE = 1e-9
_WORDS = {
    Mapping: "a map",
    tuple: "a list",
    date: "a date such as 2021-01-01",
    float: "a number",
    int: "a whole number",
}


@cache
def read_assumptions(path: Path | None = None) -> Assumptions:
    """Read and check the numbers of the synthetic registry.

    A name that ends in ``_share`` holds parts between 0 and 1; one that ends in ``_shares``
    holds parts that add up to 1.

    Raises
    ------
    DefinitionError
        A key is unknown, absent, of the wrong kind, or its parts do not add up; names file
        and key.
    """
    path = path or definitions() / "synthetic.yaml"
    raw = read_definition(path, schema=definitions() / "synthetic.schema.json")
    hints = get_type_hints(Assumptions)
    sections = {
        name: _section(kind, raw[name], f"{path.name}: {name}")
        for name, kind in hints.items()
        if name != "scales"
    }
    scores = {
        code: _section(Score, part, f"{path.name}: scales.{code}")
        for code, part in raw["scales"].items()
    }
    return Assumptions(**sections, scales=MappingProxyType(scores))


def _section(kind: type, raw: Mapping[str, Mapping], where: str) -> object:
    known = [field.name for field in fields(kind)]
    for odd in sorted(set(raw) - set(known)):
        raise DefinitionError(
            f"Unknown key {odd}.", where=f"{where}.{odd}", remedy=f"Known keys: {', '.join(known)}."
        )
    for absent in (name for name in known if name not in raw):
        raise DefinitionError(
            f"The key {absent} is missing.", where=f"{where}.{absent}", remedy=f"Add {absent}."
        )
    hints = get_type_hints(kind)
    return kind(**{n: _typed(raw[n]["value"], hints[n], n, f"{where}.{n}") for n in known})


def _typed(value: object, kind: type, name: str, where: str) -> object:
    value = _frozen(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DefinitionError(
            "A value is of the wrong kind.",
            where=f"{where}.value",
            remedy=f"Write {_WORDS[kind]}.",
        )
    _check_parts(value, name, where)
    return value


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return MappingProxyType({str(key): _frozen(part) for key, part in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _check_parts(value: object, name: str, where: str) -> None:
    parts = list(value.values()) if isinstance(value, Mapping) else value
    if isinstance(parts, (list, tuple)):
        inner = [part for part in parts if isinstance(part, (Mapping, tuple))]
        for part in inner:
            _check_parts(part, name, where)
        numbers = [part for part in parts if isinstance(part, (int, float))]
    else:
        inner, numbers = [], [value]
    numbers = [part for part in numbers if isinstance(part, (int, float))]
    if not all(map(math.isfinite, numbers)):
        wrong = "A number is not finite.", "Write a number."
    elif name.endswith(("_share", "_shares")) and not all(0 <= part <= 1 for part in numbers):
        wrong = "A share is outside 0 to 1.", "Write it as a part, such as 0.48."
    elif name.endswith("_shares") and not inner and abs(sum(numbers) - 1) > _TOLERANCE:
        wrong = "Shares do not add up to 1.", "Correct them so that they do."
    else:
        return
    raise DefinitionError(wrong[0], where=f"{where}.value", remedy=wrong[1])
