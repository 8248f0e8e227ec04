"""A unit reads its own numbers beside the nation's, and knows its own whatever is shown."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.disclosure import clear, clear_all
from nrs_lib.stats.estimates import from_rows
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
