"""What a report on sick leave works with: cleared numbers of a unit beside the nation's.

It has sections of its own, so that no other report waits for them. The nation's are computed
once and stored with the extract. All of a report's sections are cleared together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from nrs_lib.cohort.extracts import Extract, latest_extract_id, open_extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Cohort, Population
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.spells import dates_of
from nrs_lib.disclosure import ClearedTable, clear_all
from nrs_lib.places import outputs
from nrs_lib.reports.desk import LATEST
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.manifest import invented
from nrs_lib.reports.reference import kept_estimates, store_of
from nrs_lib.stats.estimates import KEY, Estimates, combined
from nrs_lib.stats.sick_leave.followed import sick_leave_days, sick_leave_followed
from nrs_lib.terms import NATIONAL, Audience, Register

FOLLOWED, DAYS = "followed", "days"
SECTIONS: dict[str, Callable[[Cohort, Linkage], Estimates]] = {
    FOLLOWED: sick_leave_followed,
    DAYS: sick_leave_days,
}


@dataclass(frozen=True)
class SickLeaveDesk:
    """The numbers of one report on sick leave."""

    extract: Extract
    register: Register
    subject: str
    period: Period
    audience: Audience
    folder: Path | None = None
    language: str = "sv"

    @property
    def period_label(self) -> str:
        """The period in words."""
        return self.period.short_label(self.language)

    @property
    def is_national(self) -> bool:
        """Whether the report is about the nation."""
        return self.subject == NATIONAL

    @property
    def fetched(self) -> tuple[str, ...]:
        """The days on which periods were fetched, in order; none where the register has none."""
        if not self._linkage.covers(self.register):
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

    @cached_property
    def _cleared(self) -> dict[str, ClearedTable]:
        sections = {name: self._estimates(name) for name in SECTIONS}
        keys = pd.concat([part.table[list(KEY)] for part in sections.values()])
        ledger = Ledger.of(self.register, invented=invented(self.extract), folder=self.folder)
        earlier = ledger.earlier(keys, audience=self.audience, subject=self.subject)
        return clear_all(sections, audience=self.audience, earlier=earlier)

    def _estimates(self, name: str) -> Estimates:
        national = self._national[name]
        if self.is_national:
            return national
        # What readers must be told counts their own patients.
        return combined([self._counted(name, self.subject), replace(national, cautions=())])

    @cached_property
    def _national(self) -> dict[str, Estimates]:
        home = store_of(self.folder or outputs(), self.extract.extract_id) / str(self.register)
        return kept_estimates(
            home / f"{self.period.code}-sick_leave",
            lambda: {name: self._counted(name, None) for name in SECTIONS},
        )

    def _counted(self, name: str, unit_id: str | None) -> Estimates:
        population = Population(self.extract, register=self.register, unit_id=unit_id)
        return SECTIONS[name](population.in_period(self.period), self._linkage)

    @cached_property
    def _linkage(self) -> Linkage:
        return Linkage.of(self.extract)


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

    Raises
    ------
    ExtractError
        No extract has this id.
    ParameterError
        The unit is not in the register, or the period is not one.
    """
    extract = open_extract(latest_extract_id() if extract_id == LATEST else extract_id)
    return SickLeaveDesk(
        extract=extract,
        register=Register(register),
        subject=subject,
        period=Period.parse(period),
        audience=Audience(audience),
        language=language,
    )
