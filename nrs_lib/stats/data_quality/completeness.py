"""How much of what is due is filled in: by field, by instrument, and by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import DEFINITIONS, Cohort, Population
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.reading import read_contract
from nrs_lib.contracts.versions import read_families
from nrs_lib.errors import ParameterError
from nrs_lib.stats.data_quality.followup_states import MISSED, WAITING, followup_states
from nrs_lib.stats.estimates import Estimates, combined, from_rows
from nrs_lib.stats.followup import response
from nrs_lib.stats.indicators import compared_units
from nrs_lib.stats.rows import SHARE_DEFINITIONS, Group, share_row
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import NATIONAL, Scope, TimePoint

FIELD, INSTRUMENT = "field_filled", "instrument_filled"
_START = "response_start"
_LATER_RESPONSES = ("response_discharge", "response_12m")
STAFF = "staff"
_FORMS = {
    "start_form_complete": TimePoint.INITIAL,
    "discharge_form_complete": TimePoint.DISCHARGE,
}
_LOST = "followup_lost"
_RULES = ("convention:quality_reporters", "convention:quality_not_of_all")
BY_UNIT = (_START, *_LATER_RESPONSES, *_FORMS, _LOST)
"""The measures of units beside each other."""


@dataclass(frozen=True)
class DueField:
    """A column that the contract says is to be filled in at a time point, and by whom."""

    table: str
    name: str
    time_point: TimePoint
    reported_by: str

    @property
    def category(self) -> str:
        """Its place in the rows: ``episode.education``."""
        return f"{self.table}.{self.name}"

    def values(self, cohort: Cohort, episodes: pd.DataFrame) -> pd.Series:
        """What is filled in, one entry per episode in the order given."""
        found = episodes if self.table == "episode" else cohort.answers(episodes, self.time_point)
        return found[self.name].reset_index(drop=True)


def due_fields(extract: Extract) -> tuple[DueField, ...]:
    """Columns with time points in the contract, that anybody in the extract has filled in.

    A column that nobody has was not delivered, and is no unit's omission.
    """
    reporters, not_of_all = get("quality_reporters").value, get("quality_not_of_all").value
    found = []
    for table, frame in (("episode", extract.episodes), ("questionnaire", extract.answers)):
        contract = read_contract(table)
        for field in contract.fields:
            if field.name not in frame or field.name in not_of_all:
                continue
            if field.reported_by not in reporters:
                continue
            for point in field.time_points:
                asked = frame
                if table == "questionnaire":
                    asked = frame[frame["time_point"] == str(point)]
                if asked[field.name].notna().any():
                    found.append(DueField(table, field.name, point, field.reported_by))
    return tuple(found)


def due_at(cohort: Cohort, time_point: TimePoint) -> pd.DataFrame:
    """The period's episodes of whom something is due at a time point."""
    is_first = time_point == TimePoint.INITIAL
    return cohort.registered if is_first else cohort.followed(time_point)


def field_shares(cohort: Cohort, fields: Sequence[DueField]) -> Estimates:
    """Share of those due in whom each field is filled in.

    Returns
    -------
    Estimates
        Measure ``field_filled``; the category names table and column. Who did not answer the
        questionnaire counts as not filled in.
    """
    rows = []
    for one in fields:
        episodes = due_at(cohort, one.time_point)
        rows.append(
            share_row(
                Group.of(cohort.group),
                FIELD,
                one.values(cohort, episodes).notna().astype("boolean"),
                episodes["unit_id"].reset_index(drop=True),
                time_point=str(one.time_point),
                category=one.category,
                period=cohort.period.code,
            )
        )
    return from_rows(rows, definitions=_definitions(FIELD))


