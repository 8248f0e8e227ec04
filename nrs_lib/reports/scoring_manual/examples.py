"""Worked examples: invented answers, and what the engine makes of them step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import Instrument, Scale
from nrs_lib.reports.scoring_manual.describing import digits, raw_ends
from nrs_lib.reports.scoring_manual.wording import WORDS
from nrs_lib.scoring import score
from nrs_lib.scoring.worth import worths


@dataclass(frozen=True)
class Worked:
    """One scale of an example: the arithmetic as it is written, and the engine's score."""

    scale: Scale
    left_out: tuple[str, ...]
    arithmetic: str
    score: float


@dataclass(frozen=True)
class Example:
    """Answers to one instrument, what each counts as, and the scales worked out."""

    instrument: Instrument
    answers: Mapping[str, int]
    worths: Mapping[str, float]
    scales: tuple[Worked, ...]


def example(instrument: Instrument, language: str) -> Example:
    """Answers of somebody who answered all over the range, and every scale of them.

    Scales that allow unanswered items are worked once more without their first ones.
    """
    answers = {
        # A stride that is no whole number, so that no subscale gets the same answer throughout.
        item.code: item.minimum + (7 * place // 3 + 1) % (item.maximum - item.minimum + 1)
        for place, item in enumerate(instrument.items)
    }
    asked: list[tuple[Scale, tuple[str, ...]]] = []
    for scale in instrument.scales:
        asked.append((scale, ()))
        skipped = _may_skip(scale)
        if skipped:
            asked.append((scale, scale.items[:skipped]))
    sheets = [_without(answers, left_out) for _, left_out in asked]
    scores = _scores(instrument, sheets)
    found = []
    for place, (scale, left_out) in enumerate(asked):
        mine = scores.iloc[place]
        written = _arithmetic(scale, instrument, sheets[place], mine, language)
        found.append(Worked(scale, left_out, written, float(mine[scale.code])))
    return Example(instrument, answers, _worths(instrument, answers), tuple(found))


def _without(answers: Mapping[str, int], left_out: tuple[str, ...]) -> dict[str, int]:
    return {code: value for code, value in answers.items() if code not in left_out}


def _may_skip(scale: Scale) -> int:
    """How many items to leave out of the second example: one, where the rule allows it."""
    if scale.parts or scale.value_set is not None or scale.method == "count":
        return 0
    return int(scale.missing.needed(len(scale.items)) < len(scale.items))


def _worths(instrument: Instrument, answers: Mapping[str, int]) -> dict[str, float]:
    block = np.array([[answers.get(item.code, np.nan) for item in instrument.items]], dtype=float)
    return dict(zip((i.code for i in instrument.items), worths(block, instrument)[0], strict=True))


def _scores(instrument: Instrument, sheets: list[dict[str, int]]) -> pd.DataFrame:
    codes = [item.code for item in instrument.items]
    scored = score(
        pd.DataFrame(sheets, columns=codes).astype("Int64"),
        instrument=instrument,
        value_set=instrument.value_sets or None,
        also=[scale.code for scale in instrument.scales if scale.on_request],
    )
    return scored.scores


def _arithmetic(
    scale: Scale,
    instrument: Instrument,
    answers: Mapping[str, int],
    scores: pd.Series,
    language: str,
) -> str:
    worth = _worths(instrument, answers)
    if scale.value_set is not None:
        state = "".join(str(answers[code]) for code in scale.items)
        return WORDS[language]["state"].format(state=state)
    if scale.component is not None:
        return _weighed(scale, _component_terms(scale, scores), language)
    if scale.weights:
        source = scores if scale.parts else worth
        return _weighed(scale, ((w, source[code]) for code, w in scale.weights.items()), language)
    if scale.parts:
        return " + ".join(digits(scores[part], language) for part in scale.parts)
    counted = [worth[code] for code in scale.items if code in answers]
    if scale.method == "count":
        return "; ".join(digits(value, language) for value in counted)
    return _summed(scale, instrument, counted, language)


def _component_terms(scale: Scale, scores: pd.Series) -> Iterator[tuple[float, float]]:
    """Each weight, and the scale's distance from the norm in standard deviations."""
    made = scale.component
    for domain, part in made.parts.items():
        distance = (scores[part] - made.norms.mean[domain]) / made.norms.sd[domain]
        yield made.weights[domain], distance


def _weighed(scale: Scale, terms: Iterator[tuple[float, float]], language: str) -> str:
    products = " + ".join(
        f"{_closed(weight, language)} × {_closed(value, language)}" for weight, value in terms
    )
    if scale.component is None:
        return f"{digits(scale.constant, language)} + {products}"
    made = scale.component
    return f"{digits(made.centre, language)} + {digits(made.spread, language)} × ({products})"


def _closed(value: float, language: str) -> str:
    return f"({digits(value, language)})" if value < 0 else digits(value, language)


def _summed(scale: Scale, instrument: Instrument, counted: list[float], language: str) -> str:
    total = " + ".join(digits(value, language) for value in counted)
    n_items, n_answered = len(scale.items), len(counted)
    if scale.method == "item":
        return total
    if scale.method == "mean":
        return f"({total}) / {n_answered}"
    if n_answered < n_items:
        total = f"({total}) / {n_answered} × {n_items}"
    if scale.rescale is None:
        return total
    low, high = scale.rescale
    least, most = (digits(end, language) for end in raw_ends(scale, instrument))
    plus = f" + {digits(low, language)}" if low else ""
    return f"({total} − {least}) / ({most} − {least}) × {digits(high - low, language)}{plus}"
