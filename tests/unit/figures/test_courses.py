"""Where a change that counts as meaningful would lead from the start."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from nrs_lib.contracts.instruments import scale
from nrs_lib.figures.change import draw_change
from nrs_lib.figures.courses import Course
from nrs_lib.figures.responders import draw_responders
from nrs_lib.figures.sheet import text_width
from nrs_lib.figures.theme import SMALL, THEME
from tests.support import cleared as made


def a_course(code, start):
    one = SimpleNamespace(estimate=start)
    return Course(scale(code), "discharge", "own", one, one, one)


@pytest.mark.parametrize(
    ("code", "start", "ends"),
    [
        ("nrs_pain", 7.0, (30.0, 51.0)),  # 30 per cent of 7 is 2.1 of 10, lower is better
        ("mpi_interference", 4.2, (30.0, 40.0)),  # 0.6 of 6
        ("nrs_pain", 0.0, (100.0, 100.0)),
        ("mpi_interference", 0.3, (95.0, 100.0)),  # never beyond the scale's end
        ("rand36_vt", 50.0, (50.0, 60.0)),  # higher is better
    ],
)
def test_the_band_goes_from_the_start_to_the_threshold(code, start, ends):
    assert a_course(code, start).meaningful == pytest.approx(ends)


def test_a_scale_without_threshold_has_no_band():
    assert a_course("eq_vas", 40.0).meaningful is None


def test_the_figure_draws_the_band_and_says_what_it_is():
    shown = draw_change(made.change(), scales=["nrs_pain", "eq_vas"])
    assert THEME.band.lower() in shown.html
    assert "Sandfärgat band" in shown.html
    assert "visas i blått" in shown.html
    # Where all is blue nothing is told from the rest by it.
    nation = draw_change(made.change(own=None, audience="register"), scales=["nrs_pain"]).html
    assert ("Sandfärgat band" in nation, "visas i blått" in nation) == (True, False)
    by_scale = {
        row["Skala"].partition(",")[0]: row["Betydelsefull förändring"] for row in shown.rows
    }
    assert "30" in by_scale["Smärtintensitet"]
    assert by_scale["Hälsotillstånd (EQ-VAS)"] == ""
    alone = draw_change(made.change(), scales=["eq_vas"])
    assert THEME.band.lower() not in alone.html
    assert "Sandfärgat band" not in alone.html


def test_a_large_ring_is_explained_where_one_is_drawn():
    every = made.change(scales=["nrs_pain"])
    table = every.table.copy()
    starts = table.index[table["category"] == "paired_start"]
    table.loc[table.index[table["category"] == "paired_later"], "estimate"] = list(
        table.loc[starts, "estimate"]
    )
    still = draw_change(replace(every, table=table), scales=["nrs_pain"])
    assert "Stor ring" in still.plain
    assert still.html.count(">Stor ring") == 2
    assert "Stor ring" not in draw_change(every, scales=["nrs_pain"]).plain


def test_a_phone_has_no_panel_without_anything_of_the_unit():
    every = made.change(scales=["nrs_pain"])
    table = every.table
    late = (table["time_point"] == "followup_12m") & (table["scope"] == "own")
    few = replace(every, table=table.assign(hidden=table["hidden"].mask(late, "few")))
    _, wide, narrow = draw_change(few, scales=["nrs_pain"]).html.split("<svg")
    assert "Till ett år: bara riket" in wide
    assert "bara riket" not in narrow
    assert "Till ett år: ritas inte, för få svar" in narrow


def test_without_a_scale_that_anybody_answered_it_says_so():
    nothing = draw_change(made.change(), scales=[])
    assert nothing.plain.startswith("För få svar för att visa förändring från start")
    assert "<svg" not in nothing.html


def test_a_long_heading_has_lines_of_its_own_and_stays_clear_of_the_plot():
    for figure in (
        draw_change(made.change(), scales=["mpi_interference"], language="en"),
        draw_responders(made.responders(), scales=["mpi_interference"], language="en"),
    ):
        broad = figure.html.split("nrs-narrow")[0]
        assert ">Activities and participation" in broad
        headings = re.findall(r'font-weight="600"[^>]* x="0"[^>]*>([^<]+)<', broad)
        assert max(text_width(line, SMALL, bold=True) for line in headings) <= 168


def test_a_panel_without_the_unit_says_in_its_head_that_it_is_the_nations():
    both = draw_change(made.change(), scales=["nrs_pain"])
    assert "bara riket" not in both.html
    few = draw_change(made.change(own=12), scales=["nrs_pain"])
    assert ">Till avslut</text>" in few.html
    assert ">Till ett år: bara riket</text>" in few.html
    english = draw_change(made.change(own=12), scales=["nrs_pain"], language="en")
    assert ">To one year: national only</text>" in english.html


def test_a_mark_is_explained_only_where_it_is_drawn_and_an_assumed_threshold_is_named():
    both = draw_responders(made.responders(), scales=["nrs_pain", "hads_depression"]).plain
    assert "Romb: ett år." in both
    assert "Gränsen är antagen för depression." in both
    few = draw_responders(made.responders(own=12), scales=["nrs_pain"]).plain
    assert "Punkt: avslut." in few
    assert "Romb: ett år." not in few
    assert "antagen" not in few


def test_an_axis_of_scales_on_0_to_100_begins_at_0():
    drawn = draw_change(made.change(), scales=["nrs_pain"]).html
    ticks = re.findall(r'text-anchor="middle"[^>]*>(\d+)</text>', drawn.split("nrs-narrow")[0])
    assert ticks[0] == "0"
