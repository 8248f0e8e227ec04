"""Versions of a questionnaire: series of their own, only where the version changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.versions import read_families
from nrs_lib.stats.results import start_values
from nrs_lib.stats.version_series import version_series
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

OLD, NEW = (one.series[0] for one in read_families()["eq5d"].versions)
QUARTERS = ("2020Q4", "2021Q1")
YEAR = Period.parse("2022")


def an_extract_over_the_change(*, with_new=True):
    """Three visits in the last quarter of three levels, two in the first of five."""
    episodes = [
        *(an_episode(f"a{n}", first_visit_date="2020-11-02") for n in range(3)),
        *(an_episode(f"b{n}", first_visit_date="2021-02-03") for n in range(2)),
    ]
    answers = [
        *(an_answer(f"a{n}", "initial", **{OLD: value}) for n, value in enumerate((0.2, 0.3, 0.7))),
        *(an_answer(f"b{n}", "initial", **{NEW: 0.6}) for n in range(2) if with_new),
    ]
    return an_extract(episodes, answers, scales=(OLD, NEW))


def test_each_version_has_its_own_quarters_and_nothing_is_pooled():
    found = version_series(a_population(an_extract_over_the_change()), YEAR).table

    told = {(row.measure, row.period): (row.n, row.estimate) for row in found.itertuples()}
    assert told == {
        (OLD, QUARTERS[0]): (3, pytest.approx(0.4)),
        (NEW, QUARTERS[1]): (2, pytest.approx(0.6)),
    }


def test_the_numbers_say_which_questionnaire_changed():
    made = version_series(a_population(an_extract_over_the_change()), YEAR)

    assert {"versions:eq5d", f"scale:{OLD}", f"scale:{NEW}"} <= set(made.definitions)


def test_nothing_is_told_where_one_version_was_in_use_throughout():
    population = a_population(an_extract_over_the_change(with_new=False))

    assert version_series(population, YEAR).table.empty


def test_a_change_before_the_twelve_quarters_is_not_told():
    population = a_population(an_extract_over_the_change())

    assert version_series(population, Period.parse("2023")).where(measure=OLD).table.empty


def test_scores_of_the_registrys_own_are_never_said_to_be_made_from_answers():
    extract = an_extract_over_the_change()
    own = replace(extract, passport={"scoring": {"sources": {OLD: "registry", NEW: "items"}}})
    cohort = a_population(own).in_period(Period.parse("2020"))

    definitions = start_values(cohort, scales=[OLD, NEW]).definitions

    assert f"exported:{OLD}" in definitions
    assert f"scale:{NEW}" in definitions
    assert f"scale:{OLD}" not in definitions
