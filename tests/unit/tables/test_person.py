"""A person's answers, question by question."""

import pandas as pd
import pytest

from nrs_lib import tables
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.disclosure import clear
from nrs_lib.stats.person import person_items


@pytest.mark.parametrize("left_out", [0, 1])
def test_of_a_question_without_an_answer_it_is_said_how_the_score_comes_about(left_out):
    items = [item.code for item in read_instruments()["hads"].items][left_out:]
    answers = pd.DataFrame({"time_point": "initial", "item": items, "value": 2.0})
    told = tables.show_item_answers(
        clear(person_items(answers, instrument="hads"), audience="care_team"), instrument="hads"
    ).html

    assert ("räknas poängen på dem som är besvarade" in told) == bool(left_out)
