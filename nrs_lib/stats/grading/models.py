"""Regressions of patients in units: coefficients, means and spread between units."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.special import expit

from nrs_lib.stats.gee import population_averaged_model
from nrs_lib.stats.grading.drawing import Draw, Family, Interval, Limits, limits_of
from nrs_lib.stats.mixed import (
    LinearMixedModel,
    category,
    correlations,
    linear_mixed_model,
    marginal_means,
    numeric,
    unit_effects,
)
from nrs_lib.stats.mixed.logistic import logistic_mixed_model
from nrs_lib.stats.robust import robust_mixed, robust_regression
from nrs_lib.stats.sick_leave.ordinal import proportional_odds
from nrs_lib.stats.units.linear import fit_linear
from nrs_lib.stats.units.logistic import fit_logistic

TIMES = ("initial", "discharge", "late")
TIME = category("time_point", reference="initial")
TREATED, AGE = category("treated", reference="no"), numeric("age")
LEVEL, PERSONS, RESIDUAL = 6.9, 1.5, 1.3
CUTS = (-1.0, 0.2, 1.4)


def _courses(units: int, persons: int, tau: float, change: float, truth: str = "change") -> Draw:
    """Pain at three time points; who still has much pain at discharge is lost more often."""

    def sample(rng: np.random.Generator) -> tuple:
        unit = np.repeat(np.arange(units), persons)
        at_unit, n = tau * rng.normal(size=units), units * persons
        level = LEVEL + at_unit[unit] + PERSONS * rng.normal(size=n)
        pain = [level + change * place / 2 + RESIDUAL * rng.normal(size=n) for place in range(3)]
        stays = rng.random(n) < expit(0.9 - 0.5 * (pain[1] - LEVEL))
        pain[2] = np.where(stays, pain[2], np.nan)
        rows = pd.DataFrame(
            {
                "episode_id": np.tile(np.arange(n), 3),
                "unit_id": np.tile(unit, 3),
                "time_point": pd.Categorical(np.repeat(TIMES, n), TIMES),
                "pain": np.concatenate(pain),
            }
        )
        return rows, at_unit, int(rng.integers(units))

    whole = tau**2 + PERSONS**2 + RESIDUAL**2
    truths = {"change": change, "level": LEVEL, "correlation": tau**2 / whole, "unit": 0.0}
    return Draw(truths[truth], sample)


def _patients(n: int, units: int, tau: float, effect: float, uneven: float) -> Draw:
    """One row per patient; half of the units have the treatment, or half of the patients.

    Spread is ``uneven`` times as large in the treated. Where units lie apart (``tau``) whole
    units are treated.
    """

    def sample(rng: np.random.Generator) -> tuple[pd.DataFrame]:
        unit = rng.integers(0, units, n)
        treated = (unit % 2 if tau else rng.random(n) < 0.3).astype("float64")
        age = rng.normal(0, 1, n)
        spread = np.where(treated > 0, uneven, 1.0)
        pain = effect * treated + 0.3 * age + tau * rng.normal(size=units)[unit]
        return (_frame(unit, treated, age, pain=pain + spread * rng.normal(size=n)),)

    return Draw(effect, sample)


def _yes(n: int, units: int, tau: float, effect: float) -> Draw:
    """Yes or no of patients in units, by age; log odds per unit of age within a unit."""

    def sample(rng: np.random.Generator) -> tuple[pd.DataFrame]:
        unit, age = rng.integers(0, units, n), rng.normal(0, 1, n)
        odds = -0.4 + effect * age + tau * rng.normal(size=units)[unit]
        yes = (rng.random(n) < expit(odds)).astype("float64")
        return (_frame(unit, age > 0, age, yes=yes),)

    return Draw(effect, sample)


def _ordered(n: int, effect: float) -> Draw:
    """Categories of sick leave by age, with one log odds ratio at every cut."""

    def sample(rng: np.random.Generator) -> tuple[pd.DataFrame]:
        age = rng.normal(0, 1, n)
        place = np.searchsorted(CUTS, effect * age + rng.logistic(size=n))
        level = pd.Categorical.from_codes(place, ["none", "part", "most", "all"], ordered=True)
        return (pd.DataFrame({"age": age, "level": level}),)

    return Draw(effect, sample)


def _frame(unit: np.ndarray, treated: np.ndarray, age: np.ndarray, **outcome) -> pd.DataFrame:
    words = np.where(treated, "yes", "no")
    return pd.DataFrame({"unit_id": unit, "treated": words, "age": age, **outcome})


def _mixed(rows: pd.DataFrame) -> LinearMixedModel:
    return linear_mixed_model(rows, outcome="pain", time=TIME)


def _late(model) -> Limits:
    return limits_of(model.coefficients["time_point[late]"].value)


def _treated(model) -> Limits:
    return limits_of(model.coefficients["treated[yes]"].value)


def _robust(kind: str) -> Interval:
    cluster = "unit_id" if kind.startswith("CR") else None

    def find(rows: pd.DataFrame) -> Limits:
        words = {"covariates": [TREATED, AGE], "person": None, "cluster": cluster, "kind": kind}
        return _treated(robust_regression(rows, outcome="pain", family="linear", **words))

    return find


def _averaged(rows: pd.DataFrame, covariance: str) -> Limits:
    return _treated(
        population_averaged_model(
            rows,
            outcome="pain",
            family="linear",
            covariates=[TREATED, AGE],
            cluster="unit_id",
            person=None,
            covariance=covariance,
        )
    )


def _in_units(rows: pd.DataFrame) -> Limits:
    model = logistic_mixed_model(rows, outcome="yes", covariates=[AGE], person=None)
    return limits_of(model.coefficients["age"].value)


def _plain(rows: pd.DataFrame, outcome: str) -> Limits:
    matrix = np.column_stack([np.ones(len(rows)), rows["treated"] == "yes", rows["age"]])
    fit = {"pain": fit_linear, "yes": fit_logistic}[outcome]
    found = fit(rows[outcome].to_numpy(), matrix, ["intercept", "treated", "age"]).estimates()
    return limits_of(found[{"pain": "treated", "yes": "age"}[outcome]])


def _odds(rows: pd.DataFrame) -> Limits:
    model = proportional_odds(rows, outcome="level", numbers=["age"])
    if model.is_refused:
        return math.nan, math.nan, math.nan
    return limits_of(model.odds_ratios[0].log_odds)


def _level(rows: pd.DataFrame, _at_unit: np.ndarray, _place: int) -> Limits:
    return limits_of(marginal_means(_mixed(rows), over=["time_point"])[0].value)


def _unit(rows: pd.DataFrame, at_unit: np.ndarray, place: int) -> Limits:
    found = unit_effects(_mixed(rows))[str(place)]
    return limits_of(found, less=float(at_unit[place]))


MODELS = Family(
    kinds={
        "courses": _courses,
        "courses_level": lambda **numbers: _courses(**numbers, truth="level"),
        "courses_correlation": lambda **numbers: _courses(**numbers, truth="correlation"),
        "courses_unit": lambda **numbers: _courses(**numbers, truth="unit"),
        "patients": _patients,
        "yes": _yes,
        "ordered": _ordered,
    },
    intervals={
        "reml_satterthwaite": lambda rows, *_: _late(_mixed(rows)),
        "reml_mean": _level,
        "reml_blup": _unit,
        "reml_delta_logit": lambda rows, *_: limits_of(correlations(_mixed(rows))["unit"]),
        "reml_cr2": lambda rows, *_: _late(robust_mixed(_mixed(rows))),
        "ml_quadrature_wald": _in_units,
        "gee_robust": lambda rows: _averaged(rows, "robust"),
        "gee_mancl_derouen": lambda rows: _averaged(rows, "mancl_derouen"),
        "least_squares_hc3": _robust("HC3"),
        "least_squares_cr2": _robust("CR2"),
        "least_squares_t": lambda rows: _plain(rows, "pain"),
        "logistic_ml_wald": lambda rows: _plain(rows, "yes"),
        "proportional_odds_wald": _odds,
    },
)
