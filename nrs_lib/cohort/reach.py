"""An extract as far as the numbers of a period reach, and not a row farther.

What is computed from the rows within a reach cannot depend on any other row, so it holds for
every extract in which these rows are the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import numpy as np
import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.run_in import with_beginnings
from nrs_lib.cohort.selection import followup_due
from nrs_lib.contracts.conventions import get
from nrs_lib.terms import Register, TimePoint


@dataclass(frozen=True)
class Reach:
    """One register, over the days from the first up to and including the last.

    An episode is within it when anything that a period's groups of episodes are chosen by
    happened then (see `nrs_lib.cohort.selection`). With it come its diagnoses and its answers
    at the start; those at discharge when its programme ended or its follow-up fell due within
    the days, those after a year when the follow-up did.
    """

    register: Register
    first: dt.date
    last: dt.date

    def rows(self, extract: Extract) -> Mapping[str, np.ndarray]:
        """Which rows of each table of an extract are within it, by the table's name there."""
        episodes, answers, diagnoses = extract.episodes, extract.answers, extract.diagnoses
        days = get("period_dates").value
        is_due = self._holds(followup_due(episodes))
        has_ended = is_due | self._holds(episodes[days["discharge"]])
        begun = ("referral_date", days["initial"], "program_start_date")
        is_mine = (episodes["register"] == str(self.register)).to_numpy(dtype=bool)
        is_here = is_mine & reduce(or_, (self._holds(episodes[day]) for day in begun), has_ended)
        ids = pd.Index(episodes["episode_id"])
        known = {
            TimePoint.INITIAL: is_here,
            TimePoint.DISCHARGE: is_here & has_ended,
            TimePoint.FOLLOWUP_12M: is_here & is_due,
        }
        answered = np.zeros(len(answers), dtype=bool)
        places = ids.get_indexer(answers["episode_id"])
        for point, whose in known.items():
            at = (answers["time_point"] == str(point)).to_numpy(dtype=bool, na_value=False)
            answered |= at & _at(places, whose)
        return {
            "units": (extract.units["register"] == str(self.register)).to_numpy(dtype=bool),
            "episodes": is_here,
            "answers": answered,
            "diagnoses": _at(ids.get_indexer(diagnoses["episode_id"]), is_here),
        }

    def cut(self, extract: Extract) -> Extract:
        """The extract with these rows alone; its passport has only where scores come from."""
        rows = self.rows(extract)
        # Since when a unit has registered is told by rows that may lie outside.
        extract = replace(extract, units=with_beginnings(extract.units, extract.episodes))
        return replace(
            extract,
            **{name: getattr(extract, name)[kept] for name, kept in rows.items()},
            interventions=extract.interventions.iloc[:0],
            sick_leave=extract.sick_leave.iloc[:0],
            passport={"scoring": {"sources": sources(extract)}},
        )

    def _holds(self, days: pd.Series) -> np.ndarray:
        inside = days.between(pd.Timestamp(self.first), pd.Timestamp(self.last))
        return inside.to_numpy(dtype=bool, na_value=False)


def _at(places: np.ndarray, whose: np.ndarray) -> np.ndarray:
    """Which rows belong to some of the episodes, by the place of each row's; -1 is none."""
    return np.append(whose, False)[places]


def sources(extract: Extract) -> Mapping[str, str]:
    """Which scores are the registry's own and which are made from answers."""
    return extract.passport.get("scoring", {}).get("sources", {})
