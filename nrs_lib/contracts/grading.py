"""In which situations the statistics are graded, and against which bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence


@dataclass(frozen=True)
class Method:
    """One way to make an interval: what it belongs to, and how slow it is.

    ``topic`` is a key of `Grading.topics`; ``pace`` decides how often it is drawn.
    """

    code: str
    topic: str
    pace: str
    label: Mapping[str, str]


@dataclass(frozen=True)
class Situation:
    """One kind of data with a known truth, and the method that is to find it.

    ``kind`` and ``numbers`` say what is drawn.
    """

    code: str
    method: Method
    kind: str
    numbers: Mapping[str, float]
    label: Mapping[str, str]


@dataclass(frozen=True)
class Chain:
    """What the whole chain is graded on.

    ``near`` and ``apart`` are shares of the national change: units whose true change differs
    by at most, or at least, so much.
    """

    years: tuple[int, ...]
    measures: tuple[str, ...]
    near: float
    apart: float
    registries: Mapping[str, int]


@dataclass(frozen=True)
class Grading:
    """``bar`` is the lowest and highest share of intervals that may hold the truth.

    ``draws`` has how often each situation is drawn: ``quick`` and ``thorough``, by pace.
    ``topics`` are labels by code and language, in the order of the page.
    """

    version: int
    bar: tuple[float, float]
    bar_evidence: Evidence
    bar_reference: str
    draws: Mapping[str, Mapping[str, int]]
    chain: Chain
    topics: Mapping[str, Mapping[str, str]]
    situations: tuple[Situation, ...]


@cache
def read_grading(path: Path | None = None) -> Grading:
    """Read how the statistics are graded.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, a situation stands twice, its method is not declared, a
        method has no situation, or the bar is upside down.
    """
    path = path or definitions() / "grading.yaml"
    raw = read_definition(path, schema=definitions() / "grading.schema.json")
    codes = [part["code"] for part in raw["situations"]]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise DefinitionError(
            "A situation stands twice.",
            where=f"{path.name}: situations.{twice[0]}",
            remedy="Give each its own code.",
        )
    methods = _methods(raw, path)
    low, high = raw["bar"]
    if low >= high:
        raise DefinitionError(
            "The bar is upside down.", where=f"{path.name}: bar", remedy="Lowest first."
        )
    return Grading(
        raw["version"],
        (low, high),
        Evidence(raw["bar_evidence"]),
        raw["bar_reference"],
        MappingProxyType({key: MappingProxyType(each) for key, each in raw["draws"].items()}),
        Chain(
            tuple(raw["chain"]["years"]),
            tuple(raw["chain"]["measures"]),
            raw["chain"]["near"],
            raw["chain"]["apart"],
            MappingProxyType(raw["chain"]["registries"]),
        ),
        MappingProxyType({key: MappingProxyType(each) for key, each in raw["topics"].items()}),
        tuple(
            Situation(
                part["code"],
                methods[part["method"]],
                part["draw"]["kind"],
                MappingProxyType({k: v for k, v in part["draw"].items() if k != "kind"}),
                MappingProxyType(part["label"]),
            )
            for part in raw["situations"]
        ),
    )


def _methods(raw: Mapping, path: Path) -> dict[str, Method]:
    wanted = {part["method"] for part in raw["situations"]}
    wrong = {
        "situations": sorted(wanted - set(raw["methods"])),
        "methods": sorted(set(raw["methods"]) - wanted),
        "topics": sorted({one["topic"] for one in raw["methods"].values()} - set(raw["topics"])),
    }
    for where, codes in wrong.items():
        if codes:
            raise DefinitionError(
                "Methods, topics and situations of the grading do not belong together.",
                where=f"{path.name}: {where}: {', '.join(codes)}",
                remedy="Declare each method with a topic, and grade it in a situation.",
            )
    return {
        code: Method(code, one["topic"], one["pace"], MappingProxyType(one["label"]))
        for code, one in raw["methods"].items()
    }
