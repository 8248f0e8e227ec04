"""Linear models of persons in units: what must hold whatever the data, and what is refused."""

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import fdtrc
from scipy.stats import t as student

from nrs_lib.errors import ParameterError
from nrs_lib.stats.mixed import (
    category,
    contrast,
    correlations,
    correlations_by_bootstrap,
    differences,
    joint_test,
    linear_mixed_model,
    marginal_means,
    numeric,
    unit_effects,
    variances,
)
from nrs_lib.stats.mixed import fit as fitting
from nrs_lib.stats.mixed import linear as linear_module

TIMES = ["initial", "discharge", "late"]
TIME = category("time_point", reference="initial")
SEX, AGE = category("sex", reference="female"), numeric("age")
FEW = settings(max_examples=12, deadline=None, derandomize=True)


def courses(seed=1, units=8, persons=12, between=1.0, own=1.2, lost=0.25):
    """Persons in units at three time points; some miss the later ones."""
    rng = np.random.default_rng(seed)
    n = units * persons
    unit = np.repeat(np.arange(units), persons)
    male, age = rng.random(n) < 0.4, np.round(rng.normal(44, 11, n))
    level = 6.5 + 0.4 * male - 0.02 * (age - 44)
    level += rng.normal(0, between, units)[unit] + rng.normal(0, own, n)
    parts = [
        pd.DataFrame(
            {
                "episode_id": [f"e{one:04d}" for one in range(n)],
                "unit_id": [f"U{one:02d}" for one in unit],
                "time_point": name,
                "sex": np.where(male, "male", "female"),
                "age": age,
                "pain": np.where(
                    rng.random(n) < lost * bool(place),
                    np.nan,
                    level - 0.6 * place + rng.normal(size=n),
                ),
            }
        )
        for place, name in enumerate(TIMES)
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(time_point=pd.Categorical(rows["time_point"], TIMES))


def fitted(rows, **words):
    words = {"outcome": "pain", "covariates": [SEX, AGE], "time": TIME} | words
    return linear_mixed_model(rows, **words)


@cache
def plain():
    return fitted(courses())


def codes(model):
    return {one.code for one in model.cautions}


def dense(model, rows, ratios, restricted):
    """Minus twice the log likelihood and the effects, with the covariance written out."""
    kept = rows.iloc[model.design.kept]
    x, y = model.design.matrix, model.design.outcome
    same = {
        name: kept[name].to_numpy()[:, None] == kept[name].to_numpy()
        for name in ("episode_id", "unit_id")
    }
    covariance = np.eye(len(y)) + ratios[0] * same["episode_id"] + ratios[1] * same["unit_id"]
    inverse = np.linalg.inv(covariance)
    bread = np.linalg.inv(x.T @ inverse @ x)
    effects = bread @ x.T @ inverse @ y
    left = y - x @ effects
    free = len(y) - restricted * x.shape[1]
    value = np.linalg.slogdet(covariance)[1] - restricted * np.linalg.slogdet(bread)[1]
    rest = left @ inverse @ left
    value += free * (1 + math.log(2 * math.pi * rest / free))
    own = ratios[1] * same["unit_id"][:, np.unique(kept["unit_id"], return_index=True)[1]].T
    # Variance of prediction less truth: what the answers leave, and what the effects add.
    added = own @ inverse @ x
    error = ratios[1] - np.diag(own @ inverse @ own.T) + np.diag(added @ bread @ added.T)
    return value, effects, rest / free * bread, own @ inverse @ left, rest / free * error


def moved(model, rows, step=1e-4):
    """How much each unit's prediction, the fixed effects held, moves with the unit ratio."""
    kept = rows.iloc[model.design.kept]
    left = model.design.outcome - model.design.matrix @ model.fit.effects
    person, unit = (
        kept[name].to_numpy()[:, None] == kept[name].to_numpy()
        for name in ("episode_id", "unit_id")
    )
    firsts = np.unique(kept["unit_id"], return_index=True)[1]

    def predicted(ratio):
        covariance = np.eye(len(left)) + model.fit.ratios[0] * person + ratio * unit
        return ratio * unit[:, firsts].T @ np.linalg.solve(covariance, left)

    here = model.fit.ratios[1]
    return (predicted(here + step) - predicted(here - step)) / (2 * step)


@FEW
@given(st.integers(0, 10_000), st.sampled_from(["reml", "ml"]))
def test_likelihood_effects_and_errors_by_whole_matrices(seed, criterion):
    rows = courses(seed, units=6, persons=5)
    model = fitted(rows, criterion=criterion)
    value, effects, covariance, at_units, errors = dense(
        model, rows, model.fit.ratios, restricted=criterion == "reml"
    )

    assert -2 * model.log_likelihood == pytest.approx(value, abs=1e-7)
    assert model.fit.effects == pytest.approx(effects, abs=1e-8)
    assert model.fit.covariance == pytest.approx(covariance, abs=1e-8)
    found = list(unit_effects(model).values())
    assert [one.estimate for one in found] == pytest.approx(at_units, abs=1e-8)
    if not model.is_singular:
        place = int(model.fit.parameters[0])
        errors = errors + moved(model, rows) ** 2 * model.fit.parameter_covariance[place, place]
        assert [one.se**2 for one in found] == pytest.approx(errors, rel=1e-5)


@FEW
@given(st.integers(0, 10_000), st.floats(0.2, 5), st.floats(0.2, 5))
def test_no_other_variances_are_more_likely(seed, more, less):
    rows = courses(seed, units=6, persons=6)
    model = fitted(rows)
    ratios = model.fit.ratios
    best = dense(model, rows, ratios, restricted=True)[0]

    for other in (ratios * [more, 1], ratios * [1, less], ratios * [more, less], ratios + 0.01):
        assert dense(model, rows, other, restricted=True)[0] >= best - 1e-7


@FEW
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(seed):
    rows = courses(seed)
    one, other = fitted(rows), fitted(rows.sample(frac=1, random_state=seed))

    assert other.table().drop(columns="name").select_dtypes("number").to_numpy() == pytest.approx(
        one.table().drop(columns="name").select_dtypes("number").to_numpy(), rel=1e-6, abs=1e-9
    )
    assert {name: value.estimate for name, value in unit_effects(other).items()} == pytest.approx(
        {name: value.estimate for name, value in unit_effects(one).items()}, abs=1e-7
    )


@FEW
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.floats(-1e4, 1e4))
def test_another_unit_of_the_scale_turns_every_number_with_it(seed, factor, shift):
    rows = courses(seed, units=6, persons=6)
    one, other = fitted(rows), fitted(rows.assign(pain=shift + factor * rows["pain"]))
    change, moved = (model.coefficients["time_point[discharge]"].value for model in (one, other))

    assert moved.estimate == pytest.approx(factor * change.estimate, rel=1e-5, abs=1e-7 * factor)
    assert moved.se == pytest.approx(factor * change.se, rel=1e-5)
    assert moved.df == pytest.approx(change.df, rel=1e-3)
    assert other.fit.ratios == pytest.approx(one.fit.ratios, rel=1e-3, abs=1e-7)


