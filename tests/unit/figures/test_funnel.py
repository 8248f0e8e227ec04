"""The funnel says where a unit lies, and no more than its limits bear."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from nrs_lib import figures
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.figures.beyond_limits import beyond_limits
from nrs_lib.figures.funnel_counts import write_counts
from nrs_lib.figures.funnel_drawing import from_top
from nrs_lib.figures.funnel_places import STANDARDISED, Placed, side_of_limits
from nrs_lib.figures.funnel_words import curve_words
from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.unit_names import all_lie
from nrs_lib.figures.values import Values
from nrs_lib.terms import WIDENED_LIMITS
from tests.support import cleared as made


def finding(language: str = "sv", **asked) -> str:
    figure = figures.draw_funnel(made.funnel(**asked), measure="improved_pain", language=language)
    return figure.plain.split("\n")[0]


def test_a_unit_within_is_told_as_within_with_both_values():
    assert "vår enhet ligger inom gränserna med hänsyn till patients" in finding()
    assert "our unit lies within the limits with adjustment for case mix, " in finding("en")


def test_a_nation_without_anybody_outside_says_that_all_are_within():
    assert "alla 28 enheter som kan visas (av 33) ligger inom" in finding(own=None)


@pytest.mark.parametrize(("far", "words"), [(1, "en av de 28"), (3, "tre av de 28")])
def test_units_outside_are_counted_with_the_limit_they_are_outside_of(far, words):
    told = f"{words} enheter som kan visas (av 33) ligger under gränsen för larm"
    assert told in finding(own=None, far=far)


def test_a_unit_beyond_the_mild_limit_only_is_told_as_no_more_than_that():
    mild, severe = read_outlier_policy().levels
    values = Values(made.funnel(own=None, audience="register"), name="x", language="sv")
    units = [value for value in values.rows if value.category == STANDARDISED][:3]
    lie = [
        Placed(unit, None, (), level, side)
        for unit, level, side in zip(
            units, (mild, severe, None), ("below", "above", ""), strict=True
        )
    ]

    norr = {units[0].group.split(":")[0]: "Norr"}
    assert beyond_limits(values, [lie[0], lie[2]], norr, every=2) == (
        "en av två enheter (Norr) ligger under gränsen för varning, ingen utanför gränsen för larm,"
    )
    told = beyond_limits(values, lie, {}, every=3)
    assert "ligger utanför gränsen för varning, varav en även över gränsen för larm" in told


def test_units_without_names_are_not_named_in_a_title():
    far = made.funnel(own=None, far=1)
    drawn = figures.draw_funnel(far, measure="improved_pain", names={"132": "Norr"})
    assert "Norr" not in drawn.plain
    named = made.funnel(own=None, far=1, audience="register")
    drawn = figures.draw_funnel(named, measure="improved_pain", names={"132": "Norr"})
    assert "(Norr)" in drawn.plain.split("\n")[0]


def test_what_chance_would_give_is_not_said_of_intervals_that_are_wider():
    exact, rounded = (
        figures.draw_units(made.funnel(own=None, audience=who), measure="improved_pain").plain
        for who in ("register", "public")
    )
    assert "av en slump" in exact
    assert "vidgade" not in exact
    assert "av en slump" not in rounded
    assert "avrundade till närmaste fem och intervallen vidgade" in rounded


def test_limits_that_are_wider_for_rounding_are_said_to_be():
    exact, rounded = (
        figures.draw_funnel(made.funnel(own=None, audience=who), measure="improved_pain").plain
        for who in ("register", "public")
    )
    assert "av en slump" in exact
    assert "vidgade för avrundningen" not in exact
    assert "vidgade för avrundningen" in rounded
    assert "av en slump" not in rounded.replace("vad slumpen ger", "")
    assert "avrundade till närmaste fem, så en enhet räknas som utanför bara om" in rounded


def test_an_interval_that_clears_the_nation_by_less_than_is_printed_is_told_of():
    units = made.funnel(own=None, audience="register", tiny=0)
    table = units.table.copy()
    is_share = table["statistic"] == "share"
    one = table.index[is_share & (table["scope"] == "unit")][0]
    nation = table.loc[is_share & (table["scope"] == "national"), "estimate"].item()
    for past, told in ((0.0004, True), (0.02, False)):
        table.loc[one, ["low", "high"]] = (nation + past, nation + 0.2)
        clear = figures.draw_units(replace(units, table=table), measure="improved_pain").plain
        assert "jämförs i hela procent, som de är skrivna" in clear
        assert ("nätt och jämnt går fri" in clear) == told


def test_a_dark_dot_is_explained_where_one_is_drawn():
    few = {"own": None, "audience": "register", "tiny": 0}
    assert "Fylld punkt" in figures.draw_units(made.units(**few), measure="improved_pain").plain
    alike = made.funnel(**few)
    assert "Fylld punkt" not in figures.draw_units(alike, measure="improved_pain").plain


def test_a_ring_that_cannot_be_seen_is_said_to_lie_behind_its_mark():
    assert (
        "syns den inte ligger den bakom romben"
        in figures.draw_funnel(made.funnel(), measure="improved_pain").plain
    )
    named = figures.draw_funnel(
        made.funnel(own=None, audience="register"), measure="improved_pain", language="en"
    )
    assert "a ring that cannot be seen lies behind its mark" in named.plain


@pytest.mark.parametrize("draw", [figures.draw_units, figures.draw_funnel])
def test_the_time_that_units_are_compared_over_is_told(draw):
    made_of = made.funnel()
    longer = replace(made_of, table=made_of.table.assign(period="2022Q4-8Q"))
    told = draw(longer, measure="improved_pain").plain
    assert "Enheterna jämförs över januari 2021–december 2022." in told
    told = draw(made_of, measure="improved_pain", language="en").plain
    assert "Units are compared over 2022." in told


def test_one_unit_lies_and_several_lie_outside():
    assert "one of the 28 units that can be shown (of 33) lies below" in finding(
        "en", own=None, far=1
    )
    assert "three of the 28 units that can be shown (of 33) lie below" in finding(
        "en", own=None, far=3
    )


def test_a_limit_beyond_the_axis_does_not_run_along_its_end():
    curve = [(10.0, 95.0), (20.0, 80.0), (30.0, 50.0), (40.0, 40.0)]

    assert from_top(curve, 65.0) == [(25.0, 65.0), (30.0, 50.0), (40.0, 40.0)]
    assert from_top(curve, 100.0) == curve


def test_a_unit_outside_has_another_shape_and_says_so_in_the_table():
    near, far = (
        figures.draw_funnel(made.funnel(own=None, far=n), measure="improved_pain") for n in (0, 1)
    )
    assert "under larm" not in near.plain
    assert far.plain.count("under larm") == 1


def test_raw_values_of_units_without_names_are_not_paired_with_adjusted_ones():
    nameless = figures.draw_funnel(made.funnel(), measure="improved_pain")
    named = figures.draw_funnel(
        made.funnel(own=None, audience="register"),
        measure="improved_pain",
        names={"120": "Enhet Norr"},
    )
    heads = [set(row) for row in (nameless.rows[1], named.rows[1])]
    assert "Utan justering" in heads[1]
    assert nameless.rows[1]["Vems"] == "Annan enhet"
    assert not nameless.rows[1]["Utan justering"]
    assert "Enhet Norr" in [row["Vems"] for row in named.rows]


def raw(language: str = "sv", *, names=None, **asked):
    cleared = made.funnel(own=None, audience="register", **asked)
    told = {"measure": "improved_pain", "names": names, "language": language}
    return figures.draw_raw_funnel(cleared, **told)


def test_without_adjustment_units_are_held_against_the_same_curves():
    assert "alla 28 enheter som kan visas (av 33) ligger inom" in raw().plain
    named = {"131": "Norr", "132": "Söder"}
    far = {"far": 2, "names": named}
    shown, units = "enheter som kan visas (av 33)", "units that can be shown (of 33)"
    assert (
        f"två av de 28 {shown} (Norr och Söder) ligger under gränsen för larm" in raw(**far).plain
    )
    told = f"two of the 28 {units} (Norr and Söder) lie below the alarm limit"
    assert told in raw("en", **far).plain
    # A number in a title is one of people; the drawing names the units anyway.
    assert f"två av de 28 {shown} ligger" in raw(far=2, names=named | {"132": "Söder 2"}).plain


def test_without_adjustment_the_units_that_are_hidden_are_named():
    assert "100" in raw().plain.split("\n")[-1]


@pytest.mark.parametrize(
    ("shown", "sv", "en"),
    [
        (1, "av tre enheter kan bara en visas, så", ": of three units only one can be shown, "),
        (2, "av fyra enheter kan bara två visas, så", ": of four units only two can be shown, "),
        (
            3,
            "alla tre enheter som kan visas (av fem) lig",
            "all three units that can be shown (of five) ",
        ),
    ],
)
def test_few_units_are_told_of_in_their_own_words(shown: int, sv: str, en: str):
    assert sv in raw(others=shown + 2, tiny=2).plain
    assert en in raw("en", others=shown + 2, tiny=2).plain


@pytest.mark.parametrize("draw", [figures.draw_units, figures.draw_raw_funnel, figures.draw_funnel])
def test_one_unit_alone_is_not_held_up_and_those_that_are_hidden_are_told_of(draw):
    cleared = made.funnel(own=None, audience="register", others=4, tiny=3)
    names = {str(100 + place): f"Enhet {place}" for place in range(4)}
    alone = draw(cleared, measure="improved_pain", names=names)

    assert "<svg" not in alone.html
    # Who lists all others by name holds up the one that is left out.
    assert "Enhet " not in alone.plain
    assert "Enheter jämförs när minst tre kan visas" in alone.plain
    assert "Tre enheter visas inte: " in alone.plain.replace("\xa0", " ")
    # A report on a unit shows that unit.
    assert "<svg" in draw(made.funnel(others=4, tiny=4), measure="improved_pain").html


def test_without_limits_no_unit_is_said_to_lie_within_them():
    units = made.funnel(own=None, audience="register").where(scope="unit")
    plain = figures.draw_raw_funnel(units, measure="improved_pain").plain

    assert "gränserna kan inte visas" in plain
    assert "ligger inom" not in plain


def test_units_are_not_said_to_be_hidden_where_only_the_nation_is():
    units = made.units(own=None, audience="register").where(scope="unit")

    assert "kan jämföras med riket" in figures.draw_units(units, measure="improved_pain").plain


def test_the_own_unit_is_named_above_the_plot_where_it_covers_nobody():
    html = figures.draw_funnel(made.funnel(), measure="improved_pain").html
    wide = html[html.index("<svg") : html.index("</svg>")]
    texts = re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([^<]+)</text>', wide)
    named = next(float(y) for y, text in texts if text == "Vår enhet")
    marks = [float(y) for y in re.findall(r"translate\([\d.]+ ([\d.]+)\)", wide)]
    assert marks
    assert all(named < mark - 6 for mark in marks)


@pytest.mark.parametrize("draw", [figures.draw_raw_funnel, figures.draw_funnel])
def test_limits_and_nation_are_named_where_their_lines_end(draw):
    html = draw(made.funnel(), measure="improved_pain").html
    wide = html[html.index("<svg") : html.index("</svg>")]
    texts = re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)</text>', wide)
    places = {text: (float(x), float(y)) for x, y, text in texts}
    ends = max(float(x) for x in re.findall(r"[ML] ([\d.]+) ", wide))

    assert all(places[name][0] > ends for name in ("Larm", "Varning", "Riket"))
    assert places["Larm"][1] < places["Varning"][1] < places["Riket"][1]


def test_curves_end_where_their_names_stand():
    html = figures.draw_funnel(made.funnel(), measure="improved_pain").html
    for drawing in re.findall(r'<svg[^>]*role="img".*?</svg>', html, re.DOTALL)[:2]:
        ends = [float(x) for x in re.findall(r' d="M [^"]* ([\d.]+) [\d.]+"', drawing)]
        names = [float(x) for x in re.findall(r'x="([\d.]+)" y="[\d.]+">(?:Larm|Riket)<', drawing)]
        assert len(names) == 2
        assert all(max(ends) == pytest.approx(name - 6.2, abs=0.1) for name in names)


def test_limits_that_take_in_spread_between_units_are_not_told_as_those_of_chance_alone():
    for draw in (figures.draw_raw_funnel, figures.draw_funnel):
        for method, is_told in (("binomial", False), (WIDENED_LIMITS, True)):
            told = draw(made.funnel(method=method), measure="improved_pain").plain
            assert ("Gränserna är vidgade, då spridningen mellan enheter" in told) == is_told


@pytest.mark.parametrize(("n", "begin"), [(1, "den enda enhet"), (2, "båda"), (3, "alla tre")])
def test_units_that_can_be_shown_are_counted_in_words(n, begin):
    assert all_lie(n, n, "sv").startswith(begin)


def test_levels_of_the_limits_are_told_where_their_names_stand():
    for draw in (figures.draw_raw_funnel, figures.draw_funnel):
        told = draw(made.funnel(), measure="improved_pain").plain
        assert "varning (95\xa0%) och larm (99,8\xa0%)" in told


@pytest.mark.parametrize(
    ("language", "counted", "drawn"),
    [
        (
            "sv",
            "ingen av de 28",
            "Ett märke (Norr\u00a002) är ritat bortom en kurva men räknas därför inte",
        ),
        (
            "en",
            "none of the 28",
            "One mark (Norr\u00a002) is drawn beyond a curve but therefore does not count",
        ),
    ],
)
def test_a_mark_beyond_a_curve_that_does_not_count_is_told_of(language, counted, drawn):
    cleared = made.funnel(own=None, audience="public")
    table = cleared.table.copy()
    is_adjusted = (table["category"] == "standardised") & (table["scope"] == "unit")
    one = table.index[is_adjusted & (table["hidden"] == "")][3]
    limits = (table["group"] == table.loc[one, "group"]) & table["category"].str.startswith("lim")
    table.loc[[one, *table.index[limits]], "estimate"] = 0.0
    table.loc[limits, "low"] = 0.0
    asked = {"measure": "improved_pain", "language": language}
    names = {table.loc[one, "group"]: "Norr 02"}
    far = figures.draw_funnel(replace(cleared, table=table), names=names, **asked)
    near = figures.draw_funnel(cleared, **asked)

    assert drawn in far.plain
    # What a mark beyond a curve is drawn outside of, no title says that it lies within.
    assert counted in far.plain.split("\n")[0]
    assert drawn not in near.plain


def place_of_count(*, other: float, line: float) -> tuple[float, float]:
    """Where "×2" stands of a mark at 50, 50, beside another at its height and a level line."""
    sheet = Sheet(100.0, width=100.0)
    marks = [(50.0, 50.0), (other, 50.0)]
    level = [(0.0, line), (100.0, line)]
    write_counts(sheet, {marks[0]: 2}, marks, [level], within=(0.0, 0.0, 100.0, 100.0))
    x, y = re.search(r'x="([\d.]+)" y="([\d.]+)">×2', sheet.ornament()).groups()
    return float(x), float(y)


def test_a_count_beside_a_mark_covers_no_other_mark_and_no_line():
    x, y = place_of_count(other=60.0, line=41.0)

    # To the right is a mark and above it a line.
    assert x < 50 or y > 55


def test_a_count_stands_nearer_to_its_own_mark_than_to_another():
    x, _ = place_of_count(other=72.0, line=55.0)

    # To the right nothing is covered, and the words would end beside the other.
    assert x < 50


def test_a_square_is_explained_where_one_is_drawn():
    assert "Fyrkant" in figures.draw_funnel(made.funnel(far=3), measure="improved_pain").plain
    assert "Fyrkant" not in figures.draw_funnel(made.funnel(far=0), measure="improved_pain").plain


@pytest.mark.parametrize("draw", [figures.draw_units, figures.draw_raw_funnel, figures.draw_funnel])
def test_without_a_unit_to_show_nothing_is_said_of_how_the_drawing_is_read(draw):
    cleared = made.funnel(own=None)
    gone = cleared.table["hidden"].where(cleared.table["scope"] == "national", "protected")
    bare = draw(replace(cleared, table=cleared.table.assign(hidden=gone)), measure="improved_pain")
    drawn = draw(cleared, measure="improved_pain")

    reading = re.compile("[Pp]unkt|märke|[Ff]yrkant|[Kk]urv|utanför|slump|[Ll]odrätt")
    assert "<svg" in drawn.html
    assert reading.search(drawn.plain.split("\n")[1])
    assert "<svg" not in bare.html
    assert not reading.search(re.sub("<table.*?</table>", "", bare.html, flags=re.DOTALL))


def test_units_at_one_place_are_counted_beside_their_mark():
    cleared = made.funnel(own=None)
    table = cleared.table.copy()
    two = table.index[(table["category"] == "standardised") & (table["scope"] == "unit")][:2]
    for name in ("n", "estimate"):
        table.loc[two[1], name] = table.loc[two[0], name]
    alike = figures.draw_funnel(replace(cleared, table=table), measure="improved_pain")
    apart = figures.draw_funnel(cleared, measure="improved_pain")

    assert alike.html.count(">×2</text>") == 2  # wide and narrow
    assert "antalet enheter på samma plats" in alike.plain
    assert "×" not in apart.plain


@pytest.mark.parametrize(
    ("share", "low", "high", "side"),
    [
        (0.604, 0.2, 0.6, ""),
        (0.606, 0.2, 0.6, "above"),
        (0.196, 0.2, 0.6, ""),
        (0.194, 0.2, 0.6, "below"),
        (0.35, 0.35, 0.6, ""),
    ],
)
def test_a_mark_on_the_line_is_not_outside_it(share, low, high, side):
    assert side_of_limits(share, low, high) == side


def test_on_a_phone_each_unit_has_its_name_above_its_dot():
    cleared = made.units(own=None, audience="register")
    drawn = figures.draw_units(cleared, measure="improved_pain")
    wide, narrow = re.findall(r'<svg[^>]*role="img".*?</svg>', drawn.html, re.DOTALL)[:2]
    shown = cleared.table[(cleared.table["scope"] == "unit") & (cleared.table["hidden"] == "")]
    names = set(shown.loc[shown["measure"] == "improved_pain", "group"])

    assert names
    for drawing in (wide, narrow):
        assert names <= set(re.findall(r">([^<]+)</text>", drawing))


def test_a_filled_square_is_explained_only_where_one_is_drawn():
    """Ordinary marks are filled too, and would be taken for it."""
    places = SimpleNamespace(n=20, estimate=0.5)
    mild, severe = read_outlier_policy().levels
    for level, is_told in ((mild, False), (severe, True)):
        unit = SimpleNamespace(level=level, adjusted=places)
        told = curve_words(SimpleNamespace(language="sv"), [unit], (), others_outside=True)
        assert "Fyrkant: en enhet utanför gränsen för varning" in told
        assert ("fylld: utanför gränsen för larm" in told) == is_told
