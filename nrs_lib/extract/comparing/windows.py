"""The newest rows of each delivery, as young as each other, so that they can be compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.extract.comparing.difference import Side
from nrs_lib.extract.comparing.rows import Compared


def newest(one: Compared, before: Side, after: Side) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the last days before each delivery was read.

    As many days as there are between the two: what is young is incomplete, and both are
    equally young. A row of the later delivery counts when it was not in the earlier.

    Returns
    -------
    tuple
        Which rows are in the earlier delivery's window, and which in the later's.
    """
    read, again = pd.Timestamp(before.as_of), pd.Timestamp(after.as_of)
    since = read - (again - read)
    rows = one.rows
    day = one.day
    earlier = (day > since) & (day <= read) & ~rows.is_new
    later = (day > read) & (day <= again) & rows.is_new
    return _flags(earlier), _flags(later)


def _flags(values: pd.Series) -> np.ndarray:
    return values.fillna(False).to_numpy(dtype=bool)
