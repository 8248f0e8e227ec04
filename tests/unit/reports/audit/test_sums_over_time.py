"""Which sums the periods of a table make, whatever its other columns."""

from __future__ import annotations

from nrs_lib.disclosure.windows import period_of, rounds
from nrs_lib.reports.audit.described import described_by
from nrs_lib.reports.audit.sums_over_time import over_time, periods

TABLE = ("referrals", "count")


def _cells(*rows: tuple[str, str, str]) -> dict:
    """Numbers by group, period and n; none where it is hidden."""
    found = {}
    for group, period, n in rows:
        columns = (*TABLE, "own", group, "", "", period, *("" for _ in range(4)), n)
        row = ("volume", *columns, *("" for _ in range(6)), "" if n else "few")
        one = described_by(row, 0)
        found[one.row] = one
    return found


def test_parts_make_a_whole_of_the_same_group_alone():
    cells = _cells(("A", "2022H1", "9"), ("A", "2022Q1", "4"), ("A", "2022Q2", ""))
    cells |= _cells(("B", "2022H1", "9"), ("B", "2022Q1", "4"))
    names = [("count", *TABLE, "A", "", "", code) for code in ("2022Q1", "2022Q2", "2022H1")]
    assert list(periods("count", TABLE, cells)) == [(names[:2], names[2], True)]


def test_overlapping_periods_go_round_in_each_group_that_has_them():
    codes = ("2022Q3-4Q", "2022Q4-4Q", "2021Q4", "2022Q4")
    cells = _cells(*(("A", code, "") for code in codes), ("B", codes[0], ""), ("B", codes[1], ""))
    ways = rounds(period_of(code) for code in codes)
    assert ways
    assert [dict(one.terms) for one in over_time("count", TABLE, cells)] == [
        {
            ("count", *TABLE, "A", "", "", code): float(way[period_of(code)])
            for period in way
            for code in codes
            if period_of(code) == period
        }
        for way in ways
    ]


def test_overlapping_periods_that_do_not_add_up_say_nothing():
    told = {"2022Q3-4Q": "40", "2022Q4-4Q": "44", "2021Q4": "10", "2022Q4": "99"}
    cells = _cells(*(("A", code, n) for code, n in told.items()))
    assert list(over_time("count", TABLE, cells)) == []
