"""What is drawn, from whom, and what is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.errors import ParameterError
from nrs_lib.stats.missing_followup.draws import draw_flags, draw_linear, level_scores, match_means
from nrs_lib.stats.missing_followup.imputing import CHAINED, MONOTONE, impute
from nrs_lib.stats.missing_followup.incomplete import (
    CATEGORY,
    CHANGE,
    NUMBER,
    SHARE,
    Auxiliary,
    Incomplete,
)
from tests.unit.stats.missing_followup.made_incomplete import an_incomplete


def codes(found) -> set[str]:
    return {caution.code for caution in found.cautions}


def estimates(data, **words) -> np.ndarray:
    return impute(data, imputations=4, **words).outcomes.mean(axis=1)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from([CHANGE, SHARE]))
def test_what_is_observed_stays_and_what_is_drawn_is_somebodys(seed, kind):
    data = an_incomplete(kind, n=90, seed=seed)
    made = impute(data, seed=seed, imputations=3)
    known = ~data.is_lost
    assert (made.values[:, known] == data.values[known]).all()
    assert np.isin(made.values[:, ~known], data.values[known]).all()
    assert (made.outcomes[:, data.is_known] == data.outcome[data.is_known]).all()
    assert not np.isnan(made.outcomes).any()


def test_the_same_seed_gives_the_same_numbers_and_another_does_not():
    data = an_incomplete()
    assert (estimates(data, seed=1) == estimates(data, seed=1)).all()
    assert (estimates(data, seed=1) != estimates(data, seed=2)).any()


def test_another_seed_gives_the_same_printed_number():
    data = an_incomplete(n=400)
    first, second = (impute(data, seed=seed, imputations=150).outcomes.mean() for seed in (11, 12))
    assert first == pytest.approx(second, abs=0.05)


def test_an_imputation_does_not_depend_on_how_many_there_are():
    data = an_incomplete()
    few, many = (impute(data, seed=1, imputations=m).outcomes for m in (3, 6))
    assert (few == many[:3]).all()


def test_the_global_state_is_left_alone():
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    impute(an_incomplete(), seed=1, imputations=2)
    assert (before == np.random.get_state()[1]).all()


@pytest.mark.parametrize("units", ["ignored", "fixed", "means"])
@pytest.mark.parametrize("kind", [CHANGE, SHARE])
def test_estimates_do_not_depend_on_the_order_of_rows(kind, units):
    data = an_incomplete(kind)
    order = np.random.default_rng(1).permutation(len(data.values))
    shuffled = replace(
        data,
        values=data.values[order],
        start=None if data.start is None else data.start[order],
        frame=data.frame.iloc[order].reset_index(drop=True),
        units=data.units[order],
    )
    ours, theirs = (estimates(one, seed=1, units=units) for one in (data, shuffled))
    assert ours == pytest.approx(theirs, rel=1e-9)


def test_patterns_are_told_apart():
    chained, monotone = an_incomplete(gaps=0.1), an_incomplete(gaps=0.0)
    assert impute(chained, seed=1, imputations=2).pattern == CHAINED
    assert impute(monotone, seed=1, imputations=2).pattern == MONOTONE


def test_the_number_of_imputations_follows_the_share_of_incomplete_people():
    few, many = an_incomplete(gaps=0.0, lost=0.1), an_incomplete(gaps=0.0, lost=0.45)
    assert impute(few, seed=1).m == 20
    assert impute(many, seed=1).m == int(np.ceil(100 * many.is_lost.mean()))


def test_units_are_treated_as_said():
    data = an_incomplete(n=400)
    far = replace(data, values=np.where(data.units == "u1", data.values + 3, data.values))
    gaps = {}
    for units in ("ignored", "fixed"):
        made = impute(far, seed=1, imputations=5, units=units)
        lost = far.is_lost
        of = [made.values[:, lost & ((far.units == "u1") == one)].mean() for one in (True, False)]
        gaps[units] = of[0] - of[1]
        assert f"imputed_units_{units}" in codes(made)
    assert gaps["ignored"] < 1.5 < 2.0 < gaps["fixed"]


def test_unknown_ways_are_refused():
    data = an_incomplete()
    with pytest.raises(ParameterError):
        impute(data, seed=1, units="random")
    with pytest.raises(ParameterError):
        impute(replace(data, units=None), seed=1, units="fixed")
    with pytest.raises(ParameterError):
        impute(data, seed=1, imputations=1)


def test_without_variables_nothing_is_imputed():
    data = replace(an_incomplete(SHARE), auxiliaries=())
    made = impute(data, seed=1)
    assert made.is_refused
    assert codes(made) == {"loss_without_variables"}
    assert made.m == 0


def test_too_few_answers_are_refused():
    data = an_incomplete(n=40, lost=0.6)
    assert codes(impute(data, seed=1)) == {"too_few"}


def test_a_variable_that_follows_from_others_is_named_and_left_out():
    data = an_incomplete()
    frame = data.frame.assign(doubled=2 * data.frame["discharge"] + 1)
    wider = replace(
        data, frame=frame, auxiliaries=(*data.auxiliaries, Auxiliary("doubled", NUMBER))
    )
    made = impute(wider, seed=1, imputations=2)
    said = next(one for one in made.cautions if one.code == "auxiliaries_collinear")
    assert "doubled" in said.sentence("en")
    assert estimates(wider, seed=1) == pytest.approx(estimates(data, seed=1))


def test_a_variable_without_spread_is_named_and_left_out():
    data = an_incomplete()
    wider = replace(
        data,
        frame=data.frame.assign(same=1.0),
        auxiliaries=(*data.auxiliaries, Auxiliary("same", NUMBER)),
    )
    made = impute(wider, seed=1, imputations=2)
    assert "same" in next(c for c in made.cautions if c.code == "auxiliaries_left_out").sentence()


def test_values_of_another_kind_are_refused_without_being_named():
    data = an_incomplete()
    frame = data.frame.assign(education="secret")
    with pytest.raises(ParameterError) as raised:
        impute(replace(data, frame=frame), seed=1)
    assert "secret" not in str(raised.value)


def test_donors_are_the_closest_ones():
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(200), np.linspace(-2, 2, 200)])
    y = 3 * x[:, 1] + rng.normal(0, 0.01, 200)
    wanted = np.array([[1.0, -1.5], [1.0, 0.0], [1.0, 1.9]])
    places = match_means(y, x, wanted, donors=5, ridge=1e-5, rng=rng)
    assert np.abs(x[places, 1] - wanted[:, 1]).max() < 0.1


def test_donors_alike_are_taken_in_the_order_that_chance_gave_them(monkeypatch):
    x = np.repeat(np.arange(6.0), 5)[:, None]
    y, wanted = x[:, 0] + 0.1, np.array([[2.0], [3.5]])
    means = {"donors": 3, "ridge": 1e-5}
    found = [match_means(y, x, wanted, rng=np.random.default_rng(n), **means) for n in range(40)]
    plain = np.argsort
    monkeypatch.setattr(np, "argsort", lambda a, **_: plain(a, kind="stable"))
    told = [match_means(y, x, wanted, rng=np.random.default_rng(n), **means) for n in range(40)]
    assert np.array_equal(found, told)
    assert len(np.unique(found)) > 5


@pytest.mark.parametrize(
    ("wanted", "closest"),
    [
        (5.0, {48, 49, 50, 51, 52}),
        (5.04, {48, 49, 50, 51, 52}),
        (5.06, {49, 50, 51, 52, 53}),
        (0.12, {0, 1, 2, 3, 4}),
        (-3.0, {0, 1, 2, 3, 4}),
        (9.81, {95, 96, 97, 98, 99}),
        (12.0, {95, 96, 97, 98, 99}),
    ],
)
def test_the_closest_donors_and_no_others_are_drawn(wanted, closest):
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(100), np.arange(100) / 10])
    y = x[:, 1] * 2
    places = match_means(y, x, np.tile([1.0, wanted], (400, 1)), donors=5, ridge=0.0, rng=rng)
    assert set(places) == closest


def test_sums_of_squares_that_are_known_change_no_draw():
    x = np.column_stack([np.ones(90), np.random.default_rng(5).normal(size=(90, 3))])
    places, y = (x[:, 1] > 0).astype(int), x[:, 2]
    asked = {"donors": 5, "ridge": 1e-5}
    plain = match_means(y, x, x[:7], rng=np.random.default_rng(1), **asked)
    told = match_means(y, x, x[:7], rng=np.random.default_rng(1), squares=x.T @ x, **asked)
    assert np.array_equal(plain, told)
    scores = level_scores(places, x, 2, squares=x.T @ x)
    assert np.array_equal(level_scores(places, x, 2), scores)


def test_fewer_donors_than_asked_for_are_all_drawn():
    x = np.column_stack([np.ones(3), np.arange(3.0)])
    rng = np.random.default_rng(2)
    places = match_means(x[:, 1], x, np.tile([1.0, 1.0], (99, 1)), donors=5, ridge=0.0, rng=rng)
    assert set(places) == {0, 1, 2}


def test_drawn_coefficients_spread_as_their_standard_errors():
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(80), rng.normal(size=80)])
    y = 1 + 2 * x[:, 1] + rng.normal(0, 1.5, 80)
    drawn = np.array([draw_linear(y, x, 0.0, rng)[1] for _ in range(3000)])
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    sigma2 = np.sum((y - x @ best) ** 2) / 78
    # The posterior is a t with 78 degrees of freedom.
    errors = np.sqrt(np.diag(sigma2 * np.linalg.inv(x.T @ x)) * 78 / 76)
    assert drawn.mean(axis=0) == pytest.approx(best, abs=0.02)
    assert drawn.std(axis=0) == pytest.approx(errors, rel=0.06)


def test_flags_told_apart_completely_are_still_drawn():
    x = np.column_stack([np.ones(60), np.repeat([-1.0, 1.0], 30)])
    y = np.repeat([0.0, 1.0], 30)
    flags, fitted = draw_flags(y, x, x, np.random.default_rng(1))
    assert np.isfinite(fitted).all()
    assert np.abs(fitted).max() < 10
    assert flags[:30].mean() < 0.3 < 0.7 < flags[30:].mean()


def test_levels_get_numbers_in_the_order_of_the_others():
    rng = np.random.default_rng(4)
    places = rng.integers(0, 3, 300)
    truth = np.array([2.0, -1.0, 0.5])
    x = np.column_stack([np.ones(300), truth[places] + rng.normal(0, 0.3, 300)])
    scores = level_scores(places, x, 3)
    assert abs(np.corrcoef(scores, truth)[0, 1]) > 0.99


def test_a_category_is_imputed_by_what_goes_with_it():
    rng = np.random.default_rng(5)
    n = 400
    level = rng.integers(0, 3, n)
    other = np.array([5.0, -5.0, 0.0])[level] + rng.normal(0, 0.5, n)
    names = np.array(["a", "b", "c"], dtype=object)[level]
    names[:80] = None
    values = other + rng.normal(0, 1, n) + np.array([3.0, 3.0, -3.0])[level]
    values[60:140] = np.nan
    data = Incomplete(
        "y",
        "mean",
        values,
        pd.DataFrame({"other": other, "level": names}),
        (Auxiliary("other", NUMBER), Auxiliary("level", CATEGORY)),
    )
    made = impute(data, seed=1, imputations=5).values.mean(axis=0)
    lost = np.arange(n)[60:140]
    expected = other[lost] + np.array([3.0, 3.0, -3.0])[level[lost]]
    assert np.corrcoef(made[lost], expected)[0, 1] > 0.95
