"""Rolling periods overlap: what one less the other gives is a number that nobody printed."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure import clear, read_policy
from nrs_lib.disclosure.attack import Cell, Relation, bounds
from nrs_lib.disclosure.kinship import families, rows_of, series_of
from nrs_lib.disclosure.linking import linked
from nrs_lib.disclosure.windows import between, chains, overlapping
from nrs_lib.stats.estimates import from_rows

POLICY = read_policy()
EARLIER, LATER = "2023Q1-4Q", "2023Q2-4Q"
QUARTERS = {"2022Q2": 8, "2022Q3": 6, "2022Q4": 9, "2023Q1": 7, "2023Q2": 2}
WINDOWS = {EARLIER: 30, LATER: 24}


def a_count(period: str, n: int, group: str = "SV001", **changes) -> dict:
    row = {"measure": "first_visits", "statistic": "count", "group": group, "scope": "unit"}
    row |= {"period": period, "estimate": float(n), "n": n, "n_units": 1, "largest_n": n}
    return row | changes


def the_nation(period: str, n: int) -> dict:
    return a_count(period, n, "national", scope="national", n_units=30, largest_n=n // 20)


def hidden(rows: list[dict], audience: str = "register") -> dict[tuple[str, str], str]:
    table = clear(from_rows(rows), audience=audience).table
    return table.set_index(["group", "period"])["hidden"].to_dict()


def an_attack(shown: dict[str, int]) -> dict[str, float]:
    """How wide an attacker who adds and subtracts must leave each quarter."""
    quarters = [quarter.code for quarter in Period.parse(LATER).quarters(5)]
    cells = [Cell(code, value=shown.get(code)) for code in quarters]
    cells += [Cell(code, value=shown.get(code)) for code in WINDOWS]
    relations = [
        Relation({q.code: 1 for q in Period.parse(code).quarters(4)} | {code: -1})
        for code in WINDOWS
    ]
    return {code: one.width for code, one in bounds(cells, relations, of=quarters).items()}


def test_two_rolling_periods_alone_tell_no_quarter():
    rows = [a_count(code, n) for code, n in WINDOWS.items()]
    assert set(hidden(rows).values()) == {""}
    assert min(an_attack(WINDOWS).values()) > 5


def test_with_the_quarter_that_fell_out_they_tell_the_newest():
    printed = WINDOWS | {"2022Q2": 8}
    assert an_attack(printed)["2023Q2"] == 0

    reasons = hidden([a_count(code, n) for code, n in printed.items()])
    assert sorted(reasons.values()) == ["", "", "protected"]
    left = {code: n for code, n in printed.items() if not reasons["SV001", code]}
    assert an_attack(left)["2023Q2"] >= 5


def test_the_nation_beside_is_large_enough_to_be_shown_whole():
    rows = [a_count(code, n) for code, n in (WINDOWS | {"2022Q2": 8}).items()]
    rows += [the_nation(code, 1000 + n) for code, n in WINDOWS.items()]
    rows += [the_nation("2022Q2", 240)]
    reasons = hidden(rows)
    assert {reasons["national", code] for code in (*WINDOWS, "2022Q2")} == {""}
    assert "protected" in reasons.values()


def test_what_is_left_of_the_nation_in_a_quarter_nobody_printed_is_guarded():
    """The nation's newest quarter has 6, the unit's 4: the other units have 2."""
    rows = [a_count("2022Q2", 8), a_count(EARLIER, 30), a_count(LATER, 26), a_count("2023Q2", 4)]
    rows = [{**row, "scope": "own"} for row in rows]
    rows += [the_nation("2022Q2", 240), the_nation(EARLIER, 1000), the_nation(LATER, 766)]
    assert "protected" in hidden(rows, "own_unit").values()
    rows[-1] = the_nation(LATER, 960)
    assert set(hidden(rows, "own_unit").values()) == {""}


@pytest.mark.parametrize("silent", [None, "2023Q1-2Q"])
def test_a_period_that_tells_no_numerator_does_not_let_the_others_tell_theirs(silent):
    """Two improved in the newest quarter, whether or not some half-year tells how many did."""
    told = {"2022Q2": (15, 30), EARLIER: (44, 100), LATER: (31, 95)}
    rows = [
        a_count(code, n, statistic="share", numerator=k, denominator=n, estimate=k / n)
        for code, (k, n) in told.items()
    ]
    if silent:
        rows.append(a_count(silent, 40, statistic="share"))
    reasons = hidden(rows)
    assert [reasons["SV001", code] for code in told].count("protected") == 1
    assert reasons.get(("SV001", silent), "") == ""


def test_a_year_less_a_half_and_a_quarter_is_a_quarter():
    shown = {"2022": 40, "2022H1": 20, "2022Q3": 18}
    reasons = hidden([a_count(code, n) for code, n in shown.items()])
    assert "protected" in reasons.values()


def test_people_who_are_not_the_same_from_period_to_period_are_not_subtracted():
    """A window with fewer than the quarter within it is of other people: nothing follows."""
    rows = [a_count(EARLIER, 30), a_count(LATER, 24), a_count("2022Q2", 60)]
    assert set(hidden(rows).values()) == {""}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(1, 12)), min_size=1, max_size=7))
def test_every_stretch_that_follows_is_the_sum_of_its_quarters(windows):
    start = Period.parse("2018Q1")
    quarters = [start]
    while len(quarters) < 30:
        quarters.append(Period.of(quarters[-1].next_start, 3))
    counts = {quarter: 3 + place % 5 for place, quarter in enumerate(quarters)}

    def inside(first, end):
        return sum(n for one, n in counts.items() if first <= one.start < end)

    periods = [quarters[last + 12].rolling(count) for last, count in windows]
    for paths in chains(periods):
        days = list(paths)
        for one, other in pairwise(days):
            terms = between(paths, (one, other))
            told = sum(k * inside(p.start, p.next_start) for p, k in terms.items())
            assert told == inside(one, other)


def test_what_overlaps_is_found_through_what_lies_between():
    known = ("2021", "2022Q2", EARLIER, "2024", "")
    assert overlapping((LATER,), known) == ("2022Q2", EARLIER)
    assert overlapping(("",), known) == ("",)
    assert overlapping(("2022",), ("2022Q1", "2022H2", "2021")) == ("2022Q1", "2022H2")


@pytest.mark.parametrize("later", [24, 60])
def test_nothing_hidden_is_in_the_table(later):
    rows = [a_count(EARLIER, 30), a_count(LATER, later), a_count("2022Q2", 8)]
    table = clear(from_rows(rows), audience="register").table
    assert pd.isna(table.loc[table["hidden"] != "", "n"]).all()


def test_numbers_that_are_no_sums_over_time_are_not_taken_for_a_contradiction():
    # Who came in two quarters is one of both together, so what one less others gives may be
    # below nobody.
    patients = {"2022H2": 3, "2022Q4": 6, "2023Q1-2Q": 16, "2023H1": 13, "2023Q2-4Q": 16}
    reasons = hidden([a_count(code, n) for code, n in patients.items()])
    assert reasons["SV001", "2022H2"] == "protected"


def test_what_follows_of_a_mean_may_lie_below_nothing_and_its_people_may_not():
    people = WINDOWS | {"2022Q2": 8}
    fallen = {EARLIER: -60.0, LATER: -66.0, "2022Q2": -10.0}
    rows = [
        a_count(code, n, statistic="change") | {"estimate": fallen[code] / n}
        for code, n in people.items()
    ]
    table = from_rows(rows).table.assign(hidden="")

    system = linked(table, POLICY.audiences["register"], POLICY)

    left = [cell for cell in system.values if cell[0] == "stretch"]
    assert {cell[1]: cell in system.fractional for cell in left} == {"n": False, "sum": True}
    sums = [value for cell, value in system.values.items() if cell[:2] == ("stretch", "sum")]
    assert sorted(sums) == pytest.approx([-60.0 + 10.0, -66.0 + 60.0 - 10.0])


def test_what_follows_comes_in_one_order_whatever_the_hash_seed():
    """Where two choices are as good, the order of relations decides which is made."""
    shares = {"2022Q2": (15, 30), EARLIER: (44, 100), LATER: (31, 95)}
    rows = [
        a_count(code, n, statistic="share", numerator=k, denominator=n, estimate=k / n)
        for code, (k, n) in shares.items()
    ]
    system = linked(from_rows(rows).table.assign(hidden=""), POLICY.audiences["register"], POLICY)

    names = [cell[1] for cell in system.values if cell[0] == "stretch"]
    assert list(dict.fromkeys(names)) == ["n", "numerator", "others"]


def test_wholes_come_in_the_order_of_their_rows():
    """Not in that of a set of texts, which another hash seed changes."""
    longer = ["2022", "2022Q4-8Q", "2022H1", "2022Q4-12Q", "2022Q1-8Q", "2022Q2-4Q", "2022Q3-4Q"]
    table = from_rows([a_count(code, 50) for code in ("2022Q1", *longer)]).table
    found = families(series_of(rows_of(table.assign(hidden="")).values()))
    wholes = [whole.period for whole, parts in found if parts[0].period == "2022Q1"]
    assert wholes == longer


def test_what_is_known_of_some_periods_is_not_taken_for_others():
    """Each set of periods is worked out once; another set has its own sums and wholes."""
    shown = {"2022": 100, "2022H1": 40, "2022H2": 60, "2021Q3": 9, "2021Q4": 8}
    found = {}
    for codes in (("2022H2", "2022H1", "2022"), ("2022", "2022H1"), ("2021Q4", "2021Q3")):
        table = from_rows([a_count(code, shown[code]) for code in codes]).table
        series = series_of(rows_of(table.assign(hidden="")).values())
        found[codes] = [
            (whole.period, {one.period for one in parts}) for whole, parts in families(series)
        ]
    assert list(found.values()) == [
        [("2022", {"2022H1", "2022H2"})],
        [("2022", {"2022H1"})],
        [],
    ]
