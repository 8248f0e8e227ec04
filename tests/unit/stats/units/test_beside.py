"""Units beside each other: raw and adjusted values of the very same people."""

from __future__ import annotations

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.disclosure import clear
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.indicators import COMPARED, as_own, in_periods
from nrs_lib.stats.units.beside import units_beside
from nrs_lib.stats.units.comparison import unit_comparison
from tests.support.unit_registers import SIZES, a_register, extract_of, unit_rows

YEAR = Period.parse("2022")


@pytest.fixture(scope="module")
def made():
    return units_beside(a_register(), YEAR)


def test_raw_and_adjusted_rest_on_the_same_people(made):
    units = made.where(measure="improved_pain", scope="unit").table
    assert set(units["category"]) == {"", "standardised", "limits_alert", "limits_alarm"}
    assert (units.groupby("group")["n"].nunique() == 1).all()
    comparison = unit_comparison(a_register(), YEAR, "improved_pain")
    assert units.groupby("group")["n"].first().tolist() == [unit.n for unit in comparison.units]


def test_definitions_of_values_that_stand_in_no_row_are_left_out(made):
    keys = set(made.definitions)
    assert "convention:between_units_estimator" in keys
    assert not keys & {"convention:between_units_uncertainty", "convention:rankability_within"}


def test_a_measure_has_one_number_of_people_wherever_it_stands():
    """That of the unit's own report, though some lack what is adjusted for."""
    episodes, answers = unit_rows()
    for one in [one for one in answers if one["time_point"] == "initial"][::4]:
        one["hads_depression"] = None
    extract = extract_of(episodes, answers, units=len(SIZES))
    population = Population(extract, register="NRSsv")
    units = units_beside(population, YEAR).where(measure="improved_pain", scope="unit").table
    for unit_id, rows in units.groupby("group"):
        alone = Population(extract, register="NRSsv", unit_id=unit_id)
        own = in_periods(alone, [YEAR])["2022"]
        assert set(rows["n"]) == {one["n"] for one in own if one["measure"] == "improved_pain"}
        assert len(rows) == 4


def test_each_outcome_has_one_national_share_and_a_funnel(made):
    nation = made.where(measure="improved_pain", scope="national").table
    assert (nation["statistic"] == "share").sum() == 1
    curve = nation[nation["category"].str.startswith("limits_alert:")]
    sizes = curve["category"].str.split(":").str[1].astype(int)
    assert sizes.is_monotonic_increasing
    assert sizes.max() % 10 < max(1, sizes.max() // 24) + 10
    assert sizes.max() > 0.9 * max(SIZES)


def test_where_nothing_can_be_compared_the_raw_shares_stand():
    made = units_beside(a_register(sizes=(12, 11)), YEAR)
    rows = made.where(measure="improved_pain", scope="unit").table
    assert set(rows["category"]) == {""}
    assert not rows["group"].str.contains(":").any()
    assert rows["estimate"].notna().any()


def test_all_rows_of_a_unit_are_its_own(made):
    table = as_own(made, "SV004").table
    mine = table[table["scope"] == "own"]
    assert set(mine["group"]) == {"SV004"}
    assert not table.loc[table["scope"] != "own", "group"].str.startswith("SV004").any()


def test_an_adjusted_value_is_not_shown_where_its_numerator_is_hidden():
    def unit(name: str, numerator: int, n: int) -> list[dict]:
        row = {
            "measure": "improved_pain",
            "statistic": "share",
            "group": name,
            "scope": "unit",
            "period": "2022",
            "estimate": numerator / n,
            "low": 0.1,
            "high": 0.9,
            "n": n,
            "numerator": numerator,
            "denominator": n,
            "method": "wilson",
            "n_units": 1,
            "largest_n": n,
        }
        return [row, row | {"statistic": "adjusted", "category": "standardised"}]

    rows = [*unit("A", 2, 60), *unit("B", 25, 60), *unit("C", 31, 70)]
    cleared = clear(from_rows(rows), audience="public").table
    hidden = {(row.group, row.statistic): row.hidden for row in cleared.itertuples()}
    assert hidden["A", "share"]
    assert hidden["A", "adjusted"]
    assert not hidden["C", "adjusted"]


def test_the_nation_stands_beside_in_the_same_period(made):
    raw = made.where(statistic="share").table
    for measure in COMPARED:
        rows = raw[raw["measure"] == measure]
        nation, units = (rows[rows["scope"] == scope] for scope in ("national", "unit"))
        assert nation["numerator"].tolist() == [units["numerator"].sum()]
        assert set(nation["period"]) == set(units["period"]) == {"2022"}
