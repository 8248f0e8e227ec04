"""A person's answers, question by question."""

import pandas as pd
import pytest

from nrs_lib import tables
from nrs_lib.cohort.person import Course, person_population
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.disclosure import clear
from nrs_lib.stats.estimates import combined
from nrs_lib.stats.person import person_days, person_items
from nrs_lib.terms import Register
from tests.support.extracts import an_extract
from tests.support.people import EPISODE, SCALES, the_person


@pytest.mark.parametrize("left_out", [0, 1])
def test_of_a_question_without_an_answer_it_is_said_how_the_score_comes_about(left_out):
    items = [item.code for item in read_instruments()["hads"].items][left_out:]
    answers = pd.DataFrame({"time_point": "initial", "item": items, "value": 2.0})
    told = tables.show_item_answers(
        clear(person_items(answers, instrument="hads"), audience="care_team"), instrument="hads"
    ).html

    assert ("räknas poängen på dem som är besvarade" in told) == bool(left_out)


@pytest.mark.parametrize(
    ("language", "head", "about"),
    [
        ("sv", "Start (2022-02-01)", "Varje fråga besvaras med ett tal: 0–3, lägre är bättre."),
        (
            "en",
            "Start (2022-02-01)",
            "Each question is answered with a number: 0–3, lower is better.",
        ),
    ],
)
def test_the_days_stand_in_the_head_and_what_holds_for_all_questions_once(language, head, about):
    items = [item.code for item in read_instruments()["hads"].items]
    answers = pd.DataFrame({"time_point": "initial", "item": items, "value": 2.0})
    extract = an_extract(*the_person(hads_anxiety=(8, None, None)), scales=SCALES)
    days = person_days(person_population(extract, Course(Register.NRSSV, EPISODE)))
    told = tables.show_item_answers(
        clear(combined([days, person_items(answers, instrument="hads")]), audience="care_team"),
        instrument="hads",
        language=language,
    )

    assert head in told.rows[0]
    assert about in told.html
    assert told.html.count("0–3") == 1
