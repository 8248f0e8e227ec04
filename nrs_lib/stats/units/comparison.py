"""Units beside each other, each held against what the nation would reach with its patients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.case_mix import CaseMix
from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.outlier_policy import OutlierPolicy, read_outlier_policy
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.units.chance import ChanceLimits, chance_limits
from nrs_lib.stats.units.models import (
    CaseMixModel,
    UnitData,
    check_model_fits,
    fit_case_mix,
    unit_data,
)
from nrs_lib.stats.units.overdispersion import Overdispersion, overdispersion
from nrs_lib.stats.units.quarters import quarters
from nrs_lib.stats.units.shrinkage import Shrinkage, shrink_means, shrink_shares
from nrs_lib.stats.units.standardisation import (
    Standardised,
    standardise_means,
    standardise_shares,
)
from nrs_lib.stats.units.standing import MISSING, UnitResult, before_judgement, cautions_of_all
from nrs_lib.terms import TimePoint

EXACT, ADDITIVE, NORMAL = "exact", "additive_normal", "normal"


@dataclass(frozen=True, eq=False)
class UnitComparison:
    """All units of one register on one measure and period, in the order of the register.

    Attributes
    ----------
    data, model
        Who is compared, and the case-mix model; its ``national`` is the level of adjusted
        values and the centre of the limits.
    national
        Share or mean change of the period's patients in the model.
    units
        One per unit of the register. Never in order of their values: a place in an order
        says nothing of what is known.
    dispersion
        How much more the units differ than by chance.
    limits_by
        ``exact``, ``normal`` or, where spread is taken in, ``additive_normal``.
    rankability, tau
        Part of the differences that is not chance, and standard deviation between units
        (log odds for shares, the measure's unit for means).
    policy
        Levels of the limits.
    cautions
        What a reader must be told; refused when there is no comparison.
    """

    data: UnitData
    model: CaseMixModel
    national: Estimate
    units: tuple[UnitResult, ...]
    dispersion: Overdispersion
    limits_by: str
    rankability: Estimate
    tau: float
    policy: OutlierPolicy
    cautions: tuple[Caution, ...]

    @property
    def is_refused(self) -> bool:
        return any(caution.severity == "refused" for caution in self.cautions)


def unit_comparison(
    population: Population,
    period: Period,
    measure: str,
    *,
    time_point: TimePoint | None = None,
    model: CaseMixModel | None = None,
    case_mix: CaseMix | None = None,
    policy: OutlierPolicy | None = None,
    confidence: float | None = None,
) -> UnitComparison:
    """Compare the units of a register on one measure, adjusted for case mix.

    Parameters
    ----------
    population
        A whole register; never one unit, never two registers.
    measure
        A share of ``measures.yaml`` that is known after the programme, or a scale for its
        mean change from the start (later less start, in the scale's unit).
    time_point
        Of the later answer; discharge when left out.
    model
        A model frozen from another period, from `fit_case_mix`; fitted to the period itself
        when left out, so that the sum expected is the sum observed.
    case_mix, policy
        The project's own when left out.

    Returns
    -------
    UnitComparison
        Patients without outcome are left out, and counted; those who lack a variable are
        not. Units with too few answers keep ``n`` and response, and have no number of their
        own.

    Raises
    ------
    ParameterError
        The population is one unit or holds two registers; the measure is no outcome; a
        frozen model is of something else.
    DefinitionError
        No case mix is declared for the measure.

    References
    ----------
    Verburg and others 2018, doi:10.1177/0962280217700169; of missing variables Sisk and
    others 2023, doi:10.1177/09622802231165001.
    """
    data = unit_data(population, period, measure, time_point=time_point, case_mix=case_mix)
    return compare(data, model=model, policy=policy, confidence=confidence)


def compare(
    data: UnitData,
    *,
    model: CaseMixModel | None = None,
    policy: OutlierPolicy | None = None,
    confidence: float | None = None,
) -> UnitComparison:
    """Compare units from gathered data; see `unit_comparison`."""
    policy = policy or read_outlier_policy()
    level = float(get("confidence_level").value) if confidence is None else confidence
    if model is None:
        model = fit_case_mix(data)
    else:
        check_model_fits(model, data)
    sizes = np.bincount(data.units, minlength=len(data.unit_ids))
    standing = sizes >= int(get("comparison_least_n").value)
    blanks = [
        before_judgement(data, place, int(n), confidence=level) for place, n in enumerate(sizes)
    ]
    cautions = [*data.cautions, *model.cautions, *cautions_of_all(blanks)]
    national = _national(data, level)
    if model.is_refused:
        nothing = Overdispersion(math.nan, 0.0, 0, math.nan, math.nan, ())
        return UnitComparison(
            data=data,
            model=model,
            national=national,
            units=tuple(blanks),
            dispersion=nothing,
            limits_by="",
            rankability=MISSING,
            tau=math.nan,
            policy=policy,
            cautions=tuple(cautions),
        )
    standardised = _standardised(data, model, level)
    compared = [made for made, has in zip(standardised, standing, strict=True) if has]
    spread = overdispersion(
        np.array([made.value for made in compared]),
        np.array([made.error for made in compared]),
        model.national,
        about=data.measure,
    )
    shrunken, said = _shrunken(data, model, compared, standing, level)
    judged = {
        made.unit_id: _judged(made, chance_limits(made, model.national, spread, policy))
        for made in compared
    }
    if shrunken is not None:
        outer = quarters(shrunken)
        for place, made in enumerate(compared):
            judged[made.unit_id] |= {
                "shrunken": shrunken.values[place],
                "highest_quarter": float(outer.highest[place]),
                "lowest_quarter": float(outer.lowest[place]),
            }
    units = [
        replace(blank, expected=made.expected, **judged.get(made.unit_id, {}))
        for blank, made in zip(blanks, standardised, strict=True)
    ]
    return UnitComparison(
        data=data,
        model=model,
        national=national,
        units=tuple(units),
        dispersion=spread,
        limits_by=ADDITIVE if spread.tau2 else EXACT if data.is_share else NORMAL,
        rankability=MISSING if shrunken is None else shrunken.rankability,
        tau=math.nan if shrunken is None else shrunken.tau,
        policy=policy,
        cautions=tuple(dict.fromkeys([*cautions, *spread.cautions, *_agreeing(said, spread)])),
    )


def _agreeing(said: Sequence[Caution], spread: Overdispersion) -> list[Caution]:
    """Without the sentence that no spread is seen, where the limits are widened by some."""
    return [one for one in said if not (spread.tau2 and one.code == "unit_variance_zero")]


def _judged(made: Standardised, limits: ChanceLimits) -> dict[str, object]:
    return {
        "raw": made.raw,
        "against": made.against,
        "adjusted": made.adjusted,
        "limits": limits.by_level,
        "lower_tail": limits.lower_tail,
        "upper_tail": limits.upper_tail,
        "has_standing": True,
    }


def _national(data: UnitData, level: float) -> Estimate:
    n = len(data.values)
    if data.is_share:
        events = int(data.values.sum())
        share, low, high = wilson(events, n, confidence=level)
        return Estimate(share, low, high, n, "wilson", numerator=events, denominator=n)
    mean, sd, low, high = mean_interval(data.values, confidence=level)
    return Estimate(mean, low, high, n, "t", sd=sd)


def _standardised(data: UnitData, model: CaseMixModel, level: float) -> tuple[Standardised, ...]:
    predictor = model.predictor(data.frame)
    if data.is_share:
        return standardise_shares(
            data.values,
            expit(predictor),
            data.units,
            data.unit_ids,
            national=model.national,
            confidence=level,
        )
    return standardise_means(
        data.values,
        predictor,
        data.units,
        data.unit_ids,
        national=model.national,
        sigma=model.fit.sigma,
        df=model.fit.df,
        confidence=level,
    )


def _shrunken(
    data: UnitData,
    model: CaseMixModel,
    compared: Sequence[Standardised],
    standing: np.ndarray,
    level: float,
) -> tuple[Shrinkage | None, tuple[Caution, ...]]:
    least = int(get("mixed_least_units").value)
    if len(compared) < least:
        few = Caution.of("too_few_units", data.measure, n=len(compared), least=least)
        return None, (few,)
    if not data.is_share:
        found = shrink_means(
            np.array([made.value for made in compared]),
            np.array([made.error for made in compared]),
            np.array([made.n for made in compared]),
            confidence=level,
            about=data.measure,
        )
        return found, found.cautions
    rows = standing[data.units]
    places = (np.cumsum(standing) - 1)[data.units[rows]]
    predictor = model.predictor(data.frame)
    if data.values[rows].min() == data.values[rows].max():
        return None, (Caution.of("no_spread", data.measure),)
    found = shrink_shares(
        data.values[rows],
        predictor[rows],
        places,
        predictor,
        confidence=level,
        about=data.measure,
    )
    return found, found.cautions
