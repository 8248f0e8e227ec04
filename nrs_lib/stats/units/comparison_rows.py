"""A comparison of units as estimates, so that disclosure can clear it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nrs_lib.contracts.outlier_policy import OutlierLevel
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate, Estimates, from_rows
from nrs_lib.stats.rows import MEAN_DEFINITIONS, SHARE_DEFINITIONS
from nrs_lib.stats.units.comparison import UnitComparison
from nrs_lib.stats.units.funnel import Limits, binomial_limits, normal_limits
from nrs_lib.stats.units.quarters import METHOD as QUARTERS
from nrs_lib.stats.units.standing import UnitResult
from nrs_lib.terms import FUNNEL_LIMITS, NATIONAL, Direction, Scope, Statistic

OBSERVED, STANDARDISED, SHRUNKEN = "observed", "standardised", "shrunken"
OVER_EXPECTED, LESS_EXPECTED = "observed_over_expected", "observed_less_expected"
RANKABILITY = "rankability"
DEFINITIONS = (
    "convention:comparison_least_n",
    "convention:comparison_least_units",
    "convention:mixed_least_units",
    "convention:case_mix_least_level",
    "convention:case_mix_unknown",
    "convention:funnel_interpolation",
    "convention:overdispersion_winsorise",
    "convention:between_units_estimator",
    "convention:low_response_below",
)
OF_CATEGORY = {
    SHRUNKEN: "convention:between_units_uncertainty",
    RANKABILITY: "convention:rankability_within",
}
"""Definitions that the rows of one category alone rest on; who leaves them out leaves it out."""


def response_measure(measure: str) -> str:
    """Name of the rows that say for how many the outcome of a measure is known.

    A measure of its own, because a table of categories would be taken for a whole that its
    categories add up to.
    """
    return f"known_{measure}"


def limits_category(level: str) -> str:
    """Category of the rows that hold a unit's control limits at a level of the policy."""
    return f"{FUNNEL_LIMITS}{level}"


def comparison_estimates(comparison: UnitComparison) -> Estimates:
    """Every number of a comparison as a row, the nation first, then each unit.

    Returns
    -------
    Estimates
        For the nation: share or mean change (category ``observed``) and rankability
        (statistic ``correlation``). For each unit, scope ``unit``: the response of the
        measure (`response_measure`, with numerator and denominator); ``observed``;
        ``observed_over_expected`` (ratio) or ``observed_less_expected`` (difference);
        ``standardised`` and ``shrunken`` (adjusted); ``limits_<level>`` (adjusted: the same
        value as standardised, with the unit's own control limits as low and high, so that
        rows put in order of their values stay together); probability of
        ``best_quarter`` and ``worst_quarter``, or of ``highest_quarter`` and
        ``lowest_quarter`` where no way is better. A unit with too few answers keeps ``n``
        and response, and has no other number. There is no row with a rank.
    """
    maker = _Rows(comparison)
    nation = comparison.national
    # The estimate counts units; what may be shown is decided by the people behind it.
    part = replace(comparison.rankability, n=nation.n)
    rows = [
        maker.row(NATIONAL, maker.plain, OBSERVED, nation, nation=True),
        maker.row(NATIONAL, Statistic.CORRELATION, RANKABILITY, part, nation=True),
    ]
    for unit in comparison.units:
        rows += maker.unit(unit)
    definitions = (*_definitions(comparison), *OF_CATEGORY.values())
    return from_rows(rows, definitions=definitions, cautions=comparison.cautions)


def funnel_curve(comparison: UnitComparison, sizes: Sequence[int]) -> Estimates:
    """Control limits for units of some sizes with the nation's case mix, to be drawn.

    A unit's own limits are in `comparison_estimates`; with another case mix, or on the step
    of a whole patient, they differ a little from the curve, and it is they that count.

    Parameters
    ----------
    sizes
        People, each once and above 0.

    Returns
    -------
    Estimates
        National rows of adjusted values, category ``limits_<level>:<size>``: the nation's
        value with the limits as low and high. ``n`` is the nation's, who the value rests
        on.
    """
    if comparison.is_refused or not len(sizes):
        return from_rows([], cautions=comparison.cautions)
    if min(sizes) < 1 or len(set(sizes)) < len(sizes):
        raise ParameterError(
            "The sizes of a funnel are not whole people, each once.",
            where="sizes",
            remedy="Give whole numbers above 0, such as range(10, 201).",
        )
    maker = _Rows(comparison)
    nation = comparison.national
    # The centre is the nation's value, so whoever knows one knows the other.
    company = {"numerator": nation.numerator, "denominator": nation.denominator}
    rows = []
    for level in comparison.policy.levels:
        limits = _curve(comparison, level, sizes)
        for size, low, high in zip(sizes, limits.low, limits.high, strict=True):
            value = Estimate(
                comparison.model.national,
                float(low),
                float(high),
                nation.n,
                limits.method,
                **company,
            )
            category = f"{limits_category(level.code)}:{int(size)}"
            rows.append(maker.row(NATIONAL, Statistic.ADJUSTED, category, value, nation=True))
    return from_rows(rows, definitions=_definitions(comparison), cautions=comparison.cautions)


