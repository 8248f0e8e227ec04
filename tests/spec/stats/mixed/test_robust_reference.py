"""Robust standard errors and degrees of freedom agree with sandwich and clubSandwich for R."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.stats.mixed import category, linear_mixed_model, numeric
from nrs_lib.stats.robust import robust_mixed, robust_regression
from tests.spec.stats.mixed.made_courses import TIMES, data
from tests.spec.stats.mixed.reference import stored

REFERENCE = stored("robust")
OUTCOMES = {"linear": "pain", "logistic": "much_better"}
COVARIATES = [category("sex", reference="female"), numeric("age")]
KINDS = [
    (model, kind)
    for (_, model), found in REFERENCE.items()
    for kind in found
    if not kind.endswith("_df")
]


def fitted(model, kind):
    rows = data("small")
    if model == "mixed":
        rows = rows.assign(time_point=pd.Categorical(rows["time_point"], TIMES))
        time = category("time_point", reference="initial")
        plain = linear_mixed_model(rows, outcome="pain", covariates=COVARIATES, time=time)
        return robust_mixed(plain, kind=kind)
    return robust_regression(
        rows[rows["time_point"] == "discharge"],
        outcome=OUTCOMES[model],
        family=model,
        covariates=COVARIATES,
        cluster="unit_id" if kind.startswith("CR") else None,
        kind=kind,
    )


@pytest.mark.parametrize(("model", "kind"), KINDS)
def test_standard_errors_and_degrees_of_freedom(model, kind):
    found = fitted(model, kind).coefficients
    theirs = REFERENCE["small", model]
    # The mixed model's variances agree to fewer digits than sums of squares do.
    close = 1e-5 if model == "mixed" else 1e-7

    assert {name: one.value.se for name, one in found.items()} == {
        name: pytest.approx(value, rel=close) for name, value in theirs[kind].items()
    }
    if kind == "CR2":
        assert {name: one.value.df for name, one in found.items()} == {
            name: pytest.approx(value, rel=close) for name, value in theirs["CR2_df"].items()
        }
