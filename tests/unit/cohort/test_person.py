"""Looking up one person's course, and never telling who it was."""

from __future__ import annotations

import pytest

from nrs_lib.cohort.extracts import open_extract
from nrs_lib.cohort.person import (
    Course,
    example_course,
    find_course,
    item_answers,
    person_population,
)
from nrs_lib.errors import ParameterError
from nrs_lib.terms import Register, TimePoint
from tests.support.extracts import an_answer, an_episode, an_extract
from tests.support.people import EPISODE, PATIENT, SCALES, a_register


def a_small_extract(*episodes: dict, synthetic: bool = True):
    answers = [an_answer(one["episode_id"], "initial", nrs_pain=5) for one in episodes]
    made = an_extract(list(episodes), answers, scales=("nrs_pain",))
    object.__setattr__(made, "synthetic", synthetic)
    return made


def mine(episode_id: str, **changes) -> dict:
    return an_episode(episode_id, patient_id=PATIENT, **changes)


def test_the_latest_course_of_a_patient_is_shown() -> None:
    extract = a_small_extract(
        mine("e2", first_visit_date="2022-02-01"), mine("e1", first_visit_date="2019-02-01")
    )

    assert find_course(extract, PATIENT).episode_id == "e2"
    assert find_course(extract, "e1").episode_id == "e1"


def test_registers_are_chosen_between() -> None:
    extract = a_small_extract(
        mine("e1", first_visit_date="2020-02-01", register="NRSpv", unit_id="PV001"),
        mine("e2", first_visit_date="2022-02-01"),
    )

    assert find_course(extract, PATIENT).register is Register.NRSSV
    assert find_course(extract, PATIENT, register="NRSpv").episode_id == "e1"


@pytest.mark.parametrize("why", ["nobody", "withdrawn", "unanswered"])
def test_whoever_has_no_profile_is_told_alike_and_not_named(why) -> None:
    extract = a_small_extract(mine(EPISODE, consent_withdrawn=why == "withdrawn"))
    if why == "unanswered":
        object.__setattr__(extract, "answers", extract.answers.iloc[:0])
    asked = "PZZZZZZZZZ" if why == "nobody" else PATIENT

    with pytest.raises(ParameterError, match="nobody to make a profile of") as fault:
        find_course(extract, asked)
    assert asked not in str(fault.value)


def test_a_course_is_not_written_out_with_its_id() -> None:
    assert EPISODE not in repr(Course(Register.NRSSV, EPISODE))


def test_a_notebook_by_itself_is_about_a_made_up_person_only() -> None:
    assert example_course(a_small_extract(mine("e1")), register="NRSsv").episode_id == "e1"
    with pytest.raises(ParameterError, match="on demand"):
        example_course(a_small_extract(mine("e1"), synthetic=False), register="NRSsv")


def test_a_follow_up_outside_its_window_counts_for_nobody() -> None:
    late = an_answer("e1", "followup_12m", nrs_pain=2, answered_date="2026-01-01")
    extract = an_extract(
        [mine("e1")], [an_answer("e1", "initial", nrs_pain=5), late], scales=SCALES
    )
    population = person_population(extract, Course(Register.NRSSV, "e1"))

    found = population.answers_at(TimePoint.FOLLOWUP_12M).loc["e1"]
    assert not found["has_answered"]


def test_item_answers_are_the_person_s_own_and_only_those_given(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))
    name = a_register(tmp_path, many=3, with_items=True, hads_anxiety=(8, 9, None))
    extract = open_extract(name)
    course = find_course(extract, PATIENT)

    found = item_answers(extract, course, instrument="hads")

    assert set(found["time_point"]) == {"initial", "discharge"}
    assert len(found) == 2 * 13
    assert "hads_03" not in set(found["item"])
    assert item_answers(extract, course, instrument="isi").empty
