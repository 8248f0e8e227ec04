"""The words of an annual report: plain, and never more than an interval bears."""

from __future__ import annotations

import math
import re

import pytest

from nrs_lib import tables
from nrs_lib.contracts.references import Work
from nrs_lib.disclosure import clear
from nrs_lib.disclosure.charting import charted
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.shares import wilson
from nrs_lib.tables import formulas
from nrs_lib.tables.defined import Defined
from nrs_lib.tables.plain_words import WORDS
from nrs_lib.terms import Evidence
from nrs_lib.text.readability import readability
from nrs_lib.text.references import dois_in
from tests.support import cleared as made
from tests.support.made_up import PERIOD, SCALES, a_share

NATION = {"own": None, "audience": "public"}
SIDE = {"group": "national", "scope": "national", "n_units": 20}


def a_summary(language: str = "sv", *, factor: float = 1.0, nation: int = 3000):
    kind = NATION | {"nation": nation}
    return tables.write_plain_summary(
        made.volume(**kind),
        patients=made.portrait(**kind),
        indicators=made.indicators(**kind),
        change=made.change(**kind, factor=factor),
        register="NRSsv",
        period=PERIOD,
        n_units=34,
        language=language,
    ).plain


def test_the_summary_says_who_came_what_got_better_and_how_sure_it_is():
    told = a_summary()

    for head in ("what_head", "who_head", "better_head", "sure_head"):
        assert WORDS["sv"][head] in told
    assert "I snitt sjönk smärtan från start till avslut" in told
    assert "Jämför därför inte de två delarna med varandra" in told
    assert "avrundade till närmaste 5" in told


@pytest.mark.parametrize(
    ("factor", "said"),
    [(1.0, "I snitt sjönk"), (-1.0, "I snitt steg"), (0.0, "ändrades i snitt går inte att säga")],
)
def test_a_change_is_named_only_where_its_interval_leaves_out_none(factor, said):
    ways = {"I snitt sjönk", "I snitt steg", "ändrades i snitt går inte att säga"}
    told = a_summary(factor=factor)

    assert {way for way in ways if way in told} == {said}


def test_where_all_is_hidden_the_summary_says_so_and_shows_no_number():
    told = a_summary(nation=6)

    assert WORDS["sv"]["nothing"] in told
    assert "kvinnor" not in told


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_summary_is_easy_to_read(language):
    assert readability(a_summary(language).replace("\n", ". ")).lix < 36


def findings(language: str = "sv", *, factor: float = 1.0, years=None) -> str:
    kind = dict(NATION)
    shown = years if years is not None else over_years(0.2, 0.2)
    return tables.write_annual_findings(
        made.change(**kind, factor=factor),
        units=made.units(**kind),
        years=shown,
        losses=a_loss(),
        period=PERIOD,
        scales=SCALES,
        language=language,
    ).plain


def a_loss():
    key = {"measure": "nrs_pain", "n": 900, "numerator": 900, "denominator": 1600} | SIDE
    rows = [
        {
            "statistic": "change",
            "category": "observed",
            "estimate": -0.9,
            "low": -1.1,
            "high": -0.8,
        },
        {"statistic": "difference", "category": "shift_of_observed", "estimate": 1.5},
        {"statistic": "difference", "category": "small_shift", "estimate": 2.1},
        {"statistic": "adjusted", "category": "imputed", "estimate": -1, "low": -1.1, "high": -0.9},
        {"statistic": "difference", "category": "tipping_shift", "estimate": 1.7},
    ]
    return made.cleared([key | row for row in rows], audience="public")


