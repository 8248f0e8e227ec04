"""Units compared: what each is in truth is drawn too."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit, logit, ndtr

from nrs_lib.stats.grading.drawing import Draw, Family, Limits, limits_of
from nrs_lib.stats.units.discrimination import c_statistic
from nrs_lib.stats.units.funnel import binomial_limits, normal_limits
from nrs_lib.stats.units.heterogeneity import between_units
from nrs_lib.stats.units.linear import fit_linear
from nrs_lib.stats.units.overdispersion import overdispersion
from nrs_lib.stats.units.shrinkage import shrink_means, shrink_shares
from nrs_lib.stats.units.standardisation import standardise_means, standardise_shares


def _sizes(rng: np.random.Generator, units: int, least: int, most: int) -> np.ndarray:
    return np.exp(rng.uniform(math.log(least), math.log(most + 1), units)).astype("int64")


def _unit_means(units: int, least: int, most: int, tau: float, sd: float) -> Draw:
    """Change of patients in units, by their start; each unit's true difference is drawn."""

    def sample(rng: np.random.Generator) -> tuple:
        sizes, apart = _sizes(rng, units, least, most), tau * rng.normal(size=units)
        unit = np.repeat(np.arange(units), sizes)
        # Units also differ in how ill their patients are.
        start = rng.normal(0, 1, len(unit)) + 0.4 * rng.normal(size=units)[unit]
        outcome = -0.8 - 0.5 * start + apart[unit] + rng.normal(0, sd, len(unit))
        # A comparison holds each unit against all patients as they are, units' effects in.
        return outcome, start, unit, apart - apart[unit].mean(), int(rng.integers(units))

    return Draw(0.0, sample)


def _unit_shares(units: int, least: int, most: int, tau: float, share: float) -> Draw:
    """Yes and no of patients in units, by their risk; each unit's log odds are drawn."""

    def sample(rng: np.random.Generator) -> tuple:
        sizes, apart = _sizes(rng, units, least, most), tau * rng.normal(size=units)
        unit = np.repeat(np.arange(units), sizes)
        risk = float(logit(share)) + 0.6 * rng.normal(size=len(unit))
        yes = (rng.random(len(unit)) < expit(risk + apart[unit])).astype("float64")
        return yes, risk, unit, apart, int(rng.integers(units))

    return Draw(0.0, sample)


def _unit_errors(units: int, least: int, most: int, tau: float, sd: float) -> Draw:
    """Mean and standard error of each unit; the truth is the variance between them."""

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        errors = sd / np.sqrt(_sizes(rng, units, least, most))
        return tau * rng.normal(size=units) + errors * rng.normal(size=units), errors

    return Draw(tau**2, sample)


def _alike(n: int, share: float) -> Draw:
    """A unit like the nation."""
    return Draw(0.0, lambda rng: (int(rng.binomial(n, share)), n, share))


def _foretold(n: int, share: float, apart: float) -> Draw:
    """A predictor that lies so many standard deviations higher in those with the outcome."""

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        outcome = (rng.random(n) < share).astype("float64")
        return outcome, apart * outcome + rng.normal(size=n)

    return Draw(float(ndtr(apart / math.sqrt(2))), sample)


def _names(units: np.ndarray) -> list[str]:
    return [str(one) for one in range(int(units.max()) + 1)]


def _adjusted_mean(outcome, start, unit, apart, place) -> Limits:
    matrix = np.column_stack([np.ones(len(start)), start])
    fit = fit_linear(outcome, matrix, ["intercept", "start"])
    national = float(outcome.mean())
    made = standardise_means(
        outcome,
        fit.expected(matrix),
        unit,
        _names(unit),
        national=national,
        sigma=fit.sigma,
        df=fit.df,
    )[place]
    return limits_of(made.adjusted, less=national + apart[place])


def _shrunken_mean(outcome, start, unit, apart, place) -> Limits:
    sizes = np.bincount(unit)
    left = outcome + 0.5 * start
    sd = float(np.sqrt(np.mean((left - (np.bincount(unit, left) / sizes)[unit]) ** 2)))
    values = np.bincount(unit, left) / sizes
    found = shrink_means(values, sd / np.sqrt(sizes), sizes).values[place]
    return limits_of(found, less=float((left.mean() + apart)[place]))


def _adjusted_share(yes, risk, unit, apart, place) -> Limits:
    mine = unit == place
    chance = expit(risk)
    national = float(chance.mean())
    made = standardise_shares(yes, chance, unit, _names(unit), national=national)[place]
    truth = expit(risk[mine] + apart[place]).sum() / chance[mine].sum() * national
    return limits_of(made.adjusted, less=float(truth))


def _shrunken_share(yes, risk, unit, apart, place) -> Limits:
    found = shrink_shares(yes, risk, unit, risk).values[place]
    return limits_of(found, less=float(expit(risk + apart[place]).mean()))


def _funnel_share(numerator: int, n: int, share: float) -> Limits:
    limits = binomial_limits(share, [n], level=0.95)
    seen = numerator / n
    return share - seen, float(limits.low[0]) - seen, float(limits.high[0]) - seen


def _funnel_mean(outcome, start, unit, apart, place) -> Limits:
    """Limits that take in spread between units, around the nation, less the unit's value."""
    left, sizes = outcome + 0.5 * start, np.bincount(unit)
    values = np.bincount(unit, left) / sizes
    errors = float(np.std(left - values[unit])) / np.sqrt(sizes)
    target = float(left.mean())
    spread = overdispersion(values, errors, target)
    limits = normal_limits(target, errors, level=0.95, tau2=spread.tau2)
    seen = values[place]
    return target - seen, float(limits.low[place]) - seen, float(limits.high[place]) - seen


def _between(values: np.ndarray, errors: np.ndarray) -> Limits:
    found = between_units(values, errors**2)
    return found.tau2, found.low, found.high


UNITS = Family(
    kinds={
        "unit_means": _unit_means,
        "unit_shares": _unit_shares,
        "unit_errors": _unit_errors,
        "unit_alike": _alike,
        "foretold": _foretold,
    },
    intervals={
        "standardised_mean": _adjusted_mean,
        "standardised_share": _adjusted_share,
        "shrunken_mean": _shrunken_mean,
        "shrunken_share": _shrunken_share,
        "funnel_exact": _funnel_share,
        "funnel_additive": _funnel_mean,
        "q_profile": _between,
        "delong": lambda outcome, predictor: limits_of(c_statistic(outcome, predictor)),
    },
)
