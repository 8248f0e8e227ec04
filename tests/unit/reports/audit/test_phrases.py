"""What a text tells, read in phrases: the same as of the whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.reports.audit.naming import named_in
from nrs_lib.reports.audit.numbers import (
    count_numbers,
    may_count,
    pairs_in,
    people_in,
    with_thousands,
)
from nrs_lib.reports.audit.phrases import phrases_of, told_in

SIGNS = (
    "(",
    ")",
    "%",
    ". ",
    ", ",
    ";",
    " ; ",
    ".",
    ",",
    " ",
    " ",
    "\u00a0",
    "\n",
    "–",
    "-",
    ":",
    "/",
)
WORDS = ("1", "7", "12", "234", "1,234", "2022", "19121212", "191212121212", "1212", "EBCDFGHJKL")
WORDS += ("av", "of", "out of", "de", "tre", "en", "ett", "patienter", "svar", "women", "n", "=")
WORDS += ("under", "än", "eller", "skalor", "points near", "x", "patient_id", "PatientId", "E", "_")
TEXTS = st.lists(st.sampled_from(SIGNS + WORDS), max_size=14).map("".join)


def _of_whole(text: str) -> list[tuple[frozenset, frozenset]]:
    """Pairs and other counts of people in each reading of a text as a whole."""
    readings = dict.fromkeys((text, with_thousands(text))) if may_count(text) else ()
    found = []
    for one in readings:
        pairs = frozenset(pairs_in(one))
        found.append((pairs, frozenset(people_in(one)) - {whole for _, whole in pairs}))
    return found


@settings(max_examples=400)
@given(TEXTS)
def test_a_text_tells_what_its_phrases_tell(text):
    told = told_in(text)
    assert told.numbers == count_numbers(text)
    whole = named_in(text)
    rules, words = (whole.rules, whole.words) if whole else (set(), set())
    assert {rule for one in told.named for rule in one.rules} == rules
    assert {word for one in told.named for word in one.words} == words
    # Where the readings differ in nothing that counts, one of them is enough.
    assert set(told.counts) == set(_of_whole(text))


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("7 av 12 (58 %)", ["7 av 12 ", "58 ", "", ""]),
        ("1,234 svar, 1.5 per", ["1,234 svar", "1.5 per"]),
        ("Alla. Ingen", ["Alla", "Ingen"]),
    ],
)
def test_what_stands_apart_is_a_phrase(text, phrases):
    assert phrases_of(text) == phrases


def test_each_reading_is_of_the_whole_text():
    """Either all of a text's spaces part thousands or none does, whatever phrase they are in."""
    one, other = told_in("1 av 234, 12 av 1 345").counts
    assert one.pairs == {(1, 234), (12, 1)}
    assert other.pairs == {(1, 234), (12, 1345)}


def test_the_whole_of_a_pair_is_no_count_of_its_own_in_another_phrase():
    (told,) = told_in("3 av 16. Av dem svarade 16 patienter").counts
    assert told == ({(3, 16)}, frozenset())
