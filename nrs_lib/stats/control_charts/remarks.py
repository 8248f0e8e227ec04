"""What must be said beside a whole chart, whichever phase it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.control_charts.limits import KINDS
from nrs_lib.stats.control_charts.signals import Signal
from nrs_lib.terms import Direction

if TYPE_CHECKING:
    from nrs_lib.stats.control_charts.charts import ControlChart


def remarks(
    chart: ControlChart,
    current: Sequence[Signal],
    *,
    n_empty: int,
    ends: tuple[float, float],
) -> list[Caution]:
    """Cautions about a chart as a whole.

    Parameters
    ----------
    current
        Signals that hold at the latest point.
    n_empty
        Periods without a value.
    ends
        Lowest and highest value that the measure can have.
    """
    said: list[tuple[str, dict[str, object]]] = []
    if n_empty:
        said.append(("chart_empty_periods", {"n": n_empty}))
    if n := sum(phase.n_ranges for phase in chart.phases):
        left_out = sum(phase.n_left_out for phase in chart.phases)
        if chart.screening == "none":
            said.append(("chart_ranges_all_kept", {"n": n}))
        else:
            said.append(("chart_ranges_screened", {"n": n, "left_out": left_out}))
    if KINDS[chart.kind].is_spread:
        return [Caution.of(code, chart.measure, **facts) for code, facts in said]
    said += _of_limits(chart, ends)
    if "denominator" in KINDS[chart.kind].needs:
        said += _of_expected(chart)
    phases = chart.points["phase"].to_numpy()
    is_unstable = any(phases[signal.points[0]] == phases[-1] for signal in chart.signals)
    has_target = chart.target is not None
    holds = {
        "chart_signals_disagree": len({signal.side for signal in current}) > 1,
        "chart_assurance_unstable": has_target and is_unstable,
        "chart_no_direction": chart.direction == Direction.NEUTRAL
        and (has_target or bool(chart.signals)),
    }
    said += [(code, {}) for code, is_so in holds.items() if is_so]
    return [Caution.of(code, chart.measure, **facts) for code, facts in said]


def _of_limits(
    chart: ControlChart, ends: tuple[float, float]
) -> list[tuple[str, dict[str, object]]]:
    centre, sigma = (chart.points[name].to_numpy() for name in ("centre", "sigma"))
    reach = get("control_chart_sigma").value * sigma
    is_low, is_high = centre - reach < ends[0], centre + reach > ends[1]
    counts = {"chart_limits_cut": is_low | is_high, "chart_cannot_signal": is_low & is_high}
    return [(code, {"n": int(where.sum())}) for code, where in counts.items() if where.any()]


def _of_expected(chart: ControlChart) -> list[tuple[str, dict[str, object]]]:
    least = int(get("control_chart_least_expected").value)
    centre, denominator = (chart.points[name].to_numpy() for name in ("centre", "denominator"))
    rarer = np.minimum(centre, 1 - centre) if chart.kind in ("p", "p_prime") else centre
    n = int((denominator * rarer < least).sum())
    return [("chart_few_expected", {"n": n, "least": least})] if n else []
