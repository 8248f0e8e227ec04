"""The responder curve: thresholds from their file, counts beside shares, small units in words."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from nrs_lib import figures
from nrs_lib.contracts.change_thresholds import PERCENT
from nrs_lib.contracts.instruments import scale
from nrs_lib.figures.curve_drawing import Curve
from tests.support import cleared as made


def drawn(time_point="discharge", language="sv", **asked):
    cleared = made.curves(**asked)
    return figures.draw_responder_curves(cleared, time_point=time_point, language=language)


def test_every_threshold_of_the_file_stands_by_name_with_its_share():
    figure = drawn()
    rows = {
        row["Så mycket bättre"]: row for row in figure.rows if row["Skala"] == "Smärtintensitet"
    }
    for mark in scale("nrs_pain").marks(PERCENT):
        row = rows[f"minst {mark.amount:g}\u00a0%"]
        assert row["Gräns"] == mark.meaning["sv"]
        share = row["Vår enhet: andel"]
        assert f">{share}</text>" in figure.html
        first_words = " ".join(mark.meaning["sv"].split(" ")[:2])
        assert f">{first_words}" in figure.html


def test_the_title_has_no_per_cent_without_its_counts():
    title = drawn().plain.partition("\n")[0]
    shares = re.findall(r"\d+\s% \((\d+)\sav\s(\d+)\)", title)
    assert len(shares) == len(scale("nrs_pain").marks(PERCENT))
    assert {whole for _, whole in shares} == {"76"}


def test_a_point_that_is_hidden_is_passed_over_and_says_why():
    figure = drawn(own=None, nation=100, audience="register")
    hidden = [row for row in figure.rows if row["Riket: svar"] == ""]
    assert 0 < len(hidden) < len(figure.rows)
    assert all("skydd" in row["Riket: andel"] for row in hidden)
    scales = {row["Skala"] for row in figure.rows if row["Riket: svar"]}
    assert figure.html.count('<section class="nrs-panel">') == len(scales)


def test_a_small_unit_has_a_sentence_in_place_of_everybodys_curves():
    figure = drawn(own=4)
    assert figure.plain == (
        "Vid avslut: för få svar för att visa hur mycket bättre patienterna blev.\n"
        "Kurvor ritas där minst 10 har svarat både vid start och vid avslut."
    )
    assert "<path" in drawn().html
    assert "<path" not in figure.html
    assert not figure.rows


def test_a_difference_is_claimed_only_where_the_interval_leaves_out_the_nation():
    assert "Vid ingen av de jämförda gränserna skiljer sig andelen säkert" in drawn().plain
    cleared = made.curves(own=90)
    table = cleared.table.copy()
    mine = (table["scope"] == "own") & (table["category"] == "30")
    table.loc[mine, ["estimate", "low", "high"]] = [0.05, 0.02, 0.1]
    worse = figures.draw_responder_curves(replace(cleared, table=table), time_point="discharge")
    assert "Lägre andel än i riket: smärtintensitet, minst 30\u00a0% bättre" in worse.plain
    # So is a threshold beside the first, which has a letter in the drawing too.
    second = (table["scope"] == "own") & (table["category"] == "50")
    table = cleared.table.copy()
    table.loc[second, ["estimate", "low", "high"]] = [0.95, 0.9, 0.99]
    better = figures.draw_responder_curves(replace(cleared, table=table), time_point="discharge")
    assert "Högre andel än i riket: smärtintensitet, minst 50\u00a0% bättre" in better.plain


def test_each_panel_says_of_which_time_it_is():
    for time_point, when in (("discharge", "vid avslut"), ("followup_12m", "efter ett år")):
        html = drawn(time_point).html
        assert html.count(f">{when}</text>") == html.count("<svg")


def test_the_year_after_has_its_own_people():
    assert "Riket 39" not in drawn("followup_12m").plain.partition("\n")[0]
    assert "efter ett år" in drawn("followup_12m").plain.partition("\n")[0]
    assert "(" in drawn("followup_12m", "en").plain
    assert "after one year" in drawn("followup_12m", "en").plain.partition("\n")[0]


def a_curve(**reached):
    """Who of a hundred is so much better in depression, by scope."""
    points = {
        amount: {
            scope: SimpleNamespace(is_shown=True, numerator=counts[at], denominator=100)
            for scope, counts in reached.items()
        }
        for at, amount in enumerate((1.5, 1.7))
    }
    return Curve(scale("hads_depression"), "points", points)


@pytest.mark.parametrize("reached", [(55, 55), (55, 54)], ids=["alike", "prorated"])
def test_of_two_thresholds_that_whole_points_reach_alike_one_is_drawn_whatever_the_numbers(reached):
    """So the same scale has the same letters in every figure; the table has both."""
    curve = a_curve(own=(40, 40), national=reached)
    assert [mark.amount for mark in curve.marks] == [1.7]
    assert [mark.amount for mark in curve.thresholds] == [1.5, 1.7]


@pytest.mark.parametrize("points", [(0, 1.5, 1.7, 3), (0, 1.7, 3)], ids=["in_table", "not"])
def test_a_threshold_that_is_not_drawn_is_told_of_with_the_reason(monkeypatch, points):
    depression = ("hads_depression:points:improved", points, 1.7)
    monkeypatch.setattr(made, "CURVES", (depression,))
    for asked in ({}, {"own": None}):
        told = drawn(**asked).plain.replace("\N{NO-BREAK SPACE}", " ")
        assert "en gräns som inte ritas (minst 1,5 poäng lägre; från patienter med KOL)" in told
        assert "samtidigt som 1,7 poäng" in told


@pytest.mark.parametrize(("shares", "is_broken"), [((0.5, 0.2), True), ((0.5, 0.0), False)])
def test_a_curve_that_ends_above_zero_says_why(shares, is_broken):
    points = {
        amount: {"national": SimpleNamespace(is_shown=True, estimate=share)}
        for amount, share in enumerate(shares)
    }
    curve = Curve(scale("hads_depression"), "points", points)
    assert curve.is_broken("national") is is_broken
    # One that comes down to zero is drawn to where it does.
    assert curve.reached("national") == [0, 1]
    assert "slutar innan den når noll" in drawn(own=None, nation=100, audience="register").plain


@pytest.mark.parametrize(
    ("is_shown", "is_bridged"),
    [((True, False, True), True), ((True, True, False), False), ((False, True, True), False)],
)
def test_a_line_that_runs_past_what_is_hidden_is_told_of(is_shown, is_bridged):
    points = {
        amount: {"national": SimpleNamespace(is_shown=one, estimate=0.5)}
        for amount, one in enumerate(is_shown)
    }
    assert Curve(scale("hads_depression"), "points", points).is_bridged("national") is is_bridged


def test_only_a_figure_with_such_a_line_says_so(monkeypatch):
    assert "går linjen rakt" not in drawn().plain
    monkeypatch.setattr(Curve, "is_bridged", lambda *_: True)
    assert "går linjen rakt" in drawn().plain


def test_an_axis_holds_the_point_that_is_written_as_none():
    """11 of 1,338 are written 1 %: the curve has not come to zero there."""
    shares = {10: 0.4, 12: 11 / 1338, 16: 0.0, 20: 0.0}
    points = {
        amount: {"national": SimpleNamespace(is_shown=True, estimate=one)}
        for amount, one in shares.items()
    }
    curve = Curve(scale("hads_depression"), "points", points)
    assert curve.reached("national") == [10, 12, 16]
    del points[16], points[20]
    assert Curve(scale("hads_depression"), "points", points).is_broken("national")
