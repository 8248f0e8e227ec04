"""What is said to be sure is what intervals, charts and targets bear; the rest is open."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nrs_lib import tables
from nrs_lib.contracts.targets import Target
from nrs_lib.disclosure.charting import charted
from nrs_lib.terms import Direction, Evidence, Register
from nrs_lib.text.numbers import as_written
from tests.support import cleared as made
from tests.unit.tables.test_lead import NATION, OWN, exact

PAIN, WAIT = "improved_pain", "wait_to_programme"
FLAT = (0.5,) * 20
DROP = (0.5,) * 18 + (0.1,) * 2


def told(*rows, language="sv", charts=None, own=90):
    """The two points, as they stand before the others."""
    part = made.cleared(rows)
    out = tables.write_caution(
        made.response(own=own), indicators=part, charts=charts, language=language
    )
    points = out.plain.partition(": ")[2]
    sure, _, unsure = points.partition("Inte säkert. ")
    return sure, unsure.partition("svarade inte")[0]


def a_chart(measure=PAIN, shares=FLAT, few=(), target=None):
    table = made.over_time(measures=[measure], shares=shares, few=few)
    return {measure: charted(table, measure=measure, target=target)}


def a_target(level, measure=PAIN, direction=Direction.HIGHER_BETTER):
    day = dt.date(2022, 1, 1)
    return Target(Register.NRSSV, measure, level, day, direction, Evidence.PUBLISHED, "x")


# Nearer to none or all, the rest of the nation may be too few to be shown.
@given(st.integers(10, 150), st.floats(0, 1), st.floats(0.05, 0.95))
@example(14, 0.25, 0.546875)
@settings(max_examples=30, deadline=None)
def test_a_difference_is_sure_only_where_the_interval_leaves_out_the_nation(n, share, nation):
    mine = exact(OWN, PAIN, round(n * share), n)
    whole = exact(NATION, PAIN, round(4000 * nation), 4000)
    sure, unsure = told(mine, whole)
    # As they are written, in whole per cent.
    low, high, nations = (
        as_written(100 * one, 0) for one in (mine["low"], mine["high"], whole["estimate"])
    )
    above, below = low > nations, high < nations
    # On few responses it is told, and not called certain.
    head, where = (": ", sure) if n >= 30 else (", men på få svar: ", unsure)
    assert (f"Högre andel än i riket{head}minst 30\u00a0%" in where) == above
    assert (f"Lägre andel än i riket{head}minst 30\u00a0%" in where) == below
    assert ("andel än i riket" in sure) == ((above or below) and n >= 30)
    assert ("Följande går inte att skilja från riket" in unsure) == (not above and not below)


def pair(own=45, nation=2000):
    return exact(OWN, PAIN, own, 90), exact(NATION, PAIN, nation, 4000)


def test_what_charts_see_is_sure_and_what_they_do_not_is_open():
    sure, _ = told(*pair(), charts=a_chart(shares=DROP))
    assert "till det sämre: minst 30\u00a0% mindre smärta" in sure
    _, unsure = told(*pair(), charts=a_chart())
    assert "inom slumpen i de senaste perioderna som visas: minst 30\u00a0% mindre smärta" in unsure
    _, unsure = told(*pair(), charts=a_chart(few=range(5, 20)))
    assert "För få perioder kan visas för att bedöma förändring" in unsure
    # Enough for limits, but with more gaps than a chart should have.
    _, unsure = told(*pair(), charts=a_chart(few=range(0, 20, 3)))
    assert "För få perioder kan visas för att bedöma förändring" in unsure


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (0.3, "Målet är nått: minst 30\u00a0%"),
        (0.7, "Målet är inte nått: minst 30\u00a0%"),
        (0.5, "Osäkert om målet är nått: minst 30\u00a0%"),
    ],
)
def test_a_target_is_reached_or_missed_only_where_the_interval_says_so(level, words):
    points = told(*pair(), charts=a_chart(target=a_target(level)))
    assert words in points["Osäkert" in words]
    assert words not in points["Osäkert" not in words]


def test_where_nothing_is_sure_that_is_said_once():
    sure, unsure = told(*pair(), charts=a_chart())
    assert sure == ""
    assert unsure.startswith(
        "Följande går inte att skilja från riket, för intervallet täcker rikets"
    )
    out = tables.write_caution(made.response(), indicators=made.cleared(pair()), charts=a_chart())
    assert "Inte säkert. Följande går inte" in out.plain
    assert "Säkert." not in out.plain


def test_few_answers_and_hidden_measures_are_named():
    few = exact(OWN, PAIN, 6, 12), exact(NATION, PAIN, 2000, 4000)
    gone = exact(OWN, "handles_life_better", 2, 4)
    _, unsure = told(*few, gone)
    small = unsure.partition("Få svar. Bygger på färre än 30 svar eller patienter: ")[2]
    assert "minst 30\u00a0% mindre smärta" in small
    assert "Visas inte:" in unsure
    assert "klarar livet bättre" in unsure.partition("Visas inte:")[2]


def test_a_difference_on_few_answers_is_told_as_one_and_not_called_sure():
    few = exact(OWN, PAIN, 11, 13), exact(NATION, PAIN, 1800, 4000)
    sure, rest = told(*few)
    assert sure == ""
    assert "Högre andel än i riket, men på få svar: minst 30\u00a0% mindre smärta (11" in rest
    many = exact(OWN, PAIN, 110, 130), few[1]
    assert "Högre andel än i riket: minst 30" in told(*many)[0]


def test_the_nation_is_told_in_which_measures_units_stand_apart():
    units = made.units(own=None, audience="register", tiny=0)
    out = tables.write_caution(made.response(), units=units).plain
    assert re.search(r"Enheter\. Enheterna .* av 33 enheter säkert över riket och ", out)
    alike = made.funnel(own=None, audience="register")
    assert "Enheter." not in tables.write_caution(made.response(), units=alike).plain


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, ""),
        (0.95, "ligger enheten över gränsen för larm i minst 30 % mindre smärta; det är inget"),
        (0.01, "ligger enheten under gränsen för larm i minst 30 % mindre smärta; det är inget"),
    ],
)
def test_a_unit_outside_a_limit_of_its_funnel_is_told_so_and_that_it_is_no_verdict(share, words):
    units = made.funnel()
    table = units.table
    if share is not None:
        is_own = (table["scope"] == "own") & (table["statistic"] == "adjusted")
        units = replace(units, table=table.assign(estimate=table["estimate"].mask(is_own, share)))
    told = tables.write_caution(made.response(), units=units, period_label="2022").plain
    assert ("Värt att se efter. Med hänsyn till" in told) == bool(words)
    assert words in told.replace("\u00a0", " ")
    later = tables.write_caution(made.response(), units=units, period_label="2021").plain
    assert (" (2022); det är inget omdöme." in later) == bool(words)


def test_without_anything_shown_nothing_is_called_sure():
    assert "Säkert" not in told(exact(OWN, PAIN, 2, 4))[0]


def test_both_languages_say_the_same_of_the_same_measures():
    part = made.indicators(low={"response_12m": 0.3})
    charts = a_chart(shares=DROP)
    sv, en = (
        tables.write_caution(made.response(), indicators=part, charts=charts, language=language)
        for language in ("sv", "en")
    )
    assert sv.html.count("<strong>") == en.html.count("<strong>") == 2
    assert "Lägre andel än i riket: svar efter ett år (" in sv.plain
    assert "Lower share than nationally: response after one year" in en.plain
    assert "for the worse: at least 30% less pain" in en.plain


@pytest.mark.parametrize(
    ("language", "head", "words"),
    [
        ("sv", "Säkert.", "dem som svarat säkert blivit bättre på 1 av 1 skalor"),
        ("en", "Certain.", "of those who responded was clearly better on 1 of 1 scales"),
    ],
)
def test_change_that_is_sure_stands_in_the_box_of_what_is(language, head, words):
    response = made.response()
    change = made.change()
    told = tables.write_caution(
        response, change=change, scales=["nrs_pain"], language=language
    ).plain
    before, found, _ = told.replace("\u00a0", " ").partition(words)
    assert found
    assert head in before
    without = tables.write_caution(response, language=language).plain
    assert words not in without.replace("\u00a0", " ")
    none = change.where(measure="none")
    assert head not in tables.write_caution(response, change=none, scales=["nrs_pain"]).plain


def test_change_on_few_responses_stands_under_few_responses():
    few = made.change(own=20)
    told = tables.write_caution(made.response(), change=few, scales=["nrs_pain"]).plain
    assert "Säkert." not in told
    after = told.partition("Få svar. ")[2]
    assert after.startswith("Till avslut visar hela intervallet förbättring, bland dem som svarat,")
    # What the interval shows of few is not called certain.
    assert "säkert" not in after.partition("skalor")[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "Här jämförs bara måtten i ”I korthet” med riket"),
        ("en", "Only the measures in “At a glance” are compared with the national figure here"),
    ],
)
def test_a_box_that_compares_says_that_figures_compare_more(language, words):
    own, nation = exact(OWN, PAIN, 60, 120), exact(NATION, PAIN, 2000, 4000)
    assert any(words in part for part in told(own, nation, language=language))
    assert not any(words in part for part in told(nation, language=language))
