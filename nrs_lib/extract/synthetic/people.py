"""Invented patients: pseudonyms that carry nothing, background, and who comes back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.draws import choose, choose_by, values_by, with_gaps
from nrs_lib.extract.synthetic.sections import People

# Consonants only: no word, no date and no personal identity number can come out.
_LETTERS = np.array(list("BCDFGHJKLMNPQRSTVWXZ"))
_ID_LENGTH = 9
_DAYS_PER_YEAR = 365.25
_LASTING = ("patient_id", "sex", "country_of_birth_group", "education", "height_cm", "bmi")


def settle(
    assumptions: Assumptions, rng: np.random.Generator, *, episodes: pd.DataFrame
) -> pd.DataFrame:
    """Give each episode an identity and a patient.

    Returns
    -------
    pandas.DataFrame
        ``episodes`` with ``episode_id``, ``patient_id``, ``sex``, ``age`` (years at first
        visit), ``country_of_birth_group``, ``interpreter_needed``, ``education``,
        ``height_cm``, ``bmi``, and ``earlier``: the row number of the patient's first
        episode, or -1.
    """
    numbers = assumptions.people
    n = len(episodes)
    people = episodes.copy()
    ids = _pseudonyms(rng, 2 * n)
    people["episode_id"] = "E" + pd.Series(ids[:n])
    people["patient_id"] = "P" + pd.Series(ids[n:])

    process, register = (people[name].to_numpy() for name in ("care_process", "register"))
    woman_share = np.zeros(n)
    for name, shares in numbers.women_share.items():
        mine = register == name
        woman_share[mine] = values_by(shares, process[mine])
    sex = np.where(rng.random(n) < woman_share, "woman", "man").astype(object)
    people["sex"] = sex
    people["age"] = _ages(numbers, rng, process)
    birth = choose(rng, numbers.birth_shares, n)
    people["country_of_birth_group"] = birth
    people["education"] = choose_by(rng, numbers.education_shares, sex)
    height = {name: part["mean"] for name, part in numbers.height_cm.items()}
    spread = {name: part["sd"] for name, part in numbers.height_cm.items()}
    lowest = values_by({name: part["low"] for name, part in numbers.height_cm.items()}, sex)
    highest = values_by({name: part["high"] for name, part in numbers.height_cm.items()}, sex)
    people["height_cm"] = np.rint(
        values_by(height, sex) + values_by(spread, sex) * rng.standard_normal(n)
    ).clip(lowest, highest)
    bmi = numbers.bmi
    drawn = rng.lognormal(np.log(bmi["median"]), bmi["spread"], n)
    people["bmi"] = drawn.clip(bmi["low"], bmi["high"])
    people["earlier"] = _come_back(numbers, rng, people)
    _inherit(people)
    needed = values_by(numbers.interpreter_share, people["country_of_birth_group"].to_numpy())
    people["interpreter_needed"] = rng.random(n) < needed
    return people


def leave_gaps(
    assumptions: Assumptions, rng: np.random.Generator, *, episodes: pd.DataFrame
) -> pd.DataFrame:
    """Blank the background questions that patients left unanswered."""
    gaps = assumptions.people.answer_gap_share
    blanked = {
        name: with_gaps(rng, episodes[name].to_numpy(dtype=object), share)
        for name, share in gaps.items()
    }
    return episodes.assign(**blanked)


def _pseudonyms(rng: np.random.Generator, n: int) -> np.ndarray:
    # A tenth more than needed makes room for the few that come twice.
    drawn = _LETTERS[rng.integers(0, len(_LETTERS), (n + n // 10 + 10, _ID_LENGTH))]
    ids = pd.unique(pd.Series(["".join(letters) for letters in drawn]))
    return np.asarray(ids[:n], dtype=object)


def _ages(numbers: People, rng: np.random.Generator, process: np.ndarray) -> np.ndarray:
    ages = np.zeros(len(process), dtype=int)
    for name, spread in numbers.age.items():
        mine = process == name
        low, width = spread["low"], spread["high"] - spread["low"]
        mean, variance = (spread["mean"] - low) / width, (spread["sd"] / width) ** 2
        # The beta distribution with this mean and variance keeps to the ages seen.
        total = mean * (1 - mean) / variance - 1
        drawn = rng.beta(mean * total, (1 - mean) * total, int(mine.sum()))
        ages[mine] = np.rint(low + width * drawn).astype(int)
    return ages


def _come_back(numbers: People, rng: np.random.Generator, people: pd.DataFrame) -> np.ndarray:
    visit = people["first_visit_date"].to_numpy().astype("datetime64[D]")
    closed = people["discharge_date"].to_numpy().astype("datetime64[D]")
    register = people["register"].to_numpy()
    earlier = np.full(len(people), -1)
    free = np.ones(len(people), dtype=bool)
    late = np.flatnonzero(visit >= visit.min() + np.timedelta64(numbers.second_episode_days, "D"))
    wanted = round(numbers.second_episode_share * len(people))
    for row in rng.permutation(late)[:wanted]:
        if not free[row]:
            continue
        before = visit[row] - np.timedelta64(numbers.second_episode_days, "D")
        done = visit[row] - np.timedelta64(numbers.second_episode_closed_days, "D")
        fits = free & (visit <= before) & (closed <= done) & (register == register[row])
        choices = np.flatnonzero(fits)
        if len(choices) == 0:
            continue
        first = rng.choice(choices)
        earlier[row] = first
        free[[row, first]] = False
    return earlier


def _inherit(people: pd.DataFrame) -> None:
    again = np.flatnonzero(people["earlier"].to_numpy() >= 0)
    first = people["earlier"].to_numpy()[again]
    for name in _LASTING:
        column = people.columns.get_loc(name)
        people.iloc[again, column] = people[name].to_numpy()[first]
    visit = people["first_visit_date"].to_numpy().astype("datetime64[D]")
    years = (visit[again] - visit[first]).astype(int) / _DAYS_PER_YEAR
    ages = people["age"].to_numpy()[first] + np.floor(years).astype(int)
    people.iloc[again, people.columns.get_loc("age")] = ages
