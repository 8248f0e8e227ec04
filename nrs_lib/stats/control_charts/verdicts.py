"""What a control chart says: is there more than chance, and will the target be hit?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum

from nrs_lib.contracts.control_chart_rules import RuleSet, read_control_chart_rules
from nrs_lib.stats.control_charts.signals import Signal
from nrs_lib.terms import Direction


class Variation(StrEnum):
    """Whether the latest point holds more than chance, and for better or worse."""

    COMMON_CAUSE = "common_cause"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    SPECIAL_CAUSE = "special_cause"
    """More than chance, in a measure where neither way is better."""
    NOT_JUDGED = "not_judged"

    def label(self, language: str = "sv") -> str:
        """The verdict in words."""
        return read_control_chart_rules().variation[str(self)][language]


class Assurance(StrEnum):
    """Whether a process that stays as it is hits its target."""

    WILL_HIT = "will_hit"
    WILL_MISS = "will_miss"
    HIT_OR_MISS = "hit_or_miss"
    NO_TARGET = "no_target"
    NOT_JUDGED = "not_judged"

    def label(self, language: str = "sv") -> str:
        """The verdict in words."""
        return read_control_chart_rules().assurance[str(self)][language]


def meaning(side: int, direction: Direction) -> Variation:
    """What a signal upwards (1) or downwards (-1) means for patients."""
    if direction == Direction.NEUTRAL:
        return Variation.SPECIAL_CAUSE
    is_better = (side > 0) == (direction == Direction.HIGHER_BETTER)
    return Variation.IMPROVING if is_better else Variation.CONCERNING


def weightiest(signals: Iterable[Signal], rules: RuleSet) -> Signal | None:
    """The signal of the rule that stands first in its set; missing where there is none."""
    order = {rule.code: place for place, rule in enumerate(rules.rules)}
    return min(signals, key=lambda signal: order[signal.rule], default=None)


def assurance(
    target: float | None, lower: float, upper: float, *, direction: Direction, tolerance: float
) -> Assurance:
    """Hold a target against the widest process limits of the latest phase.

    Parameters
    ----------
    target
        In the measure's own unit; a value equal to it hits it.
    lower, upper
        Process limits; missing ones cannot be judged.
    tolerance
        Difference under which two numbers are the same.
    """
    if target is None:
        return Assurance.NO_TARGET
    if direction == Direction.NEUTRAL or math.isnan(lower) or math.isnan(upper):
        return Assurance.NOT_JUDGED
    if direction == Direction.HIGHER_WORSE:
        target, lower, upper = -target, -upper, -lower
    if lower >= target - tolerance:
        return Assurance.WILL_HIT
    return Assurance.WILL_MISS if upper < target - tolerance else Assurance.HIT_OR_MISS


def marks(
    has_limits: Sequence[bool], signals: Sequence[Signal], rules: RuleSet, direction: Direction
) -> tuple[list[tuple[str, ...]], list[str]]:
    """Of each point the codes of the rules that it is part of breaking, and what that means."""
    codes, meanings = [], []
    for at, is_judged in enumerate(has_limits):
        mine = [signal for signal in signals if at in signal.points]
        first = weightiest(mine, rules)
        codes.append(tuple(dict.fromkeys(signal.rule for signal in mine)))
        if first:
            meanings.append(str(meaning(first.side, direction)))
        else:
            meanings.append(str(Variation.COMMON_CAUSE if is_judged else Variation.NOT_JUDGED))
    return codes, meanings


def current_signals(phases: Sequence[int], signals: Sequence[Signal]) -> tuple[Signal, ...]:
    """Signals that hold at the latest point of the latest phase."""
    return tuple(s for s in signals if s.is_current and phases[s.points[0]] == phases[-1])
