"""The one composition of the synthetic registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from nrs_lib.contracts.reading import read_contracts
from nrs_lib.errors import UsageError
from nrs_lib.extract.synthetic import (
    answers,
    background,
    blanks,
    courses,
    diagnoses,
    exports,
    followup,
    interventions,
    people,
    registration,
    sick_leave,
    states,
    units,
    verdicts,
)
from nrs_lib.extract.synthetic.assumptions import Assumptions, read_assumptions
from nrs_lib.terms import TimePoint

AS_OF = date(2023, 9, 1)
_LARGEST = 10

# Each noun has its own stream, so that a change in one leaves the others as they were.
_STREAMS = (
    "units",
    "courses",
    "people",
    "states",
    "forms",
    "answers",
    "sick_leave",
    "background",
    "verdicts",
    "diagnoses",
    "interventions",
    "blanks",
    "response",
    "registration",
    "periods",
    "gaps",
)


@dataclass(frozen=True)
class SyntheticRegistry:
    """A registry in which no patient exists.

    ``tables`` by contract, with our identifiers and codes, one row as the contract says.
    ``truth`` is what no registry knows: ``units`` (one row per unit with its true
    differences) and ``changes`` (one row per score and time point with the improvement
    asked for, in SD). ``as_of`` is the day of the delivery.
    """

    tables: Mapping[str, pd.DataFrame]
    truth: Mapping[str, pd.DataFrame]
    as_of: date
    seed: int
    scale: float


def generate(*, seed: int, scale: float = 1.0, as_of: date = AS_OF) -> SyntheticRegistry:
    """Invent the registry of both care levels, from the numbers in ``synthetic.yaml``.

    The same seed and scale give the same registry; a later day adds what has happened since.

    Parameters
    ----------
    seed
        Start of the random numbers.
    scale
        Size against the real registries; every unit keeps a few episodes.
    as_of
        Day of the delivery. Nothing later exists, and what happened shortly before may not
        be registered yet.

    Raises
    ------
    UsageError
        The seed is below 0, or the scale is not a sensible size.
    DefinitionError
        ``synthetic.yaml`` is faulty, or asks for what cannot be.
    """
    if not 0 < scale <= _LARGEST or seed < 0:
        raise UsageError(
            "A synthetic registry cannot have this seed or scale.",
            where="seed, scale",
            remedy="Use a seed of 0 or more; scale 1 is full size, 0.05 is for tests.",
        )
    assumptions = read_assumptions()
    rngs = {
        name: np.random.default_rng(np.random.SeedSequence([seed, number]))
        for number, name in enumerate(_STREAMS)
    }
    places = units.build(assumptions, rngs["units"], scale=scale)
    episodes = courses.build(assumptions, rngs["courses"], units=places)
    episodes = people.settle(assumptions, rngs["people"], episodes=episodes)
    followed = states.follow(assumptions, rngs["states"], episodes=episodes, units=places)
    forms = followup.due(assumptions, rngs["forms"], episodes=episodes, units=places)
    sheets = answers.fill(assumptions, rngs["answers"], courses=followed, questionnaires=forms)
    start = (forms["time_point"] == str(TimePoint.INITIAL)).to_numpy()
    categories = sick_leave.draw(assumptions, rngs["sick_leave"], episodes=episodes)
    described = background.describe(
        assumptions,
        rngs["background"],
        episodes=episodes,
        questionnaires=forms,
        courses=followed,
        sick_leave=categories,
    )
    judged = verdicts.give(
        assumptions, rngs["verdicts"], questionnaires=forms, courses=followed, sheets=sheets
    )
    # At start every episode has one form, in the order of the episodes.
    regions = (sheets.values[start][:, sheets.of_instrument("pri")] > 0).sum(axis=1)
    diagnosed = diagnoses.set_codes(
        assumptions, rngs["diagnoses"], episodes=episodes, regions=regions
    )
    given = interventions.give(assumptions, rngs["interventions"], episodes=episodes)
    came = followup.answered(
        assumptions,
        rngs["response"],
        questionnaires=forms,
        episodes=episodes,
        units=places,
        depression=exports.depression(sheets)[start],
    )
    sheets = blanks.leave(assumptions, rngs["blanks"], sheets=sheets, questionnaires=forms)
    periods = sick_leave.periods(
        assumptions, rngs["periods"], episodes=episodes, categories=categories
    )
    episodes = people.leave_gaps(assumptions, rngs["gaps"], episodes=episodes)

    seen, there, closed = registration.episodes_on(
        episodes,
        as_of=as_of,
        registered=_stamped(assumptions, rngs, episodes["first_visit_date"]),
        closed=_stamped(assumptions, rngs, episodes["discharge_date"]),
    )
    typed = came & registration.questionnaires_on(
        forms,
        as_of=as_of,
        registered=_stamped(assumptions, rngs, forms["answered_date"]),
        is_there=there,
        is_closed=closed,
    )
    rows = _in_order(forms, typed)
    # Exported of all forms, so that a class once given does not change with who comes later.
    scores = exports.export(assumptions, sheets=sheets, questionnaires=forms).iloc[rows]
    forms, sheets = forms.iloc[rows].reset_index(drop=True), sheets.take(rows)
    answered = pd.concat(
        [
            forms.drop(columns="eq5d_version"),
            described.iloc[rows].reset_index(drop=True),
            judged.iloc[rows].reset_index(drop=True),
            scores.reset_index(drop=True),
        ],
        axis=1,
    )
    at_start = (diagnosed["time_point"] == str(TimePoint.INITIAL)).to_numpy()
    has_form = np.where(at_start, _among(diagnosed, seen[there]), _among(diagnosed, seen[closed]))
    linked = _among(periods, seen[there], key="patient_id")
    linked = linked & (periods["linkage_date"] <= pd.Timestamp(as_of)).to_numpy()
    tables = {
        "unit": places[list(units.PUBLIC)],
        "episode": seen.loc[there].sort_values("episode_id"),
        "diagnosis": diagnosed.loc[has_form].sort_values(["episode_id", "time_point", "position"]),
        "intervention": given.loc[_among(given, seen[closed])].sort_values(
            ["episode_id", "profession", "mode"]
        ),
        "questionnaire": answered,
        "sick_leave": periods.loc[linked],
    }
    tables = {name: _typed(name, table) for name, table in tables.items()}
    tables["item"] = sheets.long(forms)
    return SyntheticRegistry(
        tables=tables,
        truth={
            "units": places.drop(columns=[c for c in units.PUBLIC if c not in _KEYS]),
            "changes": _changes(assumptions),
        },
        as_of=as_of,
        seed=seed,
        scale=scale,
    )


_KEYS = ("unit_id", "register")


def _stamped(
    assumptions: Assumptions, rngs: Mapping[str, np.random.Generator], dates: pd.Series
) -> np.ndarray:
    return registration.stamp(assumptions, rngs["registration"], dates)


def _among(table: pd.DataFrame, others: pd.DataFrame, *, key: str = "episode_id") -> np.ndarray:
    # As plain objects, which are looked up many times faster than typed text.
    return table[key].astype(object).isin(set(others[key])).to_numpy()


def _in_order(forms: pd.DataFrame, chosen: np.ndarray) -> np.ndarray:
    # Ordered by pseudonym, so that the order of rows says nothing.
    order = pd.Categorical(forms["time_point"], categories=[str(p) for p in TimePoint]).codes
    sorted_rows = np.lexsort((order, forms["episode_id"].to_numpy(dtype=str)))
    return sorted_rows[chosen[sorted_rows]]


def _typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Keep the columns of the contract, in its order and with its types."""
    kinds = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "string": "string"}
    columns = {}
    for field in read_contracts()[name].fields:
        if field.name not in table:
            continue
        column = table[field.name].reset_index(drop=True)
        if field.logical_type == "date":
            columns[field.name] = pd.to_datetime(column)
        elif field.logical_type == "integer":
            columns[field.name] = pd.to_numeric(column).astype("Float64").astype("Int64")
        else:
            columns[field.name] = column.astype(kinds[field.logical_type])
    return pd.DataFrame(columns)


def _changes(assumptions: Assumptions) -> pd.DataFrame:
    rows = [
        (code, point, score.change[point])
        for code, score in assumptions.scales.items()
        for point in score.change
    ]
    return pd.DataFrame(rows, columns=["scale", "time_point", "improvement_sd"])
