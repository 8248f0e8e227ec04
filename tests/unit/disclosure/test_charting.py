"""Charts follow from what is shown, and from nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.disclosure.charting import Change, charted
from nrs_lib.errors import DisclosureError, ParameterError
from nrs_lib.stats.control_charts import chart_of
from nrs_lib.stats.estimates import from_rows
from tests.support import cleared as made

STEP = (0.4,) * 12 + (0.7,) * 8
FLAT = (0.5,) * 20
PAIN = "improved_pain"


def a_chart(shares=STEP, few=(), own=90, **asked):
    table = made.over_time(measures=[PAIN], shares=shares, few=few, own=own)
    return charted(table, measure=PAIN, **asked)


def lines_of(chart):
    return chart.cleared.where(statistic="process_limits").table


def test_a_chart_of_cleared_numbers_is_that_of_the_same_numbers_before():
    table = made.over_time(measures=[PAIN]).table
    rows = table.drop(columns="hidden").to_dict("records")
    known = {"measure": PAIN, "group": made.UNIT, "statistic": "share"}
    same = chart_of(from_rows(rows), **known)
    mine = a_chart()
    columns = ["centre", "lower", "upper", "variation"]
    assert mine.chart.points[columns].equals(same.points[columns])
    assert mine.chart.variation == same.variation == "improving"


def test_every_line_stands_under_the_key_of_its_point():
    chart = a_chart(few=(2, 7))
    lines = lines_of(chart)
    shown = chart.cleared.where(statistic="share", hidden="").table
    assert list(lines["period"]) == list(shown["period"])
    assert list(lines["n"]) == list(shown["n"])
    assert (lines["low"] <= lines["estimate"]).all()
    assert (lines["estimate"] <= lines["high"]).all()


@settings(max_examples=12, deadline=None)
@given(st.sets(st.integers(0, 19), max_size=9), st.floats(0, 1))
def test_what_is_hidden_has_no_part_in_lines_signals_or_verdicts(few, share):
    """The same chart whatever the hidden periods hold."""
    other = [share if place in few else known for place, known in enumerate(STEP)]
    one, two = a_chart(few=few), a_chart(other, few=few)
    assert lines_of(one).equals(lines_of(two))
    assert one.chart.signals == two.chart.signals
    assert one.chart.variation == two.chart.variation


def test_limits_are_wider_where_fewer_are_behind_the_point():
    chart = a_chart(FLAT, own=90)
    table = made.over_time(measures=[PAIN], shares=FLAT).table
    first = table.index[0]
    table.loc[first, ["n", "numerator", "denominator"]] = [20, 10, 20]
    mixed = charted(replace(chart.cleared, table=table), measure=PAIN)
    widths = (lines_of(mixed)["high"] - lines_of(mixed)["low"]).to_numpy()
    assert widths[0] > 1.9 * widths[1]


def test_what_is_not_cleared_is_refused():
    with pytest.raises(DisclosureError, match="cleared"):
        charted(made.over_time().table, measure=PAIN)


def test_a_measure_without_rows_is_refused():
    with pytest.raises(ParameterError, match="chart"):
        charted(made.over_time(measures=[PAIN]), measure="response_12m")


# --- lengths ----------------------------------------------------------------------------------


def a_small_unit(quarter: int, years: int = 5):
    """Quarters with so many people, and half-years and years of the same."""
    rows = []
    for year in range(2018, 2018 + years):
        ends = {f"{year}Q{q}": 1 for q in (1, 2, 3, 4)}
        ends |= {f"{year}H1": 2, f"{year}H2": 2, f"{year}": 4}
        for period, times in ends.items():
            n, so = quarter * times, round(quarter * times * (0.4 + 0.02 * (year % 3)))
            key = {"measure": PAIN, "statistic": "share", "group": made.UNIT, "scope": "own"}
            counts = {"n": n, "numerator": so, "denominator": n, "n_units": 1}
            rows.append(key | counts | {"estimate": so / n, "period": period})
    return made.cleared(rows)


@pytest.mark.parametrize(
    ("quarter", "months", "n"), [(12, 3, 20), (6, 6, 10), (3, 12, 5), (2, 3, 20)]
)
def test_the_shortest_periods_with_enough_points_are_taken(quarter, months, n):
    chart = charted(a_small_unit(quarter), measure=PAIN)
    assert (chart.months, len(chart.periods)) == (months, n)


def test_years_too_few_for_limits_have_points_and_no_lines():
    chart = charted(a_small_unit(3), measure=PAIN)
    assert (chart.cleared.table["hidden"] == "").all()
    assert lines_of(chart).empty
    assert chart.chart.variation == "not_judged"


def test_half_years_without_gaps_are_better_than_quarters_with_many():
    table = a_small_unit(12).table
    hidden = table["period"].isin([f"{year}Q{q}" for year in range(2018, 2023) for q in (1, 3)])
    table.loc[hidden, "hidden"] = "few"
    chart = charted(replace(a_small_unit(12), table=table), measure=PAIN)
    assert chart.months == 6


def test_periods_out_of_step_with_the_latest_are_passed_over():
    cleared = a_small_unit(6)
    table = cleared.table.replace({"period": {"2022H2": "2023Q1-2Q"}})
    chart = charted(replace(cleared, table=table), measure=PAIN, months=6)
    assert chart.periods == ("2023Q1-2Q",)


# --- known changes ----------------------------------------------------------------------------


def a_change(day: str):
    return Change(dt.date.fromisoformat(day), "Nytt program")


def test_limits_are_new_after_a_change_with_enough_points_on_both_sides():
    chart = a_chart(changes=[a_change("2021-01-01")])
    assert [one.n for one in chart.chart.phases] == [12, 8]
    assert chart.chart.variation == "common_cause"
    assert list(chart.changes) == ["2021Q1"]


def test_a_late_change_is_seen_against_the_limits_of_before():
    shares = (0.4,) * 16 + (0.7,) * 4
    chart = a_chart(shares, changes=[a_change("2021-11-20")])
    assert [one.n_base for one in chart.chart.phases] == [16]
    assert chart.chart.variation == "improving"
    # A period that the change lies within stays with the old.
    assert list(chart.changes) == ["2022Q1"]


def test_a_late_change_after_another_keeps_the_limits_between_them():
    shares = (0.4,) * 8 + (0.6,) * 9 + (0.9,) * 3
    both = [a_change("2020-01-01"), a_change("2022-04-01")]
    chart = a_chart(shares, changes=both)
    assert [one.n_base for one in chart.chart.phases] == [8, 9]
    assert chart.chart.variation == "improving"


@pytest.mark.parametrize("day", ["2017-05-01", "2018-01-01", "2022-12-01", "2023-01-01"])
def test_a_change_outside_the_series_has_no_mark(day):
    assert not a_chart(changes=[a_change(day)]).changes


# --- targets ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "verdict"), [(0.1, "will_hit"), (0.95, "will_miss"), (0.5, "hit_or_miss")]
)
def test_a_target_is_held_against_the_limits(target, verdict):
    assert a_chart(FLAT, target=target).chart.assurance == verdict


def test_no_line_is_told_to_the_ledger_of_releases():
    table = made.over_time(measures=[PAIN], own=None, audience="register")
    chart = charted(table, measure=PAIN)
    assert len(chart.cleared.table) == 40
    assert len(chart.cleared.released()) == 20


def test_rows_are_those_of_its_table() -> None:
    cleared = a_chart().cleared

    assert list(map(str, cleared.rows)) == list(map(str, replace(cleared).rows))
    assert {row.statistic for row in cleared.rows} == {"share", "process_limits"}
