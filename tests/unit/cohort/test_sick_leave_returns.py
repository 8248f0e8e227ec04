"""The first of many days without benefit, against a count day by day."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cohort.sick_leave.returns import return_days
from nrs_lib.cohort.sick_leave.spells import NO_DAY, days_of, read_spells

DAY = int(days_of(pd.Series(["2022-06-15"]))[0])


def spells_of(*periods):
    rows = [
        {
            "patient_id": who,
            "benefit": "sickness_benefit",
            "extent": 0.25,
            "start_date": pd.Timestamp("2022-06-15") + pd.Timedelta(days=first),
            "end_date": pd.NaT
            if last is None
            else pd.Timestamp("2022-06-15") + pd.Timedelta(days=last),
        }
        for who, first, last in periods
    ]
    return read_spells(pd.DataFrame(rows))


def found(spells, *patients, day=0, least=28):
    is_on, returned = return_days(
        spells, pd.Series(patients), np.full(len(patients), DAY + day), least=least
    )
    after = np.where(returned == NO_DAY, -1, returned - DAY)
    return list(zip(is_on.tolist(), after.tolist(), strict=True))


@pytest.mark.parametrize(
    ("periods", "is_on", "back"),
    [
        ([(-10, 5)], True, 6),
        ([(-10, 0)], True, 1),
        ([(-10, -1)], False, -1),
        ([(1, 5)], False, -1),
        # 27 days without benefit are a gap, 28 are a return.
        ([(-10, 5), (33, 40)], True, 41),
        ([(-10, 5), (34, 40)], True, 6),
        # Back to back, overlapping, and a gap within a longer period.
        ([(-10, 5), (6, 20)], True, 21),
        ([(-10, 60), (3, 20)], True, 61),
        ([(-10, 5), (12, 20), (40, 50), (90, 95)], True, 51),
        ([(-10, None)], True, -1),
        ([(-10, 5), (20, None)], True, -1),
    ],
)
def test_returns_by_hand(periods, is_on, back):
    spells = spells_of(*(("p", first, last) for first, last in periods))
    assert found(spells, "p") == [(is_on, back)]


def test_patients_do_not_run_into_each_other():
    spells = spells_of(("a", -5, 3), ("b", 4, 9), ("c", -5, 7))
    assert found(spells, "c", "a", "b", "nobody") == [
        (True, 8),
        (True, 4),
        (False, -1),
        (False, -1),
    ]


def test_without_periods_or_without_a_day_nobody_is_on_sick_leave():
    nothing = spells_of(("a", 0, 3)).only(np.array([False]))
    assert found(nothing, "a") == [(False, -1)]
    is_on, returned = return_days(
        spells_of(("a", -5, 3)), pd.Series(["a"]), np.array([NO_DAY]), least=28
    )
    assert (is_on.tolist(), returned.tolist()) == ([False], [NO_DAY])


PERIODS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-30, 60), st.integers(0, 30)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(PERIODS, st.integers(1, 12))
def test_returns_are_those_of_a_count_day_by_day(periods, least):
    spells = spells_of(*((who, first, first + length) for who, first, length in periods))
    for who in "abc":
        on = {
            day
            for owner, first, length in periods
            if owner == who
            for day in range(first, first + length + 1)
        }
        expected = (False, -1)
        if 0 in on:
            back = next(day for day in range(1, 200) if on.isdisjoint(range(day, day + least)))
            expected = (True, back)
        assert found(spells, who, least=least) == [expected]
