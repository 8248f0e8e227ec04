"""Patterns that the rules of a set see in one phase of a series."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from nrs_lib.contracts.control_chart_rules import BEYOND_LIMITS, RUN, TREND, ZONE, Rule, RuleSet

SKIPPED, BREAKS = "skipped", "breaks"
CHOICES = (SKIPPED, BREAKS)


@dataclass(frozen=True)
class Signal:
    """One pattern that chance alone seldom makes.

    Attributes
    ----------
    rule
        Code of the rule.
    side
        1 where the points lie above the centre line or rise, -1 where below or fall.
    points
        Positions in the series of the points that make the pattern.
    is_current
        Whether the pattern holds at the latest point of its phase.
    """

    rule: str
    side: int
    points: tuple[int, ...]
    is_current: bool


@dataclass(frozen=True)
class Stretch:
    """The points of one phase that have a value, in order.

    Attributes
    ----------
    at
        Positions in the whole series.
    values, centre, sigma, lower, upper
        One per point, in the points' unit; limits as drawn.
    tolerance
        Difference under which two numbers are the same, in the points' unit.
    follows
        Whether each point follows on the one before it.
    on_centre, ties
        ``skipped``: a point on the centre line (or equal to the one before) neither breaks
        nor extends a run (or trend). ``breaks``: it breaks it.
    """

    at: np.ndarray
    values: np.ndarray
    centre: np.ndarray
    sigma: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    tolerance: float
    follows: np.ndarray
    on_centre: str = SKIPPED
    ties: str = SKIPPED

    @property
    def sides(self) -> np.ndarray:
        """1 above the centre line, -1 below, 0 on it."""
        return _signs(self.values - self.centre, self.tolerance)


def _signs(differences: np.ndarray, tolerance: float) -> np.ndarray:
    return np.where(np.abs(differences) <= tolerance, 0, np.sign(differences)).astype(int)


def _beyond_limits(rule: Rule, points: Stretch) -> Iterator[Signal]:
    last = len(points.at) - 1
    above = points.values > points.upper + points.tolerance
    below = points.values < points.lower - points.tolerance
    for side, outside in ((1, above), (-1, below)):
        for i in np.flatnonzero(outside):
            yield Signal(rule.code, side, (int(points.at[i]),), bool(i == last))


def _streaks(
    signs: np.ndarray, follows: np.ndarray, zeros: str
) -> Iterator[tuple[int, list[int], bool]]:
    """Maximal stretches of one sign: the sign, positions, whether it reaches the end."""
    sign, members = 0, []
    for i, own in enumerate(signs):
        if not follows[i]:
            if members:
                yield sign, members, False
            sign, members = 0, []
        if own == 0 and zeros == SKIPPED:
            continue
        if own == sign and own != 0:
            members.append(i)
            continue
        if members:
            yield sign, members, False
        sign, members = (int(own), [i]) if own != 0 else (0, [])
    if members:
        yield sign, members, True


def _runs(rule: Rule, points: Stretch) -> Iterator[Signal]:
    for side, members, is_current in _streaks(points.sides, points.follows, points.on_centre):
        if len(members) >= rule.length:
            yield Signal(rule.code, side, tuple(int(points.at[i]) for i in members), is_current)


def _trends(rule: Rule, points: Stretch) -> Iterator[Signal]:
    steps = np.zeros(len(points.values), dtype=int)
    steps[1:] = _signs(np.diff(points.values), points.tolerance)
    # A point that does not follow has no step; it ends a trend whatever ties do.
    steps[~points.follows] = 0
    for side, members, is_current in _streaks(steps, points.follows, points.ties):
        # The point that the first step rises from is part of the trend.
        first = members[0] - 1
        if len(members) + 1 >= rule.length:
            found = tuple(int(points.at[i]) for i in (first, *members))
            yield Signal(rule.code, side, found, is_current)


def _zones(rule: Rule, points: Stretch) -> Iterator[Signal]:
    sides, last = points.sides, len(points.at) - 1
    away = np.abs(points.values - points.centre)
    far = away > rule.sigma * points.sigma + points.tolerance
    if rule.within is not None:
        far &= away <= rule.within * points.sigma + points.tolerance
    begins = np.maximum.accumulate(np.where(points.follows, 0, np.arange(last + 1)))
    for side in (1, -1):
        hits = far & (sides == side)
        members: list[int] = []
        for i in range(last + 1):
            first = max(i - rule.of + 1, int(begins[i]))
            window = np.arange(first, i + 1)
            if rule.one_side and (len(window) < rule.of or (sides[window] != side).any()):
                continue
            found = window[hits[window]]
            if len(found) < rule.count:
                continue
            if members and found[0] > members[-1]:
                yield _zone_signal(rule, side, members, points)
                members = []
            members += [int(j) for j in found if not members or j > members[-1]]
        if members:
            yield _zone_signal(rule, side, members, points)


def _zone_signal(rule: Rule, side: int, members: list[int], points: Stretch) -> Signal:
    is_current = members[-1] == len(points.at) - 1
    return Signal(rule.code, side, tuple(int(points.at[i]) for i in members), is_current)


_SEES: dict[str, Callable[[Rule, Stretch], Iterator[Signal]]] = {
    BEYOND_LIMITS: _beyond_limits,
    RUN: _runs,
    TREND: _trends,
    ZONE: _zones,
}


def signals_in(points: Stretch, rules: RuleSet) -> tuple[Signal, ...]:
    """All patterns that the rules of a set see, rule by rule in the set's order.

    Windows of zone rules hold consecutive points with a value, those on the centre line too.
    Overlapping windows make one signal. A series shorter than a rule's window makes none,
    but where so few points already have enough far out, the window need not be full.
    """
    return tuple(signal for rule in rules.rules for signal in _SEES[rule.kind](rule, points))
