"""From the registry's tables: who is lost, and a scale's outcome in four ways."""

from __future__ import annotations

import numpy as np
import pytest

from nrs_lib.disclosure.clearing import clear
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.missing_followup.cohort_outcomes import followup_outcome, sensitivity_estimates
from nrs_lib.stats.missing_followup.declared import declare
from nrs_lib.stats.missing_followup.nonresponse import nonresponse, nonresponse_estimates
from nrs_lib.stats.missing_followup.sensitivity import sensitivity
from nrs_lib.terms import TimePoint
from tests.unit.stats.missing_followup.lost_register import a_lost_cohort


@pytest.fixture(scope="module")
def cohort():
    return a_lost_cohort()


@pytest.fixture(scope="module")
def loss(cohort):
    return nonresponse(cohort, scale="nrs_pain")


def test_response_adds_up_over_units_and_reasons(cohort, loss):
    assert loss.response.denominator == len(cohort.due)
    for parts in (loss.by_unit, loss.by_reason["discharge_reason"]):
        assert sum(one.numerator for one in parts.values()) == loss.response.numerator
        assert sum(one.denominator for one in parts.values()) == loss.response.denominator
    # Who has no reason recorded is in none of its codes.
    told = loss.by_reason["program_completed"]
    assert "unknown" not in told
    assert sum(one.denominator for one in told.values()) < loss.response.denominator


def test_who_is_lost_was_worse_at_discharge(loss):
    balances = {one.variable: one for one in loss.table.balances}
    of = balances["nrs_pain at discharge"].pairs["answered", "lost"].estimate
    assert of < -0.8
    assert abs(balances["hads_depression at initial"].pairs["answered", "lost"].estimate) < 0.3


def test_the_registry_has_no_reason_for_loss_and_it_is_said(loss):
    assert "reasons_at_discharge_only" in {one.code for one in loss.cautions}


def test_loss_as_rows(cohort, loss):
    rows = nonresponse_estimates(loss).table
    response = rows[rows["measure"] == "response_12m"]
    assert set(response["group"]) == {"national", "SV001", "SV002", "SV003"}
    assert (response["method"] == "wilson").all()
    arms = rows[rows["measure"] == "age"]
    assert {"national:answered", "national:lost", "national:answered~lost"} <= set(arms["group"])


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("followup_12m", "work_status"),
        ("followup_12m", "nrs_pain"),
        ("episode", "deceased"),
        ("episode", "consent_withdrawn"),
    ],
)
def test_what_is_known_with_the_outcome_or_later_is_refused(cohort, table, column):
    with pytest.raises(ParameterError, match="not known before"):
        followup_outcome(cohort, "nrs_pain", variables={table: [column]})


def test_what_is_known_at_discharge_explains_a_loss_after_a_year_only():
    after = {"discharge": ["nrs_pain"]}
    assert declare(after, scale=None, time_point=TimePoint.FOLLOWUP_12M)
    with pytest.raises(ParameterError):
        declare(after, scale=None, time_point=TimePoint.DISCHARGE)
    assert declare({"episode": ["program_completed"]}, scale=None, time_point=TimePoint.DISCHARGE)


@pytest.mark.parametrize(
    "variables",
    [
        {"initial": ["answered_date"]},
        {"discharge": ["pain_duration_days"]},
        {"weekly": ["nrs_pain"]},
    ],
)
def test_dates_and_columns_not_asked_then_are_refused(variables):
    with pytest.raises((ParameterError, ValueError)):
        declare(variables, scale=None, time_point=TimePoint.FOLLOWUP_12M)


def test_an_unknown_column_is_refused():
    with pytest.raises(DefinitionError):
        declare({"initial": ["shoe_size"]}, scale=None, time_point=TimePoint.FOLLOWUP_12M)


def test_a_named_column_that_the_extract_lacks_is_an_error(cohort):
    with pytest.raises(ParameterError, match="no such column"):
        followup_outcome(cohort, "nrs_pain", variables={"initial": ["isi_total"]})


def test_outcomes_of_a_scale_are_of_all_who_are_due(cohort):
    for kind in ("change", "mean", "share"):
        data = followup_outcome(cohort, "nrs_pain", kind=kind)
        assert len(data.values) == len(cohort.due)
        assert data.bounds == ((0.0, 1.0) if kind == "share" else (0.0, 10.0))
    # 30 per cent of the mean start value.
    change = followup_outcome(cohort, "nrs_pain")
    assert change.important == pytest.approx(0.3 * change.start.mean())


def test_an_outcome_that_is_no_outcome_is_refused(cohort):
    with pytest.raises(ParameterError):
        followup_outcome(cohort, "women")
    with pytest.raises(ParameterError):
        followup_outcome(cohort, "handles_life_better", kind="mean")


@pytest.mark.parametrize("kind", ["change", "share"])
def test_four_results_as_rows_that_can_be_cleared(cohort, kind):
    found = sensitivity(
        followup_outcome(cohort, "nrs_pain", kind=kind), seed=1, imputations=5, threshold=0.0
    )
    made = sensitivity_estimates(cohort, found)
    rows = made.table.set_index("category")
    head = "improved:" if kind == "share" else ""
    for name, one in (
        ("observed", found.observed),
        ("weighted", found.weighted),
        ("imputed", found.imputed),
        ("tipping_shift", found.tipping.shift),
    ):
        row = rows.loc[head + name]
        assert row["method"] == one.method
        assert np.isclose(row["estimate"], one.estimate, equal_nan=True)
        assert row["n"] == found.data.is_known.sum()
        assert row["n_units"] == 3
    known = made.table[made.table["measure"] == "known_nrs_pain"].iloc[0]
    assert (known["numerator"], known["denominator"]) == (found.observed.n, len(cohort.due))
    assert clear(made, audience="register").table is not None


def test_a_cohort_without_anybody_due_has_rows_without_numbers():
    empty = a_lost_cohort().population.in_period(type(a_lost_cohort().period).parse("2019"))
    found = sensitivity(followup_outcome(empty, "nrs_pain"), seed=1)
    rows = sensitivity_estimates(empty, found).table
    assert rows["estimate"].isna().all()
    assert "nobody_answered" in {one.code for one in found.cautions}
    assert nonresponse(empty).response.denominator == 0