def over_years(first: float, last: float, *, n: int = 1500):
    rows = [
        {**a_share(SIDE, "improved_pain", share, n, period=year), "largest_n": n // 10}
        for year, share in (("2018", first), ("2020", 0.3), (PERIOD, last))
    ]
    return clear(from_rows(rows), audience="public")


def test_scales_are_counted_by_what_their_intervals_bear():
    better, worse, none = (findings(factor=factor) for factor in (1.0, -1.0, 0.0))

    assert "säkert sämre" not in better
    assert "säkert blivit bättre på 0" in worse
    assert "säkert sämre på" in worse
    assert "säkert blivit bättre på 0" in none
    assert "på övriga går det inte att säga" in none


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(0.2, 0.4, "har ökat från 22"), (0.4, 0.2, "har minskat från 42"), (0.3, 0.31, "inget av")],
)
def test_a_development_is_named_only_where_the_ends_do_not_meet(first, last, words):
    told = findings(years=over_years(first, last))

    assert words in told
    assert told.count("har ökat") + told.count("har minskat") == (words != "inget av")


def test_a_measure_shown_later_than_the_others_has_its_own_years_beside_the_claim():
    spans = {"improved_pain": ("2018", PERIOD), "response_12m": ("2020", PERIOD)}
    rows = [
        {**a_share(SIDE, code, 0.5, 1500, period=year), "largest_n": 150}
        for code, years in spans.items()
        for year in years
    ]
    years = clear(from_rows(rows), audience="public")

    own = f"(svar efter ett år: 2020–{PERIOD})"
    assert f"Mellan 2018 och {PERIOD} {own} har inget av de två mått" in findings(years=years)
    english = f"Between 2018 and {PERIOD} (response after one year: 2020–{PERIOD}) none of"
    assert english in findings("en", years=years)


def test_the_findings_tell_whether_little_would_turn_a_result():
    told = findings()

    assert "Bortfallet. " in told
    assert "slutsatsen är osäker" in told
    assert "1,7" not in told


def test_scales_that_were_better_at_both_times_are_counted_as_of_other_patients():
    assert "var det också ett år efter avslut, då hos andra patienter" in findings()
    assert "one year after discharge too, in other patients" in findings("en")
    assert "också ett år efter avslut" not in findings(factor=0.0)


def against(
    first: float,
    last: float,
    *,
    answered: float = 0.85,
    n: int = 1500,
    ended: tuple[int, ...] = (),
    language="sv",
):
    shares = (("improved_pain", first, last), ("response_discharge", 0.85, answered))
    rows = [
        {**a_share(SIDE, code, share, n, period=year), "largest_n": n // 10}
        for code, *pair in shares
        for year, share in zip(("2021", PERIOD), pair, strict=True)
    ]
    rows += [
        {**SIDE, "measure": "programme_discharges", "statistic": "count", "period": year}
        | {"n": count, "largest_n": count // 10}
        for year, count in zip(("2021", PERIOD), ended, strict=False)
    ]
    cleared = clear(from_rows(rows), audience="public")
    return tables.write_year_before(cleared, period=PERIOD, language=language).plain


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "är räknat för 1500 patienter när 2000 program avslutades, mot 1500 när 1800"),
        ("en", "is counted for 1,500 patients when 2,000 programmes ended, against 1,500 when"),
    ],
)
def test_what_has_moved_tells_of_how_many_programmes_it_is(language, told):
    ended = {"ended": (1800, 2000), "language": language}
    assert told in against(0.30, 0.20, **ended).replace("\u00a0", " ")
    assert told not in against(0.20, 0.20, **ended).replace("\u00a0", " ")


def test_a_year_is_held_against_the_one_before_by_the_interval_of_the_difference():
    told = against(0.30, 0.20)

    assert "säkert lägre andel än 2021, " in told
    assert "väntas omkring 0,1 skilja sig av slump" in told
    assert "Ingen säker ändring sedan 2021, i procentenheter med 95\u00a0%-intervall: " in against(
        0.21, 0.20
    )


