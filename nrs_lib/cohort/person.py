"""One person's course, looked up by pseudonym, and the answers that belong to it.

Nothing here ever writes a pseudonym anywhere, and no error holds one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from nrs_lib.cohort.extracts import FOLDER, Extract
from nrs_lib.cohort.selection import Population
from nrs_lib.errors import ParameterError
from nrs_lib.extract.freezing import thaw
from nrs_lib.places import outputs
from nrs_lib.terms import Register, TimePoint

_ITEMS = "item"


@dataclass(frozen=True)
class Course:
    """One episode of one person; its id is in no representation of it."""

    register: Register
    episode_id: str = field(repr=False)


def find_course(
    extract: Extract, pseudonym: str, *, register: Register | str | None = None
) -> Course:
    """The course that a pseudonym stands for: an episode's, or a patient's latest.

    Parameters
    ----------
    extract
        The analysis-ready extract.
    pseudonym
        A patient's or an episode's id.
    register
        Only courses of this one.

    Raises
    ------
    ParameterError
        Nobody has the id, consent was withdrawn, or no questionnaire was answered. The three
        are told alike, and the id is not told at all.
    """
    episodes = extract.episodes
    is_asked = (episodes["patient_id"] == pseudonym) | (episodes["episode_id"] == pseudonym)
    is_asked &= ~episodes["consent_withdrawn"].fillna(False).astype(bool)
    is_asked &= episodes["episode_id"].isin(extract.answers["episode_id"])
    if register is not None:
        is_asked &= episodes["register"] == str(register)
    found = episodes[is_asked.fillna(False).astype(bool)]
    if found.empty:
        raise ParameterError(
            "There is nobody to make a profile of under that pseudonym.",
            where=f"extract {extract.extract_id}",
            remedy="Check the pseudonym and the extract. Who has no answered questionnaire, or "
            "has withdrawn consent, has no profile.",
        )
    last = found.sort_values("first_visit_date", na_position="first").iloc[-1]
    return Course(Register(last["register"]), str(last["episode_id"]))


def example_course(extract: Extract, *, register: Register | str) -> Course:
    """The course of a made-up person who has answered most, to try a notebook on.

    Raises
    ------
    ParameterError
        The people of the extract are not made up.
    """
    if not extract.synthetic:
        raise ParameterError(
            "A profile is made on demand, for the person that somebody asks about.",
            where="patient_profile",
            remedy="Use `nrs profile`; it asks for the pseudonym and keeps it nowhere.",
        )
    mine = extract.episodes.loc[extract.episodes["register"] == str(register), "episode_id"]
    answers = extract.answers[extract.answers["episode_id"].isin(mine)]
    answered = answers.set_index("episode_id").notna().sum(axis=1).groupby(level=0).sum()
    return find_course(extract, str(answered.idxmax()), register=register)


def person_population(extract: Extract, course: Course) -> Population:
    """The one course as a population, so that its answers are chosen as everybody's are."""
    one = extract.episodes[extract.episodes["episode_id"] == course.episode_id]
    mine = extract.answers["episode_id"] == course.episode_id
    alone = replace(extract, episodes=one, answers=extract.answers[mine])
    return Population(alone, register=course.register)


def item_answers(extract: Extract, course: Course, *, instrument: str) -> pd.DataFrame:
    """The person's answers to an instrument's items.

    Returns
    -------
    pandas.DataFrame
        One row per answered item and time point: ``time_point``, ``item``, ``value`` as it is
        stored; empty where the delivery had no answers to single items. Time points whose
        questionnaire does not count, as a follow-up outside its window, are left out.
    """
    tables, _ = thaw(outputs() / extract.extract_id / FOLDER, only=(_ITEMS,))
    columns = ["time_point", "item", "value"]
    if _ITEMS not in tables:
        return pd.DataFrame(columns=columns)
    items = tables[_ITEMS]
    mine = items[(items["episode_id"] == course.episode_id) & (items["instrument"] == instrument)]
    population = person_population(extract, course)
    counts = [
        str(point)
        for point in TimePoint
        if population.answers_at(point).loc[course.episode_id, "has_answered"]
    ]
    mine = mine[mine["time_point"].isin(counts) & mine["value"].notna()]
    return mine[columns].astype({"time_point": "str", "item": "str"}).reset_index(drop=True)
