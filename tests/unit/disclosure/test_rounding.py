"""What is said of rounded counts holds for all counts that round so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nrs_lib.disclosure import clear, read_policy
from nrs_lib.disclosure.rounding import difference_of_rounded, points_off, share_of_rounded
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.shares import wilson
from nrs_lib.tables.standing import Standing, standing

BASE = read_policy().audiences["public"].round_to
WITHIN = 1e-12


@st.composite
def counts(draw) -> tuple[int, int]:
    of = draw(st.integers(3, 400))
    return draw(st.integers(0, of)), of


def rounded(pair: tuple[int, int], base: int) -> tuple[int, int]:
    return tuple((count + base // 2) // base * base for count in pair)


def all_that_round_so(pair: tuple[int, int], base: int):
    near = range(-base, base + 1)
    for numerator in (pair[0] + step for step in near):
        for denominator in (pair[1] + step for step in near):
            one = numerator, denominator
            is_one = 0 <= numerator <= denominator and denominator
            if is_one and rounded(one, base) == pair and is_shown(one, base):
                yield one


def is_shown(pair: tuple[int, int], base: int) -> bool:
    """Whether the door shows it, which hides what only rounds to all or none."""
    shown = rounded(pair, base)
    is_none, is_all = shown[0] == 0, shown[0] == shown[1]
    return (not is_none or pair[0] == 0) and (not is_all or pair[0] == pair[1])


def test_the_share_is_that_of_the_rounded_counts():
    assert share_of_rounded((35, 100), 5).estimate == 0.35


@settings(deadline=None, max_examples=200)
@given(pair=counts(), base=st.integers(3, 7))
def test_an_interval_is_the_widest_of_all_counts_that_round_so(pair, base):
    shown = rounded(pair, base)
    if not shown[1] or not is_shown(pair, base):
        return
    every = [wilson(*one) for one in all_that_round_so(shown, base)]
    found = share_of_rounded(shown, base)
    assert found.low == pytest.approx(min(one[1] for one in every), abs=WITHIN)
    assert found.high == pytest.approx(max(one[2] for one in every), abs=WITHIN)


def test_a_whole_that_is_shown_is_one_and_its_interval_says_so():
    """Ten of ten may be eight of eight, and not eight of twelve, which is hidden."""
    assert share_of_rounded((10, 10), 5).low == pytest.approx(wilson(8, 8)[1])
    assert share_of_rounded((0, 10), 5).high == pytest.approx(wilson(0, 8)[2])


@settings(deadline=None, max_examples=100)
@given(after=counts(), before=counts())
def test_a_difference_holds_that_of_the_exact_counts(after, before):
    assume(is_shown(after, BASE) and is_shown(before, BASE))
    found = difference_of_rounded(rounded(after, BASE), rounded(before, BASE), BASE)
    exact = share_difference(after, before).difference
    assert found.low <= exact.low + WITHIN
    assert found.high >= exact.high - WITHIN


def a_share(scope: str, numerator: int, denominator: int) -> dict:
    row = {"measure": "improved_pain", "statistic": "share", "scope": scope, "group": scope}
    row |= {"estimate": numerator / denominator, "n": denominator, "numerator": numerator}
    row |= dict(zip(("estimate", "low", "high"), wilson(numerator, denominator), strict=True))
    return row | {"denominator": denominator, "n_units": 30, "largest_n": denominator // 20 + 1}


def test_the_public_is_told_of_no_difference_that_is_the_roundings():
    """45 of 70 would be more than half for certain; 43 of 71, which is shown so, is not."""
    assert wilson(43, 71)[1] < 0.5 < wilson(45, 70)[1]
    rows = [a_share("unit", 43, 71), a_share("national", 500, 1000)]
    unit, nation = clear(from_rows(rows), audience="public").table.itertuples()
    assert (unit.numerator, unit.denominator, unit.estimate) == (45, 70, 0.6429)
    assert standing(unit, nation) == Standing.ALIKE


def test_the_level_line_of_a_funnel_is_the_share_that_is_printed():
    counts = {"n": 244, "numerator": 103, "denominator": 244, "n_units": 20, "largest_n": 30}
    place = {"group": "national:known_background", "scope": "national", "period": "2022"}
    row = {"measure": "improved_everyday", **place, **counts, "low": 0.2, "high": 0.6}
    rows = [
        row | {"statistic": "share", "estimate": 103 / 244},
        row
        | {"statistic": "adjusted", "estimate": 103 / 244}
        | {"category": "limits_alert:40", "parameters": 4, "smallest_n": 50},
    ]
    told = clear(from_rows(rows), audience="public").table
    assert list(told["hidden"]) == ["", ""]
    assert list(told["estimate"]) == pytest.approx([105 / 245] * 2, abs=0.0005)
    exact = clear(from_rows(rows), audience="register").table
    assert list(exact["estimate"]) == pytest.approx([103 / 244] * 2, abs=0.0005)


def adjusted(numerator: int, of: int, *, ratio: float, low: float, high: float):
    """A unit's adjusted share and its limits, as the public is told of them."""
    counts = {"n": of, "numerator": numerator, "denominator": of, "n_units": 1, "largest_n": of}
    row = {"measure": "improved_everyday", "statistic": "adjusted", "scope": "unit"} | counts
    row |= {"group": "U1", "period": "2022", "low": low, "high": high}
    row |= {"estimate": min(1.0, ratio * numerator / of)}
    rows = [row | {"category": one} for one in ("standardised", "limits_alert")]
    table = clear(from_rows(rows), audience="public").table
    return table.set_index("category").loc[["standardised", "limits_alert"]]


