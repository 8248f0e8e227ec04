"""Every scale, missing rule, band and threshold against case tables worked out by hand.

The tables in ``scoring/`` are the definitions that a statistician can sign. Scores are
compared to nine decimals.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from nrs_lib.contracts.instruments import read_instruments, scale, scales
from nrs_lib.places import definitions
from nrs_lib.scoring import band, changed, score
from tests.support.answers import answer_table, written_answers

TABLES = Path(__file__).parent / "scoring"
INSTRUMENTS = read_instruments()


def _cases(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


SCORE_CASES = [
    (name, number, case)
    for name in INSTRUMENTS
    for number, case in enumerate(_cases(name), start=2)
]


@cache
def _scores(code: str, rule: str) -> pd.Series:
    """One scale over all cases of its instrument, by one missing rule."""
    one = INSTRUMENTS[scale(code).instrument]
    answers = {
        number: written_answers(case["answers"], one)
        for name, number, case in SCORE_CASES
        if name == one.id
    }
    scored = score(
        answer_table(answers, one),
        instrument=one,
        value_set=one.value_sets,
        missing={code: rule},
    )
    assert scored.marks.empty, "a case table holds an answer outside its item's range"
    # An episode without any answer has no row at all.
    found = scored.scores.astype({"episode_id": int}).set_index("episode_id")[code]
    return found.reindex(list(answers))


@pytest.mark.parametrize(
    ("number", "case"),
    [(number, case) for _, number, case in SCORE_CASES],
    ids=[f"{name}-row{number}-{case['scale']}" for name, number, case in SCORE_CASES],
)
def test_score(number, case):
    result = _scores(case["scale"], case["missing_rule"])[number]
    expected = float(case["score"]) if case["score"] else math.nan
    assert result == pytest.approx(expected, abs=1e-9, nan_ok=True), case["why"]


def test_the_tables_cover_every_scale_rule_and_end_of_range():
    rules, results = defaultdict(set), defaultdict(set)
    for _, _, case in SCORE_CASES:
        rules[case["scale"], case["missing_rule"]].add(case["score"] == "")
        results[case["scale"]].add(case["score"])
    for code, one in scales().items():
        for rule in one.missing.allowed:
            assert rules[code, rule] == {True, False}, f"{code} {rule}: with and without score"
        ends = {float(r) for r in results[code] if r}
        assert set(one.range) <= ends, f"{code}: lowest and highest"


@pytest.mark.parametrize("instrument", ["eq5d3l", "eq5d5l"])
def test_every_state_of_every_value_set_has_its_printed_index(instrument):
    one = INSTRUMENTS[instrument]
    path = definitions() / "value_sets" / f"{instrument}_states.csv"
    printed = pd.read_csv(path, dtype={"state": str}).set_index("state").sort_index()
    items = [item.code for item in one.items]
    answers = {state: dict(zip(items, map(int, state), strict=True)) for state in printed.index}
    scored = score(
        answer_table(answers, one), instrument=one, value_set=one.value_sets
    ).scores.set_index("episode_id")
    scored = scored[[f"{instrument}_index_{name}" for name in printed.columns]]
    assert len(printed) == {"eq5d3l": 243, "eq5d5l": 3125}[instrument]
    assert scored.to_numpy() == pytest.approx(printed.to_numpy(), abs=1e-9)


@pytest.mark.parametrize(
    "case", _cases("bands"), ids=lambda case: f"{case['scale']}-{case['score']}"
)
def test_band(case):
    values = pd.Series([case["score"]]).replace("", None).astype("float64")
    found = band(values, scale(case["scale"]), case["scheme"])[0]
    assert ("" if pd.isna(found) else found) == case["band"], case["why"]


def test_every_band_scheme_has_a_case():
    used = {(case["scale"], case["scheme"]) for case in _cases("bands")}
    lisat = {code for code in scales() if code.startswith("lisat_")}
    for code, one in scales().items():
        for scheme in one.band_schemes:
            # The eleven questions of LiSat share one scheme; two of them stand for all.
            assert (code, scheme.scheme) in used or code in lisat


@pytest.mark.parametrize(
    "case",
    _cases("change_thresholds"),
    ids=lambda case: f"{case['scale']}-{case['threshold']}-{case['start']}-{case['later']}",
)
def test_change_threshold(case):
    start, later = (
        pd.Series([case[key]]).replace("", None).astype("float64") for key in ("start", "later")
    )
    found = changed(start, later, scale(case["scale"]).threshold(case["threshold"]))[0]
    assert {True: "yes", False: "no", pd.NA: ""}[found] == case["improved"], case["why"]


def test_every_threshold_that_reports_use_has_a_case():
    used = {
        (case["scale"].split("_")[0], case["threshold"]) for case in _cases("change_thresholds")
    }
    for code, one in scales().items():
        for threshold in one.change_thresholds:
            assert (code.split("_")[0], threshold.code) in used
