"""The same numbers from another system, and from papers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from nrs_lib.stats.units.discrimination import c_statistic
from nrs_lib.stats.units.funnel import SPIEGELHALTER, binomial_limits
from nrs_lib.stats.units.heterogeneity import between_units
from nrs_lib.stats.units.linear import fit_linear
from nrs_lib.stats.units.logistic import fit_logistic
from nrs_lib.stats.units.logit_normal import fit_logit_normal
from nrs_lib.stats.units.outliers import adjusted_for_many
from nrs_lib.stats.units.shrinkage import shrink_means
from nrs_lib.stats.units.standardisation import standardise_shares

HERE = Path(__file__).parent
NAMES = ("intercept", "age", "man", "primary", "university", "start")


@pytest.fixture(scope="module")
def patients() -> pd.DataFrame:
    return pd.read_csv(HERE / "patients.csv", comment="#")


@pytest.fixture(scope="module")
def theirs() -> dict[str, pd.Series]:
    table = pd.read_csv(HERE / "second_system.csv", comment="#", dtype={"name": "str"})
    return {part: rows.set_index("name")["value"] for part, rows in table.groupby("part")}


@pytest.fixture(scope="module")
def design(patients) -> np.ndarray:
    education = patients["education"]
    return np.column_stack(
        [
            np.ones(len(patients)),
            patients["age"] - 45,
            patients["man"],
            education == "primary",
            education == "university",
            patients["start"],
        ]
    ).astype("float64")


@pytest.fixture(scope="module")
def logistic(patients, design):
    return fit_logistic(patients["improved"].to_numpy(), design, NAMES)


@pytest.fixture(scope="module")
def units(patients) -> np.ndarray:
    return pd.factorize(patients["unit"])[0]


def test_logistic_coefficients_and_errors(logistic, theirs):
    made = logistic.estimates()
    assert [made[name].estimate for name in NAMES] == pytest.approx(
        list(theirs["glm_coefficient"]), rel=1e-9
    )
    assert [made[name].se for name in NAMES] == pytest.approx(list(theirs["glm_error"]), rel=1e-6)
    assert logistic.deviance == pytest.approx(theirs["glm"]["deviance"], rel=1e-12)


def test_linear_coefficients_and_errors(patients, design, theirs):
    fit = fit_linear(patients["change"].to_numpy(), design, NAMES)
    made = fit.estimates()
    assert [made[name].estimate for name in NAMES] == pytest.approx(
        list(theirs["lm_coefficient"]), rel=1e-9
    )
    assert [made[name].se for name in NAMES] == pytest.approx(list(theirs["lm_error"]), rel=1e-9)
    assert fit.sigma == pytest.approx(theirs["lm"]["sigma"], rel=1e-12)


def test_observed_expected_and_tails_of_each_unit(patients, design, logistic, units, theirs):
    y = patients["improved"].to_numpy()
    made = standardise_shares(
        y,
        logistic.probabilities(design),
        units,
        tuple(dict.fromkeys(patients["unit"])),
        national=y.mean(),
    )
    for unit in made:
        assert unit.raw.numerator == theirs["observed"][unit.unit_id]
        assert unit.expected == pytest.approx(theirs["expected"][unit.unit_id], rel=1e-9)
        assert unit.lower_tail == pytest.approx(theirs["lower_mid_p"][unit.unit_id], rel=1e-9)
        assert unit.adjusted.estimate == pytest.approx(
            unit.raw.numerator / theirs["expected"][unit.unit_id] * y.mean(), rel=1e-9
        )


@pytest.mark.parametrize("n", [12, 40, 133])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_limits_as_printed_by_spiegelhalter(n, level, theirs):
    made = binomial_limits(0.3, [n], level=level, interpolation=SPIEGELHALTER)
    key = f"{n} {level}"
    assert made.low[0] == pytest.approx(theirs["spiegelhalter_low"][key], abs=1e-12)
    assert made.high[0] == pytest.approx(theirs["spiegelhalter_high"][key], abs=1e-12)


def test_variance_between_units(patients, design, units, theirs):
    y = patients["change"].to_numpy()
    fit = fit_linear(y, design, NAMES)
    left = y - fit.expected(design)
    means = np.bincount(units, weights=left) / np.bincount(units)
    variances = fit.sigma**2 / np.bincount(units)
    moments = between_units(means, variances, estimator="dersimonian_laird")
    restricted = between_units(means, variances, estimator="reml")
    assert moments.tau2 == pytest.approx(theirs["tau2"]["dersimonian_laird"], rel=1e-9)
    # The other system maximises the same likelihood by search, to half of its digits.
    assert restricted.tau2 == pytest.approx(theirs["tau2"]["reml"], rel=1e-5)
    assert restricted.low == pytest.approx(theirs["tau2"]["profile_low"], rel=1e-6)
    assert restricted.high == pytest.approx(theirs["tau2"]["profile_high"], rel=1e-8)


def test_effects_of_units_on_log_odds(patients, design, logistic, units, theirs):
    odds = logit(logistic.probabilities(design))
    made = fit_logit_normal(patients["improved"].to_numpy(), odds, units)
    assert made.mean == pytest.approx(theirs["effects"]["mean"], abs=1e-5)
    assert made.tau == pytest.approx(theirs["effects"]["tau"], abs=1e-5)
    assert made.modes == pytest.approx(theirs["effect"].to_numpy(), abs=1e-5)


def test_discrimination(patients, design, logistic, theirs):
    made = c_statistic(patients["improved"].to_numpy(), logistic.probabilities(design))
    assert made.estimate == pytest.approx(theirs["discrimination"]["c"], rel=1e-12)


@pytest.mark.parametrize("method", ["bonferroni", "benjamini_hochberg"])
def test_adjusting_for_many_units(method, theirs):
    p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.3, 0.9])
    assert adjusted_for_many(p, method) == pytest.approx(theirs[method].to_numpy(), rel=1e-12)


# Thirteen trials of BCG vaccine: events and others, with and without vaccine, as tabled by
# Colditz and others 1994, doi:10.1001/jama.1994.03510330076038.
BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype="float64",
)


def test_variance_between_trials_as_printed():
    # doi:10.18637/jss.v036.i03: tau2 0.3132 [0.1197, 1.1115], mean -0.7145 (SE 0.1798).
    a, b, c, d = BCG.T
    ratio = np.log(a / (a + b) / (c / (c + d)))
    made = between_units(ratio, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d), estimator="reml")
    assert round(made.tau2, 4) == 0.3132
    assert (round(made.low, 4), round(made.high, 4)) == (0.1197, 1.1115)
    assert round(made.mean, 4) == -0.7145
    assert round(made.mean_variance**0.5, 4) == 0.1798


def test_fifteen_hypotheses_as_printed():
    # doi:10.1111/j.2517-6161.1995.tb02031.x: at 0.05 Bonferroni rejects three, the paper's
    # own procedure four.
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p = np.array([*small, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    assert (adjusted_for_many(p, "bonferroni") < 0.05).sum() == 3
    assert (adjusted_for_many(p, "benjamini_hochberg") < 0.05).sum() == 4


def test_shrinking_means_is_the_formula(patients, units):
    means = patients.groupby("unit")["change"].mean().to_numpy()
    errors = 1.5 / np.sqrt(np.bincount(units))
    made = shrink_means(means, errors, np.bincount(units), uncertainty="estimated")
    tau2, v = made.tau**2, errors**2
    weights = 1 / (v + tau2)
    centre = (weights * means).sum() / weights.sum()
    expected = centre + tau2 / (tau2 + v) * (means - centre)
    assert [one.estimate for one in made.values] == pytest.approx(expected, rel=1e-12)


def test_logistic_and_statsmodels_agree(patients, design):
    from statsmodels.discrete.discrete_model import Logit

    mine = fit_logistic(patients["improved"].to_numpy(), design, NAMES)
    stock = Logit(patients["improved"].to_numpy(), design).fit(disp=False, tol=1e-12)
    assert mine.coefficients == pytest.approx(stock.params, rel=1e-9)
    assert mine.log_likelihood == pytest.approx(stock.llf, rel=1e-12)
    assert expit(design @ mine.coefficients) == pytest.approx(stock.predict(), rel=1e-9)
