"""Numbers beside their earlier versions: each with every one, and no other."""

import math

import numpy as np
import pandas as pd

from nrs_lib.disclosure import read_policy
from nrs_lib.disclosure.earlier import Earlier
from nrs_lib.disclosure.followed import still_followed
from nrs_lib.disclosure.reasons import once
from nrs_lib.disclosure.versions import beside
from nrs_lib.stats.estimates import KEY, from_rows
from nrs_lib.terms import Audience


def a_share(numerator: int, n: int, **changes) -> dict:
    row = {"measure": "women", "statistic": "share", "group": "national", "scope": "national"}
    row |= {"period": "2022", "estimate": numerator / n, "n": n, "numerator": numerator}
    return row | {"denominator": n, "n_units": 9, "largest_n": n // 9} | changes


def test_what_nothing_was_released_before_is_in_conflict_with_nothing():
    table, policy = from_rows([a_share(20, 60), a_share(2, 60, period="2021")]).table, read_policy()
    rules = policy.audiences[Audience.PUBLIC]

    nothing = Earlier.nothing()

    assert nothing.is_empty
    assert nothing.conflicts(table, rules, policy).equals(table.index[:0])
    assert list(nothing.tested(table.assign(hidden=""), rules, policy)) == ["", ""]


def known(*rows: dict) -> Earlier:
    return Earlier.of([dict.fromkeys(KEY, "") | row for row in rows])


def test_each_number_meets_every_version_of_itself_as_a_merge_would_have_it():
    rng = np.random.default_rng(3)
    names = [f"SV{unit:03}" for unit in range(6)]
    new = [a_share(20 + n, 60, group=name, scope="unit") for n, name in enumerate(names)]
    old = [
        a_share(int(rng.integers(1, 40)), 60, group=name, scope="unit", round_to=1)
        for name in rng.choice([*names[2:], "SV100"], size=12)
    ]
    table = from_rows(new).table.set_axis(range(10, 16))
    cells = known(*old).cells

    both = beside(table, cells)

    merged = table.reset_index(names="index").merge(
        cells.drop(columns="scope"), on=list(KEY), suffixes=("", "_then")
    )
    for name in ("index", "n", "numerator", "numerator_then", "estimate", "estimate_then"):
        assert getattr(both, name).tolist() == merged[name].tolist(), name


def test_a_point_of_a_curve_stands_there_a_second_time():
    point = a_share(40, 80, statistic="survival", category="90", at_risk=30)
    table = from_rows([point]).table
    followed = still_followed(table).iloc[0].to_dict()
    cells = known(point | {"round_to": 1}, followed | {"numerator": None, "round_to": 1}).cells

    both = beside(table, cells)

    assert both.measure.tolist() == ["women", "women:at_risk"]
    assert both.index.tolist() == [0, 0]
    assert both.n.tolist() == both.n_then.tolist() == [80.0, 30.0]
    assert math.isnan(both.numerator[1])


def test_a_point_is_known_when_both_its_counts_are():
    point = a_share(40, 80, statistic="survival", category="90", at_risk=30)
    table = from_rows([point]).table
    followed = still_followed(table).iloc[0].to_dict() | {"numerator": None, "round_to": 1}

    def unchanged(*rows: dict) -> set[int]:
        return known(*rows).unchanged(table)

    assert unchanged(point | {"round_to": 1}, followed) == {0}
    assert unchanged(point | {"round_to": 1}, followed | {"n": 31}) == set()
    assert unchanged(point | {"round_to": 1, "numerator": 39}, followed) == set()
    assert unchanged(point | {"round_to": 1, "numerator": 39}, point | {"round_to": 1}) == {0}
    assert unchanged(point | {"round_to": 5}) == set()


def test_a_number_is_one_however_often_it_is_shown():
    mean = {"measure": "age", "statistic": "mean", "group": "national", "scope": "national"}
    again = mean | {"estimate": 44.0, "n": 20}
    rows = [again, a_share(5, 20), mean | {"estimate": 1.0, "n": None}, again, a_share(6, 20)]
    # A key stands once in each section, and sections are cleared together.
    table = pd.concat([from_rows([row]).table for row in [*rows, rows[2]]], ignore_index=True)

    numbers, which = once(table)

    assert which == [0, 1, 2, 0, 3, 2]
    assert numbers.index.tolist() == [0, 1, 2, 3]
    pd.testing.assert_frame_equal(numbers, table.iloc[[0, 1, 2, 4]].reset_index(drop=True))
