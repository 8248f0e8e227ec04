"""A rounded number that everybody has met tells, beside exact ones, nearly as much as itself."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure import Earlier, clear, read_policy
from nrs_lib.disclosure.attack import Cell, Interval, Relation, bounds
from nrs_lib.disclosure.blurring import (
    Blurred,
    _that_fit,
    as_exact_ones_give,
    as_they_add_up,
    span_of,
    spans_of,
    telling,
)
from nrs_lib.disclosure.linking import linked
from nrs_lib.disclosure.published import Published
from nrs_lib.stats.estimates import KEY, from_rows

QUARTERS = ("2022Q1", "2022Q2", "2022Q3", "2022Q4")
HALVES = {"2022H1": QUARTERS[:2], "2022H2": QUARTERS[2:]}
POLICY = read_policy()
RULES = POLICY.audiences["register"]
WIDTH = 5
BASE = 5


def a_count(period: str, n: int, group: str = "national") -> dict:
    row = {"measure": "first_visits", "statistic": "count", "group": group, "period": period}
    row |= {"scope": "national" if group == "national" else "unit"}
    return row | {"estimate": float(n), "n": n, "n_units": 30, "largest_n": max(n // 20, 1)}


def rounded(n: int) -> int:
    return (n + BASE // 2) // BASE * BASE


def met(counts: dict[str, int]) -> Earlier:
    """What the public has been shown of some periods, rounded."""
    places = dict.fromkeys(KEY, "")
    return Earlier.of(
        places | a_count(code, rounded(n)) | {"round_to": BASE} for code, n in counts.items()
    )


def shown(counts: dict[str, int], earlier: Earlier | None) -> dict[str, int]:
    rows = from_rows([a_count(code, n) for code, n in counts.items()])
    table = clear(rows, audience="register", earlier=earlier).table
    kept = table[table["hidden"] == ""]
    return dict(zip(kept["period"], kept["n"].astype(int), strict=True))


def widths(told: dict[str, int], blurred: dict[str, int]) -> dict[str, float]:
    """How wide an attacker with all of it must leave each quarter that is not told."""
    cells = [Cell(code, value=told.get(code)) for code in QUARTERS]
    for code, n in blurred.items():
        span = span_of(rounded(n), BASE)
        cells.append(Cell(code, low=span.low, high=span.high))
    wholes = {"2022": QUARTERS, **HALVES}
    relations = [Relation(dict.fromkeys(wholes[code], 1) | {code: -1}) for code in blurred]
    hidden = [code for code in QUARTERS if code not in told]
    return {code: one.width for code, one in bounds(cells, relations, of=hidden).items()}


def test_a_rounded_year_takes_another_quarter_with_a_small_one():
    counts = dict(zip(QUARTERS, (40, 30, 50, 3), strict=True))
    year = {"2022": sum(counts.values())}

    alone, beside = shown(counts, None), shown(counts, met(year))

    assert set(alone) == {"2022Q1", "2022Q2", "2022Q3"}
    assert widths(alone, year)["2022Q4"] < WIDTH
    assert len(beside) == 2
    assert min(widths(beside, year).values()) >= WIDTH


def test_what_is_hidden_for_anothers_sake_keeps_its_width_too():
    # The year is shown, so a second quarter is hidden beside the small one: the smallest.
    counts = {"2022Q1": 40, "2022Q2": 9, "2022Q3": 50, "2022Q4": 3}
    asked = counts | {"2022": 102}
    half = {"2022H1": 49}

    told = shown(asked, None)
    kept = shown(asked, met(half))

    assert "2022Q2" not in told
    assert widths({code: told[code] for code in QUARTERS if code in told}, half)["2022Q2"] < WIDTH
    assert min(widths({code: kept[code] for code in QUARTERS if code in kept}, half).values()) >= (
        WIDTH
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
    st.sets(st.sampled_from(["2022", *HALVES]), min_size=1),
)
def test_beside_any_rounded_wholes_no_quarter_is_worked_out(counts, which):
    quarters = dict(zip(QUARTERS, counts, strict=True))
    wholes = {"2022": QUARTERS, **HALVES}
    blurred = {code: sum(quarters[one] for one in wholes[code]) for code in which}
    blurred = {code: n for code, n in blurred.items() if n >= 2 * WIDTH}

    told = shown(quarters, met(blurred) if blurred else None)

    small = [code for code in QUARTERS if code not in told]
    assert all(
        code in small for code, n in quarters.items() if 0 < n < RULES.limits["unit"].min_count
    )
    # Beside nothing but roundings no interval can be wider than what they leave.
    least = widths({}, blurred)
    found = widths(told, blurred)
    assert all(found[code] >= min(WIDTH, least[code]) for code in small)


def test_roundings_of_many_parts_tell_nothing_of_what_is_left():
    parts = pd.DataFrame([a_count("2022", 20, f"u{unit}") for unit in range(4)])
    parts = parts.assign(time_point="", category="", round_to=BASE)
    whole = pd.DataFrame([a_count("2022", 90)]).assign(time_point="", category="", round_to=BASE)

    assert len(telling(pd.concat([whole, parts], ignore_index=True), RULES, POLICY)) == 1
    one = pd.concat([whole, parts.head(1)], ignore_index=True)
    assert len(telling(one, RULES, POLICY)) == 2


@pytest.mark.parametrize(("year", "found"), [(100, [101.0]), (110, [])])
def test_a_rounded_whole_is_the_sum_of_its_exact_parts_or_of_other_people(year, found):
    quarters = zip(QUARTERS, (20, 30, 40, 11), strict=True)
    columns = {"time_point": "", "category": "", "numerator": float("nan")}
    exact = pd.DataFrame([a_count(code, n) for code, n in quarters]).assign(**columns)
    known = pd.DataFrame([a_count("2022", year)]).assign(**columns, round_to=BASE)

    assert as_they_add_up(known, exact)["n"].tolist() == found


def test_a_rounding_of_other_people_limits_nothing():
    counts = dict(zip(QUARTERS, (40, 30, 50, 3), strict=True))

    assert shown(counts, met({"2022": 60})) == shown(counts, None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
    st.sets(st.sampled_from(list(HALVES)), min_size=1),
)
def test_what_rounded_numbers_hide_is_wide_for_who_has_not_met_them(counts, which):
    quarters = dict(zip(QUARTERS, counts, strict=True))
    blurred = {code: sum(quarters[one] for one in HALVES[code]) for code in which}
    blurred = {code: n for code, n in blurred.items() if n >= 2 * WIDTH}

    told = shown(quarters | {"2022": sum(counts)}, met(blurred) if blurred else None)

    exact = [Cell(code, value=told.get(code)) for code in (*QUARTERS, "2022")]
    year = Relation(dict.fromkeys(QUARTERS, 1) | {"2022": -1})
    for code, found in bounds(exact, [year]).items():
        if code in told or code == "2022" or not quarters[code]:
            continue
        assert found.width >= WIDTH, code


def test_a_whole_that_rounding_alone_sets_apart_from_its_parts_leaves_nobody():
    parts = [a_count("2022", n, f"u{n}") for n in (40, 45, 53)]
    nation = Earlier.of([dict.fromkeys(KEY, "") | a_count("2022", 140) | {"round_to": BASE}])

    table = clear(from_rows(parts), audience="register", earlier=nation).table

    assert set(table["hidden"]) == {""}


def test_a_count_that_would_be_below_nobody_is_of_other_people():
    columns = {"time_point": "", "category": "", "numerator": float("nan")}
    exact = pd.DataFrame([a_count(code, n) for code, n in (("2022H1", 20), ("2022Q1", 30))])
    asked = pd.DataFrame([a_count("2022Q2", 0)]).assign(**columns)[list(KEY)]

    assert as_exact_ones_give(asked, exact.assign(**columns)).empty
    more = exact.assign(**columns, n=[30, 20])
    assert as_exact_ones_give(asked, more)["n"].tolist() == [10.0]


def test_no_more_is_asked_of_a_cell_than_is_left_of_it():
    system = Published(values={"a": 3.0, "b": 9.0})
    system.limit("a", Interval(1.0, 5.0))
    system.limit("b", Interval(0.0, 4.0))
    system.needs = {"a": Interval(1.0, 6.0), "b": Interval(4.0, 9.0)}

    system.ask_for_what_can_be()

    assert system.needs == {"a": Interval(1.0, 5.0), "b": Interval(4.0, 9.0)}


@given(st.integers(0, 60), st.integers(2, 12))
def test_a_rounded_count_lies_between_the_counts_that_round_to_it(count, base):
    shown = (count + base // 2) // base * base
    alike = [n for n in range(80) if (n + base // 2) // base * base == shown]
    assert span_of(shown, base) == Interval(min(alike), max(alike))


def test_a_rounded_version_rests_on_the_same_people_as_the_exact_numbers_of_its_place():
    row = a_count("2022", 43) | {"measure": "women", "statistic": "share", "category": "a"}
    exact = row | {"numerator": 20, "denominator": 43, "estimate": 20 / 43}
    met_before = row | {"n": 45, "numerator": 25, "denominator": 45, "category": "b"}
    table = from_rows([exact, met_before]).table.assign(hidden="")
    spans = {1: {"n": span_of(45, BASE), "numerator": span_of(25, BASE)}}

    system = linked(table, RULES, POLICY, blurred=Blurred(spans, frozenset({1})))

    [people] = [cell for cell in system.values if cell[0] == "n"]
    assert system.values[people] == 43
    assert system.span(people) == span_of(45, BASE)


def a_share(period: str, n: float, numerator: float, **changes) -> dict:
    place = {"measure": "women", "statistic": "share", "group": "national"}
    place |= {"time_point": "", "category": "", "period": period}
    return place | {"n": n, "numerator": numerator} | changes


def settled(known: list[dict], exact: list[dict]) -> dict[str, tuple[float, float]]:
    found = as_they_add_up(pd.DataFrame(known).assign(round_to=BASE), pd.DataFrame(exact))
    return {row["period"]: (row["n"], row["numerator"]) for row in found.to_dict("records")}


def followed_from(exact: list[dict], *asked: str) -> list[tuple[float, float]]:
    keys = pd.DataFrame([a_share(code, 0, 0) for code in asked])[list(KEY)]
    found = as_exact_ones_give(keys, pd.DataFrame(exact))
    return list(found[["n", "numerator"]].itertuples(index=False, name=None))


def test_a_rounded_number_that_is_not_told_limits_nothing():
    # A limit would be taken for all that has to stay unknown of it.
    rows = pd.DataFrame([a_share("2022", 40.0, float("nan"), index=3, round_to=BASE)])
    assert spans_of(rows) == {3: {"n": span_of(40, BASE)}}


def test_a_rounded_whole_is_its_exact_half_and_the_rounded_other():
    quarters = [a_share("2020", 7, 3), a_share("2022Q3", 20, 10), a_share("2022Q4", 28, 13)]
    known = [a_share("2022H1", 50, 25), a_share("2022", 100, 50)]
    assert settled(known, quarters) == {"2022H1": (50, 25), "2022": (98, 48)}


def test_a_rounded_number_of_all_times_adds_up_with_nothing():
    assert settled([a_share("", 50, 25)], [a_share("2022", 20, 10)]) == {"": (50, 25)}
    assert followed_from([a_share("2022", 20, 10)], "") == []


def test_a_numerator_that_one_of_two_does_not_tell_is_of_other_people():
    half, missing = [a_share("2022H1", 20, 10)], float("nan")
    for other, told in ((25, missing), (missing, 12)):
        exact = [*half, a_share("2022H2", 25, other)]
        assert settled([a_share("2022", 45, told)], exact) == {}


@pytest.mark.parametrize(
    ("year", "half", "found"),
    [
        ((30, 10), (20, 10), [(10, 0)]),
        ((30, 20), (20, 10), [(10, 10)]),
        ((20, 10), (20, 10), [(0, 0)]),
        ((30, 9), (20, 10), []),
        ((30, 21), (20, 10), []),
    ],
)
def test_what_was_hidden_follows_unless_its_numerator_is_of_other_people(year, half, found):
    exact = [a_share("2022", *year), a_share("2022H1", *half)]
    assert followed_from(exact, "2022H2", "2021") == found


def test_the_same_days_under_another_name_are_one_number():
    assert settled([a_share("2022Q4-4Q", 50, 25)], [a_share("2022", 48, 23)]) == {
        "2022Q4-4Q": (48, 23)
    }


def an_outcome(period: str, numerator: int, n: int) -> dict:
    row = {"measure": "improved_pain", "statistic": "share", "group": "u1", "scope": "unit"}
    row |= {"period": period, "n": n, "numerator": numerator, "denominator": n, "largest_n": n}
    return row | {"estimate": numerator / n, "low": 0.0, "high": 1.0, "n_units": 1}


def beside(year: tuple[int, int], *exact: tuple[str, int, int]) -> list[str]:
    """Why exact numbers are hidden beside the rounded one of 2022."""
    met = dict.fromkeys(KEY, "") | an_outcome("2022", *year) | {"round_to": BASE}
    table = from_rows([an_outcome(*one) for one in exact])
    return clear(table, audience="register", earlier=Earlier.of([met])).table["hidden"].tolist()


@pytest.mark.parametrize("two", [9, 10, 11, 12])
def test_a_rounded_year_in_two_exact_ones_leaves_the_other_year_a_few(two):
    """Ten of a year, of nine in two: 8 or 9, and the year before had one at most."""
    assert beside((10, 25), ("2022Q4-8Q", two, 30)) == ["protected"]


def test_an_exact_half_in_a_rounded_year_leaves_the_other_half_a_few():
    """Eleven of a half, of ten in the year: 11 or 12, and the other half had one at most."""
    assert beside((10, 30), ("2022H1", 11, 24)) == ["protected"]
    quarters = (("2022Q1", 4, 14), ("2022Q2", 4, 14), ("2022Q3", 4, 14))
    assert "protected" in beside((10, 50), *quarters)


def test_a_year_of_other_people_or_far_from_the_others_costs_nothing():
    assert beside((10, 30), ("2022Q4-8Q", 30, 60)) == [""]
    assert beside((20, 30), ("2022Q4-8Q", 7, 60)) == [""]
    assert beside((10, 30), ("2022H1", 20, 25)) == [""]


def test_of_counts_that_round_so_one_is_taken_that_leaves_somebody():
    longer, half = Period.parse("2022Q4-8Q"), Period.parse("2022H1")
    year = Period.parse("2022")
    assert _that_fit(year, (10.0, 10.0), BASE, {longer: (9.0, 30.0)}) == (8.0, 10.0)
    assert _that_fit(year, (10.0, 10.0), BASE, {half: (11.0, 4.0)}) == (12.0, 10.0)
    both = {longer: (20.0, 20.0), Period.parse("2021"): (11.0, 4.0)}
    assert _that_fit(year, (10.0, 10.0), BASE, both) == (8.0, 10.0)
    assert math.isnan(_that_fit(year, (float("nan"),), BASE, {half: (3.0,)})[0])