def _curve(comparison: UnitComparison, level: OutlierLevel, sizes: Sequence[int]) -> Limits:
    target, tau2 = comparison.model.national, comparison.dispersion.tau2
    if comparison.data.is_share and not tau2:
        return binomial_limits(target, sizes, level=level.level)
    ends = {"lowest": 0.0, "highest": 1.0} if comparison.data.is_share else {}
    spread = (
        math.sqrt(target * (1 - target)) if comparison.data.is_share else comparison.model.fit.sigma
    )
    errors = [spread / math.sqrt(size) for size in sizes]
    return normal_limits(target, errors, level=level.level, tau2=tau2, **ends)


class _Rows:
    """Rows of one comparison, which share measure, time point and period."""

    def __init__(self, comparison: UnitComparison) -> None:
        data = comparison.data
        self.comparison = comparison
        self.place = {"time_point": str(data.outcome.time_point), "period": data.period.code}
        self.plain = Statistic.SHARE if data.is_share else Statistic.CHANGE
        self.measure = data.measure
        sizes = [unit.n for unit in comparison.units]
        self.nation = {"n_units": sum(n > 0 for n in sizes), "largest_n": max(sizes, default=0)}

    def row(
        self,
        group: str,
        statistic: Statistic,
        category: str,
        value: Estimate,
        *,
        measure: str | None = None,
        nation: bool = False,
    ) -> dict[str, object]:
        contributors = (
            self.nation if nation else {"n_units": int(value.n > 0), "largest_n": value.n}
        )
        return {
            "measure": measure or self.measure,
            "statistic": str(statistic),
            "group": group,
            "scope": str(Scope.NATIONAL if nation else Scope.UNIT),
            "category": category,
            **self.place,
            **value.row(),
            **contributors,
        }

    def unit(self, unit: UnitResult) -> Iterable[dict[str, object]]:
        share = self.comparison.data.is_share
        known = response_measure(self.measure)
        yield self.row(unit.unit_id, Statistic.SHARE, "", unit.response, measure=known)
        yield self.row(unit.unit_id, self.plain, OBSERVED, unit.raw)
        yield self.row(
            unit.unit_id,
            Statistic.RATIO if share else Statistic.DIFFERENCE,
            OVER_EXPECTED if share else LESS_EXPECTED,
            unit.against,
        )
        # The number who reached the outcome stands behind every value of the unit.
        company = {"numerator": unit.raw.numerator, "denominator": unit.raw.denominator}
        shrunken = replace(unit.shrunken, **company)
        yield self.row(unit.unit_id, Statistic.ADJUSTED, STANDARDISED, unit.adjusted)
        yield self.row(unit.unit_id, Statistic.ADJUSTED, SHRUNKEN, shrunken)
        for level in self.comparison.policy.levels:
            low, high = unit.limits.get(level.code, (math.nan, math.nan))
            value = Estimate(
                unit.adjusted.estimate,
                low,
                high,
                unit.n,
                self.comparison.limits_by,
                **company,
            )
            yield self.row(unit.unit_id, Statistic.ADJUSTED, limits_category(level.code), value)
        for category, probability in self._quarters(unit):
            value = Estimate(probability, math.nan, math.nan, unit.n, QUARTERS, **company)
            yield self.row(unit.unit_id, Statistic.PROBABILITY, category, value)

    def _quarters(self, unit: UnitResult) -> tuple[tuple[str, float], ...]:
        ends = (unit.highest_quarter, unit.lowest_quarter)
        direction = self.comparison.data.outcome.direction
        if direction is Direction.NEUTRAL:
            return tuple(zip(("highest_quarter", "lowest_quarter"), ends, strict=True))
        if direction is Direction.HIGHER_WORSE:
            ends = ends[::-1]
        return tuple(zip(("best_quarter", "worst_quarter"), ends, strict=True))


def _definitions(comparison: UnitComparison) -> tuple[str, ...]:
    kind = SHARE_DEFINITIONS if comparison.data.is_share else MEAN_DEFINITIONS
    return (
        *DEFINITIONS,
        *kind,
        *comparison.data.outcome.definitions,
        f"case_mix:{comparison.data.family.code}",
        f"outlier_policy:{comparison.policy.name}",
    )
