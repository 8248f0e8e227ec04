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


def test_windows_that_no_number_is_of_are_not_told():
    (one,) = defined(["sick_leave:study:t1>t2>t3"])

    assert "685 till 775" in one.text
    assert "ett år före start" not in one.text
    assert WINDOWS not in {one.key for one in defined([WINDOWS, "sick_leave:study:t1>t2"])}


def test_which_benefits_are_temporary_and_permanent_is_told_with_its_grounds():
    (one,) = defined(["sick_leave:benefits"], language="en")

    assert "permanent with sickness compensation or activity compensation" in one.text
    assert one.evidence == "assumed"
    assert "10.2340/16501977-2544" in one.reference
