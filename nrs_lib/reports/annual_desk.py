"""What an annual report works with: one register's year, cleared for everybody.

Beside the sections of all reports it has some of its own, and those of sick leave and of data
quality. All are cleared together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Cohort, Population
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.coarsening import coarsened
from nrs_lib.disclosure.easing import MERGE_CATEGORIES, Step, apply
from nrs_lib.places import outputs
from nrs_lib.reports.annual_charts import YEARS, cleared_with_charts
from nrs_lib.reports.desk import Desk, open_desk
from nrs_lib.reports.grades.record import Citation, cite_grades
from nrs_lib.reports.quality_desk import COVERAGE, QualityDesk
from nrs_lib.reports.reference import kept_estimates, reference, store_of
from nrs_lib.reports.sections import CURVES, OVER_TIME, SECTIONS, UNITS, scales
from nrs_lib.reports.sick_leave_desk import DAYS, FOLLOWED, SickLeaveDesk
from nrs_lib.stats.care_processes import process_flows
from nrs_lib.stats.estimates import Estimates, combined
from nrs_lib.stats.indicators import INDICATORS
from nrs_lib.stats.over_time import half_years
from nrs_lib.stats.results import changes, responders, values_at
from nrs_lib.stats.score_bands import band_shares, banded
from nrs_lib.stats.units.beside import units_beside
from nrs_lib.stats.volume import volume_by_unit
from nrs_lib.stats.years import years
from nrs_lib.terms import NATIONAL, Direction, Register, TimePoint

_LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)
HALF_YEARS = "half_years"
PORTRAIT = "portrait"
UNIT_VOLUME, UNIT_QUALITY = "unit_volume", "unit_quality"
_OF_QUALITY = ("fields", "instruments", "followups")
# Of education what almost nobody states is always shown together: as lines of their own the two
# cost each other, and everybody would read of neither.
_TOGETHER = Step(MERGE_CATEGORIES, "education", ("primary_or_other", "other"), 0, 0, 0, 0)
# Results of all scales that were answered stand in the place of those of some, and years in that
# of quarters: where small numbers cost others, a year's are worth more. Of quarters and
# half-years those are shown that make charts.
_REPLACED = ("start", "change", "responders", "indicators", "course", OVER_TIME)
_OWN: dict[str, Callable[[Population, Period, tuple[str, ...]], Estimates]] = {
    UNIT_VOLUME: lambda whom, period, _: volume_by_unit(whom, period),
    "processes": lambda whom, period, _: process_flows(whom.in_period(period)),
    "start": lambda whom, period, codes: _at(whom, period, codes, TimePoint.INITIAL),
    "later": lambda whom, period, codes: combined(
        _at(whom, period, codes, point) for point in _LATER
    ),
    "change": lambda whom, period, codes: combined(
        changes(whom.in_period(period), scales=codes, time_point=point) for point in _LATER
    ),
    "responders": lambda whom, period, codes: combined(
        responders(whom.in_period(period), scales=codes, time_point=point) for point in _LATER
    ),
    "bands": lambda whom, period, _: band_shares(whom.in_period(period)),
    YEARS: lambda whom, period, _: years(whom, period),
    HALF_YEARS: lambda whom, period, _: half_years(whom, period),
    # Everything in it is about the year, however few a unit has.
    UNITS: lambda whom, period, _: units_beside(whom, period),
}


def _at(whom: Population, period: Period, codes: tuple[str, ...], point: TimePoint) -> Estimates:
    return values_at(whom.in_period(period), scales=codes, time_point=point)


def answered_scales(cohort: Cohort) -> tuple[str, ...]:
    """Scales that anybody in the period has a score of, those of all reports first.

    Of an index with value sets it is the chosen one.
    """
    others = [
        code for code, one in read_scales().items() if code not in scales() and not one.value_set
    ]
    people = {TimePoint.INITIAL: cohort.registered}
    people |= {point: cohort.followed(point) for point in _LATER}
    known: set[str] = set()
    for point, episodes in people.items():
        answers = cohort.answers(episodes, point)
        known |= {str(code) for code in answers.columns[answers.notna().any()]}
    return tuple(code for code in (*scales(), *others) if code in known)


@dataclass(frozen=True)
class AnnualDesk:
    """The numbers of one register's year.

    Attributes
    ----------
    desk
        The nation of the register, its year, and the words for them.
    """

    desk: Desk

    indicators = INDICATORS
    trends = INDICATORS[:5]

    @property
    def register(self) -> Register:
        """The register."""
        return self.desk.register

    @property
    def period(self) -> Period:
        """The year."""
        return self.desk.period

    @property
    def period_label(self) -> str:
        """The year in words."""
        return self.desk.period_label

    @property
    def previous_label(self) -> str:
        """The year before in words."""
        return self.desk.previous_label

    @property
    def unit_names(self) -> dict[str, str]:
        """Names of the register's units by id."""
        return self.desk.unit_names

    @property
    def quarters(self) -> list[str]:
        """The twelve quarters up to the end of the year, oldest first."""
        return self.desk.quarters

    @property
    def growing(self) -> dict[str, tuple[str, ...]]:
        """Periods whose numbers may still grow, by measure."""
        return self.desk.growing

    @property
    def years(self) -> list[str]:
        """The years of which there are numbers, oldest first."""
        return sorted({str(code) for code in self.section(YEARS).table["period"]})

    @property
    def portrait_shares(self) -> tuple[str, ...]:
        """The measures of the portrait that are shares."""
        return self.desk.portrait_shares

    @property
    def banded(self) -> tuple[str, ...]:
        """The measures that divide a scale into its bands."""
        return banded()

    @property
    def fetched(self) -> tuple[str, ...]:
        """The days on which periods of sick leave were fetched."""
        return self._sick_leave.fetched

    @property
    def grades(self) -> Citation | None:
        """What is said of how often the intervals hold a known truth; None where nothing is."""
        return cite_grades(self.desk.folder or outputs(), self.desk.language)

    @cached_property
    def scales(self) -> tuple[str, ...]:
        """Every scale that anybody answered in the year, those of all reports first."""
        return tuple(dict.fromkeys(self._own["start"].table["measure"]))

    @property
    def directed_scales(self) -> tuple[str, ...]:
        """Those that all reports show and on which one way is better, for figures."""
        return tuple(
            code
            for code in self.scales
            if code in scales() and scale(code).direction != Direction.NEUTRAL
        )

    @cached_property
    def _sick_leave(self) -> SickLeaveDesk:
        return SickLeaveDesk(self.desk)

    @cached_property
    def _own(self) -> dict[str, Estimates]:
        desk = self.desk

        def made() -> dict[str, Estimates]:
            population = Population(desk.extract, register=desk.register)
            codes = answered_scales(population.in_period(desk.period))
            return {name: make(population, desk.period, codes) for name, make in _OWN.items()}

        store = store_of(desk.folder or outputs(), desk.extract.extract_id)
        return kept_estimates(store / str(desk.register) / f"{desk.period.code}-annual", made)

    @cached_property
    def cleared(self) -> dict[str, ClearedTable]:
        """All sections, cleared together; earlier releases are counted in."""
        desk = self.desk
        place = {"register": desk.register, "period": desk.period, "folder": desk.folder}
        shared = reference(desk.extract, **place)
        sections = {name: shared[name] for name in SECTIONS if name not in _REPLACED}
        sections |= {name: own for name, own in self._own.items() if name != HALF_YEARS}
        sections[PORTRAIT] = apply(sections[PORTRAIT], _TOGETHER)
        sections[CURVES] = coarsened(sections[CURVES], audience=desk.audience)
        quality = QualityDesk(desk)
        of_quality = quality.national()
        sections |= {name: of_quality[name] for name in _OF_QUALITY}
        sections |= {UNIT_QUALITY: of_quality[UNITS], COVERAGE: quality.coverage()}
        sections |= {name: self._sick_leave.national[name] for name in (FOLLOWED, DAYS)}
        lengths = (shared[OVER_TIME], self._own[HALF_YEARS])
        known = {**sections, OVER_TIME: combined(lengths)}
        clear = partial(cleared_with_charts, sections, lengths=lengths, audience=desk.audience)
        return desk.cleared_by(clear, known)

    @property
    def every(self) -> list[ClearedTable]:
        """All sections, for what is told of definitions and of disclosure control."""
        return list(self.cleared.values())

    def section(self, name: str) -> ClearedTable:
        """One section's numbers."""
        return self.cleared[name]

    def sections(self, *names: str) -> list[ClearedTable]:
        """Several sections, in the order asked for."""
        return [self.section(name) for name in names]


def open_annual_desk(
    *, extract_id: str, register: str, period: str, audience: str, language: str = "sv"
) -> AnnualDesk:
    """Open the numbers of one register's year; its labels are in the report's language.

    Raises
    ------
    ExtractError
        No extract has this id.
    ParameterError
        The period is not one.
    """
    place = {"extract_id": extract_id, "register": register, "subject": NATIONAL}
    desk = open_desk(**place, period=period, audience=audience, language=language, may_pool=False)
    return AnnualDesk(desk)
