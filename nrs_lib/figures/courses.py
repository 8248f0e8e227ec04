"""What the same people answered at the start and later, on a common scale of 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nrs_lib.contracts.change_thresholds import PERCENT
from nrs_lib.contracts.instruments import Scale, scale
from nrs_lib.figures.judgement import change_of, is_better
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import improvement_sign
from nrs_lib.terms import Direction, TimePoint

LATER = (str(TimePoint.DISCHARGE), str(TimePoint.FOLLOWUP_12M))


@dataclass(frozen=True)
class Course:
    """One scale, from start to one later time point, for the unit or the nation.

    Positions run from 0 to 100 with better to the right, whichever way the scale runs.
    """

    scale: Scale
    time_point: str
    scope: str
    start: Value | None
    later: Value | None
    change: Value | None

    @property
    def is_shown(self) -> bool:
        """Whether start, later value and change may all be drawn."""
        values = (self.start, self.later, self.change)
        return all(value is not None and value.is_shown for value in values)

    @property
    def reason(self) -> Value | None:
        """The value that says why the course is not shown."""
        values = [value for value in (self.change, self.start, self.later) if value is not None]
        return next((value for value in values if not value.is_shown), None)

    def position(self, value: float) -> float:
        """A value in the scale's own unit, from 0 (worst) to 100 (best)."""
        low, high = self.scale.range
        part = 100 * (value - low) / (high - low)
        return part if self.scale.direction is Direction.HIGHER_BETTER else 100 - part

    @property
    def ends(self) -> tuple[float, float]:
        """Positions of start and later value."""
        return self.position(self.start.estimate), self.position(self.later.estimate)

    @property
    def span(self) -> tuple[float, float] | None:
        """Where the later value may lie: the start plus the interval of the change."""
        if not self.change.has_interval:
            return None
        begin = self.start.estimate
        ends = [self.position(begin + end) for end in (self.change.low, self.change.high)]
        return min(ends), max(ends)

    @property
    def meaningful(self) -> tuple[float, float] | None:
        """From the start to where a change as large as the scale's threshold would lead.

        None where the scale has no threshold. The threshold is one person's, not a mean's.
        """
        threshold = self.scale.change_threshold
        if threshold is None:
            return None
        begin = self.start.estimate
        step = begin * threshold.size if threshold.unit == PERCENT else threshold.size
        low, high = self.scale.range
        end = min(max(begin + self.improvement_sign * step, low), high)
        return self.position(begin), self.position(end)

    @property
    def improvement(self) -> bool | None:
        """Whether the change is certainly for the better; None when nothing can be said."""
        return is_better(change_of(self.change, self.scale.decimals), self.scale.direction)

    @property
    def improvement_sign(self) -> int:
        """1 where a rise of the scale is better, -1 where a fall is."""
        return improvement_sign(self.scale.direction)


def courses(
    values: Values, scales: Sequence[str], period: str | None
) -> dict[tuple[str, str, str], Course]:
    """All courses, by scale, time point and scope; scales without a better direction are out."""
    found = {}
    for code in scales:
        definition = scale(code)
        if definition.direction is Direction.NEUTRAL:
            continue
        for point in LATER:
            for scope in values.scopes:
                key = {"time_point": point, "period": period}
                start = values.one(scope, code, "mean", category="paired_start", **key)
                later = values.one(scope, code, "mean", category="paired_later", **key)
                moved = values.one(scope, code, "change", **key)
                if any(value is not None for value in (start, later, moved)):
                    course = Course(definition, point, scope, start, later, moved)
                    found[code, point, scope] = course
    return found
