"""Ten thousand units' series within their limits, drawn in one go, and what their points bear.

Which rules the latest point breaks is worked out here by itself, over all units at once.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from nrs_lib.contracts.control_chart_rules import read_control_chart_rules
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.figures.control_chart_drawing import Drawn, Scale
from nrs_lib.stats.control_charts import ControlChart
from nrs_lib.stats.control_charts.signals import Stretch, signals_in
from nrs_lib.stats.control_charts.verdicts import Variation, meaning, weightiest
from nrs_lib.terms import Direction

RULE_SET = read_control_chart_rules().rule_set(str(get("control_chart_rules").value))
POINTS = 16
_CENTRE, _SIGMA = 0.5, 0.05
_LENGTH = 7


class Broken(NamedTuple):
    """By rule: for each unit -1, 0 or 1 where the latest point breaks it; and whether any did."""

    now: dict[str, np.ndarray]
    ever: np.ndarray

    def first(self, unit: int) -> tuple[str, int]:
        """The weightiest rule that the latest point breaks, and its side; empty for none."""
        sides = ((rule.code, int(self.now[rule.code][unit])) for rule in RULE_SET.rules)
        return next((one for one in sides if one[1]), ("", 0))


def standard_series(units: int, *, seed: int, points: int = POINTS) -> np.ndarray:
    """Points in standard deviations: two thirds of the units chance, the others moved."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 0.9, (units, points))
    side = rng.choice([-1, 1], units)
    kind, begins = np.arange(units) % 6, rng.integers(3, points, units)
    after = np.arange(points) >= begins[:, None]
    z[kind == 0] += (side[:, None] * 1.8 * after)[kind == 0]
    rise = np.linspace(-2.2, 2.2, points)
    z[kind == 1] = (side[:, None] * rise)[kind == 1] + rng.normal(0, 0.15, z[kind == 1].shape)
    return z


def broken(z: np.ndarray, values: np.ndarray | None = None) -> Broken:
    """Which rules are broken, by looking at every window of every series.

    A trend is one of ``values``, where they are given: with limits of their own, points can rise
    while they come nearer to the centre line in standard deviations.
    """
    up = np.sign(z)
    outside = np.where(np.abs(z) > 3, up, 0)
    near = np.where((np.abs(z) > 2) & (np.abs(z) <= 3), up, 0)
    steps = np.sign(np.diff(z if values is None else values))
    runs, trends = _alike(up, _LENGTH), _alike(steps, _LENGTH - 1)
    three, two = _alike(up, 3), np.lib.stride_tricks.sliding_window_view(near, 3, axis=1)
    zones = three * ((two == three[..., None]).sum(axis=2) >= 2)
    # The pattern holds at the latest point where that point is itself near the limit.
    last = zones[:, -1] * (near[:, -1] == zones[:, -1])
    now = {
        "beyond_limits": outside[:, -1],
        "run_of_7": runs[:, -1],
        "trend_of_7": trends[:, -1],
        "two_of_three_near_limit": last,
    }
    ever = np.stack([part.any(axis=1) for part in (outside, runs, trends, zones)]).any(axis=0)
    return Broken(now, ever)


def _alike(signs: np.ndarray, length: int) -> np.ndarray:
    """By window of a length: its sign where all of it has one, else 0."""
    windows = np.lib.stride_tricks.sliding_window_view(signs, length, axis=1)
    return np.where(np.abs(windows.sum(axis=2)) == length, windows[..., 0], 0)


def dealt_chart(z: np.ndarray, *, direction: Direction, language: str) -> Drawn:
    """One unit's chart with limits that are known, judged by the package's own rules."""
    level = np.ones(len(z))
    stretch = Stretch(
        at=np.arange(len(z)),
        values=_CENTRE + _SIGMA * z,
        centre=_CENTRE * level,
        sigma=_SIGMA * level,
        lower=(_CENTRE - 3 * _SIGMA) * level,
        upper=(_CENTRE + 3 * _SIGMA) * level,
        tolerance=1e-9,
        follows=np.arange(len(z)) > 0,
    )
    signals = signals_in(stretch, RULE_SET)
    first = weightiest((one for one in signals if one.is_current), RULE_SET)
    verdict = meaning(first.side, direction) if first else Variation.COMMON_CAUSE
    chart = SimpleNamespace(
        signals=signals,
        variation=verdict,
        because=first.rule if first else "",
        rules=RULE_SET.code,
        direction=direction,
    )
    return drawn_of(chart, language)


def drawn_of(chart: ControlChart | Any, language: str, *, points: int = POINTS) -> Drawn:
    """A chart as the words about it take it, of quarters that are all shown."""
    scale = Scale(read_measures()["response_12m"], True, language)
    value = SimpleNamespace(is_shown=True)
    return Drawn(SimpleNamespace(chart=chart, months=3, until=None), scale, (value,) * points, ())
