"""What a program is told of an output is what its readers see."""

from __future__ import annotations

import pytest

from nrs_lib.disclosure.describing import describe
from nrs_lib.text import number
from tests.support import cleared as made
from tests.support.made_up import PERIOD, UNIT, sides


@pytest.mark.parametrize("value", [6.25, 6.35, 6.249, 6.251, 0.05])
def test_a_half_is_written_for_programs_as_on_the_page(value):
    side, people = next(iter(sides(90, 3000, UNIT)))
    row = {
        "measure": "hads_anxiety",
        "statistic": "mean",
        **side,
        "period": PERIOD,
        "estimate": value,
        "n": people,
        "sd": 3.0,
    }
    (cell,) = describe([made.cleared([row])])

    assert number(cell["estimate"], 1) == number(value, 1)
