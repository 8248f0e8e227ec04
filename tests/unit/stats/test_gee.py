"""Population-averaged models: what must hold whatever the data."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from nrs_lib.errors import ParameterError
from nrs_lib.stats.gee import Family, Working, population_averaged_model
from nrs_lib.stats.gee.estimating import solve
from nrs_lib.stats.mixed.contrasts import contrast
from nrs_lib.stats.mixed.covariates import category, numeric
from nrs_lib.stats.mixed.marginal_means import differences, marginal_means
from nrs_lib.stats.mixed.marginal_probabilities import marginal_probabilities
from nrs_lib.stats.units.logistic import fit_logistic

SEX, TIME = category("sex", reference="female"), category("time_point", reference="initial")
FEW = settings(max_examples=12, deadline=None, derandomize=True)


def persons(seed=1, n=80, missing=0.2):
    rng = np.random.default_rng(seed)
    own, male = rng.normal(size=n), rng.random(n) < 0.4
    parts = []
    for place, name in enumerate(("initial", "discharge", "late")):
        pain = 6 - 0.5 * place + 0.4 * male + own + rng.normal(size=n)
        yes = (rng.random(n) < expit(-0.3 + 0.4 * place + own)).astype("float64")
        gone = rng.random(n) < missing * place
        parts.append(
            pd.DataFrame(
                {
                    "episode_id": np.arange(n),
                    "unit_id": np.arange(n) % 8,
                    "time_point": name,
                    "sex": np.where(male, "male", "female"),
                    "pain": np.where(gone, np.nan, pain),
                    "yes": np.where(gone, np.nan, yes),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def fitted(rows, **words):
    words = {"outcome": "yes", "family": "logistic", "covariates": [SEX], "time": TIME} | words
    return population_averaged_model(rows, **words)


def codes(model):
    return {one.code for one in model.cautions}


@FEW
@given(st.integers(0, 10_000), st.sampled_from(["logistic", "linear"]))
def test_the_order_of_rows_changes_nothing(seed, family):
    rows, outcome = persons(seed), {"logistic": "yes", "linear": "pain"}[family]
    one = fitted(rows, family=family, outcome=outcome)
    other = fitted(rows.sample(frac=1, random_state=seed), family=family, outcome=outcome)

    assert other.solution.effects == pytest.approx(one.solution.effects, rel=1e-7, abs=1e-9)
    assert other.effects_covariance == pytest.approx(one.effects_covariance, rel=1e-6, abs=1e-10)


@FEW
@given(st.integers(0, 10_000))
def test_no_for_yes_turns_the_signs(seed):
    rows = persons(seed)
    one, other = fitted(rows), fitted(rows.assign(yes=1 - rows["yes"]))

    assert other.solution.effects == pytest.approx(-one.solution.effects, rel=1e-6, abs=1e-8)
    assert other.correlation == pytest.approx(one.correlation)


def test_another_reference_turns_its_coefficient():
    rows = persons(2)
    one, other = fitted(rows), fitted(rows, covariates=[category("sex", reference="male")])

    assert other.coefficients["sex[female]"].value.estimate == pytest.approx(
        -one.coefficients["sex[male]"].value.estimate
    )
    assert other.coefficients["sex[female]"].value.se == pytest.approx(
        one.coefficients["sex[male]"].value.se
    )


def test_independence_gives_the_plain_regressions_coefficients():
    rows = persons(3)
    model = fitted(rows, working="independence")
    plain = fit_logistic(model.design.outcome, model.design.matrix, model.design.names)

    assert model.correlation == 0
    assert model.solution.effects == pytest.approx(plain.coefficients, rel=1e-7)
    assert model.method == "gee_independence_robust"


def test_every_answer_its_own_cluster_is_the_sandwich_of_white():
    rows = persons(3).dropna()
    rows["row"] = np.arange(len(rows))
    model = fitted(rows, cluster="row", person=None, family="linear", outcome="pain")
    x, y = model.design.matrix, model.design.outcome
    inverse = np.linalg.inv(x.T @ x)
    left = y - x @ (inverse @ x.T @ y)

    assert model.effects_covariance == pytest.approx(
        inverse @ (x.T * left**2) @ x @ inverse, rel=1e-8
    )


def test_equations_and_covariances_by_whole_matrices():
    # The definitions, one cluster at a time with its matrices written out.
    rows = persons(4, n=25).dropna()
    model = fitted(rows, cluster="unit_id", covariance="mancl_derouen")
    x, y, beta = model.design.matrix, model.design.outcome, model.solution.effects
    fitted_shares = expit(x @ beta)
    parts = []
    for one in np.unique(model.clusters):
        here = model.clusters == one
        root = np.sqrt(fitted_shares[here] * (1 - fitted_shares[here]))
        alike = np.full((len(root), len(root)), model.correlation)
        np.fill_diagonal(alike, 1.0)
        v = root[:, None] * alike * root
        parts.append((x[here] * (root**2)[:, None], v, y[here] - fitted_shares[here]))
    bread = sum(d.T @ np.linalg.solve(v, d) for d, v, _ in parts)
    plain = np.array([d.T @ np.linalg.solve(v, r) for d, v, r in parts])
    reduced = np.array(
        [
            d.T
            @ np.linalg.solve(
                v,
                np.linalg.solve(
                    np.eye(len(r)) - d @ np.linalg.solve(bread, d.T @ np.linalg.inv(v)), r
                ),
            )
            for d, v, r in parts
        ]
    )
    inverse = np.linalg.inv(bread)

    assert plain.sum(axis=0) == pytest.approx(np.zeros(len(beta)), abs=1e-8)
    assert model.solution.robust == pytest.approx(inverse @ plain.T @ plain @ inverse, rel=1e-7)
    assert model.solution.corrected == pytest.approx(
        inverse @ reduced.T @ reduced @ inverse, rel=1e-7
    )


def test_few_clusters_are_corrected_and_said():
    rows = persons(4)
    few, plain = (fitted(rows, cluster="unit_id", covariance=one) for one in (None, "robust"))

    assert few.method == "gee_exchangeable_mancl_derouen"
    assert few.df == 8 - 4
    assert "few_clusters_corrected" in codes(few)
    assert "few_clusters" in codes(plain)
    assert math.isnan(plain.df)
    for name, one in few.coefficients.items():
        assert one.value.se > plain.coefficients[name].value.se
    assert not codes(fitted(rows)) & {"few_clusters", "few_clusters_corrected"}
    assert fitted(rows).method == "gee_exchangeable_robust"


def test_missing_answers_are_said_to_ask_for_more():
    assert "missing_completely_at_random" in codes(fitted(persons(5)))
    assert "missing_completely_at_random" not in codes(fitted(persons(5, missing=0.0)))


def test_rows_without_answer_or_covariate_are_left_out_and_counted():
    rows = persons(6)
    rows.loc[rows["episode_id"] < 3, "sex"] = None
    model = fitted(rows)

    assert model.n_rows == len(rows.dropna())
    assert model.n_clusters == model.n_persons == 77
    assert "rows_without_covariates" in codes(model)


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        (lambda d: d[d["episode_id"] < 4], {}, "too_few_clusters"),
        (lambda d: d.head(0), {}, "too_few_clusters"),
        (lambda d: d.assign(yes=1.0), {}, "no_spread"),
        (lambda d: d.assign(pain=3.0), {"family": "linear", "outcome": "pain"}, "no_spread"),
        (lambda d: d.assign(yes=(d["sex"] == "male") * 1.0), {}, "separation"),
        (
            lambda d: d.assign(x=(d["sex"] == "male") * 2.0),
            {"covariates": [SEX, numeric("x")]},
            "collinear_covariates",
        ),
    ],
)
def test_what_has_no_answer_is_refused(change, words, code):
    model = fitted(change(persons(7)), **words)

    assert model.is_refused
    assert code in codes(model)
    assert all(math.isnan(one.value.estimate) for one in model.coefficients.values())
    assert math.isnan(model.correlation)


def test_answers_more_opposed_than_a_common_correlation_can_be_are_refused():
    rows = pd.DataFrame({"episode_id": np.repeat(np.arange(50), 2), "y": np.tile([-1.0, 1.0], 50)})
    words = {"outcome": "y", "family": "linear", "covariates": [], "time": None}

    assert "working_correlation_impossible" in codes(fitted(rows, **words))
    assert not fitted(rows, working="independence", **words).is_refused


def test_rounds_that_are_cut_short_say_so():
    rows = persons(8).dropna()
    design = fitted(rows).design
    found = solve(
        design.outcome,
        design.matrix,
        pd.factorize(rows["episode_id"])[0],
        family=Family.LOGISTIC,
        working=Working.EXCHANGEABLE,
        start=np.zeros(4),
        most_rounds=1,
    )

    assert not found.has_converged
    assert np.isnan(found.effects).all()


def test_formulas_unknown_choices_and_other_values_are_refused():
    rows = persons(9)
    for words in (
        {"covariates": "sex + age"},
        {"outcome": "yes ~ sex"},
        {"family": "poisson"},
        {"working": "unstructured"},
        {"covariance": "naive"},
        {"outcome": "pain"},
        {"cluster": "nowhere"},
    ):
        with pytest.raises(ParameterError):
            fitted(rows, **words)


def test_means_and_probabilities_over_levels():
    rows = persons(10, n=400, missing=0.0)
    linear = fitted(rows, family="linear", outcome="pain", covariates=[])
    logistic = fitted(rows, covariates=[])
    means = {
        one.levels["time_point"]: one.value for one in marginal_means(linear, over="time_point")
    }
    shares = {
        one.levels["time_point"]: one.value
        for one in marginal_probabilities(logistic, over="time_point")
    }
    plain = rows.groupby("time_point")[["pain", "yes"]].mean()

    # With all answers there and time alone in the model, both are the plain ones.
    for name in plain.index:
        assert means[name].estimate == pytest.approx(plain.loc[name, "pain"])
        assert shares[name].estimate == pytest.approx(plain.loc[name, "yes"])
        assert shares[name].low < shares[name].estimate < shares[name].high
    late = rows[rows["time_point"] == "late"]["yes"]
    assert shares["late"].se == pytest.approx(float(late.std(ddof=0)) / 20, rel=1e-6)
    assert [one.name for one in differences(linear, of="time_point")] == [
        "discharge - initial",
        "late - initial",
    ]


def test_odds_belong_to_logistic_models():
    linear = fitted(persons(11), family="linear", outcome="pain")
    logistic = fitted(persons(11))

    assert logistic.odds_ratios["sex[male]"].estimate == pytest.approx(
        math.exp(contrast(logistic, {"sex[male]": 1}).value.estimate)
    )
    with pytest.raises(ParameterError):
        linear.odds_ratios  # noqa: B018
    with pytest.raises(ParameterError):
        marginal_probabilities(linear, over=["sex"])


def test_persons_alike_are_found_correlated():
    model = fitted(persons(12, n=600), family="linear", outcome="pain")

    assert model.correlation == pytest.approx(0.5, abs=0.06)
    assert list(model.table()["name"]) == list(model.design.names)
