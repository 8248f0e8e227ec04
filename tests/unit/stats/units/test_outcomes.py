"""What came of each episode, against the sections that show the same."""

import numpy as np
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.errors import ParameterError
from nrs_lib.stats.followup import response
from nrs_lib.stats.indicators import indicators
from nrs_lib.stats.results import changes
from nrs_lib.stats.units.outcomes import outcome
from nrs_lib.terms import TimePoint
from tests.support.unit_registers import a_register

YEAR = Period.parse("2022")


@pytest.fixture(scope="module")
def population():
    return a_register()


@pytest.mark.parametrize("measure", ["improved_pain", "improved_everyday", "handles_life_better"])
def test_a_share_is_that_of_the_indicators(population, measure):
    made = outcome(population.in_period(YEAR), measure)
    row = indicators(population, YEAR).where(measure=measure, period="2022").table.iloc[0]
    assert np.nansum(made.values) == row["numerator"]
    assert (~np.isnan(made.values)).sum() == row["denominator"]


def test_a_response_is_known_for_everybody(population):
    made = outcome(population.in_period(YEAR), "response_discharge")
    row = response(population.in_period(YEAR)).where(measure="response_discharge").table.iloc[0]
    assert made.values.sum() == row["numerator"]
    assert len(made.values) == row["denominator"]


def test_a_scale_is_its_mean_change(population):
    cohort = population.in_period(YEAR)
    made = outcome(cohort, "nrs_pain")
    row = changes(cohort, scales=["nrs_pain"], time_point=TimePoint.DISCHARGE)
    row = row.where(statistic="change").table.iloc[0]
    assert np.nanmean(made.values) == pytest.approx(row["estimate"])
    assert (~np.isnan(made.values)).sum() == row["n"]


def test_everybody_who_could_have_an_outcome_is_there(population):
    cohort = population.in_period(YEAR)
    made = outcome(cohort, "improved_pain")
    assert len(made.episodes) == len(cohort.discharged) > (~np.isnan(made.values)).sum()


@pytest.mark.parametrize(
    "measure", ["women", "age", "wait_to_programme", "believes_recovery", "diagnosis_group", "x"]
)
def test_what_is_no_outcome_is_refused(population, measure):
    with pytest.raises(ParameterError) as caught:
        outcome(population.in_period(YEAR), measure)
    assert measure in caught.value.where
    assert caught.value.remedy


def test_a_measure_has_its_own_time_point(population):
    with pytest.raises(ParameterError, match="time point"):
        outcome(population.in_period(YEAR), "improved_pain", time_point=TimePoint.FOLLOWUP_12M)
    with pytest.raises(ParameterError, match="at the start"):
        outcome(population.in_period(YEAR), "nrs_pain", time_point=TimePoint.INITIAL)


def test_a_change_after_a_year_is_of_those_due(population):
    cohort = population.in_period(YEAR)
    made = outcome(cohort, "nrs_pain", time_point=TimePoint.FOLLOWUP_12M)
    assert len(made.episodes) == len(cohort.due)
