"""The populations and measures of published studies, taken from a synthetic registry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib import scoring
from nrs_lib.contracts import conventions
from nrs_lib.extract.synthetic import SyntheticRegistry

DAYS_PER_MONTH = 365.25 / 12
NECK = ("M50", "M53.0", "M53.1", "M54.2", "S13.4")
LOW_BACK = ("M51", "M54.3", "M54.4", "M54.5")
IMPROVED = {
    "change_pain": ("decreased", "much_decreased"),
    "change_life_situation": ("better", "much_better"),
}
RANGES = {
    "0-7": (0, 8),
    "8-10": (8, 11),
    "11-21": (11, 22),
    "15+": (15, 99),
    "30+": (30, 99),
    "35+": (35, 99),
    "4-9": (4, 10),
    "10-10": (10, 11),
    "11-18": (11, 19),
}
MAY_LACK_FORMS = "response"


@dataclass(frozen=True)
class Populations:
    """A synthetic registry, seen as the studies saw the real one."""

    registry: SyntheticRegistry

    @cached_property
    def episodes(self) -> pd.DataFrame:
        """One row per episode, with the register of its unit and what is derived from it."""
        tables = self.registry.tables
        units = tables["unit"].set_index("unit_id")["register"]
        episodes = tables["episode"].copy()
        episodes["register"] = units.loc[episodes["unit_id"]].to_numpy()
        waited = episodes["discharge_date"] - episodes["first_visit_date"]
        episodes["days_to_discharge"] = waited.dt.days
        diagnoses = tables["diagnosis"]
        first = diagnoses[(diagnoses["position"] == 1) & (diagnoses["time_point"] == "initial")]
        codes = first.set_index("episode_id")["icd10_se"].reindex(episodes["episode_id"])
        codes = codes.astype(object).to_numpy()
        episodes["first_diagnosis"] = [_group(code) for code in codes]
        return episodes.set_index("episode_id")

    @cached_property
    def answers(self) -> pd.DataFrame:
        """One row per episode and time point: background questions and scores."""
        tables = self.registry.tables
        scores = scoring.score(tables["item"]).scores.astype(
            {"episode_id": object, "time_point": object}
        )
        answers = tables["questionnaire"].astype({"episode_id": object, "time_point": object})
        answers = answers.merge(scores, on=["episode_id", "time_point"], how="left")
        answers["pain_months"] = answers["pain_duration_days"] / DAYS_PER_MONTH
        return answers.set_index(["time_point", "episode_id"])

    @cached_property
    def sick_leave(self) -> pd.DataFrame:
        """One row per linked patient's first programme: the category in each whole window.

        Every window holds one category, so the day in its middle tells it.
        """
        periods = self.registry.tables["sick_leave"]
        linkage = periods["linkage_date"].max()
        episodes = self.episodes.reset_index()
        mine = episodes[
            (episodes["register"] == "NRSsv")
            & episodes["program_start_date"].notna()
            & episodes["patient_id"].isin(periods["patient_id"].astype(object))
        ]
        # Who never had a benefit is linked too, and has no row.
        others = episodes[
            (episodes["register"] == "NRSsv") & (episodes["program_start_date"] < linkage)
        ]
        mine = pd.concat([mine, others]).drop_duplicates("episode_id")
        mine = mine.sort_values("program_start_date").drop_duplicates("patient_id")
        result = mine.set_index("episode_id")[["sex"]].copy()
        whole = periods[periods["gross_days"] >= conventions.get("sick_leave_min_days").value]
        for window, (anchor, first, last) in conventions.get("sick_leave_windows").value.items():
            start = mine[anchor] + pd.to_timedelta(int(first), unit="D")
            end = mine[anchor] + pd.to_timedelta(int(last), unit="D")
            day = pd.DataFrame(
                {"patient_id": mine["patient_id"], "day": start + (end - start) / 2, "end": end}
            )
            known = (day["end"] <= linkage).to_numpy()
            on = day[known].merge(whole, on="patient_id")
            on = on[
                (on["start_date"] <= on["day"]) & (on["day"] < on["end_date"] + pd.Timedelta("1D"))
            ]
            pension = on["benefit"].isin(["sickness_compensation", "activity_compensation"])
            total = on.groupby("patient_id")["extent"].sum()
            permanent = on[pension].groupby("patient_id")["extent"].sum()
            total = total.reindex(mine["patient_id"]).fillna(0).to_numpy(dtype=float)
            permanent = permanent.reindex(mine["patient_id"]).fillna(0).to_numpy(dtype=float)
            category = np.select(
                [total == 0, permanent >= 1, total >= 1], ["none", "permanent", "full"], "partial"
            ).astype(object)
            result[window] = np.where(known, category, None)
        return result

    def members(self, population: str) -> pd.Index:
        """Episodes of a population such as ``sv_programme_men``."""
        register, _, rest = population.partition("_")
        episodes = self.episodes
        chosen = episodes["register"] == {"sv": "NRSsv", "pv": "NRSpv"}[register]
        if rest.startswith("programme"):
            chosen &= episodes["care_process"] == "mmr"
        if rest == "completers":
            chosen &= (episodes["program_completed"] == "completed").fillna(False)
        if rest == "assessment":
            chosen &= episodes["care_process"] == "assessment_only"
        if rest.endswith("_men"):
            chosen &= episodes["sex"] == "man"
        if rest.endswith("_women"):
            chosen &= episodes["sex"] == "woman"
        if rest == "obese":
            bmi = self.answers.loc["initial", "bmi"].reindex(episodes.index)
            chosen &= (bmi >= RANGES["30+"][0]).fillna(False).to_numpy()
        return episodes.index[chosen.to_numpy(dtype=bool)]

    def values(self, population: str, measure: str, time_point: str) -> pd.Series:
        """One value per member that has the form or field in question."""
        members = self.members(population)
        if measure == "sick_leave":
            return self.sick_leave[time_point].reindex(members).dropna()
        if measure == MAY_LACK_FORMS:
            return self._response(members, time_point)
        if measure in self.episodes:
            values = self.episodes.loc[members, measure]
            if time_point.isdigit():
                year = self.episodes.loc[members, "discharge_date"].dt.year
                values = values[(year == int(time_point)).to_numpy()]
            # Who is still in care has no such field yet; who left it blank has.
            pending = ("days_to_discharge", "program_completed", "program_length_weeks")
            return values.dropna() if measure in pending else values
        forms = self.answers.loc[time_point, measure]
        return forms[forms.index.isin(members)]

    def _response(self, members: pd.Index, time_point: str) -> pd.Series:
        # A few weeks pass until a form is typed in; the last ones are not judged yet.
        closed = self.episodes.loc[members, "discharge_date"]
        settled = closed < pd.Timestamp(self.registry.as_of) - pd.Timedelta(days=120)
        given = members[settled.to_numpy()]
        came = given.isin(self.answers.loc[time_point].index)
        return pd.Series(np.where(came, "answered", "missing"), index=given)


def is_in(values: pd.Series, measure: str, category: str) -> pd.Series:
    """Tell for each value whether it is of a category; missing values are not."""
    if category in RANGES:
        low, high = RANGES[category]
        return values.astype("Float64").ge(low).fillna(False) & values.astype("Float64").lt(
            high
        ).fillna(False)
    words = IMPROVED.get(measure, ()) if category == "improved" else (category,)
    return values.isin(words)


def _group(code: str | None) -> str | None:
    if code is None:
        return None
    if code == "M79.7":
        return "fibromyalgia"
    return "neck" if code.startswith(NECK) else "low_back" if code.startswith(LOW_BACK) else "other"
