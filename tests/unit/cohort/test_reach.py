"""What is within reach of a period, row by row."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from nrs_lib.cohort.reach import Reach
from nrs_lib.terms import TimePoint
from tests.support.extracts import an_answer, an_episode, an_extract

REACH = Reach("NRSsv", dt.date(2022, 1, 1), dt.date(2022, 12, 31))
NEVER = dict.fromkeys(
    ("referral_date", "first_visit_date", "assessment_date", "program_start_date", "discharge_date")
)


def kept(**days: object) -> tuple[bool, list[str]]:
    """Whether an episode with these days is within reach, and which of its answers are."""
    answers = [an_answer("e", point) for point in TimePoint]
    extract = an_extract([an_episode("e", **NEVER | days)], answers)
    cut = REACH.cut(extract)
    return len(cut.episodes) == 1, cut.answers["time_point"].tolist()


@pytest.mark.parametrize(
    ("days", "points"),
    [
        ({"referral_date": "2022-01-01"}, ["initial"]),
        ({"first_visit_date": "2022-12-31"}, ["initial"]),
        ({"program_start_date": "2022-05-01", "discharge_date": "2023-01-01"}, ["initial"]),
        ({"discharge_date": "2022-12-31"}, ["initial", "discharge"]),
        ({"discharge_date": "2021-06-01"}, list(TimePoint)),
        ({"followup_due_date": "2022-01-01"}, list(TimePoint)),
    ],
)
def test_an_episode_comes_with_what_was_answered_by_then(days, points):
    assert kept(**days) == (True, points)


@pytest.mark.parametrize(
    "days",
    [
        {},
        {"first_visit_date": "2023-01-01"},
        {"first_visit_date": "2020-01-01", "discharge_date": "2020-06-01"},
        {"assessment_date": "2022-06-01"},
        {"first_visit_date": "2022-06-01", "register": "NRSpv", "unit_id": "PV001"},
    ],
)
def test_what_no_group_of_the_period_is_chosen_by_is_not_within_reach(days):
    assert kept(**days) == (False, [])


def test_nothing_of_a_passport_comes_along_but_where_scores_come_from():
    extract = an_extract([an_episode("e")], [an_answer("e", "initial")])
    extract.passport.update({"findings": ["x"], "scoring": {"sources": {"a": "b"}, "marked": []}})

    assert REACH.cut(extract).passport == {"scoring": {"sources": {"a": "b"}}}


def test_diagnoses_come_with_their_episode():
    extract = an_extract(
        [an_episode("in"), an_episode("out", **NEVER)], [an_answer("in", "initial")]
    )
    told = {"time_point": "initial", "position": 1, "icd10_se": "M54.5"}
    rows = pd.DataFrame([{"episode_id": one, **told} for one in ("in", "out", "nobody")])
    object.__setattr__(extract, "diagnoses", rows)

    assert REACH.cut(extract).diagnoses["episode_id"].tolist() == ["in"]
