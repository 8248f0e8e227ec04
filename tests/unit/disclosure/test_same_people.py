"""Counts that the policy calls the same people's are the same people's, on a whole registry."""

from itertools import pairwise

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.preparing import prepare
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.change_thresholds import OF_DUE
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import plain_name
from nrs_lib.disclosure import clear, read_policy
from nrs_lib.disclosure.same_people import Place, SamePeople
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.reports.sections import SECTIONS, scales
from nrs_lib.stats.care_processes import process_flows
from nrs_lib.stats.data_quality.completeness import (
    due_fields,
    field_shares,
    instrument_shares,
    instruments,
    quality_by_unit,
)
from nrs_lib.stats.data_quality.followup_states import followup_state_shares
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.responder_estimates import responder_curve_estimates, responder_estimates
from nrs_lib.stats.results import values_at
from nrs_lib.terms import Statistic, TimePoint

SAME = read_policy().same_people
LINKED = (
    "volume",
    "flow",
    "portrait",
    "start",
    "change",
    "programme",
    "indicators",
    "responders",
    "curves",
    "perceived",
    "goals",
    "response",
)
CURVES = get("responder_curves").value
# Of the curves those that reports show: the policy knows the others as well.
SHOWN = [
    group
    for group in SAME.counts
    if group[-1].statistic != Statistic.IMPROVED_BY
    or CURVES.get(plain_name(group[-1].measure)) == group[-1].measure.split(":")[1]
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
            cohort = population.in_period(period)
            for later in (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M):
                parts.append(responder_estimates(cohort, scales=list(CURVES), time_point=later))
                parts.append(values_at(cohort, scales=scales(), time_point=later))
                of_due = {"time_point": later, "denominators": [OF_DUE]}
                parts += [
                    responder_curve_estimates(cohort, scale=code, unit=unit, **of_due)
                    for code, unit in CURVES.items()
                ]
            parts += [process_flows(cohort), field_shares(cohort, due_fields(extract))]
            parts.append(instrument_shares(cohort, scales=scales()))
            if unit is None:
                parts.append(quality_by_unit(population, period, due_fields(extract)))
            parts.append(followup_state_shares(cohort))
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

    assert len(first) >= len(PERIODS)
    assert len(set(first.values())) > 3
    for other in others:
        common = first.keys() & other.keys()
        assert len(common) >= len(PERIODS)
        assert {at: other[at] for at in common} == {at: first[at] for at in common}


@pytest.mark.parametrize(
    "pair", SAME.within, ids=lambda pair: "~".join(f"{one.measure}{one.category}" for one in pair)
)
def test_a_declared_part_is_within_its_whole_everywhere(pair, counts):
    part, whole = (counts[place] for place in pair)
    common = part.keys() & whole.keys()

    assert len(common) >= len(PERIODS)
    assert all(part[at] <= whole[at] for at in common)


def test_every_form_that_reports_show_is_tied_to_the_means_of_its_scales():
    tied = {
        (filled.category, scored.measure)
        for group in (*SAME.counts, *SAME.within)
        for filled in group
        if filled.measure == "instrument_filled" and filled.part == "numerator"
        for scored in group
        if scored.statistic == Statistic.MEAN
    }
    shown = {
        (name, code)
        for name, versions in instruments(scales()).items()
        for codes in versions
        for code in codes
    }
    assert tied == shown


@pytest.mark.parametrize("whole", SAME.sums, ids=lambda whole: whole.measure)
def test_a_declared_sum_is_the_sum_of_its_parts_everywhere(whole, counts):
    parts = [counts[place] for place in SAME.sums[whole]]

    assert len(set(counts[whole].values())) > 3
    for at, total in counts[whole].items():
        assert total == sum(part[at] for part in parts)


def test_who_has_answered_is_not_told_by_who_is_lost():
    """Of a unit that is hidden beside the smallest, one of two tables would show the other."""
    due = {"SV01": 6, "SV02": 12, "SV03": 13, "SV04": 40, "national": 71}
    answered = {"SV01": 1, "SV02": 6, "SV03": 11, "SV04": 22, "national": 40}
    rows = [
        {"measure": measure, "statistic": "share", "group": unit, "period": "2022", "n": n}
        | {"scope": "national" if unit == "national" else "unit", "estimate": count / n}
        | {"numerator": count, "denominator": n, "n_units": 4 if unit == "national" else 1}
        | {"largest_n": 40 if unit == "national" else n}
        for measure, counted in (("response_12m", 0), ("followup_lost", 1))
        for unit, n in due.items()
        for count in [n - answered[unit] if counted else answered[unit]]
    ]
    table = clear(from_rows(rows), audience="register").table
    gone = table[table["hidden"] != ""].groupby("measure")["group"].agg(set)
    assert gone["response_12m"] == gone["followup_lost"] > {"SV01"}


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


def test_names_of_one_count_are_tied_where_the_first_of_them_is_not_shown():
    """The small unit is 153 less the other three, of which one is a denominator elsewhere."""
    place = {"scope": "unit", "n_units": 1}
    flow = {"measure": "flow_discharge", "statistic": "count", "category": "discharged"}
    sizes = {"SV001": 3, "SV002": 40, "SV003": 50, "SV004": 60}
    rows = [place | flow | {"group": unit, "n": n, "estimate": n} for unit, n in sizes.items()]
    nation = {"group": "national", "scope": "national", "n_units": 4, "largest_n": 60}
    rows.append(flow | nation | {"n": 153, "estimate": 153.0})
    share = {"measure": "response_discharge", "statistic": "share", "estimate": 0.5}
    rows.append(place | share | {"group": "SV002", "n": 40, "numerator": 20, "denominator": 40})

    table = clear(from_rows(rows), audience="register").table
    hidden = table.set_index(["measure", "group"])["hidden"]

    assert hidden["flow_discharge"].map(bool).to_dict() == {
        "SV001": True,
        "SV002": False,
        "SV003": True,
        "SV004": True,
        "national": False,
    }
    assert hidden["response_discharge", "SV002"] == ""


def test_who_is_kin_by_name_is_found_through_others():
    one, two, three, other = (Place(name, "count", "", "", "n") for name in "abcd")
    same = SamePeople(((one, two),), ((three, two),), {other: (other,)}, {}, ())
    assert same.kin({"a"}) == {"a", "b", "c"}
    assert same.kin({"d"}) == {"d"}


def test_what_tables_have_in_common_is_what_going_through_the_list_finds():
    same = read_policy().same_people
    every = sorted({place.table for places in (*same.counts, *same.within) for place in places})
    for first in range(len(every)):
        for tables in (set(every[first : first + 3]), {every[first], every[-first]}, {("x", "y")}):
            there = [tuple(one for one in of if one.table in tables) for of in same.counts]
            assert list(same.counts_among(tables)) == [of for of in there if len(of) > 1]
            assert list(same.within_among(tables)) == [
                pair for pair in same.within if all(one.table in tables for one in pair)
            ]
