"""Any one figure of the reports, by name: the same number as the report shows."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass

from nrs_lib.cohort.selection import Cohort
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.followup import (
    PERCEIVED,
    STEPS,
    goals,
    outcome_rows,
    perceived,
    programme,
    response,
)
from nrs_lib.stats.portrait import DISTRIBUTIONS, MEASURES, diagnoses, portrait
from nrs_lib.stats.results import changes, responders
from nrs_lib.stats.volume import flow, volume
from nrs_lib.terms import Statistic, TimePoint

_DIAGNOSES = ("diagnosis_group", "mental_comorbidity")
_PROGRAMME = (
    "programme_completed",
    "goals_reached",
    "next_of_kin",
    "wait_to_programme",
    "days_to_discharge",
)
_VOLUME = (
    "referrals",
    "first_visits",
    "programme_starts",
    "programme_discharges",
    "followups_due",
    "care_process",
)
_RESPONSE = ("response_start", "response_discharge", "response_12m")


@dataclass(frozen=True)
class FigureName:
    """Which figure: a measure or scale, a category of it, and the later time point.

    Attributes
    ----------
    measure
        A measure of ``measures.yaml``, or a scale for its mean change.
    category
        For a measure that is a distribution, one of its codes; else empty.
    time_point
        Of the later answer, where the measure has not one of its own.
    """

    measure: str
    category: str = ""
    time_point: TimePoint = TimePoint.DISCHARGE

    @classmethod
    def parse(cls, text: str, *, time_point: TimePoint | None = None) -> FigureName:
        """Read ``improved_pain``, ``education:university`` or ``nrs_pain``.

        Raises
        ------
        ParameterError
            There is no such measure or scale, it is told in reports on sick leave or data
            quality alone, a distribution lacks its category, or the category is unknown.
        """
        measure, _, category = text.partition(":")
        known = read_measures()
        if measure not in known and measure not in read_scales():
            near = difflib.get_close_matches(measure, [*known, *read_scales()], n=3)
            raise ParameterError(
                "There is no such figure.",
                where=f"figure {measure[:40]}",
                remedy=f"Did you mean {', '.join(near)}?"
                if near
                else f"Measures: {', '.join(known)}; or a scale.",
            )
        if measure in known and not _is_followed(measure):
            raise ParameterError(
                "The figure is told in a report of its own, and its change is not split.",
                where=f"figure {measure}",
                remedy="Compare the reports on sick leave or data quality of the two extracts.",
            )
        codes = _categories(measure)
        if (category not in codes) if codes else category:
            raise ParameterError(
                "A figure that is a distribution is named with one of its categories."
                if codes
                else "The figure has no categories.",
                where=f"figure {measure}",
                remedy=f"Write {measure}:{codes[0]}; categories: {', '.join(codes)}."
                if codes
                else f"Write {measure}.",
            )
        return cls(measure, category, TimePoint(time_point or TimePoint.DISCHARGE))

    @property
    def is_scale(self) -> bool:
        """Whether it is a scale's mean change."""
        return self.measure not in read_measures()

    @property
    def scale(self) -> str | None:
        """The scale that it rests on, if any."""
        return self.measure if self.is_scale else read_measures()[self.measure].scale

    @property
    def kind(self) -> str:
        """``share``, ``mean``, ``median`` or ``count``."""
        if self.is_scale:
            return "mean"
        return read_measures()[self.measure].kind

    @property
    def decimals(self) -> int:
        """Decimals that it, its change and the parts are all written with; of per cent for shares.

        One number for all, since a reader takes one from the other.
        """
        return 2 if self.kind == "mean" else 1

    def label(self, language: str) -> str:
        """What readers call it."""
        if self.is_scale:
            return read_scale(self.measure).label[language]
        known = read_measures()[self.measure]
        if not self.category:
            return known.label[language]
        return f"{known.label[language]}: {_category_label(self, language)}"


@dataclass(frozen=True)
class Figure:
    """One figure with its company; counts of people, never a person's value."""

    estimate: float
    low: float
    high: float
    n: int
    numerator: int | None
    denominator: int | None
    n_units: int
    largest_n: int
    method: str
    statistic: Statistic
    definitions: tuple[str, ...]

    @property
    def exists(self) -> bool:
        """Whether there was anybody to count."""
        return math.isfinite(self.estimate)


def figure(cohort: Cohort, name: FigureName) -> Figure:
    """One figure of a cohort, computed by what the reports are computed by."""
    estimates = _estimates(cohort, name)
    rows = estimates.table
    rows = rows[rows["measure"] == (name.scale or name.measure)]
    if name.is_scale:
        rows = rows[rows["statistic"] == str(Statistic.CHANGE)]
    elif name.category:
        rows = rows[rows["category"] == name.category]
    row = rows.iloc[0]
    has_share = name.kind == "share"
    return Figure(
        float(row["estimate"]),
        float(row["low"]),
        float(row["high"]),
        int(row["n"]),
        int(row["numerator"]) if has_share else None,
        int(row["denominator"]) if has_share else None,
        int(row["n_units"]),
        int(row["largest_n"]),
        str(row["method"]),
        Statistic(row["statistic"]),
        estimates.definitions,
    )


def _estimates(cohort: Cohort, name: FigureName) -> Estimates:
    measure = name.measure
    if name.is_scale:
        return changes(cohort, scales=[measure], time_point=name.time_point)
    scale = read_measures()[measure].scale
    if scale is not None:
        return responders(cohort, scales=[scale], time_point=TimePoint.DISCHARGE)
    if measure in _VOLUME:
        return volume(cohort)
    if measure.startswith("flow_"):
        return flow(cohort)
    if measure in (*MEASURES, *DISTRIBUTIONS):
        return portrait(cohort)
    if measure in _DIAGNOSES:
        return diagnoses(cohort)
    if measure in PERCEIVED:
        return perceived(cohort, time_point=name.time_point)
    if measure == STEPS:
        return goals(cohort)
    if measure in _PROGRAMME:
        return programme(cohort)
    if measure in _RESPONSE:
        return response(cohort)
    return from_rows(outcome_rows(cohort, (measure,)))


def _is_followed(measure: str) -> bool:
    """Whether the figure is one of those that units follow."""
    known = read_measures()[measure]
    named = (
        *MEASURES,
        *DISTRIBUTIONS,
        *_DIAGNOSES,
        *PERCEIVED,
        *_PROGRAMME,
        *_VOLUME,
        *_RESPONSE,
        STEPS,
    )
    has_source = known.scale is not None or known.rule is not None
    return has_source or measure in named or measure.startswith("flow_")


def _categories(measure: str) -> list[str]:
    known = read_measures().get(measure)
    if known is None:
        return []
    if known.codelist is not None:
        return [code.code for code in read_codelist(known.codelist).codes if not code.missing]
    return list(known.categories)


def _category_label(name: FigureName, language: str) -> str:
    known = read_measures()[name.measure]
    if known.codelist is not None:
        return read_codelist(known.codelist).labels(language)[name.category]
    return known.categories[name.category][language]
