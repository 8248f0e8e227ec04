"""Worked examples with printed figures."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.stats.control_charts import Phase, control_chart

# Montgomery, Introduction to Statistical Quality Control, table 6.6: cost of processing
# mortgage loans in 20 weeks.
LOANS = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306]
LOANS += [294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
# The same, table 7.1: nonconforming cans of frozen orange juice in 30 samples of 50.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
CANS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2: flow rates.
FLOWS = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def points(**columns):
    n = max(len(column) for column in columns.values() if hasattr(column, "__len__"))
    return pd.DataFrame({"period": [f"p{i + 1}" for i in range(n)]} | columns)


def lines(chart, at=-1):
    row = chart.points.iloc[at]
    return row["lower"], row["centre"], row["upper"]


def test_individuals_of_montgomery():
    chart = control_chart(points(value=LOANS), kind="xmr")
    assert lines(chart) == pytest.approx((279.78, 300.5, 321.22), abs=0.015)
    spread = control_chart(points(value=LOANS), kind="mr")
    assert lines(spread) == pytest.approx((0, 7.79, 25.45), abs=0.01)


def test_individuals_of_nist():
    chart = control_chart(points(value=FLOWS), kind="xmr")
    # The handbook divides by 1.128.
    assert lines(chart) == pytest.approx((45.8159, 50.81, 55.8041), abs=0.002)


def test_shares_of_montgomery_and_the_two_samples_that_stand_out():
    chart = control_chart(points(numerator=CANS, denominator=50), kind="p", rules="limits_only")
    assert lines(chart) == pytest.approx((0.0524, 0.2313, 0.4102), abs=5e-5)
    assert [signal.points for signal in chart.signals] == [(14,), (22,)]


def test_shares_of_montgomery_without_the_two_samples():
    kept = [can for at, can in enumerate(CANS) if at not in (14, 22)]
    chart = control_chart(points(numerator=kept, denominator=50), kind="p", rules="limits_only")
    assert lines(chart) == pytest.approx((0.0407, 0.2150, 0.3893), abs=5e-5)
    # Sample 21 lies beyond these limits, as the book says.
    assert [chart.points["period"][signal.points[0]] for signal in chart.signals] == ["p20"]


def test_limits_of_montgomery_held_for_later_samples():
    kept = [can for at, can in enumerate(CANS) if at not in (14, 22)]
    chart = control_chart(
        points(numerator=[*kept, 9, 6], denominator=50),
        kind="p",
        phases=[Phase("p1", "After adjustment", baseline=28)],
    )
    assert lines(chart) == pytest.approx((0.0407, 0.2150, 0.3893), abs=5e-5)


def test_rates_of_montgomery():
    # Section 7.3, supply chain: 74 errors in 20 weeks of 50 shipments each.
    errors = [2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4]
    assert sum(errors) == 74
    chart = control_chart(points(numerator=errors, denominator=50), kind="u")
    assert lines(chart) == pytest.approx((0, 0.0740, 0.1894), abs=5e-5)


def test_means_and_deviations_of_montgomery():
    # Section 6.3, piston rings: 25 samples of 5, grand mean 74.001, mean s 0.0094. The lines
    # rest on these two alone, so any samples that have them do.
    steps = [0.002 * (-1) ** i for i in range(24)] + [0.0]
    sds = [0.0094 + 0.001 * (-1) ** i for i in range(24)] + [0.0094]
    table = points(value=[74.001 + step for step in steps], sd=sds, n=[5] * 25)
    assert lines(control_chart(table, kind="xbar")) == pytest.approx(
        (73.988, 74.001, 74.014), abs=6e-4
    )
    assert lines(control_chart(table, kind="s")) == pytest.approx((0, 0.0094, 0.0196), abs=6e-5)
