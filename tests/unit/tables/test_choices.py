"""What a unit without a plan can choose from stands with the people behind it."""

from __future__ import annotations

from nrs_lib.tables.choices import Choices, show_choices
from tests.support import cleared as made
from tests.support.made_up import UNIT
from tests.unit.tables.test_quality import a_share


def test_no_share_of_the_unit_or_the_nation_stands_without_its_counts():
    key = {"measure": "improved_pain"}
    part = made.cleared([a_share("own", 14, 79, **key), a_share("nation", 267, 1338, **key)])
    choices = Choices(part, measures=("improved_pain",), unit_id=UNIT, period="2022")

    (row,) = show_choices(choices, instead=part).rows
    told = [text.replace("\u00a0", " ") for text in row.values()]
    assert {"18 %", "14 av 79", "20 %", "267 av 1338"} <= set(told)
