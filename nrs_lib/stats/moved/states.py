"""A figure in every state between two extracts, by the definitions that a process follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nrs_lib.cohort.extracts import extract_of
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.rescoring import scored_anew
from nrs_lib.cohort.selection import Cohort, Population
from nrs_lib.cohort.two_extracts import Cause, TwoExtracts
from nrs_lib.contracts.case_mix import CaseMixVariable, read_case_mix
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.extract.comparing.matching import ANSWERS
from nrs_lib.extract.freezing import thaw
from nrs_lib.stats.moved.figures import Figure, FigureName, figure
from nrs_lib.stats.units.case_mix import before_treatment
from nrs_lib.stats.units.models import CaseMixModel, fit_case_mix, unit_data
from nrs_lib.stats.units.outcomes import outcome
from nrs_lib.terms import Register

State = tuple[frozenset[str], str]
"""The causes that have come to bear, and the code of the period."""


@dataclass(frozen=True)
class Question:
    """Which figure, of whom, and between which extracts and periods.

    ``homes`` are the folders of the two frozen extracts, the earlier first; ``periods`` the
    two periods, which may be one and the same.
    """

    name: FigureName
    register: Register
    unit_id: str | None
    homes: tuple[Path, Path]
    periods: tuple[Period, Period]


@dataclass(frozen=True)
class Answers:
    """The figure in each state, by one set of definitions.

    Attributes
    ----------
    figures
        By state.
    behind
        By state, ids of the episodes whose outcome the figure rests on; empty where the
        figure is not adjusted for case mix.
    expected
        By the causes of a state, what the case-mix model expects of each episode.
    touched
        By cause, episodes and questionnaires that it touches; a cause that touches nothing is
        not there.
    no_case_mix
        Why there is no case mix, as a key of the wording; empty where there is one.
    """

    figures: Mapping[State, Figure]
    behind: Mapping[State, np.ndarray]
    expected: Mapping[frozenset[str], pd.Series]
    touched: Mapping[str, Mapping[str, int]]
    no_case_mix: str


def answer(question: Question) -> Answers:
    """Compute the figure in every state, by the definitions in force.

    Case mix is told by a model that is fitted to the whole register of the later extract in
    the later period, without unit. Where a patient lacks one of its variables, its value is
    what the known ones lead to expect.
    """
    sides = _laid(question)
    touched = {str(cause): sides.counts(cause) for cause in Cause if sides.touches(cause)}
    model, reason = _model(question)
    figures, behind, expected = {}, {}, {}
    for causes in _subsets(touched):
        extract = sides.state(causes)
        population = Population(extract, register=question.register, unit_id=question.unit_id)
        for period in dict.fromkeys(question.periods):
            cohort = population.in_period(period)
            figures[causes, period.code] = figure(cohort, question.name)
            if model is not None:
                behind[causes, period.code] = _behind(cohort, question.name)
        if model is not None:
            cohort = population.in_period(question.periods[1])
            expected[causes] = _expected(cohort, model, question.name)
    return Answers(figures, behind, expected, touched, reason)


def _subsets(causes: Mapping[str, object]) -> list[frozenset[str]]:
    found = [frozenset()]
    for cause in causes:
        found += [some | {cause} for some in found]
    return found


def _laid(question: Question) -> TwoExtracts:
    """The two extracts of one unit, or of one register, scored by the definitions in force."""
    read = [thaw(home) for home in question.homes]
    chosen = _chosen(question, [tables for tables, _ in read])
    scored = [scored_anew(_narrowed(tables, chosen), passport) for tables, passport in read]
    scale = question.name.scale
    if scale is not None and not all(scale in tables[ANSWERS] for tables in scored):
        raise ParameterError(
            "An extract has no scores on the scale that the figure rests on.",
            where=f"{question.name.measure}: scale {scale}",
            remedy="Choose a figure whose questionnaire both deliveries hold.",
        )
    return TwoExtracts(*scored, before_passport=read[0][1], after_passport=read[1][1])


def _chosen(question: Question, sides: list[Mapping[str, pd.DataFrame]]) -> frozenset[str]:
    """Episodes that belong to the group in either extract."""
    column, wanted = ("register", str(question.register))
    if question.unit_id is not None:
        column, wanted = "unit_id", question.unit_id
    return frozenset(
        episode
        for tables in sides
        for episode in tables["episode"].loc[tables["episode"][column] == wanted, "episode_id"]
    )


def _narrowed(
    tables: Mapping[str, pd.DataFrame], episodes: frozenset[str]
) -> dict[str, pd.DataFrame]:
    return {
        name: table[table["episode_id"].astype("object").isin(episodes)].reset_index(drop=True)
        if "episode_id" in table
        else table
        for name, table in tables.items()
    }


def _model(question: Question) -> tuple[CaseMixModel | None, str]:
    """The case-mix model, and why there is none."""
    name = question.name
    if name.kind not in ("share", "mean") or name.category:
        return None, "no_mix_kind"
    try:
        family = read_case_mix().family_of(name.measure)
    except DefinitionError:
        return None, "no_mix_declared"
    if not family.variables:
        return None, "no_mix_variables"
    tables, passport = thaw(question.homes[1])
    nation = Population(
        extract_of(scored_anew(tables, passport), passport), register=question.register
    )
    point = name.time_point if name.is_scale else None
    try:
        data = unit_data(nation, question.periods[1], name.measure, time_point=point)
    except ParameterError:
        # The extract lacks a column that the family adjusts for.
        return None, "no_mix_columns"
    model = fit_case_mix(data)
    if model.is_refused:
        return None, "no_mix_model"
    return model, ""


def _behind(cohort: Cohort, name: FigureName) -> np.ndarray:
    found = _outcome(cohort, name)
    known = ~np.isnan(found.values)
    return found.episodes["episode_id"].to_numpy(dtype=object)[known]


def _outcome(cohort: Cohort, name: FigureName):
    return outcome(cohort, name.measure, time_point=name.time_point if name.is_scale else None)


def _expected(cohort: Cohort, model: CaseMixModel, name: FigureName) -> pd.Series:
    """What the model expects of every episode of the population, by its id."""
    episodes = cohort.population.episodes
    variables: list[CaseMixVariable] = [term.variable for term in model.plan.terms]
    scale = _outcome(cohort, name).scale
    frame, _ = before_treatment(cohort, episodes, variables, scale=scale)
    matrix, fit = model.plan.matrix(frame), model.fit
    told = fit.probabilities(matrix) if name.kind == "share" else fit.expected(matrix)
    return pd.Series(told, index=episodes["episode_id"].to_numpy(dtype=object))
