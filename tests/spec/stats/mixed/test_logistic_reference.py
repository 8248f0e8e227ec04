"""Logistic models with a random intercept agree with lme4's glmer on made-up answers.

Every number of ``logistic.csv`` is compared, to 4 significant digits or closer. The stored
search ends where its own derivatives are taken numerically, so that more cannot be asked.
"""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from nrs_lib.stats.mixed.covariates import category, numeric
from nrs_lib.stats.mixed.intercepts import SD, conditional_modes, spread
from nrs_lib.stats.mixed.logistic import logistic_mixed_model
from tests.spec.stats.mixed.made_answers import NAMES, checksum, data
from tests.spec.stats.mixed.made_courses import TIMES
from tests.spec.stats.mixed.reference import having, stored

REFERENCE = stored("logistic")


@cache
def fitted(case, model):
    rows = data(case)
    points = int(model.removeprefix("points_"))
    covariates = [
        category("sex", reference="female", by_time=case == "patients"),
        numeric("age"),
    ]
    if "time_point" not in rows:
        return logistic_mixed_model(
            rows, outcome="at_work", covariates=covariates, person=None, points=points
        )
    return logistic_mixed_model(
        rows.assign(time_point=pd.Categorical(rows["time_point"], TIMES)),
        outcome="at_work",
        covariates=covariates,
        time=category("time_point", reference="initial"),
        group="episode_id",
        points=points,
    )


def close(found, expected, rel=1e-4, absolute=0.0):
    assert found == {
        name: pytest.approx(value, rel=rel, abs=absolute) for name, value in expected.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_data_are_those_that_the_second_system_had(name):
    assert checksum(data(name)) == pytest.approx(REFERENCE[name, "data"]["data"], rel=1e-11)


@pytest.mark.parametrize(("case", "model"), having("logistic", "coefficient"))
def test_coefficients_spread_and_likelihood(case, model):
    mine, theirs = fitted(case, model), REFERENCE[case, model]
    values = {name: one.value for name, one in mine.coefficients.items()}

    close({name: one.estimate for name, one in values.items()}, theirs["coefficient"], 1e-4, 1e-6)
    # Theirs are second differences of a deviance that Laplace's search leaves less even.
    rel = 3e-4 if model == "points_1" else 1e-4
    close({name: one.se for name, one in values.items()}, theirs["se"], rel)
    close({name: one.p for name, one in mine.coefficients.items()}, theirs["p"], 10 * rel)
    assert mine.n_rows == theirs["fit"]["n"]
    assert mine.log_likelihood == pytest.approx(theirs["fit"]["log_likelihood"], abs=2e-5)
    # Nowhere is theirs the higher one.
    assert mine.log_likelihood > theirs["fit"]["log_likelihood"] - 1e-6
    sd = theirs["fit"]["sd"]
    assert spread(mine)[SD].estimate == pytest.approx(sd if sd > 1e-6 else 0.0, rel=1e-4)
    assert mine.is_singular == (case == "singular")


@pytest.mark.parametrize(("case", "model"), having("logistic", "mode"))
def test_conditional_modes_and_their_sd(case, model):
    mine, theirs = conditional_modes(fitted(case, model)), REFERENCE[case, model]
    some = {name: mine[name] for name in theirs["mode"]}

    close({name: one.estimate for name, one in some.items()}, theirs["mode"], 1e-4, 1e-5)
    close({name: one.se for name, one in some.items()}, theirs["mode_sd"])


def test_units_with_none_and_with_all_are_among_the_cases():
    shares = data("extremes").dropna().groupby("unit_id")["at_work"].mean()

    assert {0.0, 1.0} <= set(shares)
