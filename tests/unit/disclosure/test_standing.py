"""A number stands to another as both are written, and nothing is said of what is not in print."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from nrs_lib.disclosure.standing import Standing, standing_beside, standing_from_zero

NAN = float("nan")


@pytest.mark.parametrize(
    ("measure", "statistic", "low", "high", "reference", "place"),
    [
        ("improved_pain", "share", 0.204, 0.35, 0.196, Standing.ALIKE),
        ("improved_pain", "share", 0.205, 0.35, 0.196, Standing.HIGHER),
        # Written from its counts the reference is 29, as the lower end is.
        ("improved_pain", "share", 0.2859, 0.35, 57 / 200, Standing.ALIKE),
        ("improved_pain", "share", 0.10, 0.194, 0.196, Standing.LOWER),
        ("improved_pain", "share", 0.10, 0.196, 0.204, Standing.ALIKE),
        ("completeness", "share", 0.10, 0.194, 0.196, Standing.LOWER),
        ("improved_pain", "adjusted", 0.204, 0.35, 0.196, Standing.ALIKE),
        ("wait_to_programme", "median", 146.4, 160.0, 146.0, Standing.ALIKE),
        ("wait_to_programme", "median", 147.0, 160.0, 146.0, Standing.HIGHER),
        ("nrs_pain", "change", -1.0, -0.54, -0.46, Standing.ALIKE),
        ("nrs_pain", "change", -1.0, -0.56, -0.46, Standing.LOWER),
        ("nrs_pain", "change", NAN, NAN, -0.46, Standing.UNKNOWN),
        ("nrs_pain", "change", -1.0, -0.5, NAN, Standing.UNKNOWN),
    ],
)
def test_an_interval_that_as_written_touches_the_reference_covers_it(
    measure, statistic, low, high, reference, place
):
    row = SimpleNamespace(measure=measure, statistic=statistic, low=low, high=high)
    assert standing_beside(row, reference) is place


def test_a_change_whose_interval_ends_with_a_written_zero_is_none():
    assert standing_from_zero(-1.1, -0.04, 1) is Standing.ALIKE
    assert standing_from_zero(-1.1, -0.06, 1) is Standing.LOWER
