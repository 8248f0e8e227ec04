"""Weights of those who answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nrs_lib.stats.missing_followup.incomplete import NUMBER, SHARE, Auxiliary
from nrs_lib.stats.missing_followup.response_weights import response_weights, weighted_estimate
from nrs_lib.stats.missing_followup.sensitivity import observed_estimate
from tests.unit.stats.missing_followup.made_incomplete import an_incomplete


def codes(found) -> set[str]:
    return {caution.code for caution in found.cautions}


def balanced(kind: str):
    """Everybody is as likely to answer: half of each kind of person does."""
    data = an_incomplete(kind, n=200, gaps=0.0, lost=0.0)
    twice = np.arange(400) % 200
    values = data.values[twice].copy()
    values[200:] = np.nan
    return replace(
        data,
        values=values,
        frame=data.frame.iloc[twice].reset_index(drop=True),
        start=None if data.start is None else data.start[twice],
        units=data.units[twice],
    )


@pytest.mark.parametrize("kind", ["change", SHARE])
def test_an_even_chance_to_answer_gives_the_observed_estimate(kind):
    data = balanced(kind)
    weights = response_weights(data)
    own = weights.weights[data.is_known]
    assert own == pytest.approx(1.0)
    assert weights.effective == pytest.approx(200)
    ours, plain = weighted_estimate(data, weights), observed_estimate(data)
    assert ours.estimate == pytest.approx(plain.estimate)
    # The model takes out what the variables explain, so the interval is no wider.
    assert ours.high - ours.low <= (plain.high - plain.low) * (1 + 1e-9)


def test_the_weights_pull_towards_those_who_are_lost():
    data = an_incomplete(n=600)
    weighted = weighted_estimate(data, response_weights(data))
    assert weighted.estimate > observed_estimate(data).estimate + 0.1
    assert weighted.method == "ipw_hajek"


def test_separation_is_refused_and_named():
    data = an_incomplete()
    told = replace(
        data,
        frame=data.frame.assign(called=data.is_lost.astype("float64")),
        auxiliaries=(Auxiliary("called", NUMBER),),
    )
    weights = response_weights(told)
    assert codes(weights) == {"separation"}
    assert np.isnan(weighted_estimate(told, weights).estimate)


def test_too_few_lost_are_refused():
    weights = response_weights(an_incomplete(lost=0.05))
    assert codes(weights) == {"response_group_too_small"}


def test_no_variables_are_refused():
    assert codes(response_weights(replace(an_incomplete(), auxiliaries=()))) == {
        "loss_without_variables"
    }


def test_uneven_weights_are_told_and_truncated():
    rng = np.random.default_rng(8)
    data = an_incomplete(n=2000, lost=0.0)
    pull = rng.normal(size=2000)
    values = np.where(rng.random(2000) < 1 / (1 + np.exp(2.5 * pull)), data.values, np.nan)
    uneven = replace(
        data,
        values=values,
        frame=data.frame.assign(pull=pull),
        auxiliaries=(Auxiliary("pull", NUMBER),),
    )
    weights = response_weights(uneven)
    assert {"extreme_weights", "weights_truncated"} <= codes(weights)
    assert weights.largest > weights.weights.max()
    assert weights.truncated > 0
    assert weights.effective < uneven.is_known.sum()


def test_who_lacks_a_variable_stays_in_the_model():
    data = an_incomplete(n=600, gaps=0.2)
    weights = response_weights(data)
    assert (weights.weights[data.is_known] > 0).all()
    assert "missing_as_category" in codes(weights)


def test_where_no_answer_can_speak_for_some_the_weights_hold_for_the_others():
    data = an_incomplete("change", n=600)
    without = np.arange(600) % 6 == 0
    lacks = replace(
        data,
        values=np.where(without, np.nan, data.values),
        frame=data.frame.assign(own_start=np.where(without, np.nan, data.start)),
        start=np.where(without, np.nan, data.start),
        auxiliaries=(*data.auxiliaries, Auxiliary("own_start", NUMBER)),
    )
    others = replace(
        lacks,
        values=lacks.values[~without],
        frame=lacks.frame[~without].reset_index(drop=True),
        start=lacks.start[~without],
        units=lacks.units[~without],
    )

    found = response_weights(lacks)
    whole, part = (
        weighted_estimate(lacks, found),
        weighted_estimate(others, response_weights(others)),
    )

    assert "weights_for_some" in codes(found)
    assert not found.is_refused
    assert whole.estimate == pytest.approx(part.estimate, abs=0.02)
    assert whole.se == pytest.approx(part.se, rel=0.05)


def test_a_variable_that_the_others_determine_changes_no_weight_and_is_named():
    data = an_incomplete(n=600)
    known = data.auxiliaries[0].name
    told = replace(
        data,
        frame=data.frame.assign(again=2 * data.frame[known] + 1),
        auxiliaries=(*data.auxiliaries, Auxiliary("again", NUMBER)),
    )
    alone, weights = response_weights(data), response_weights(told)
    assert weights.weights == pytest.approx(alone.weights, abs=1e-6)
    said = next(one for one in weights.cautions if one.code == "auxiliaries_collinear")
    assert "again" in said.sentence("sv")
