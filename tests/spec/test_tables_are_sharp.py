"""The case tables see every slip: an instrument with one thing altered fails a case.

Without this a table could be long and still blind to a forgotten reversal.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.instruments import read_instruments, scales
from nrs_lib.scoring import band, changed
from nrs_lib.scoring.answers import arrange
from nrs_lib.scoring.choices import choose
from nrs_lib.scoring.engine import score_answers
from nrs_lib.terms import Direction
from tests.support.altered import NUDGE, altered_instruments
from tests.support.answers import answer_table, case_scores, written_answers

TABLES = Path(__file__).parent / "scoring"
SAME = 1e-9


def _table(name: str) -> pd.DataFrame:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return pd.DataFrame(list(csv.DictReader(lines)))


def _number(texts: pd.Series) -> np.ndarray:
    return texts.replace("", None).astype("float64").to_numpy()


def touched(original, altered):
    """Codes of scales that rest on what was altered; all of them when nothing was."""
    if original is altered:
        return {one.code for one in original.scales}
    pairs = zip(original.items, altered.items, strict=True)
    items = {one.code for one, other in pairs if one is not other}
    found = set()
    for one, other in zip(original.scales, altered.scales, strict=True):
        if one is not other or items & set(one.items) or found & set(one.parts):
            found.add(one.code)
    return found


class Sheets:
    """The cases of one instrument, scored as often as wanted."""

    def __init__(self, instrument):
        self.instrument = instrument
        self.cases = _table(instrument.id)
        self.expected = _number(self.cases["score"])
        answers = {
            str(place).zfill(6): written_answers(text, instrument)
            for place, text in enumerate(self.cases["answers"])
        }
        self.arranged = arrange(answer_table(answers, instrument), {instrument.id: instrument})
        self.row_of = {int(code): row for row, code in enumerate(self.arranged.rows["episode_id"])}

    def fails(self, instrument) -> bool:
        """Whether any case has another score than it says, of scales that may differ."""
        may_differ = touched(self.instrument, instrument)
        for (code, rule), part in self.cases.groupby(["scale", "missing_rule"]):
            if code not in may_differ:
                continue
            choices = choose(
                {self.instrument.id: self.instrument},
                value_set=list(self.instrument.value_sets) or None,
                missing={code: rule},
                also=[one.code for one in self.instrument.scales if one.on_request],
                coding=None,
            )
            scored = score_answers(self.arranged, {instrument.id: instrument}, choices).scores
            places = [place for place in part.index if place in self.row_of]
            found = scored[code].to_numpy()[[self.row_of[place] for place in places]]
            if not np.allclose(found, self.expected[places], rtol=0, atol=SAME, equal_nan=True):
                return True
        return False


@pytest.mark.parametrize("instrument", read_instruments().values(), ids=lambda one: one.id)
def test_an_altered_instrument_fails_a_case(instrument):
    sheets = Sheets(instrument)
    assert not sheets.fails(instrument)
    unseen = [what for what, other in altered_instruments(instrument) if not sheets.fails(other)]
    assert unseen == []


def _altered_edges(scale, scheme):
    """The scale with one lower bound moved by a point, or by the last shown decimal."""
    step = 1 if scale.range[1] - scale.range[0] > 2 and scale.method != "mean" else 0.1
    for place, found in enumerate(scheme.bands):
        if found.lower <= scale.range[0]:
            continue
        for move in (-step, step):
            bands = list(scheme.bands)
            bands[place] = replace(found, lower=found.lower + move)
            schemes = tuple(
                replace(one, bands=tuple(bands)) if one.scheme == scheme.scheme else one
                for one in scale.band_schemes
            )
            yield f"{found.code} {move:+g}", replace(scale, band_schemes=schemes)


def test_a_band_moved_by_a_step_fails_a_case():
    table = _table("bands")
    unseen = []
    for scale in scales().values():
        for scheme in scale.band_schemes:
            cases = table[(table["scale"] == scale.code) & (table["scheme"] == scheme.scheme)]
            values = pd.Series(_number(cases["score"]))
            for what, other in _altered_edges(scale, scheme):
                found = band(values, other, scheme.scheme).astype("object").fillna("")
                if list(found) == list(cases["band"]):
                    unseen.append((scale.code, scheme.scheme, what))
    assert unseen == []


def _altered_thresholds(threshold):
    for factor in (NUDGE, 2 - NUDGE):
        yield f"size x {factor:.1f}", replace(threshold, size=threshold.size * factor)
    turned = {
        Direction.HIGHER_BETTER: Direction.HIGHER_WORSE,
        Direction.HIGHER_WORSE: Direction.HIGHER_BETTER,
    }
    yield "other direction", replace(threshold, direction=turned[threshold.direction])
    other = "relative" if threshold.kind == "absolute" else "absolute"
    yield other, replace(threshold, kind=other)
    if threshold.reaches is not None:
        yield "no band to reach", replace(threshold, reaches=None)
        for move in (-1, 1):
            reaches = replace(threshold.reaches, limit=threshold.reaches.limit + move)
            yield f"band to reach {move:+d}", replace(threshold, reaches=reaches)


def test_an_altered_change_threshold_fails_a_case():
    table = _table("change_thresholds")
    words = {True: "yes", False: "no"}
    unseen = []
    for scale in scales().values():
        for threshold in scale.change_thresholds:
            is_mine = (table["scale"] == scale.code) & (table["threshold"] == threshold.code)
            cases = table[is_mine]
            start, later = (pd.Series(_number(cases[key])) for key in ("start", "later"))
            for what, other in _altered_thresholds(threshold):
                found = changed(start, later, other).astype("object").map(words).fillna("")
                if list(found) == list(cases["improved"]):
                    unseen.append((scale.code, threshold.code, what))
    assert unseen == []


CODINGS = [(one, coding) for one in read_instruments().values() for coding in one.codings]


@pytest.mark.parametrize(
    ("instrument", "coding"), CODINGS, ids=[f"{one.id}-{coding.code}" for one, coding in CODINGS]
)
def test_an_altered_coding_fails_a_case(instrument, coding):
    table = _table("codings")
    cases = table[(table["instrument"] == instrument.id) & (table["coding"] == coding.code)]

    def fails(other):
        coded = replace(instrument, codings=(other,))
        for (code, rule), part in cases.groupby(["scale", "missing_rule"]):
            numbered = dict(zip(part.index, part.to_dict("records"), strict=True))
            found = case_scores(numbered, coded, code, rule, coding=coding.code)
            if not np.allclose(found, _number(part["score"]), atol=SAME, equal_nan=True):
                return True
        return False

    assert not fails(coding)
    unseen = []
    for item, answers in coding.answers.items():
        mirrored = answers[::-1]
        if mirrored != answers and not fails(
            replace(coding, answers={**coding.answers, item: mirrored})
        ):
            unseen.append(item)
    assert unseen == []
