"""Worked examples as their sources print them, to every printed digit.

The figures were written down without the sources at hand; whoever has one open should compare.
Those of mixed models were computed anew with lme4.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from nrs_lib.stats.mixed import linear_mixed_model, variances
from nrs_lib.stats.paired_change import paired_change
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.shares import wilson

HOME = Path(__file__).parent
PRINTED = pd.read_csv(HOME / "statistics.csv", dtype={"value": "str"})


def data(name):
    return pd.read_csv(HOME / "data" / f"{name}.csv", comment="#")


def share(text):
    numerator, denominator = text.split("/")
    return int(numerator), int(denominator)


def of_one_share(case):
    estimate, low, high = wilson(*share(case))
    return {"estimate": estimate, "low": low, "high": high}


def of_two_shares(case, interval):
    made = share_difference(*map(share, case.split()), interval=interval).difference
    return {"estimate": made.estimate, "low": made.low, "high": made.high}


def of_change(case):
    rows = data(case)
    made = paired_change(rows["first"], rows["second"])
    # Student divides by the number of people.
    spread = made.sd * math.sqrt(1 - 1 / made.n)
    return {"estimate": made.estimate, "sd_over_n": spread}


def of_mixed_model(case, criterion):
    model = linear_mixed_model(
        data(case), outcome="value", person=None, unit="unit", criterion=criterion
    )
    intercept = model.coefficients["intercept"].value
    spread = {part: math.sqrt(one.estimate) for part, one in variances(model).items()}
    return {
        "intercept": intercept.estimate,
        "se": intercept.se,
        "unit_sd": spread["unit"],
        "residual_sd": spread["residual"],
        "log_likelihood": model.log_likelihood,
    }


@cache
def worked(method, case):
    return {
        "wilson": of_one_share,
        "newcombe": lambda case: of_two_shares(case, "newcombe"),
        "miettinen_nurminen": lambda case: of_two_shares(case, "miettinen_nurminen"),
        "change_t": of_change,
        "mixed_reml": lambda case: of_mixed_model(case, "reml"),
        "mixed_ml": lambda case: of_mixed_model(case, "ml"),
    }[method](case)


@pytest.mark.parametrize(
    "row", list(PRINTED.itertuples()), ids=lambda row: f"{row.method} {row.case}"
)
def test_the_printed_digits(row):
    found = worked(row.method, row.case)[row.quantity]

    assert found == pytest.approx(float(row.value), abs=0.501 * 10.0**-row.decimals)


def test_a_source_and_its_address_stand_with_every_figure():
    assert PRINTED.notna().all(axis=None)
    for path in (HOME / "data").glob("*.csv"):
        assert path.read_text(encoding="utf-8").startswith("# ")
