"""Titles claim what the intervals bear, and no more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nrs_lib import figures
from nrs_lib.disclosure import clear
from nrs_lib.disclosure.standing import Standing
from nrs_lib.figures.contrasts import Pair, contrast, with_few
from nrs_lib.figures.judgement import against, against_nation, is_better
from nrs_lib.figures.theme import THEME
from nrs_lib.figures.values import Value, Values
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import Direction
from tests.support import cleared as made
from tests.support.made_up import a_share


def a_value(estimate: float, low: float, high: float, *, hidden: str = "") -> Value:
    texts = ("women", "share", "017", "own", "", "", "2022")
    return Value(*texts, estimate, low, high, 90, 40, 90, hidden)


def a_row(group: str, scope: str, numerator: int, n: int, units: int) -> dict:
    estimate, low, high = wilson(numerator, n)
    return {
        "measure": "improved_pain",
        "statistic": "share",
        "group": group,
        "scope": scope,
        "period": "2022",
        "estimate": estimate,
        "low": low,
        "high": high,
        "n": n,
        "numerator": numerator,
        "denominator": n,
        "n_units": units,
        "largest_n": n // units,
    }


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.41, 0.60, Standing.HIGHER),
        (0.40, 0.60, Standing.ALIKE),
        (0.20, 0.40, Standing.ALIKE),
        (0.20, 0.39, Standing.LOWER),
        (float("nan"), float("nan"), Standing.UNKNOWN),
    ],
)
def test_a_difference_needs_the_whole_interval_on_one_side(low, high, verdict) -> None:
    assert against(a_value((low + high) / 2, low, high), 0.40) is verdict


def test_a_hidden_number_is_compared_with_nothing() -> None:
    shown = a_value(0.5, 0.45, 0.55)
    hidden = a_value(0.2, 0.1, 0.3, hidden="few")

    assert against_nation(shown, hidden) is Standing.UNKNOWN
    assert against_nation(hidden, shown) is Standing.UNKNOWN
    assert against_nation(shown, None) is Standing.UNKNOWN


def test_better_is_said_only_of_certain_differences_with_a_direction() -> None:
    assert is_better(Standing.LOWER, Direction.HIGHER_WORSE) is True
    assert is_better(Standing.LOWER, Direction.HIGHER_BETTER) is False
    assert is_better(Standing.ALIKE, Direction.HIGHER_BETTER) is None
    assert is_better(Standing.HIGHER, Direction.NEUTRAL) is None


def test_contrast_names_few_and_counts_the_rest() -> None:
    values = Values(made.portrait(), name="x", language="sv")
    nation, own = a_value(0.2, 0.19, 0.21), a_value(0.5, 0.4, 0.6)
    pairs = [Pair(f"Mått {letter}", own, nation) for letter in "ABCD"]
    alike = Pair("Mått E", a_value(0.2, 0.1, 0.3), nation)

    told = contrast([*pairs, alike], values)

    assert told == "Högre andel än i riket: mått A, mått B och två till"
    # Where all are higher, two of them would look as if they had been chosen.
    assert contrast(pairs, values) == "Högre andel än i riket: alla fyra som jämförs"
    assert contrast([Pair("Mått A", nation, nation)], values) == (
        "Mått A skiljer sig inte säkert från riket"
    )
    assert contrast([], values) == "För få svar för att jämföra med riket"


def test_change_tells_better_from_worse_and_from_neither() -> None:
    def title(factor: float, scales=made.SCALES) -> str:
        cleared = made.change(factor=factor, scales=scales)
        return figures.draw_change(cleared, scales=scales).plain.partition("\n")[0]

    assert (
        title(1)
        == "Alla sju skalor är säkert bättre än vid start, både vid avslut och efter ett år."
    )
    assert title(-1) == (
        "Sju av sju skalor är säkert sämre vid avslut än vid start; "
        "fyra av sju skalor är säkert sämre efter ett år än vid start."
    )
    assert title(0, ("hads_anxiety", "isi_total")) == (
        "Ingen säker förändring från start, varken till avslut eller till ett år."
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "säkert bättre vid avslut än vid start, och sex av sju skalor efter ett år."),
        (
            "en",
            "clearly better at discharge than at baseline, and six of seven scales after one year.",
        ),
    ],
)
def test_the_later_time_is_told_as_a_whole_clause(language, told) -> None:
    cleared = made.change()
    table = cleared.table.copy()
    late = (table["time_point"] == "followup_12m") & (table["statistic"] == "change")
    one = table.index[late & (table["scope"] == "own")][0]
    table.loc[one, ["estimate", "low", "high"]] = (0.0, -5.0, 5.0)
    part = replace(cleared, table=table)
    title = figures.draw_change(part, scales=made.SCALES, language=language).plain
    assert told in title.partition("\n")[0]


def test_change_starts_each_line_where_those_very_people_started() -> None:
    cleared = made.change(scales=("nrs_pain",))
    figure = figures.draw_change(cleared, scales=("nrs_pain",))
    own = [row for row in figure.rows if row["Vems"] == "Vår enhet"]
    starts = cleared.where(scope="own", category="paired_start").table["estimate"]

    assert [row["Till"] for row in own] == ["avslut", "ett år"]
    shown = [float(row["Start"].replace(",", ".")) for row in own]
    assert shown == pytest.approx(list(starts), abs=0.05)
    assert shown[0] != shown[1]


def test_a_scale_without_a_better_direction_is_named_and_not_drawn() -> None:
    figure = figures.draw_change(made.change(), scales=("nrs_pain", "mpi_support"))

    assert "Utan bättre riktning och därför inte med: socialt stöd." in figure.plain


@pytest.mark.parametrize(
    ("improved", "of", "finding"),
    [
        (45, 90, "går inte att skilja säkert från riket, 50 % (45 av 90)"),
        (70, 90, "ligger över riket, 78 % (70 av 90)"),
        (10, 90, "ligger under riket, 11 % (10 av 90)"),
    ],
)
def test_a_unit_among_units_is_placed_against_the_nation_never_ranked(improved, of, finding):
    rows = [a_row("017", "own", improved, of, 1), a_row("national", "national", 1320, 3000, 34)]
    figure = figures.draw_units(
        clear(from_rows(rows), audience="own_unit"), measure="improved_pain"
    )

    told = figure.plain.replace("\u00a0", " ")
    assert f"vår enhet {finding} mot 44 % (1320 av 3000)" in told
    assert "plats" not in figure.plain


def test_indicators_colour_only_what_is_certain() -> None:
    shown = {"measures": made.INDICATORS, "period": made.PERIOD, "quarters": made.QUARTERS}
    calm = figures.draw_indicators(made.indicators(), **shown)
    low = made.indicators(low={"response_12m": 0.4})
    alarmed = figures.draw_indicators(low, **shown)

    assert "attention" not in calm.html
    assert calm.plain.startswith("Ingen av de sex indikatorerna skiljer sig säkert från riket.")
    assert alarmed.plain.startswith("Lägre andel än i riket: svar efter ett år.")
    assert '<li class="nrs-card attention"><p class="name">Svar efter ett år</p>' in alarmed.html


def test_the_nation_s_share_on_a_card_has_its_counts() -> None:
    part = made.indicators()
    shown = {"measures": ["improved_pain"], "period": made.PERIOD, "quarters": made.QUARTERS}
    here = {"measure": "improved_pain", "period": made.PERIOD, "scope": "national"}
    (nation,) = part.where(**here).rows
    drawn = figures.draw_indicators(part, **shown).html.replace("\u00a0", " ")

    assert f"({nation.numerator} av {nation.denominator})</p>" in drawn


def test_a_rate_that_may_still_change_is_told_beneath_its_card_and_its_line() -> None:
    growing = {"response_12m": [made.PERIOD, made.QUARTERS[-1]]}
    shown = {"measures": ["response_12m"], "quarters": made.QUARTERS, "growing": growing}
    cards = figures.draw_indicators(made.indicators(), period=made.PERIOD, **shown)
    lines = figures.draw_trend(made.indicators(), **shown)
    assert all("Svar efter ett år, " in drawn.html for drawn in (cards, lines))
    others = figures.draw_trend(made.indicators(), **shown | {"growing": {"referrals": ["2022"]}})
    assert "Svar efter ett år, " not in others.html


def test_quarters_that_are_left_out_of_one_chart_more_than_of_another_are_told() -> None:
    every = made.trend()
    part = every.where(measure="response_discharge") + every.where(
        measure="response_12m", period=made.QUARTERS[2:]
    )
    measures = ["response_discharge", "response_12m"]
    figure = figures.draw_trend(part, measures=measures, quarters=made.QUARTERS)

    assert (
        "Inte alla 12 kvartal visas för vår enhet: svar efter ett år saknar 2; för få som skulle "
        "svara eller skyddade tal. En andel visas från 10 som skulle svara." in figure.plain
    )


def test_other_quarters_that_each_chart_lacks_are_not_told_as_the_same() -> None:
    part = made.trend().where(measure="response_discharge", period=made.QUARTERS[1:])
    part += made.trend().where(measure="response_12m", period=made.QUARTERS[:-1])
    shown = {"measures": made.RESPONSES[1:], "quarters": made.QUARTERS}
    assert "I varje diagram saknas 1 av 12 kvartal" in figures.draw_trend(part, **shown).plain
    told = figures.draw_trend(part, **shown, language="en").plain
    assert "Missing from each chart for our unit: 1 of 12 quarters" in told


def test_of_quarters_the_title_tells_the_last_and_no_change_from_the_first() -> None:
    measures = made.RESPONSES[1:]
    figure = figures.draw_trend(made.trend(), measures=measures, quarters=made.QUARTERS)
    title = figure.plain.split("\n")[0]
    assert title.startswith("Fjärde kvartalet 2022, det sista kvartal som visas: svar vid avslut ")
    assert "förändring" not in title


def test_years_have_changed_where_the_interval_of_their_difference_leaves_out_none() -> None:
    """Two intervals may meet, and that of the difference leave out none all the same."""
    side = {"group": "national", "scope": "national", "n_units": 30}
    for last, title in ((62, "har ökat, från 40"), (50, "ingen säker förändring från första")):
        shares = (("2021", 40, 100), ("2022", last, 100))
        rows = [
            a_share(side, "response_12m", yes / n, n, period=year)
            | dict(zip(("estimate", "low", "high"), wilson(yes, n), strict=True))
            | {"numerator": yes, "denominator": n, "n": n}
            for year, yes, n in shares
        ]
        part = made.cleared(rows, audience="register")
        shown = {"measures": ["response_12m"], "quarters": ["2021", "2022"]}
        assert title in figures.draw_trend(part, **shown).plain.split("\n")[0]


def test_a_longer_period_stands_in_for_too_few_answers() -> None:
    quarter = made.QUARTERS[-1]
    shown = {"measures": ["improved_pain"], "period": quarter, "quarters": made.QUARTERS}
    figure = figures.draw_indicators(
        made.indicators(own=30), pooled="2022", pooled_label="Hela 2022", **shown
    )

    assert "För få svar (visas från 10)<br>Hela 2022: " in figure.html


def test_beside_a_value_that_is_shown_stands_why_the_nation_s_is_not() -> None:
    shown = {"measures": ["improved_pain"], "period": made.PERIOD, "quarters": made.QUARTERS}
    cleared = made.indicators()
    assert "Riket: för få svar" not in figures.draw_indicators(cleared, **shown).html
    table = cleared.table.copy()
    table.loc[table["scope"] == "national", "hidden"] = "few"
    without = replace(cleared, table=table)
    assert "Riket: för få svar" in figures.draw_indicators(without, **shown).html


def test_a_card_whose_value_may_still_change_says_so() -> None:
    shown = {"measures": ["response_12m"], "period": made.PERIOD, "quarters": made.QUARTERS}
    cleared = made.indicators()
    growing = {"response_12m": [made.PERIOD]}
    assert "kan ännu ändras" in figures.draw_indicators(cleared, growing=growing, **shown).plain
    earlier = {"response_12m": ["1999"]}
    assert "kan ännu ändras" not in figures.draw_indicators(cleared, growing=earlier, **shown).plain


def test_every_scale_that_changed_more_than_the_nations_is_named() -> None:
    told = figures.draw_change(made.change(factor=3.0), scales=made.SCALES).plain
    named = told.partition("Större förbättring än i riket: ")[2].partition(".")[0]
    assert named.count(" vid avslut") == len(made.SCALES)
    assert "till" not in named.split()


def test_a_title_tells_of_waits_as_longer_and_shorter() -> None:
    rows = []
    for side, people in made.sides(90, 3000, made.UNIT):
        is_own, year = side["scope"] == "own", {"period": made.PERIOD}
        days, share = (95.0, 0.2) if is_own else (140.0, 0.6)
        rows.append(made.a_mean(side, "wait_to_programme", "median", days, 38.0, people, **year))
        rows.append(made.a_share(side, "response_12m", share, people, **year))
    shown = {"measures": ("response_12m", "wait_to_programme"), "period": made.PERIOD}
    for language, title in (
        ("sv", "Lägre andel än i riket: svar efter ett år; kortare väntetid till program."),
        ("en", "Lower share than nationally: response after one year; shorter wait"),
    ):
        figure = figures.draw_indicators(
            made.cleared(rows), **shown, quarters=made.QUARTERS, language=language
        )
        assert figure.plain.startswith(title)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (20, "Sex av sju skalor är säkert bättre vid avslut (17\u00a0svar) än vid start"),
        (90, "Alla sju skalor är säkert bättre än vid start, både vid avslut och efter ett år."),
    ],
)
def test_a_title_of_change_tells_how_few_are_behind_it(own, words) -> None:
    figure = figures.draw_change(made.change(own=own, factor=3.0), scales=made.SCALES)

    title = figure.plain.partition("\n")[0]
    assert title.startswith(words)
    # How many they are is told of each time by itself.
    assert ("(10\u00a0svar)" in title) == (own < 30)


def test_a_difference_that_few_are_behind_says_so() -> None:
    figure = figures.draw_change(made.change(own=20, factor=9.0), scales=made.SCALES)

    assert re.search(r"Större förbättring än i riket: .* vid avslut \(17\u00a0svar\)", figure.plain)


def test_one_bracket_holds_both_what_a_measure_is_called_and_its_counts() -> None:
    value = Values(made.responders(own=20), name="x", language="sv").one(
        "own", "nrs_pain", "share", time_point="discharge", category="improved"
    )

    assert with_few("bättre vardag (MPI)", value, "sv").startswith("bättre vardag (MPI, ")
    assert with_few("mindre smärta", value, "sv").startswith("mindre smärta (")


def test_a_key_names_no_line_that_is_not_there() -> None:
    shown = {"measures": made.RESPONSES, "quarters": made.QUARTERS}

    assert "Blått: vår enhet" in figures.draw_trend(made.trend(), **shown).plain
    few = figures.draw_trend(made.trend(own=4), **shown).plain
    assert "Blått" not in few
    assert "Grått" not in few


def test_where_the_unit_has_no_point_nobody_s_course_is_drawn() -> None:
    shown = {"measures": made.RESPONSES, "quarters": made.QUARTERS}
    few = figures.draw_trend(made.trend(own=4), **shown)
    assert few.plain.startswith("Tre mått: för få svar eller patienter per kvartal för att visa")
    assert "<svg" not in few.html
    assert "<table" not in few.html
    assert "<svg" in figures.draw_trend(made.trend(), **shown).html


def test_a_judgement_that_may_not_be_shown_is_named_in_its_title() -> None:
    few = figures.draw_perceived(made.perceived(own=4, nation=4), measure="change_pain").plain
    assert few.startswith("Upplevd förändring av smärtan: för få svar för att visas")


def test_a_judgement_s_title_says_of_what() -> None:
    title = figures.draw_perceived(made.perceived(), measure="change_pain").plain
    assert title.startswith("Upplevd förändring av smärtan: minskat eller minskat mycket för ")


def test_a_panel_without_any_number_of_the_unit_s_says_why_once() -> None:
    figure = figures.draw_change(made.change(own=12), scales=made.SCALES)

    broad, narrow = figure.html.partition("<details")[0].split("<svg")[1:]
    assert [one.count("för få svar") for one in (broad, narrow)] == [1, 1]
    assert ": bara riket</text>" in broad
    assert ">för få svar</text>" in broad
    # On a phone it would be a screen of the nation's numbers alone.
    assert "Till ett år: ritas inte, för få svar" in narrow
    assert ": bara riket</text>" not in narrow


def test_a_line_without_a_point_has_no_rows() -> None:
    shown = {"measures": made.INDICATORS, "period": made.PERIOD, "quarters": made.QUARTERS}
    few = figures.draw_indicators(made.indicators(own=20), **shown)
    mine = [row for row in few.rows if row["Vems"] == "Vår enhet"]

    assert len(mine) == len(made.INDICATORS)
    assert "Linje: riket, tolv kvartal." in few.plain
    many = figures.draw_indicators(made.indicators(), **shown)
    assert sum(row["Vems"] == "Vår enhet" for row in many.rows) > 6 * len(made.INDICATORS)


@pytest.mark.parametrize(("own", "why"), [(4, "Enheten har ingen linje"), (90, "")])
def test_a_unit_without_a_line_is_told_so_and_not_of_gaps_in_it(own, why):
    shown = {"measures": ("improved_pain",), "period": made.PERIOD, "quarters": made.QUARTERS}
    figure = figures.draw_indicators(made.indicators(own=own), **shown)
    assert "saknas i en linje" not in figure.plain
    assert ("ingen linje" in figure.plain) == bool(why)


@pytest.mark.parametrize("own", [4, 90])
def test_a_lone_quarter_of_the_nation_is_a_dot_and_the_gaps_beside_it_are_told(own):
    shown = {"measures": ("improved_pain",), "period": made.PERIOD, "quarters": made.QUARTERS}
    part = made.indicators(own=own)
    table = part.table
    beside = [made.QUARTERS[4], made.QUARTERS[6]]
    is_gone = (table["scope"] == "national") & table["period"].isin(beside)
    gone = replace(part, table=table.assign(hidden=table["hidden"].mask(is_gone, "protected")))
    whole, broken = (figures.draw_indicators(one, **shown) for one in (part, gone))
    dots = [one.html.count(f'fill="{THEME.nation.lower()}"') for one in (whole, broken)]
    assert dots == [0, 1]
    assert "Där kvartal saknas i en linje är svaren för få eller talen skyddade." in broken.plain


def test_of_programmes_that_ended_it_is_not_told_how_many_ended() -> None:
    told = figures.draw_flow(made.flow(), measure="flow_discharge", language="en").plain
    assert re.match(r"\d+ of the \d+ programmes that ended have responses to compare", told)
