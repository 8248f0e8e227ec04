"""Means that a model gives for each time point or group, over one and the same population.

A plain mean at each time point is taken over other people each time, those who answered; the
marginal means of a model are all taken over the same composition of covariates.

References
----------
Searle, Speed and Milliken 1980, doi:10.1080/00031305.1980.10483031.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from types import MappingProxyType

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.mixed.contrasts import Combining
from nrs_lib.stats.mixed.covariates import Covariate, Kind
from nrs_lib.stats.mixed.design import Design
from nrs_lib.stats.mixed.wald import Contrast


class Weights(StrEnum):
    """Over whom covariates that are not in view are averaged.

    ``PERSONS`` each person once, and time points alike; ``ROWS`` each answer once, so that
    who answered more often counts more; ``EQUAL`` every level of a category alike, numbers
    over the rows.
    """

    PERSONS = "persons"
    ROWS = "rows"
    EQUAL = "equal"


@dataclass(frozen=True)
class MarginalMean:
    """The model's mean at some levels.

    Attributes
    ----------
    levels
        Level of each category in view.
    value
        Mean with interval; ``n`` persons who have answers at just these levels.
    """

    levels: Mapping[str, str]
    value: Estimate


@dataclass(frozen=True, eq=False)
class _Cell:
    levels: Mapping[str, str]
    row: np.ndarray
    persons: int


def marginal_means(
    model: Combining, *, over: Sequence[str], weights: str | None = None
) -> tuple[MarginalMean, ...]:
    """The model's mean for each combination of levels of the categories in view.

    Parameters
    ----------
    model
        A fitted mixed, GEE or robust model. For logistic models the means are log odds.
    over
        Categories in view, such as ``["time_point"]`` or ``["time_point", "sex"]``.
    weights
        One of `Weights`; convention ``marginal_mean_weights`` when left out.

    Returns
    -------
    tuple of MarginalMean
        Levels vary as in nested loops, the last category fastest. A combination that no
        person has is refused: the model could only guess it from others.

    Raises
    ------
    ParameterError
        A name is not a category of the model, or the weights are unknown.
    """
    return tuple(
        MarginalMean(cell.levels, _combined(model, cell.row, "", cell.persons).value)
        for cell in _cells(model, over, weights)
    )


def differences(
    model: Combining,
    *,
    of: str,
    within: Sequence[str] = (),
    reference: str | None = None,
    weights: str | None = None,
) -> tuple[Contrast, ...]:
    """Marginal mean at each other level minus that at the reference: change since the start.

    Parameters
    ----------
    of
        The category whose levels are compared, such as ``time_point``.
    within
        Categories within whose levels the comparison is made, each apart.
    reference
        Level to compare with; the category's own reference when left out.
    weights
        As for `marginal_means`.

    Returns
    -------
    tuple of Contrast
        Named ``discharge - initial``, with the levels of `within` behind; ``n`` persons of
        the smaller of the two groups. P values are not adjusted for how many there are.
    """
    cells = _cells(model, [*within, of], weights)
    levels = model.design.coded[of].levels
    start = levels[0] if reference is None else str(reference)
    if start not in levels:
        raise ParameterError(
            "The level to compare with has no answers in the model.",
            where=f"{of}: {start}",
            remedy=f"Use one of {', '.join(levels)}.",
        )
    found = []
    for chunk in range(0, len(cells), len(levels)):
        group = {cell.levels[of]: cell for cell in cells[chunk : chunk + len(levels)]}
        base = group.pop(start)
        where = ", ".join(base.levels[name] for name in within)
        for level, cell in group.items():
            name = f"{level} - {start}" + (f" | {where}" if where else "")
            persons = min(cell.persons, base.persons)
            found.append(_combined(model, cell.row - base.row, name, persons))
    return tuple(found)


def _combined(model: Combining, row: np.ndarray, name: str, persons: int) -> Contrast:
    made = model.combine(row, name, n=persons)
    if persons:
        return made
    nothing = dict.fromkeys(("estimate", "low", "high", "se", "df"), math.nan)
    cautions = (*made.value.cautions, Caution.of("too_few", name, n=0, least=1))
    value = replace(made.value, **nothing, cautions=cautions)
    return replace(made, value=value, statistic=math.nan, p=math.nan)


def _cells(model: Combining, over: Sequence[str], weights: str | None) -> list[_Cell]:
    design = model.design
    over = [over] if isinstance(over, str) else list(over)
    kinds = {one.name: one.kind for one in design.covariates}
    wrong = [name for name in over if kinds.get(name) is not Kind.CATEGORY]
    if wrong or not over:
        raise ParameterError(
            "Marginal means are asked for over what is not a category of the model.",
            where=", ".join(wrong) or "over",
            remedy="Name categories of the model that have at least two levels.",
        )
    chosen = _weights(weights)
    firsts = np.unique(model.people, return_index=True)[1]
    averages = {one.name: _average(design, one, chosen, firsts) for one in design.covariates}
    cells = []
    for levels in product(*(range(len(design.coded[name].levels)) for name in over)):
        parts, here = dict(averages), np.ones(len(design.matrix), dtype=bool)
        for name, place in zip(over, levels, strict=True):
            columns = design.coded[name].columns
            parts[name] = np.eye(columns.shape[1] + 1)[place, 1:]
            here &= (columns == parts[name]).all(axis=1)
        named = {
            name: design.coded[name].levels[place] for name, place in zip(over, levels, strict=True)
        }
        persons = len(np.unique(model.people[here]))
        cells.append(_Cell(MappingProxyType(named), design.row(parts), persons))
    return cells


def _weights(weights: str | None) -> Weights:
    wanted = get("marginal_mean_weights").value if weights is None else weights
    if wanted not in list(Weights):
        raise ParameterError(
            "Marginal means are asked for with unknown weights.",
            where="weights",
            remedy=f"Use one of {', '.join(Weights)}.",
        )
    return Weights(wanted)


def _average(design: Design, one: Covariate, weights: Weights, firsts: np.ndarray) -> np.ndarray:
    columns = design.coded[one.name].columns
    is_time = one.name == design.time
    alike = weights is Weights.EQUAL or (weights is Weights.PERSONS and is_time)
    if alike and one.kind is Kind.CATEGORY:
        return np.full(columns.shape[1], 1 / (columns.shape[1] + 1))
    # What varies within a person has no one value per person.
    by_person = weights is Weights.PERSONS and not one.varies and not is_time
    return columns[firsts if by_person else slice(None)].mean(axis=0)
