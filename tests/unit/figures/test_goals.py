"""How far goals were reached: bars centred between the lower and the higher steps."""

import re
from dataclasses import replace

import pytest

from nrs_lib import figures
from nrs_lib.errors import ParameterError
from tests.support import cleared as made

NBSP = "\N{NO-BREAK SPACE}"


def the_wide(drawn) -> str:
    return re.search(r"<svg.*?</svg>", drawn.html, re.DOTALL).group(0)


def test_every_step_is_drawn_beside_the_nation_with_its_sums_and_how_many():
    part = made.goals()
    drawn = the_wide(figures.draw_goals(part))
    own = {row.category: row for row in part.rows if row.scope == "own"}
    reached = own["mostly"].numerator + own["fully"].numerator
    assert own[""].numerator == reached
    assert f"{round(100 * reached / own[''].denominator)}{NBSP}%" in drawn
    assert ">81<" in drawn
    assert drawn.count("<path") == 4 * 3
    assert "Uppgift saknas" not in drawn


def test_the_title_says_how_many_and_how_that_stands_to_the_nation():
    sv, en = (figures.draw_goals(made.goals(), language=one).plain for one in ("sv", "en"))
    assert sv.startswith("Målen nåddes till största delen eller helt: ")
    assert "går inte att skilja säkert från riket" in sv.splitlines()[0]
    assert en.startswith("Goals reached mostly or fully: ")
    assert "cannot be clearly distinguished from the nation" in en.splitlines()[0]
    assert "riket" not in figures.draw_goals(made.goals(own=None)).plain.splitlines()[0]


def test_a_bar_of_which_a_step_is_hidden_is_not_drawn():
    part = made.goals(own=None, nation=100, audience="public")
    hidden = {row.category for row in part.rows if row.hidden}
    assert hidden
    told = figures.draw_goals(part)
    assert "<svg" not in told.html
    # The steps that are shown are told; without a drawing it says why, and not how one is read.
    assert told.plain.startswith(
        "Målen nåddes till största delen eller helt: 78\u00a0% (70\u00a0av"
    )
    why = (
        "Staplarna visas inte, eftersom tal är dolda för inte alls och delvis (skyddar små antal)."
    )
    assert why in told.plain
    assert "Stapeln är" not in told.plain
    assert "Varje stapel" not in told.plain
    reason = next(row.hidden for row in part.rows if row.hidden)
    is_best = part.table["category"] == "fully"
    table = part.table.assign(hidden=part.table["hidden"].mask(is_best, reason))
    none = figures.draw_goals(replace(part, table=table))
    assert none.plain.startswith("Måluppfyllelsen visas inte: skyddar små antal")
    assert "Staplar" not in none.plain
    assert "stapel" in figures.draw_goals(made.goals()).plain


def test_steps_that_are_rounded_each_by_itself_say_why_they_are_not_all_together():
    part = made.goals(own=None, nation=1562)
    counts = {"not": 60, "partly": 260, "mostly": 795, "fully": 450}
    table = part.table.copy()
    codes = [code for code in dict.fromkeys(table["category"]) if code]
    known = dict(zip(codes, counts.values(), strict=True))
    table["numerator"] = table["category"].map(known).fillna(table["numerator"]).astype("Int64")
    table["denominator"] = 1560
    told = "behöver inte bli precis 100 procent tillsammans"
    assert told in figures.draw_goals(replace(part, table=table)).plain
    assert told not in figures.draw_goals(made.goals()).plain


def test_a_lone_bar_is_not_told_of_as_several():
    alone = figures.draw_goals(made.goals(own=None)).plain
    assert "Stapeln är alla program" in alone
    assert "Varje stapel" not in alone
    assert "Varje stapel är alla program" in figures.draw_goals(made.goals()).plain


def test_a_measure_with_other_than_four_or_five_steps_is_refused():
    with pytest.raises(ParameterError, match="four or five"):
        figures.draw_perceived(made.perceived(), measure="care_process")


@pytest.mark.parametrize(
    ("counts", "adds_up"), [((10, 20, 30, 40), True), ((1, 1, 5, 8), False), ((1, 1, 5, 5), False)]
)
def test_steps_that_are_rounded_each_by_itself_are_said_to_miss_their_sum(counts, adds_up) -> None:
    part = made.goals(own=None, nation=600)
    table = part.table.copy()
    whole = sum(counts)
    known = [row.category for row in part.rows if row.measure == "goals_attained"]
    for step, n in zip(known[:4], counts, strict=True):
        is_step = (table["category"] == step) & (table["measure"] == "goals_attained")
        table.loc[is_step, ["numerator", "denominator", "n"]] = (n, whole, whole)
    for language, words in (("sv", "avrundade var för sig"), ("en", "each rounded to whole")):
        told = figures.draw_goals(replace(part, table=table), language=language).plain
        assert (words in told) != adds_up


def test_a_step_too_narrow_for_its_number_is_told_and_a_table_only_of_what_has_none():
    """Paper has no table of the numbers, so a few stand in the note."""
    part = made.goals(own=None)
    table = part.table.copy()
    with_unit = figures.draw_goals(made.goals()).plain
    assert "Rikets tal för varje steg står i webbsidans tabell" in with_unit
    sizes = {"not": 1, "partly": 40, "mostly": 30, "fully": 29}
    for code, size in sizes.items():
        here = table["category"] == code
        table.loc[here, ["numerator", "denominator", "n"]] = (size, 100, 100)
    told = figures.draw_goals(replace(part, table=table)).plain.replace(NBSP, " ")
    assert "Smala steg: inte alls 1 % (1 av 100)." in told
    assert "webbsidans tabell" not in told
    for code, size in {"not": 25, "partly": 25, "mostly": 25, "fully": 25}.items():
        table.loc[table["category"] == code, "numerator"] = size
    broad = figures.draw_goals(replace(part, table=table)).plain
    assert "Smala steg" not in broad
    assert "webbsidans tabell" not in broad
