"""What a linkage with Försäkringskassan covers: who, and until which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.sick_leave.spells import NO_DAY, Spells, days_of, read_spells
from nrs_lib.errors import ParameterError
from nrs_lib.terms import Register

PEOPLE_COLUMNS = ("patient_id", "death_date", "emigration_date", "birth_date", "birth_year")


@dataclass(frozen=True)
class Linkage:
    """Periods of benefit, and what is known of the people they belong to.

    Attributes
    ----------
    spells
        The periods.
    fetched
        Days from 1970-01-01 on which periods were fetched, ascending; nothing after the last
        one is known. Empty where the delivery does not say.
    fetched_for
        The last of them for each patient with a period, by patient.
    linked
        Patients whose periods were asked for; missing where the delivery does not say.
    registers
        Registers in which somebody has a period.
    people
        Dates that end the days at risk, indexed by patient; columns as in `PEOPLE_COLUMNS`,
        those that the delivery lacks are absent.
    """

    spells: Spells
    fetched: np.ndarray
    fetched_for: pd.Series
    linked: frozenset | None
    registers: frozenset[str]
    people: pd.DataFrame

    @classmethod
    def of(
        cls,
        extract: Extract,
        *,
        people: pd.DataFrame | None = None,
        linked: Iterable[str] | None = None,
    ) -> Linkage:
        """Read the linkage of an extract.

        Parameters
        ----------
        extract
            The analysis-ready extract; its sick leave may be empty.
        people
            One row per patient: ``patient_id`` and any of ``death_date``,
            ``emigration_date``, ``birth_date``, ``birth_year``. The registry's extract has
            none of them; they come with a linkage to population data.
        linked
            Patients whose periods were asked for. Without it those with a period are linked,
            and of the others those whose programme had started when periods were fetched.

        Raises
        ------
        ParameterError
            ``people`` has another column, or a patient twice.
        """
        table = extract.sick_leave
        if table.empty:
            table = pd.DataFrame(
                {name: [] for name in ("patient_id", "benefit", "extent", "start_date", "end_date")}
            )
        fetched = table.get("linkage_date", pd.Series(pd.NaT, index=table.index))
        day = pd.Series(days_of(fetched), index=table.index, dtype="int64")
        known = day != NO_DAY
        owner = table["patient_id"].astype("object")
        here = extract.episodes["patient_id"].astype("object").isin(set(owner))
        return cls(
            spells=read_spells(table),
            fetched=np.unique(day[known].to_numpy()),
            fetched_for=day[known].groupby(owner[known]).max(),
            linked=None if linked is None else frozenset(linked),
            registers=frozenset(extract.episodes.loc[here, "register"].astype("str")),
            people=_checked(people),
        )

    def covers(self, register: Register) -> bool:
        """Whether anybody in the register has a period.

        A register without any was not linked; that all its patients were well is not it.
        """
        return str(register) in self.registers

    def is_linked(self, episodes: pd.DataFrame) -> np.ndarray:
        """Whether the periods of each episode's patient were asked for."""
        patients = episodes["patient_id"].astype("object")
        has_period = patients.isin(self.spells.patients).to_numpy()
        if self.linked is not None:
            return patients.isin(self.linked).to_numpy()
        started = days_of(episodes["program_start_date"])
        newest = self.fetched[-1] if len(self.fetched) else NO_DAY
        return has_period | ((started != NO_DAY) & (started <= newest))

    def end_of_data(self, episodes: pd.DataFrame) -> np.ndarray:
        """The last day on which each patient's periods are known; `NO_DAY` if never fetched.

        A patient with periods: the newest day on which theirs were fetched. Without: the
        first fetching after the programme began, as a later one need not have asked anew.
        """
        patients = episodes["patient_id"].astype("object")
        own = patients.map(self.fetched_for).to_numpy(dtype="float64", na_value=np.nan)
        started = days_of(episodes["program_start_date"])
        following = np.searchsorted(self.fetched, started, side="left")
        choices = np.append(self.fetched, NO_DAY)
        others = np.where(started == NO_DAY, NO_DAY, choices[following])
        if self.linked is not None and len(self.fetched):
            others = np.where(others == NO_DAY, self.fetched[-1], others)
        return np.where(np.isnan(own), others, np.nan_to_num(own, nan=0).astype("int64"))

    def known_of(self, episodes: pd.DataFrame, column: str) -> pd.Series | None:
        """A column of `people` for each episode's patient, or nothing where it is absent."""
        if column not in self.people:
            return None
        found = self.people[column].reindex(episodes["patient_id"].astype("object"))
        return found.reset_index(drop=True)


def _checked(people: pd.DataFrame | None) -> pd.DataFrame:
    if people is None:
        return pd.DataFrame(index=pd.Index([], dtype="object", name="patient_id"))
    strange = sorted(set(people.columns) - set(PEOPLE_COLUMNS))
    if strange or "patient_id" not in people or people["patient_id"].duplicated().any():
        raise ParameterError(
            "The table of people has another column, no patient, or a patient twice.",
            where=f"people: {', '.join(strange) or 'patient_id'}",
            remedy=f"One row per patient with {', '.join(PEOPLE_COLUMNS)}; all but the first "
            "may be left out.",
        )
    return people.assign(patient_id=people["patient_id"].astype("object")).set_index("patient_id")
