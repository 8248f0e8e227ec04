"""The limits of one phase: from its points to its lines, or the reason why it has none."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.control_charts.limits import Columns, Kind, Reading
from nrs_lib.stats.control_charts.phases import Phase
from nrs_lib.stats.control_charts.signals import SKIPPED, Stretch


@dataclass(frozen=True)
class Settings:
    """What holds for every phase of one chart.

    ``ends`` are the lowest and highest value that the measure can have; the rest says how
    ranges, points on the centre line, ties and empty periods are treated.
    """

    kind: Kind
    measure: str
    ends: tuple[float, float]
    average: str
    screening: str
    on_centre: str
    ties: str
    empty: str
    least_dispersion: float


@dataclass(frozen=True)
class PhaseLimits:
    """What the limits of one phase rest on.

    Attributes
    ----------
    number
        From 1.
    start, end
        Codes of its first and last period.
    reason
        Why it began; empty for the first.
    n
        Points with a value.
    n_base
        Points that the limits are computed from.
    has_limits
        Whether there are limits; the chart's cautions say why not.
    centre
        Centre line at the phase's latest point, in the measure's own unit.
    sigma
        Standard deviation at the phase's latest point.
    n_ranges, n_left_out
        Moving ranges, and how many were screened out; 0 for kinds without ranges.
    dispersion
        For shares and rates: spread over what chance alone gives.
    """

    number: int
    start: str
    end: str
    reason: str
    n: int
    n_base: int
    has_limits: bool
    centre: float = math.nan
    sigma: float = math.nan
    n_ranges: int = 0
    n_left_out: int = 0
    dispersion: float = math.nan


@dataclass(frozen=True)
class Lines:
    """One phase worked out: limits, the stretch that rules look at, what must be said."""

    limits: PhaseLimits
    cautions: tuple[Caution, ...]
    stretch: Stretch | None = None


def tolerance_of(values: np.ndarray) -> float:
    """Difference under which two numbers of a series are the same, in its unit."""
    known = np.abs(values[~np.isnan(values)])
    return float(get("control_chart_tolerance").value) * float(known.max(initial=0.0))


def lines_of(table: Columns, number: int, begun: Phase | None, settings: Settings) -> Lines:
    """Work out one phase.

    Parameters
    ----------
    table
        All points as `prepared` gives them, with ``phase``.
    number
        Which phase.
    begun
        What began it; missing for a first phase that nothing marks.
    settings
        What holds for every phase.
    """
    is_mine = table["phase"] == number
    at = np.flatnonzero(is_mine & ~np.isnan(table["value"]))
    periods = table["period"][is_mine]
    points = {name: column[at] for name, column in table.items()}
    base = np.arange(len(at)) < (begun.baseline if begun and begun.baseline else len(at))
    # A period with one person has a mean, but no spread to learn from.
    usable = base & ~np.isnan(points["sd"]) if "sd" in settings.kind.needs else base
    limits = PhaseLimits(
        number=number,
        start=str(periods[0]),
        end=str(periods[-1]),
        reason=begun.reason if begun else "",
        n=len(at),
        n_base=int(usable.sum()),
        has_limits=False,
    )
    least = int(get("control_chart_least_points").value)
    if limits.n_base < least:
        few = {"phase": number, "n": limits.n_base, "least": least}
        return Lines(limits, (Caution.of("chart_few_points", settings.measure, **few),))
    follows = np.ones(len(at), dtype=bool)
    if settings.empty != SKIPPED:
        follows[1:] = np.diff(at) == 1
    follows[0] = False
    level = settings.kind.level(
        points,
        base,
        Reading(settings.average, settings.screening, follows, settings.least_dispersion),
    )
    values = points["value"]
    tolerance = tolerance_of(values)
    if not (level.sigma > tolerance).any():
        return Lines(limits, (Caution.of("chart_no_spread", settings.measure, phase=number),))
    reach = get("control_chart_sigma").value * level.sigma
    low, high = settings.ends
    stretch = Stretch(
        at=at,
        values=values,
        centre=level.centre,
        sigma=level.sigma,
        lower=np.maximum(level.centre - reach, low),
        upper=np.minimum(level.centre + reach, high),
        tolerance=tolerance,
        follows=follows,
        on_centre=settings.on_centre,
        ties=settings.ties,
    )
    made = replace(
        limits,
        has_limits=True,
        centre=float(level.centre[-1]),
        sigma=float(level.sigma[-1]),
        n_ranges=level.ranges.n if level.ranges else 0,
        n_left_out=level.ranges.left_out if level.ranges else 0,
        dispersion=level.dispersion,
    )
    firm = int(get("control_chart_firm_points").value)
    said: list[Caution] = []
    if made.n_base < firm:
        facts = {"phase": number, "n": made.n_base, "firm": firm}
        said.append(Caution.of("chart_provisional_limits", settings.measure, **facts))
    if made.n > base.sum():
        facts = {"phase": number, "n": int(base.sum())}
        said.append(Caution.of("chart_baseline", settings.measure, **facts))
    return Lines(made, tuple(said), stretch)
