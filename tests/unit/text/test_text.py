import datetime as dt

import pandas as pd
import pytest

from nrs_lib import text
from nrs_lib.text import NBSP

MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (12345.678, 1, f"12{NBSP}345,7"),
        (3706, 0, "3706"),
        (-1.25, 1, f"{MINUS}1,3"),
        (0.285, 2, "0,29"),
        (-0.04, 1, "0,0"),
        (2.5, 0, "3"),
        (1234567, 0, f"1{NBSP}234{NBSP}567"),
    ],
)
def test_numbers_in_swedish(value, decimals, written):
    assert text.number(value, decimals) == written


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_what_is_missing_has_no_digit(missing):
    assert text.number(missing) == "–"
    assert text.percent(missing, 3) == "–"


def test_english_is_another_writing_of_the_same_number():
    assert text.number(12345.678, 1, language="en") == "12,345.7"
    assert text.percent(44, 91, language="en") == "48%"


def test_a_per_cent_comes_from_its_two_numbers():
    assert text.percent(871, 3110, 1) == f"28,0{NBSP}%"
    assert text.percent(1, 8) == f"13{NBSP}%"
    assert text.percent(0, 0) == "–"


def test_a_change_has_its_sign_unless_it_rounds_to_nothing():
    assert text.change(-0.76) == f"{MINUS}0,8"
    assert text.change(0.76) == "+0,8"
    assert text.change(-0.04) == "0,0"


def test_an_interval_with_minus_is_written_with_a_word():
    assert text.interval(1.2, 3.4) == "1,2–3,4"
    assert text.interval(-1.7, -0.9) == f"{MINUS}1,7 till {MINUS}0,9"
    assert text.percent_interval(0.38, 0.584) == "38–58"
    # Narrower than it is written: a decimal more, and none for what is no interval.
    assert text.percent_interval(0.0066, 0.0133) == "0,7–1,3"
    assert text.percent_interval(0.997, 1.0) == "99,7–100,0"
    assert text.percent_interval(0.5, 0.5) == "50–50"


def test_dates_are_iso():
    assert text.iso_date(dt.date(2023, 9, 1)) == "2023-09-01"


def test_words_are_joined_and_sorted_in_swedish():
    assert text.join_words(["smärta", "sömn", "oro"]) == "smärta, sömn och oro"
    assert text.sorted_words(["Örebro", "Åre", "Zorn", "Ängelholm"]) == [
        "Zorn",
        "Åre",
        "Ängelholm",
        "Örebro",
    ]


def test_a_name_keeps_its_number():
    assert text.whole("Smärtteam 05") == f"Smärtteam{NBSP}05"
    assert text.whole("Öst på ön") == "Öst på ön"


def test_infinity_is_not_a_number_to_print():
    with pytest.raises(ValueError, match="infinite"):
        text.number(float("inf"))


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 8), (3, 24), (3, 8), (57, 200), (1, 3)])
def test_a_ready_share_is_rounded_as_one_of_two_counts(numerator, denominator):
    share = numerator / denominator
    assert text.share_percent(share) == text.percent(numerator, denominator)
    assert text.percent_interval(share, share).startswith(text.share_percent(share)[:2])


def test_a_ready_share_is_rounded_once():
    assert text.share_percent(0.4449, language="en") == "44%"
    assert text.share_percent(0.4449, 1) == f"44,5{NBSP}%"
    assert text.share_percent(None) == "–"
