"""Identity numbers are found wherever they stand, and pseudonyms are not taken for them."""

from __future__ import annotations

import numpy as np
import pytest

from nrs_lib.contracts.identity import holds_identity_number, with_identity_numbers

# Skatteverket's own published example (640823-3234), and numbers built by its rule. Nobody
# has them.
ANYWHERE = (
    "640823-3234",
    "6408233234",
    "19640823-3234",
    "196408233234",
    "640823+3234",
    "640823 3234",
    "19640823 - 3234",
    "640823–3234",
    "ringer om 19640823-3234, se journal",
    "pnr640823-3234x",
    "(640823-3234)",
    "640883-3231",  # the same day as a coordination number
)
NOWHERE = (
    "",
    "P1",
    "640823-3235",  # check digit
    "641323-3230",  # month 13
    "640230-3233",  # 30 February
    "640861-3233",  # coordination day 61 of a month is the first, but this has no check digit
    "00196408233234",  # part of a longer run of digits
    "6408233234567",
    "2021-03-04 12:10",
    "640823.3234",
)


@pytest.mark.parametrize("text", ANYWHERE)
def test_a_number_is_found_anywhere_in_a_text(text):
    assert holds_identity_number(text)


@pytest.mark.parametrize("text", NOWHERE)
def test_what_only_looks_like_one_is_none(text):
    assert not holds_identity_number(text)


def test_only_days_that_exist_count():
    # 29 February: 2000 was a leap year, 1900 was not.
    assert holds_identity_number(_with_check_digit("20000229123"))
    assert not holds_identity_number(_with_check_digit("19000229123"))


def _with_check_digit(digits: str) -> str:
    ten = digits[-9:]
    total = sum(sum(divmod(int(d) * (2 - place % 2), 10)) for place, d in enumerate(ten))
    return digits + str(-total % 10)


def _people(count: int, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    days = np.datetime64("1930-01-01") + rng.integers(0, 27_000, count)
    return [
        _with_check_digit(str(day).replace("-", "")[2:] + f"{serial:03}")
        for day, serial in zip(days, rng.integers(0, 1000, count), strict=True)
    ]


@pytest.mark.parametrize("seed", range(30))
def test_pseudonyms_of_ten_digits_pass_and_real_numbers_do_not(seed):
    rng = np.random.default_rng(seed)
    pseudonyms = [f"{number:010}" for number in rng.integers(0, 10**10, 3000)]
    # About 22 of these have a day and a check digit by chance.
    assert sum(map(holds_identity_number, pseudonyms)) > 5
    assert not with_identity_numbers(pseudonyms, among=3000).any()
    assert with_identity_numbers(_people(300, seed), among=300).all()


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_column_where_some_are_real_is_refused(share):
    rng = np.random.default_rng(1)
    real = _people(int(1000 * share), 2)
    cells = real + [f"{number:010}" for number in rng.integers(0, 10**10, 1000 - len(real))]
    assert with_identity_numbers(cells, among=1000)[: len(real)].all()


def test_times_of_day_are_no_numbers():
    # Every one begins with a day, and one in ten has the check digit by chance.
    cells = [
        f"202103{day:02}{hour:02}{minute:02}"
        for day in range(1, 29)
        for hour in range(24)
        for minute in (0, 17, 34)
    ]
    assert not with_identity_numbers(cells, among=len(cells)).any()


def test_one_number_among_other_texts_is_enough():
    cells = ["640823-3234"]
    assert with_identity_numbers(cells, among=5000).all()
    assert with_identity_numbers(["6408233234"], among=5000).all()


def test_many_bare_numbers_in_notes_are_weighed_but_a_signed_one_is_not():
    rng = np.random.default_rng(5)
    phones = [f"ring 07{number:08}" for number in rng.integers(0, 10**8, 500)]
    assert sum(map(holds_identity_number, phones)) > 0
    cells = [*phones, "640823-3234"]
    found = with_identity_numbers(cells, among=5000)
    assert found[-1]
    assert found.sum() == 1


def test_a_signed_number_among_bare_pseudonyms_is_found():
    rng = np.random.default_rng(6)
    cells = [f"{number:010}" for number in rng.integers(0, 10**10, 3000)]
    assert with_identity_numbers([*cells, "640823-3234"], among=3001).nonzero()[0].tolist() == [
        3000
    ]


def test_a_very_long_column_is_judged_by_some_of_it_and_told_by_all():
    rng = np.random.default_rng(7)
    cells = [f"{number:010}" for number in rng.integers(0, 10**10, 60_000)]
    assert not with_identity_numbers(cells, among=60_000).any()
    signed = with_identity_numbers(["640823-3234", *cells], among=60_001)
    assert signed.nonzero()[0].tolist() == [0]
    real = _people(3000, 8)
    assert with_identity_numbers([*real, *cells], among=63_000)[:3000].all()


def test_leading_zeros_that_a_number_lost_are_put_back():
    lost = [number.lstrip("0") for number in _people(200, 3) if number.startswith("0")] or []
    young = [
        _with_check_digit(f"0{year}0615{serial:03}") for year in (1, 4, 9) for serial in range(20)
    ]
    cells = [number.lstrip("0") for number in young] + lost
    assert with_identity_numbers(cells, among=len(cells)).all()
    # Among other numbers a short one is no more than a number.
    assert not with_identity_numbers(cells[:1], among=5000).any()
