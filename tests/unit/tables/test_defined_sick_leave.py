"""Days of sick leave's windows in the methods of a report."""

from __future__ import annotations

from nrs_lib.tables.defined import defined

WINDOWS = "convention:sick_leave_windows"


def test_windows_that_take_their_days_from_a_convention_are_told_once():
    keys = [WINDOWS, "convention:sick_leave_run", "sick_leave:study"]
    found = {one.key: one for one in defined(keys)}

    assert set(found) == {"sick_leave:study", "convention:sick_leave_run"}
    assert "685 till 775" in found["sick_leave:study"].text


def test_the_convention_is_told_where_no_set_of_windows_tells_its_days():
    assert WINDOWS in {one.key for one in defined([WINDOWS, "sick_leave:years"])}
