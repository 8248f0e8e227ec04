"""Control charts: a series with its process limits, its signals and the two verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.control_chart_rules import read_control_chart_rules
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.control_charts.limits import Columns
from nrs_lib.stats.control_charts.phases import Phase, phase_numbers
from nrs_lib.stats.control_charts.points import kind_of, n_empty, prepared
from nrs_lib.stats.control_charts.ranges import AVERAGES, SCREENINGS
from nrs_lib.stats.control_charts.remarks import remarks
from nrs_lib.stats.control_charts.signals import CHOICES, Signal, Stretch, signals_in
from nrs_lib.stats.control_charts.stretches import PhaseLimits, Settings, lines_of, tolerance_of
from nrs_lib.stats.control_charts.verdicts import (
    Assurance,
    Variation,
    assurance,
    current_signals,
    marks,
    meaning,
    weightiest,
)
from nrs_lib.terms import Direction

DEFINITIONS = tuple(
    f"convention:control_chart_{name}"
    for name in (
        "sigma",
        "least_points",
        "firm_points",
        "on_centre",
        "ties",
        "empty_periods",
        "tolerance",
        "rules",
    )
)
RANGE_DEFINITIONS = ("convention:control_chart_ranges", "convention:control_chart_screening")
SHARE_DEFINITIONS = ("convention:control_chart_least_expected",)
LANEY_DEFINITIONS = ("convention:control_chart_least_dispersion",)
POINT_COLUMNS = (
    "period",
    "value",
    "n",
    "numerator",
    "denominator",
    "centre",
    "sigma",
    "lower",
    "upper",
    "phase",
    "rules",
    "variation",
)


@dataclass(frozen=True)
class ControlChart:
    """One series with its limits, signals and verdicts.

    Attributes
    ----------
    kind
        ``xmr``, ``mr``, ``p``, ``p_prime``, ``u``, ``u_prime``, ``xbar`` or ``s``.
    measure
        What the points measure.
    points
        One row per period: ``period``; ``value`` in the measure's own unit, shares from 0
        to 1; ``n``, ``numerator``, ``denominator`` where there are such; ``centre``,
        ``sigma``, ``lower``, ``upper`` of the chart at that period; ``phase`` from 1;
        ``rules`` codes of the rules that the point is part of breaking; ``variation`` what
        that means. An empty period has a missing value, and limits that do not exist are
        missing.
    phases
        What the limits of each phase rest on.
    signals
        Patterns found, phase by phase.
    variation
        Verdict on the latest point.
    because
        Code of the rule behind that verdict; empty where there is none.
    assurance
        Whether the process hits its target if nothing changes.
    target, direction
        As given.
    rules
        Code of the set of rules.
    average, screening
        How moving ranges were read; empty for kinds without them.
    definitions
        Keys of the conventions that the chart rests on.
    cautions
        What a reader must be told.
    """

    kind: str
    measure: str
    points: pd.DataFrame
    phases: tuple[PhaseLimits, ...]
    signals: tuple[Signal, ...]
    variation: Variation
    because: str
    assurance: Assurance
    target: float | None
    direction: Direction
    rules: str
    average: str
    screening: str
    definitions: tuple[str, ...]
    cautions: tuple[Caution, ...] = ()


def control_chart(
    points: pd.DataFrame,
    *,
    kind: str,
    measure: str = "",
    direction: Direction | str = Direction.NEUTRAL,
    phases: Sequence[Phase] = (),
    target: float | None = None,
    rules: str | None = None,
    average: str | None = None,
    screening: str | None = None,
    bounds: tuple[float, float] | None = None,
    least_dispersion: float | None = None,
) -> ControlChart:
    """Draw up a control chart from one row per period.

    Parameters
    ----------
    points
        One row per period, in order, empty periods too. ``period``, and by kind: ``value``
        (``xmr``, ``mr``); ``numerator`` and ``denominator`` (``p`` and ``p_prime`` for
        shares, ``u`` and ``u_prime`` for counts per exposure); ``value`` (the mean), ``sd``
        and ``n`` (``xbar``); ``sd`` and ``n`` (``s``).
    kind
        One of `KINDS`.
    measure
        What it measures, for the cautions.
    direction
        Which way is better. Charts of spread (``mr``, ``s``) have no better direction.
    phases
        Changes after which limits are computed anew, each with its reason.
    target
        Value to hit, in the measure's own unit.
    rules
        Set of rules; by convention ``control_chart_rules`` when left out, and for ``mr`` and
        ``s``, whose points are not independent or not symmetric, ``limits_only``.
    average, screening
        How moving ranges are averaged (``mean``, ``median``) and whether outlying ones are
        left out (``none``, ``once``); by convention when left out.
    bounds
        Lowest and highest value that the measure can have; limits are cut there. Shares are
        always cut at 0 and 1, and rates and spreads at 0.
    least_dispersion
        The least that ``p_prime`` and ``u_prime`` multiply the spread of chance by; by
        convention when left out. With 0 limits are Laney's own.

    Returns
    -------
    ControlChart
        Phases with too few points or no spread have points and no limits, with the reason
        among the cautions.

    Raises
    ------
    ParameterError
        A kind, rule set, option or period is unknown, a column is missing, or numbers
        contradict each other.

    References
    ----------
    Mohammed and others 2008, doi:10.1136/qshc.2004.012047; Laney 2002,
    doi:10.1081/QEN-120003555; Montgomery, Introduction to Statistical Quality Control.
    """
    form = kind_of(kind)
    direction = Direction.NEUTRAL if form.is_spread else Direction(direction)
    low, high = bounds or (-math.inf, math.inf)
    settings = Settings(
        kind=form,
        measure=measure,
        ends=(max(low, form.bounds[0]), min(high, form.bounds[1])),
        average=average or _choice("control_chart_ranges", AVERAGES),
        screening=screening or _choice("control_chart_screening", SCREENINGS),
        on_centre=_choice("control_chart_on_centre", CHOICES),
        ties=_choice("control_chart_ties", CHOICES),
        empty=_choice("control_chart_empty_periods", CHOICES),
        least_dispersion=float(
            get("control_chart_least_dispersion").value
            if least_dispersion is None
            else least_dispersion
        ),
    )
    if target is not None and not settings.ends[0] <= target <= settings.ends[1]:
        raise ParameterError(
            "The target is a value that the measure cannot have.",
            where="target",
            remedy="Give it in the measure's own unit; shares go from 0 to 1.",
        )
    sets = read_control_chart_rules()
    default = "limits_only" if form.is_spread else str(get("control_chart_rules").value)
    rule_set = sets.rule_set(rules or default)
    if len(points) == 0 or "period" not in points:
        raise ParameterError(
            "There are no periods to chart.",
            where="points: period",
            remedy="Give one row per period, in order, with the period's code.",
        )
    periods = [str(code) for code in points["period"]]
    numbers = phase_numbers(periods, phases)
    table = {**prepared(points, kind, numbers), "phase": numbers}
    begun = {int(numbers[periods.index(phase.starts)]): phase for phase in phases}
    parts = [
        lines_of(table, number, begun.get(number), settings)
        for number in range(1, int(numbers.max()) + 1)
    ]
    stretches = [part.stretch for part in parts if part.stretch is not None]
    table |= _lines(len(points), stretches)
    signals = tuple(signal for part in stretches for signal in signals_in(part, rule_set))
    codes, meanings = marks(~np.isnan(table["upper"]), signals, rule_set, direction)
    current = current_signals(numbers, signals)
    is_judged = parts[-1].limits.has_limits
    first = weightiest(current, rule_set)
    verdict = meaning(first.side, direction) if first else Variation.COMMON_CAUSE
    found = ControlChart(
        kind=kind,
        measure=measure,
        points=_framed({**table, "rules": codes, "variation": meanings}),
        phases=tuple(part.limits for part in parts),
        signals=signals,
        variation=verdict if is_judged else Variation.NOT_JUDGED,
        because=first.rule if first else "",
        assurance=_assurance(table, target, direction),
        target=target,
        direction=direction,
        rules=rule_set.code,
        average=settings.average if form.uses_ranges else "",
        screening=settings.screening if form.uses_ranges else "",
        definitions=(
            *DEFINITIONS,
            *(RANGE_DEFINITIONS if form.uses_ranges else ()),
            *(SHARE_DEFINITIONS if "denominator" in form.needs else ()),
            *(LANEY_DEFINITIONS if form.uses_ranges and "denominator" in form.needs else ()),
        ),
    )
    said = [caution for part in parts for caution in part.cautions]
    said += remarks(found, current, n_empty=n_empty(points, table, kind), ends=settings.ends)
    return replace(found, cautions=tuple(dict.fromkeys(said)))


def _choice(key: str, known: Sequence[str]) -> str:
    value = str(get(key).value)
    if value not in known:
        raise DefinitionError(
            "A convention of control charts is not a known choice.",
            where=f"conventions.yaml: {key}",
            remedy=f"Use {' or '.join(known)}.",
        )
    return value


def _lines(n: int, stretches: Sequence[Stretch]) -> dict[str, np.ndarray]:
    lines = {name: np.full(n, np.nan) for name in ("centre", "sigma", "lower", "upper")}
    for part in stretches:
        for name, line in lines.items():
            line[part.at] = getattr(part, name)
    return lines


def _framed(table: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    rules = pd.Series(table["rules"], dtype="object")
    return pd.DataFrame({name: table[name] for name in POINT_COLUMNS} | {"rules": rules})


def _assurance(table: Columns, target: float | None, direction: Direction) -> Assurance:
    # Of every period is said what holds where the fewest are behind one too.
    latest = (table["phase"] == table["phase"][-1]) & ~np.isnan(table["upper"])
    lower, upper = table["lower"][latest], table["upper"][latest]
    return assurance(
        target,
        float(lower.min()) if len(lower) else math.nan,
        float(upper.max()) if len(upper) else math.nan,
        direction=direction,
        tolerance=tolerance_of(table["value"]),
    )