def test_each_difference_from_the_year_before_has_its_interval():
    """300 and 450 of 1,500 by Newcombe's method 10, and by hand."""
    rows = by_year(0.30, 0.20)
    exact = clear(from_rows(rows), audience="register")
    told = tables.write_year_before(exact, period=PERIOD, language="en").plain
    arms = [wilson(round(1500 * share), 1500) for share in (0.20, 0.30)]
    low = -0.10 - math.hypot(arms[0][0] - arms[0][1], arms[1][2] - arms[1][0])
    high = -0.10 + math.hypot(arms[0][2] - arms[0][0], arms[1][0] - arms[1][1])
    ends = [f"{100 * end:.0f}".replace("-", "\u2212") for end in (low, high)]
    assert f"\u221210 percentage points (95% interval {ends[0]} to {ends[1]})" in told
    # Rounded to fives it is wider, and the difference the same.
    wider = tables.write_year_before(clear(from_rows(rows), audience="public"), period=PERIOD).plain
    found = re.search(
        r"\u221210 procentenheter \(95\s%-intervall \u2212(\d+) till \u2212(\d+)\)", wider
    )
    assert int(found[1]) >= abs(round(100 * low))
    assert int(found[2]) <= abs(round(100 * high))


def summed_up(rows: list[dict], language: str = "sv") -> str:
    """The plain summary of an indicator's years."""
    kind = dict(NATION)
    return tables.write_plain_summary(
        made.volume(**kind),
        patients=made.portrait(**kind),
        indicators=clear(from_rows(rows), audience="public"),
        change=made.change(**kind),
        register="NRSsv",
        period=PERIOD,
        n_units=34,
        language=language,
    ).plain


def test_the_plain_summary_tells_what_has_changed_since_the_year_before():
    def told(first, last, language="sv"):
        return summed_up(by_year(first, last), language)

    share = r"\d+\s% \(\d+\sav\s1500\)"
    assert re.search(f"färre än år 2021, {share} mot {share}", told(0.30, 0.20))
    assert "more than in 2021" in told(0.20, 0.30, "en")
    assert "ett enda år säger inte allt" in told(0.30, 0.20)
    assert "går inte att skilja säkert från år 2021, när antalen är avrundade" in told(0.20, 0.20)
    assert "Störst" not in told(0.20, 0.20)
    assert re.search(
        rf"Störst är skillnaden för ”minst 30\s% mindre smärta”: {share} mot {share}\.",
        told(0.21, 0.20),
    )
    assert "The largest difference is for “at least 30% less pain”" in told(0.21, 0.20, "en")
    assert "Har något ändrats?" not in a_summary()


