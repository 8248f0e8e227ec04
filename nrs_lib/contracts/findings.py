"""Findings of a check: where and how many, never what the value was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from nrs_lib.contracts.rules import read_rules
from nrs_lib.errors import ExtractError
from nrs_lib.terms import Severity

COLUMNS = ("table", "column", "rule", "severity", "count", "rows", "message_sv", "message_en")
PLACES = ("finding", "row", "time_point", "unit_id", "episode")
_FEW, _SHOWN, _EXAMPLES = 5, 18, 4


def no_places() -> pd.DataFrame:
    """The frame of places when there is none."""
    return pd.DataFrame({name: [] for name in PLACES})


@dataclass(frozen=True)
class Findings:
    """All findings of one delivery.

    Attributes
    ----------
    frame
        One row per table, column and rule: ``table``, ``column``, ``rule``, ``severity``,
        ``count`` (rows concerned), ``rows`` (up to ten row numbers as text, the first row
        under the heading is 1), ``message_sv``, ``message_en``. It never holds a value.
    places
        One row per finding and row concerned: ``finding`` (position in ``frame``), ``row``
        of the file, ``time_point`` where the table has one, ``unit_id`` (empty where no
        unit of the list of units can be told), ``episode`` (the row of the main file where
        the episode stands, 0 where there is none).
    """

    frame: pd.DataFrame
    places: pd.DataFrame = field(default_factory=no_places)

    def of_severity(self, severity: Severity) -> pd.DataFrame:
        """Findings of one severity, one row each."""
        return self.frame[self.frame["severity"] == severity.value]

    @property
    def stops(self) -> bool:
        """Whether anything stops the delivery."""
        return bool((self.frame["severity"] == Severity.STOP.value).any())

    def by_unit(self) -> pd.DataFrame:
        """Episodes with findings: ``unit_id``, ``severity``, ``episodes`` (each counted once).

        Places of which no unit or episode can be told are not among them.
        """
        places = self.places[(self.places["episode"] > 0) & (self.places["unit_id"] != "")]
        severity = places["finding"].map(self.frame["severity"].reset_index(drop=True))
        told = places.assign(severity=severity)[["unit_id", "severity", "episode"]]
        counted = told.drop_duplicates().groupby(["unit_id", "severity"], observed=True).size()
        return counted.rename("episodes").reset_index()

    def refuse_stops(self, sources: Mapping[str, str] = MappingProxyType({})) -> None:
        """Let nothing pass that a finding stops.

        Parameters
        ----------
        sources
            The file behind each table, where there are files.

        Raises
        ------
        ExtractError
            There is one; names table, column, rule, number of rows and some of them.
        """
        if not self.stops:
            return
        stops = self.of_severity(Severity.STOP)
        lines = list(_told(stops))
        more = len(stops) - _SHOWN
        if more > 0:
            lines.append(f"and {more} more that stop it")
        others = len(self.frame) - len(stops)
        if others:
            lines.append(f"and {others} findings that would not stop it")
        raise ExtractError(
            f"{len(stops)} findings stop the delivery; nothing was loaded.\n  "
            + "\n  ".join(lines),
            where=", ".join(_from(table, sources) for table in dict.fromkeys(stops["table"])),
            remedy="Each line says what to do. Correct the delivery, or the contract if it is "
            "wrong.",
        )


def _from(table: str, sources: Mapping[str, str]) -> str:
    return f"{sources[table]} ({table})" if table in sources else table


def _told(stops: pd.DataFrame) -> Iterator[str]:
    """A line per finding; where they are many, what a rule says is told once."""
    are_few, rules = len(stops) <= _FEW, set()
    for row in stops.head(_SHOWN).itertuples():
        some = row.rows if are_few else ", ".join(row.rows.split(", ")[:_EXAMPLES])
        line = f"{row.table}.{row.column}: {row.rule}, {row.count} rows"
        line += f" (row {some})" if some else ""
        if are_few:
            line += f". {row.message_en}"
        elif row.rule not in rules:
            line += f". {read_rules()[row.rule].message_en}"
        rules.add(row.rule)
        yield line
