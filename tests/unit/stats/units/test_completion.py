"""What is expected of a patient's missing values, from the known ones."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from nrs_lib.stats.units.completion import learn_completion


def numbers(n=400, *, seed=3):
    rng = np.random.default_rng(seed)
    first = rng.normal(size=n)
    second = 0.8 * first + rng.normal(size=n)
    third = (rng.random(n) < 1 / (1 + np.exp(-second))).astype("float64")
    return np.column_stack([first, second, third])


def without(cells, share, *, columns, seed=4):
    rng = np.random.default_rng(seed)
    gone = cells.copy()
    gone[:, columns] = np.where(
        rng.random((len(cells), len(columns))) < share, np.nan, cells[:, columns]
    )
    return gone


def test_what_is_known_is_left_as_it_is():
    cells = without(numbers(), 0.3, columns=[0, 1, 2])
    filled = learn_completion(cells).fill(cells)
    known = ~np.isnan(cells)
    assert (filled[known] == cells[known]).all()
    assert not np.isnan(filled).any()


def test_of_one_column_that_lacks_values_it_is_the_regression_on_the_others():
    """With one such column the likelihood is that of the complete rows: an exact witness."""
    cells = without(numbers(), 0.4, columns=[1])
    lacks = np.isnan(cells[:, 1])
    others = sm.add_constant(cells[:, [0, 2]])
    fit = sm.OLS(cells[~lacks, 1], others[~lacks]).fit()
    filled = learn_completion(cells).fill(cells)
    assert filled[lacks, 1] == pytest.approx(fit.predict(others[lacks]), abs=1e-4)


def test_with_gaps_everywhere_the_means_are_those_of_the_model_that_made_them():
    whole = numbers(20_000)
    # Who is far to the right seldom tells the second number, so its mean alone is too low.
    gone = whole.copy()
    rng = np.random.default_rng(6)
    gone[(whole[:, 0] > 0) & (rng.random(len(whole)) < 0.7), 1] = np.nan
    gone[rng.random(len(whole)) < 0.2, 2] = np.nan
    learnt = learn_completion(gone)
    assert np.nanmean(gone[:, 1]) < -0.1
    assert learnt.means == pytest.approx(whole.mean(axis=0), abs=0.03)
    assert learnt.covariance == pytest.approx(np.cov(whole.T), abs=0.05)


def test_other_patients_are_met_with_what_was_learnt():
    learnt = learn_completion(numbers())
    (alone,) = learnt.fill(np.array([[2.0, np.nan, np.nan]]))
    (both,) = learnt.fill(np.array([[2.0, 3.0, np.nan]]))
    assert alone[1] == pytest.approx(1.6, abs=0.2)
    assert both[2] > alone[2]
    (nothing,) = learnt.fill(np.full((1, 3), np.nan))
    assert nothing == pytest.approx(learnt.means)


def test_columns_that_say_the_same_and_columns_that_say_nothing_are_borne():
    cells = numbers(60)
    cells = np.column_stack([cells, 2 * cells[:, 0], np.ones(60)])
    cells[:5, 1] = np.nan
    filled = learn_completion(cells).fill(cells)
    assert np.isfinite(filled).all()


def test_what_nobody_has_stays_missing():
    cells = numbers(50)
    cells[:, 2] = np.nan
    cells[:3, 1] = np.nan
    filled = learn_completion(cells).fill(cells)
    assert np.isnan(filled[:, 2]).all()
    assert not np.isnan(filled[:, :2]).any()
