"""Four results side by side, and where the conclusion turns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.errors import ParameterError
from nrs_lib.stats.missing_followup.imputing import impute
from nrs_lib.stats.missing_followup.incomplete import CHANGE, SHARE
from nrs_lib.stats.missing_followup.sensitivity import sensitivity
from nrs_lib.stats.missing_followup.tipping import (
    imputed_estimate,
    shifted_outcomes,
    shifted_pool,
    tipping_point,
)
from nrs_lib.terms import Direction
from tests.unit.stats.missing_followup.made_incomplete import an_incomplete

MADE = impute(an_incomplete(), seed=1, imputations=5)
MADE_SHARES = impute(an_incomplete(SHARE), seed=1, imputations=5)


def codes(found) -> set[str]:
    return {caution.code for caution in found.cautions}


@pytest.mark.parametrize("kind", [CHANGE, SHARE, "mean"])
def test_with_nothing_missing_all_are_equal_and_it_is_said(kind):
    found = sensitivity(an_incomplete(kind, lost=0.0), seed=1)
    numbers = {
        (one.estimate, one.low, one.high) for one in (found.observed, found.weighted, found.imputed)
    }
    assert len(numbers) == 1
    assert codes(found) == {"nothing_missing"}
    assert found.tipping is None


def test_imputing_with_nothing_lost_is_the_observed_number():
    data = an_incomplete(lost=0.0)
    made = impute(data, seed=1, imputations=3)
    assert imputed_estimate(made).estimate == pytest.approx(data.outcome.mean())


@pytest.mark.parametrize("kind", [CHANGE, SHARE])
def test_with_nobody_known_all_are_refused(kind):
    data = an_incomplete(kind)
    found = sensitivity(replace(data, values=np.full(len(data.values), np.nan)), seed=1)
    assert codes(found) == {"nobody_answered"}
    assert all(np.isnan(one.estimate) for one in (found.observed, found.weighted, found.imputed))


@pytest.mark.parametrize("kind", [CHANGE, SHARE])
def test_loss_that_depends_on_discharge_is_taken_in(kind):
    found = sensitivity(an_incomplete(kind, n=500), seed=1, threshold=0.0)
    worse = 1 if kind == CHANGE else -1
    assert worse * (found.imputed.estimate - found.observed.estimate) > 0.05
    assert worse * (found.weighted.estimate - found.observed.estimate) > 0.03
    assert found.imputed.n == found.observed.n == found.data.is_known.sum()
    assert found.pooled.m == found.imputations.m


@given(shift=st.floats(-5, 5))
def test_the_pooled_mean_is_linear_in_the_shift(shift):
    lost = MADE.data.is_lost.mean()
    moved = shifted_pool(MADE, shift)
    assert moved.estimate == pytest.approx(shifted_pool(MADE).estimate + lost * shift, abs=1e-9)
    assert moved.between == pytest.approx(shifted_pool(MADE).between, abs=1e-9)


@given(first=st.floats(-1, 1), second=st.floats(-1, 1))
def test_shares_are_monotone_in_the_shift_and_stay_shares(first, second):
    low, high = sorted((first, second))
    below, above = (shifted_pool(MADE_SHARES, one).estimate for one in (low, high))
    assert 0 <= below <= above + 1e-12 <= 1 + 1e-9


@pytest.mark.parametrize("made", [MADE, MADE_SHARES], ids=["change", "share"])
def test_a_shift_moves_the_part_that_is_lost_and_no_more(made):
    lost = made.data.is_lost.mean()
    plain, moved = (shifted_pool(made, shift).estimate for shift in (0.0, -0.1))
    assert 0.2 < lost < 0.6
    assert moved - plain == pytest.approx(-0.1 * lost)


def test_no_shift_is_the_imputed_result():
    plain = imputed_estimate(MADE)
    assert shifted_pool(MADE, 0.0).estimate == plain.estimate
    assert plain.method == "mi_rubin"
    assert imputed_estimate(MADE, shift=1e-12).method == "mi_shift_rubin"


def test_a_shift_leaves_what_was_observed_alone():
    moved = shifted_outcomes(MADE, 2.0)
    known = ~MADE.data.is_lost
    assert (moved[:, known] == MADE.outcomes[:, known]).all()
    assert moved[:, ~known] == pytest.approx(MADE.outcomes[:, ~known] + 2.0)


@settings(max_examples=10)
@given(threshold=st.floats(-1.2, -0.3))
def test_at_the_tipping_point_the_interval_reaches_the_threshold(threshold):
    found = tipping_point(MADE, threshold=threshold)
    if np.isnan(found.shift.estimate):
        assert codes(found) == {"shift_no_conclusion"}
        return
    at = imputed_estimate(MADE, shift=found.shift.estimate)
    assert at.high == pytest.approx(threshold, abs=1e-8)
    on = imputed_estimate(MADE, shift=found.point.estimate)
    assert on.estimate == pytest.approx(threshold, abs=1e-9)
    assert found.point.estimate > found.shift.estimate


def test_higher_is_better_turns_downwards():
    data = an_incomplete()
    mirrored = replace(
        data,
        values=10 - data.values,
        start=10 - data.start,
        direction=Direction.HIGHER_BETTER,
    )
    made = replace(MADE, data=mirrored, values=10 - MADE.values, outcomes=-MADE.outcomes)
    ours, theirs = (tipping_point(one, threshold=0.0) for one in (made, MADE))
    assert ours.shift.estimate == pytest.approx(theirs.shift.estimate, rel=1e-8)


def test_a_share_turns_where_wilsons_limit_reaches_the_threshold():
    threshold = imputed_estimate(MADE_SHARES).low - 0.02
    found = tipping_point(MADE_SHARES, threshold=threshold)
    at = imputed_estimate(MADE_SHARES, shift=-found.shift.estimate)
    assert at.low == pytest.approx(threshold, abs=1e-9)
    assert "shift_turns_early" in codes(found)


def test_a_conclusion_that_turns_early_is_not_robust():
    near = imputed_estimate(MADE).high + 0.02
    found = tipping_point(MADE, threshold=near)
    assert found.is_robust is False
    assert "shift_turns_early" in codes(found)
    assert "inte robust" in found.cautions[0].sentence("sv")
    assert tipping_point(MADE, threshold=near + 0.5).is_robust is True


def test_a_conclusion_that_cannot_turn_is_said():
    found = tipping_point(MADE, threshold=3.5)
    assert codes(found) == {"shift_never_turns"}
    assert found.is_robust is True


def test_without_a_conclusion_there_is_nothing_to_turn():
    found = tipping_point(MADE, threshold=-9.0)
    assert codes(found) == {"shift_no_conclusion"}
    assert found.is_robust is None


def test_a_scale_without_direction_has_no_worse():
    made = replace(MADE, data=replace(MADE.data, direction=Direction.NEUTRAL))
    assert codes(tipping_point(made, threshold=0.0)) == {"shift_without_direction"}


def test_values_shifted_beyond_the_scale_are_counted():
    found = tipping_point(MADE, threshold=0.0)
    assert "shift_beyond_range" in codes(found)


def test_what_is_small_is_the_scales_own_where_it_is_known():
    plain = tipping_point(MADE, threshold=0.0).small
    assert plain == pytest.approx(0.2 * MADE.data.start.std(ddof=1))
    made = replace(MADE, data=replace(MADE.data, important=2.0))
    assert tipping_point(made, threshold=0.0).small == 2.0
    assert tipping_point(MADE_SHARES, threshold=0.2).small == 0.1


def test_nothing_imputed_has_no_tipping_point():
    made = impute(replace(an_incomplete(SHARE), auxiliaries=()), seed=1)
    with pytest.raises(ParameterError):
        tipping_point(made, threshold=0.1)


def test_the_grid_gets_worse_step_by_step_and_reaches_the_tipping_point():
    found = sensitivity(an_incomplete(), seed=1, imputations=5)
    highs = [one.estimate.high for one in found.shifted]
    assert highs == sorted(highs)
    assert found.shifted[-1].shift >= found.tipping.shift.estimate
