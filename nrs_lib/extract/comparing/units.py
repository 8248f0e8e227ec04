"""What happened to units: renamed, moved, closed, split; and patients who became one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from nrs_lib.contracts.comparison import ComparisonRules
from nrs_lib.extract.comparing.difference import Difference, Side
from nrs_lib.extract.comparing.matching import match_table
from nrs_lib.extract.comparing.rows import Compared
from nrs_lib.extract.comparing.windows import newest

_CLOSED, _JOINED = "left_date", "joined_date"


def unit_differences(
    found: Mapping[str, Compared], before: Side, after: Side, rules: ComparisonRules
) -> list[Difference]:
    """Units and what stands of them, and episodes that changed unit or patient."""
    return [
        *_units(before, after),
        *_moved(found["episode"]),
        *_patients(found["episode"]),
        *_silent(found["episode"], before, after, rules),
    ]


def unit_counts(found: Mapping[str, Compared]) -> pd.DataFrame:
    """Per unit: episodes before and after, new, late, gone, rewritten, moved away and to."""
    episode = found["episode"]
    rows = episode.rows
    old, new = (_text(side("unit_id")) for side in (rows.before, rows.after))
    rewritten = np.logical_or.reduce(
        [rows.cells(column).rewritten for column in episode.columns if column != "unit_id"]
    )
    moved = rows.in_both & (old != new).to_numpy()
    counted = {
        "before": old[~rows.is_new],
        "after": new[~rows.is_gone],
        "new": new[rows.is_new & episode.is_later],
        "late": new[rows.is_new & ~episode.is_later],
        "gone": old[rows.is_gone],
        "rewritten": new[rewritten],
        "moved_away": old[moved],
        "moved_here": new[moved],
    }
    table = pd.DataFrame({name: units.value_counts() for name, units in counted.items()})
    return table.fillna(0).astype("int64").sort_index().rename_axis("unit_id").reset_index()


def _units(before: Side, after: Side) -> Iterator[Difference]:
    rows = match_table("unit", before.tables, after.tables)
    ids = _text(rows.latest("unit_id"))
    for kind, chosen in (("unit_new", rows.is_new), ("unit_gone", rows.is_gone)):
        for unit in ids[chosen]:
            yield Difference(kind, "unit", unit_id=unit, count=1)
    for column in rows.columns:
        cells = rows.cells(column)
        for place in np.flatnonzero(cells.differs):
            has_joined = column == _JOINED and cells.filled[place]
            kind = "unit_joined" if has_joined else "unit_changed"
            if column == _CLOSED:
                kind = "unit_closed" if cells.filled[place] else "unit_reopened"
            told = [_told(side(column).iloc[place]) for side in (rows.before, rows.after)]
            yield Difference(
                kind,
                "unit",
                column,
                ids.iloc[place],
                count=1,
                is_expected=has_joined,
                facts={"old": told[0], "new": told[1]},
            )


def _moved(episode: Compared) -> Iterator[Difference]:
    rows = episode.rows
    old, new = _text(rows.before("unit_id")), _text(rows.after("unit_id"))
    moved = rows.in_both & (old != new).to_numpy()
    had = old[rows.in_both].value_counts()
    for (source, target), n in (
        pd.DataFrame({"old": old[moved], "new": new[moved]}).value_counts().items()
    ):
        kind = "unit_replaced" if n == had[source] else "unit_split"
        yield Difference(
            kind,
            "episode",
            "unit_id",
            source,
            count=int(n),
            of=int(had[source]),
            facts={"other": target},
        )


def _patients(episode: Compared) -> Iterator[Difference]:
    """Pseudonyms that became one, or that were parted; how many, never which."""
    rows = episode.rows
    pairs = pd.DataFrame(
        {
            "old": rows.before("patient_id")[rows.in_both],
            "new": rows.after("patient_id")[rows.in_both],
        }
    ).drop_duplicates()
    for kind, mine in (("patients_merged", "new"), ("patients_parted", "old")):
        n = int((pairs[mine].value_counts() > 1).sum())
        if n:
            yield Difference(kind, "episode", "patient_id", count=n)


def _silent(
    episode: Compared, before: Side, after: Side, rules: ComparisonRules
) -> Iterator[Difference]:
    """Units that used to have new patients and have none, though they are not closed."""
    earlier, later = newest(episode, before, after)
    old, new = _text(episode.rows.before("unit_id")), _text(episode.rows.after("unit_id"))
    used, has = old[earlier].value_counts(), new[later].value_counts()
    units = after.tables["unit"]
    closed = set(_text(units.loc[units[_CLOSED].notna(), "unit_id"]))
    for unit, n in used.items():
        # So many on average, and none: by chance in e to the minus n of all cases.
        is_odd = math.exp(-n) < rules.false_alarms / max(len(used), 1)
        if not has.get(unit, 0) and is_odd and unit not in closed and later.any():
            yield Difference("unit_silent", "episode", unit_id=unit, count=int(n))


def _text(values: pd.Series) -> pd.Series:
    return values.astype("object").where(values.notna(), "").astype(str)


def _told(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
