"""What must stay unknown of a hidden number, and of one that nobody prints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.disclosure import read_policy
from nrs_lib.disclosure.guarding import guard_parts, is_small
from nrs_lib.disclosure.linking import linked
from nrs_lib.disclosure.policy import Limits
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import Interval
from nrs_lib.stats.estimates import from_rows

POLICY = read_policy()
LIMITS = Limits(min_n=10, min_count=5, width=5, zeros="show")


def asked(limits: Limits = LIMITS, *, is_count=False, is_hidden=False, **values: float) -> dict:
    system = Published(values=dict(values))
    parts = {name: name for name in values}
    guard_parts(system, parts, limits, is_count=is_count, is_hidden=is_hidden)
    return system.needs


def test_the_sum_of_few_is_not_known_to_one_and_that_of_enough_is():
    assert asked(n=9, sum=60.0) == {"sum": Interval(59.0, 61.0)}
    assert asked(n=10, sum=60.0) == {}
    assert asked(n=40, sum=60.0, is_hidden=True) == {"sum": Interval(59.0, 61.0)}


def test_of_few_neither_those_inside_nor_those_outside_are_known_and_how_few_they_are_is():
    assert asked(n=9, numerator=9, others=0) == {
        "numerator": Interval(4.0, 9.0),
        "others": Interval(0.0, 1.0),
    }
    assert asked(n=10, numerator=10, others=0) == {}


def test_of_what_is_hidden_for_its_unit_no_count_is_known_but_how_many_a_share_is_of():
    assert asked(n=40, numerator=20, others=20, is_hidden=True) == {
        "numerator": Interval(15.0, 20.0),
        "others": Interval(15.0, 20.0),
    }
    assert asked(n=40, is_count=True, is_hidden=True) == {"n": Interval(35.0, 40.0)}


def test_a_count_rests_on_nobody_else_and_is_not_few():
    assert asked(n=9, is_count=True) == {}
    assert asked(n=4, is_count=True) == {"n": Interval(1.0, 6.0)}


def test_few_who_are_still_followed_are_guarded_and_nobody_is_not():
    public = replace(LIMITS, zeros="hide")
    of_curve = {"n": 40, "numerator": 20, "others": 20}
    assert asked(public, **of_curve, at_risk=3, gone=17) == {"at_risk": Interval(1.0, 6.0)}
    assert asked(public, **of_curve, at_risk=20, gone=0) == {}
    assert set(asked(public, n=40, numerator=0, others=40)) == {"numerator"}


@pytest.mark.parametrize("values", [{"sum": 60.0}, {"numerator": 4, "others": 5}])
def test_who_may_see_one_patient_is_asked_to_know_nothing_less(values):
    assert asked(replace(LIMITS, min_count=0, width=0), n=9, **values) == {}


@pytest.mark.parametrize(("zeros", "small"), [("show", [1, 2, 3, 4]), ("hide", [0, 1, 2, 3, 4])])
def test_a_count_is_small_below_the_limit_and_nobody_is_where_the_policy_says_so(zeros, small):
    limits = replace(LIMITS, zeros=zeros)
    assert [count for count in range(8) if is_small(count, limits)] == small


@pytest.mark.parametrize(
    ("statistic", "counted"),
    [("share", ("numerator", 5)), ("count", ("count", 5)), ("mean", ("n", 1)), ("median", None)],
)
def test_what_is_hidden_for_anothers_sake_is_wide_in_what_it_counts(statistic, counted):
    row = {"measure": "m", "statistic": statistic, "group": "SV001", "scope": "unit", "n": 40}
    row |= {"period": "2022", "estimate": 0.5}
    if statistic == "share":
        row |= {"numerator": 20, "denominator": 40}
    table = from_rows([row]).table.assign(hidden="")

    [found] = linked(table, POLICY.audiences["register"], POLICY).counts.values()

    assert [(cell[0], width) for cell, width in found] == ([counted] if counted else [])


def test_a_statistic_that_an_audience_is_never_shown_takes_nothing_else_with_it():
    row = {"measure": "m", "statistic": "share", "group": "SV001", "scope": "unit", "n": 40}
    row |= {"period": "2022", "estimate": 0.1, "numerator": 4, "denominator": 40}
    needs = {
        reason: linked(
            from_rows([row]).table.assign(hidden=reason), POLICY.audiences["register"], POLICY
        ).needs
        for reason in ("small_count", "not_allowed")
    }
    assert needs["small_count"]
    assert not needs["not_allowed"]
