"""Counts that the policy calls the same people's are the same people's, on a whole registry."""

from itertools import pairwise

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.preparing import prepare
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import plain_name
from nrs_lib.disclosure import read_policy
from nrs_lib.disclosure.policy import Place
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.reports.sections import SECTIONS
from nrs_lib.stats.care_processes import process_flows
from nrs_lib.stats.responder_estimates import responder_estimates
from nrs_lib.terms import Statistic, TimePoint

SAME = read_policy().same_people
LINKED = ("volume", "flow", "indicators", "responders", "curves", "perceived", "goals", "response")
# Of the curves those that reports show: the policy knows the others as well.
SHOWN = [
    group
    for group in SAME.counts
    if group[-1].statistic != Statistic.IMPROVED_BY
    or plain_name(group[-1].measure) in get("responder_curves").value
]
PERIODS = ("2021", "2022", "2022H1", "2022Q3")
UNITS = 5


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    """Every count of people by place, and then by group and period."""
    folder = tmp_path_factory.mktemp("registry")
    extract = prepare(write(generate(seed=2, scale=0.1), folder / "in"), folder=folder / "out")
    largest = extract.episodes["unit_id"].value_counts().index[:UNITS].tolist()
    registers = extract.units.set_index("unit_id")["register"]
    found = {}
    for register, unit in [("NRSsv", None), *((registers[unit], unit) for unit in largest)]:
        population = Population(extract, register=register, unit_id=unit)
        for period in map(Period.parse, PERIODS):
            parts = [SECTIONS[name](population, period) for name in LINKED]
            parts.append(
                responder_estimates(
                    population.in_period(period),
                    scales=["nrs_pain"],
                    time_point=TimePoint.DISCHARGE,
                )
            )
            parts.append(process_flows(population.in_period(period)))
            rows = pd.concat([part.where(period=period.code).table for part in parts])
            for row in rows.itertuples():
                for part in ("n", "numerator", "denominator"):
                    place = Place(row.measure, row.statistic, row.time_point, row.category, part)
                    at, count = (row.group, row.period), getattr(row, part)
                    # A number that two sections have is one number.
                    known = found.setdefault(place, {}).setdefault(at, count)
                    assert count is pd.NA or known == count
    return found


@pytest.mark.parametrize("group", SHOWN, ids=lambda group: group[0].measure)
def test_counts_under_different_names_are_one_number_everywhere(group, counts):
    first, *others = (counts[place] for place in group)

    assert len(first) == (UNITS + 1) * len(PERIODS)
    assert len(set(first.values())) > 5
    for other in others:
        assert other == first


@pytest.mark.parametrize("whole", SAME.sums, ids=lambda whole: whole.measure)
def test_a_declared_sum_is_the_sum_of_its_parts_everywhere(whole, counts):
    parts = [counts[place] for place in SAME.sums[whole]]

    assert len(set(counts[whole].values())) > 3
    for at, total in counts[whole].items():
        assert total == sum(part[at] for part in parts)


@pytest.mark.parametrize("measure", SAME.steps)
def test_each_step_is_part_of_the_one_before(measure, counts):
    steps = [
        counts[Place(measure, str(Statistic.COUNT), "", step, "n")] for step in SAME.steps[measure]
    ]

    assert steps[0] != steps[-1]
    for before, after in pairwise(steps):
        assert all(after[at] <= before[at] for at in before)


@pytest.mark.parametrize("pair", SAME.numerators, ids="~".join)
def test_two_shares_of_the_same_people_have_one_numerator(pair, counts):
    of_one, of_other = (
        {place: held for place, held in counts.items() if place.category == category}
        for category in pair
    )
    numerators = [place for place in of_one if place.part == "numerator"]

    assert numerators
    compared = 0
    for place in numerators:
        other = Place(place.measure, place.statistic, place.time_point, pair[1], "numerator")
        if other in of_other:
            assert of_one[place] == of_other[other]
            compared += len(of_one[place])
    assert compared >= (UNITS + 1) * len(PERIODS)
