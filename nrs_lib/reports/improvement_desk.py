"""What slides about improvement work are made from: one indicator, its change, and its goal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.plans import Focus
from nrs_lib.contracts.shape import day_of
from nrs_lib.disclosure import ClearedTable, clear_all
from nrs_lib.disclosure.charting import Change, ClearedChart, charted
from nrs_lib.reports.desk import Desk, open_desk
from nrs_lib.reports.sections import OVER_TIME
from nrs_lib.stats.before_after import around, before_after
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.indicators import INDICATORS, definitions_of_indicators
from nrs_lib.stats.over_time import over_time

PLAN = "plan"
"""Stands for what the unit's plan says."""
FOCUS = "focus"
_CHANGE = {"sv": "förändring", "en": "change"}


@dataclass(frozen=True)
class ImprovementDesk:
    """The numbers of one unit's improvement work.

    Attributes
    ----------
    desk
        The unit, its period as asked for, and the words for them.
    focus
        What is improved; without goal and days where nobody has planned anything.
    """

    desk: Desk
    focus: Focus

    @property
    def today(self) -> str:
        """Day of the extract."""
        return f"{self.desk.extract.as_of:%Y-%m-%d}"

    @property
    def chart(self) -> ClearedChart:
        """The indicator over the years, with the change and the goal."""
        focus, language = self.focus, self.desk.language
        changes = [Change(focus.starts, _CHANGE[language])] if focus.starts else []
        return charted(
            self._cleared[OVER_TIME], measure=focus.measure, changes=changes, target=focus.goal
        )

    @property
    def before_after(self) -> ClearedTable:
        """The indicator before the change and now, and the difference."""
        return self._cleared[FOCUS]

    @cached_property
    def _cleared(self) -> dict[str, ClearedTable]:
        sections = self._estimates()
        earlier = self.desk.earlier(sections)
        return clear_all(sections, audience=self.desk.audience, earlier=earlier)

    def _estimates(self) -> dict[str, Estimates]:
        unit = {"register": self.desk.register, "unit_id": self.desk.subject}
        whom, measure = Population(self.desk.extract, **unit), self.focus.measure
        shown = around(self.focus.starts, until=self.desk.period)
        return {
            OVER_TIME: _course(whom, measure, self.desk.period),
            FOCUS: before_after(whom, measure, shown),
        }


def _course(whom: Population, measure: str, period: Period) -> Estimates:
    """One indicator over the years, with the definitions that it rests on and no other's."""
    every = over_time(whom, period)
    others = set(definitions_of_indicators(whom, INDICATORS))
    others -= set(definitions_of_indicators(whom, [measure]))
    mine = tuple(key for key in every.definitions if key not in others)
    return replace(every.where(measure=measure), definitions=mine)


def open_improvement_desk(
    *,
    extract_id: str,
    register: str,
    subject: str,
    period: str,
    audience: str,
    measure: str = PLAN,
    change: str = PLAN,
    language: str = "sv",
) -> ImprovementDesk:
    """Open the numbers of a unit's improvement work.

    Parameters
    ----------
    measure
        An indicator's code; `PLAN` for the first open focus of the unit's plan, or the first
        indicator where it has none.
    change
        The day of the change; `PLAN` for the plan's.

    Raises
    ------
    ExtractError
        No extract has this id.
    ParameterError
        The unit is not in the register, or the period is not one.
    DefinitionError
        The unit's plan is faulty.
    """
    place = {"extract_id": extract_id, "register": register, "subject": subject}
    desk = open_desk(**place, period=period, audience=audience, language=language, may_pool=False)
    focus = _focus(desk, measure)
    if change != PLAN:
        focus = replace(focus, starts=day_of(change, "change"))
    return ImprovementDesk(desk, focus)


def _focus(desk: Desk, measure: str) -> Focus:
    plan = desk.plan
    if measure == PLAN:
        return plan.first if plan else Focus(INDICATORS[0])
    return (plan.focus_on(measure) if plan else None) or Focus(measure)