def test_complete_and_equal_courses_have_the_answers_of_the_analysis_of_variance():
    rows = courses(3, lost=0.0)
    model = fitted(rows, covariates=())
    scores = rows.pivot(index="episode_id", columns="time_point", values="pain")[TIMES]
    left = scores.sub(scores.mean(axis=1), axis=0)
    residual = float((left - left.mean()).pow(2).to_numpy().sum() / (95 * 2))
    change = model.coefficients["time_point[late]"].value

    assert change.estimate == pytest.approx((scores["late"] - scores["initial"]).mean())
    assert change.se == pytest.approx(math.sqrt(2 * residual / 96), rel=1e-6)
    assert change.df == pytest.approx(190, rel=1e-6)
    assert variances(model)["residual"].estimate == pytest.approx(residual, rel=1e-6)


def test_intervals_and_p_values_are_of_t():
    for one in plain().coefficients.values():
        value = one.value
        half = student.ppf(0.975, value.df) * value.se
        assert (value.low, value.high) == pytest.approx(
            (value.estimate - half, value.estimate + half)
        )
        assert one.p == pytest.approx(2 * student.sf(abs(value.estimate / value.se), value.df))
    narrow = fitted(courses(), confidence=0.8).coefficients["age"].value
    assert narrow.high - narrow.estimate == pytest.approx(student.ppf(0.9, narrow.df) * narrow.se)


