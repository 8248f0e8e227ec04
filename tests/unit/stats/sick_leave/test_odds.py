"""Odds of more sick leave by what was known before treatment, as Estimates of a cohort."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.windows import measure_windows
from nrs_lib.errors import ParameterError
from nrs_lib.stats.sick_leave.odds import sick_leave_odds
from nrs_lib.stats.sick_leave.ordinal import proportional_odds
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
# Window t3 of an episode that ended on 2022-06-15.
FIRST, LAST = pd.Timestamp("2024-04-30"), pd.Timestamp("2024-07-29")
KINDS = (
    None,
    ("sickness_benefit", 0.5),
    ("sickness_benefit", 1.0),
    ("sickness_compensation", 1.0),
)
N = 160


def a_cohort(*, n=N, seed=6, first=FIRST, **changes):
    rng = np.random.default_rng(seed)
    ages, sexes = rng.integers(25, 60, n), rng.choice(["man", "woman"], n, p=[0.3, 0.7])
    level = np.digitize(0.05 * (ages - 43) + rng.logistic(size=n), [-0.5, 0.5, 1.5])
    episodes = [
        an_episode(
            f"e{place}",
            age=int(ages[place]),
            sex=str(sexes[place]),
            unit_id="SV001" if place % 4 else "SV002",
            **changes,
        )
        for place in range(n)
    ]
    periods = [
        {
            "patient_id": f"p-e{place}",
            "benefit": KINDS[level[place]][0],
            "extent": KINDS[level[place]][1],
            "start_date": first,
            "end_date": LAST,
            "linkage_date": pd.Timestamp("2024-12-31"),
        }
        for place in range(n)
        if level[place]
    ]
    extract = an_extract(episodes, [an_answer("e0", "initial", pain_duration_days=2000)])
    extract = replace(extract, sick_leave=pd.DataFrame(periods))
    return a_population(extract).in_period(YEAR), Linkage.of(extract)


def test_odds_ratios_are_those_of_the_model_in_the_steps_of_the_case_mix():
    cohort, linkage = a_cohort()
    found = sick_leave_odds(cohort, linkage, variables=["age", "sex"])
    windows = measure_windows(cohort.discharged, linkage)
    frame = cohort.discharged.assign(
        category=windows.loc[windows["window"] == "t3", "category"].to_numpy(),
        decades=cohort.discharged["age"].astype(float) / 10,
    )
    frame["category"] = frame["category"].astype(windows["category"].dtype)
    model = proportional_odds(frame, outcome="category", numbers=["decades"], groups=["sex"])
    ratios = found.where(statistic="ratio").table
    assert ratios["category"].tolist() == ["age", "sex:man"]
    expected = [one.odds_ratio.estimate for one in model.odds_ratios]
    assert ratios["estimate"].tolist() == pytest.approx(expected)
    assert ratios["n"].tolist() == [N, N]
    assert ratios["n_units"].tolist() == [2, 2]
    assert ratios["largest_n"].tolist() == [120, 120]
    p = found.where(statistic="probability").table["estimate"].item()
    assert p == pytest.approx(model.proportionality.p_value.estimate)


def test_who_lacks_a_variable_stands_behind_no_number():
    cohort, linkage = a_cohort(education=None)
    found = sick_leave_odds(cohort, linkage, variables=["age", "education"])
    assert found.table.empty
    assert {"rows_without_covariates"} <= {one.code for one in found.cautions}
    assert any(one.severity == "refused" for one in found.cautions)


def test_an_earlier_category_that_is_equal_for_all_is_told():
    found = sick_leave_odds(*a_cohort(), variables=["age"], before="t2")
    assert found.where(statistic="ratio").table["category"].tolist() == ["age"]
    assert "covariate_without_spread" in {one.code for one in found.cautions}


def test_an_earlier_category_that_settles_the_later_is_refused():
    cohort, linkage = a_cohort(first=pd.Timestamp("2022-01-01"))
    found = sick_leave_odds(cohort, linkage, variables=["age"], before="t2")
    assert found.table.empty
    refusal = next(one for one in found.cautions if one.code == "ordinal_separated")
    assert dict(refusal.facts) == {"columns": "sick_leave_before"}


@pytest.mark.parametrize(
    "options",
    [
        {"variables": ["program_completed"]},
        {"variables": ["own_start"]},
        {"variables": []},
        {"variables": "age"},
        {"window": "t9"},
        {"before": "t3"},
        {"window": "t1", "before": "t2"},
    ],
    ids=["after_treatment", "own_start", "none", "text", "window", "same", "later"],
)
def test_what_is_not_known_before_treatment_is_refused(options):
    with pytest.raises(ParameterError):
        sick_leave_odds(*a_cohort(n=4), **options)


def test_a_register_that_was_not_linked_has_no_model():
    cohort, linkage = a_cohort(n=8)
    elsewhere = replace(linkage, registers=frozenset({"NRSpv"}))
    found = sick_leave_odds(cohort, elsewhere)
    assert found.table.empty
    assert [one.code for one in found.cautions] == ["sick_leave_not_linked"]


def test_no_number_is_infinite():
    found = sick_leave_odds(*a_cohort(), variables=["age", "sex"])
    assert all(math.isfinite(value) for value in found.table["estimate"])
