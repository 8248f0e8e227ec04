"""What patients say in the end: perceived change and satisfaction."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.calibration import normal_cuts
from nrs_lib.extract.synthetic.draws import choose, with_gaps
from nrs_lib.extract.synthetic.sheets import Sheets
from nrs_lib.extract.synthetic.states import Trajectories
from nrs_lib.terms import TimePoint

# Which answers show most of what each question is about; higher is worse in both.
_SHOWN_BY = {
    "change_pain": ("nrs_7d", "mpi_a01", "mpi_a07"),
    "change_life_situation": ("mpi_a02", "mpi_a03", "mpi_a04", "hads_02", "hads_04"),
}


def give(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    questionnaires: pd.DataFrame,
    courses: Trajectories,
    sheets: Sheets,
) -> pd.DataFrame:
    """Answer the two questions of change and the one of satisfaction.

    Who has improved more, as the sheets (nothing left blank) show, says so more often.

    Returns
    -------
    pandas.DataFrame
        One row per questionnaire; missing at start.
    """
    numbers = assumptions.background
    point = questionnaires["time_point"].to_numpy()
    episode = questionnaires["episode"].to_numpy()
    result = pd.DataFrame(index=range(len(questionnaires)))
    for question, items in _SHOWN_BY.items():
        shares = getattr(numbers, f"{question}_shares")
        burden = sheets.answers(items).sum(axis=1)
        before = np.zeros(len(courses.answer))
        start = point == str(TimePoint.INITIAL)
        before[episode[start]] = burden[start]
        verdict = np.full(len(episode), None, dtype=object)
        for name, parts in shares.items():
            mine = np.flatnonzero(point == name)
            gained = _standard(before[episode[mine]] - burden[mine])
            gained = _standard(gained + _standard(courses.answer[episode[mine]]))
            agree = numbers.change_agreement
            said = agree * gained + np.sqrt(1 - agree**2) * rng.standard_normal(len(mine))
            step = np.searchsorted(normal_cuts(tuple(parts.values())), said)
            verdict[mine] = np.array(list(parts), dtype=object)[step]
        result[question] = with_gaps(rng, verdict, numbers.gap_share[question])
    satisfied = choose(rng, numbers.satisfaction_shares, len(episode))
    asked = point == str(TimePoint.DISCHARGE)
    result["prem_satisfaction"] = np.where(
        asked, with_gaps(rng, satisfied, numbers.gap_share["prem_satisfaction"]), None
    )
    return result


def _standard(values: np.ndarray) -> np.ndarray:
    # A registry so small that all are alike has no spread to divide by.
    return (values - values.mean()) / (values.std() or 1.0)