def test_correlations_are_shares_of_the_variance():
    found = {part: one.estimate for part, one in variances(plain()).items()}
    told = correlations(plain())
    whole = sum(found.values())

    assert told["unit"].estimate == pytest.approx(found["unit"] / whole)
    assert told["person"].estimate == pytest.approx((found["unit"] + found["person"]) / whole)
    for one in (*told.values(), *variances(plain()).values()):
        assert 0 < one.low < one.estimate < one.high
    drawn = correlations_by_bootstrap(plain(), draws=60, seed=1)["unit"]
    assert drawn.low < told["unit"].estimate < drawn.high
    again = correlations_by_bootstrap(plain(), draws=60, seed=1)["unit"]
    assert (drawn.low, drawn.high) == (again.low, again.high)


def test_units_are_drawn_together_the_more_the_fewer_answers_they_have():
    rows = courses(5, between=1.5)
    thin = rows[(rows["unit_id"] != "U03") | (rows["episode_id"] < "e0038")]
    whole, fewer = (unit_effects(fitted(one))["U03"] for one in (rows, thin))
    model = fitted(thin)
    mean = model.design.outcome - model.design.matrix @ model.fit.effects
    kept = thin.iloc[model.design.kept]["unit_id"].to_numpy()

    assert fewer.n == 2
    assert fewer.se > 1.2 * whole.se
    assert abs(fewer.estimate) < abs(mean[kept == "U03"].mean())
    assert sum(one.estimate for one in unit_effects(fitted(rows)).values()) == pytest.approx(
        0, abs=0.3
    )
    for one in unit_effects(model).values():
        assert one.low < one.estimate < one.high


def test_known_unit_effects_are_found_within_their_intervals():
    held, off = [], []
    for seed in range(25):
        rng = np.random.default_rng([seed, 9])
        truth = rng.normal(0, 1, 12)
        rows = courses(seed, units=12, persons=10, between=0.0, lost=0.2)
        rows["pain"] += truth[rows["unit_id"].str[1:].astype(int)]
        found = unit_effects(fitted(rows))
        for one, true in zip(found.values(), truth, strict=True):
            held.append(one.low <= true <= one.high)
            off.append(one.estimate - true)

    assert 0.92 < np.mean(held) < 0.99
    assert abs(np.mean(off)) < 0.15


def test_a_variance_of_zero_is_a_result_and_said():
    rows = courses(7, between=0.0)
    means = rows.groupby("unit_id")["pain"].transform("mean")
    model = fitted(rows.assign(pain=rows["pain"] - means))

    assert model.is_singular
    assert not model.is_refused
    assert codes(model) == {"unit_variance_zero"}
    assert variances(model)["unit"].estimate == 0
    assert math.isnan(variances(model)["unit"].low)
    assert correlations(model)["unit"].estimate == 0
    for one in unit_effects(model).values():
        assert one.estimate == 0
        assert math.isnan(one.low)
        assert {caution.code for caution in one.cautions} == {"unit_variance_zero"}
    assert correlations_by_bootstrap(model, draws=40, seed=2)["unit"].high > 0
    assert "unit_variance_zero" in {one.code for one in model.coefficients["age"].value.cautions}


def test_persons_who_are_no_more_alike_than_others_are_said():
    rows = courses(2, own=0.0, between=1.0)
    means = rows.groupby("episode_id")["pain"].transform("mean")
    at_unit = rows.groupby("unit_id")["pain"].transform("mean")
    model = fitted(rows.assign(pain=rows["pain"] - means + at_unit), covariates=())

    assert "person_variance_zero" in codes(model)
    assert variances(model)["person"].estimate == 0
    assert correlations(model)["person"].estimate == correlations(model)["unit"].estimate


def test_one_part_alone():
    persons = fitted(courses(), unit=None)
    assert (persons.parts, persons.n_units, unit_effects(persons)) == (("person",), 0, {})
    assert set(variances(persons)) == {"person", "residual"}
    last = courses()[lambda rows: rows["time_point"] == "late"]
    units = fitted(last, time=None, person=None)
    assert units.n_units == 8
    assert set(variances(units)) == {"unit", "residual"}
    assert units.n_persons == units.n_rows


