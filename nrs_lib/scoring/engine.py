"""The one engine that turns answers into scores, whatever the instrument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get, read_conventions
from nrs_lib.contracts.instruments import Instrument, Item, Scale, read_instruments
from nrs_lib.contracts.value_sets import ValueSet
from nrs_lib.errors import DefinitionError
from nrs_lib.scoring.answers import arrange

_VALUE_SET_CONVENTION = "{instrument}_value_set"


@dataclass(frozen=True)
class Scored:
    """Scores, what was set missing on the way, and what the scores rest on.

    Attributes
    ----------
    scores
        One row per episode and time point with any answer, in that order: ``episode_id``,
        ``time_point`` and one float column per scale code. A score that its missing rule
        does not allow is NaN. Nothing is rounded.
    marks
        One row per item and rule broken: ``instrument``, ``item``, ``rule``
        (``out_of_range`` or ``between_steps``), ``count`` and ``rows`` (first row numbers).
    methods
        One row per scale column: ``scale``, ``instrument``, ``version``, ``method``,
        ``value_set``, ``missing_rule``, ``evidence``, ``reference``.
    definitions
        What the scores rest on: ``scale:<code>`` and ``convention:<key>``.
    """

    scores: pd.DataFrame
    marks: pd.DataFrame
    methods: pd.DataFrame
    definitions: tuple[str, ...]


def score(
    items: pd.DataFrame,
    *,
    instruments: Mapping[str, Instrument] | None = None,
    value_sets: Iterable[str] | None = None,
    missing: Mapping[str, str] | None = None,
) -> Scored:
    """Score every scale of every instrument.

    Parameters
    ----------
    items
        One row per answered item: ``episode_id``, ``time_point``, ``instrument``, ``item``
        and ``value``; see `nrs_lib.scoring.answers.arrange`.
    instruments
        Instruments by id; the project's own when left out.
    value_sets
        Names of the value sets to compute an index by; those of the conventions
        ``eq5d3l_value_set`` and ``eq5d5l_value_set`` when left out.
    missing
        Missing rule by scale code where another than the default is wanted; it must be one
        that the instrument file allows.

    Returns
    -------
    Scored
        Items are reversed and rescaled first. A sum over incomplete answers is the mean of
        the answered items times their number, a mean is over the answered items, a count is
        of the answered items; all only where the missing rule has its fill. A sum of parts
        and an index need every part.

    Raises
    ------
    DefinitionError
        A value set, scale or missing rule is unknown or not allowed.
    ExtractError
        The table is no table of answers; names column and row numbers.

    References
    ----------
    Each instrument file cites its own; prorating by half of the items for HADS:
    doi:10.1186/s13104-016-2284-z.
    """
    instruments = read_instruments() if instruments is None else instruments
    chosen, conventions = _chosen_value_sets(instruments, value_sets)
    rules = _missing_rules(instruments, missing or {})
    answers = arrange(items, instruments)
    columns: dict[str, np.ndarray] = {}
    methods: list[dict[str, object]] = []
    for instrument in instruments.values():
        block = answers.blocks[instrument.id]
        oriented = np.empty_like(block)
        for place, item in enumerate(instrument.items):
            oriented[:, place] = _oriented(block[:, place], item)
        for scale in instrument.scales:
            if scale.value_set is not None and scale.value_set not in chosen:
                continue
            rule = rules.get(scale.code, scale.missing.default)
            columns[scale.code] = _scale_score(scale, instrument, oriented, columns, rule)
            methods.append(_method(scale, instrument, rule))
    scores = pd.concat([answers.rows, pd.DataFrame(columns, index=answers.rows.index)], axis=1)
    return Scored(
        scores=scores,
        marks=answers.marks,
        methods=pd.DataFrame(methods),
        definitions=(
            *(f"scale:{code}" for code in columns),
            *(f"convention:{key}" for key in conventions),
        ),
    )


def _chosen_value_sets(
    instruments: Mapping[str, Instrument], value_sets: Iterable[str] | None
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Value sets to use, and the conventions that chose them."""
    valued = {i.id: i.value_sets for i in instruments.values() if i.value_sets}
    if value_sets is None:
        keys = [_VALUE_SET_CONVENTION.format(instrument=name) for name in valued]
        keys = [key for key in keys if key in read_conventions()]
        return frozenset(get(key).value for key in keys), tuple(keys)
    chosen = frozenset(value_sets)
    known = {name for sets in valued.values() for name in sets}
    if chosen - known:
        raise DefinitionError(
            "A value set is asked for that no instrument has.",
            where=f"value_sets: {', '.join(sorted(chosen - known))}",
            remedy=f"Known: {', '.join(sorted(known))}.",
        )
    return chosen, ()


def _missing_rules(
    instruments: Mapping[str, Instrument], asked: Mapping[str, str]
) -> Mapping[str, str]:
    known = {scale.code: scale for i in instruments.values() for scale in i.scales}
    for code, rule in asked.items():
        allowed = known[code].missing.allowed if code in known else ()
        if rule not in allowed:
            raise DefinitionError(
                "A missing rule is asked for that the scale does not allow.",
                where=f"missing: {code}: {rule}",
                remedy=f"Allowed: {', '.join(allowed)}." if allowed else "There is no such scale.",
            )
    return asked


def _oriented(answers: np.ndarray, item: Item) -> np.ndarray:
    """Answers to one item as they enter its scale: reversed, then stretched."""
    if item.reversed:
        answers = item.minimum + item.maximum - answers
    if item.rescale is None:
        return answers
    low, high = item.rescale
    return low + (high - low) * (answers - item.minimum) / (item.maximum - item.minimum)


def _scale_score(
    scale: Scale,
    instrument: Instrument,
    oriented: np.ndarray,
    columns: Mapping[str, np.ndarray],
    rule: str,
) -> np.ndarray:
    if scale.parts:
        return np.sum([columns[part] for part in scale.parts], axis=0)
    codes = [item.code for item in instrument.items]
    answers = oriented[:, [codes.index(code) for code in scale.items]]
    if scale.value_set is not None:
        return _index(answers, instrument.value_sets[scale.value_set])
    n_items = len(scale.items)
    is_answered = ~np.isnan(answers)
    n_answered = is_answered.sum(axis=1)
    has_score = n_answered >= scale.missing.needed(n_items, rule)
    if scale.method == "count":
        result = (answers >= scale.counts_from).sum(axis=1).astype("float64")
    else:
        total = np.where(is_answered, answers, 0.0).sum(axis=1)
        # Multiplied before it is divided, so that a complete sum stays exactly what it is.
        weight = n_items if scale.method == "sum" else 1
        result = total * weight / np.maximum(n_answered, 1)
    result[~has_score] = np.nan
    return result


def _index(answers: np.ndarray, value_set: ValueSet) -> np.ndarray:
    """Index of each state; missing when any dimension is."""
    result = np.full(len(answers), np.nan)
    is_complete = ~np.isnan(answers).any(axis=1)
    levels = answers[is_complete].astype("int64") - 1
    weights = value_set.levels ** np.arange(levels.shape[1] - 1, -1, -1)
    result[is_complete] = value_set.values[levels @ weights]
    return result


def _method(scale: Scale, instrument: Instrument, rule: str) -> dict[str, object]:
    return {
        "scale": scale.code,
        "instrument": instrument.id,
        "version": instrument.version,
        "method": scale.method,
        "value_set": scale.value_set or "",
        "missing_rule": rule,
        "evidence": str(scale.evidence),
        "reference": scale.reference,
    }
