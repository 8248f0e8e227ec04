"""Rows that are new, late or gone, and cells that were filled in or rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.comparison import ComparisonRules
from nrs_lib.extract.comparing.days import (
    day_of_episode,
    day_of_row,
    episode_places,
    is_later,
    of_episode,
)
from nrs_lib.extract.comparing.difference import Difference, Side
from nrs_lib.extract.comparing.matching import ANSWERS, Matched, key_of, match_table

TABLES = ("episode", ANSWERS, "item", "diagnosis", "intervention", "sick_leave")
"""The tables whose rows happen on a day; units are compared by themselves."""
LINKED = "linkage_date"
_YEARS_SHOWN = 40


@dataclass(frozen=True, eq=False)
class Compared:
    """One table of both deliveries with what its rows mean.

    Attributes
    ----------
    table, rows
        Its name, and its rows side by side.
    columns
        Columns that hold what was delivered; scores that we compute are not among them.
    day
        When each row happened.
    is_later
        Rows that are new because something new happened: after the earlier delivery was
        read, or to a patient whom it did not have.
    was_closed
        Rows of episodes that had ended in the earlier delivery.
    """

    table: str
    rows: Matched
    columns: tuple[str, ...]
    day: pd.Series
    is_later: np.ndarray
    was_closed: np.ndarray

    @property
    def year(self) -> pd.Series:
        """Year of each row; missing where its day is."""
        return self.day.dt.year.astype("Int64")


def compared_tables(before: Side, after: Side) -> dict[str, Compared]:
    """Every table that both deliveries have, laid side by side."""
    read_on = pd.Timestamp(before.as_of)
    episodes = match_table("episode", before.tables, after.tables)
    is_known = ~episodes.is_new
    ended = episodes.before("discharge_date")
    was_closed = (ended.notna() & ~is_later(ended, read_on)).to_numpy()
    found = {}
    for table in TABLES:
        if table not in before.tables or table not in after.tables:
            continue
        rows = episodes if table == "episode" else match_table(table, before.tables, after.tables)
        if table == "episode":
            day, known, closed = day_of_episode(rows), is_known, was_closed
        elif table == "sick_leave":
            day = rows.latest("start_date")
            patients = set(before.tables["episode"]["patient_id"].dropna())
            known = rows.latest("patient_id").astype("object").isin(patients).to_numpy()
            closed = ~is_later(rows.before("end_date"), read_on) & ~rows.is_new
        else:
            day = day_of_row(rows, episodes)
            places = episode_places(rows, episodes)
            known, closed = (
                _flags(of_episode(places, pd.Series(flags))) for flags in (is_known, was_closed)
            )
        if LINKED in rows.columns:
            # What a later linkage brings was not there to be missed.
            known = known & ~is_later(rows.latest(LINKED), read_on)
        later = is_later(day, read_on) | ~known
        if table == "episode":
            later = is_later(day, read_on)
        columns = _delivered(table, rows, before, after)
        found[table] = Compared(table, rows, columns, day, later, closed)
    return found


def row_differences(
    found: Mapping[str, Compared], before: Side, rules: ComparisonRules
) -> list[Difference]:
    """Rows that came and went, and cells that say something else than they did."""
    return [
        difference
        for one in found.values()
        for difference in (*_rows(one, before, rules), *_cells(one))
    ]


def row_counts(found: Mapping[str, Compared]) -> pd.DataFrame:
    """Per table and year: rows before and after, new, late, gone, filled in, rewritten.

    Cells are counted as rows in which any was filled in or rewritten; ``backwards`` are those
    rewritten in episodes that had ended.
    """
    parts = []
    for one in found.values():
        rows = one.rows
        changed = [rows.cells(column) for column in one.columns]
        rewritten = np.logical_or.reduce([cells.rewritten for cells in changed])
        counted = pd.DataFrame(
            {
                "table": one.table,
                "year": one.year,
                "before": ~rows.is_new,
                "after": ~rows.is_gone,
                "new": rows.is_new & one.is_later,
                "late": rows.is_new & ~one.is_later,
                "gone": rows.is_gone,
                "filled": np.logical_or.reduce([cells.filled for cells in changed]),
                "rewritten": rewritten,
                "backwards": rewritten & one.was_closed,
            }
        )
        parts.append(counted.groupby(["table", "year"], dropna=False).sum().reset_index())
    return pd.concat(parts, ignore_index=True)


def _rows(one: Compared, before: Side, rules: ComparisonRules) -> Iterator[Difference]:
    rows = one.rows
    far = pd.Timestamp(before.as_of) - pd.Timedelta(days=rules.late_days)
    late = rows.is_new & ~one.is_later
    old = late & (one.day < far).fillna(False).to_numpy(dtype=bool)
    kinds = {
        "rows_new": (rows.is_new & one.is_later, True),
        "rows_late": (late & ~old, True),
        "rows_late_old": (old, False),
        "rows_gone": (rows.is_gone, False),
    }
    for kind, (chosen, is_expected) in kinds.items():
        if chosen.any():
            yield Difference(
                kind,
                one.table,
                count=int(chosen.sum()),
                of=int((~rows.is_new).sum() if kind == "rows_gone" else (~rows.is_gone).sum()),
                is_expected=is_expected,
                facts={"years": years_of(one.year[chosen])},
            )


def _cells(one: Compared) -> Iterator[Difference]:
    both = int(one.rows.in_both.sum())
    for column in one.columns:
        cells = one.rows.cells(column)
        kinds = {
            "cells_backwards": (cells.rewritten & one.was_closed, False),
            "cells_corrected": (cells.rewritten & ~one.was_closed, True),
            "cells_filled": (cells.filled & ~one.was_closed, True),
            "cells_filled_closed": (cells.filled & one.was_closed, True),
        }
        for kind, (chosen, is_expected) in kinds.items():
            if chosen.any():
                emptied = int((chosen & cells.emptied).sum())
                yield Difference(
                    kind,
                    one.table,
                    column,
                    count=int(chosen.sum()),
                    of=both,
                    is_expected=is_expected,
                    facts={"years": years_of(one.year[chosen]), "emptied": emptied},
                )


def _delivered(table: str, rows: Matched, before: Side, after: Side) -> tuple[str, ...]:
    """Columns to compare: without the key, what we compute, and the day of a linkage."""
    left_out = {*key_of(table), LINKED}
    if table == ANSWERS:
        left_out |= _computed(before) | _computed(after)
    if table == "episode":
        left_out |= {"register"}
    return tuple(name for name in rows.columns if name not in left_out)


def _computed(side: Side) -> set[str]:
    sources = side.passport["scoring"]["sources"]
    return {scale for scale, source in sources.items() if source == "items"}


def _flags(values: pd.Series) -> np.ndarray:
    return values.astype("boolean").fillna(False).to_numpy(dtype=bool)


def years_of(years: pd.Series) -> dict[str, int]:
    """How many of each year, oldest first; what has no day stands last, under an empty text."""
    known = Counter(str(year) for year in years.dropna())
    counted = dict(sorted(known.items())[-_YEARS_SHOWN:])
    undated = int(years.isna().sum())
    return counted | ({"": undated} if undated else {})
