"""What holds for every scale of every instrument, whatever is answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nrs_lib.contracts.instruments import read_instruments, scale
from nrs_lib.scoring import score
from tests.support.answers import COLUMNS

# Adding in another order may differ in the last binary digit.
NOISE = 1e-9
MISSING = -1
EXAMPLES = settings(max_examples=8, deadline=None, derandomize=True)
EACH_INSTRUMENT = pytest.mark.parametrize(
    "instrument", list(read_instruments().values()), ids=lambda one: one.id
)


def items_of(code):
    """Items that a scale rests on, also through its parts."""
    one = scale(code)
    return {item for part in one.parts for item in items_of(part)} | set(one.items)


def turns(code, item):
    """Whether a higher answer to the item is stated to lower the scale."""
    one = scale(code)
    turned = item.is_turned
    # A higher level of EQ-5D is worse, and some counts are of low answers.
    if one.value_set is not None or one.counts_to is not None:
        turned = not turned
    weight = one.weights.get(item.code, 1)
    for part in one.parts:
        if item.code in items_of(part):
            turned, weight = turns(part, item), one.weights.get(part, 1)
    return turned != (weight < 0)


def drawn_answers(instrument, n_people, *, may_miss=True):
    """Answers of some people, one line each, one column per item; NaN is unanswered."""
    lowest = np.array([item.minimum for item in instrument.items])
    n_answers = np.array([item.maximum for item in instrument.items]) - lowest + 1
    drawn = arrays(
        np.int16,
        (n_people, len(instrument.items)),
        elements=st.integers(MISSING if may_miss else 0, int(n_answers.max()) - 1),
    )
    return drawn.map(
        lambda array: np.where(array == MISSING, np.nan, lowest + array % n_answers).astype(float)
    )


def on_request(instrument):
    """Scales that are computed only when named; the properties hold for them too."""
    return [one.code for one in instrument.scales if one.on_request]


def scored(instrument, people, *, rule=None, order=None):
    """Scores of each person, by position; missing where nobody answered."""
    codes = [item.code for item in instrument.items]
    rows = [
        (f"e{place}", "initial", instrument.id, item, value)
        for place, answers in enumerate(people)
        for item, value in zip(codes, answers, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    found = score(
        frame if order is None else frame.iloc[order],
        instrument=instrument,
        value_set=instrument.value_sets,
        missing={s.code: rule for s in instrument.scales if rule in s.missing.allowed},
        also=on_request(instrument),
    )
    assert found.marks.empty
    scores = found.scores.set_index("episode_id").drop(columns="time_point")
    return scores.loc[[f"e{place}" for place in range(len(people))]]


@EACH_INSTRUMENT
def test_a_score_is_in_its_range(instrument):
    @EXAMPLES
    @given(drawn_answers(instrument, 5), st.sampled_from([None, "complete", "half", "any"]))
    def holds(people, rule):
        for code, found in scored(instrument, people, rule=rule).items():
            low, high = scale(code).range
            assert found.dropna().between(low - NOISE, high + NOISE).all()

    holds()


@EACH_INSTRUMENT
def test_a_higher_answer_moves_only_its_scales_and_never_the_wrong_way(instrument):
    @EXAMPLES
    @given(drawn_answers(instrument, 1), st.integers(0, len(instrument.items) - 1))
    def holds(people, place):
        item = instrument.items[place]
        steps = np.arange(item.minimum, item.maximum + 1)
        people = np.repeat(people, len(steps), axis=0)
        people[:, place] = steps
        for code, found in scored(instrument, people).items():
            moves = np.diff(found.to_numpy())
            if item.code not in items_of(code):
                assert (np.isnan(moves) | (moves == 0)).all()
                continue
            if scale(code).component is not None:
                # Its weights have both signs, so no single direction is stated.
                continue
            turned = turns(code, item)
            assert (np.isnan(moves) | ((-moves if turned else moves) >= -NOISE)).all()

    holds()


@EACH_INSTRUMENT
def test_the_order_of_rows_has_no_meaning(instrument):
    @EXAMPLES
    @given(drawn_answers(instrument, 3), st.integers(0, 2**32 - 1))
    def holds(people, seed):
        order = np.random.default_rng(seed).permutation(people.size)
        shuffled = scored(instrument, people, order=order)
        pd.testing.assert_frame_equal(scored(instrument, people), shuffled, check_exact=True)

    holds()


@EACH_INSTRUMENT
def test_a_sheet_gives_what_a_list_of_answers_gives_in_any_order_of_columns(instrument):
    @EXAMPLES
    @given(drawn_answers(instrument, 3), st.integers(0, 2**32 - 1))
    def holds(people, seed):
        codes = [item.code for item in instrument.items]
        sheet = pd.DataFrame(people, columns=codes).astype("Int64")
        sheet = sheet[np.random.default_rng(seed).permutation(codes)]
        wide = score(
            sheet,
            instrument=instrument,
            value_set=instrument.value_sets,
            also=on_request(instrument),
        ).scores
        long = scored(instrument, people)
        assert wide[list(long)].to_numpy() == pytest.approx(long.to_numpy(), abs=0, nan_ok=True)

    holds()


@EACH_INSTRUMENT
def test_a_missing_answer_takes_complete_scores_away_and_touches_no_other(instrument):
    @EXAMPLES
    @given(
        drawn_answers(instrument, 1, may_miss=False),
        st.integers(0, len(instrument.items) - 1),
    )
    def holds(people, place):
        fewer = people.copy()
        fewer[:, place] = np.nan
        both = scored(instrument, np.concatenate([people, fewer]), rule="complete")
        lost = instrument.items[place].code
        for code, (full, less) in both.items():
            assert not np.isnan(full)
            if lost not in items_of(code):
                assert less == full
            elif "complete" in scale(code).missing.allowed:
                assert np.isnan(less)
            else:
                assert less <= full

    holds()
