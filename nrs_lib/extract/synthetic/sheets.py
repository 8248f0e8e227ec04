"""Filled-in forms: one number per questionnaire and question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.terms import TimePoint

BLANK = -1
"""No answer; every answer of every instrument is 0 or more."""


@dataclass(frozen=True)
class Sheets:
    """The answers of all questionnaires.

    ``values`` has one row per questionnaire and one column per question (``items``, in the
    order of the instruments), `BLANK` where nothing was answered.
    """

    values: np.ndarray
    items: tuple[str, ...]
    instruments: tuple[str, ...]

    @classmethod
    def empty(cls, n: int, *, asked: Collection[str]) -> Sheets:
        """``n`` questionnaires without an answer, with the questions of the instruments asked."""
        known = [
            (item.code, instrument.id)
            for instrument in read_instruments().values()
            if instrument.id in asked
            for item in instrument.items
        ]
        items, instruments = zip(*known, strict=True)
        return cls(np.full((n, len(items)), BLANK, dtype=np.int8), items, instruments)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {item: place for place, item in enumerate(self.items)}

    def places(self, items: Sequence[str]) -> list[int]:
        """Columns of these questions."""
        return [self._places[item] for item in items]

    def of_instrument(self, instrument: str) -> np.ndarray:
        """Columns of one instrument."""
        return np.flatnonzero(np.array(self.instruments) == instrument)

    def answers(self, items: Sequence[str]) -> np.ndarray:
        """Answers to these questions as numbers, blank as not-a-number."""
        values = self.values[:, self.places(items)].astype(float)
        values[values == BLANK] = np.nan
        return values

    def take(self, rows: np.ndarray) -> Sheets:
        """The same questions of some questionnaires only."""
        return replace(self, values=self.values[rows])

    def long(self, questionnaires: pd.DataFrame) -> pd.DataFrame:
        """One row per answered question, in the order of the item contract's columns.

        ``questionnaires`` has one row per row of the sheets, with ``episode_id`` and
        ``time_point``. Of the pain regions only marked ones are rows. Text is categorical,
        because millions of rows share a few thousand words.
        """
        answered = self.values != BLANK
        regions = self.of_instrument("pri")
        answered[:, regions] &= self.values[:, regions] > 0
        row, column = np.nonzero(answered)
        names = list(dict.fromkeys(self.instruments))
        instruments = pd.Categorical(self.instruments, categories=names)
        episodes = pd.Categorical(questionnaires["episode_id"])
        points = pd.Categorical(
            questionnaires["time_point"], categories=[str(point) for point in TimePoint]
        )
        return pd.DataFrame(
            {
                "episode_id": episodes[row],
                "time_point": points[row],
                "instrument": instruments[column],
                "item": pd.Categorical.from_codes(column, categories=list(self.items)),
                "value": self.values[row, column],
            }
        )
