"""What holds for every group that is described."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.stats.describing.competing import cumulative_incidence
from nrs_lib.stats.describing.differences import standardised_difference
from nrs_lib.stats.describing.flow import begin
from nrs_lib.stats.describing.ordinal import ordinal_shares
from nrs_lib.stats.describing.survival import kaplan_meier
from nrs_lib.stats.describing.times import times_of

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)
NUMBERS = st.lists(st.integers(0, 20), min_size=2, max_size=25)
LETTERS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=25)
ENDS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(["", "work", "pension"])),
    min_size=1,
    max_size=40,
)


def d(first, second, kind):
    return standardised_difference(first, second, kind=kind).estimate


@EXAMPLES
@given(NUMBERS, NUMBERS, st.sampled_from([0.1, 7.0]), st.sampled_from([-3.3, 0.0, 100.0]))
def test_a_difference_has_no_unit_and_turns_with_its_groups(first, second, factor, shift):
    plain = d(first, second, "numeric")
    moved = d([factor * x + shift for x in first], [factor * x + shift for x in second], "numeric")
    assert moved == pytest.approx(plain, rel=1e-6, abs=1e-9, nan_ok=True)
    assert d(second, first, "numeric") == pytest.approx(-plain, nan_ok=True)


@EXAMPLES
@given(LETTERS, LETTERS)
def test_a_distance_of_levels_is_never_negative_and_the_same_both_ways(first, second):
    found = d(first, second, "category")
    assert math.isnan(found) or found >= 0
    assert d(second, first, "category") == pytest.approx(found, nan_ok=True)
    renamed = [
        [{"a": "z", "b": "y", "c": "x", "d": "w"}[x] for x in part] for part in (first, second)
    ]
    assert d(*renamed, "category") == pytest.approx(found, rel=1e-6, abs=1e-7, nan_ok=True)


@EXAMPLES
@given(LETTERS)
def test_a_group_is_like_itself(answers):
    found = d(answers, answers, "category")
    assert math.isnan(found) if len(set(answers)) == 1 else found == pytest.approx(0, abs=1e-9)


@EXAMPLES
@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_without_censoring_a_curve_is_the_share_still_without(time):
    curve = kaplan_meier(times_of(time, [True] * len(time)))
    for at in (0, 5, 17, 30):
        expected = np.mean(np.array(time) > at)
        assert curve.survival_at(at).estimate == pytest.approx(expected)


@EXAMPLES
@given(ENDS)
def test_curves_fall_inside_their_limits_and_ends_add_up(ends):
    times = times_of([time for time, _ in ends], [cause for _, cause in ends])
    curve = kaplan_meier(times, event="work").steps
    assert (np.diff(curve["survival"]) <= 1e-12).all()
    known = curve.dropna(subset=["low", "high"])
    assert ((known["low"] <= known["survival"]) & (known["survival"] <= known["high"])).all()
    found = cumulative_incidence(times, causes=("work", "pension"))
    total = found.steps.groupby("time")["share"].sum()
    assert (total <= 1 + 1e-9).all()
    work = found.steps[found.steps["cause"] == "work"]["share"].to_numpy()
    assert (work <= 1 - curve["survival"].to_numpy() + 1e-9).all()


@EXAMPLES
@given(ENDS, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(ends, random):
    mixed = list(ends)
    random.shuffle(mixed)
    one, other = (
        cumulative_incidence(times_of(*zip(*part, strict=True)), causes=("work",)).steps
        for part in (ends, mixed)
    )
    assert one.equals(other)


@EXAMPLES
@given(st.lists(st.sampled_from([1, 2, 3, 4, None]), max_size=30))
def test_ordered_shares_rise_to_one_and_count_everybody(answers):
    found = ordinal_shares(answers, levels=(1, 2, 3, 4))
    counts = [found.at_most[level].numerator for level in found.levels]
    assert counts == sorted(counts)
    assert counts[-1] == found.n
    assert found.n + found.missing == len(answers)
    assert all(
        found.at_least[level].numerator == sum(1 for a in answers if a is not None and a >= level)
        for level in found.levels
    )


@EXAMPLES
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=30))
def test_a_flow_adds_up_whatever_the_reasons(people):
    keys = range(len(people))
    stays = [key for key, (stay, _, _) in enumerate(people) if stay]
    reasons = {
        name: [key for key, marks in enumerate(people) if marks[place]]
        for name, place in (("one", 1), ("two", 2))
    }
    flow = begin(keys, code="all").keep("kept", stays, reason="other", reasons=reasons)
    first, last = flow.steps
    assert first.n == last.n + sum(last.removed.values())
    gone = [marks for marks in people if not marks[0]]
    assert last.removed.get("one", 0) == sum(one for _, one, _ in gone)
    assert last.removed.get("two", 0) == sum(two and not one for _, one, two in gone)
