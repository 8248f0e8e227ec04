"""The one engine that turns answers into scores, whatever the instrument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import Instrument, Scale
from nrs_lib.contracts.value_sets import ValueSet
from nrs_lib.scoring.answers import Answers
from nrs_lib.scoring.choices import Choices
from nrs_lib.scoring.worth import worths


@dataclass(frozen=True)
class Scored:
    """Scores, what was set missing on the way, and what the scores rest on.

    Attributes
    ----------
    scores
        One row per questionnaire: its keys and one float column per scale code. A score that
        its missing rule does not allow is NaN. Nothing is rounded.
    marks
        One row per item and rule broken: ``instrument``, ``item``, ``rule``
        (``out_of_range`` or ``between_steps``), ``count`` and ``rows`` (first row numbers).
    methods
        One row per scale column: ``scale``, ``instrument``, ``version``, ``method``,
        ``value_set``, ``norms`` (with the weights), ``missing_rule``, ``coding``,
        ``evidence``, ``reference``.
    definitions
        What the scores rest on: ``scale:<code>`` and ``convention:<key>``.
    """

    scores: pd.DataFrame
    marks: pd.DataFrame
    methods: pd.DataFrame
    definitions: tuple[str, ...]


def score_answers(
    answers: Answers, instruments: Mapping[str, Instrument], choices: Choices
) -> Scored:
    """Score arranged answers by the choices made; see `nrs_lib.scoring.score`."""
    columns: dict[str, np.ndarray] = {}
    methods: list[dict[str, object]] = []
    for instrument in instruments.values():
        block = worths(answers.blocks[instrument.id].astype("float64"), instrument)
        for scale in instrument.scales:
            if not choices.includes(scale):
                continue
            rule = choices.rule_of(scale)
            columns[scale.code] = _scale_score(scale, instrument, block, columns, rule)
            methods.append(_method(scale, instrument, rule, choices))
    scores = pd.concat([answers.rows, pd.DataFrame(columns, index=answers.rows.index)], axis=1)
    return Scored(
        scores=scores,
        marks=answers.marks,
        methods=pd.DataFrame(methods),
        definitions=(
            *(f"scale:{code}" for code in columns),
            *(f"convention:{key}" for key in choices.conventions),
        ),
    )


def _scale_score(
    scale: Scale,
    instrument: Instrument,
    block: np.ndarray,
    columns: Mapping[str, np.ndarray],
    rule: str,
) -> np.ndarray:
    if scale.parts:
        return _from_parts(scale, columns)
    codes = [item.code for item in instrument.items]
    answers = block[:, [codes.index(code) for code in scale.items]]
    if scale.value_set is not None:
        return _index(answers, instrument.value_sets[scale.value_set])
    if scale.weights:
        return scale.constant + answers @ np.array([scale.weights[code] for code in scale.items])
    n_items = len(scale.items)
    is_answered = ~np.isnan(answers)
    n_answered = is_answered.sum(axis=1)
    has_score = n_answered >= scale.missing.needed(n_items, rule)
    if scale.method == "count":
        result = _is_counted(answers, scale).sum(axis=1).astype("float64")
    else:
        total = np.where(is_answered, answers, 0.0).sum(axis=1)
        # Multiplied before it is divided, so that a complete sum stays exactly what it is.
        weight = n_items if scale.method == "sum" else 1
        result = total * weight / np.maximum(n_answered, 1)
    if scale.rescale is not None:
        result = _stretched(result, scale, instrument)
    result[~has_score] = np.nan
    return result


def _from_parts(scale: Scale, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Sum, weighted sum or component of scales; missing when any of them is."""
    if scale.component is not None:
        made = scale.component
        terms = [
            made.weights[domain] * (columns[part] - made.norms.mean[domain]) / made.norms.sd[domain]
            for domain, part in made.parts.items()
        ]
        return made.centre + made.spread * np.sum(terms, axis=0)
    weights = scale.weights or dict.fromkeys(scale.parts, 1)
    return scale.constant + np.sum([weights[part] * columns[part] for part in scale.parts], axis=0)


def _is_counted(answers: np.ndarray, scale: Scale) -> np.ndarray:
    """Whether each answer is counted; a missing one never is."""
    if scale.counts_from is not None:
        return answers >= scale.counts_from
    return answers <= scale.counts_to


def _stretched(raw: np.ndarray, scale: Scale, instrument: Instrument) -> np.ndarray:
    bounds = [instrument.item(code).bounds for code in scale.items]
    low, high = (sum(ends) for ends in zip(*bounds, strict=True))
    to_low, to_high = scale.rescale
    return to_low + (to_high - to_low) * (raw - low) / (high - low)


def _index(answers: np.ndarray, value_set: ValueSet) -> np.ndarray:
    """Index of each state; missing when any dimension is."""
    result = np.full(len(answers), np.nan)
    is_complete = ~np.isnan(answers).any(axis=1)
    levels = answers[is_complete].astype("int64") - 1
    weights = value_set.levels ** np.arange(levels.shape[1] - 1, -1, -1)
    result[is_complete] = value_set.values[levels @ weights]
    return result


def _method(scale: Scale, instrument: Instrument, rule: str, choices: Choices) -> dict[str, object]:
    made = scale.component
    coding = choices.codings.get(instrument.id)
    return {
        "scale": scale.code,
        "instrument": instrument.id,
        "version": instrument.version["en"],
        "method": scale.method,
        "value_set": scale.value_set or "",
        "norms": f"{made.norms.code}, {made.weights_from.code}" if made else "",
        "missing_rule": rule,
        "coding": coding.code if coding else "",
        "evidence": str(scale.evidence),
        "reference": scale.reference["en"],
    }
