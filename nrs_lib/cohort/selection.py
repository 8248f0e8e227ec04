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
from nrs_lib.cohort.questionnaires import questionnaires_at
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
        return self._chosen("referred")

    @cached_property
    def visited(self) -> pd.DataFrame:
        return self._chosen("visited")

    @cached_property
    def registered(self) -> pd.DataFrame:
        return self._chosen("registered")

    @cached_property
    def started(self) -> pd.DataFrame:
        return self._chosen("started")

    @cached_property
    def discharged(self) -> pd.DataFrame:
        return self._chosen("discharged")

    @cached_property
    def due(self) -> pd.DataFrame:
        return self._chosen("due")

    def _chosen(self, name: str) -> pd.DataFrame:
        return self.population.episodes[self._holds(name)].reset_index(drop=True)

    def _holds(self, name: str) -> pd.Series:
        """Which of the population's episodes are in a group."""
        whole, inside = self.population, self.period.holds(self._every_day(name))
        if name == "registered":
            return inside & ~whole.is_left_out
        if name in ("started", "discharged"):
            return inside & whole.is_in_programme
        return inside & whole.is_due if name == "due" else inside

    def _every_day(self, name: str) -> pd.Series:
        if name == "due":
            return self.population.followup_due
        point = {"visited": "initial", "registered": "initial", "discharged": "discharge"}
        days = {"referred": "referral_date", "started": "program_start_date"}
        named = get("period_dates").value[point[name]] if name in point else days[name]
        return self.population.episodes[named]

    @property
    def group(self) -> str:
        return self.population.group

    def days(self, name: str) -> pd.Series:
        """The day that puts each episode of a group, such as ``started``, into its period."""
        return self._every_day(name)[self._holds(name)].reset_index(drop=True)

    def column(self, name: str, column: str) -> pd.Series:
        """One column of a group's episodes, where the others are not asked for."""
        return self.population.episodes[column][self._holds(name)].reset_index(drop=True)

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
        episodes = extract.episodes
        is_mine = _is(episodes["register"] == str(self.register))
        if unit_id is not None:
            self._refuse_unknown(unit_id)
            is_mine &= _is(episodes["unit_id"] == unit_id)
        withdrawn = _is(episodes["consent_withdrawn"])
        self._withdrawn = episodes.loc[is_mine & withdrawn, "unit_id"]
        self.episodes = episodes[is_mine & ~withdrawn].reset_index(drop=True)
        # Of volumes and waits neither diagnoses nor answers are asked for.
        self._extract = extract
        self._answers: dict[TimePoint, pd.DataFrame] = {}

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
        one._answers = {point: self.answers_at(point).take(places) for point in TimePoint}
        one.diagnoses = self.diagnoses[self._unit_of_diagnosis == unit_id]
        return one

    @cached_property
    def diagnoses(self) -> pd.DataFrame:
        """Diagnoses of the episodes."""
        recorded = self._extract.diagnoses
        return recorded[recorded["episode_id"].isin(self.episodes["episode_id"])]

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
        point = TimePoint(time_point)
        if point not in self._answers:
            self._answers[point] = questionnaires_at(self._extract.answers, self.episodes, point)
        return self._answers[point]

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
