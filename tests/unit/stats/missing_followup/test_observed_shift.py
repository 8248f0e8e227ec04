"""How much worse than those who answered the lost must be: held against its meaning."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nrs_lib.errors import ParameterError
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.missing_followup.incomplete import SHARE
from nrs_lib.stats.missing_followup.observed_shift import observed_shift
from nrs_lib.terms import Direction
from tests.unit.stats.missing_followup.made_incomplete import an_incomplete


def codes(one):
    return {caution.code for caution in one.cautions}


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 999), lost=st.floats(0.1, 0.7), up=st.booleans())
def test_at_the_shift_the_interval_of_everybody_reaches_no_change(seed, lost, up):
    data = an_incomplete(seed=seed, lost=lost, n=120)
    if up:
        ends = {"values": 10 - data.values, "start": 10 - data.start}
        data = replace(data, **ends, direction=Direction.HIGHER_BETTER)
    found = observed_shift(data)
    assume(not np.isnan(found.estimate))

    known = data.outcome[data.is_known]
    mean, _, low, high = mean_interval(known, confidence=0.95)
    part = 1 - found.numerator / found.denominator
    moved = data.worse * found.estimate * part
    assert min(abs(low + moved), abs(high + moved)) == pytest.approx(0, abs=1e-9)
    assert abs(mean + moved) > 0
    assert found.denominator - found.numerator == (~data.is_known).sum()


def test_the_fewer_are_lost_the_worse_they_must_be():
    shifts = [observed_shift(an_incomplete(lost=lost, n=400)) for lost in (0.5, 0.6)]
    assert shifts[0].estimate > shifts[1].estimate > 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (an_incomplete(lost=0.0), "nothing_missing"),
        (replace(an_incomplete(), direction=Direction.NEUTRAL), "shift_without_direction"),
        (replace(an_incomplete(), direction=Direction.HIGHER_BETTER), "shift_no_conclusion"),
        (an_incomplete(lost=0.02, n=400), "shift_never_turns"),
    ],
)
def test_where_nothing_can_turn_there_is_no_shift_and_it_is_said_why(data, code):
    found = observed_shift(data)
    assert np.isnan(found.estimate)
    assert codes(found) == {code}


def test_a_shift_below_what_matters_is_called_early():
    data = an_incomplete(lost=0.6, n=400)
    assert codes(observed_shift(replace(data, important=9.0))) == {"shift_turns_early"}
    assert codes(observed_shift(replace(data, important=0.01))) == set()


def test_a_share_is_refused():
    with pytest.raises(ParameterError, match="share"):
        observed_shift(an_incomplete(SHARE))
