from __future__ import annotations

import numpy as np
import pytest

from nrs_lib.errors import DefinitionError
from nrs_lib.extract.synthetic.calibration import calibrate, improvement, normal_cuts

N = 60_000


def _drawn(calibration, state, rng):
    noise = np.sqrt(1 - calibration.coherence**2)
    parts = [
        np.searchsorted(
            cut, calibration.coherence * state + noise * rng.standard_normal(len(state))
        )
        / len(cut)
        for cut in calibration.cuts()
    ]
    return np.mean(parts, axis=0)


@pytest.mark.parametrize(
    ("mean", "sd", "levels", "coherence"),
    [(0.44, 0.24, (4,) * 7, 0.7), (0.7, 0.18, (11,), 1.0), (0.14, 0.27, (2,) * 4, 0.9)],
    ids=["sum", "single", "yes-or-no"],
)
def test_answers_have_the_mean_and_sd_asked_for(mean, sd, levels, coherence):
    found = calibrate(
        mean=mean,
        sd=sd,
        levels=levels,
        offsets=(0.0,) * len(levels),
        coherence=coherence,
        where="test",
    )
    rng = np.random.default_rng(1)
    scores = _drawn(found, rng.standard_normal(N), rng)
    assert scores.mean() == pytest.approx(mean, abs=0.005)
    assert scores.std() == pytest.approx(sd, abs=0.005)


def test_shift_moves_the_mean_as_asked():
    found = calibrate(
        mean=0.44, sd=0.24, levels=(4,) * 7, offsets=(0.0,) * 7, coherence=0.7, where="test"
    )
    shift = improvement(found, change=-0.08, relative_sd=0.8)
    rng = np.random.default_rng(2)
    after = rng.standard_normal(N) + shift * (1 + 0.8 * rng.standard_normal(N))
    assert shift < 0
    assert _drawn(found, after, rng).mean() == pytest.approx(0.36, abs=0.005)


def test_impossible_spread_is_refused():
    with pytest.raises(DefinitionError, match="No thresholds") as error:
        calibrate(
            mean=0.02, sd=0.4, levels=(4,) * 7, offsets=(0.0,) * 7, coherence=0.7, where="here"
        )
    assert error.value.where == "here"


def test_cuts_divide_by_shares():
    drawn = np.searchsorted(
        normal_cuts((0.2, 0.5, 0.3)), np.random.default_rng(3).standard_normal(N)
    )
    assert np.bincount(drawn) / N == pytest.approx([0.2, 0.5, 0.3], abs=0.01)
