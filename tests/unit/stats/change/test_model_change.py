"""Change by a model that uses every answer."""

from __future__ import annotations

import numpy as np
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.stats.model_change import model_change
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

# Discharged in May 2022, so that the follow-up fell due in May 2023, long enough ago.
YEAR = Period.parse("2023")
POINTS = ("initial", "discharge", "followup_12m")
UNITS = ("SV001", "SV002", "SV003", "SV004", "SV005", "SV006")


def a_course(number, lost=False, seed=5):
    drawn = np.random.default_rng([seed, number])
    own = drawn.normal(0, 1.2)
    values = np.array([7 + own, 6 + own, 6.2 + own]) + drawn.normal(0, 0.8, 3)
    scores = dict(zip(POINTS, np.clip(np.round(values), 0, 10), strict=True))
    if lost:
        del scores["followup_12m"]
    return scores


def a_cohort(courses, unit_id=None):
    episodes = [
        an_episode(f"e{n:03d}", unit_id=UNITS[n % len(UNITS)], discharge_date="2022-05-01")
        for n in range(len(courses))
    ]
    dates = {"followup_12m": "2023-05-10"}
    answers = [
        an_answer(f"e{n:03d}", point, nrs_pain=score)
        | ({"answered_date": dates[point]} if point in dates else {})
        for n, course in enumerate(courses)
        for point, score in course.items()
    ]
    population = a_population(
        an_extract(episodes, answers, scales=["nrs_pain"], units=dict.fromkeys(UNITS, "NRSsv")),
        unit_id,
    )
    return population.in_period(YEAR)


def rows_of(made):
    return made.table.set_index(["category", "time_point"])


def test_where_everybody_answers_the_model_gives_the_plain_change():
    courses = [a_course(n) for n in range(120)]

    found = model_change(a_cohort(courses), scales=["nrs_pain"])

    scores = np.array([[course[point] for point in POINTS] for course in courses])
    rows = rows_of(found)
    for place, point in enumerate(POINTS[1:], 1):
        row = rows.loc["model_change", point]
        assert row["estimate"] == pytest.approx((scores[:, place] - scores[:, 0]).mean())
        assert (row["n"], row["n_units"]) == (120, 6)
    assert {one.code for one in found.cautions} <= {"unit_variance_zero"}


def test_where_the_worse_are_lost_the_model_uses_what_they_answered_before():
    courses = [a_course(n) for n in range(240)]
    kept = [
        a_course(n, lost=course["discharge"] >= 7 and n % 5 > 0) for n, course in enumerate(courses)
    ]

    whole = rows_of(model_change(a_cohort(courses), scales=["nrs_pain"]))
    found = model_change(a_cohort(kept), scales=["nrs_pain"])
    part = rows_of(found)

    truth = whole.loc["model_mean", "followup_12m"]["estimate"]
    plain = part.loc["answered", "followup_12m"]["estimate"]
    modelled = part.loc["model_mean", "followup_12m"]["estimate"]
    assert plain < truth - 0.4
    assert abs(modelled - truth) < 0.15
    codes = {one.code for one in found.cautions}
    assert {"populations_differ_by_time", "missing_at_random_assumed"} <= codes
    row = part.loc["model_change", "followup_12m"]
    assert row["n"] == sum("followup_12m" in course for course in kept)


def test_who_answered_when_stands_behind_each_number():
    # Nobody of the first unit answers after a year, and half of the second.
    courses = [a_course(n, lost=n % 6 == 0 or n % 12 == 1) for n in range(120)]

    found = model_change(a_cohort(courses), scales=["nrs_pain"])

    rows = rows_of(found)
    assert rows.loc["model_change", "discharge"]["n"] == 120
    change = rows.loc["model_change", "followup_12m"]
    assert (change["n"], change["n_units"]) == (90, 5)
    said = {one.code: dict(one.facts) for one in found.cautions}
    assert said["populations_differ_by_time"] == {"fewest": 90, "most": 120}
    assert said["missing_at_random_assumed"] == {"n": 120, "complete": 90}


def test_one_unit_has_a_model_without_units():
    courses = [a_course(n) for n in range(180)]

    rows = rows_of(model_change(a_cohort(courses, "SV001"), scales=["nrs_pain"]))

    assert rows.loc["model_change", "discharge"]["n"] == 30
    assert rows.loc["model_change", "discharge"]["low"] < -0.5


def test_too_few_units_are_refused_and_their_means_stay():
    courses = [a_course(n) for n in range(4)]

    found = model_change(a_cohort(courses), scales=["nrs_pain"])

    rows = rows_of(found)
    assert np.isnan(rows.loc["model_change", "discharge"]["estimate"])
    assert rows.loc["answered", "discharge"]["n"] == 4
    assert "refused" in {one.severity for one in found.cautions}


def test_without_an_answer_after_a_year_there_is_no_model():
    courses = [a_course(n, lost=True) for n in range(40)]

    rows = rows_of(model_change(a_cohort(courses), scales=["nrs_pain"]))

    assert set(rows.index.get_level_values("category")) == {"answered"}
    assert rows.loc["answered", "followup_12m"]["n"] == 0
