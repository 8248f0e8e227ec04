"""One person's numbers in the shape of all numbers, and how others' are spread."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.person import Course, person_population
from nrs_lib.disclosure import clear
from nrs_lib.stats.person import person_days, person_items, person_scores
from nrs_lib.stats.spread import LOWER, UPPER, start_spread
from nrs_lib.terms import Audience, Register
from tests.support.extracts import a_population, an_answer, an_episode, an_extract
from tests.support.people import EPISODE, SCALES, the_person


def scored(**scores: tuple):
    extract = an_extract(*the_person(**scores), scales=SCALES)
    return person_scores(
        person_population(extract, Course(Register.NRSSV, EPISODE)), scales=SCALES
    ).table


def keyed(table) -> dict[tuple[str, str, str], float]:
    keys = zip(table["statistic"], table["time_point"], table["category"], strict=True)
    return dict(zip(keys, table["estimate"], strict=True))


def test_scores_changes_and_verdicts_are_one_person_s() -> None:
    table = scored(nrs_pain=(10, 7, 10))

    assert keyed(table) == {
        ("score", "initial", ""): 10,
        ("score", "discharge", ""): 7,
        ("score", "followup_12m", ""): 10,
        ("change", "discharge", ""): -3,
        ("change", "followup_12m", ""): 0,
        ("share", "discharge", "improved"): 1,
        ("share", "discharge", "worsened"): 0,
        ("share", "followup_12m", "improved"): 0,
        ("share", "followup_12m", "worsened"): 0,
    }
    assert set(table["n"]) == {1}
    assert set(table["scope"]) == {"own"}


def test_a_missing_answer_has_no_row_and_no_change() -> None:
    assert set(keyed(scored(nrs_pain=(10, None, 4)))) == {
        ("score", "initial", ""),
        ("score", "followup_12m", ""),
        ("change", "followup_12m", ""),
        ("share", "followup_12m", "improved"),
        ("share", "followup_12m", "worsened"),
    }
    assert all(kind == "score" for kind, *_ in keyed(scored(nrs_pain=(None, 4, 4))))


def test_a_change_between_versions_is_never_computed() -> None:
    table = scored(
        eq5d3l_index_uk_tto_1997=(0.1, None, None), eq5d5l_index_se_eb_tto_2020=(None, 0.8, 0.9)
    )

    assert set(table["statistic"]) == {"score"}


def days_of(episode, answers):
    extract = an_extract(episode, answers, scales=SCALES)
    return person_days(person_population(extract, Course(Register.NRSSV, EPISODE)))


def test_a_day_is_told_where_the_extract_has_one() -> None:
    episode, answers = the_person(nrs_pain=(7, 4, 5))
    answers[1]["answered_date"] = None

    found = days_of(episode, answers).table

    told = {
        point: dt.date.fromordinal(int(day)).isoformat()
        for point, day in zip(found["time_point"], found["estimate"], strict=True)
    }
    assert told == {"initial": "2022-02-01", "followup_12m": "2023-06-20"}


@pytest.mark.parametrize("audience", sorted(set(Audience) - {Audience.CARE_TEAM}))
def test_a_person_s_days_are_hidden_from_everybody_but_the_care_team(audience) -> None:
    days = days_of(*the_person(nrs_pain=(7, 4, 5)))

    assert clear(days, audience="care_team").table["estimate"].notna().all()
    hidden = clear(days, audience=audience).table
    assert len(hidden) == 3
    assert hidden["estimate"].isna().all()
    assert not hidden.map(str).apply(lambda column: column.str.contains("2022-")).any(axis=None)


def test_answers_to_items_stand_under_their_scale() -> None:
    answers = the_items({"hads_01": 3.0, "hads_02": 0.0, "unknown": 1.0})
    table = person_items(answers, instrument="hads").table

    assert dict(zip(table["category"], table["measure"], strict=True)) == {
        "hads_01": "hads_anxiety",
        "hads_02": "hads_depression",
    }
    assert table["estimate"].tolist() == [3.0, 0.0]


def the_items(values: dict[str, float]):
    return pd.DataFrame(
        [{"time_point": "initial", "item": code, "value": value} for code, value in values.items()]
    )


def spread_of(scores: list) -> object:
    episodes = [an_episode(f"e{n}", unit_id=f"SV00{n % 3 + 1}") for n in range(len(scores))]
    answers = [an_answer(f"e{n}", "initial", nrs_pain=score) for n, score in enumerate(scores)]
    extract = an_extract(episodes, answers, scales=("nrs_pain",))
    cohort = a_population(extract).in_period(Period.parse("2022"))
    return start_spread(cohort, scales=["nrs_pain"])


def test_the_middle_half_is_of_those_who_answered() -> None:
    table = spread_of([*range(9), None, None]).table

    assert table.set_index("category")["estimate"].to_dict() == {
        "0.25": pytest.approx(2, abs=0.5),
        "": 4,
        "0.75": pytest.approx(6, abs=0.5),
    }
    assert set(table["n"]) == {9}


@pytest.mark.parametrize(("people", "is_shown"), [(19, False), (20, True)])
def test_a_quartile_needs_the_policy_s_fewest_beyond_it(people, is_shown) -> None:
    cleared = clear(spread_of([n % 11 for n in range(people)]), audience="care_team")
    hidden = cleared.table.set_index("category")["hidden"]

    assert all((hidden[one] == "") == is_shown for one in (LOWER, UPPER))
    assert hidden[""] == ""
