"""How well a case-mix model foretells outcomes at units that it has not seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, stdtrit

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.units.case_mix import plan_design
from nrs_lib.stats.units.discrimination import c_statistic
from nrs_lib.stats.units.linear import fit_linear
from nrs_lib.stats.units.logistic import fit_logistic
from nrs_lib.stats.units.models import UnitData, fit_case_mix

LEFT_OUT = "each_unit_left_out"
# Beyond these log odds a prediction is as good as certain.
_CERTAIN = 30.0


@dataclass(frozen=True)
class CalibrationGroup:
    """Patients with similar expected values: what was expected and what came.

    ``expected`` is the mean expected, in the measure's unit (shares from 0 to 1);
    ``observed`` the share or mean of the same patients, with its interval.
    """

    expected: float
    observed: Estimate


@dataclass(frozen=True)
class Calibration:
    """Quality of a case-mix model, told by patients at units that were left out of its fit.

    Attributes
    ----------
    in_the_large
        What must be added to every prediction: log odds for shares, the measure's unit for
        means; 0 when the level is right.
    intercept, slope
        Of outcomes on predictions; 0 and 1 when they agree. A slope below 1 says that the
        model expects too much difference.
    discrimination
        C statistic for shares; missing for means.
    error
        Brier score for shares (mean squared error of the probability), root mean squared
        error for means.
    explained
        Part of that squared error that the model takes away from what the others' mean or
        share alone leaves; below 0 when the model does harm.
    groups
        By expected value, of equal size, low first.
    without
        Units whose patients could not be foretold, because the others gave no model.
    method
        How predictions were made.
    cautions
        Why there is none, or that the model foretells nothing.
    """

    in_the_large: Estimate
    intercept: Estimate
    slope: Estimate
    discrimination: Estimate
    error: Estimate
    explained: Estimate
    groups: tuple[CalibrationGroup, ...]
    without: int
    method: str
    cautions: tuple[Caution, ...]


def left_out_predictions(data: UnitData) -> tuple[np.ndarray, np.ndarray]:
    """Expected value of each patient, from a model fitted to all other units.

    Returns
    -------
    tuple
        Prediction of the model, and of the other units' share or mean alone; both missing
        where the others gave no model.
    """
    expected = np.full(len(data.values), math.nan)
    plain = expected.copy()
    whole = fit_case_mix(data)
    is_event = data.values if data.is_share else None
    for unit in np.unique(data.units):
        mine = data.units == unit
        others = data.frame[~mine]
        # Which levels stand on their own is decided without the unit, too.
        plan = plan_design(
            others, data.family.variables, is_event=None if is_event is None else is_event[~mine]
        )
        matrix, values = plan.matrix(others), data.values[~mine]
        if data.is_share:
            same = plan.names == whole.plan.names and not whole.is_refused
            start = whole.fit.coefficients if same else None
            fit = fit_logistic(values, matrix, plan.names, start=start, about=data.measure)
        else:
            fit = fit_linear(values, matrix, plan.names, about=data.measure)
        if fit.is_refused:
            continue
        predictor = plan.matrix(data.frame[mine]) @ fit.coefficients
        expected[mine] = expit(predictor) if data.is_share else predictor
        plain[mine] = values.mean()
    return expected, plain


def calibrate(data: UnitData, *, confidence: float | None = None) -> Calibration:
    """Judge the case-mix model of a comparison by leaving each unit out in turn.

    Parameters
    ----------
    data
        From `unit_data`.

    Returns
    -------
    Calibration
        Empty, with the reason, where fewer than two units, no variables or no model exist.

    References
    ----------
    Van Calster and others 2019, doi:10.1186/s12916-019-1466-7; leaving out whole units:
    Steyerberg and Harrell 2016, doi:10.1016/j.jclinepi.2015.04.005. Brier 1950,
    doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    if not data.family.variables:
        return _none((Caution.of("not_adjusted", data.measure),))
    whole = fit_case_mix(data)
    units = len(np.unique(data.units))
    if whole.is_refused:
        return _none(tuple(c for c in whole.cautions if c.severity == "refused"))
    if units < 2:
        return _none((Caution.of("too_few_units", data.measure, n=units, least=2),))
    expected, plain = left_out_predictions(data)
    known = ~np.isnan(expected)
    without = len(np.unique(data.units[~known]))
    if not known.any():
        return _none(tuple(whole.cautions))
    y, expected, plain = data.values[known], expected[known], plain[known]
    large, intercept, slope = (_shares if data.is_share else _means)(y, expected, level)
    explained = _explained((y - expected) ** 2, (y - plain) ** 2, data.units[known], level)
    no_better = explained.estimate <= 0
    return Calibration(
        in_the_large=large,
        intercept=intercept,
        slope=slope,
        discrimination=c_statistic(y, expected, confidence=level)
        if data.is_share
        else Estimate(math.nan, math.nan, math.nan, len(y), ""),
        error=_error((y - expected) ** 2, data.is_share, level),
        explained=explained,
        groups=_groups(y, expected, data.is_share, level),
        without=without,
        method=LEFT_OUT,
        cautions=(Caution.of("model_no_better", data.measure),) if no_better else (),
    )