def instruments(scales: Sequence[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The instruments that scales belong to, each as its versions' scales.

    Versions of one questionnaire are one instrument, under the family's name.
    """
    family_of = {
        version.instrument: family.family
        for family in read_families().values()
        for version in family.versions
    }
    found: dict[str, dict[str, list[str]]] = {}
    for code in scales:
        own = scale(code).instrument
        versions = found.setdefault(family_of.get(own, own), {})
        versions.setdefault(own, []).append(code)
    return {
        name: tuple(tuple(codes) for codes in versions.values()) for name, versions in found.items()
    }


def instrument_shares(cohort: Cohort, *, scales: Sequence[str]) -> Estimates:
    """Share of the completed questionnaires in which each instrument has all its scores.

    Returns
    -------
    Estimates
        Measure ``instrument_filled``; the category is the instrument, or the family of its
        versions. One that nobody in the register was asked at a time point is left out.
    """
    rows = []
    for point in TimePoint:
        episodes = due_at(cohort, point)
        answers = cohort.answers(episodes, point)
        asked = cohort.population.answers_at(point)
        answered = answers["has_answered"].to_numpy()
        units = episodes.loc[answered, "unit_id"].reset_index(drop=True)
        for name, versions in instruments(scales).items():
            known = [[code for code in codes if code in answers] for codes in versions]
            if not any(asked[codes].notna().any(axis=None) for codes in known if codes):
                continue
            filled = pd.Series(False, index=answers.index)
            for codes in filter(None, known):
                filled |= answers[codes].notna().all(axis="columns")
            rows.append(
                share_row(
                    Group.of(cohort.group),
                    INSTRUMENT,
                    filled[answered].reset_index(drop=True).astype("boolean"),
                    units,
                    time_point=str(point),
                    category=name,
                    period=cohort.period.code,
                )
            )
    return from_rows(
        rows, definitions=(*_definitions(INSTRUMENT), *scored_by(cohort.population, scales))
    )


def quality_by_unit(
    population: Population, period: Period, fields: Sequence[DueField]
) -> Estimates:
    """Every unit's response rates, whole forms and lost follow-ups, and the nation's.

    Raises
    ------
    ParameterError
        The population is one unit.
    """
    if not population.is_whole:
        raise ParameterError(
            "Units are compared within a whole register, and this is one unit.",
            where="unit",
            remedy="Give the Population of the register, without unit_id.",
        )
    cohort = population.in_period(period)
    made = [compared_units(population, period, measures=_LATER_RESPONSES)]
    made.append(response(cohort).where(measure=_LATER_RESPONSES))
    known = {measure: _whole_forms(cohort, fields, point) for measure, point in _FORMS.items()}
    known |= {_START: _answered_start(cohort), _LOST: _lost(cohort)}
    every = [Group(str(unit), Scope.UNIT) for unit in population.units["unit_id"]]
    rows = []
    for measure, (is_so, units) in known.items():
        for group in (*every, Group.of(NATIONAL)):
            mine = slice(None) if group.code == NATIONAL else (units == group.code).to_numpy()
            rows.append(share_row(group, measure, is_so[mine], units[mine], period=period.code))
    made.append(from_rows(rows, definitions=(*_definitions(*known), "convention:followup_states")))
    return combined(made)


def _whole_forms(
    cohort: Cohort, fields: Sequence[DueField], point: TimePoint
) -> tuple[pd.Series, pd.Series]:
    """Whether all of the staff's fields are filled in, and each episode's unit."""
    episodes = due_at(cohort, point)
    asked = [one for one in fields if one.reported_by == STAFF and one.time_point == point]
    # Where nothing is due, nothing is whole or lacking.
    is_whole = pd.Series(True if asked else None, index=range(len(episodes)), dtype="boolean")
    for one in asked:
        is_whole &= one.values(cohort, episodes).notna()
    return is_whole, episodes["unit_id"].astype("str").reset_index(drop=True)


def _answered_start(cohort: Cohort) -> tuple[pd.Series, pd.Series]:
    episodes = cohort.registered
    answered = cohort.answers(episodes, TimePoint.INITIAL)["has_answered"]
    return answered.reset_index(drop=True).astype("boolean"), episodes["unit_id"].astype("str")


def _lost(cohort: Cohort) -> tuple[pd.Series, pd.Series]:
    episodes, states = followup_states(cohort)
    missed = states.isin(MISSED).astype("boolean").mask(states == WAITING)
    return missed, episodes["unit_id"].astype("str")


def _definitions(*measures: str) -> tuple[str, ...]:
    keys = (f"measure:{measure}" for measure in measures)
    return (*DEFINITIONS, *SHARE_DEFINITIONS, *_RULES, *keys)
