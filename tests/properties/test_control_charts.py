"""What holds for every control chart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.stats.control_charts import control_chart
from nrs_lib.stats.control_charts.constants import b3, b4, c4, d2, d3
from nrs_lib.terms import Direction

EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True)
VALUES = st.lists(st.integers(0, 60), min_size=8, max_size=40).map(lambda ns: [n / 4 for n in ns])
SETS = st.sampled_from(["making_data_count", "western_electric"])
SHARES = st.lists(
    st.integers(1, 400).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))),
    min_size=8,
    max_size=30,
)


def chart(values, **options):
    table = pd.DataFrame({"period": range(len(values)), "value": values})
    return control_chart(table, kind="xmr", **options)


def seen(found):
    return [
        (signal.rule, signal.side, signal.points, signal.is_current) for signal in found.signals
    ]


def turned(signals):
    return sorted((rule, -side, points, now) for rule, side, points, now in signals)


@EXAMPLES
@given(VALUES, SETS)
def test_turning_a_series_upside_down_turns_its_signals(values, rules):
    up = chart(values, rules=rules)
    down = chart([-value for value in values], rules=rules)
    assert sorted(seen(up)) == turned(seen(down))


@EXAMPLES
@given(VALUES, SETS)
def test_turning_the_direction_turns_the_verdict(values, rules):
    better = chart(values, rules=rules, direction=Direction.HIGHER_BETTER)
    worse = chart(values, rules=rules, direction=Direction.HIGHER_WORSE)
    swap = {"improving": "concerning", "concerning": "improving"}
    expected = [swap.get(name, name) for name in better.points["variation"]]
    assert worse.points["variation"].tolist() == expected
    assert worse.variation == swap.get(str(better.variation), str(better.variation))


@EXAMPLES
@given(VALUES, SETS, st.sampled_from([0.1, 3.0, 1000.0]), st.sampled_from([-7.3, 0.0, 0.1, 55.5]))
def test_units_do_not_matter(values, rules, factor, shift):
    plain = chart(values, rules=rules)
    other = chart([factor * value + shift for value in values], rules=rules)
    assert seen(plain) == seen(other)


@EXAMPLES
@given(VALUES, SETS)
def test_an_empty_period_changes_no_limit_and_no_signal(values, rules):
    plain = chart(values, rules=rules)
    holed = chart([None, *values[:4], None, *values[4:], None], rules=rules)
    filled = holed.points[holed.points["value"].notna()].reset_index(drop=True)
    for line in ("centre", "lower", "upper"):
        np.testing.assert_array_equal(filled[line], plain.points[line])
    assert filled["rules"].tolist() == plain.points["rules"].tolist()
    assert holed.variation == plain.variation


@EXAMPLES
@given(VALUES, SETS)
def test_runs_and_zones_by_brute_force(values, rules):
    found = chart(values, rules=rules)
    if not found.phases[0].has_limits:
        return
    z = ((found.points["value"] - found.points["centre"]) / found.points["sigma"]).to_numpy()
    z = np.where(np.abs(z) < 1e-7, 0.0, z)
    length = 7 if rules == "making_data_count" else 8
    for side in (1, -1):
        off = [i for i in range(len(z)) if z[i] != 0]
        in_run = set()
        for start in range(len(off) - length + 1):
            window = off[start : start + length]
            if all(np.sign(z[i]) == side for i in window):
                in_run |= set(window)
        marked = {
            i
            for s in found.signals
            if s.rule.startswith("run_of") and s.side == side
            for i in s.points
        }
        assert marked == in_run
        if rules == "western_electric":
            for code, count, of, sigma in (
                ("two_of_three_beyond_2", 2, 3, 2),
                ("four_of_five_beyond_1", 4, 5, 1),
            ):
                far = [side * value > sigma + 1e-7 for value in z]
                windows = [range(max(0, end - of + 1), end + 1) for end in range(len(z))]
                hit = {i for w in windows if sum(far[j] for j in w) >= count for i in w if far[i]}
                mine = {
                    i for s in found.signals if s.rule == code and s.side == side for i in s.points
                }
                assert mine == hit


@EXAMPLES
@given(SHARES, st.sampled_from(["p", "p_prime"]))
def test_limits_of_shares_stay_between_0_and_1_around_the_centre(shares, kind):
    table = pd.DataFrame(shares, columns=["numerator", "denominator"]).assign(
        period=range(len(shares))
    )
    points = control_chart(table, kind=kind).points.dropna(subset=["upper"])
    assert ((points["lower"] >= 0) & (points["upper"] <= 1)).all()
    assert ((points["lower"] <= points["centre"]) & (points["centre"] <= points["upper"])).all()


@EXAMPLES
@given(SHARES)
def test_complement_shares_have_mirrored_limits(shares):
    table = pd.DataFrame(shares, columns=["numerator", "denominator"]).assign(
        period=range(len(shares))
    )
    rest = table.assign(numerator=table["denominator"] - table["numerator"])
    one, other = (control_chart(part, kind="p_prime") for part in (table, rest))
    assert one.phases[0].has_limits == other.phases[0].has_limits
    np.testing.assert_allclose(one.points["lower"], 1 - other.points["upper"], atol=1e-9)


@EXAMPLES
@given(VALUES)
def test_screening_never_widens_the_limits(values):
    kept, screened = (chart(values, screening=name) for name in ("none", "once"))
    if screened.phases[0].has_limits:
        assert screened.phases[0].sigma <= kept.phases[0].sigma + 1e-12
        assert screened.phases[0].n_left_out < screened.phases[0].n_ranges


@EXAMPLES
@given(st.integers(2, 60))
def test_factors_move_as_they_must(n):
    assert d2(n) < d2(n + 1)
    assert d3(n) > 0
    assert c4(n) < c4(n + 1) < 1
    assert 0 <= b3(n) < 1 < b4(n)
