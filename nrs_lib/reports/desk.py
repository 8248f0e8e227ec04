"""What a report notebook works with: its subject's numbers, cleared for its reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from nrs_lib.cohort.extracts import Extract, latest_extract_id, open_extract
from nrs_lib.cohort.growing import growing
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.plans import Plan
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.coarsening import coarsened
from nrs_lib.reports.ledger import Ledger, released_in
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.manifest import invented
from nrs_lib.reports.merging import cleared_together
from nrs_lib.reports.own_sections import own_sections
from nrs_lib.reports.plans import plan_of, plan_sections, section_names
from nrs_lib.reports.pooling import shown_period
from nrs_lib.reports.reference import reference
from nrs_lib.reports.repeating import Clear, cleared_alike
from nrs_lib.reports.sections import CURVES, SECTIONS, UNITS, VOLUME, of_unit, scales
from nrs_lib.reports.subjects import NATION
from nrs_lib.stats.estimates import Estimates, combined
from nrs_lib.stats.indicators import INDICATORS, as_own
from nrs_lib.stats.portrait import MEASURES
from nrs_lib.stats.shown_periods import DEFINITIONS as POOLING
from nrs_lib.stats.shown_periods import ShownPeriod
from nrs_lib.stats.volume import QUARTERS
from nrs_lib.terms import NATIONAL, Audience, Direction, Register
from nrs_lib.text import whole

LATEST = "latest"
"""Stands for the extract that was loaded last, so that a template runs as it is."""


@dataclass(frozen=True)
class Desk:
    """The numbers of one report, section by section.

    A notebook asks for sections and draws them. It never sees a row of data, and what it
    sees is cleared for the report's audience.

    Attributes
    ----------
    period
        What all sections show, the unit's numbers and the nation's.
    asked
        The period that the report was asked for, where it was pooled with earlier quarters;
        its volume is shown beside.
    has_results
        Whether enough answered in the period for any result.
    plan
        The unit's action plan; None where it has none.
    """

    extract: Extract
    register: Register
    subject: str
    period: Period
    audience: Audience
    folder: Path | None = None
    asked: Period | None = None
    has_results: bool = True
    plan: Plan | None = None
    language: str = "sv"

    indicators = INDICATORS

    @property
    def is_national(self) -> bool:
        """Whether the report is about the nation."""
        return self.subject == NATIONAL

    @cached_property
    def scales(self) -> tuple[str, ...]:
        """The scales that anybody answered in the period, in the reports' order.

        A version that the registry has left, or has not begun with, is not shown empty.
        """
        tables = [self._reference[name].table for name in ("start", "change")]
        known = {code for table in tables for code in table.loc[table["n"] > 0, "measure"]}
        return tuple(code for code in scales() if code in known)

    @property
    def directed_scales(self) -> tuple[str, ...]:
        """Those of them on which one way is better, so that change can be drawn."""
        return tuple(code for code in self.scales if scale(code).direction != Direction.NEUTRAL)

    @property
    def portrait_shares(self) -> tuple[str, ...]:
        """The measures of the portrait that are shares."""
        known = read_measures()
        return tuple(code for code in MEASURES if known[code].kind == "share")

    @property
    def previous(self) -> Period:
        """The same part of the year before."""
        return self.period.year_before()

    @property
    def period_label(self) -> str:
        """The period in words."""
        return self.period.label(self.language)

    @property
    def asked_label(self) -> str:
        """The period that was asked for in words; empty where it is the one shown."""
        return self.asked.label(self.language) if self.asked else ""

    @property
    def previous_label(self) -> str:
        """The same part of the year before, in words."""
        return self.previous.label(self.language)

    @property
    def pooling(self) -> dict[str, object]:
        """What is shown and what was asked for, as `nrs_lib.tables.write_period` takes them."""
        asked = self.asked.code if self.asked else ""
        return {"shown": self.period.code, "asked": asked, "has_results": self.has_results}

    @property
    def unit_names(self) -> dict[str, str]:
        """Names of the register's units by id."""
        units = self.extract.units
        units = units[units["register"] == str(self.register)]
        return dict(zip(units["unit_id"], units["unit_name"], strict=True))

    @property
    def quarters(self) -> list[str]:
        """The twelve quarters up to the end of the period, oldest first."""
        return [quarter.code for quarter in self.period.quarters(QUARTERS)]

    @property
    def growing(self) -> dict[str, tuple[str, ...]]:
        """Periods whose numbers may still grow, by measure; see `nrs_lib.cohort.growing`."""
        shown = [self.period, self.previous, *self.period.quarters(QUARTERS)]
        asked = [self.asked] if self.asked else []
        return growing([*asked, *shown], as_of=self.extract.as_of)

    @property
    def subject_label(self) -> str:
        """The unit's name on one line, or the nation in words."""
        if self.is_national:
            return NATION[self.language]
        return whole(str(self.unit_names[self.subject]))

    @cached_property
    def _population(self) -> Population:
        return Population(self.extract, register=self.register, unit_id=self.subject)

    @cached_property
    def _reference(self) -> dict[str, Estimates]:
        return reference(
            self.extract, register=self.register, period=self.period, folder=self.folder
        )

    @property
    def ledger(self) -> Ledger:
        """What has been released of the register."""
        return Ledger.of(self.register, invented=invented(self.extract), folder=self.folder)

    @cached_property
    def _stored(self) -> Mapping[str, Estimates]:
        stored = own_sections(
            self.extract,
            register=self.register,
            unit_id=self.subject,
            period=self.period,
            folder=self.folder,
        )
        return stored or {}

    def _own(self, name: str) -> Estimates:
        if name == VOLUME and self.asked:
            asked = SECTIONS[VOLUME](self._population, self.asked)
            return combined([self._whole(name), asked.where(period=self.asked.code)])
        return self._whole(name)

    def _whole(self, name: str) -> Estimates:
        if name in self._stored:
            return self._stored[name]
        return SECTIONS[name](self._population, self.period)

    def section(self, name: str) -> ClearedTable:
        """One section's numbers, own and national, cleared for the report's reader."""
        return self.cleared[name]

    @cached_property
    def cleared(self) -> dict[str, ClearedTable]:
        """All sections, cleared together: what one hides, no other gives away.

        Earlier releases that the reader may have seen are counted in.
        """
        sections = {name: self._estimates(name) for name in (*SECTIONS, UNITS)}
        sections[CURVES] = coarsened(sections[CURVES], audience=self.audience)
        if self.plan:
            sections |= plan_sections(self._population, self.plan, self.period)
        clear = partial(cleared_together, sections, audience=self.audience)
        return self.cleared_by(clear, sections)

    def cleared_by(
        self, clear: Clear, sections: Mapping[str, Estimates]
    ) -> dict[str, ClearedTable]:
        """Sections cleared beside what was released before; see `cleared_alike`."""
        return cleared_alike(clear, sections, ledger=self.ledger, entry=self._entry())

    def _entry(self, report: str = "") -> Entry:
        """What a release of these numbers is in the ledger."""
        # As a release is entered, whatever quarters it was pooled with.
        asked = (self.asked or self.period).code
        about = {"subject": self.subject, "extract_id": self.extract.extract_id}
        return Entry.of(self.audience, report=report, period=asked, **about)

    def enter(self, cleared: Iterable[ClearedTable], *, report: str, known: int) -> None:
        """Enter what some tables show in the ledger of releases.

        Parameters
        ----------
        known
            The newest entry of the ledger when they were cleared.

        Raises
        ------
        DisclosureError
            An earlier release forbids it; see `Ledger.record`.
        """
        self.ledger.record(self._entry(report), released_in(cleared), known=known)

    def _estimates(self, name: str) -> Estimates:
        """One section's numbers before they are cleared."""
        national = self._reference[name]
        if name == VOLUME and self.asked:
            place = {"register": self.register, "period": self.asked, "folder": self.folder}
            asked = reference(self.extract, **place)[VOLUME].where(period=self.asked.code)
            asked = replace(asked, definitions=(*asked.definitions, *POOLING))
            national = combined([national, asked])
        if name == UNITS:
            return national if self.is_national else as_own(national, self.subject)
        if self.is_national:
            return national
        return of_unit(name, self._own(name), national)

    @property
    def focuses(self) -> list[ClearedTable]:
        """The numbers of each focus of the plan, in its order."""
        return self.sections(*section_names(self.plan))

    def sections(self, *names: str) -> list[ClearedTable]:
        """Several sections, in the order asked for."""
        return [self.section(name) for name in names]


def open_desk(
    *,
    extract_id: str,
    register: str,
    subject: str,
    period: str,
    audience: str,
    language: str = "sv",
    may_pool: bool = True,
) -> Desk:
    """Open the numbers of one report; its labels are in the report's language.

    Of a unit with too few answers in the period, those of a longer one with the same end; see
    `nrs_lib.stats.shown_periods`. A report about how many answered does without: its desk is
    opened with ``may_pool=False``.

    Raises
    ------
    ExtractError
        No extract has this id.
    ParameterError
        The unit is not in the register, or the period is not one.
    """
    extract = open_extract(latest_extract_id() if extract_id == LATEST else extract_id)
    asked = Period.parse(period)
    about = {"register": Register(register), "subject": subject, "audience": Audience(audience)}
    shown = ShownPeriod(asked, has_results=True)
    if may_pool:
        shown = shown_period(extract, period=asked, **about)
    return Desk(
        extract=extract,
        period=shown.period,
        asked=asked if shown.period != asked else None,
        has_results=shown.has_results,
        plan=None if subject == NATIONAL else plan_of(subject, Register(register)),
        language=language,
        **about,
    )
