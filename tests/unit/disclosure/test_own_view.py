"""A unit reads its own numbers beside the nation's, and knows its own whatever is shown."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.disclosure import clear, clear_all, read_policy
from nrs_lib.disclosure.linking import linked
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience, Scope
from tests.unit.disclosure.test_clearing import a_share, reasons


def own(numerator: int, denominator: int, **changes) -> dict:
    return a_share(numerator, denominator, scope="own", group="SV001", **changes)


@pytest.mark.parametrize(
    ("nation", "reason"),
    [
        ({"n_units": 3, "largest_n": 300}, ""),
        # Two units: the nation less one's own is the other.
        ({"n_units": 2, "largest_n": 560}, "few_units"),
        # Of what is left one unit has 550 in 600.
        ({"n_units": 12, "largest_n": 550}, "rest"),
        # One's own unit is the largest; the rest is eleven units of unknown sizes.
        ({"n_units": 12, "largest_n": 40}, ""),
    ],
)
def test_the_nation_beside_ones_own_gives_no_other_unit_away(nation, reason):
    rows = [own(20, 40), a_share(320, 640, **nation)]

    assert reasons(rows, "own_unit") == ["", reason]


def test_a_very_large_unit_leaves_too_little_beside_it():
    rows = [own(300, 600), a_share(303, 640, n_units=8, largest_n=560)]

    assert reasons(rows, "own_unit")[1] == "rest"


@pytest.mark.parametrize(
    ("most", "reason"),
    [
        ({"largest_numerator": 32, "largest_others": 60}, ""),
        # Of 40 the unit itself has 33 and can publish them: 7 are others'.
        ({"largest_numerator": 33, "largest_others": 60}, "rest"),
        ({"largest_numerator": 40, "largest_others": 60}, "dominance"),
        # Of those who are not among them 7 are others'.
        ({"largest_numerator": 20, "largest_others": 153}, "dominance"),
        # Who does not tell its parts is judged by its people alone.
        ({}, ""),
    ],
)
def test_who_is_not_shown_beside_the_nation_knows_its_part_all_the_same(most, reason):
    assert reasons([a_share(40, 200, largest_n=160) | most], "public") == [reason]


def test_those_outside_a_share_are_told_by_who_has_most_of_them():
    row = a_share(170, 200, largest_n=100) | {"largest_numerator": 80}

    assert reasons([row | {"largest_others": 26}], "register") == ["rest"]
    assert reasons([row | {"largest_others": 25}], "register") == [""]


def test_a_step_of_a_curve_has_its_own_limit_for_what_a_unit_leaves():
    """Of a bin or step the policy for what is drawn decides, which here asks for more."""
    policy = read_policy()
    stern = replace(policy, forms=replace(policy.forms, min_step=9))
    row = a_share(40, 200, largest_n=100) | {"largest_numerator": 34, "largest_others": 70}
    step = row | {"statistic": "improved_by", "category": "2"}

    hidden = [
        clear(from_rows([one]), audience="register", policy=stern).table["hidden"].item()
        for one in (row, step)
    ]

    assert hidden == ["", "rest"]


def test_one_unit_that_makes_up_a_part_of_the_nation_is_hidden_from_a_unit_too():
    rows = [own(10, 40), a_share(60, 640, largest_n=120)]
    most = {"largest_numerator": 55, "largest_others": 80}

    assert reasons(rows, "own_unit") == ["", ""]
    assert reasons([rows[0], rows[1] | most], "own_unit") == ["", "dominance"]


def test_what_is_hidden_for_the_rest_is_not_read_off_another_table():
    """The nation's share is hidden; its categories stand in another section."""
    small = [own(27, 40, measure="a"), a_share(30, 640, measure="a", largest_n=52)]
    same = [
        own(27, 40, measure="a", category=""),
        a_share(30, 640, measure="a", largest_n=52),
    ]
    cleared = clear_all({"one": from_rows(small), "two": from_rows(same)}, audience="own_unit")

    assert [part.table["hidden"].tolist() for part in cleared.values()] == [["", "rest"]] * 2


