"""What the statistics refuse, and what they warn of, on data that a statistician can check.

Each case names its data, the function, and the code of ``cautions.yaml`` that the result
carries. A refused result has no numbers; a warning leaves them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.cautions import read_cautions
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.places import definitions
from nrs_lib.stats.control_charts import control_chart
from nrs_lib.stats.gee import population_averaged_model
from nrs_lib.stats.mixed import category, linear_mixed_model, numeric
from nrs_lib.stats.mixed import linear as linear_module
from nrs_lib.stats.mixed.logistic import logistic_mixed_model
from nrs_lib.stats.model_change import model_change
from nrs_lib.stats.paired_change import paired_change
from nrs_lib.stats.robust import robust_regression
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.sick_leave.ordinal import proportional_odds
from nrs_lib.stats.two_groups import mean_difference
from nrs_lib.stats.units.logistic import fit_logistic
from nrs_lib.stats.units.overdispersion import overdispersion
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

UNITS = np.repeat([f"U{n}" for n in range(8)], 12)
PEOPLE = np.arange(96)
SEX = np.tile(["woman", "man"], 48)
AGE = np.tile(np.linspace(20, 60, 12), 8)
NOISE = np.tile([-2.0, 1.0, 1.0, 2.0, -1.0, -1.0] * 2, 8)
ONCE = pd.DataFrame({"episode_id": PEOPLE, "unit_id": UNITS, "sex": SEX, "age": AGE})
TWICE = pd.concat(
    [
        ONCE.assign(time_point=name, pain=6 - place + NOISE + PEOPLE % 5 + place * (PEOPLE % 3))
        for place, name in enumerate(("initial", "discharge"))
    ],
    ignore_index=True,
)
TIME, BY_AGE = category("time_point", reference="initial"), numeric("age")
MAN = category("sex", reference="woman")


def mixed(rows=TWICE, **words):
    return linear_mixed_model(rows, **{"outcome": "pain", "time": TIME} | words)


def yes_where_man(rows=ONCE):
    return rows.assign(yes=(rows["sex"] == "man").astype("float64"))


def half_yes(rows=ONCE):
    return rows.assign(yes=(PEOPLE[: len(rows)] // 2 % 2).astype("float64"))


def levels_by_sex():
    level = pd.Categorical.from_codes((SEX == "man").astype(int), ["none", "all"], ordered=True)
    return pd.DataFrame({"level": level, "sex": SEX})


# What a result must not be given for, and says why. Case: (why, function).
REFUSED = {
    "separation": {
        "all men improve and no woman does": lambda: fit_logistic(
            yes_where_man()["yes"].to_numpy(),
            np.column_stack([np.ones(96), SEX == "man"]),
            ["intercept", "man"],
        ),
        "the same with variation between units": lambda: logistic_mixed_model(
            yes_where_man(), outcome="yes", covariates=[MAN], person=None
        ),
        "the same averaged over patients": lambda: population_averaged_model(
            yes_where_man(),
            outcome="yes",
            family="logistic",
            covariates=[MAN],
            cluster="unit_id",
            person=None,
        ),
        "the same with robust errors": lambda: robust_regression(
            yes_where_man(), outcome="yes", family="logistic", covariates=[MAN], person=None
        ),
    },
    "ordinal_separated": {
        "all men are on full sick leave": lambda: proportional_odds(
            levels_by_sex(), outcome="level", groups=["sex"]
        ),
    },
    "separation_by_unit": {
        "every unit has all or nobody": lambda: logistic_mixed_model(
            ONCE.assign(yes=(UNITS < "U4").astype("float64")), outcome="yes", person=None
        ),
    },
    "no_spread": {
        "everybody improves": lambda: logistic_mixed_model(
            ONCE.assign(yes=1.0), outcome="yes", person=None
        ),
    },
    "collinear_covariates": {
        "age stands twice": lambda: mixed(
            TWICE.assign(years=2 * TWICE["age"]), covariates=[BY_AGE, numeric("years")]
        ),
    },
    "too_few": {
        "one pair has no interval": lambda: paired_change([7.0], [5.0]),
        "one person in a group": lambda: mean_difference([7.0], [5.0, 6.0, 4.0]),
        "nobody in a group": lambda: share_difference((0, 0), (3, 8)).difference,
    },
    "too_few_units": {"four units": lambda: mixed(TWICE[TWICE["unit_id"] < "U4"])},
    "too_few_persons": {"nine persons": lambda: mixed(TWICE[TWICE["episode_id"] < 9], unit=None)},
    "too_few_clusters": {
        "four units, robust": lambda: robust_regression(
            half_yes(ONCE[UNITS < "U4"]), outcome="yes", family="linear", person=None
        ),
    },
    "clusters_fitted_alone": {
        "a category that one unit has": lambda: robust_regression(
            half_yes().assign(new=UNITS == "U3"),
            outcome="yes",
            family="linear",
            covariates=[category("new", reference=False)],
            person=None,
        ),
    },
    "persons_answered_once": {
        "nobody answered twice": lambda: mixed(TWICE[TWICE["time_point"] == "initial"], time=None)
    },
    "chart_few_points": {
        "seven months": lambda: control_chart(
            pd.DataFrame({"period": list("abcdefg"), "value": [5, 6, 5, 7, 6, 5, 6]}), kind="xmr"
        )
    },
}

# What a result is given with, and a reader must know.
WARNED = {
    "unit_variance_zero": {
        "units with one and the same mean": lambda: mixed(
            TWICE.assign(pain=TWICE["pain"] - TWICE.groupby("unit_id")["pain"].transform("mean"))
        )
    },
    "person_variance_zero": {
        "persons with one and the same mean": lambda: mixed(
            TWICE.assign(
                pain=TWICE["pain"] - TWICE.groupby("episode_id")["pain"].transform("mean")
            ),
            unit=None,
        )
    },
    "few_clusters": {
        "eight units, CR1": lambda: robust_regression(
            half_yes(), outcome="yes", family="linear", person=None, kind="CR1"
        )
    },
    "few_clusters_corrected": {
        "eight units, GEE": lambda: population_averaged_model(
            half_yes(),
            outcome="yes",
            family="linear",
            cluster="unit_id",
            person=None,
            working="independence",
        )
    },
    "rows_without_covariates": {
        "ages are missing": lambda: mixed(
            TWICE.assign(age=TWICE["age"].where(TWICE["episode_id"] != 3)), covariates=[BY_AGE]
        )
    },
    "missing_completely_at_random": {
        "a GEE where some missed a time point": lambda: population_averaged_model(
            TWICE.drop(index=[100, 101]), outcome="pain", family="linear", time=TIME
        )
    },
    "populations_differ_by_time": {
        "some did not answer at discharge": lambda: model_change(
            a_cohort_that_shrinks(), scales=["nrs_pain"]
        )
    },
    "interval_without_spread": {
        "all change alike": lambda: paired_change([7.0, 8.0, 6.0], [5.0, 6.0, 4.0])
    },
    "too_few_units": {
        "four units cannot show overdispersion": lambda: overdispersion(
            np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4), 2.5
        )
    },
}


def a_cohort_that_shrinks():
    episodes = [an_episode(f"e{n}", discharge_date="2022-05-01") for n in range(12)]
    answers = [
        an_answer(f"e{n}", point, nrs_pain=5 + n % 4) | dates
        for point, dates in (
            ("initial", {}),
            ("discharge", {}),
            ("followup_12m", {"answered_date": "2023-05-10"}),
        )
        for n in range(12)
        if point == "initial" or n % 3
    ]
    population = a_population(an_extract(episodes, answers, scales=["nrs_pain"]))
    return population.in_period(Period.parse("2023"))


def cases(table):
    return [
        pytest.param(code, make, id=f"{code}: {why}")
        for code, some in table.items()
        for why, make in some.items()
    ]


def numbers(found):
    """Every number that a reader could take for a result."""
    if hasattr(found, "low"):
        return [found.low, found.high]
    if hasattr(found, "odds_ratios") and not hasattr(found, "design"):
        return [one.odds_ratio.estimate for one in found.odds_ratios]
    if hasattr(found, "points") and hasattr(found, "signals"):
        return [*found.points["lower"], *found.points["upper"], *found.signals]
    coefficients = found.coefficients
    if isinstance(coefficients, np.ndarray):
        return list(coefficients)
    return [part for one in coefficients.values() for part in (one.value.estimate, one.value.se)]


@pytest.mark.parametrize(("code", "make"), cases(REFUSED))
def test_refused_with_a_reason_and_without_numbers(code, make):
    found = make()

    said = {one.code: one for one in found.cautions}
    assert code in said
    assert said[code].severity == "refused"
    assert np.isnan(np.array(numbers(found), dtype="float64")).all()


@pytest.mark.parametrize(("code", "make"), cases(WARNED))
def test_said_beside_the_numbers(code, make):
    assert code in {one.code for one in make().cautions}


@pytest.mark.parametrize("code", [*REFUSED, *WARNED])
def test_every_reason_is_a_sentence_in_both_languages_with_its_ground(code):
    words = read_cautions()[code]
    assert words.sentence["sv"].endswith(".")
    assert words.sentence["en"].endswith(".")
    assert words.reference


def test_a_search_that_does_not_arrive_is_refused(monkeypatch):
    whole = linear_module.fit
    monkeypatch.setattr(
        linear_module, "fit", lambda *given, **words: whole(*given, **words, most_steps=0)
    )
    found = mixed()

    assert {one.code for one in found.cautions} == {"model_not_converged"}
    assert np.isnan(numbers(found)).all()


FORMULAS = {
    "linear mixed": lambda formula: mixed(covariates=formula),
    "logistic mixed": lambda formula: logistic_mixed_model(
        half_yes(), outcome="yes", covariates=formula, person=None
    ),
    "population averaged": lambda formula: population_averaged_model(
        half_yes(), outcome="yes", family="logistic", covariates=formula
    ),
    "robust": lambda formula: robust_regression(
        half_yes(), outcome="yes", family="linear", covariates=formula, person=None
    ),
}


@pytest.mark.parametrize("formula", ["age + sex", ["age"], "__import__('os').getcwd()"])
@pytest.mark.parametrize("model", FORMULAS)
def test_text_is_never_a_formula(model, formula):
    with pytest.raises(ParameterError, match="never read as a formula"):
        FORMULAS[model](formula)


@pytest.mark.parametrize("model", FORMULAS)
def test_a_formula_in_place_of_a_column_is_no_column(model):
    with pytest.raises(ParameterError) as caught:
        FORMULAS[model]([numeric("np.log(age)")])
    assert "never read as a formula" in caught.value.remedy


def test_units_are_not_adjusted_for_what_is_measured_after_the_start(tmp_path):
    raw = yaml.safe_load((definitions() / "case_mix.yaml").read_text(encoding="utf-8"))
    sex = next(one for one in raw["variables"] if one["code"] == "sex")
    sex["column"] = "program_completed"
    path = tmp_path / "case_mix.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")

    with pytest.raises(DefinitionError, match="after the start of treatment"):
        read_case_mix(path)


def test_a_mixed_model_asks_before_it_adjusts_for_what_changes_on_the_way():
    rows = TWICE.assign(sleep=TWICE["pain"] / 2)

    with pytest.raises(ParameterError) as caught:
        mixed(rows, covariates=[numeric("sleep")])
    assert "varies" in caught.value.remedy
