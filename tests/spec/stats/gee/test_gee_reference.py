"""Population-averaged models agree with geepack, and with statsmodels where that differs.

Every number of ``gee.csv`` is compared. Both systems give the same sandwich for the same
working correlation; statsmodels takes the number of coefficients off before it averages
products of residuals, geepack and this project do not. So statsmodels is compared at this
project's correlation, and its bias-reduced covariance with it.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from nrs_lib.stats.gee import population_averaged_model
from nrs_lib.stats.mixed.covariates import category, numeric
from tests.spec.stats.mixed import made_answers, made_courses

CASES = ("patients", "units", "extremes", "pain", "pain_units")
WORKING = ("independence", "exchangeable")


@cache
def stored():
    found = {}
    with (Path(__file__).parent / "gee.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            quantities = found.setdefault((row["case"], row["model"]), {})
            quantities.setdefault(row["quantity"], {})[row["name"]] = float(row["value"])
    return found


def data(case):
    return made_courses.data("small") if case.startswith("pain") else made_answers.data(case)


@cache
def fitted(case, working, covariance="robust"):
    rows, time = data(case), None
    if "time_point" in rows:
        rows = rows.assign(time_point=pd.Categorical(rows["time_point"], made_courses.TIMES))
        time = category("time_point", reference="initial")
    return population_averaged_model(
        rows,
        outcome="pain" if case.startswith("pain") else "at_work",
        family="linear" if case.startswith("pain") else "logistic",
        covariates=[category("sex", reference="female"), numeric("age")],
        time=time,
        cluster="episode_id" if case in ("patients", "pain") else "unit_id",
        person="episode_id" if time else None,
        working=working,
        covariance=covariance,
    )


def close(found, expected, rel=1e-6):
    assert found == {
        name: pytest.approx(value, rel=rel, abs=1e-9) for name, value in expected.items()
    }


@pytest.mark.parametrize("working", WORKING)
@pytest.mark.parametrize("case", CASES)
def test_as_geepack(case, working):
    mine, theirs = fitted(case, working), stored()[case, working]
    values = {name: one.value for name, one in mine.coefficients.items()}

    assert mine.n_rows == theirs["fit"]["n"]
    assert mine.solution.scale == pytest.approx(theirs["fit"]["scale"], rel=1e-6)
    assert mine.correlation == pytest.approx(theirs["fit"].get("correlation", 0.0), rel=1e-6)
    close({name: one.estimate for name, one in values.items()}, theirs["coefficient"])
    close({name: one.se for name, one in values.items()}, theirs["se"])
    naive = np.sqrt(np.diag(mine.solution.naive))
    close(dict(zip(mine.design.names, naive, strict=True)), theirs["naive_se"])


@pytest.mark.parametrize("working", WORKING)
@pytest.mark.parametrize("case", CASES)
def test_as_statsmodels_at_the_same_correlation(case, working):
    mine, corrected = fitted(case, working), fitted(case, working, "mancl_derouen")
    structure = sm.cov_struct.Exchangeable()
    structure.dep_params = mine.correlation
    theirs = sm.GEE(
        mine.design.outcome,
        mine.design.matrix,
        groups=mine.clusters,
        family=sm.families.Gaussian() if case.startswith("pain") else sm.families.Binomial(),
        cov_struct=structure,
        update_dep=False,
    ).fit(cov_type="bias_reduced", ctol=1e-10, maxiter=200)

    assert mine.solution.effects == pytest.approx(theirs.params, rel=1e-6, abs=1e-8)
    assert np.allclose(mine.effects_covariance, theirs.cov_robust, rtol=1e-6, atol=1e-12)
    assert np.allclose(corrected.effects_covariance, theirs.cov_robust_bc, rtol=1e-6, atol=1e-12)
