"""Background and pain of the patients as a table."""

from __future__ import annotations

from nrs_lib import tables
from tests.support import cleared as made


def test_a_share_that_is_a_row_of_a_distribution_has_one_row_and_one_name():
    told = tables.show_portrait(made.portrait()).plain

    assert told.count("Universitet") == 1
    assert "Universitet eller högskola" in told


def test_the_share_stays_where_its_row_in_the_distribution_is_hidden():
    part = made.portrait(own=4)
    names = {row.category for row in part.rows if row.measure == "education" and row.hidden}
    assert "university" in names

    assert tables.show_portrait(part).plain.count("Universitet") == 2
