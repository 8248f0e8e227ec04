"""Days of sick leave, worked out by hand: what a day is, which days count, and when none do."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.sick_leave.at_risk import at_risk, pension_days
from nrs_lib.cohort.sick_leave.spells import days_of, read_spells
from nrs_lib.cohort.sick_leave.windows import count_days

with (Path(__file__).parent / "days.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


def periods_of(text):
    """Periods written as ``benefit extent first..last``, with a semicolon between."""
    rows = []
    for part in filter(None, text.split("; ")):
        benefit, extent, days = part.split(" ")
        first, last = days.split("..")
        rows.append(("p", benefit, float(extent or "nan"), first or None, last or None))
    return pd.DataFrame(rows, columns=["patient_id", "benefit", "extent", "start_date", "end_date"])


def day(text):
    return days_of(pd.Series([text or None]))


def left_of(case):
    limits = {
        "death": day(case["death"]),
        "emigration": day(case["emigration"]),
        "pension": pension_days(birth_date=pd.Series([case["birth"] or None])),
        "end_of_data": day(case["end_of_data"]),
    }
    return at_risk(day(case["first"]), day(case["last"]), limits)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"].replace(" ", "_"))
def test_days_are_those_worked_out_by_hand(case):
    left = left_of(case)
    assert int(left.days[0]) == int(case["at_risk_days"])
    assert left.cut_by[0] == case["cut_by"]

    spells = read_spells(periods_of(case["periods"]))
    for overlap in ("sum_capped", "largest"):
        counted = count_days(
            spells, pd.Series(["p"]), day(case["first"]), left.last, overlap=overlap
        )
        expected = [float(case[name] or "nan") for name in ("gross_days", f"net_{overlap}")]
        found = counted.loc[0, ["gross_days", "net_days"]].to_numpy(dtype=float)
        np.testing.assert_array_equal(found, expected)
        category = counted["category"].astype("object")
        assert (category[0] if category.notna()[0] else "") == case["category"]
