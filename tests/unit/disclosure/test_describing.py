"""What a program is told of an output is what its readers see."""

from __future__ import annotations

import pytest

from nrs_lib.disclosure.describing import (
    COLUMNS,
    cells_csv,
    describe,
    packed,
    read_cells,
    rows_of,
    unpacked,
)
from nrs_lib.errors import DisclosureError
from nrs_lib.text import number
from tests.support import cleared as made
from tests.support.made_up import PERIOD, UNIT, sides


@pytest.mark.parametrize("value", [6.25, 6.35, 6.249, 6.251, 0.05])
def test_a_half_is_written_for_programs_as_on_the_page(value):
    side, people = next(iter(sides(90, 3000, UNIT)))
    row = {
        "measure": "hads_anxiety",
        "statistic": "mean",
        **side,
        "period": PERIOD,
        "estimate": value,
        "n": people,
        "sd": 3.0,
    }
    (cell,) = describe([made.cleared([row])])

    assert number(cell["estimate"], 1) == number(value, 1)


ROW = ("pain", "mean", "own", "u1", "", "", "2022", 6.2, *[None] * 10, "")


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"columns": COLUMNS[:-1], "rows": [ROW[:-1]]},
        {"columns": COLUMNS, "rows": [ROW, ROW[:-1]]},
    ],
)
def test_a_description_with_other_columns_is_refused(stored) -> None:
    assert unpacked(packed([list(ROW)])) == (ROW,)
    with pytest.raises(DisclosureError, match="other columns"):
        unpacked(stored)


def test_a_number_that_several_outputs_show_stands_once() -> None:
    other = (*ROW[:6], "2021", *ROW[7:])
    _, first, second = cells_csv({"a": (ROW, other), "b": (ROW,)}).splitlines()

    assert first.startswith("a b,pain,")
    assert second.startswith("a,pain,")


def test_outputs_of_the_same_rows_are_named_in_their_order():
    other = (*ROW[:6], "2021", *ROW[7:])
    both = (ROW, other)

    _, first, second = cells_csv({"a": both, "b": (other,), "c": both}).splitlines()

    assert first.startswith("a c,pain,")
    assert second.startswith("a b c,pain,")


@pytest.mark.parametrize("name", ["a, b", 'a "b"', "a\nb", '"', "a", "a\u2028b", "a\x0bb"])
def test_a_description_is_read_as_it_is_written(name):
    odd = (*ROW[:5], name, *ROW[6:-1], "small")
    read = read_cells(cells_csv({"one": (ROW, odd), "two": (ROW,)}))
    assert [outputs for outputs, _ in read] == [("one", "two"), ("one",)]
    for (_, cell), told in zip(read, (ROW, odd), strict=True):
        assert cell == dict(zip(COLUMNS, told, strict=True))


@pytest.mark.parametrize("text", ["", "\n", "outputs,measure\n", '"outputs",measure\n'])
def test_a_file_with_other_columns_is_no_description(text):
    with pytest.raises(DisclosureError):
        rows_of(text)


@pytest.mark.parametrize("mark", ["", '"'])
def test_a_line_without_cells_is_no_row(mark):
    told = cells_csv({"one": ((*ROW[:5], mark, *ROW[6:]),)})
    with pytest.raises(ValueError, match="zip"):
        read_cells(f"{told}\n")
