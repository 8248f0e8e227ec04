"""What came of a delivery, put together for those who correct it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.findings import Findings
from nrs_lib.contracts.identity import holds_identity_number
from nrs_lib.contracts.languages import LANGUAGES
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.extract.checked import Checked, Headings
from nrs_lib.terms import Severity, TimePoint

_POINTS = len(TimePoint) + 1


@dataclass(frozen=True)
class Line:
    """One finding in one column of a file.

    Attributes
    ----------
    severity, rule, table
        As in the findings.
    labels
        What the column is called, by language; empty where the finding is about the file.
    file, heading
        Where it stands in what was delivered.
    messages
        What is wrong and what becomes of it, by language.
    count, episodes, units
        How many rows, episodes and units are concerned.
    rows
        Numbers of the rows; the first row under the heading is 1. Empty where the finding
        is about the column or the file as a whole.
    """

    severity: Severity
    rule: str
    table: str
    labels: Mapping[str, str]
    file: str
    heading: str
    messages: Mapping[str, str]
    count: int
    episodes: int
    units: int
    rows: np.ndarray


@dataclass(frozen=True)
class Account:
    """What came of a delivery.

    Attributes
    ----------
    findings, headings
        What was found, and where our columns stand in the files.
    units
        Name by id, for the units of the delivery's own list that may be named.
    rows
        Per table ``rows_in`` and, unless the delivery is stopped, ``analysed`` and
        ``set_aside``, which add up to it.
    as_of, fingerprint, synthetic
        Which delivery it is, and whether it is made up.
    extract_id
        The extract that it became; empty when it was stopped or only checked.
    """

    findings: Findings
    headings: Headings
    units: Mapping[str, str]
    rows: Mapping[str, Mapping[str, int]]
    as_of: dt.date
    fingerprint: str
    synthetic: bool
    extract_id: str = ""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every finding, most severe first."""
        places = self.findings.places
        found = list(self._lines(places))
        seen = set(places["finding"].unique())
        for number, row in enumerate(self.findings.frame.itertuples()):
            if number not in seen:
                found.append((number, self._line(row, -1, np.array([], dtype="int64"), 0, 0)))
        # The order of the findings is that of their severity.
        return tuple(line for _, line in sorted(found, key=lambda one: one[0]))

    @cached_property
    def by_unit(self) -> Mapping[str, tuple[Line, ...]]:
        """Findings in each unit's own rows, most severe first; under "" those of no unit."""
        return {
            unit: tuple(line for _, line in self._lines(places))
            for unit, places in self._places_by_unit.items()
        }

    def rows_of_unit(self, unit_id: str) -> pd.DataFrame:
        """Every row of a unit with a finding, as `every_row` has them, and what is wrong."""
        places = self._places_by_unit[unit_id]
        found = self.findings.frame.iloc[places["finding"].to_numpy(dtype="int64")]
        messages = {name: found[name].to_numpy() for name in ("message_sv", "message_en")}
        return self._every_row(places).assign(**messages)

    def every_row(self) -> pd.DataFrame:
        """One row per finding and row of a file; findings without rows have one, without number.

        Columns: ``severity``, ``rule``, ``table``, ``column``, ``file``, ``heading``, ``row``,
        ``time_point``, ``unit_id``, ``episode_row`` (row of the main file where the episode
        stands) and ``count`` (rows concerned).
        """
        places = self.findings.places
        rest = np.setdiff1d(np.arange(len(self.findings.frame)), places["finding"])
        whole = pd.DataFrame({"finding": rest, "row": 0, "episode": 0})
        rows = self._every_row(places)
        return pd.concat([rows, self._every_row(whole)], ignore_index=True) if len(rest) else rows

    @cached_property
    def _places_by_unit(self) -> Mapping[str, pd.DataFrame]:
        places = self.findings.places
        return dict(iter(places.groupby("unit_id", observed=True, sort=False)))

    def _every_row(self, places: pd.DataFrame) -> pd.DataFrame:
        frame = self.findings.frame.iloc[places["finding"].to_numpy(dtype="int64")]
        points = _points(places)
        keys = pd.MultiIndex.from_arrays([places["finding"], points])
        codes, distinct = keys.factorize()
        where = [self._where(self.findings.frame.iloc[n], point) for n, point in distinct]
        has_rows = places["row"].to_numpy() > 0
        told = {name: frame[name].to_numpy() for name in ("severity", "rule", "table", "column")}
        return pd.DataFrame(
            told
            | {
                "file": np.array([file for file, _ in where] + [""])[codes],
                "heading": np.array([heading for _, heading in where] + [""])[codes],
                "row": np.where(has_rows, places["row"].astype("str"), ""),
                "time_point": np.array([*(point.value for point in TimePoint), ""])[points],
                "unit_id": places["unit_id"].astype("str") if "unit_id" in places else "",
                "episode_row": np.where(places["episode"] > 0, places["episode"].astype("str"), ""),
                "count": np.where(has_rows, 1, frame["count"].to_numpy()),
            }
        )

    def _lines(self, places: pd.DataFrame) -> Iterator[tuple[int, Line]]:
        """Lines of some places, one per finding and column of a file, with their finding."""
        numbers, points = places["finding"].to_numpy(dtype="int64"), _points(places)
        keys = numbers * _POINTS + points + 1
        order = np.argsort(keys, kind="stable")
        _, starts = np.unique(keys[order], return_index=True)
        rows, episodes = places["row"].to_numpy(), places["episode"].to_numpy()
        units = places["unit_id"].astype("category").cat.codes.to_numpy()
        named = places["unit_id"].to_numpy() != ""
        for part in np.split(order, starts[1:]) if len(order) else ():
            number, point = int(numbers[part[0]]), int(points[part[0]])
            concerned = np.unique(episodes[part])
            held = np.unique(units[part][named[part]])
            yield (
                number,
                self._line(
                    self.findings.frame.iloc[number],
                    point,
                    np.unique(rows[part]),
                    int((concerned > 0).sum()),
                    len(held),
                ),
            )

    def _line(self, finding, point: int, rows: np.ndarray, episodes: int, units: int) -> Line:
        file, heading = self._where(finding, point)
        return Line(
            severity=Severity(finding.severity),
            rule=finding.rule,
            table=finding.table,
            labels={
                language: ", ".join(one.label(language) for one in self._columns_of(finding))
                for language in LANGUAGES
            },
            file=file,
            heading=heading,
            messages={"sv": finding.message_sv, "en": finding.message_en},
            # Not every finding about a column has rows of its own.
            count=len(rows) if len(rows) else int(finding.count),
            episodes=episodes,
            units=units,
            rows=rows,
        )

    def _where(self, finding, point: int) -> tuple[str, str]:
        """File and heading of a finding; several headings where it is about several columns."""
        when = "" if point < 0 else list(TimePoint)[point].value
        found = []
        for column in finding.column.split(", "):
            at = (finding.table, column)
            found.append(
                self.headings.get((*at, when)) or self.headings.get((*at, "")) or ("", column)
            )
        file = next((file for file, _ in found if file), self._files.get(finding.table, ""))
        return file, ", ".join(heading for _, heading in found)

    def _columns_of(self, finding) -> Iterator[Field]:
        for column in finding.column.split(", "):
            table, name = self._columns.get((finding.table, column), (finding.table, column))
            contract = read_contracts().get(table)
            if contract is not None:
                yield from (one for one in contract.fields if one.name == name)

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """File by table, and by the name that the file itself has in the contracts."""
        files = {table: file for (table, _, _), (file, _) in self.headings.items()}
        own = {
            contract.physical_name: files[name]
            for name, contract in read_contracts().items()
            if name in files
        }
        return {**own, **files}

    @cached_property
    def _columns(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """Our column by table and heading."""
        return {
            (table, heading): (table, column)
            for (table, column, _), (_, heading) in self.headings.items()
        }


def account_of(checked: Checked, *, extract_id: str = "") -> Account:
    """Put together what came of a checked delivery.

    Parameters
    ----------
    checked
        The delivery; what scoring found in it is in its review already.
    extract_id
        The extract that it became, if any.
    """
    findings, review = checked.findings(), checked.review
    if findings.stops:
        rows = {name: {"rows_in": count} for name, count in review.rows_in.items()}
    else:
        rows = checked.delivery().row_counts()
    listed = review.tables["unit"].drop_duplicates("unit_id").set_index("unit_id")["unit_name"]
    return Account(
        findings=findings,
        headings=checked.headings,
        units={unit: _name(listed.get(unit)) for unit in review.named_units()},
        rows=rows,
        as_of=checked.note.as_of,
        fingerprint=checked.fingerprint,
        synthetic=bool(checked.note.synthetic),
        extract_id=extract_id,
    )


def _name(told: object) -> str:
    # A name is free text, and is shown only if no person is in it.
    return told if isinstance(told, str) and not holds_identity_number(told) else ""


def _points(places: pd.DataFrame) -> np.ndarray:
    """Number of the time point of each place, -1 where there is none."""
    if "time_point" not in places or not isinstance(
        places["time_point"].dtype, pd.CategoricalDtype
    ):
        return np.full(len(places), -1)
    return places["time_point"].cat.codes.to_numpy()