def by_year(*shares: float, n: int = 1500) -> list[dict]:
    """A measure in the years up to the report's, at exactly these shares."""
    return [
        {
            **a_share(SIDE, "improved_pain", share, n, period=str(year)),
            **{"numerator": round(share * n), "estimate": share, "largest_n": n // 10},
            **dict(zip(("low", "high"), wilson(round(share * n), n)[1:], strict=True)),
        }
        for year, share in enumerate(shares, start=int(PERIOD) - len(shares) + 1)
    ]


def test_a_year_differs_only_where_all_counts_that_round_so_do():
    """Of 67 and 88 among 300 the interval covers none; of what they round to it does not."""

    def told(*numerators):
        rows = by_year(*(one / 300 for one in numerators), n=300)
        cleared = clear(from_rows(rows), audience="public")
        return tables.write_year_before(cleared, period=PERIOD).plain

    assert "Ingen säker ändring sedan 2021, i procentenheter med 95\u00a0%-intervall: " in told(
        67, 88
    )
    assert "säkert högre andel än 2021, " in told(60, 91)
    for numerators in ((67, 88), (60, 91)):
        assert "avrundade till närmaste 5, och intervallet för varje skillnad" in told(*numerators)
    shown = clear(from_rows(by_year(67 / 300, 88 / 300, n=300)), audience="public")
    assert "med intervall som är vidgade" in findings(years=shown)


def judged(*shares: float, course=(0.3,) * 20, audience="own_unit", language="sv") -> str:
    """The text on how a measure is judged, from its years and from a chart of its own."""
    rows = by_year(*shares)
    chart = charted(
        made.over_time(measures=["improved_pain"], shares=course, own=90, audience=audience),
        measure="improved_pain",
    )
    years = clear(from_rows(rows), audience="public")
    return tables.write_judgements(
        years, {"improved_pain": chart}, period=PERIOD, language=language
    ).plain


def test_ways_to_judge_that_find_different_things_are_told_beside_each_other():
    told = judged(0.22, 0.24, 0.20)

    assert (
        "Minst 30\u00a0% mindre smärta: säkert lägre än 2021, men inte säkert skilt från 2020 och "
        "inget utöver slump i styrdiagrammet." in told
    )
    assert "Det är ingen motsägelse" in told
    english = judged(0.22, 0.24, 0.20, language="en")
    assert "clearly lower than in 2021, but not clearly different from 2020" in english


def test_ways_to_judge_that_find_the_same_are_said_to():
    for told in (judged(0.2, 0.2, 0.2), judged(0.5, 0.3, 0.1, course=(0.5,) * 18 + (0.1,) * 2)):
        assert "säger de tre sätten inte emot varandra" in told
        assert "motsägelse" not in told


def test_a_chart_that_was_beyond_chance_earlier_is_named_where_the_ways_agree():
    told = judged(0.2, 0.2, 0.2, course=(0.3,) * 8 + (0.9,) + (0.3,) * 11)

    assert "säger de tre sätten inte emot varandra" in told
    assert "tidigare mer än slump: ”Minst 30\u00a0% mindre smärta”." in told
    assert "tidigare mer än slump" not in judged(0.2, 0.2, 0.2)


def test_that_a_charts_points_are_of_rounded_counts_is_told():
    public = judged(0.24, 0.20, audience="public")
    assert "avrundade till närmaste 5" in public
    assert re.search(r"ligga upp till \w+ procentenhete?r? för högt eller för lågt", public)
    assert "avrundade" not in judged(0.24, 0.20)


def test_measures_without_a_chart_are_named():
    rows = [
        *by_year(0.24, 0.20),
        {**a_share(SIDE, "response_12m", 0.5, 1500), "largest_n": 150},
    ]
    chart = charted(made.over_time(measures=["improved_pain"], own=90), measure="improved_pain")
    years = clear(from_rows(rows), audience="public")
    told = tables.write_judgements(years, {"improved_pain": chart}, period=PERIOD).plain

    assert "”Svar efter ett år” jämförs mellan åren men har inget styrdiagram här." in told
    assert "inget styrdiagram" not in judged(0.24, 0.20)


def test_of_two_years_alone_there_are_two_ways():
    assert "från 2021" not in judged(0.24, 0.20)
    assert "säkert lägre än 2021, men inget utöver slump" in judged(0.24, 0.20)


@pytest.mark.parametrize(
    ("shares", "is_told"),
    [((0.22, 0.25, 0.20), True), ((0.40, 0.25, 0.20), False), ((0.25, 0.20), False)],
)
def test_the_plain_summary_says_what_has_not_changed_over_more_years(shares, is_told):
    told = summed_up(by_year(*shares))
    assert "ett enda år säger inte allt" in told
    assert ("Jämfört med 2020 går det inte att säga" in told) is is_told


def test_what_is_said_of_a_year_later_is_said_of_those_who_answered():
    told = a_summary()

    assert re.search(r"Då låg smärtan .* under starten, hos de \d+ som svarade båda gångerna", told)
    assert re.search(
        r"Av de \d+ som skulle följas upp efter ett år var det \d+ som inte svarade"
        r"|ett år senare gäller bara dem som svarade då",
        told,
    )


def test_those_followed_up_are_said_to_have_ended_the_year_before():
    told = a_summary()

    assert "De vars program slutade år 2021 följdes upp ett år senare." in told
    assert "när programmet slutade år 2022 hade så många fått det bättre:" in told
    assert "Those whose programme ended in 2021 were followed up" in a_summary("en")


def test_a_change_is_said_to_be_of_those_who_answered_both_times():
    assert re.search(r"från start till avslut .*, hos de \d+ som svarade båda", a_summary())


def test_an_interval_is_told_as_what_is_likely():
    assert re.search(r"troligen mellan \d+ och \d+ procent \(95\s%-intervall\)", a_summary())


def test_it_says_how_far_rounding_may_move_its_shares():
    assert "procenten ovan vara upp till en procentenhet" in a_summary()
    # The fewer a share is of, the further its rounding may move it.
    few = a_summary(nation=300)
    assert re.search(r"procenten ovan vara upp till (två|tre) procentenheter", few)
    assert "som för en enhet eller ett kvartal, kan det skilja mycket mer" in few


def test_what_may_lie_behind_is_told_only_where_something_has_moved():
    assert "men vilka som svarat kan ändå vara andra" in against(0.30, 0.20)
    assert "kan bero på vilka som svarar" in against(0.30, 0.20, answered=0.70)
    assert "vilka patienterna är" not in against(0.20, 0.20)


def test_without_a_year_before_it_says_so():
    one = clear(
        from_rows([{**a_share(SIDE, "improved_pain", 0.2, 900), "largest_n": 90}]),
        audience="public",
    )
    assert "inget tidigare år" in tables.write_year_before(one, period=PERIOD).plain


def test_units_stand_in_alphabetical_order_and_the_nation_last():
    rows = [
        {
            "measure": "first_visits",
            "statistic": "count",
            "group": unit,
            "scope": "national" if unit == "national" else "unit",
            "period": PERIOD,
            "estimate": float(n),
            "n": n,
            "n_units": 20 if unit == "national" else 1,
            "largest_n": 30,
        }
        for unit, n in (("U2", 30), ("U1", 25), ("U3", 3), ("national", 90))
    ]
    both = clear(from_rows(rows), audience="public")
    table = tables.show_units_volume(
        both.where(scope="unit"),
        volume=both.where(scope="national"),
        period=PERIOD,
        names={"U1": "Öst", "U2": "Ale"},
    )

    assert [row["Enhet"] for row in table.rows] == ["Ale", "U3", "Öst", "Riket"]
    assert table.rows[1]["Första besök"] == "skyddar små antal"
    assert "avrundade till närmaste 5" in table.html
    assert "kan i själva verket ha färre" not in table.html


def test_a_unit_whose_count_is_rounded_up_to_the_least_is_said_to_have_fewer_perhaps():
    rows = [
        {"measure": "first_visits", "statistic": "count", "period": PERIOD, "largest_n": n}
        | {"group": unit, "scope": scope, "estimate": float(n), "n": n, "n_units": 1}
        for unit, scope, n in (("U1", "unit", 9), ("U2", "unit", 40), ("national", "national", 90))
    ]
    both = clear(from_rows(rows), audience="public")
    table = tables.show_units_volume(
        both.where(scope="unit"), volume=both.where(scope="national"), period=PERIOD, names={}
    )
    assert "En enhet som här har 10 kan i själva verket ha färre" in table.html


def test_a_dash_among_years_is_explained_where_there_is_one():
    both = [
        {**a_share(SIDE, code, 0.5, 1500, period=year), "largest_n": 150}
        for code, years in (("improved_pain", ("2021", PERIOD)), ("response_12m", (PERIOD,)))
        for year in years
    ]

    def shown(rows):
        years = clear(from_rows(rows), audience="public")
        return tables.show_years(years, years=["2021", PERIOD]).html

    assert "Streck: för få att räkna det året, eller ingen alls." in shown(both)
    assert "Streck" not in shown(both[:2])


def test_bands_of_rounded_counts_are_said_not_to_add_up():
    counted = {"none": 0.3, "possible": 0.3, "probable": 0.4}
    rows = [
        {**a_share(SIDE, "anxiety_bands", share, 900, category=band), "largest_n": 90}
        | {"time_point": "initial"}
        for band, share in counted.items()
    ]
    cleared = clear(from_rows(rows), audience="public")
    table = tables.show_bands(cleared, measures=["anxiety_bands"])
    assert "nivåerna ger inte alltid 100 procent tillsammans" in table.html
    assert "från 8" in table.html


def test_waits_that_are_not_of_all_programmes_say_of_how_many():
    rows = []
    for year, began, waited in (("2021", 310, 80), (PERIOD, 335, 335)):
        key = SIDE | {"period": year, "largest_n": 40}
        rows.append(key | {"measure": "programme_starts", "statistic": "count", "n": began})
        rows.append(
            key
            | {"measure": "wait_to_programme", "statistic": "median", "n": waited}
            | {"estimate": 150.0, "low": 140.0, "high": 160.0}
        )
    years = clear(from_rows(rows), audience="public")

    told = tables.show_years(years, years=["2021", PERIOD]).html
    assert "utan för 80 av dem som började år 2021 (310)." in told


def test_formulas_and_sources_come_from_the_definitions():
    change = made.change(own=None, audience="public")
    formulas = tables.show_formulas([change])
    sources = tables.show_sources([change])

    assert [row["Formel"] for row in formulas.rows] == ["(x̄₂ − x̄₁) / ((s₁ + s₂)/2)"]
    # Who calculates on rounded counts gets another interval, and is told why.
    assert "Antal är avrundade till närmaste 5" in formulas.html
    assert "avrundade" not in tables.show_formulas([made.change()]).html
    headings = next(row for row in sources.rows if "10.1016/j.pain.2004.09.012" in row["Verk"])
    assert headings["Nämns vid"] == "Rubriker för skalor."
    lakens = next(row["Verk"] for row in sources.rows if "10.3389/fpsyg.2013.00863" in row["Verk"])
    assert lakens.startswith("Lakens D. Calculating and reporting effect sizes")
    assert lakens.endswith("Frontiers in Psychology 2013. doi:10.3389/fpsyg.2013.00863")
    # Read aloud, an English title is English on a Swedish page too.
    assert '<span lang="en">Lakens D.' in sources.html
    assert "lang=" not in tables.show_sources([change], language="en").html


def test_sources_stand_by_author_and_year_and_those_without_a_title_last(monkeypatch):
    works = [
        ("10.1001/b", "Ström K", 2011, "Rest"),
        ("10.1001/a", "Adler A et al.", 2020, "Why wait?"),
        ("10.1001/c", "Adler A et al.", 1999, "Rest"),
    ]
    known = {
        doi: Work(doi, authors, year, title, "Pain", Evidence.VERIFIED, "here")
        for doi, authors, year, title in works
    }
    cited = "10.1000/x, 10.1001/b; 10.1001/a and 10.1001/c"
    monkeypatch.setattr(formulas, "work_of", known.get)
    one = Defined("convention:x", "A rule.", Evidence.PUBLISHED, cited)
    monkeypatch.setattr(formulas, "definitions_of", lambda cleared, language: [one])
    monkeypatch.setattr(formulas, "headings_of", lambda codes: [])

    sources = tables.show_sources([made.change(own=None, audience="public")], language="en")

    assert [row["Work"] for row in sources.rows] == [
        "Adler A et al. Rest. Pain 1999. doi:10.1001/c",
        "Adler A et al. Why wait? Pain 2020. doi:10.1001/a",
        "Ström K. Rest. Pain 2011. doi:10.1001/b",
        "doi:10.1000/x",
    ]
    assert "listed last, by DOI alone" in sources.html


@pytest.mark.parametrize(
    ("reference", "dois"),
    [
        ("10.1016/0304-3959(85)90004-1", ["10.1016/0304-3959(85)90004-1"]),
        ("After Kori (10.1016/0304-3959(94)00279-N).", ["10.1016/0304-3959(94)00279-N"]),
        ("Bolker 2009, 10.1016/j.tree.2008.10.008: from five", ["10.1016/j.tree.2008.10.008"]),
        ("10.1002/sim.1970, 10.1002/sim.4067;", ["10.1002/sim.1970", "10.1002/sim.4067"]),
        (
            "Method 10 of 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
            ["10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I"],
        ),
    ],
)
def test_a_source_is_its_whole_doi(reference: str, dois: list[str]):
    assert dois_in(reference) == dois
