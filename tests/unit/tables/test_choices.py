"""What a unit without a plan can choose from stands with the people behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.tables.choices import Choices, show_choices, write_first_steps
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


@pytest.mark.parametrize(
    ("people", "hidden", "said"),
    [(4, (), "visas från 10 patienter"), (40, ("response_",), "Svaren är då det första")],
)
def test_a_unit_with_nothing_to_show_is_told_of_what_it_has_too_few(people, hidden, said):
    part = made.response(own=people)
    if hidden:
        own = part.table["scope"] == "own"
        table = part.table.assign(hidden=part.table["hidden"].mask(own, "protected"))
        part = replace(part, table=table)
    choices = Choices(part, ("response_12m",), "SV001", "2022")

    shown = show_choices(choices, instead=part).plain
    steps = write_first_steps(choices, instead=part).plain

    assert said in shown
    assert "enhetens värde nu" not in steps
    assert "Be registret om ett formulär." in steps


def test_commands_stand_beneath_the_steps_and_not_in_them():
    part = made.response(own=40)
    choices = Choices(part, ("response_12m",), "SV001", "2022")
    steps, _, beneath = write_first_steps(choices, instead=part).html.partition("</ol>")

    assert "<code>" not in steps
    assert "nrs plan init" in beneath.replace("\u00a0", " ")
    assert "formulär med enhetens värde nu" in steps
