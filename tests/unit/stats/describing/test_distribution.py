"""Bins and quantiles that begin and end where the scale does."""

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.instruments import scale
from nrs_lib.errors import ParameterError
from nrs_lib.stats.describing.distribution import (
    histogram_rows,
    quantile_rows,
    scale_edges,
)
from nrs_lib.stats.describing.reached import survival_estimates
from nrs_lib.stats.rows import Group

ALL = Group.of("national")


def units(n):
    return pd.Series(["a", "b"] * n)[:n]


def test_each_whole_point_of_a_short_scale_has_a_bin():
    edges = scale_edges(scale("nrs_pain"))

    assert edges[:3] == (0, 1, 2)
    assert edges[-2:] == (10, 11)


@pytest.mark.parametrize("code", ["eq_vas", "hads_anxiety", "mpi_interference"])
def test_every_score_of_a_scale_lies_in_a_bin(code):
    edges, (low, high) = scale_edges(scale(code)), scale(code).range

    assert edges[0] == low
    assert edges[-1] >= high


def test_a_bin_holds_its_lower_end_and_the_last_its_upper_too():
    values = [0, 1, 1, 2, 4, None]
    rows = histogram_rows(ALL, "nrs_pain", values, units(6), edges=[0, 1, 2, 4])

    assert [(row["category"], row["numerator"]) for row in rows] == [
        ("0:1", 1),
        ("1:2", 2),
        ("2:4", 2),
    ]
    assert {row["denominator"] for row in rows} == {5}


@pytest.mark.parametrize("edges", [[0, 2], [3, 3], [5]])
def test_no_value_outside_the_bins_is_told(edges):
    with pytest.raises(ParameterError) as told:
        histogram_rows(ALL, "nrs_pain", [7.25], units(1), edges=edges)

    assert "7.25" not in str(told.value)


def test_quantiles_are_of_those_who_answered():
    values = [*np.arange(101, dtype=float), np.nan]
    rows = quantile_rows(ALL, "age", values, units(102), shares=[0.1, 0.5])

    assert [(row["category"], row["estimate"], row["n"]) for row in rows] == [
        ("0.1", 10.0, 101),
        ("0.5", 50.0, 101),
    ]
    assert rows[1]["low"] < 50 < rows[1]["high"]


def test_a_curve_tells_who_had_the_event_and_who_is_still_followed():
    people = pd.DataFrame(
        {
            "time": [1, 2, 2, 3, 5, 5, None],
            "event": [True, True, False, True, False, True, True],
            "unit_id": list("aabbabb"),
        }
    )
    found = survival_estimates(people, time="time", event="event", at=[0, 2, 4, 9], measure="m")

    rows = found.table.set_index(["statistic", "category"])
    points = rows.loc["survival"]
    assert points["numerator"].tolist() == [0, 2, 3, pd.NA]
    assert points["at_risk"].tolist() == [6, 3, 2, pd.NA]
    assert points.loc["4", "estimate"] == pytest.approx(5 / 6 * 4 / 5 * 2 / 3)
    assert points["n"].eq(6).all()
    # Half have had it by 3: three by then, two after; the limits' sides count too.
    assert rows.loc[("median", ""), "smallest_n"] <= 2
    assert {caution.code for caution in found.cautions} >= {"times_missing", "beyond_follow_up"}


def test_an_arm_is_a_group_of_the_same_scope():
    people = pd.DataFrame({"time": [1.0], "event": [True], "unit_id": ["a"]})
    found = survival_estimates(people, time="time", event="event", at=[1], measure="m", arm="women")

    assert set(found.table["group"]) == {"national:women"}
    assert set(found.table["scope"]) == {"national"}
