"""Which signs of a text are numbers that somebody could be counted by."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.reports.audit.numbers import may_count, numbers_in, pairs_in, people_in, with_thousands


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kv\u00a04 2022", []),
        ("halvår\u00a02 2022: 4", [4.0]),
        ("Kv 5 2022", [5.0]),
        ("kv 4 20 av 22", [4.0, 20.0, 22.0]),
    ],
)
def test_a_part_of_a_year_is_a_date_and_no_number(text, found):
    assert [one.value for one in numbers_in(text)] == found


@pytest.mark.parametrize(
    ("text", "value", "other"),
    [
        ("12,345", 12.345, 12345),
        ("1,234,567", 1234567.0, None),
        ("1,234.5", 1234.5, None),
        ("0,123", 0.123, None),
        ("1,2345", 1.2345, None),
        ("12\u00a0345", 12345.0, None),
        ("12.5", 12.5, None),
    ],
)
def test_a_comma_parts_thousands_or_begins_decimals(text, value, other):
    assert [(one.value, one.thousands) for one in numbers_in(f"Of {text} people")] == [
        (value, other)
    ]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("three of 12 had it", [(3, 12)]),
        ("Three out of twelve had it", [(3, 12)]),
        ("one of 12", [(1, 12)]),
        ("tre av tolv", [(3, 12)]),
        ("en av de 12", [(1, 12)]),
        ("1,230 of 1,234 answered", [(1230, 1234)]),
        ("three of twelve scales", []),
        ("tre av tolv skalor", []),
        ("some of twelve", []),
        ("at least 4 of 7 questions", []),
        ("4 of 7 questionnaires", [(4, 7)]),
        ("up to and including quarter 4 of 2022", []),
        ("4 of 2022", [(4, 2022)]),
    ],
)
def test_a_part_of_people_is_read_in_words_too(text, pairs):
    assert list(pairs_in(text)) == pairs


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("seven patients", [7]),
        ("sju patienter", [7]),
        ("7 responses", [7]),
        ("n = 1,234", [1234]),
        ("1,234 people", [1234]),
        ("one patient may answer late", []),
        ("fewer than ten answers", []),
        ("seven units", []),
    ],
)
def test_a_count_of_people_is_read_in_words_too(text, people):
    assert list(people_in(text)) == people


@pytest.mark.parametrize("text", ["2 of 3 points in a row", "2 or 2 of 3", "quarter 4 of 9"])
def test_a_phrase_is_read_whatever_spaces_paper_gives_back(text):
    assert pairs_in(text) == pairs_in(text.replace(" ", "\u00a0")) == ()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("3942 av 10 561)", [(3942, 10561)]),
        ("10 561 av 12 345 svarade", [(10561, 12345)]),
        ("14 av 79 1234", [(14, 79)]),
        ("14 av 79 11–28", [(14, 79)]),
    ],
)
def test_paper_s_spaces_may_part_thousands(text, pairs):
    assert list(pairs_in(with_thousands(text))) == pairs


@pytest.mark.parametrize("word", ["två", "åtta", "sju", "elva", "nine", "fem", "arton", "En"])
def test_a_word_for_a_number_is_one_in_any_capitals(word):
    signs = "".join(map(chr, range(sys.maxunicode + 1)))
    for first in re.findall(rf"(?i){word[0]}", signs):
        assert len(pairs_in(f"({first}{word[1:].upper()} av 40")) == 1
    assert pairs_in(f"x{word} av 40") == pairs_in(f"7{word} av 40") == ()


PEOPLE = ("patient", "patienter", "patients", "person", "personer", "people", "svar", "svarande")
PEOPLE += ("answers", "responses", "responders", "vårdförlopp", "episod", "episodes", "man", "män")
PEOPLE += ("kvinna", "kvinnor", "woman", "women", "men", "individer", "individuals", "deltagare")
PEOPLE += ("respondents", "participants")
COUNTED = ("7", "1 234", "12", "två", "Åtta", "en", "av", "of", "out of", "de", "n", "N", "=", ":")
COUNTED += (*PEOPLE, "n=7", "\u00a0", "\n", "x", "12 av 40")


@pytest.mark.parametrize("word", PEOPLE)
def test_people_by_any_name_may_be_counted(word):
    assert people_in(f"7 {word}") == (7,)
    assert may_count(f"7 {word}")


@given(st.lists(st.sampled_from(COUNTED), max_size=6).map(" ".join))
def test_no_text_that_counts_people_is_passed_over(text):
    told = [
        told for one in (text, with_thousands(text)) for told in (pairs_in, people_in) if told(one)
    ]
    assert may_count(text) or not told
