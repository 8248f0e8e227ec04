"""Theme, fonts, sheet and SVG."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager

from nrs_lib.figures import theme
from nrs_lib.figures.axis import fitting
from nrs_lib.figures.markup import short
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.trend_drawing import across, draw_years
from nrs_lib.reports.sanitising import clean

OPEN = Path("/proc/self/fd")
ALLOWED = {"svg", "title", "desc", "path", "text"}


def contrast(colour: str, ground: str = "#FFFFFF") -> float:
    """WCAG 2 contrast ratio."""

    def light(text: str) -> float:
        parts = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(colour), light(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("token", ["ink", "muted", "subject", "attention", "better"])
def test_text_colours_stand_out_from_the_ground(token: str) -> None:
    assert contrast(getattr(theme.THEME, token)) >= 4.5


def test_numbers_inside_answer_bars_can_be_read() -> None:
    strong, light = theme.THEME.answers[::4], theme.THEME.answers[1:4]

    assert min(contrast(colour) for colour in strong) >= 4.5
    assert min(contrast(theme.THEME.ink, colour) for colour in light) >= 4.5


def test_the_nations_mark_stands_out_from_the_ground() -> None:
    assert contrast(theme.THEME.nation) >= 3


@pytest.mark.parametrize("style", ["regular", "semibold", "variable"])
def test_fonts_have_what_reports_write(style: str) -> None:
    font = TTFont(theme.font_file(style))

    assert not [
        sign for sign in "åäöÅÄÖéü−–≥≤≠→±×·…“”’\u00a0\u2009" if ord(sign) not in font.getBestCmap()
    ]
    assert "Source" not in font["name"].getBestFamilyName()


def test_stylesheet_has_every_token_it_uses() -> None:
    sheet = theme.stylesheet()
    used = set(re.findall(r"var\((--nrs-[a-z-]+)\)", sheet))

    assert used <= set(re.findall(r"(--nrs-[a-z-]+):", sheet))


def test_theme_does_not_pay_for_the_drawing_library() -> None:
    code = "import sys; from nrs_lib.figures import theme; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


def told_after_measuring(asked: str) -> str:
    code = f"import os, sys; from nrs_lib.figures.sheet import text_width; text_width('Ö'); {asked}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout


def test_measuring_text_reads_no_other_font_of_the_machine() -> None:
    told = told_after_measuring("print('matplotlib.font_manager' in sys.modules)")

    assert told.strip() == "False"


@pytest.mark.skipif(not OPEN.is_dir(), reason="this system does not list open files")
def test_a_font_is_no_open_file_whose_place_forks_would_share() -> None:
    told = told_after_measuring(f"[print(os.path.realpath(f.path)) for f in os.scandir('{OPEN}')]")

    assert told
    assert ".ttf" not in told


@pytest.mark.filterwarnings("error")
def test_a_letter_that_the_font_has_not_is_given_room() -> None:
    without = text_width("Enhet ", 10)

    assert text_width("Enhet \N{CJK UNIFIED IDEOGRAPH-65E5}", 10) == pytest.approx(without + 10)


def a_drawing() -> str:
    sheet = Sheet(60, width=100)
    sheet.bar(0, 0, 10, 10)
    sheet.line([(0, 0), (50, 50)], dash=(2, 2))
    sheet.area([(0, 0), (5, 5), (0, 5)])
    for place, shape in enumerate(("dot", "ring", "diamond")):
        sheet.mark(20 + 10 * place, 20, shape)
    sheet.text(0, 50, "R&D <b> $x_1$ å", bold=True, at="centre")
    return sheet.svg(name="x", title="Titel & mer", description="Vad")


def test_svg_has_real_text_and_nothing_to_clash_or_leak() -> None:
    svg = a_drawing()
    root = ElementTree.fromstring(svg)

    assert {part.tag.rpartition("}")[2] for part in root.iter()} <= ALLOWED
    assert not any({"style", "href"} & set(part.attrib) for part in root.iter())
    assert set(re.findall(r' id="([^"]+)"', svg)) == {"fig-x-title", "fig-x-desc"}
    assert "R&amp;D &lt;b&gt; $x_1$ å" in svg
    assert 'font-weight="600"' in svg
    assert "NRS Sans" in svg
    assert clean(svg, where="x")


def test_svg_is_the_same_twice() -> None:
    assert a_drawing() == a_drawing()


def test_y_runs_down_from_the_upper_left_corner() -> None:
    sheet = Sheet(60, width=100)
    sheet.text(5, 50, "x")

    text = re.search(
        r'<text[^>]* x="([\d.]+)" y="([\d.]+)"', sheet.svg(name="a", title="b", description="c")
    )
    assert (float(text[1]), float(text[2])) == (5, 50)


# A soft hyphen, which no text of ours has, comes between two letters and is not drawn.
SIGNS = sorted(set(map(chr, TTFont(theme.font_file()).getBestCmap())) - {"\N{SOFT HYPHEN}"})


@given(
    st.one_of(
        st.text(st.sampled_from(SIGNS), max_size=12),
        st.text(st.sampled_from("fijltTVAWoy. 1/2"), max_size=12),
    ),
    st.sampled_from([theme.SIZE, theme.SMALL, 11]),
    st.booleans(),
)
def test_a_text_is_as_wide_as_it_is_laid_out_whole(text: str, size: float, bold: bool) -> None:
    font = font_manager.get_font(theme.font_file("semibold" if bold else "regular"))
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=mpl.ft2font.LoadFlags.NO_HINTING)
    whole = font.get_width_height()[0] / 64

    assert text_width(text, size, bold=bold) == whole


def test_lines_break_between_words_and_fit() -> None:
    lines = wrapped("Depressions- eller ångestdiagnos och annat", 80)

    assert len(lines) > 1
    assert all(text_width(line) <= 80 for line in lines if " " in line)
    assert " ".join(lines) == "Depressions- eller ångestdiagnos och annat"


@pytest.mark.parametrize(
    ("numbers", "least", "ends"),
    [([0.0, 78.0], 0.0, (0, 80)), ([31.0, 68.0], None, (30, 70)), ([99.0, 100.0], 0.0, (0, 100))],
)
def test_axes_have_round_ends_around_the_numbers(numbers, least, ends) -> None:
    axis = fitting(numbers, start=10, end=110, most=100, least=least)

    assert (axis.low, axis.high) == ends
    assert axis.at(axis.low) == 10
    assert axis.at(axis.high) == 110
    assert axis.ticks[0] == axis.low
    assert axis.ticks[-1] == pytest.approx(axis.high)


def test_a_year_of_quarters_begins_half_a_quarter_before_its_first_point() -> None:
    """Where a change on the first of January is drawn, and where control charts have it."""
    sheet = Sheet(40, width=100.0)
    draw_years(sheet, ("2020Q3", "2020Q4", "2021Q1", "2021Q2"), (10.0, 20.0, 30.0, 40.0), 10.0)
    draw_years(sheet, ("2021", "2022"), (60.0, 90.0), 10.0)
    svg = sheet.ornament()

    assert 'd="M 25 10 L 25 14"' in svg
    assert 'x="27" y="23">2021<' in svg
    assert re.search(r'text-anchor="middle"[^>]* x="60" y="23">2021<', svg)


def test_quarters_stand_so_that_every_year_is_as_wide():
    sheet = Sheet(40)
    xs = across(12, 10.0, 130.0)
    assert (xs[0], xs[-1]) == (15.0, 125.0)
    draw_years(sheet, [f"{year}Q{part}" for year in range(2020, 2023) for part in "1234"], xs, 10.0)
    # A part of the plot is 40 wide for each of three years.
    svg = sheet.ornament()
    assert all(f'd="M {edge} 10 L {edge} 14"' in svg for edge in (10, 50, 90))
    # Years stand near the ends, and leave no half of a wide part empty.
    assert across(3, 10.0, 130.0, by_year=True)[0] == 14.0


def test_a_nought_is_written_with_its_own_sign_whichever_came_first() -> None:
    assert [short(number) for number in (0.0, -0.0, 0.0, -0.004, -1e-9)] == [
        "0",
        "-0",
        "0",
        "0",
        "-0",
    ]