def test_rows_without_answer_or_covariate_are_left_out_and_counted():
    rows = courses()
    rows.loc[[3, 4], "age"] = np.nan
    missing = int(rows["pain"].isna().sum())
    model = fitted(rows)

    assert model.design.rows_without_outcome == missing
    assert model.design.rows_without_covariates == 2
    assert model.n_rows == len(rows) - missing - 2
    (said,) = model.cautions
    assert said.code == "rows_without_covariates"
    facts = dict(said.facts)
    assert (facts["dropped"], facts["total"]) == (2, len(rows) - missing)


def test_a_covariate_that_is_equal_for_all_has_no_estimate_and_is_said():
    model = fitted(courses().assign(age=40.0))
    assert codes(model) == {"covariate_without_spread"}
    assert "age" not in model.coefficients


def test_who_missed_a_time_point_counts_with_the_other_answers():
    rows = courses(4, lost=0.4)
    found = marginal_means(fitted(rows), over=["time_point"])
    means = {one.levels["time_point"]: one.value for one in found}
    answered = rows.dropna().groupby("time_point", observed=True)["episode_id"].nunique()
    assert {level: one.n for level, one in means.items()} == answered.to_dict()
    assert fitted(rows).n_persons == rows.dropna()["episode_id"].nunique()


def test_marginal_means_differ_by_the_coefficients():
    model = fitted(courses())
    by_sex = {one.levels["sex"]: one.value.estimate for one in marginal_means(model, over=["sex"])}
    gap = model.coefficients["sex[male]"].value.estimate
    assert by_sex["male"] - by_sex["female"] == pytest.approx(gap)
    changes = {one.name: one.value.estimate for one in differences(model, of="time_point")}
    assert changes["late - initial"] == pytest.approx(
        model.coefficients["time_point[late]"].value.estimate
    )


def test_means_over_persons_count_each_once_however_often_they_answered():
    # Men answer at the start only, so they are fewer of the answers than of the persons.
    rows = courses()
    rows = rows[(rows["sex"] == "female") | (rows["time_point"] == "initial")]
    model = fitted(rows.assign(pain=rows["pain"].fillna(6.0)), covariates=[SEX])
    effects = {name: one.value.estimate for name, one in model.coefficients.items()}
    shares = {
        "persons": (rows.drop_duplicates("episode_id")["sex"] == "male").mean(),
        "rows": (rows["sex"] == "male").mean(),
        "equal": 0.5,
    }

    assert shares["persons"] > shares["rows"] + 0.1
    for weights, share in shares.items():
        at_start = marginal_means(model, over=["time_point"], weights=weights)[0].value
        expected = effects["intercept"] + share * effects["sex[male]"]
        assert at_start.estimate == pytest.approx(expected)


def test_two_contrasts_together_are_an_f_test():
    model = plain()
    names = ["time_point[discharge]", "time_point[late]"]
    places = [model.design.names.index(name) for name in names]
    effects = model.fit.effects[places]
    covariance = model.fit.covariance[np.ix_(places, places)]
    found = joint_test(model, names)

    assert found.statistic == pytest.approx(effects @ np.linalg.inv(covariance) @ effects / 2)
    assert found.p == pytest.approx(fdtrc(2, found.denominator_df, found.statistic))
    one = joint_test(model, names[:1])
    alone = model.coefficients[names[0]]
    assert one.statistic == pytest.approx(alone.statistic**2)
    assert one.p == pytest.approx(alone.p)
    twice = joint_test(model, [*names, {names[0]: 1.0, names[1]: 1.0}])
    assert (twice.numerator_df, twice.statistic) == (2, pytest.approx(found.statistic))


