"""Units compared, with a truth that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

NATIONAL = -1.0


def compared_units(n=400, *, error=0.2, half=1.96, bias=0.0, shrunken_half=1.96):
    """Units with a true difference, and a value that misses the truth by chance and bias."""
    rng = np.random.default_rng(1)
    difference = rng.choice([0.0, 0.05, 0.5, -0.6], n)
    truth = NATIONAL * (1 + difference)
    adjusted = truth + bias + rng.normal(0, error, n)
    return pd.DataFrame(
        {
            "register": "NRSsv",
            "measure": "nrs_pain",
            "unit": [f"U{number}" for number in range(n)],
            "difference": difference,
            "truth": truth,
            "national": NATIONAL,
            "raw": adjusted + rng.normal(0, error, n),
            "adjusted": adjusted,
            "low": adjusted - half * error,
            "high": adjusted + half * error,
            "shrunken": (adjusted + truth) / 2,
            "shrunken_low": (adjusted + truth) / 2 - shrunken_half * error / 2,
            "shrunken_high": (adjusted + truth) / 2 + shrunken_half * error / 2,
            "is_alert": np.abs(adjusted - NATIONAL) > 1.96 * error,
            "is_alarm": np.abs(adjusted - NATIONAL) > 3.09 * error,
        }
    )
