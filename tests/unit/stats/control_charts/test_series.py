"""From estimates by period to a chart."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from nrs_lib.contracts.cautions import Caution
from nrs_lib.errors import ParameterError
from nrs_lib.stats.control_charts import Assurance, chart_of, phase_on
from nrs_lib.stats.control_charts.series import direction_of, series_of
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Direction

QUARTERS = [f"{year}Q{quarter}" for year in (2020, 2021, 2022) for quarter in (1, 2, 3, 4)]
NUMERATORS = [40, 44, 38, 51, 47, 42, 45, 39, 50, 46, 43, 48]


def a_row(period, numerator, denominator=80, **changes):
    return {
        "measure": "response_discharge",
        "statistic": "share",
        "group": "017",
        "scope": "own",
        "period": period,
        "estimate": numerator / denominator if denominator else None,
        "n": denominator,
        "numerator": numerator,
        "denominator": denominator,
        "n_units": 1,
        "largest_n": denominator,
        "method": "wilson",
    } | changes


@pytest.fixture
def estimates():
    rows = [a_row(*pair) for pair in zip(QUARTERS, NUMERATORS, strict=True)]
    rows.append(a_row("2022", 187, 320))
    rows.append(a_row("2022Q1", 9, measure="response_12m"))
    rows.append(a_row("2022Q1", 900, 1500, group="national", scope="national"))
    return from_rows(
        rows,
        definitions=["measure:response_discharge"],
        cautions=[
            Caution.of("too_few", "response_discharge", n=1, least=2),
            Caution.of("too_few", "age", n=1, least=2),
        ],
    )


RESPONSE = {"measure": "response_discharge", "group": "017", "statistic": "share"}


def test_quarters_of_one_measure_and_group(estimates):
    chart = chart_of(estimates, **RESPONSE, target=0.3)
    assert chart.kind == "p_prime"
    assert chart.direction == Direction.HIGHER_BETTER
    assert chart.points["period"].tolist() == QUARTERS
    assert chart.points["numerator"].tolist() == NUMERATORS
    assert chart.points["centre"][0] == pytest.approx(sum(NUMERATORS) / 960)
    assert chart.assurance == Assurance.WILL_HIT
    assert {"measure:response_discharge", "convention:control_chart_kinds"} <= set(
        chart.definitions
    )


def test_what_was_said_of_the_measure_is_said_beside_the_chart(estimates):
    said = [c.about for c in chart_of(estimates, **RESPONSE).cautions if c.code == "too_few"]
    assert said == ["response_discharge"]


def test_order_of_rows_does_not_matter(estimates):
    table = estimates.table.sample(frac=1, random_state=3).reset_index(drop=True)
    shuffled = type(estimates)(table, estimates.definitions, estimates.cautions)
    assert chart_of(shuffled, **RESPONSE).points.equals(chart_of(estimates, **RESPONSE).points)


def test_a_quarter_that_is_not_there_is_empty(estimates):
    table = estimates.table[estimates.table["period"] != "2021Q2"].reset_index(drop=True)
    points = series_of(type(estimates)(table), **RESPONSE)
    assert points["period"].tolist() == QUARTERS
    assert points.loc[5, ["value", "n", "numerator", "denominator"]].isna().all()
    chart = chart_of(type(estimates)(table), **RESPONSE)
    assert math.isnan(chart.points["value"][5])
    assert "chart_empty_periods" in [caution.code for caution in chart.cautions]


def test_a_quarter_without_people_is_empty_and_not_zero():
    rows = [a_row(*pair) for pair in zip(QUARTERS, NUMERATORS, strict=True)]
    rows[3] = a_row(QUARTERS[3], 0, 0)
    chart = chart_of(from_rows(rows), **RESPONSE)
    assert math.isnan(chart.points["value"][3])


def test_other_statistics_go_into_an_xmr_chart_cut_where_counts_end():
    counts = [3, 9, 1, 7, 2, 8, 4, 6, 0, 9, 2, 7]
    rows = [
        a_row(period, 0, 0, measure="referrals", statistic="count", estimate=n, n=n)
        for period, n in zip(QUARTERS, counts, strict=True)
    ]
    chart = chart_of(from_rows(rows), measure="referrals", group="017", statistic="count")
    assert chart.kind == "xmr"
    assert chart.points["value"].tolist() == counts
    assert chart.points["lower"].min() == 0
    assert chart.direction == Direction.NEUTRAL


def test_means_may_have_a_chart_with_spread_from_within():
    rows = [
        a_row(q, 0, 0, measure="nrs_pain", statistic="mean", estimate=6 + i % 2 / 10, sd=2.0, n=50)
        for i, q in enumerate(QUARTERS)
    ]
    found = from_rows(rows)
    chart = chart_of(found, measure="nrs_pain", group="017", statistic="mean", kind="xbar")
    assert chart.points["sigma"][0] == pytest.approx(2 / math.sqrt(50), rel=0.01)
    assert chart.direction == Direction.HIGHER_WORSE


def test_months_half_years_and_years():
    for every, codes in {
        "month": ["2021-11", "2021-12", "2022-01"],
        "half_year": ["2021H2", "2022H1", "2022H2"],
        "year": ["2020", "2021", "2022"],
    }.items():
        rows = [a_row(codes[0], 40), a_row(codes[2], 45), a_row("2021Q3", 44)]
        points = series_of(from_rows(rows), **RESPONSE, every=every)
        assert points["period"].tolist() == codes
        assert points["value"].isna().tolist() == [False, True, False]


def test_rolling_years_share_months_and_are_no_points_of_a_chart_of_years():
    rows = [a_row("2021", 40), a_row("2022Q2-4Q", 60), a_row("2022", 45)]
    points = series_of(from_rows(rows), **RESPONSE, every="year")
    assert points["period"].tolist() == ["2021", "2022"]


@pytest.mark.parametrize(
    "asked", [{"every": "week"}, {"every": "month"}, {"group": "018"}, {"measure": "age"}]
)
def test_a_series_that_is_not_there_is_refused(estimates, asked):
    with pytest.raises(ParameterError, match=r"period|series"):
        chart_of(estimates, **(RESPONSE | asked))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("wait_to_programme", "median"), "higher_worse"),
        (("improved_pain", "share"), "higher_better"),
        (("women", "share"), "neutral"),
        (("nrs_pain", "change"), "higher_worse"),
        (("nrs_pain", "share", "improved"), "higher_better"),
        (("nrs_pain", "mean", "paired_later"), "higher_worse"),
        (("nrs_pain", "share", "severe"), "neutral"),
        (("response_12m", "ratio"), "neutral"),
        (("nobody_knows", "mean"), "neutral"),
    ],
)
def test_direction_is_that_of_the_definitions(asked, expected):
    assert direction_of(*asked) == expected


@pytest.mark.parametrize(
    ("day", "every", "starts"),
    [
        ((2021, 4, 1), "quarter", "2021Q2"),
        ((2021, 4, 2), "quarter", "2021Q3"),
        ((2021, 5, 1), "quarter", "2021Q3"),
        ((2021, 11, 30), "quarter", "2022Q1"),
        ((2021, 12, 15), "month", "2022-01"),
        ((2021, 1, 1), "year", "2021"),
        ((2021, 7, 2), "half_year", "2022H1"),
    ],
)
def test_a_change_on_a_day_begins_the_first_whole_period_after_it(day, every, starts):
    assert phase_on(dt.date(*day), "Nytt program", every=every).starts == starts


def test_a_chart_with_a_phase_from_a_day():
    rows = [a_row(f"{y}Q{q}", 40 + q, 80) for y in range(2018, 2023) for q in (1, 2, 3, 4)]
    chart = chart_of(
        from_rows(rows), **RESPONSE, phases=[phase_on(dt.date(2020, 6, 20), "Nytt program")]
    )
    assert [phase.start for phase in chart.phases] == ["2018Q1", "2020Q3"]
    assert [phase.n for phase in chart.phases] == [10, 10]
