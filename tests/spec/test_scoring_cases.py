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
from tests.support.answers import answer_table, case_scores

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
    cases = {number: case for name, number, case in SCORE_CASES if name == one.id}
    return case_scores(cases, one, code, rule)


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
        for end in one.range:
            assert any(abs(end - found) < 1e-9 for found in ends), f"{code}: lowest and highest"


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


def test_every_band_of_every_scheme_has_cases_at_its_edge():
    used = defaultdict(set)
    for case in _cases("bands"):
        used[case["scale"], case["scheme"]].add(case["band"])
    for code, one in scales().items():
        for scheme in one.band_schemes:
            assert used[code, scheme.scheme] >= {found.code for found in scheme.bands}


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


def test_every_threshold_is_reached_and_missed_by_cases():
    results = defaultdict(set)
    for case in _cases("change_thresholds"):
        results[case["scale"], case["threshold"]].add(case["improved"])
    for code, one in scales().items():
        for threshold in one.change_thresholds:
            assert results[code, threshold.code] >= {"yes", "no"}, (code, threshold.code)


@pytest.mark.parametrize(
    ("number", "case"),
    list(enumerate(_cases("codings"), start=2)),
    ids=lambda value: value if isinstance(value, int) else value["coding"],
)
def test_answers_stored_in_another_coding(number, case):
    one = INSTRUMENTS[case["instrument"]]
    found = case_scores(
        {number: case}, one, case["scale"], case["missing_rule"], coding=case["coding"]
    )
    expected = float(case["score"]) if case["score"] else math.nan
    assert found[number] == pytest.approx(expected, abs=1e-9, nan_ok=True), case["why"]


def test_every_coding_has_cases():
    used = {(case["instrument"], case["coding"]) for case in _cases("codings")}
    assert used == {(one.id, part.code) for one in INSTRUMENTS.values() for part in one.codings}