UNITS_ALONE = {"person": None, "time": None, "covariates": [AGE]}
MANY_COLUMNS = UNITS_ALONE | {"covariates": [category("unit_id", reference="U00")]}


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        (lambda rows: rows[rows["unit_id"] < "U04"], {}, "too_few_units"),
        (lambda rows: rows[rows["episode_id"] < "e0009"], {"unit": None}, "too_few_persons"),
        (lambda rows: rows[rows["time_point"] == "late"], {"time": None}, "persons_answered_once"),
        (lambda rows: rows.drop_duplicates("unit_id"), UNITS_ALONE, "one_person_per_unit"),
        (lambda rows: rows.assign(age=2 * (rows["sex"] == "male")), {}, "collinear_covariates"),
        (lambda rows: rows.assign(pain=4.0), {}, "perfect_fit"),
        (lambda rows: rows.assign(pain=np.nan), {}, "too_few_units"),
        (lambda rows: rows.drop_duplicates("unit_id"), MANY_COLUMNS, "too_few"),
    ],
)
def test_what_has_no_answer_is_refused(change, words, code):
    model = fitted(change(courses()), **words)

    assert code in codes(model)
    assert model.is_refused
    assert math.isnan(model.log_likelihood)
    for one in model.coefficients.values():
        assert np.isnan([one.value.estimate, one.value.se, one.value.low, one.p]).all()
        assert code in {caution.code for caution in one.value.cautions}
    for group in (variances(model), correlations(model), unit_effects(model)):
        assert all(math.isnan(one.estimate) for one in group.values())
    assert math.isnan(joint_test(model, [model.design.names[0]]).p)
    drawn = correlations_by_bootstrap(model, draws=5, seed=1)
    assert all(math.isnan(one.estimate) for one in drawn.values())


def test_a_search_that_is_cut_short_says_so(monkeypatch):
    whole = fitting.fit
    monkeypatch.setattr(
        linear_module, "fit", lambda *given, **words: whole(*given, **words, most_steps=0)
    )
    model = fitted(courses())

    assert codes(model) == {"model_not_converged"}
    assert model.is_refused
    assert math.isnan(model.coefficients["age"].value.estimate)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ({"covariates": "age + sex"}, "1 of 2 covariates"),
        ({"covariates": ["age"]}, "1 of 2 covariates"),
        ({"covariates": AGE}, "1 of 2 covariates"),
        ({"covariates": [AGE, AGE]}, "age"),
        ({"outcome": "pain ~ age"}, "pain ~ age"),
        ({"criterion": "reml2"}, "criterion"),
        ({"person": None, "unit": None}, "person, unit"),
        ({"time": None, "covariates": [numeric("age", by_time=True)]}, "age"),
        ({"covariates": [category("sex", reference="other")]}, None),
        ({"covariates": [category("age", reference="40"), AGE]}, "age"),
    ],
)
def test_wrong_calls_are_told_with_a_remedy(words, where):
    with pytest.raises(ParameterError) as caught:
        fitted(courses(), **words)
    assert caught.value.remedy
    assert where is None or caught.value.where == where


def test_what_is_measured_after_the_start_has_to_be_said():
    rows = courses()
    rows["sleep"] = np.random.default_rng(1).normal(size=len(rows))

    with pytest.raises(ParameterError) as caught:
        fitted(rows, covariates=[numeric("sleep")])
    assert "varies" in caught.value.remedy
    assert "sleep" in fitted(rows, covariates=[numeric("sleep", varies=True)]).coefficients


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.assign(unit_id=np.where(rows["time_point"] == "late", "U00", "U01")),
        lambda rows: pd.concat([rows, rows.iloc[[0]]]),
        lambda rows: rows.assign(unit_id=rows["unit_id"].where(rows["unit_id"] != "U02")),
        lambda rows: rows.assign(pain=rows["pain"].astype("object").where(rows.index != 5, "much")),
        lambda rows: rows.assign(pain=rows["pain"].where(rows.index != 5, np.inf)),
    ],
)
def test_rows_that_cannot_be_are_refused_without_a_value(change):
    with pytest.raises(ParameterError) as caught:
        fitted(change(courses()))
    told = f"{caught.value} {caught.value.where} {caught.value.remedy}"
    assert caught.value.remedy
    assert "e0000" not in told
    assert "much" not in told


def test_contrasts_name_their_coefficients():
    found = contrast(plain(), {"time_point[late]": 1.0, "time_point[discharge]": -1.0})
    made = differences(plain(), of="time_point", reference="discharge")
    changes = {one.name: one for one in made}
    assert found.value.estimate == pytest.approx(changes["late - discharge"].value.estimate)
    assert found.value.df == pytest.approx(changes["late - discharge"].value.df)
    with pytest.raises(ParameterError):
        contrast(plain(), {"time_point[later]": 1.0})
    with pytest.raises(ParameterError):
        joint_test(plain(), "age")
