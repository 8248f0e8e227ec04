"""Which signs of a text are numbers that somebody could be counted by."""

from __future__ import annotations

import pytest

from nrs_lib.reports.audit.numbers import numbers_in


@pytest.mark.parametrize(
    "text",
    [
        "2023-09-01",
        "2023-09-01-00000007",
        "2023-09-01-c2942afa",
        "0.1.0 (641408522351)",
        "år 2022",
        "3 enheter",
    ],
)
def test_days_ids_checksums_years_and_counts_of_things_are_none(text):
    assert list(numbers_in(text)) == []


def test_what_follows_a_day_is_one():
    assert [one.value for one in numbers_in("2023-09-01: 37 av 52")] == [37.0, 52.0]
