"""A description is read from its lines, or by its quotes where it has some."""

import pytest

from nrs_lib.disclosure.describing import COLUMNS, cells_csv, read_cells, rows_of
from nrs_lib.errors import DisclosureError

CELL = dict.fromkeys(COLUMNS) | {"measure": "eq_vas", "statistic": "mean", "scope": "own"}
CELL |= {"group": "003", "category": "", "time_point": "start", "period": "2022"}
CELL |= {"estimate": 61.5, "n": 40, "hidden": ""}


@pytest.mark.parametrize("name", ["a, b", 'a "b"', "a\nb", '"', "a", "a\u2028b", "a\x0bb"])
def test_a_description_is_read_as_it_is_written(name):
    cells = [CELL, CELL | {"category": name, "n": None, "hidden": "small"}]
    read = read_cells(cells_csv({"one": cells, "two": cells[:1]}))
    assert [outputs for outputs, _ in read] == [("one", "two"), ("one",)]
    for (_, cell), told in zip(read, cells, strict=True):
        assert cell == told | {name: told[name] or "" for name in ("category", "hidden")}


@pytest.mark.parametrize("text", ["", "\n", "outputs,measure\n", '"outputs",measure\n'])
def test_a_description_with_other_columns_is_none(text):
    with pytest.raises(DisclosureError):
        rows_of(text)


@pytest.mark.parametrize("mark", ["", '"'])
def test_a_line_without_cells_is_no_row(mark):
    told = cells_csv({"one": [CELL | {"category": mark}]})
    with pytest.raises(ValueError, match="zip"):
        read_cells(f"{told}\n")
