"""Factors are computed, and are those that the tables print."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nrs_lib.errors import ParameterError
from nrs_lib.stats.control_charts.constants import (
    a3,
    b3,
    b4,
    c4,
    d2,
    d3,
    median_range,
    range_limit,
)

# Montgomery, Introduction to Statistical Quality Control, appendix VI.
PRINTED = {
    2: (1.128, 0.853, 0.7979, 2.659, 0.0, 3.267),
    3: (1.693, 0.888, 0.8862, 1.954, 0.0, 2.568),
    4: (2.059, 0.880, 0.9213, 1.628, 0.0, 2.266),
    5: (2.326, 0.864, 0.9400, 1.427, 0.0, 2.089),
    6: (2.534, 0.848, 0.9515, 1.287, 0.030, 1.970),
    10: (3.078, 0.797, 0.9727, 0.975, 0.284, 1.716),
    25: (3.931, 0.708, 0.9896, 0.606, 0.565, 1.435),
}


@pytest.mark.parametrize("n", PRINTED)
def test_printed_factors(n):
    found = (d2(n), d3(n), c4(n), a3(n), b3(n), b4(n))
    decimals = (3, 3, 4, 3, 3, 3)
    for value, printed, places in zip(found, PRINTED[n], decimals, strict=True):
        assert value == pytest.approx(printed, abs=0.51 * 10**-places)


def test_two_values_have_closed_forms():
    # The range of two is |N(0, 2)|: mean 2/sqrt(pi), variance 2 - 4/pi.
    assert d2(2) == pytest.approx(2 / math.sqrt(math.pi), abs=1e-12)
    assert d3(2) == pytest.approx(math.sqrt(2 - 4 / math.pi), abs=1e-12)
    assert c4(2) == pytest.approx(math.sqrt(2 / math.pi), abs=1e-12)


def test_the_well_known_factors_follow():
    # Wheeler, Understanding Variation: 2.66 and 3.27 for the mean range, 3.14 and 3.86 for
    # the median one.
    assert 3 / d2(2) == pytest.approx(2.66, abs=0.005)
    assert range_limit() / d2(2) == pytest.approx(3.267, abs=0.001)
    assert 3 / median_range() == pytest.approx(3.145, abs=0.001)
    assert range_limit() / median_range() == pytest.approx(3.865, abs=0.001)


def test_factors_are_the_moments_of_drawn_ranges():
    drawn = np.random.default_rng(5).normal(size=(60_000, 7))
    spans = np.ptp(drawn, axis=1)
    assert d2(7) == pytest.approx(spans.mean(), abs=0.01)
    assert d3(7) == pytest.approx(spans.std(), abs=0.01)
    assert c4(7) == pytest.approx(drawn.std(axis=1, ddof=1).mean(), abs=0.005)


def test_arrays_of_sizes_and_sizes_without_spread():
    found = c4(np.array([1, 2, 400]))
    assert math.isnan(found[0])
    assert found[1:] == pytest.approx([c4(2), c4(400)])
    assert 0.999 < c4(400) < 1
    with pytest.raises(ParameterError, match="at least 2"):
        d2(1)
