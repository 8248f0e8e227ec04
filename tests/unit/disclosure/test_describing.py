"""What a program is told of an output is what its readers see."""

from __future__ import annotations

import pytest

from nrs_lib.disclosure.describing import describe
from nrs_lib.text import number
from tests.support import cleared as made
from tests.support.made_up import PERIOD, UNIT


@pytest.mark.parametrize("value", [146.5, 147.5, 146.49, 146.51, 0.5])
def test_a_half_is_written_for_programs_as_on_the_page(value):
    row = {
        "measure": "wait_to_programme",
        "statistic": "median",
        "scope": "own",
        "group": UNIT,
        "period": PERIOD,
        "estimate": value,
        "n": 40,
    }
    (cell,) = describe([made.cleared([row])])

    assert number(cell["estimate"]) == number(value)
