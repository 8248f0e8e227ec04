"""Builders of answer tables: one row per answered item."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nrs_lib.contracts.instruments import Instrument
from nrs_lib.scoring import score

COLUMNS = ["episode_id", "time_point", "instrument", "item", "value"]


def written_answers(text: str, instrument: Instrument) -> dict[str, float]:
    """Read answers as case tables write them, later words over earlier ones.

    ``*=2`` answers every item with 2, ``hads_01/03=`` leaves two items unanswered.
    """
    answers: dict[str, float | None] = {}
    for word in text.split():
        codes, _, value = word.partition("=")
        first, *rest = codes.split("/")
        named = [first, *(first[: -len(ending)] + ending for ending in rest)]
        if first == "*":
            named = [item.code for item in instrument.items]
        answers |= dict.fromkeys(named, float(value) if value else None)
    odd = set(answers) - {item.code for item in instrument.items}
    assert not odd, f"the case names unknown items: {odd}"
    return {code: value for code, value in answers.items() if value is not None}


def answer_table(
    answers: Mapping[str, Mapping[str, float]],
    instrument: Instrument,
    *,
    time_point: str = "initial",
) -> pd.DataFrame:
    """Answers by episode, as one row per answered item."""
    rows = [
        (episode, time_point, instrument.id, code, value)
        for episode, one in answers.items()
        for code, value in one.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def case_scores(
    cases: Mapping[int, Mapping[str, str]],
    instrument: Instrument,
    code: str,
    rule: str,
    *,
    coding: str | None = None,
) -> pd.Series:
    """One scale's score of each case of a table, by the case's number."""
    answers = {
        number: written_answers(case["answers"], instrument) for number, case in cases.items()
    }
    scored = score(
        answer_table(answers, instrument),
        instrument=instrument,
        value_set=instrument.value_sets or None,
        missing={code: rule},
        also=(code,) if instrument.scale(code).on_request else (),
        coding=coding,
    )
    assert scored.marks.empty, "a case table holds an answer outside its item's range"
    # A questionnaire without any answer has no row at all.
    found = scored.scores.astype({"episode_id": int}).set_index("episode_id")[code]
    return found.reindex(list(answers))