@settings(deadline=None, max_examples=60)
@given(
    counts=st.tuples(st.integers(20, 38), st.integers(60, 90)),
    steps=st.tuples(st.integers(-2, 2), st.integers(-2, 2)),
    ratio=st.floats(0.7, 1.4),
    limits=st.tuples(st.floats(0.05, 0.45), st.floats(0.46, 0.95)),
)
def test_adjusted_shares_of_the_public_tell_no_more_than_the_rounded_counts(
    counts, steps, ratio, limits
):
    numerator, of = rounded(counts, BASE)
    ends = dict(zip(("low", "high"), limits, strict=True))
    other = numerator + steps[0], of + steps[1]
    told = adjusted(numerator, of, ratio=ratio, **ends)
    same = adjusted(*other, ratio=ratio, **ends)
    assert list(same["estimate"]) == pytest.approx(list(told["estimate"]), abs=0.0015)
    limit = same.loc["limits_alert"]
    exact = ratio * other[0] / other[1]
    if limits[0] <= exact <= limits[1]:
        assert limit["low"] - 0.0015 <= limit["estimate"] <= limit["high"] + 0.0015


def test_a_unit_is_outside_only_where_all_counts_that_round_so_are():
    inside = adjusted(12, 43, ratio=1.0, low=0.225, high=0.5).loc["limits_alert"]
    assert inside["estimate"] == pytest.approx(10 / 45, abs=0.0005)
    assert inside["low"] <= inside["estimate"]
    outside = adjusted(12, 43, ratio=1.0, low=0.4, high=0.5).loc["limits_alert"]
    assert outside["estimate"] < outside["low"]


@settings(max_examples=60, deadline=None)
@given(exact=counts())
def test_no_printed_share_lies_further_from_the_exact_one_than_is_said(exact):
    shown = rounded(exact, BASE)
    assume(shown[1] > 0)
    off = points_off([shown], BASE)

    for numerator, denominator in all_that_round_so(shown, BASE):
        if denominator:
            told, true = (round(100 * a / b) for a, b in (shown, (numerator, denominator)))
            assert abs(told - true) <= off


def test_of_no_shares_nothing_is_off():
    assert points_off([], BASE) == 0