def test_the_year_less_three_quarters_and_ones_own_is_no_small_rest():
    """Each number alone leaves enough; the fourth quarter follows from the others."""
    counts = {"2022Q1": 30, "2022Q2": 30, "2022Q3": 30, "2022Q4": 12, "2022": 102}
    mine = {"2022Q1": 5, "2022Q2": 5, "2022Q3": 5, "2022Q4": 9, "2022": 24}
    rows = []
    for period, n in counts.items():
        place = {"statistic": "count", "period": period, "numerator": None, "denominator": None}
        rows.append(a_share(1, n, largest_n=n // 4) | place | {"estimate": float(n)})
        rows.append(own(1, mine[period]) | place | {"estimate": float(mine[period])})
    table = clear(from_rows(rows), audience="own_unit").table

    nation = table[table["scope"] == "national"].set_index("period")["hidden"]
    assert nation["2022Q4"] == "rest"
    assert (nation != "").sum() >= 2
    assert pd.isna(table.loc[table["hidden"] != "", "n"]).all()


def test_nothing_more_is_hidden_for_an_interval_that_ones_own_numbers_forbid():
    """Of five improved in a quarter one is one's own: no reader can be left with nobody."""
    nation = {"2022Q1": (5, 60), "2022Q2": (15, 70), "2022Q3": (14, 66), "2022Q4": (15, 70)}
    mine = {"2022Q1": (1, 5), "2022Q2": (3, 6), "2022Q3": (2, 6), "2022Q4": (2, 6)}
    nation["2022"], mine["2022"] = (49, 266), (8, 23)
    rows = [a_share(*nation[when], period=when, largest_n=nation[when][1] // 5) for when in nation]
    rows += [own(*mine[when], period=when) for when in mine]
    table = clear(from_rows(rows), audience="own_unit").table

    hidden = table[table["scope"] == "national"].set_index("period")["hidden"]
    assert hidden["2022Q1"] == "rest"
    assert (hidden == "protected").sum() == 1
    assert hidden["2022"] == ""


def test_a_medians_limits_are_two_peoples_own_values():
    row = {"measure": "wait", "statistic": "median", "group": "national", "scope": "national"}
    row |= {"estimate": 30.0, "low": 21.0, "high": 44.0, "method": "order_statistics"}
    few, many = ({**row, "n": n, "n_units": 9, "largest_n": n // 9} for n in (19, 20))
    mine = {**few, "group": "SV001", "scope": "own", "n_units": 1, "largest_n": 19}

    assert clear(from_rows([few]), audience="register").table[["low", "high"]].isna().all(axis=None)
    assert clear(from_rows([many]), audience="register").table["low"].tolist() == [21.0]
    assert clear(from_rows([mine]), audience="own_unit").table["low"].tolist() == [21.0]


def test_decimals_leave_no_more_than_the_policy_lets():
    share = a_share(33, 101)
    mean = a_share(33, 101) | {"statistic": "mean", "estimate": 1 / 3, "numerator": None}

    table = clear(from_rows([share, mean | {"denominator": None}]), audience="register").table
    assert table["estimate"].tolist() == [0.3267, 0.33]


def test_who_is_outside_does_not_know_the_units_own_numbers():
    quarters = {"2022Q1": 10, "2022Q2": 11, "2022Q3": 7, "2022Q4": 2, "2022": 30}
    rows = [
        {"measure": "first_visits", "statistic": "count", "group": "SV001", "scope": "own"}
        | {"period": period, "estimate": float(n), "n": n, "n_units": 1, "largest_n": n}
        for period, n in quarters.items()
    ]

    assert reasons(rows, "own_unit") == ["", "", "", "", ""]
    *others, newest, year = reasons(rows, "other_units")
    assert newest == "protected"
    assert "protected" in (*others, year)


def test_what_adds_up_among_ones_own_numbers_is_passed_over_and_the_nation_is_not():
    quarters = [f"2022Q{number}" for number in (1, 2, 3, 4)]
    rows = [
        row(5 * size, 10 * size, period=period)
        for row, size in ((own, 1), (a_share, 8))
        for period, size in ((code, size) for code in quarters)
    ]
    rows += [own(20, 40, period="2022"), a_share(160, 320, period="2022")]
    table = from_rows(rows).table.assign(hidden="")
    policy = read_policy()
    rules = policy.audiences[Audience.OWN_UNIT]
    # Who may not see few of its own people is asked for what adds up to few of them, too.
    limits = {**rules.limits, Scope.OWN: rules.limits[Scope.NATIONAL]}

    systems = [linked(table, one, policy) for one in (rules, replace(rules, limits=limits))]

    mine, others = (
        [
            [terms for terms in one.relations.values() if (terms.keys() <= one.known) == is_mine]
            for one in systems
        ]
        for is_mine in (True, False)
    )
    assert [len(found) for found in mine] == [0, len((*quarters, "2022")) + 3]
    assert others[0] == others[1]
