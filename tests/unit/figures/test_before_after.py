"""Before and after as two dots with intervals, and the goal as a line."""

from __future__ import annotations

import re

import pytest

from nrs_lib import figures
from nrs_lib.contracts.plans import Focus
from nrs_lib.reports.audit.markup import read_markup
from tests.support import cleared as made
from tests.support.simulated_changes import MEASURE, a_change, a_focus


def drawn(before, after, focus=None, language="sv"):
    cleared = made.cleared(a_change("SV001", before, after))
    return figures.draw_before_after(cleared, focus=focus or a_focus(), language=language)


def labels(figure) -> set[str]:
    seen = read_markup(figure.html, "figure.html")
    return {text.replace("\u00a0", " ") for *_, text in seen.drawings[0].labels}


def test_each_period_has_its_dot_its_value_and_what_it_rests_on():
    figure = drawn((20, 60), (50, 60))

    assert {"33 %", "20 av 60", "83 %", "50 av 60", "2021", "2022"} <= labels(figure)
    assert len(read_markup(figure.html, "figure.html").drawings[0].marks) == 2
    assert [row["Period"] for row in figure.rows] == ["2021", "2022"]


@pytest.mark.parametrize(("goal", "lines"), [(0.7, 1), (None, 0)])
def test_the_goal_is_a_dashed_line_with_its_level(goal, lines):
    figure = drawn((20, 60), (50, 60), a_focus(goal))
    wide = re.search(r"<svg.*?</svg>", figure.html, re.DOTALL)[0]

    assert wide.count("stroke-dasharray") == lines
    assert ("mål 70 %" in labels(figure)) == bool(lines)


def test_a_hidden_value_leaves_its_reason_in_its_place():
    figure = drawn((3, 5), (50, 60))

    assert "för få uppföljningar (visas från 10)" in labels(figure)
    assert "3 av 5" not in figure.plain.replace("\u00a0", " ")
    assert "inte varför" not in figure.plain


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((3, 5), (50, 60), "kan inte jämföras, för få uppföljningar före."),
        ((20, 60), (3, 5), "kan inte jämföras ännu, för få uppföljningar efter."),
        ((3, 5), (2, 6), "kan inte jämföras, för få uppföljningar."),
    ],
)
def test_what_cannot_be_compared_is_told_by_the_side_that_has_too_few(before, after, said):
    assert drawn(before, after).plain.split("\n")[0].endswith(said)


def test_where_both_are_hidden_nothing_is_drawn():
    figure = drawn((3, 5), (2, 6))
    assert "<svg" not in figure.html
    assert not figure.rows


def test_without_a_dated_change_there_is_only_now():
    rows = a_change("SV001", (20, 60), (50, 60))[1:2]
    figure = figures.draw_before_after(made.cleared(rows), focus=Focus(MEASURE), language="en")

    assert [row["When"] for row in figure.rows] == ["Now"]


def test_a_figure_says_nothing_of_marks_and_sides_that_are_not_there():
    both, none = drawn((20, 60), (30, 60)), drawn((1, 2), (1, 3))
    assert "Punkt med" in both.plain
    assert "Punkt med" not in none.plain
    cleared = made.cleared(a_change("SV001", (20, 60), (30, 60))[1:2])
    alone = figures.draw_before_after(cleared, focus=Focus(MEASURE))
    assert "Olika patienter före och efter" in both.plain
    assert "Olika patienter" not in alone.plain
