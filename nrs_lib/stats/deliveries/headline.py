"""What became of the headline indicators: the nation's and every unit's, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nrs_lib.cohort.extracts import extract_of
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.errors import ExtractError
from nrs_lib.extract.comparing.difference import Side
from nrs_lib.extract.freezing import thaw
from nrs_lib.extract.kept_definitions import definitions_of, run_under
from nrs_lib.places import definitions, definitions_checksum
from nrs_lib.stats.followup import days_waited
from nrs_lib.stats.indicators import COMPARED, INDICATORS, compared_units, indicator_rows
from nrs_lib.stats.rows import Group, median_row
from nrs_lib.terms import Register, Scope

_YEARS = 2
_ROUNDING = 1e-9
_KEY = ["register", "group", "period", "measure"]


@dataclass(frozen=True, eq=False)
class Headline:
    """Indicators in two deliveries.

    Attributes
    ----------
    table
        One row per register, group (``national`` or a unit), period and measure: estimate,
        low, high, n, numerator and denominator ``_before`` and ``_after``, ``change``, and
        ``exceeds``: whether the later estimate lies outside the earlier one's interval. A
        number that does not exist is missing.
    periods
        The years that had ended when the earlier delivery was read.
    by_own_definitions
        Whether each side was computed by its own definitions; if not, both are by those in
        force, as one of them was stored without its own.
    """

    table: pd.DataFrame
    periods: tuple[str, ...]
    by_own_definitions: bool


@dataclass(frozen=True)
class _Asked:
    home: Path | None
    periods: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame] | None = None
    passport: Mapping[str, object] | None = None


def headline(before: Side, after: Side) -> Headline:
    """Compute the indicators of both deliveries, each by its own definitions."""
    last = before.as_of.year - 1
    periods = tuple(str(last - back) for back in range(_YEARS - 1, -1, -1))
    tables, is_own = [], True
    for side in (before, after):
        try:
            with _definitions(side) as folder:
                if folder == definitions():
                    asked = _Asked(None, periods, side.tables, side.passport)
                else:
                    asked = _Asked(side.home, periods)
                tables.append(run_under(folder, _indicators, asked))
        except ExtractError:
            is_own = False
            tables.append(_indicators(_Asked(None, periods, side.tables, side.passport)))
    both = tables[0].merge(tables[1], on=_KEY, how="outer", suffixes=("_before", "_after"))
    both["change"] = both["estimate_after"] - both["estimate_before"]
    outside = (both["estimate_after"] < both["low_before"]) | (
        both["estimate_after"] > both["high_before"]
    )
    # A share of 0 may lie below its own limit by the computer's rounding.
    has_moved = both["change"].abs() > _ROUNDING
    both["exceeds"] = (outside & has_moved).fillna(False)
    order = {measure: place for place, measure in enumerate(INDICATORS)}
    both = both.sort_values(
        _KEY, key=lambda part: part.map(order) if part.name == "measure" else part
    )
    return Headline(both.reset_index(drop=True), periods, is_own)


def _definitions(side: Side) -> AbstractContextManager[Path]:
    sha256 = str(side.passport["definitions_sha256"])
    if side.home is None or sha256 == definitions_checksum():
        return nullcontext(definitions())
    return definitions_of(side.home, sha256=sha256)


def _indicators(asked: _Asked) -> pd.DataFrame:
    tables, passport = asked.tables, asked.passport
    if asked.home is not None:
        tables, passport = thaw(asked.home)
    extract = extract_of(tables, passport)
    rows = []
    for register in Register:
        population = Population(extract, register=register)
        for code in asked.periods:
            period = Period.parse(code)
            found = [
                *indicator_rows(population.in_period(period)),
                *compared_units(population, period).table.to_dict("records"),
                *_waits(population, period),
            ]
            rows += [{"register": str(register), "period": code, **_kept(row)} for row in found]
    return pd.DataFrame(rows)


def _waits(population: Population, period: Period) -> Iterator[dict[str, object]]:
    measure = next(one for one in INDICATORS if one not in COMPARED)
    episodes, days = days_waited(population.in_period(period), measure)
    for unit in population.units["unit_id"].astype(str):
        mine = (episodes["unit_id"].astype(str) == unit).to_numpy()
        yield median_row(
            Group(unit, Scope.UNIT), measure, days[mine], episodes.loc[mine, "unit_id"]
        )


def _kept(row: Mapping[str, object]) -> dict[str, object]:
    kept = ("group", "measure", "estimate", "low", "high", "n", "numerator", "denominator")
    return {name: row.get(name) for name in kept}
