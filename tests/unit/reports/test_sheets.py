"""CSV as spreadsheets read it, never as they run it; drawings that stand alone."""

from __future__ import annotations

import pytest

from nrs_lib.errors import DisclosureError
from nrs_lib.reports.sheets import csv_text, inert, svg_files


def test_rows_as_shown() -> None:
    rows = [{"Mått": "Smärta; nu", "Andel": "48,5 %"}, {"Mått": "Sömn", "n": "12"}]

    assert csv_text(rows) == 'Mått;Andel;n\r\n"Smärta; nu";48,5 %;\r\nSömn;;12\r\n'


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "-2+3", "@x", "\tx", "=HYPERLINK(1)", "-x"])
def test_a_formula_becomes_text(cell) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-1,2", "+3", "−0,4", "48 %", "-5\u00a0%", "", "a=b", "2022-01-01"]
)
def test_a_number_stays_a_number(cell) -> None:
    assert inert(cell) == cell


def test_a_head_can_be_a_formula_too() -> None:
    assert csv_text([{"=x": "1"}]).startswith("'=x")


def test_one_drawing_is_one_file() -> None:
    files = svg_files(
        "linje", '<figure><svg viewBox="0 0 1 1"><text>1&nbsp;%</text></svg></figure>', where="x"
    )

    assert list(files) == ["linje.svg"]
    assert 'xmlns="http://www.w3.org/2000/svg"' in files["linje.svg"]
    assert "1\u00a0%" in files["linje.svg"]


def test_several_drawings_are_numbered() -> None:
    assert list(svg_files("kort", "<svg></svg><p>x</p><svg></svg>", where="x")) == [
        "kort_1.svg",
        "kort_2.svg",
    ]


def test_the_twin_for_narrow_pages_has_no_file() -> None:
    twins = "".join(
        f'<svg aria-labelledby="fig-a_{kind}-title"></svg>' for kind in ("wide", "narrow")
    )

    assert list(svg_files("a", twins, where="x")) == ["a.svg"]


def test_a_mark_that_words_explain_has_no_file() -> None:
    mark = '<svg aria-hidden="true"></svg>'

    assert list(svg_files("a", f"<svg></svg>{mark} ovanligt", where="x")) == ["a.svg"]


@pytest.mark.parametrize(
    "drawing", ["<svg><g></svg>", "<svg><a:g/></svg>", "<svg><text>&eacute;</text></svg>"]
)
def test_a_drawing_that_cannot_stand_alone(drawing) -> None:
    with pytest.raises(DisclosureError, match="file of its own"):
        svg_files("linje", drawing, where="x")
