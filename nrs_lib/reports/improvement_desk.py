"""What slides about improvement work are made from: one indicator, its change, and its goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.plans import Focus
from nrs_lib.contracts.shape import day_of
from nrs_lib.contracts.targets import targets_on
from nrs_lib.disclosure import ClearedTable, clear_all
from nrs_lib.disclosure.charting import Change, ClearedChart, charted
from nrs_lib.disclosure.clearance import record_of, take_away
from nrs_lib.disclosure.rounding import difference_of_rounded
from nrs_lib.disclosure.series import LENGTHS, merit
from nrs_lib.reports.desk import Desk, open_desk
from nrs_lib.reports.sections import OVER_TIME
from nrs_lib.reports.sidecar_form import PLAN
from nrs_lib.stats.before_after import around, before_after
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.indicators import INDICATORS, definitions_of_indicators
from nrs_lib.stats.over_time import over_time
from nrs_lib.stats.shown_periods import DEFINITIONS as POOLING
from nrs_lib.tables.choices import Choices
from nrs_lib.terms import Audience, Statistic

FOCUS = "focus"
_CHANGE = {"sv": "förändringen börjar", "en": "the change begins"}


@dataclass(frozen=True)
class ImprovementDesk:
    """The numbers of one unit's improvement work.

    Attributes
    ----------
    desk
        The unit, its period as asked for, and the words for them.
    focus
        What is improved; without goal and days where nobody has planned anything.
    first_page
        The unit's own report, where it has no plan and nobody named a measure: it is shown
        what it could choose from, as its report shows it. Else None.
    """

    desk: Desk
    focus: Focus
    first_page: Desk | None = None

    @property
    def today(self) -> str:
        """Day of the extract."""
        return f"{self.desk.extract.as_of:%Y-%m-%d}"

    @property
    def chart(self) -> ClearedChart:
        """The indicator over the years, with the change and the goal.

        Where the unit has set none of its own it is held against the registry's target, as
        everywhere else.
        """
        focus, language = self.focus, self.desk.language
        known = targets_on(self.desk.register, self.desk.period.end)
        target = known.get(focus.measure) if focus.goal is None else focus.goal
        changes = [Change(focus.starts, _CHANGE[language])] if focus.starts else []
        return charted(
            self._cleared[OVER_TIME], measure=focus.measure, changes=changes, target=target
        )

    @cached_property
    def before_after(self) -> ClearedTable:
        """The indicator before the change and now, and the difference."""
        return with_difference_of_shown(self._cleared[FOCUS])

    @cached_property
    def choices(self) -> Choices | None:
        """What the unit could choose from; None where something is chosen."""
        page = self.first_page
        if page is None:
            return None
        return Choices(
            page.section("indicators").where(period=page.period.code),
            measures=INDICATORS,
            unit_id=page.subject,
            period=page.period_label,
            asked=page.asked_label,
        )

    @property
    def cleared(self) -> list[ClearedTable]:
        """All that the slides show, for what is told of definitions and disclosure control."""
        if self.choices is not None:
            return [_with_pooling(self.choices)]
        return [self.chart.cleared, self.before_after]

    @cached_property
    def _cleared(self) -> dict[str, ClearedTable]:
        sections, audience = self._estimates(), self.desk.audience
        if audience is not Audience.OWN_UNIT:
            sections = _in_one_length(sections, audience=audience)
        return self.desk.cleared_by(partial(clear_all, sections, audience=audience), sections)

    def _estimates(self) -> dict[str, Estimates]:
        unit = {"register": self.desk.register, "unit_id": self.desk.subject}
        whom, measure = Population(self.desk.extract, **unit), self.focus.measure
        shown = around(self.focus.starts, until=self.desk.period)
        return {
            OVER_TIME: _course(whom, measure, self.desk.period),
            FOCUS: before_after(whom, measure, shown),
        }


def _in_one_length(
    sections: Mapping[str, Estimates], *, audience: Audience
) -> dict[str, Estimates]:
    """Before and after, and the course in periods of the one length that serves a chart best.

    Quarters beside years would be hidden to protect one another, so one length is shown. It
    must cost neither side of the change a number; where each does, the longest is taken. What
    was released before has no say in it, so that the same slides are made the same again.
    """
    alone = _shown(clear_all({FOCUS: sections[FOCUS]}, audience=audience)[FOCUS])
    tried = []
    for months in LENGTHS:
        found = {**sections, OVER_TIME: _of_length(sections[OVER_TIME], months)}
        cleared = clear_all(found, audience=audience)
        is_free = _shown(cleared[FOCUS]) == alone
        tried.append((is_free, merit(cleared[OVER_TIME].table["hidden"].to_list()), found))
    free = [one for one in tried if one[0]] or tried[-1:]
    return max(free, key=lambda one: one[1])[2]


def _with_pooling(choices: Choices) -> ClearedTable:
    """The choices with the rule by which quarters were pooled, where they were."""
    cleared = choices.cleared
    if not choices.asked:
        return cleared
    rules = (*cleared.record.definitions, *POOLING)
    return replace(cleared, record=record_of(cleared.rows, cleared.record, rules))


def with_difference_of_shown(cleared: ClearedTable) -> ClearedTable:
    """The difference between before and after as a reader can follow it from the two.

    Of counts that are rounded it is the difference of those, and of two values of which one
    is hidden there is none, as it would give the hidden one away.
    """
    table, base = cleared.table.copy(), cleared.record.used["limits"]["round_to"]
    is_apart = table["statistic"] == str(Statistic.DIFFERENCE)
    values = {row.period: row for row in table[~is_apart].itertuples()}
    for at, row in zip(table.index[is_apart], table[is_apart].itertuples(), strict=True):
        before, after = values[row.category], values[row.period]
        hidden = row.hidden or before.hidden or after.hidden
        if hidden:
            table.loc[at, "hidden"] = hidden
            take_away(table, table.index == at)
        elif base > 1 and after.statistic == Statistic.SHARE:
            pairs = ((int(one.numerator), int(one.denominator)) for one in (after, before))
            table.loc[at, ["estimate", "low", "high"]] = list(difference_of_rounded(*pairs, base))
    found = replace(cleared, table=table)
    record = record_of(found.rows, cleared.record, cleared.record.definitions)
    return replace(found, record=record)


def _of_length(course: Estimates, months: int) -> Estimates:
    kept = course.table["period"].map(lambda code: Period.parse(code).months) == months
    return replace(course, table=course.table[kept].reset_index(drop=True))


def _shown(cleared: ClearedTable) -> int:
    return int((cleared.table["hidden"] == "").sum())


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
    asked = {**place, "period": period, "audience": audience, "language": language}
    desk = open_desk(**asked, may_pool=False)
    focus = _focus(desk, measure)
    if desk.plan:
        focus = desk.plan.seen_by(focus, desk.audience)
    if change != PLAN:
        focus = replace(focus, starts=day_of(change, "change"), day_ordered=True)
    is_open = measure == PLAN and desk.plan is None and not focus.is_planned
    return ImprovementDesk(desk, focus, open_desk(**asked) if is_open else None)


def _focus(desk: Desk, measure: str) -> Focus:
    plan = desk.plan
    if measure == PLAN:
        return plan.first if plan else Focus(INDICATORS[0])
    return (plan.focus_on(measure) if plan else None) or Focus(measure)
