"""How whole and how timely what is registered is, on people whose answers are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.outside_counts import OutsideCount
from nrs_lib.contracts.versions import read_families
from nrs_lib.errors import ParameterError
from nrs_lib.stats.data_quality.account import coverage, findings
from nrs_lib.stats.data_quality.completeness import (
    BY_UNIT,
    due_fields,
    field_shares,
    instrument_shares,
    instruments,
    quality_by_unit,
)
from nrs_lib.stats.data_quality.delays import answer_delays, delays
from nrs_lib.stats.data_quality.followup_states import followup_state_shares, followup_states
from nrs_lib.stats.data_quality.sensitive import main_results, shifted_results
from nrs_lib.terms import Evidence, Register
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
AFTER = Period.parse("2023")


def by(estimates, *columns, value="numerator"):
    table = estimates.table
    return {tuple(row[name] for name in columns): row[value] for row in table.to_dict("records")}


def a_year(*, as_of=None):
    """Three programmes: whole, without education, and without any questionnaire."""
    episodes = [
        an_episode("E1", education="university"),
        an_episode("E2", education=None),
        an_episode("E3", education="primary", unit_id="SV002"),
    ]
    answers = [
        an_answer("E1", "initial", answered_date="2022-02-08", nrs_pain=8.0, eq_vas=50.0),
        an_answer("E2", "initial", answered_date="2022-01-31", nrs_pain=7.0),
        an_answer("E1", "followup_12m", answered_date="2023-06-30", nrs_pain=4.0),
    ]
    found = an_extract(episodes, answers, scales=("nrs_pain", "eq_vas"))
    return found if as_of is None else replace(found, as_of=as_of)


def test_an_empty_field_is_not_filled_in_and_its_people_are_in_the_denominator():
    extract = a_year()
    shares = field_shares(a_population(extract).in_period(YEAR), due_fields(extract))
    row = shares.where(category="episode.education").table.iloc[0]
    assert (row["numerator"], row["denominator"], row["n_units"]) == (2, 3, 2)


def test_who_did_not_answer_the_questionnaire_is_due_all_the_same():
    extract = a_year()
    shares = field_shares(a_population(extract).in_period(YEAR), due_fields(extract))
    row = shares.where(category="questionnaire.answered_date", time_point="initial").table.iloc[0]
    assert (row["numerator"], row["denominator"]) == (2, 3)


def test_fields_that_nobody_has_or_that_concern_only_some_are_not_due():
    names = {one.name for one in due_fields(a_year())}
    assert "education" in names
    assert not names & {"pain_pattern", "work_share_percent", "followup_due_date", "sex"}


def test_an_instrument_is_counted_among_those_who_answered():
    cohort = a_population(a_year()).in_period(YEAR)
    made = instrument_shares(cohort, scales=("nrs_pain", "eq_vas")).where(time_point="initial")
    assert by(made, "category") == {("nrs_pain",): 2, ("eq_vas",): 1}
    assert set(made.table["denominator"]) == {2}


def test_versions_of_one_questionnaire_are_one_instrument():
    versions = [one.series[0] for one in read_families()["eq5d"].versions]
    found = instruments([*versions, "hads_anxiety", "hads_depression"])
    assert found["eq5d"] == tuple((code,) for code in versions)
    assert found["hads"] == (("hads_anxiety", "hads_depression"),)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2023-06-20", "waiting"), ("2023-10-01", "overdue"), ("2024-06-01", "lost")],
)
def test_a_follow_up_waits_is_overdue_and_then_lost(as_of, state):
    extract = a_year(as_of=dt.date.fromisoformat(as_of))
    _, states = followup_states(a_population(extract).in_period(AFTER))
    assert list(states) == ["answered", state, state]


def test_the_states_hold_every_follow_up_once():
    made = followup_state_shares(a_population(a_year()).in_period(AFTER))
    assert made.table["numerator"].sum() == made.table["denominator"].iloc[0] == 3


def test_delay_is_below_zero_where_the_answer_came_first_and_missing_without_one():
    cohort = a_population(a_year()).in_period(YEAR)
    episodes, days = answer_delays(cohort, "delay_start")
    visits = episodes["first_visit_date"]
    assert list(visits.dt.strftime("%Y-%m-%d").unique()) == ["2022-02-01"]
    assert days.tolist()[:2] == [7, -1]
    assert days.isna().tolist() == [False, False, True]


def test_quartiles_are_of_those_who_answered_and_quarters_stand_beside_the_year():
    made = delays(a_population(a_year()), YEAR).where(measure="delay_start")
    assert set(made.table["period"]) == {"2022", "2022Q1", "2022Q2", "2022Q3", "2022Q4"}
    found = made.where(statistic="quantile").table
    assert list(found["n"]) == [2, 2]
    assert list(found["estimate"]) == [1.0, 5.0]


def test_findings_are_those_of_the_units_asked_for():
    account = [
        {"unit_id": "SV001", "severity": "ask", "episodes": 3},
        {"unit_id": "SV002", "severity": "ask", "episodes": 2},
        {"unit_id": "PV001", "severity": "mark", "episodes": 9},
    ]
    extract = a_year()
    mine = a_population(extract, "SV001")
    own = by(findings(mine, account), "measure", "category", value="n")
    found = "episodes_with_findings"
    assert own == {
        ("episodes_loaded", ""): len(mine.episodes),
        (found, "set_aside"): 0,
        (found, "mark"): 0,
        (found, "ask"): 3,
    }
    whole = findings(a_population(extract), account).where(category="ask").table.iloc[0]
    assert (whole["n"], whole["n_units"], whole["largest_n"]) == (5, 2, 3)
    assert findings(a_population(extract), None).table.empty


def outside(count):
    return OutsideCount(Register.NRSSV, "national", "2022", count, Evidence.ASSUMED, "A region")


def test_coverage_is_of_the_outside_count_and_never_above_it():
    cohort = a_population(a_year()).in_period(YEAR)
    row = coverage(cohort, outside(4)).table.iloc[0]
    assert (row["numerator"], row["denominator"], row["largest_n"]) == (3, 4, 2)
    too_many = coverage(cohort, outside(2)).table.iloc[0]
    assert too_many["estimate"] != too_many["estimate"]
    assert coverage(cohort, None).table.empty


def test_units_stand_beside_each_other_with_the_nation():
    extract = a_year()
    made = quality_by_unit(a_population(extract), YEAR, due_fields(extract))
    assert set(made.table["measure"]) == set(BY_UNIT)
    start = by(made.where(measure="response_start"), "group")
    assert (start["SV001",], start["SV002",], start["national",]) == (2, 0, 2)
    with pytest.raises(ParameterError, match="whole register"):
        quality_by_unit(a_population(extract, "SV001"), YEAR, due_fields(extract))


def test_results_are_tested_against_the_loss_where_anybody_answered():
    extract = a_year(as_of=dt.date(2023, 12, 1))
    made = main_results(a_population(extract).in_period(AFTER))
    observed = made.where(measure="nrs_pain", category="observed").table.iloc[0]
    assert (observed["estimate"], observed["n"]) == (-4.0, 1)
    assert main_results(a_population(extract).in_period(YEAR)).table.empty


def a_followed_year(answered, due=20):
    """Pain from 8 to 6, 7 or 8 a year after, of those who answered."""
    episodes = [an_episode(f"e{n}", followup_due_date="2023-02-01") for n in range(due)]
    answers = [an_answer(f"e{n}", "initial", nrs_pain=8) for n in range(due)]
    answers += [an_answer(f"e{n}", "followup_12m", nrs_pain=6 + n % 3) for n in range(answered)]
    return a_population(an_extract(episodes, answers, scales=("nrs_pain", "mpi_interference")))


def test_the_shift_of_a_unit_needs_no_model_and_says_of_how_many():
    made = shifted_results(a_followed_year(12).in_period(AFTER))
    rows = made.table.set_index("category")
    assert list(rows.index) == ["observed", "shift_of_observed", "small_shift"]
    shift = rows.loc["shift_of_observed"]
    assert (shift["numerator"], shift["denominator"], shift["n"]) == (12, 20, 12)
    # The distance from the interval to no change, over the share lost.
    assert shift["estimate"] == pytest.approx(-rows.loc["observed", "high"] / (8 / 20))
    assert rows.loc["small_shift", "estimate"] == pytest.approx(0.3 * 8)


def test_a_result_that_nobody_answered_has_no_shift():
    assert shifted_results(a_followed_year(0).in_period(AFTER)).table.empty
