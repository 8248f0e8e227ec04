"""The figure of sick leave: bands for moves, and nothing that gives a hidden one away."""

from __future__ import annotations

import re

import pytest

from nrs_lib import figures
from nrs_lib.disclosure import ClearedTable
from tests.support import cleared as made

PLACES = re.compile(r'd="M ([\d.]+) ([\d.]+)')


def shapes(html: str) -> list[tuple[str, str]]:
    return PLACES.findall(html.partition("nrs-narrow")[0])


def hiding(cleared: ClearedTable, *categories: str, scope: str = "own") -> ClearedTable:
    """The same table with some of one side's rows hidden, as the door hides them."""
    table = cleared.table.copy()
    gone = table["category"].isin(categories) & (table["scope"] == scope)
    table.loc[gone, ["estimate", "low", "high"]] = float("nan")
    for column in ("n", "numerator", "denominator"):
        table[column] = table[column].mask(gone)
    table.loc[gone, "hidden"] = "protected"
    return ClearedTable(table, cleared.record, cleared.cautions)


def test_the_title_tells_how_many_were_without_at_each_time() -> None:
    cleared = made.sick_leave()
    figure = figures.draw_sick_leave(cleared)
    own = cleared.table[cleared.table["scope"] == "own"].set_index("category")["numerator"]

    title = figure.plain.replace("\u00a0", " ").splitlines()[0]

    assert title.startswith("Utan sjukskrivning:")
    for category in ("none||", "|none|", "||none"):
        assert f"({own[category]} av 90)" in title


def test_a_move_that_nobody_made_has_no_band() -> None:
    cleared = made.sick_leave()
    own = cleared.table[cleared.table["scope"] == "own"]
    moves = own[own["category"].str.fullmatch(r"\w+\|\w+\||\|\w+\|\w+")]

    html = figures.draw_sick_leave(cleared).html

    # Twelve bars; three paths for each band: its area and two edges.
    assert len(shapes(html)) == 12 + 3 * int((moves["numerator"] > 0).sum())


def test_a_hidden_move_is_told_and_has_no_band() -> None:
    cleared = made.sick_leave()
    hidden = hiding(cleared, "partial|none|", "partial|partial|")

    figure = figures.draw_sick_leave(hidden)

    assert "2 band ritas inte: skyddar små antal." in figure.plain
    assert "NaN" not in figure.html
    assert len(shapes(figure.html)) == len(shapes(figures.draw_sick_leave(cleared).html)) - 6


def test_where_most_moves_are_hidden_bars_alone_are_drawn_and_the_line_under_the_title_says_so():
    made_up = made.sick_leave()
    own = made_up.table[made_up.table["scope"] == "own"]
    moves = own[own["category"].str.fullmatch(r"\w+\|\w+\||\|\w+\|\w+")]
    most = list(moves.loc[moves["numerator"] > 0, "category"])[1:]

    figure = figures.draw_sick_leave(hiding(made_up, *most))

    assert len(shapes(figure.html)) == 12
    assert f"eftersom {len(most)} av 32 tal är dolda." in figure.plain


@pytest.mark.parametrize("reason", ["rest", "protected"])
def test_the_reason_that_few_can_guess_is_explained_beneath_the_figure(reason) -> None:
    hidden = hiding(made.sick_leave(), "partial|none|")
    hidden.table["hidden"] = hidden.table["hidden"].replace("protected", reason)

    figure = figures.draw_sick_leave(hidden)

    # Of a reason that stands in the folded table alone nobody need be told there.
    nation = hiding(made.sick_leave(), "partial|none|", scope="national")
    nation.table["hidden"] = nation.table["hidden"].replace("protected", reason)
    assert "För få utanför en enskild enhet:" not in figures.draw_sick_leave(nation).html
    note = "För få utanför en enskild enhet: räknas en viss enhet bort blir för få kvar"
    assert (note in figure.html) is (reason == "rest")


def test_a_hidden_bar_takes_its_bands_with_it_and_says_why() -> None:
    figure = figures.draw_sick_leave(hiding(made.sick_leave(), "|partial|"))
    wide = figure.html.partition("nrs-narrow")[0]

    assert "skyddar små" in wide
    own = [row for row in figure.rows if row["Vems"] == "Vår enhet"]
    assert "skyddar små antal" in {row["Värde"] for row in own}
    assert len(shapes(figure.html)) < len(shapes(figures.draw_sick_leave(made.sick_leave()).html))


def test_without_any_follow_up_nothing_is_drawn_and_the_title_says_so() -> None:
    figure = figures.draw_sick_leave(made.sick_leave().where(category="nobody"))

    assert figure.plain.startswith("Data når inte fram till någon uppföljning än")
    assert "<svg" not in figure.html


@pytest.mark.parametrize(("language", "head"), [("sv", "Antal"), ("en", "Number")])
def test_the_data_behind_the_figure_are_numbers_and_nobody_s_responses(language, head):
    drawn = figures.draw_sick_leave(made.sick_leave(), language=language)

    assert all(head in row for row in drawn.rows)
