"""All units at once are what each unit is by itself."""

from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.measures import read_measures
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.followup import outcome_rows
from nrs_lib.stats.indicators import COMPARED, compared_units
from nrs_lib.stats.results import responders
from nrs_lib.terms import TimePoint
from tests.support.unit_registers import a_register, extract_of, unit_rows

YEAR = Period.parse("2022")
FRAMES = ("referred", "visited", "registered", "started", "discharged", "due")


def unit_by_unit(population):
    """Each unit selected and scored by itself."""
    national = population.in_period(YEAR)
    known = read_measures()
    scales = {known[code].scale: code for code in COMPARED if known[code].scale}
    rows = []
    for unit_id in population.units["unit_id"]:
        frames = {name: getattr(national, name) for name in FRAMES}
        mine = replace(national)
        vars(mine).update(
            {
                name: one[one["unit_id"] == unit_id].reset_index(drop=True)
                for name, one in frames.items()
            }
        )
        found = outcome_rows(mine, tuple(code for code in COMPARED if not known[code].scale))
        table = responders(mine, scales=list(scales), time_point=TimePoint.DISCHARGE).table
        found += [
            row | {"measure": scales[row["measure"]], "time_point": "", "category": ""}
            for row in table.to_dict("records")
        ]
        rows += [row | {"group": unit_id, "scope": "unit"} for row in found]
    return from_rows(rows)


def test_grouped_once_is_each_unit_by_itself():
    # The last unit has nobody in the period.
    rows = unit_rows(sizes=(7, 1, 23, 0, 40))
    population = Population(extract_of(*rows, units=6), register="NRSsv")
    made = compared_units(population, YEAR)
    pd.testing.assert_frame_equal(made.table, unit_by_unit(population).table, check_exact=True)
    assert made.table["group"].nunique() == 6


def test_one_unit_is_no_register():
    population = Population(extract_of(*unit_rows(), units=8), register="NRSsv", unit_id="SV002")
    with pytest.raises(ParameterError, match="one unit"):
        compared_units(population, YEAR)


def test_definitions_are_those_of_the_measures():
    made = compared_units(a_register(), YEAR)
    assert {f"measure:{code}" for code in COMPARED} <= set(made.definitions)
    assert "scale:nrs_pain" in made.definitions
