"""Robust standard errors: what must hold whatever the data, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from nrs_lib.errors import ParameterError
from nrs_lib.stats.mixed import (
    category,
    contrast,
    differences,
    linear_mixed_model,
    marginal_means,
    numeric,
)
from nrs_lib.stats.mixed.nesting import nest
from nrs_lib.stats.mixed.whitening import whiten
from nrs_lib.stats.robust import robust_mixed, robust_regression
from nrs_lib.stats.robust.kinds import RobustKind
from nrs_lib.stats.robust.sandwich import cluster_sandwich, rows_sandwich

SEX, AGE = category("sex", reference="female"), numeric("age")
TIME = category("time_point", reference="initial")
FEW = settings(max_examples=15, deadline=None, derandomize=True)


def patients(seed=1, n=120, units=10, size=None):
    rng = np.random.default_rng(seed)
    unit = np.sort(rng.integers(0, units, n)) if size is None else np.repeat(np.arange(units), size)
    n = len(unit)
    male, at_unit = rng.random(n) < 0.4, rng.normal(0, 0.6, units)
    age = np.round(rng.normal(44, 11, n))
    pain = 6 + 0.4 * male - 0.02 * (age - 44) + at_unit[unit] + rng.normal(0, 1 + male, n)
    return pd.DataFrame(
        {
            "episode_id": np.arange(n),
            "unit_id": [f"U{one:02d}" for one in unit],
            "sex": np.where(male, "male", "female"),
            "age": age,
            "pain": pain,
            "yes": (rng.random(n) < expit(0.3 * (pain - 6))).astype("float64"),
        }
    )


def courses(seed=1):
    rng, start = np.random.default_rng(seed), patients(seed)
    own = rng.normal(0, 1, len(start))
    parts = [
        start.assign(
            time_point=name, pain=start["pain"] - 0.5 * place + own + rng.normal(size=len(start))
        )[rng.random(len(start)) < 1 - 0.2 * place]
        for place, name in enumerate(("initial", "discharge", "late"))
    ]
    return pd.concat(parts, ignore_index=True)


def fitted(rows, **words):
    words = {"outcome": "pain", "family": "linear", "covariates": [SEX, AGE]} | words
    return robust_regression(rows, **words)


def codes(model):
    return {one.code for one in model.cautions}


def errors(model):
    return [one.value.se for one in model.coefficients.values()]


def dense_cr2(x, y, clusters, weights):
    """Standard error and degrees of freedom of a sum of coefficients, matrices written out."""
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    left = y - hat @ y
    meat, directions = 0, []
    for one in np.unique(clusters):
        own = clusters == one
        lengths, axes = np.linalg.eigh((np.eye(len(y)) - hat)[np.ix_(own, own)])
        root = (axes / np.sqrt(lengths)) @ axes.T
        score = x[own].T @ root @ left[own]
        meat = meat + np.outer(score, score)
        directions.append((np.eye(len(y)) - hat)[:, own] @ root @ x[own] @ bread @ weights)
    products = np.array(directions) @ np.array(directions).T
    variance = weights @ bread @ meat @ bread @ weights
    return math.sqrt(variance), np.trace(products) ** 2 / (products**2).sum()


@FEW
@given(st.integers(0, 10_000))
def test_cr2_and_its_degrees_of_freedom_by_whole_matrices(seed):
    rows = patients(seed, n=60, units=7)
    model = fitted(rows)
    weights = np.array([1.0, -2.0, 0.1])
    found = model.combine(weights, "sum").value

    se, df = dense_cr2(
        model.design.matrix, model.design.outcome, rows["unit_id"].to_numpy(), weights
    )
    assert (found.se, found.df) == (pytest.approx(se), pytest.approx(df))


def test_cr2_of_a_logistic_model_by_whole_matrices():
    rows = patients(3, n=90)
    model = fitted(rows, family="logistic", outcome="yes")
    x, share = model.design.matrix, expit(model.design.matrix @ model.effects)
    root = np.sqrt(share * (1 - share))
    y = root * (x @ model.effects) + (model.design.outcome - share) / root
    weights = np.array([0.0, 1.0, 0.0])

    se, df = dense_cr2(x * root[:, None], y, rows["unit_id"].to_numpy(), weights)
    found = model.coefficients["sex[male]"].value
    assert (found.se, found.df) == (pytest.approx(se), pytest.approx(df))


def test_rows_turned_by_a_mixed_models_covariance_are_independent():
    rows = courses(2)
    nesting = nest(rows["episode_id"], rows["unit_id"], len(rows))
    ratios = np.array([0.8, 0.3])
    person, unit = (
        (rows[name].to_numpy()[nesting.order][:, None] == rows[name].to_numpy()[nesting.order])
        for name in ("episode_id", "unit_id")
    )
    covariance = np.eye(len(rows)) + 0.8 * person + 0.3 * unit

    turned = whiten(np.eye(len(rows)), nesting, ratios)

    assert turned @ covariance @ turned.T == pytest.approx(np.eye(len(rows)), abs=1e-9)


def test_cr2_is_right_in_the_mean_where_the_model_is():
    # Exactly so: the mean over residuals of equal, independent spread is the plain covariance.
    rng = np.random.default_rng(4)
    x, clusters = np.c_[np.ones(40), rng.normal(size=40)], rng.integers(0, 6, 40)
    left = np.eye(40) - x @ np.linalg.inv(x.T @ x) @ x.T

    parts = [
        cluster_sandwich(x, one, np.unique(clusters, return_inverse=True)[1], RobustKind.CR2)
        for one in left.T
    ]

    assert sum(one.covariance for one in parts) == pytest.approx(np.linalg.inv(x.T @ x))


def test_hc3_is_what_leaving_out_each_row_in_turn_gives():
    rows = patients(5, n=40)
    model = fitted(rows, cluster=None, kind="HC3")
    x, y = model.design.matrix, model.design.outcome
    moved = [
        np.linalg.lstsq(np.delete(x, place, 0), np.delete(y, place), rcond=None)[0] - model.effects
        for place in range(len(y))
    ]

    assert model.covariance == pytest.approx(np.transpose(moved) @ moved)


def test_factors_of_hc1_and_cr1():
    rows = patients(6)
    plain, grown = (errors(fitted(rows, cluster=None, kind=kind)) for kind in ("HC0", "HC1"))
    assert grown == pytest.approx(np.multiply(plain, math.sqrt(120 / 117)))

    alone = fitted(rows, cluster="episode_id", kind="CR1")
    assert errors(alone) == pytest.approx(grown)
    assert alone.coefficients["age"].value.df == 119


@FEW
@given(st.integers(0, 10_000), st.sampled_from(["linear", "logistic"]))
def test_the_order_of_rows_changes_nothing(seed, family):
    rows, outcome = patients(seed), {"linear": "pain", "logistic": "yes"}[family]
    one = fitted(rows, family=family, outcome=outcome)
    other = fitted(rows.sample(frac=1, random_state=seed), family=family, outcome=outcome)

    assert errors(other) == pytest.approx(errors(one), rel=1e-7)
    assert other.coefficients["age"].value.df == pytest.approx(one.coefficients["age"].value.df)


def test_clusters_alike_inside_widen_what_differs_between_them_only():
    rows = patients(7, units=20, size=12)
    rows["pain"] = rows["pain"] + np.repeat(np.random.default_rng(1).normal(0, 3, 20), 12)
    rows["private"] = np.repeat(np.where(np.arange(20) % 2, "yes", "no"), 12)
    model = [SEX, category("private", reference="no")]
    one = fitted(rows, covariates=model).coefficients
    other = fitted(rows, covariates=model, cluster=None).coefficients

    assert one["private[yes]"].value.se > 2 * other["private[yes]"].value.se
    assert one["private[yes]"].value.df < 20
    assert one["sex[male]"].value.se == pytest.approx(other["sex[male]"].value.se, rel=0.3)


def test_kinds_follow_from_the_conventions():
    rows = patients()
    assert fitted(rows).method == "least_squares_cr2"
    assert fitted(rows, cluster=None).method == "least_squares_hc3"
    assert fitted(rows, family="logistic", outcome="yes", kind="CR1").method == "logistic_cr1"


def test_independent_rows_have_t_on_what_is_left_and_odds_the_normal():
    rows = patients()
    assert fitted(rows, cluster=None).coefficients["age"].value.df == 117
    odds = fitted(rows, cluster=None, family="logistic", outcome="yes").coefficients["age"].value
    assert math.isnan(odds.df)
    assert odds.high - odds.estimate == pytest.approx(1.959964 * odds.se)


def test_a_mixed_model_keeps_its_coefficients_and_gets_other_errors():
    plain = linear_mixed_model(courses(), outcome="pain", covariates=[SEX, AGE], time=TIME)
    robust = robust_mixed(plain)

    assert robust.effects == pytest.approx(plain.fit.effects)
    assert (robust.method, robust.n_clusters, robust.n_persons) == (
        "reml_cr2",
        plain.n_units,
        plain.n_persons,
    )
    assert [one.value.se for one in plain.coefficients.values()] != pytest.approx(
        errors(robust), rel=1e-3
    )
    persons = linear_mixed_model(courses(), outcome="pain", time=TIME, unit=None)
    assert robust_mixed(persons, kind="CR1").n_clusters == persons.n_persons


def test_means_changes_and_contrasts_take_a_robust_model():
    rows = courses()
    model = fitted(rows, time=TIME)
    means = {one.levels["time_point"]: one.value for one in marginal_means(model, over=TIMES)}
    change = {one.name: one.value for one in differences(model, of="time_point")}
    asked = contrast(model, {"time_point[discharge]": 1.0}).value

    found = change["discharge - initial"]
    assert found.estimate == pytest.approx(means["discharge"].estimate - means["initial"].estimate)
    assert (found.se, found.df) == (pytest.approx(asked.se), pytest.approx(asked.df))
    table = model.table().set_index("name")
    assert table.loc["time_point[discharge]", "se"] == pytest.approx(asked.se)


TIMES = ["time_point"]


def test_few_clusters_are_said():
    assert codes(fitted(patients(), kind="CR1")) == {"few_clusters"}
    assert codes(fitted(patients())) == set()
    unequal = patients(units=8, n=80)
    unequal["unit_id"] = ["U00"] * 66 + [f"U{n:02d}" for n in np.repeat(np.arange(1, 8), 2)]
    assert codes(fitted(unequal)) == {"few_cluster_df"}


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        (lambda rows: rows[rows["unit_id"] < "U04"], {}, "too_few_clusters"),
        (lambda rows: rows.assign(at=rows["unit_id"] == "U03"), "at", "clusters_fitted_alone"),
        (lambda rows: rows.assign(at=rows["episode_id"] == 7), "at", "rows_fitted_alone"),
        (lambda rows: rows.assign(pain=3.0), {}, "perfect_fit"),
        (lambda rows: rows.assign(age=7 * (rows["sex"] == "male")), {}, "collinear_covariates"),
        (lambda rows: rows.head(3), {"cluster": None}, "too_few"),
        (lambda rows: rows.assign(yes=1), {"family": "logistic", "outcome": "yes"}, "no_spread"),
        (
            lambda rows: rows.assign(yes=rows["sex"] == "male"),
            {"family": "logistic", "outcome": "yes"},
            "separation",
        ),
    ],
)
def test_what_cannot_be_known_is_refused(change, words, code):
    if words == "at":
        alone = {"cluster": None} if code.startswith("rows") else {}
        words = {"covariates": [SEX, category("at", reference=False)]} | alone
    model = fitted(change(patients()), **words)

    assert code in codes(model)
    assert model.is_refused
    for one in model.coefficients.values():
        assert np.isnan([one.value.estimate, one.value.se, one.value.low, one.p]).all()
        assert code in {caution.code for caution in one.value.cautions}


def test_a_refused_mixed_model_stays_refused():
    plain = linear_mixed_model(
        courses()[lambda rows: rows["unit_id"] < "U03"], outcome="pain", time=TIME
    )
    model = robust_mixed(plain)
    assert model.is_refused
    assert np.isnan(model.coefficients["intercept"].value.estimate)
    assert "too_few_units" in codes(model)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ({"kind": "HC2"}, "kind"),
        ({"kind": "HC3"}, "kind HC3"),
        ({"kind": "CR2", "cluster": None}, "kind CR2"),
        ({"family": "probit"}, "family"),
        ({"covariates": "sex + age"}, "1 of 1 covariates"),
        ({"covariates": ["sex"]}, "1 of 1 covariates"),
        ({"cluster": "clinic"}, None),
        ({"family": "logistic"}, "column pain"),
    ],
)
def test_wrong_calls_are_told_with_a_remedy(words, where):
    with pytest.raises(ParameterError) as caught:
        fitted(patients(), **words)
    assert caught.value.remedy
    assert where is None or caught.value.where == where


def test_rows_of_the_same_persons_are_not_called_independent():
    with pytest.raises(ParameterError, match="not independent"):
        fitted(courses(), cluster=None, time=TIME)


def test_rows_fitted_alone_are_counted():
    x = np.c_[np.ones(6), np.eye(6)[:, :2]]
    assert rows_sandwich(x, np.zeros(6), RobustKind.HC0).alone == 2
