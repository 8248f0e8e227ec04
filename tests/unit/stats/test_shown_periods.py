"""A unit with few answers is shown over a longer period, chosen by counts alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts import conventions
from nrs_lib.stats.shown_periods import compared_period, shown_periods
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

ASKED = Period.parse("2022Q2")
# Of each unit, how many came and were discharged in each quarter, the newest first.
FLOWS = {"SV001": (12, 12), "SV002": (6, 6, 6), "SV003": (1, 1, 1)}


def a_register(flows=FLOWS, *, scales=("nrs_pain",)):
    episodes, answers = [], []
    for unit, quarters in flows.items():
        for back, people in enumerate(quarters):
            day = str(ASKED.rolling(back + 1).start)
            for n in range(people):
                name = f"{unit}-{back}-{n}"
                dates = dict.fromkeys(("first_visit_date", "discharge_date"), day)
                episodes.append(an_episode(name, unit_id=unit, **dates))
                answers.append(an_answer(name, "initial", nrs_pain=8.0))
                answers.append(an_answer(name, "discharge", nrs_pain=4.0 + n % 3))
    return an_extract(episodes, answers, scales=scales)


def codes(extract, unit=None, period=ASKED):
    chosen = shown_periods(a_population(extract, unit), period, least=10)
    return {name: (one.period.code, one.has_results) for name, one in chosen.items()}


def test_as_few_quarters_are_pooled_as_suffice():
    assert codes(a_register()) == {
        "SV001": ("2022Q2", True),
        "SV002": ("2022H1", True),
        "SV003": ("2022Q2-12Q", False),
    }


def test_one_unit_alone_is_given_what_it_is_given_among_all():
    extract = a_register()
    every = codes(extract)
    assert {unit: codes(extract, unit)[unit] for unit in every} == every


def test_what_people_answered_has_no_say():
    extract = a_register()
    scores = extract.answers["nrs_pain"]
    other = replace(extract, answers=extract.answers.assign(nrs_pain=10 - scores))
    assert codes(other) == codes(extract)


def test_a_period_that_shows_one_of_two_numbers_serves_where_none_shows_both():
    extract = a_register({"SV001": (4, 4, 4), "SV002": (12,), "SV003": (12,)})
    is_late = extract.answers["time_point"] == "discharge"
    ours = extract.answers["episode_id"].str.startswith("SV001")
    lost = replace(extract, answers=extract.answers[~(is_late & ours)])
    assert codes(lost)["SV001"] == ("2022Q2-4Q", True)


def test_a_year_is_pooled_with_years_and_a_half_with_quarters():
    extract = a_register({"SV001": (4,) * 12, "SV002": (), "SV003": ()})
    assert codes(extract, period=Period.parse("2022"))["SV001"] == ("2022Q4-8Q", True)
    assert codes(extract, period=Period.parse("2022H1"))["SV001"] == ("2022Q2-4Q", True)


@pytest.mark.parametrize(("allowed", "code"), [((4, 8), "2022Q2-4Q"), ((8,), "2022Q2-8Q")])
def test_how_many_quarters_may_be_pooled_is_told_by_the_file(monkeypatch, allowed, code):
    told = conventions.get("pooled_quarters")
    monkeypatch.setattr("nrs_lib.stats.shown_periods.get", lambda key: replace(told, value=allowed))
    assert codes(a_register())["SV002"] == (code, True)


def compared(flows):
    return compared_period(a_population(a_register(flows)), ASKED, least=10).code


@pytest.mark.parametrize(
    ("flows", "code"),
    [
        # Three of four with enough are enough.
        ({"SV001": (12,), "SV002": (10,), "SV003": (11,), "SV004": (3,)}, "2022Q2"),
        ({"SV001": (12,), "SV002": (10,), "SV003": (9, 1), "SV004": (3,)}, "2022H1"),
        ({"SV001": (12,), "SV002": (4, 3, 2, 1), "SV003": (4, 3, 2, 1)}, "2022Q2-4Q"),
        # Who has nobody in a period is no unit that lacks answers in it.
        ({"SV001": (12,), "SV002": (0, 0, 0, 12)}, "2022Q2"),
        ({"SV001": (1,), "SV002": (1,)}, "2022Q2-12Q"),
    ],
)
def test_units_are_compared_over_the_shortest_time_that_most_of_them_bear(flows, code):
    assert compared({"SV001": (), "SV002": (), **flows}) == code


def test_two_who_answered_once_are_not_a_pair_to_compare():
    extract = a_register({"SV001": (12,), "SV002": (12,)})
    is_late = extract.answers["time_point"] == "discharge"
    theirs = extract.answers["episode_id"].isin([f"SV002-0-{n}" for n in range(3)])
    lost = a_population(replace(extract, answers=extract.answers[~(is_late & theirs)]))
    assert compared_period(lost, ASKED, least=10).code == "2022Q2-12Q"
    assert compared_period(lost, ASKED, least=9).code == "2022Q2"
