"""What patients leave blank: whole instruments, single questions, what does not apply."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.sheets import BLANK, Sheets

_OPTIONAL = ("cpaq8", "tsk17", "lisat11")
_CLOSE_PERSON = "mpi_b"
_PARTNER = "lisat_09"


def leave(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    sheets: Sheets,
    questionnaires: pd.DataFrame,
) -> Sheets:
    """Blank what was not answered.

    ``questionnaires`` has one row per row of the sheets, with ``episode`` and
    ``optional_instruments`` (whether the unit uses them).
    """
    numbers = assumptions.answers
    values = sheets.values.copy()
    n = len(values)
    for instrument, share in numbers.skipped_share.items():
        columns = sheets.of_instrument(instrument)
        values[np.ix_(rng.random(n) < share, columns)] = BLANK
    unused = ~questionnaires["optional_instruments"].to_numpy(dtype=bool)
    for instrument in _OPTIONAL:
        values[np.ix_(unused, sheets.of_instrument(instrument))] = BLANK

    # Some people leave more blank than others.
    careless = rng.gamma(numbers.blank_spread, 1 / numbers.blank_spread, n)
    chance = np.array([numbers.blank_share[name] for name in sheets.instruments])
    values[rng.random(values.shape, dtype=np.float32) < chance * careless[:, None]] = BLANK

    episode = questionnaires["episode"].to_numpy()
    alone = rng.random(episode.max() + 1) < numbers.no_close_person_share
    about_others = [item.startswith(_CLOSE_PERSON) or item == _PARTNER for item in sheets.items]
    values[np.ix_(alone[episode], about_others)] = BLANK
    return replace(sheets, values=values)
