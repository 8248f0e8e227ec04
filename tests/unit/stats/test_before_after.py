"""Before and after a change: which quarters, and how far apart."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.stats.before_after import around, before_after
from nrs_lib.stats.indicators import indicator_rows
from nrs_lib.stats.median_differences import median_difference
from nrs_lib.stats.share_differences import share_difference
from tests.support.bundles import OWN, a_small_register


@pytest.mark.parametrize(
    ("day", "until", "before", "after"),
    [
        ("2022-01-01", "2022", "2021", "2022"),
        ("2022-01-01", "2022Q2", "2021", "2022H1"),
        ("2022-01-01", "2023Q2", "2021", "2023Q2-4Q"),
        ("2022-02-15", "2022", "2022Q1-4Q", "2022Q4-3Q"),
        ("2022-12-01", "2022", "2022", None),
        ("2024-05-01", "2022", "2024Q2-4Q", None),
        (None, "2022Q3", None, "2022Q3-4Q"),
    ],
)
def test_the_quarter_of_the_change_belongs_to_the_time_before(day, until, before, after):
    shown = around(dt.date.fromisoformat(day) if day else None, until=Period.parse(until))

    assert (shown.before.code if shown.before else None) == before
    assert (shown.after.code if shown.after else None) == after


@pytest.fixture(scope="module")
def population():
    return Population(a_small_register(per_unit=60), register="NRSsv", unit_id=OWN)


@pytest.mark.parametrize("measure", ["response_discharge", "improved_pain", "wait_to_programme"])
def test_each_side_is_the_indicator_and_the_difference_is_after_less_before(population, measure):
    shown = around(dt.date(2022, 1, 1), until=Period.parse("2022"))
    rows = before_after(population, measure, shown).table.to_dict("records")

    before, after, apart = rows
    for row, period in ((before, shown.before), (after, shown.after)):
        [alone] = indicator_rows(population.in_period(period), [measure])
        assert row["estimate"] == alone["estimate"]
    assert apart["statistic"] == "difference"
    assert (apart["period"], apart["category"]) == (shown.after.code, shown.before.code)
    assert apart["estimate"] == pytest.approx(after["estimate"] - before["estimate"])
    assert apart["low"] < apart["estimate"] < apart["high"]
    assert apart["n"] == min(before["n"], after["n"])


@pytest.mark.parametrize(
    ("measure", "rests_on"),
    [
        ("response_discharge", {"share_difference_interval"}),
        ("improved_pain", {"share_difference_interval", "responder_denominator"}),
        ("wait_to_programme", {"median_difference_interval"}),
    ],
)
def test_only_the_definitions_of_the_measure_are_named(population, measure, rests_on):
    shown = around(dt.date(2022, 1, 1), until=Period.parse("2022"))
    named = before_after(population, measure, shown).definitions
    choices = ("share_difference_interval", "median_difference_interval", "responder_denominator")
    assert {key for key in choices if f"convention:{key}" in named} == rests_on


def test_a_difference_keeps_the_company_of_the_side_whose_counts_it_bears(population):
    crossed = 0
    for measure in ("response_discharge", "improved_pain", "improved_everyday"):
        for month in range(1, 13):
            shown = around(dt.date(2022, month, 1), until=Period.parse("2023H1"))
            rows = before_after(population, measure, shown).table.to_dict("records")
            before, after, apart = rows
            assert apart["largest_numerator"] == apart["numerator"]
            assert apart["largest_others"] == apart["denominator"] - apart["numerator"]
            crossed += apart["n"] != apart["denominator"] and before["n"] != after["n"]
    # The side with fewer answers is not always the one with the smaller part.
    assert crossed


def test_nothing_after_the_change_leaves_the_value_before_alone(population):
    shown = around(dt.date(2022, 12, 1), until=Period.parse("2022"))

    assert list(before_after(population, "response_12m", shown).table["period"]) == ["2022"]


def test_of_shares_the_limits_of_each_give_newcombe_s_interval():
    found = share_difference((30, 60), (12, 40), interval="newcombe")
    ends = [(one.estimate, one.low, one.high) for one in (found.first, found.second)]

    assert median_difference(*ends) == pytest.approx(
        (found.difference.estimate, found.difference.low, found.difference.high)
    )


def test_a_group_without_an_interval_leaves_the_difference_without_one():
    apart, low, high = median_difference((30.0, 20.0, 44.0), (25.0, math.nan, math.nan))

    assert apart == 5.0
    assert np.isnan([low, high]).all()
