"""Logistic models with one random intercept: what must hold whatever the data."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit

from nrs_lib.errors import ParameterError
from nrs_lib.stats.mixed import logistic_fit
from nrs_lib.stats.mixed.contrasts import contrast
from nrs_lib.stats.mixed.covariates import category, numeric
from nrs_lib.stats.mixed.intercepts import (
    SD,
    VARIANCE,
    conditional_modes,
    latent_correlation,
    median_odds_ratio,
    spread,
)
from nrs_lib.stats.mixed.logistic import logistic_mixed_model
from nrs_lib.stats.mixed.logistic_fit import fit_intercepts
from nrs_lib.stats.mixed.marginal_means import marginal_means
from nrs_lib.stats.mixed.marginal_probabilities import marginal_probabilities
from nrs_lib.stats.mixed.quadrature import Grouped, Quadrature
from nrs_lib.stats.units.logistic import fit_logistic

SEX, AGE = category("sex", reference="female"), numeric("age")
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def units(seed=1, groups=12, size=25, between=1.0, level=0.0):
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), size)
    n = len(group)
    male, age = rng.random(n) < 0.4, np.round(rng.normal(44, 11, n))
    odds = level + 0.6 * male - 0.02 * (age - 44) + rng.normal(0, between, groups)[group]
    return pd.DataFrame(
        {
            "unit_id": [f"U{one:02d}" for one in group],
            "sex": np.where(male, "male", "female"),
            "age": age,
            "yes": (rng.random(n) < expit(odds)).astype("float64"),
        }
    )


def fitted(rows, **words):
    words = {"outcome": "yes", "covariates": [SEX, AGE], "person": None} | words
    return logistic_mixed_model(rows, **words)


def codes(model):
    return {one.code for one in model.cautions}


def brute(grouped, coefficients, sd):
    total, ends = 0.0, np.append(grouped.starts, len(grouped.signs))
    for first, last in pairwise(ends):
        signs, known = grouped.signs[first:last], grouped.matrix[first:last] @ coefficients

        def integrand(u, signs=signs, known=known):
            density = math.exp(-(u**2) / 2) / math.sqrt(2 * math.pi)
            return float(np.prod(expit(signs * (known + sd * u)))) * density

        total += math.log(quad(integrand, -12, 12, epsabs=1e-14, epsrel=1e-12, limit=200)[0])
    return total


def tiny(seed):
    rng = np.random.default_rng(seed)
    groups = np.repeat(np.arange(5), [1, 2, 3, 4, 6])
    matrix = np.c_[np.ones(16), rng.normal(size=16)]
    return Grouped.of((rng.random(16) < 0.5).astype("float64"), matrix, groups)


@FEW
@given(st.integers(0, 10_000), st.floats(0.05, 2.5), st.floats(-1.5, 1.5))
def test_quadrature_equals_dense_integration(seed, sd, level):
    grouped, coefficients = tiny(seed), np.array([level, 0.7])

    found = Quadrature.of(31).at(grouped, coefficients, sd).value

    assert found == pytest.approx(brute(grouped, coefficients, sd), abs=2e-6)


@FEW
@given(st.integers(0, 10_000), st.floats(0.1, 2.5), st.sampled_from([1, 2, 7, 15]))
def test_slopes_are_those_of_the_quadrature_itself(seed, sd, points):
    grouped, rule, place = tiny(seed), Quadrature.of(points), np.array([0.3, -0.5, sd])

    def value(at):
        return rule.at(grouped, at[:-1], at[-1]).value

    steps = 1e-5 * np.eye(3)
    numeric_slopes = [(value(place + one) - value(place - one)) / 2e-5 for one in steps]

    assert rule.at(grouped, place[:-1], sd).gradient == pytest.approx(numeric_slopes, abs=1e-6)


def test_more_points_come_closer_to_the_integral():
    grouped, coefficients = tiny(3), np.array([0.5, 0.7])
    exact = brute(grouped, coefficients, 2.0)
    off = [
        abs(Quadrature.of(points).at(grouped, coefficients, 2.0).value - exact)
        for points in (1, 3, 7, 15, 31)
    ]

    assert off == sorted(off, reverse=True)
    assert off[0] > 0.01
    assert off[-1] < 1e-8


def test_one_point_is_laplaces_approximation():
    grouped, coefficients, sd = tiny(4), np.array([0.2, 0.7]), 1.3
    known = grouped.matrix @ coefficients
    modes = grouped.modes(known, sd, np.zeros(5))
    logs, left = grouped.answers(known + grouped.by_row(sd * modes))
    curve = 1 + sd**2 * grouped.by_group(np.abs(left) * (1 - np.abs(left)))
    laplace = float(np.sum(grouped.by_group(logs) - modes**2 / 2 - np.log(curve) / 2))

    assert Quadrature.of(1).at(grouped, coefficients, sd).value == pytest.approx(laplace)
    assert modes == pytest.approx(sd * grouped.by_group(left))


@pytest.mark.parametrize("sd", [-1.4, 0.0, 1.4, 30.0])
def test_modes_are_found_from_any_start(sd):
    grouped = tiny(5)
    known = grouped.matrix @ np.array([8.0, 3.0])

    near, far = (grouped.modes(known, sd, np.full(5, start)) for start in (0.0, 50.0))

    assert near == pytest.approx(far, abs=1e-8)


@pytest.mark.parametrize("points", [1, 15])
def test_the_estimates_are_where_the_likelihood_is_highest(points):
    model = fitted(units(2), points=points)
    grouped = Grouped.of(model.design.outcome, model.design.matrix, model.groups.of_rows)
    rule = Quadrature.of(points)
    place = np.append(model.fit.effects, model.fit.sd)
    ses = np.sqrt(np.diag(model.fit.covariance))

    for step in 0.05 * np.diag(ses):
        for moved in (place + step, place - step):
            assert rule.at(grouped, moved[:-1], moved[-1]).value < model.log_likelihood


@FEW
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(seed):
    rows = units(seed)
    one, other = fitted(rows), fitted(rows.sample(frac=1, random_state=seed))

    assert other.fit.effects == pytest.approx(one.fit.effects, rel=1e-6, abs=1e-8)
    assert other.fit.sd == pytest.approx(one.fit.sd, rel=1e-6)
    assert {k: v.estimate for k, v in conditional_modes(other).items()} == pytest.approx(
        {k: v.estimate for k, v in conditional_modes(one).items()}, rel=1e-5, abs=1e-7
    )


@FEW
@given(st.integers(0, 10_000))
def test_no_for_yes_turns_the_signs(seed):
    rows = units(seed)
    one, other = fitted(rows), fitted(rows.assign(yes=1 - rows["yes"]))

    assert other.fit.effects == pytest.approx(-one.fit.effects, rel=1e-5, abs=1e-7)
    assert other.fit.covariance == pytest.approx(
        one.fit.covariance * np.outer([-1, -1, -1, 1], [-1, -1, -1, 1]),
        rel=1e-4,
        abs=1e-8,
        nan_ok=True,
    )
    assert other.log_likelihood == pytest.approx(one.log_likelihood)


def test_another_reference_turns_its_coefficient_and_leaves_the_rest():
    rows = units(6)
    one, other = fitted(rows), fitted(rows, covariates=[category("sex", reference="male"), AGE])
    mine, theirs = (m.coefficients for m in (one, other))

    assert theirs["sex[female]"].value.estimate == pytest.approx(
        -mine["sex[male]"].value.estimate, rel=1e-6
    )
    assert theirs["sex[female]"].value.se == pytest.approx(mine["sex[male]"].value.se, rel=1e-6)
    assert theirs["age"].value.estimate == pytest.approx(mine["age"].value.estimate, rel=1e-5)
    assert other.odds_ratios["sex[female]"].low == pytest.approx(
        1 / one.odds_ratios["sex[male]"].high, rel=1e-5
    )


def test_covariates_far_from_zero_cost_no_digits():
    rows = units(7)
    one, other = fitted(rows), fitted(rows.assign(age=rows["age"] + 1e6))

    assert other.coefficients["age"].value.estimate == pytest.approx(
        one.coefficients["age"].value.estimate, rel=1e-5
    )


def test_without_spread_between_units_it_is_the_plain_regression():
    model = fitted(units(4, between=0.0, groups=8, size=40))
    plain = fit_logistic(model.design.outcome, model.design.matrix, model.design.names)

    assert model.is_singular
    assert "unit_variance_zero" in codes(model)
    assert model.fit.effects == pytest.approx(plain.coefficients)
    ses = [one.value.se for one in model.coefficients.values()]
    assert ses == pytest.approx(np.sqrt(np.diag(plain.covariance)), rel=1e-6)
    assert model.log_likelihood == pytest.approx(plain.log_likelihood)
    assert all(
        one.estimate == 0 and math.isnan(one.low) for one in conditional_modes(model).values()
    )
    assert spread(model)[SD].estimate == 0
    assert math.isnan(spread(model)[SD].high)
    assert latent_correlation(model).estimate == 0
    assert median_odds_ratio(model).estimate == 1


def test_what_is_told_of_the_spread_hangs_together():
    model = fitted(units(2))
    found, icc = spread(model), latent_correlation(model)

    assert found[VARIANCE].high == pytest.approx(found[SD].high ** 2)
    assert icc.estimate == pytest.approx(model.fit.sd**2 / (model.fit.sd**2 + math.pi**2 / 3))
    assert icc.low < icc.estimate < icc.high
    assert median_odds_ratio(model).estimate == pytest.approx(math.exp(0.9538726 * model.fit.sd))
    assert found[SD].n == 12


def test_smaller_groups_are_drawn_closer_to_the_middle():
    rows = units(2, groups=6, size=40, between=0.0)
    rows["yes"] = np.tile([1.0, 1.0, 1.0, 0.0], 60)
    rows.loc[rows["unit_id"] == "U05", "yes"] = np.tile([0.0, 0.0, 0.0, 1.0], 10)
    small = rows[rows["unit_id"] == "U05"].head(4).assign(unit_id="U06")
    modes = conditional_modes(fitted(pd.concat([rows, small]), covariates=[]))

    assert modes["U05"].estimate < modes["U06"].estimate < 0
    assert modes["U06"].se > modes["U05"].se
    assert modes["U06"].n == 4


def test_rows_without_answer_or_covariate_are_left_out_and_counted():
    rows = units(3)
    rows.loc[:6, "yes"] = np.nan
    rows.loc[5:9, "age"] = np.nan
    model, complete = fitted(rows), fitted(rows.dropna())

    assert model.n_rows == len(rows.dropna())
    assert (model.design.rows_without_outcome, model.design.rows_without_covariates) == (7, 3)
    assert "rows_without_covariates" in codes(model)
    assert model.fit.effects == pytest.approx(complete.fit.effects)


def test_formulas_and_other_values_than_yes_and_no_are_refused():
    rows = units(3)
    with pytest.raises(ParameterError, match="never read as a formula"):
        fitted(rows, covariates="sex + age")
    with pytest.raises(ParameterError):
        fitted(rows, covariates=["sex"])
    with pytest.raises(ParameterError):
        fitted(rows, outcome="yes ~ sex")
    with pytest.raises(ParameterError, match="neither 0 nor 1"):
        fitted(rows.assign(yes=rows["yes"] + 1))
    with pytest.raises(ParameterError):
        fitted(rows, group="nowhere")
    for points in (0, 1.5, 1000, True):
        with pytest.raises(ParameterError):
            fitted(rows, points=points)


def test_truth_values_are_yes_and_no():
    rows = units(3)

    assert fitted(rows.assign(yes=rows["yes"] == 1)).fit.sd == fitted(rows).fit.sd


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.assign(yes=1.0), "no_spread"),
        (lambda d: d.assign(yes=np.nan), "too_few_units"),
        (lambda d: d[d["unit_id"] < "U03"], "too_few_units"),
        (lambda d: d.groupby("unit_id").head(1), "one_person_per_unit"),
        (lambda d: d.assign(yes=(d["sex"] == "male").astype(float)), "separation"),
        (lambda d: d.assign(yes=(d["unit_id"] > "U05").astype(float)), "separation_by_unit"),
        (lambda d: d.assign(age=(d["sex"] == "male") * 2.0), "collinear_covariates"),
        (lambda d: d.head(0), "too_few_units"),
    ],
)
def test_what_has_no_answer_is_refused(change, code):
    model = fitted(change(units(3)))

    assert model.is_refused
    assert code in codes(model)
    assert all(math.isnan(one.value.estimate) for one in model.coefficients.values())
    assert math.isnan(spread(model)[SD].estimate)
    assert math.isnan(model.log_likelihood)
    assert all(math.isnan(one.estimate) for one in conditional_modes(model).values())


def test_a_spread_that_grows_past_all_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(logistic_fit, "HIGHEST", 0.5)

    assert codes(fitted(units(2, between=2.0))) == {"variance_without_bound"}


def test_groups_far_apart_are_said_to_be_unsure():
    # Within each group the answer follows from x alone; the spread moves with the points.
    rng = np.random.default_rng(8)
    rows = pd.DataFrame({"unit_id": np.repeat(np.arange(40), 4), "x": np.tile(np.arange(4.0), 40)})
    rows["yes"] = (rows["x"] >= np.repeat(rng.integers(0, 4, 40), 4)).astype("float64")

    assert "intercepts_far_apart" in codes(fitted(rows, covariates=[numeric("x")]))
    assert "intercepts_far_apart" not in codes(fitted(units(2)))


def test_a_search_that_is_cut_short_says_so():
    rows = units(2)
    design = fitted(rows).design
    groups = pd.factorize(rows["unit_id"])[0]

    found = fit_intercepts(
        design.outcome, design.matrix, groups, start=np.zeros(3), points=7, most_steps=0
    )

    assert not found.has_converged
    assert math.isnan(found.sd)


def persons(seed=5, n=300, between=1.5):
    rng = np.random.default_rng(seed)
    own, male = rng.normal(0, between, n), rng.random(n) < 0.4
    parts = []
    for place, name in enumerate(("initial", "discharge", "late")):
        yes = (rng.random(n) < expit(-0.4 + 0.4 * place + 0.5 * male + own)).astype("float64")
        yes[rng.random(n) < 0.2 * place] = np.nan
        parts.append(
            pd.DataFrame(
                {
                    "episode_id": np.arange(n),
                    "unit_id": np.arange(n) % 9,
                    "time_point": name,
                    "sex": np.where(male, "male", "female"),
                    "yes": yes,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


TIME = category("time_point", reference="initial")


def of_persons(rows, **words):
    words = {
        "covariates": [SEX],
        "time": TIME,
        "group": "episode_id",
        "person": "episode_id",
    } | words
    return fitted(rows, **words)


def test_several_answers_of_persons_within_units_are_said():
    assert "persons_answer_again" in codes(of_persons(persons(), group="unit_id"))
    assert "persons_answer_again" not in codes(of_persons(persons()))


def test_persons_who_answered_once_tell_nothing_of_persons():
    rows = persons().dropna().drop_duplicates("episode_id")

    assert codes(of_persons(rows)) >= {"persons_answered_once"}
    alike = persons().assign(yes=lambda d: (d["episode_id"] % 2).astype(float))
    assert codes(of_persons(alike)) >= {"separation_by_person"}


def test_too_few_points_are_said():
    rows = persons(between=3.0)

    assert "quadrature_coarse" in codes(of_persons(rows, points=1))
    assert "quadrature_coarse" not in codes(of_persons(rows, points=51))


def test_probabilities_over_all_are_averaged_over_intercepts_and_persons():
    model = of_persons(persons())
    found = {
        one.levels["time_point"]: one.value
        for one in marginal_probabilities(model, over=["time_point"])
    }
    firsts = model.design.matrix[np.unique(model.people, return_index=True)[1]].copy()
    for place, name in enumerate(("discharge", "late")):
        firsts[:, 1:3] = np.eye(2)[place]
        means = [
            quad(
                lambda u, at=row @ model.fit.effects: (
                    float(expit(at + model.fit.sd * u))
                    * math.exp(-(u**2) / 2)
                    / math.sqrt(2 * math.pi)
                ),
                -9,
                9,
            )[0]
            for row in np.unique(firsts, axis=0)
        ]
        counts = np.unique(firsts, axis=0, return_counts=True)[1]
        assert found[name].estimate == pytest.approx(float(np.average(means, weights=counts)))
        assert found[name].low < found[name].estimate < found[name].high
    # Averaged shares lie closer to one half than the share of the patient in the middle.
    middle = {
        one.levels["time_point"]: float(expit(one.value.estimate))
        for one in marginal_means(model, over=["time_point"])
    }
    assert all(abs(found[one].estimate - 0.5) < abs(middle[one] - 0.5) for one in found)
    everyone = persons().dropna().groupby("time_point")["yes"].mean()
    assert all(found[one].estimate == pytest.approx(everyone[one], abs=0.03) for one in found)


def test_their_errors_are_those_of_drawn_parameters():
    model = of_persons(persons())
    rng = np.random.default_rng(1)
    found = marginal_probabilities(model, over=["sex"])[1].value
    draws = rng.multivariate_normal(
        np.append(model.fit.effects, model.fit.sd), model.fit.covariance, 400
    )
    firsts = model.design.matrix.copy()
    firsts[:, 3] = 1
    shares = 1 / np.bincount(model.people)[model.people] / model.n_persons
    rows, which = np.unique(firsts, axis=0, return_inverse=True)
    weights = np.bincount(which.ravel(), weights=shares)
    grid = np.linspace(-6, 6, 61)
    mass = np.exp(-(grid**2) / 2)
    mass /= mass.sum()
    values = [weights @ (expit((rows @ d[:-1])[:, None] + d[-1] * grid) @ mass) for d in draws]

    assert found.se == pytest.approx(np.std(values), rel=0.12)


def test_levels_that_nobody_has_are_refused():
    rows = persons()
    rows = rows[(rows["sex"] == "female") | (rows["time_point"] != "late")]
    found = marginal_probabilities(of_persons(rows), over=["time_point", "sex"])
    empty = [
        one.value for one in found if dict(one.levels) == {"time_point": "late", "sex": "male"}
    ]

    assert [one.n for one in empty] == [0]
    assert math.isnan(empty[0].estimate)
    assert not any(math.isnan(one.value.estimate) for one in found if one.value.n)
    with pytest.raises(ParameterError):
        marginal_probabilities(of_persons(rows), over=["unit_id"])


def test_contrasts_take_names_of_coefficients():
    model = of_persons(persons())
    one = contrast(model, {"time_point[late]": 1, "time_point[discharge]": -1})
    late, earlier = (
        model.coefficients[f"time_point[{name}]"].value.estimate for name in ("late", "discharge")
    )

    assert one.value.estimate == pytest.approx(late - earlier)
    assert one.value.method == "ml_quadrature_wald"
    assert of_persons(persons(), points=1).method == "ml_laplace_wald"


def test_probabilities_of_a_refused_model_are_missing():
    found = marginal_probabilities(of_persons(persons().head(12)), over=["sex"])

    assert all(math.isnan(one.value.estimate) for one in found)
