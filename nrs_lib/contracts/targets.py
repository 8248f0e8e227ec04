"""Levels to reach, where the registry sets any: by register and measure, from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.shape import day_of, read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Direction, Evidence, Register
from nrs_lib.text import NBSP, number, percent

FILE = "targets.yaml"
_WORDS = {
    "sv": {"least": "minst {level}", "most": "högst {level}", "assumed": "{words} (antaget)"},
    "en": {"least": "at least {level}", "most": "at most {level}", "assumed": "{words} (assumed)"},
}


@dataclass(frozen=True)
class Target:
    """One level, in the measure's own unit; shares from 0 to 1.

    ``direction`` is the measure's: a target is reached from below where higher is better, and
    from above where lower is.
    """

    register: Register
    measure: str
    level: float
    since: dt.date
    direction: Direction
    evidence: Evidence
    reference: ByLanguage

    @property
    def key(self) -> str:
        """What numbers that are held against it name it by."""
        return f"target:{self.register}/{self.measure}/{self.since}"

    @property
    def is_assumed(self) -> bool:
        """Whether nobody with a mandate has set it."""
        return self.evidence is Evidence.ASSUMED

    def amount(self, language: str = "sv") -> str:
        """The level as readers write it."""
        measure = read_measures()[self.measure]
        if measure.kind == "share":
            level = round(1000 * self.level)
            return percent(level, 1000, int(level % 10 > 0), language=language)
        unit = measure.unit[language]
        level = number(self.level, measure.decimals, language=language)
        return f"{level}{NBSP}{unit}" if unit else level

    def words(self, language: str = "sv") -> str:
        """The level with its direction, and whether it is assumed: ``minst 80 %``."""
        text = _WORDS[language]
        end = "least" if self.direction is Direction.HIGHER_BETTER else "most"
        words = text[end].format(level=self.amount(language))
        return text["assumed"].format(words=words) if self.is_assumed else words


@cache
def read_targets(path: Path | None = None) -> tuple[Target, ...]:
    """Read all targets.

    Parameters
    ----------
    path
        The file; the project's own when left out.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, a measure is not defined or has no direction, a share lies
        outside 0 to 1, or a measure has two targets from the same day; names file and measure.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "targets.schema.json")
    found: dict[str, Target] = {}
    for part in raw["targets"]:
        one = _target(part, f"{path.name}: {part['register']} {part['measure']}")
        if one.key in found:
            raise DefinitionError(
                "A measure has two targets from the same day.",
                where=f"{path.name}: {one.register} {one.measure} {one.since}",
                remedy="Keep one.",
            )
        found[one.key] = one
    return tuple(found.values())


def _target(part: Mapping[str, object], where: str) -> Target:
    measure = read_measures().get(part["measure"])
    if measure is None or measure.direction is Direction.NEUTRAL:
        raise DefinitionError(
            "A target is set for a measure that is not defined, or of which neither way is better.",
            where=f"{where}: measure",
            remedy="Use a code in measures.yaml with a direction.",
        )
    if measure.kind == "share" and part["level"] > 1:
        raise DefinitionError(
            "A target for a share lies above 1.",
            where=f"{where}: level",
            remedy="Write 80 per cent as 0.8.",
        )
    return Target(
        register=Register(part["register"]),
        measure=measure.code,
        level=float(part["level"]),
        since=day_of(part["from"], f"{where}: from"),
        direction=measure.direction,
        evidence=Evidence(part["evidence"]),
        reference=by_language(part["reference"]),
    )


def targets_on(register: Register | str, day: dt.date) -> dict[str, Target]:
    """The targets of a register that hold on a day, by measure: of each the latest."""
    mine = [one for one in read_targets() if one.register == register and one.since <= day]
    return {one.measure: one for one in sorted(mine, key=lambda one: one.since)}
