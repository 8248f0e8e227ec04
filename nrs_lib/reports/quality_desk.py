"""What a notebook about data quality works with: numbers of the period that was asked for.

Quarters are never pooled here: that few answered in a period is what such a report tells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.outside_counts import read_outside_counts
from nrs_lib.disclosure import ClearedTable, clear_all
from nrs_lib.places import outputs
from nrs_lib.reports.desk import Desk, open_desk
from nrs_lib.reports.reference import (
    kept_estimates,
    reference,
    reference_fingerprints,
    store_of,
)
from nrs_lib.reports.sections import MODELLED, SENSITIVITY, UNITS, scales
from nrs_lib.stats import followup
from nrs_lib.stats.data_quality.account import coverage, findings
from nrs_lib.stats.data_quality.completeness import (
    BY_UNIT,
    DueField,
    due_fields,
    field_shares,
    instrument_shares,
    quality_by_unit,
)
from nrs_lib.stats.data_quality.delays import delays
from nrs_lib.stats.data_quality.followup_states import followup_state_shares
from nrs_lib.stats.data_quality.sensitive import main_results
from nrs_lib.stats.estimates import Estimates, combined
from nrs_lib.stats.indicators import as_own
from nrs_lib.stats.volume import ends_counted
from nrs_lib.tables.quality_lead import is_counted
from nrs_lib.tables.quality_notes import FORMS
from nrs_lib.tables.unanswered import are_all_lost
from nrs_lib.terms import NATIONAL

COVERAGE = "coverage"
QUALITY: dict[str, Callable[[QualityDesk, Population], Estimates]] = {
    "response": lambda desk, whom: followup.response(whom.in_period(desk.period)),
    "fields": lambda desk, whom: field_shares(whom.in_period(desk.period), desk.fields),
    "instruments": lambda desk, whom: instrument_shares(
        whom.in_period(desk.period), scales=scales()
    ),
    "followups": lambda desk, whom: followup_state_shares(whom.in_period(desk.period)),
    "delays": lambda desk, whom: delays(whom, desk.period),
    "findings": lambda desk, whom: findings(whom, desk.account),
    SENSITIVITY: lambda desk, whom: desk.losses(whom),
}
"""A subject's own numbers; the nation's are made by the same functions, and kept."""
BESIDE_A_UNIT, LOST = "response_12m", "followup_lost"
"""The one measure in which a unit sees others, and the one left out where it tells no more."""
COUNTS = "counts"
WITHOUT_NUMBERS = ("response", "findings", COVERAGE, COUNTS)
"""What a page still shows of a unit with too few, besides that it has too few."""


@dataclass(frozen=True)
class QualityDesk:
    """How whole and how timely one subject's data are, cleared for the report's reader.

    Attributes
    ----------
    desk
        The subject, its period as asked for, and the words for them.
    """

    desk: Desk

    by_unit = BY_UNIT

    @property
    def extract(self) -> Extract:
        """The extract that is told of."""
        return self.desk.extract

    @property
    def subject(self) -> str:
        """The unit's id, or the nation."""
        return self.desk.subject

    @property
    def period(self) -> Period:
        """The period that was asked for."""
        return self.desk.period

    @property
    def period_label(self) -> str:
        """The period in words."""
        return self.desk.period_label

    @property
    def unit_names(self) -> dict[str, str]:
        """Names of the register's units by id."""
        return self.desk.unit_names

    @property
    def account(self) -> list[dict[str, object]] | None:
        """Episodes with findings by unit, as the extract's passport has them; else None."""
        return self.extract.passport.get("findings_by_unit")

    @cached_property
    def fields(self) -> tuple[DueField, ...]:
        """What is due to be filled in, by the contract."""
        return due_fields(self.extract)

    def losses(self, whom: Population) -> Estimates:
        """What the missing may do to the main results; the nation's as the reports have it.

        Imputing the nation takes seconds, so it is done once for both.
        """
        place = {"register": self.desk.register, "period": self.period}
        folder = self.desk.folder or outputs()
        stored = reference_fingerprints(folder, extract_id=self.extract.extract_id, **place)
        if whom.group != NATIONAL or stored is None or self.period.is_rolling:
            return main_results(whom.in_period(self.period))
        return reference(self.extract, **place, folder=folder)[MODELLED]

    @cached_property
    def _whole(self) -> Population:
        return Population(self.extract, register=self.desk.register)

    @cached_property
    def _subject(self) -> Population:
        whom = None if self.desk.is_national else self.desk.subject
        return Population(self.extract, register=self.desk.register, unit_id=whom)

    def national(self) -> dict[str, Estimates]:
        """The nation's numbers before they are cleared, kept with the extract."""

        def made() -> dict[str, Estimates]:
            found = {name: section(self, self._whole) for name, section in QUALITY.items()}
            return found | {UNITS: quality_by_unit(self._whole, self.period, self.fields)}

        store = store_of(self.desk.folder or outputs(), self.extract.extract_id)
        home = store / str(self.desk.register) / f"{self.period.code}-quality"
        return kept_estimates(home, made)

    @cached_property
    def cleared(self) -> dict[str, ClearedTable]:
        """All sections, cleared together; earlier releases are counted in."""
        sections = self.national()
        if not self.desk.is_national:
            own = {name: section(self, self._subject) for name, section in QUALITY.items()}
            sections |= {name: combined([own[name], sections[name]]) for name in own}
            sections[UNITS] = as_own(sections[UNITS], self.desk.subject)
            # Plain counts are the unit's own, and all that can be told of one with few.
            sections[COUNTS] = ends_counted(self._subject.in_period(self.period))
        # A count outside the registry may be given at any time, so nothing of it is kept.
        sections[COVERAGE] = self.coverage()
        clear = partial(clear_all, sections, audience=self.desk.audience)
        return self.desk.cleared_by(clear, sections)

    def coverage(self) -> Estimates:
        """Coverage by the count outside the registry, where one is given, before it is cleared."""
        given = read_outside_counts()
        found = []
        for whom in {one.group: one for one in (self._subject, self._whole)}.values():
            key = (self.desk.register, whom.group, self.period.code)
            found.append(coverage(whom.in_period(self.period), given.get(key)))
        return replace(combined(found), definitions=found[0].definitions)

    def section(self, name: str) -> ClearedTable:
        """One section's numbers, own and national."""
        return self.cleared[name]

    @property
    def told(self) -> list[ClearedTable]:
        """The sections that the page shows, for what it tells of definitions and of the door."""
        if not is_counted(*self.sections("response", "fields", "followups")):
            return self.sections(*WITHOUT_NUMBERS)
        apart = (UNITS, COUNTS)
        kept = (part for name, part in self.cleared.items() if name not in apart)
        return [*kept, self._units_told]

    @property
    def _units_told(self) -> ClearedTable:
        """Units beside each other, with the definitions of what the page shows of them."""
        units, shown = self.section(UNITS), {BESIDE_A_UNIT, FORMS}
        if self.desk.is_national:
            shown = {*BY_UNIT} - ({LOST} if are_all_lost(self.section("followups")) else set())
        unseen = {f"measure:{code}" for code in {*BY_UNIT} - shown}
        kept = tuple(key for key in units.record.definitions if key not in unseen)
        return replace(units, record=replace(units.record, definitions=kept))

    def sections(self, *names: str) -> list[ClearedTable]:
        """Several sections, in the order asked for."""
        return [self.section(name) for name in names]


def open_quality_desk(
    *,
    extract_id: str,
    register: str,
    subject: str,
    period: str,
    audience: str,
    language: str = "sv",
) -> QualityDesk:
    """Open the numbers of one report on data quality; its labels are in the report's language.

    Raises
    ------
    ExtractError
        No extract has this id.
    ParameterError
        The unit is not in the register, or the period is not one.
    """
    place = {"extract_id": extract_id, "register": register, "subject": subject}
    desk = open_desk(**place, period=period, audience=audience, language=language, may_pool=False)
    return QualityDesk(desk)
