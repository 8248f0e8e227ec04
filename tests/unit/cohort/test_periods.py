import datetime as dt

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.errors import ParameterError


@pytest.mark.parametrize(
    ("code", "start", "end", "label"),
    [
        ("2022", "2022-01-01", "2022-12-31", "2022"),
        ("2023H2", "2023-07-01", "2023-12-31", "andra halvåret 2023"),
        ("2024Q1", "2024-01-01", "2024-03-31", "första kvartalet 2024"),
        ("2023q4", "2023-10-01", "2023-12-31", "fjärde kvartalet 2023"),
    ],
)
def test_period_has_its_days_and_its_words(code, start, end, label):
    period = Period.parse(code)
    assert (str(period.start), str(period.end)) == (start, end)
    assert period.label("sv") == label


@pytest.mark.parametrize("code", ["", "2023Q5", "2023H3", "23Q1", "2023-01", "2023Q1; x"])
def test_what_is_not_a_period_is_refused(code):
    with pytest.raises(ParameterError, match="not a year, half-year or quarter"):
        Period.parse(code)


def test_quarters_end_with_the_period():
    codes = [quarter.code for quarter in Period.parse("2023H1").quarters(3)]
    assert codes == ["2022Q4", "2023Q1", "2023Q2"]


def test_year_before_keeps_the_part():
    assert Period.parse("2023Q3").year_before().code == "2022Q3"


def test_a_period_holds_its_first_and_last_day_and_no_missing_day():
    days = pd.Series(pd.to_datetime(["2021-12-31", "2022-01-01", "2022-12-31", None]))
    assert Period.parse("2022").holds(days).tolist() == [False, True, True, False]


def test_first_day_after_a_year_end():
    assert Period.parse("2023Q4").next_start == dt.date(2024, 1, 1)
