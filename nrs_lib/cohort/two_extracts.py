"""Two extracts as one register that can be put in any state between them.

Each difference has one cause, told from dates and the day that the earlier extract was read:

new
    Happened after that day: an episode whose first visit, a questionnaire whose day of answer,
    a programme whose end is later. The day itself moves on too, so follow-ups fall due.
late
    Happened before that day and was not registered then: a row, or an answer that was empty.
corrected
    Was registered then and says something else now, or nothing; or the row is gone. Consent
    that is withdrawn and deaths are here too, when nothing else came with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from nrs_lib.cohort.extracts import Extract, extract_of
from nrs_lib.extract.comparing.days import (
    day_of_episode,
    day_of_row,
    episode_places,
    is_later,
    of_episode,
)
from nrs_lib.extract.comparing.matching import ANSWERS, BECOMES, Matched, match_table


class Cause(StrEnum):
    """Why a row or cell is not the same in two extracts."""

    NEW = "new"
    LATE = "late"
    CORRECTED = "corrected"


_LAID = ("unit", "episode", ANSWERS, "diagnosis")
_DAYS = ("referral_date", "first_visit_date", "assessment_date", "program_start_date")
_SAME = ""


@dataclass(frozen=True, eq=False)
class Laid:
    """One table of two extracts: rows side by side, with the cause of each row and cell."""

    rows: Matched
    row_cause: np.ndarray
    cell_cause: Mapping[str, np.ndarray]

    def state(self, changed: Collection[str]) -> pd.DataFrame:
        """The table when only these causes have come to bear."""
        rows, causes = self.rows, list(changed)
        has_come = np.isin(self.row_cause, causes)
        kept = np.flatnonzero(rows.in_both | (rows.is_new & has_come) | (rows.is_gone & ~has_come))
        left, right = rows.left[kept], rows.right[kept]
        frame = {}
        for name, cells in rows.columns.items():
            has_changed = right >= 0
            if name in self.cell_cause:
                cause = self.cell_cause[name][kept]
                has_changed &= (cause == _SAME) | np.isin(cause, causes)
            has_changed |= left < 0
            frame[name] = cells.take(np.where(has_changed, right, left)).reset_index(drop=True)
        return pd.DataFrame(frame)

    def count(self, cause: str) -> int:
        """Rows that a cause touches."""
        touched = self.row_cause == cause
        for cells in self.cell_cause.values():
            touched |= cells == cause
        return int(touched.sum())


class TwoExtracts:
    """An earlier and a later extract laid side by side.

    Parameters
    ----------
    before, after
        Tables by name, as they are frozen, both scored by the same definitions.
    before_passport, after_passport
        Their passports.
    """

    def __init__(
        self,
        before: Mapping[str, pd.DataFrame],
        after: Mapping[str, pd.DataFrame],
        *,
        before_passport: Mapping[str, object],
        after_passport: Mapping[str, object],
    ) -> None:
        self._passports = before_passport, after_passport
        self._others = {name: table for name, table in after.items() if name not in _LAID}
        read_on = pd.Timestamp(str(before_passport["as_of"]))
        matched = {name: match_table(name, before, after) for name in _LAID}
        episodes = _laid_episodes(matched["episode"], read_on)
        self.tables = {
            "unit": _laid_units(matched["unit"]),
            "episode": episodes,
            ANSWERS: _laid_rows(matched[ANSWERS], episodes, read_on),
            "diagnosis": _laid_rows(matched["diagnosis"], episodes, read_on),
        }

    def counts(self, cause: str) -> dict[str, int]:
        """Episodes and questionnaires that a cause touches."""
        return {name: self.tables[name].count(cause) for name in ("episode", ANSWERS)}

    def touches(self, cause: str) -> bool:
        """Whether anything at all has this cause, the passing of time included."""
        days = {str(passport["as_of"]) for passport in self._passports}
        has_passed = cause == Cause.NEW and len(days) > 1
        return has_passed or any(table.count(cause) for table in self.tables.values())

    def state(self, changed: Collection[str]) -> Extract:
        """The extract when only some causes have come to bear; all of them make the later."""
        before, after = self._passports
        tables = {name: table.state(changed) for name, table in self.tables.items()}
        day = (after if Cause.NEW in changed else before)["as_of"]
        return extract_of(self._others | tables, {**after, "as_of": day})


def _laid_units(rows: Matched) -> Laid:
    late = np.full(len(rows.left), Cause.LATE, dtype=object)
    return Laid(rows, _row_causes(rows, late), _cell_causes(rows, late))


def _laid_episodes(rows: Matched, read_on: pd.Timestamp) -> Laid:
    first = day_of_episode(rows)
    # What came with the end, or the start, of a programme is as new as that day is.
    came = pd.Series(pd.NaT, index=first.index, dtype=first.dtype)
    for column in ("discharge_date", "program_start_date"):
        filled = pd.Series(rows.cells(column).filled)
        came = came.fillna(rows.after(column).where(filled))
    arrived = _new_or_late(came, read_on)
    causes = _cell_causes(rows, arrived)
    for column in _DAYS:
        if column in causes:
            filled = rows.cells(column).filled
            own = _new_or_late(rows.after(column), read_on)
            causes[column] = np.where(filled, own, causes[column])
    for column in BECOMES:
        if column in causes:
            # Nothing says when somebody died or withdrew, so what was registered is corrected.
            alone = rows.cells(column).filled & came.isna().to_numpy()
            causes[column] = np.where(alone, Cause.CORRECTED, causes[column])
    return Laid(rows, _row_causes(rows, _new_or_late(first, read_on)), causes)


def _laid_rows(rows: Matched, episodes: Laid, read_on: pd.Timestamp) -> Laid:
    late = np.full(len(rows.left), Cause.LATE, dtype=object)
    arrived = _new_or_late(day_of_row(rows, episodes.rows), read_on)
    # What a new patient answered before the first visit came with the patient.
    places = episode_places(rows, episodes.rows)
    has_new = of_episode(places, pd.Series(episodes.row_cause == Cause.NEW))
    arrived[has_new.fillna(False).to_numpy(dtype=bool)] = Cause.NEW
    return Laid(rows, _row_causes(rows, arrived), _cell_causes(rows, late))


def _new_or_late(day: pd.Series, read_on: pd.Timestamp) -> np.ndarray:
    """What is later than the day the earlier extract was read is new; undated, it is late."""
    return np.where(is_later(day, read_on), Cause.NEW, Cause.LATE).astype(object)


def _row_causes(rows: Matched, arrived: np.ndarray) -> np.ndarray:
    causes = np.where(rows.is_gone, Cause.CORRECTED, _SAME).astype(object)
    return np.where(rows.is_new, arrived, causes)


def _cell_causes(rows: Matched, arrived: np.ndarray) -> dict[str, np.ndarray]:
    """By column, the cause of each cell; a column that is the same everywhere has none."""
    causes = {}
    for name in rows.columns:
        cells = rows.cells(name)
        if cells.differs.any():
            own = np.where(cells.rewritten, Cause.CORRECTED, _SAME).astype(object)
            causes[name] = np.where(cells.filled, arrived, own)
    return causes
