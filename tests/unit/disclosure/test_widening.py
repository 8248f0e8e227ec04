"""What rounded numbers hide more is hidden as well as what was hidden before."""

from __future__ import annotations

from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import Interval
from nrs_lib.disclosure.widening import protect_from_rounded

QUARTER, IN_QUARTER, SMALL, YEAR, ELSEWHERE = "quarter", "in quarter", "small", "year", "elsewhere"
THE_QUARTER, THE_SMALL, OTHER = 1, 2, 3
WEIGHTS = {THE_QUARTER: 1.0, THE_SMALL: 1.0, OTHER: 1.0}


def a_release(*, is_told_elsewhere: bool, has_met_year: bool) -> Published:
    """A quarter of 40 with 30 in its part, and one of 3: together a year that some met rounded.

    The row of a third table may tell the 30 as well.
    """
    made = Published()
    made.values = {QUARTER: 40.0, IN_QUARTER: 30.0, SMALL: 3.0}
    made.shown_by[QUARTER] |= {THE_QUARTER}
    made.shown_by[IN_QUARTER] |= {THE_QUARTER}
    made.shown_by[SMALL] |= {THE_SMALL}
    made.needs[SMALL] = Interval(1.0, 6.0)
    made.counts = {THE_QUARTER: [(IN_QUARTER, 5)], THE_SMALL: [(SMALL, 5)]}
    if is_told_elsewhere:
        made.values[ELSEWHERE] = 30.0
        made.shown_by[ELSEWHERE] |= {OTHER}
        made.relate({ELSEWHERE: 1.0, IN_QUARTER: -1.0})
    if has_met_year:
        made.values[YEAR] = 43.0
        made.limit(YEAR, Interval(43.0, 47.0))
        made.relate({QUARTER: 1.0, SMALL: 1.0, YEAR: -1.0})
    return made


def hidden(hidden_before: set[int], **told: bool) -> set[int]:
    both = (a_release(has_met_year=has_met, **told) for has_met in (True, False))
    return protect_from_rounded(*both, hidden_before, weights=WEIGHTS)


def test_a_rounded_year_hides_the_quarter_beside_a_small_one():
    assert hidden({THE_SMALL}, is_told_elsewhere=False) == {THE_QUARTER}


def test_what_is_hidden_so_is_not_read_off_another_table():
    assert hidden({THE_SMALL}, is_told_elsewhere=True) == {THE_QUARTER, OTHER}


def test_what_was_known_without_rounded_numbers_is_not_hidden_for_them():
    assert hidden({THE_SMALL, THE_QUARTER}, is_told_elsewhere=True) == set()
