import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("code", "start", "end", "label"),
    [
        ("2023Q2-4Q", "2022-07-01", "2023-06-30", "juli 2022–juni 2023"),
        ("2023q1-2q", "2022-10-01", "2023-03-31", "oktober 2022–mars 2023"),
        ("2022Q4-12Q", "2020-01-01", "2022-12-31", "januari 2020–december 2022"),
    ],
)
def test_a_rolling_period_ends_with_its_quarter(code, start, end, label):
    period = Period.parse(code)
    assert (period.code, period.is_rolling) == (code.upper(), True)
    assert (str(period.start), str(period.end)) == (start, end)
    assert period.label("sv") == label


@pytest.mark.parametrize(
    ("code", "sv", "en", "sv_briefly", "en_briefly"),
    [
        ("2023", "2023", "2023", "2023", "2023"),
        ("2023H2", "andra halvåret 2023", "the second half of 2023", "halvår 2 2023", "H2 2023"),
        ("2023Q2", "andra kvartalet 2023", "Q2 2023", "kv 2 2023", "Q2 2023"),
        (
            *("2023Q2-4Q", "juli 2022–juni 2023", "July 2022–June 2023"),
            *("juli 2022–juni 2023", "July 2022–June 2023"),
        ),
    ],
)
def test_a_period_has_one_name_in_text_and_one_where_room_is_scarce(
    code, sv, en, sv_briefly, en_briefly
):
    period = Period.parse(code)
    assert (period.label("sv"), period.label("en")) == (sv, en)
    brief = [period.brief(language).replace("\u00a0", " ") for language in ("sv", "en")]
    assert brief == [sv_briefly, en_briefly]


@pytest.mark.parametrize(
    ("code", "same"),
    [
        ("2023Q4-4Q", "2023"),
        ("2023Q2-2Q", "2023H1"),
        ("2023Q4-2Q", "2023H2"),
        ("2023Q3-1Q", "2023Q3"),
    ],
)
def test_the_same_months_have_one_code(code, same):
    assert Period.parse(code) == Period.parse(same)
    assert Period.parse(code).code == same


@given(st.integers(1990, 2090), st.integers(1, 4), st.integers(1, 12))
def test_a_code_is_read_back_as_the_same_months(year, last, count):
    period = Period.parse(f"{year}Q{last}-{count}Q")
    assert Period.parse(period.code) == period
    assert [q.code for q in period.quarters(count)][-1] == f"{year}Q{last}"
    assert period.quarters(count)[0].start == period.start
    before = period.year_before()
    assert before.months == period.months
    assert not before.overlaps(period)
    assert (before.start.month, before.end.month) == (period.start.month, period.end.month)


@pytest.mark.parametrize("code", ["2023-4Q", "2023H1-2Q", "2023Q2-13Q", "2023Q2-0Q", "2023Q2-4"])
def test_only_quarters_roll(code):
    with pytest.raises(ParameterError, match="up to twelve quarters"):
        Period.parse(code)


def test_a_period_contains_those_whose_every_day_it_has():
    year = Period.parse("2022")
    assert year.contains(Period.parse("2022H1"))
    assert year.contains(Period.parse("2022Q4-4Q"))
    assert not year.contains(Period.parse("2022Q1-2Q"))
    assert not Period.parse("2022H1").contains(year)
