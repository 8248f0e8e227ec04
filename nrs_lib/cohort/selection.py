"""Which episodes a report is about, as counted steps.

A period has several groups of episodes, each chosen by its own date, because what a unit did
in a quarter and what came of it a year later concern different patients:

visited
    First visit in the period, whatever the care process.
registered
    The same without the care processes that national analyses leave out.
started
    Programme started in the period.
discharged
    Programme ended in the period; results at discharge rest on these.
due
    One-year follow-up fell due in the period, with the grace that the conventions give;
    results after a year rest on these.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.run_in import with_beginnings
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.scoring.exported import REGISTRY
from nrs_lib.terms import NATIONAL, Register, TimePoint

WHOM = ("convention:national_excludes", "convention:period_dates")
"""Keys of what decides who belongs to a period; all that numbers without answers rest on."""
DEFINITIONS = (
    "convention:change_excludes",
    "convention:response_rate_12m",
    "convention:followup_due_days",
    "convention:followup_grace_days",
    "convention:followup_window_days",
    *WHOM,
)


@dataclass(frozen=True)
class Cohort:
    """The episodes of one register, or one unit of it, that belong to one period.

    Attributes
    ----------
    group
        A unit_id, or ``national``.
    referred, visited, registered, started, discharged, due
        One row per episode, with the columns of the episode contract.
    """

    population: Population
    period: Period

    @cached_property
    def referred(self) -> pd.DataFrame:
        return self._chosen(self._holds("referral_date"))

    @cached_property
    def visited(self) -> pd.DataFrame:
        return self._chosen(self._holds(get("period_dates").value["initial"]))

    @cached_property
    def registered(self) -> pd.DataFrame:
        first = get("period_dates").value["initial"]
        return self._chosen(self._holds(first) & ~self.population.is_left_out)

    @cached_property
    def started(self) -> pd.DataFrame:
        return self._chosen(self._holds("program_start_date") & self.population.is_in_programme)

    @cached_property
    def discharged(self) -> pd.DataFrame:
        last = get("period_dates").value["discharge"]
        return self._chosen(self._holds(last) & self.population.is_in_programme)

    @cached_property
    def due(self) -> pd.DataFrame:
        falls_due = self.period.holds(self.population.followup_due)
        return self._chosen(falls_due & self.population.is_due)

    def _holds(self, column: str) -> pd.Series:
        return self.period.holds(self.population.episodes[column])

    def _chosen(self, mask: pd.Series) -> pd.DataFrame:
        return self.population.episodes[mask].reset_index(drop=True)

    @property
    def group(self) -> str:
        return self.population.group

    def days(self, name: str) -> pd.Series:
        """The day that puts each episode of a group, such as ``started``, into its period."""
        episodes = getattr(self, name)
        if name == "due":
            return followup_due(episodes)
        point = {"visited": "initial", "registered": "initial", "discharged": "discharge"}
        if name in point:
            return episodes[get("period_dates").value[point[name]]]
        return episodes[{"referred": "referral_date", "started": "program_start_date"}[name]]

    def followed(self, time_point: TimePoint) -> pd.DataFrame:
        """Episodes whose later questionnaire belongs to the period, by time point."""
        return self.discharged if time_point == TimePoint.DISCHARGE else self.due

    def answers(self, episodes: pd.DataFrame, time_point: TimePoint) -> pd.DataFrame:
        """Answers of some episodes at one time point.

        Returns
        -------
        pandas.DataFrame
            One row per episode, in the order given, indexed by episode_id; all missing for
            an episode without a questionnaire. ``has_answered`` says which have one.
        """
        # The same groups are asked for by one measure after the other.
        known = (id(episodes), TimePoint(time_point))
        if known not in self._answers:
            found = self.population.answers_at(time_point).reindex(episodes["episode_id"])
            self._answers[known] = (episodes, found)
        return self._answers[known][1]

    @cached_property
    def _answers(self) -> dict[tuple[int, TimePoint], tuple[pd.DataFrame, pd.DataFrame]]:
        return {}


class Population:
    """Everybody in one register, or at one unit of it.

    Parameters
    ----------
    extract
        The analysis-ready extract.
    register
        NRSsv or NRSpv; the two are never put together.
    unit_id
        Keep this unit only; all units when missing.

    Raises
    ------
    ParameterError
        The unit is not in this register.
    """

    def __init__(
        self, extract: Extract, *, register: Register | str, unit_id: str | None = None
    ) -> None:
        self.register = Register(register)
        self.group = unit_id or NATIONAL
        self.as_of: dt.date = extract.as_of
        self._chosen: dict[Period, Cohort] = {}
        self._sources = extract.passport.get("scoring", {}).get("sources", {})
        units = with_beginnings(extract.units, extract.episodes)
        self.units = units[units["register"] == str(self.register)].reset_index(drop=True)
        episodes = extract.episodes[extract.episodes["register"] == str(self.register)]
        if unit_id is not None:
            self._refuse_unknown(unit_id)
            episodes = episodes[episodes["unit_id"] == unit_id]
        withdrawn = _is(episodes["consent_withdrawn"])
        self._withdrawn = episodes.loc[withdrawn, "unit_id"]
        self.episodes = episodes[~withdrawn].reset_index(drop=True)
        self.diagnoses = extract.diagnoses[
            extract.diagnoses["episode_id"].isin(self.episodes["episode_id"])
        ]
        mine = extract.answers["episode_id"].isin(self.episodes["episode_id"])
        self._answers = {
            point: _at_time_point(extract.answers[mine], self.episodes, point)
            for point in TimePoint
        }

    def unit(self, unit_id: str) -> Population:
        """One unit of the register: `Population` with its ``unit_id``, from what was read already.

        Raises
        ------
        ParameterError
            The unit is not in this register.
        """
        self._refuse_unknown(unit_id)
        one = object.__new__(Population)
        one.register, one.group, one.as_of = self.register, unit_id, self.as_of
        one.units, one._sources, one._chosen = self.units, self._sources, {}
        places = np.flatnonzero(self._unit_of_episode == unit_id)
        one._withdrawn = self._withdrawn[self._withdrawn == unit_id]
        one.episodes = self.episodes.take(places).reset_index(drop=True)
        one._answers = {point: found.take(places) for point, found in self._answers.items()}
        one.diagnoses = self.diagnoses[self._unit_of_diagnosis == unit_id]
        return one

    @cached_property
    def _unit_of_episode(self) -> np.ndarray:
        return self.episodes["unit_id"].astype("object").to_numpy()

    @cached_property
    def _unit_of_diagnosis(self) -> np.ndarray:
        units = pd.Series(self._unit_of_episode, index=self.episodes["episode_id"])
        return self.diagnoses["episode_id"].map(units).to_numpy()

    def _refuse_unknown(self, unit_id: str) -> None:
        if unit_id not in set(self.units["unit_id"]):
            raise ParameterError(
                f"The unit is not one of the {len(self.units)} units of {self.register}.",
                where="unit",
                remedy="List the units with `nrs list`, or choose the other register.",
            )

    @property
    def n_withdrawn(self) -> int:
        """Episodes whose patient withdrew; they are in none of the numbers."""
        return len(self._withdrawn)

    @property
    def n_in_extract(self) -> int:
        """Episodes before those are left out."""
        return len(self.episodes) + self.n_withdrawn

    @property
    def is_whole(self) -> bool:
        """Whether it is the register and not one unit of it."""
        return self.group == NATIONAL

    def answers_at(self, time_point: TimePoint) -> pd.DataFrame:
        """Answers at one time point, indexed by episode_id, with ``has_answered``."""
        return self._answers[TimePoint(time_point)]

    def is_exported(self, scale: str) -> bool:
        """Whether the scale's scores are the registry's own, not made from answers."""
        return self._sources.get(scale) == REGISTRY

    def in_period(self, period: Period) -> Cohort:
        """Choose the groups of episodes that belong to a period; each period once."""
        if period not in self._chosen:
            self._chosen[period] = Cohort(self, period)
        return self._chosen[period]

    @cached_property
    def is_left_out(self) -> pd.Series:
        """Episodes of the care processes that national analyses leave out."""
        return _is(self.episodes["care_process"].isin(get("national_excludes").value))

    @cached_property
    def is_in_programme(self) -> pd.Series:
        """Episodes whose care process is a programme that change is measured over."""
        is_assessed_only = self.episodes["care_process"].isin(get("change_excludes").value)
        return ~self.is_left_out & ~_is(is_assessed_only)

    @cached_property
    def followup_due(self) -> pd.Series:
        """The day each one-year follow-up falls due."""
        return followup_due(self.episodes)

    @cached_property
    def is_due(self) -> pd.Series:
        """Episodes whose follow-up has fallen due with its grace, of people alive."""
        grace = pd.Timedelta(days=get("followup_grace_days").value)
        has_passed = _is(self.followup_due + grace <= pd.Timestamp(self.as_of))
        return self.is_in_programme & has_passed & ~_is(self.episodes["deceased"])


def _is(mask: pd.Series) -> pd.Series:
    return mask.fillna(False).astype(bool)


def followup_due(episodes: pd.DataFrame) -> pd.Series:
    """The day each one-year follow-up falls due; missing before discharge.

    The date that the registry gives is used where there is one.
    """
    days = pd.Timedelta(days=get("followup_due_days").value)
    return episodes["followup_due_date"].fillna(episodes["discharge_date"] + days)


def _at_time_point(
    answers: pd.DataFrame, episodes: pd.DataFrame, time_point: TimePoint
) -> pd.DataFrame:
    chosen = answers[answers["time_point"] == str(time_point)].set_index("episode_id")
    if time_point == TimePoint.FOLLOWUP_12M:
        first, last = get("followup_window_days").value
        discharged = episodes.set_index("episode_id")["discharge_date"].reindex(chosen.index)
        days = (chosen["answered_date"] - discharged).dt.days
        # An answer without a date is kept: its time is unknown, not wrong.
        chosen = chosen[(days.isna() | ((days >= first) & (days <= last))).to_numpy()]
    chosen = chosen.assign(has_answered=True)
    return chosen.reindex(episodes["episode_id"]).assign(
        has_answered=lambda frame: frame["has_answered"].fillna(False).astype(bool)
    )
