"""A model's coefficients as estimates, with what disclosure control has to know of them.

A coefficient of a small group is that group's result. So each carries how many people the
smallest group behind it has, and how many parameters the model estimates from how many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.mixed.design import Design
from nrs_lib.stats.mixed.wald import Contrast
from nrs_lib.stats.rows import Group, count_row
from nrs_lib.terms import NATIONAL, Statistic


class Modelled(Protocol):
    """What is asked of a model: linear mixed, logistic mixed and GEE models have it."""

    design: Design
    cautions: tuple

    @property
    def coefficients(self) -> Mapping[str, Contrast]:
        """Each column of the design, by its name."""


def coefficient_estimates(
    model: Modelled,
    rows: pd.DataFrame,
    *,
    measure: str,
    person: str | None = None,
    units: str = "unit_id",
    group: str = NATIONAL,
    period: str = "",
    definitions: Sequence[str] = (),
) -> Estimates:
    """The coefficients of a model, one row each, ready to be cleared.

    Parameters
    ----------
    model
        From `linear_mixed_model`, `logistic_mixed_model` or a GEE.
    rows
        The frame that the model was made from, in the same order.
    measure
        What the model is of.
    person
        Column with the person of each row; rows are persons without it.
    units
        Column with the unit of each row.
    definitions
        Keys of what the model rests on.

    Returns
    -------
    Estimates
        Statistic coefficient; the category is the column of the design. ``n`` people in the
        model, ``parameters`` columns of the design, ``smallest_n`` people in the smallest
        group behind the column: those at a level or those not at it, or those whose number is
        not the commonest one; and where the outcome has two values, those with the rarer.

    Raises
    ------
    ParameterError
        `rows` lacks a column, or is another frame than the model's.
    """
    design = model.design
    lacking = [name for name in (person, units) if name is not None and name not in rows]
    if lacking or len(rows) != design.rows_given:
        raise ParameterError(
            "The rows are not those that the model was made from.",
            where=", ".join(lacking) or f"{len(rows)} rows, {design.rows_given} in the model",
            remedy="Give the same frame as to the model, with its units.",
        )
    used = rows.iloc[design.kept]
    people = used[person] if person else pd.Series(np.arange(len(used)), index=used.index)
    codes = pd.factorize(people)[0]
    each = used.loc[~pd.Series(codes, index=used.index).duplicated().to_numpy(), units]
    rarer = _smallest(design.outcome, codes) if len(np.unique(design.outcome)) == 2 else None
    of = Group.of(group)
    made = []
    for position, (name, one) in enumerate(model.coefficients.items()):
        place = {"category": name, "period": period}
        column = design.matrix[:, position]
        sizes = [_smallest(column, codes), rarer]
        made.append(
            count_row(of, measure, each.reset_index(drop=True), **place)
            | of.key(measure, Statistic.COEFFICIENT, **place)
            | one.value.row()
            | {
                "n": len(each),
                "parameters": len(design.names),
                "smallest_n": min(size for size in sizes if size is not None),
            }
        )
    return from_rows(made, definitions=definitions, cautions=model.cautions)


def _smallest(values: np.ndarray, people: np.ndarray) -> int:
    """People in the smallest group behind a column: of two values the rarer, of many all
    that are not the commonest."""
    found, counts = np.unique(values, return_counts=True)
    if len(found) == 1:
        return len(np.unique(people))
    is_common = values == found[np.argmax(counts)]
    others = len(np.unique(people[~is_common]))
    return min(others, len(np.unique(people[is_common]))) if len(found) == 2 else others
