"""A control chart says what its points bear, in words, shapes and numbers that agree."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from nrs_lib import figures
from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.cautions import Caution
from nrs_lib.disclosure.charting import Change, charted
from nrs_lib.errors import DisclosureError
from nrs_lib.figures.control_chart_drawing import _draw_years
from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.theme import THEME
from nrs_lib.figures.verdict_marks import SHAPES, assurance_mark
from nrs_lib.stats.control_charts import Variation
from tests.support import cleared as made

PAIN, WAIT = "improved_pain", "wait_to_programme"
FLAT, DROP = (0.5,) * 20, (0.5,) * 18 + (0.1,) * 2
SVG = re.compile(r'<svg[^>]*role="img".*?</svg>', re.DOTALL)


def a_chart(measure=PAIN, own=90, shares=FLAT, few=(), **asked):
    audience = "own_unit" if own else "register"
    table = made.over_time(measures=[measure], shares=shares, few=few, own=own, audience=audience)
    return charted(table, measure=measure, **asked)


def drawn(measure=PAIN, language="sv", **asked):
    return figures.draw_control_chart(a_chart(measure, **asked), language=language)


def finding(**asked):
    return drawn(**asked).plain.split("\n")[0]


def test_chance_alone_is_told_as_such():
    assert finding() == "Minst 30\u00a0% mindre smärta: inget utöver slump på 20 kvartal."
    assert "nothing beyond chance in 20 quarters" in finding(language="en")


@pytest.mark.parametrize(("n", "told"), [(1, "ett kvartal"), (2, "två kvartal")])
def test_few_approximate_limits_are_counted_in_words(n, told):
    chart = a_chart()
    said = (Caution.of("chart_few_expected", PAIN, n=n, least=5),)
    few = replace(chart, chart=replace(chart.chart, cautions=said))
    plain = figures.draw_control_chart(few).plain
    assert f"Gränserna är ungefärliga för {told}, eftersom" in plain


def test_only_limits_of_shares_are_said_to_depend_on_how_many_a_point_rests_on():
    assert "vidare där punkten vilar på färre" in drawn().plain
    assert "vidare" not in drawn(measure=WAIT).plain
    assert "Streckat: gränser för vad slumpen ger." in drawn(measure=WAIT).plain


def test_limits_that_are_approximate_throughout_are_told_so_in_one_word():
    few = drawn(own=12, shares=(0.2,) * 20).plain.replace("\u00a0", " ")
    assert "Gränserna är ungefärliga för alla 20 kvartal" in few
    assert "Av 20 kvartal" not in few


def test_a_drop_is_worse_and_the_rule_is_named():
    assert "mer än slump, till det sämre (en punkt utanför processgränserna)" in finding(
        shares=DROP
    )
    assert "for the worse (a point outside the process limits)" in finding(
        shares=DROP, language="en"
    )


def test_a_shorter_wait_is_better_though_it_falls():
    assert "Väntetid till program: mer än slump, till det bättre" in finding(measure=WAIT)


def test_what_was_more_than_chance_earlier_is_told_as_earlier():
    shares = (0.5,) * 5 + (0.05,) + (0.5,) * 14
    assert "nu inget utöver slump; tidigare mer än slump" in finding(shares=shares)


def test_a_signal_has_shape_colour_and_words_beside_the_mark():
    svg = SVG.search(drawn(shares=DROP).html).group()
    worse = THEME.attention.lower()
    assert svg.count(f'fill="{worse}"') == 2
    assert ">utanför gränsen</text>" in svg
    assert worse not in SVG.search(drawn().html).group()


def test_every_verdict_has_a_shape_of_its_own():
    assert set(SHAPES) == {str(one) for one in Variation}
    assert len({shape for shape, _ in SHAPES.values()}) == len(SHAPES)


def test_a_half_is_rounded_as_everywhere_else():
    table = drawn(own=40, shares=(0.125,) * 20).plain
    assert "13\u00a0%" in table
    assert "12\u00a0%" not in table


def test_n_stands_under_each_point():
    svg = SVG.search(drawn(few=(3,)).html).group()
    assert svg.count(">90</text>") == 19


def test_a_hidden_quarter_is_a_gap_with_its_reason_and_never_zero():
    figure = drawn(few=(3, 4, 9))
    told = "andra kvartalet 2020"
    assert f"fjärde kvartalet 2018 – första kvartalet 2019 och {told}" in figure.plain
    assert "för få svar (visas från 10)" in figure.plain
    rows = {row["Period"]: row for row in figure.rows}
    assert rows["kv\u00a02 2020"]["Värde"] == "för få svar (visas från 10)"
    assert not rows["kv\u00a02 2020"]["Gränser"]
    assert SVG.search(figure.html).group().count(THEME.nation_tint.lower()) == 3


def test_a_known_change_is_marked_and_told_with_its_day():
    changes = [Change(dt.date(2021, 1, 1), "Nytt <program>")]
    figure = drawn(changes=changes)
    assert "Känd förändring 2021-01-01: Nytt <program>." in figure.plain
    assert ">Nytt &lt;program&gt;</text>" in figure.html
    assert "Nytt <program>" not in figure.html


@pytest.mark.parametrize(("target", "words"), [(0.3, "Når målet varje"), (0.9, "Når inte målet")])
def test_a_target_is_a_line_and_a_verdict(target, words):
    figure = drawn(target=target)
    assert words in figure.plain
    assert re.search(r">Mål \d+\xa0%</text>", figure.html)
    assert "inte satt något mål" not in figure.plain


@pytest.mark.parametrize(
    ("target", "verdict"), [(0.3, "will_hit"), (0.5, "hit_or_miss"), (0.9, "will_miss")]
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_mark_of_a_target_has_its_place_its_words_and_its_key(target, verdict, language):
    chart = a_chart(target=target)
    figure = figures.draw_control_chart(chart, language=language)
    several = figures.draw_control_charts({PAIN: chart}, language=language)
    mark = assurance_mark(chart)
    ring, dot = (float(x) for x in re.findall(r"translate\(([\d.]+) [\d.]+\)", mark))
    # In the middle of the ring, on its rim, or beside it.
    radius = 5.5
    away = {"will_hit": 0, "hit_or_miss": radius, "will_miss": 2 * radius}[verdict]

    assert str(chart.chart.assurance) == verdict
    assert abs(dot - ring - away) < 3
    key = {"sv": "Ring med prick: om målet nås", "en": "Ring with a dot: whether the target is hit"}
    for one in (figure, several):
        assert mark in one.html
        assert chart.chart.assurance.label(language) in one.html
        assert key[language] in one.plain


def test_without_a_target_nobody_is_told_of_one():
    figure = drawn()
    assert "Registret har inte satt något mål." in figure.plain
    assert "Mål " not in figure.html
    assert "Ring med prick" not in figure.plain


def test_every_point_has_its_lines_in_the_table():
    rows = drawn(shares=DROP).rows
    assert all(row["Centrallinje"] and row["Gränser"] for row in rows)
    assert rows[-2]["Signal"] == rows[-1]["Signal"]
    assert rows[-1]["Signal"].startswith("sämre: en punkt utanför")


def test_too_few_periods_have_no_verdict_and_no_limits():
    figure = drawn(few=range(5, 20))
    assert "för få kvartal visas för att skilja förändring från slump" in figure.plain
    assert "stroke-dasharray" not in figure.html


def test_nothing_to_show_is_a_sentence_and_no_frame():
    figure = drawn(few=range(20))
    assert "för få svar eller patienter per kvartal för att visa utvecklingen" in figure.plain
    # Rows of reasons alone are no data.
    assert not figure.rows
    assert not SVG.search(figure.html)


def test_a_chart_that_is_not_there_has_no_note_on_how_it_is_read():
    figure = drawn(few=range(20))
    assert "En punkt per kvartal" in drawn().plain
    for word in ("En punkt per", "Blått", "n: antal", "Grå fält", "med sig själv"):
        assert word not in figure.plain
    assert "Grå fält: visas inte, men är inte noll." in drawn(few=(3,)).plain
    assert "Grå fält" not in drawn().plain


def test_points_that_are_medians_are_said_to_be():
    assert "En punkt per kvartal. Varje punkt är periodens median." in drawn(WAIT).plain
    assert "Each point is the period's median." in drawn(WAIT, "en").plain
    assert "median" not in drawn().plain.split("\n")[1]


def test_a_chart_with_many_gaps_says_why_no_longer_periods_stand_in_its_place():
    few = range(0, 20, 3)
    told = drawn(few=few).plain
    assert "Av 20 kvartal kan bara 13 visas, färre än de 75" in told
    assert "Andra periodlängder räknas inte här." in told
    assert "are not counted here" in drawn(language="en", few=few).plain
    others = replace(a_chart(few=few), has_others=True)
    told = figures.draw_control_chart(others).plain
    assert "De andra periodlängder som räknas här ger ett sämre diagram." in told
    assert "periodlängder" not in drawn().plain


def test_a_chart_with_many_gaps_has_no_verdict_of_chance_and_its_limits_may_be_off():
    chart = a_chart(few=range(0, 20, 3))
    assert "för få kvartal visas" in (told := figures.draw_control_chart(chart).plain)
    assert "slumpmässig" not in told
    assert "betyder då inte att inget har ändrats" in told
    # Too few who answered is no matter of what they answered.
    assert "beror delvis på resultatet" not in told
    table = chart.cleared.table.replace({"hidden": {"few": "protected"}})
    told = figures.draw_control_chart(replace(chart, cleared=replace(chart.cleared, table=table)))
    assert "Vilka som döljs beror delvis på resultatet" in told.plain


def test_what_is_hidden_last_is_not_told_of_as_now():
    shares = (0.5,) * 5 + (0.05,) + (0.5,) * 14
    calm, was = drawn(few=(19,)).plain, finding(shares=shares, few=(19,))
    assert "Till och med kv\u00a03 2022 bara slumpmässig variation." in calm
    assert "Nu bara" not in calm
    assert "Nu bara slumpmässig variation." in drawn().plain
    assert "inget utöver slump i de senaste som visas; tidigare mer än slump" in was
    assert "tidigare mer än slump" in (told := finding(shares=shares, few=range(12, 20)))
    assert told.endswith("för få kvartal visas för att bedöma de senaste.")
    english = drawn(few=(19,), language="en").plain
    assert "Up to Q3\u00a02022: chance variation only." in english


def test_several_charts_have_one_finding_and_name_what_has_too_few():
    charts = {
        PAIN: a_chart(shares=DROP),
        WAIT: a_chart(WAIT, few=range(20)),
        "response_12m": a_chart("response_12m"),
    }
    figure = figures.draw_control_charts(charts)
    first = figure.plain.split("\n")[0]
    assert first == "Mer än slump: minst 30\u00a0% mindre smärta; i övrigt inget utöver slump."
    why = (
        "Utvecklingen kan inte visas, eftersom svaren eller patienterna är för få per kvartal: vän"
    )
    assert why in figure.plain
    assert len(SVG.findall(figure.html)) == 4
    assert len(figure.rows) == 60


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "Nu inget utöver slump i något av två mått; tidigare mer än slump: minst 30"),
        (
            "en",
            "Nothing beyond chance now in any of two measures; earlier beyond chance: at least 30",
        ),
    ],
)
def test_several_charts_of_which_one_has_calmed_down_are_not_told_as_calm_throughout(
    language, told
):
    charts = {
        PAIN: a_chart(shares=(0.5,) * 5 + (0.05,) + (0.5,) * 14),
        "response_12m": a_chart("response_12m"),
    }
    figure = figures.draw_control_charts(charts, language=language)
    assert figure.plain.startswith(told)


def test_only_a_chart_of_cleared_numbers_is_drawn():
    with pytest.raises(DisclosureError, match="cleared"):
        figures.draw_control_chart(made.over_time())


def test_on_a_slide_letters_are_larger():
    """The same letters on a narrower sheet, which a slide shows as wide."""
    page, slide = (
        float(re.search(r'viewBox="0 0 ([\d.]+)', SVG.search(figure.html)[0])[1])
        for figure in (drawn(), figures.draw_control_chart(a_chart(), on_slide=True))
    )
    assert slide < 0.8 * page


@pytest.mark.parametrize(
    ("language", "told"),
    [("sv", "Av 20 kvartal kan bara 10 visas"), ("en", "Of 20 quarters only 10")],
)
def test_a_chart_with_more_gaps_than_its_rule_allows_says_so(language, told):
    assert told in drawn(few=range(0, 20, 2), language=language).plain
    assert told[-9:] not in drawn(few=(3,), language=language).plain


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "Med samma regler bedöms måttet ”Väntetid till program” (av 20 kvartal visas 20)"),
        (
            "en",
            "The same rules are applied to the measure “Wait for programme” (of 20 quarters, 20",
        ),
    ],
)
def test_measures_that_are_judged_and_not_drawn_are_named(language, told):
    charts = {PAIN: a_chart(), WAIT: a_chart(WAIT)}
    some = figures.draw_control_charts(charts, measures=[PAIN], language=language)
    assert told in some.plain
    assert told not in figures.draw_control_charts(charts, language=language).plain


@pytest.mark.parametrize(
    "codes", [("2019Q4", "2020Q1", "2020Q2"), ("2019Q2", "2019Q3", "2019Q4"), ("2019Q1", "2019Q2")]
)
def test_the_first_year_is_named_wherever_in_it_the_series_begins(codes):
    spans = [Period.parse(code) for code in codes]
    sheet = Sheet(40)

    _draw_years(
        sheet,
        SimpleNamespace(chart=SimpleNamespace(spans=spans)),
        [60, 73, 86][: len(spans)],
        step=13,
        y=30,
    )

    assert sheet.svg(name="a", title="b", description="c").count(">2019</text>") == 1