def _none(cautions: tuple[Caution, ...]) -> Calibration:
    nothing = Estimate(math.nan, math.nan, math.nan, 0, "", cautions=cautions)
    return Calibration(*[nothing] * 6, (), 0, LEFT_OUT, cautions)


def _shares(y: np.ndarray, expected: np.ndarray, level: float) -> tuple[Estimate, ...]:
    odds = np.clip(logit(expected), -_CERTAIN, _CERTAIN)
    ones = np.ones((len(y), 1))
    large = fit_logistic(y, ones, ["intercept"], offset=odds)
    line = fit_logistic(y, np.column_stack([ones, odds]), ["intercept", "slope"])
    both = line.estimates(confidence=level)
    return large.estimates(confidence=level)["intercept"], both["intercept"], both["slope"]


def _means(y: np.ndarray, expected: np.ndarray, level: float) -> tuple[Estimate, ...]:
    gap, sd, low, high = mean_interval(y - expected, confidence=level)
    large = Estimate(gap, low, high, len(y), "t", sd=sd)
    line = fit_linear(y, np.column_stack([np.ones(len(y)), expected]), ["intercept", "slope"])
    both = line.estimates(confidence=level)
    return large, both["intercept"], both["slope"]


def _error(squared: np.ndarray, is_share: bool, level: float) -> Estimate:
    mean, sd, low, high = mean_interval(squared, confidence=level)
    if is_share:
        return Estimate(mean, max(low, 0.0), min(high, 1.0), len(squared), "brier", sd=sd)
    root = [math.sqrt(max(part, 0.0)) for part in (mean, low, high)]
    return Estimate(*root, len(squared), "root_mean_squared_error")


def _explained(squared: np.ndarray, plain: np.ndarray, units: np.ndarray, level: float) -> Estimate:
    """Part of the squared error taken away, with the jackknife over units for its interval."""
    value = 1 - squared.sum() / plain.sum()
    places = np.unique(units, return_inverse=True)[1]
    ours, theirs = (np.bincount(places, weights=part) for part in (squared, plain))
    count = len(ours)
    if count < 2:
        return Estimate(value, math.nan, math.nan, len(squared), "skill_jackknife")
    without = 1 - (squared.sum() - ours) / (plain.sum() - theirs)
    error = math.sqrt((count - 1) / count * float(np.sum((without - without.mean()) ** 2)))
    half = float(stdtrit(count - 1, 0.5 + level / 2)) * error
    return Estimate(value, value - half, value + half, len(squared), "skill_jackknife", se=error)


def _groups(
    y: np.ndarray, expected: np.ndarray, is_share: bool, level: float
) -> tuple[CalibrationGroup, ...]:
    wanted = int(get("calibration_groups").value)
    order = np.argsort(expected, kind="stable")
    groups = []
    for rows in np.array_split(order, min(wanted, len(order))):
        if is_share:
            events = int(y[rows].sum())
            share, low, high = wilson(events, len(rows), confidence=level)
            came = Estimate(
                share,
                low,
                high,
                len(rows),
                "wilson",
                numerator=events,
                denominator=len(rows),
            )
        else:
            mean, sd, low, high = mean_interval(y[rows], confidence=level)
            came = Estimate(mean, low, high, len(rows), "t", sd=sd)
        groups.append(CalibrationGroup(float(expected[rows].mean()), came))
    return tuple(groups)
