"""What readers are told beside numbers gives nobody away either."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.contracts.cautions import Bound, Caution
from nrs_lib.disclosure import clear
from nrs_lib.stats.estimates import from_rows


def a_row(scope="national", group="national"):
    return {
        "measure": "nrs_pain",
        "statistic": "count",
        "group": group,
        "scope": scope,
        "estimate": 400.0,
        "n": 400,
        "n_units": 10,
        "largest_n": 60,
    }


def told(caution, audience, *, scope="national", group="national"):
    estimates = from_rows([a_row(scope, group)], cautions=[caution])
    return [dict(one.facts) for one in clear(estimates, audience=audience).cautions]


@pytest.mark.parametrize(
    ("n", "of", "shown"),
    [
        (5, 100, 5),
        (4, 100, Bound("fewer", 5)),
        (95, 100, 95),
        (96, 100, Bound("more", 95)),
        (100, 100, 100),
        (0, 100, 0),
    ],
)
def test_a_small_count_or_a_small_rest_is_told_as_a_bound(n, of, shown):
    caution = Caution.of("values_missing", "nrs_pain", n=n, of=of)

    assert told(caution, "register") == [{"n": shown, "of": of}]


def test_the_unit_is_told_its_own_small_counts():
    caution = Caution.of("values_missing", "nrs_pain", n=1, of=12)

    assert told(caution, "own_unit", scope="own", group="SV001") == [{"n": 1, "of": 12}]


def test_the_public_is_told_counts_as_the_policy_rounds_them():
    caution = Caution.of("values_missing", "nrs_pain", n=33, of=101)

    assert told(caution, "public") == [{"n": 35, "of": 100}]


def test_what_counts_no_people_is_told_as_it_is():
    caution = Caution.of("chart_few_points", "nrs_pain", n=11, least=12, phase=2)

    assert told(caution, "register") == [{"n": 11, "least": 12, "phase": 2}]


def test_a_caution_about_a_unit_that_may_not_be_named_is_left_out():
    caution = Caution.of("adjusted_above_one", "SV002")

    assert told(caution, "own_unit", scope="unit", group="SV002") == []
    assert told(caution, "register", scope="unit", group="SV002") == [{}]


@settings(deadline=None)
@given(
    n=st.integers(0, 400),
    of=st.integers(0, 400),
    audience=st.sampled_from(["register", "researcher", "other_units"]),
)
def test_neither_a_small_part_nor_a_small_rest_can_be_worked_out(n, of, audience):
    n = min(n, of)
    facts = told(Caution.of("values_missing", n=n, of=of), audience)[0]
    exact = {name: value for name, value in facts.items() if not isinstance(value, Bound)}

    assert not 0 < exact.get("n", 0) < 5
    if {"n", "of"} <= set(exact):
        assert not 0 < exact["of"] - exact["n"] < 5


def test_cautions_follow_when_tables_are_put_together():
    first = clear(
        from_rows([a_row()], cautions=[Caution.of("no_spread", "nrs_pain")]), audience="register"
    )
    second = clear(
        from_rows([a_row()], cautions=[Caution.of("not_adjusted", "nrs_pain")]),
        audience="register",
    )

    both = (first + second).where(measure="nrs_pain")

    assert [one.code for one in both.cautions] == ["no_spread", "not_adjusted"]
