"""What a report on sick leave works with: cleared numbers of a unit beside the nation's.

It has sections of its own, so that no other report waits for them. The nation's are computed
once and stored with the extract. All of a report's sections are cleared together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

import pandas as pd

from nrs_lib.cohort.selection import Cohort, Population
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.spells import dates_of
from nrs_lib.disclosure import ClearedTable, clear_all, read_policy
from nrs_lib.places import outputs
from nrs_lib.reports.desk import Desk, open_desk
from nrs_lib.reports.reference import kept_estimates, store_of
from nrs_lib.stats.estimates import Estimates, combined
from nrs_lib.stats.shown_periods import DEFINITIONS as POOLING
from nrs_lib.stats.shown_periods import candidates
from nrs_lib.stats.sick_leave.followed import FOLLOWED as FOLLOWED_MEASURE
from nrs_lib.stats.sick_leave.followed import sick_leave_days, sick_leave_followed
from nrs_lib.stats.sick_leave.windows import NET_DAYS
from nrs_lib.terms import Scope

FOLLOWED, DAYS = "followed", "days"
SECTIONS: dict[str, Callable[[Cohort, Linkage], Estimates]] = {
    FOLLOWED: sick_leave_followed,
    DAYS: sick_leave_days,
}


@dataclass(frozen=True)
class SickLeaveDesk:
    """The numbers of one report on sick leave.

    Attributes
    ----------
    desk
        The subject, its period, and the words for them.
    """

    desk: Desk

    @property
    def period_label(self) -> str:
        """The period in words."""
        return self.desk.period_label

    @property
    def pooling(self) -> dict[str, str]:
        """What is shown and what was asked for, as `write_sick_leave_period` takes them."""
        return {
            "shown": self.desk.period.code,
            "asked": self.desk.asked.code if self.desk.asked else "",
        }

    @property
    def is_national(self) -> bool:
        """Whether the report is about the nation."""
        return self.desk.is_national

    @property
    def fetched(self) -> tuple[str, ...]:
        """The days on which periods were fetched, in order; none where the register has none."""
        if not self._linkage.covers(self.desk.register):
            return ()
        return tuple(f"{day:%Y-%m-%d}" for day in pd.to_datetime(dates_of(self._linkage.fetched)))

    @property
    def followed(self) -> ClearedTable:
        """Categories at each time, and moves from one to the next."""
        return self._cleared[FOLLOWED]

    @property
    def days(self) -> ClearedTable:
        """Net days in the year before and the two years after."""
        return self._cleared[DAYS]

    @property
    def told(self) -> list[ClearedTable]:
        """The sections, with the definitions of measures that they have numbers of."""
        return [_counting(part) for part in self._cleared.values()]

    @cached_property
    def _cleared(self) -> dict[str, ClearedTable]:
        sections = {name: self._estimates(name) for name in SECTIONS}
        clear = partial(clear_all, sections, audience=self.desk.audience)
        return self.desk.cleared_by(clear, sections)

    def _estimates(self, name: str) -> Estimates:
        national = self.national[name]
        if self.is_national:
            return national
        # What readers must be told counts their own patients.
        found = combined([self._counted(name, self.desk.subject), replace(national, cautions=())])
        pooled = POOLING if self.desk.asked else ()
        return replace(found, definitions=(*found.definitions, *pooled))

    @cached_property
    def national(self) -> dict[str, Estimates]:
        """The nation's numbers before they are cleared, kept with the extract."""
        store = store_of(self.desk.folder or outputs(), self.desk.extract.extract_id)
        return kept_estimates(
            store / str(self.desk.register) / f"{self.desk.period.code}-sick_leave",
            lambda: {name: self._counted(name, None) for name in SECTIONS},
        )

    def _counted(self, name: str, unit_id: str | None) -> Estimates:
        population = Population(self.desk.extract, register=self.desk.register, unit_id=unit_id)
        return SECTIONS[name](population.in_period(self.desk.period), self._linkage)

    @cached_property
    def _linkage(self) -> Linkage:
        return Linkage.of(self.desk.extract)


def open_sick_leave_desk(
    *,
    extract_id: str,
    register: str,
    subject: str,
    period: str,
    audience: str,
    language: str = "sv",
) -> SickLeaveDesk:
    """Open the numbers of one report on sick leave; its labels are in the report's language.

    Of a unit with too few patients to follow in the period, those of the shortest longer one with
    the same end that has enough; where none has, the period asked for. Where the data do not yet
    reach after the programme, the year before it decides.

    Raises
    ------
    ExtractError
        No extract has this id.
    ParameterError
        The unit is not in the register, or the period is not one.
    """
    place = {"extract_id": extract_id, "register": register, "subject": subject}
    desk = open_desk(**place, period=period, audience=audience, language=language, may_pool=False)
    return SickLeaveDesk(_with_enough(desk))


def _counting(part: ClearedTable) -> ClearedTable:
    """A section without the definitions of measures that it has no row of."""
    counted = {f"measure:{code}" for code in part.table["measure"]}
    kept = tuple(
        key for key in part.record.definitions if key in counted or not key.startswith("measure:")
    )
    return replace(part, record=replace(part.record, definitions=kept))


def _with_enough(desk: Desk) -> Desk:
    linkage = Linkage.of(desk.extract)
    if desk.is_national or not linkage.covers(desk.register):
        return desk
    least = read_policy().audiences[desk.audience].limits[Scope.OWN].min_n
    population = Population(desk.extract, register=desk.register, unit_id=desk.subject)
    for one in candidates(desk.period):
        if _counted(population.in_period(one), linkage) >= least:
            return desk if one == desk.period else replace(desk, period=one, asked=desk.period)
    return desk


def _counted(cohort: Cohort, linkage: Linkage) -> int:
    """Patients behind the numbers: those followed, or where nobody can be, with a year before."""
    for make, measure in ((sick_leave_followed, FOLLOWED_MEASURE), (sick_leave_days, NET_DAYS)):
        found = make(cohort, linkage).where(measure=measure).table
        if len(found):
            return int(found["n"].max())
    return 0
