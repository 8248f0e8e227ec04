import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from nrs_lib.contracts.change_thresholds import ChangeThreshold
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.errors import ParameterError
from nrs_lib.scoring.thresholds import changed
from nrs_lib.stats.responder_curve import responder_curve, steps
from nrs_lib.stats.responders import responders
from nrs_lib.stats.three_way_change import OUTCOMES, outcomes, three_way_change
from nrs_lib.terms import Direction, Evidence

PAIN, HADS, RAND = scale("nrs_pain"), scale("hads_anxiety"), scale("rand36_pf")
THIRTY, TWO = PAIN.threshold("decrease_30"), PAIN.threshold("points_2")
scores = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 10)), st.one_of(st.none(), st.integers(0, 10))),
    max_size=25,
)
answered = st.lists(st.tuples(st.integers(1, 10), st.integers(0, 10)), min_size=1, max_size=25)


def a_threshold(kind="absolute", size=2.0, direction=Direction.HIGHER_WORSE):
    return ChangeThreshold(
        "made", kind, size, None, direction, {}, True, Evidence.ASSUMED, "Made for tests"
    )


def columns(rows):
    return [pd.Series([row[part] for row in rows], dtype="Float64") for part in (0, 1)]


def fraction(one):
    return one.numerator, one.denominator


def told(cautions):
    return {caution.code: dict(caution.facts) for caution in cautions}


def test_missing_is_left_out_of_one_denominator_and_counted_in_the_other():
    made = responders(*columns([(8, 5), (8, 7), (8, None), (None, 3), (None, None)]), TWO)
    assert fraction(made.answered) == (1, 2)
    assert fraction(made.due) == (1, 5)
    assert told(made.answered.cautions) == {}
    assert told(made.due.cautions) == {"missing_counted_as_none": {"n": 3, "of": 5}}


def test_intervals_are_wilsons():
    made = responders(*columns([(8, 5)] * 7 + [(8, 8)] * 9 + [(8, None)] * 4), TWO)
    for one, of in ((made.answered, 16), (made.due, 20)):
        expected = proportion_confint(7, of, method="wilson")
        assert (one.low, one.high) == pytest.approx(expected, abs=1e-12)
        assert one.method == "wilson"


@pytest.mark.parametrize("start", range(1, 11))
def test_exactly_thirty_per_cent_counts(start):
    # 10 - 7 and 0.3 * 10, or 7 - 4.9 and 0.3 * 7, differ in their last binary digit.
    made = responders([start], [start - start * 3 / 10], THIRTY)
    assert fraction(made.answered) == (1, 1)
    almost = responders([start], [start - start * 3 / 10 + 0.001], THIRTY)
    assert fraction(almost.answered) == (0, 1)


def test_who_started_at_zero_is_in_no_per_cent_and_is_said():
    rows = [(0, 0), (0, 4), (0, None), (10, 7), (10, 9), (10, None)]
    made = responders(*columns(rows), THIRTY)
    assert fraction(made.answered) == (1, 2)
    assert fraction(made.due) == (1, 3)
    assert told(made.answered.cautions) == {"start_at_zero": {"n": 3, "of": 6}}
    in_points = responders(*columns(rows), TWO)
    assert fraction(in_points.answered) == (1, 4)
    assert fraction(in_points.due) == (1, 6)
    assert "start_at_zero" not in told(in_points.due.cautions)


def test_who_was_already_there_is_in_neither_share():
    made = responders([12, 12, 7, 7], [6, 12, 2, None], HADS.threshold("points_1_7_to_none"))
    assert fraction(made.answered) == (1, 2)
    assert fraction(made.due) == (1, 2)
    assert told(made.due.cautions) == {"start_already_there": {"n": 2, "of": 4}}


def test_a_start_at_zero_that_is_already_there_is_said_so():
    made = responders([0, 12], [0, 6], HADS.threshold("points_1_7_to_none"))
    assert told(made.answered.cautions) == {"start_already_there": {"n": 1, "of": 2}}


def test_better_goes_the_way_of_the_scale():
    rows = ([30, 30, 30], [40, 39, 10])
    assert fraction(responders(*rows, RAND.change_threshold).answered) == (1, 3)
    assert fraction(responders(*rows, a_threshold(size=10)).answered) == (1, 3)
    assert responders([30], [40], RAND.change_threshold).answered.estimate == 1
    assert responders([30], [40], a_threshold(size=10)).answered.estimate == 0


@pytest.mark.parametrize("rows", [[], [(None, None)] * 4, [(5, None)] * 3])
def test_what_nobody_knows_is_not_zero_per_cent(rows):
    made = responders(*columns(rows), TWO)
    for one in (made.answered, made.due):
        assert math.isnan(one.estimate)
        assert one.n == 0
        assert "too_few" in told(one.cautions)


@pytest.mark.parametrize(("later", "share"), [(8, 0.0), (2, 1.0)])
def test_none_and_all_keep_an_interval(later, share):
    made = responders([8] * 12, [later] * 12, TWO).answered
    assert made.estimate == share
    assert made.high - made.low > 0.2


def test_people_who_are_not_the_same_are_refused():
    with pytest.raises(ParameterError, match="same people"):
        responders([5, 6], [4], TWO)


@given(rows=answered, threshold=st.sampled_from([THIRTY, TWO]))
@settings(max_examples=50, deadline=None)
def test_the_denominators_agree_when_nobody_is_missing(rows, threshold):
    made = responders(*columns(rows), threshold)
    assert fraction(made.answered) == fraction(made.due)
    assert (made.answered.low, made.answered.high) == (made.due.low, made.due.high)


@given(rows=scores, threshold=st.sampled_from([THIRTY, TWO]))
@settings(max_examples=60, deadline=None)
def test_the_share_of_all_due_is_never_above_that_of_those_who_answered(rows, threshold):
    made = responders(*columns(rows), threshold)
    assert made.answered.numerator == made.due.numerator
    if made.answered.n:
        assert made.due.estimate <= made.answered.estimate
        assert made.due.denominator >= made.answered.denominator


@given(rows=scores, size=st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_a_mirrored_scale_has_the_same_responders(rows, size):
    start, later = columns(rows)
    one = responders(start, later, a_threshold(size=size))
    other_way = a_threshold(size=size, direction=Direction.HIGHER_BETTER)
    other = responders(10 - start, 10 - later, other_way)
    assert fraction(one.answered) == fraction(other.answered)
    assert fraction(one.due) == fraction(other.due)


def test_three_ways_share_one_denominator():
    rows = [(8, 6), (8, 7), (8, 8), (8, 9), (8, 10), (8, None), (None, 2)]
    made = three_way_change(*columns(rows), TWO)
    parts = [fraction(getattr(made, name)) for name in OUTCOMES]
    assert parts == [(1, 5), (3, 5), (1, 5)]
    assert told(made.cautions) == {"pairs_incomplete": {"n": 2, "of": 7}}
    expected = proportion_confint(3, 5, method="wilson")
    assert (made.unchanged.low, made.unchanged.high) == pytest.approx(expected, abs=1e-12)


def test_a_change_of_exactly_the_threshold_is_no_longer_unchanged():
    made = outcomes([2.2, 2.8, 2.2, 2.8], [2.8, 2.2, 2.79, 2.21], a_threshold(size=0.6))
    assert made.tolist() == ["deteriorated", "improved", "unchanged", "unchanged"]


def test_who_started_at_zero_is_in_none_of_the_three():
    made = three_way_change(*columns([(0, 5), (0, None), (10, 13), (10, 7)]), THIRTY)
    assert [fraction(getattr(made, name)) for name in OUTCOMES] == [(1, 2), (0, 2), (1, 2)]
    assert told(made.cautions) == {"start_at_zero": {"n": 2, "of": 4}}


def test_a_band_is_asked_of_improvement_only():
    # From 12 to 9 is enough points, but 9 is still in the band; back up is worse all the same.
    made = outcomes([12, 12, 12], [9, 7, 14], HADS.threshold("points_1_7_to_none"))
    assert made.tolist() == ["unchanged", "improved", "deteriorated"]


def test_three_ways_of_nobody_are_refused():
    made = three_way_change(*columns([(None, 3), (4, None)]), TWO)
    assert all(math.isnan(getattr(made, name).estimate) for name in OUTCOMES)
    assert told(made.improved.cautions) == {"too_few": {"n": 0, "least": 1}}


@given(rows=scores, threshold=st.sampled_from([THIRTY, TWO]))
@settings(max_examples=60, deadline=None)
def test_the_three_add_up_and_the_first_are_the_responders(rows, threshold):
    start, later = columns(rows)
    made = three_way_change(start, later, threshold)
    counts = [getattr(made, name).numerator for name in OUTCOMES]
    assert sum(counts) == made.improved.denominator
    assert fraction(made.improved) == fraction(responders(start, later, threshold).answered)


@given(rows=answered)
@settings(max_examples=40, deadline=None)
def test_going_back_turns_improved_into_deteriorated(rows):
    start, later = columns(rows)
    one = outcomes(start, later, TWO)
    back = outcomes(later, start, TWO)
    swapped = {"improved": "deteriorated", "deteriorated": "improved", "unchanged": "unchanged"}
    assert [swapped[part] for part in one] == back.tolist()


@pytest.mark.parametrize(
    ("code", "first", "last", "n"),
    [
        ("nrs_pain", 1, 10, 11),
        ("hads_anxiety", 1, 21, 22),
        ("pdi_total", 2, 70, 36),
        ("mpi_interference", 0.1, 6, 61),
        ("rand36_pf", 2, 100, 51),
        ("tsk17_total", 1, 51, 52),
        ("eq5d3l_index_uk_tto_1997", 0.05, 1.55, 32),
    ],
)
def test_steps_of_a_curve_are_round_and_of_the_scale(code, first, last, n):
    found = steps(scale(code))
    assert (found[0], found[1], found[-1], len(found)) == (0, first, last, n)


def test_steps_in_per_cent_go_from_none_to_all():
    found = steps(PAIN, unit="percent")
    assert (found[0], found[1], found[-1], len(found)) == (0, 5, 100, 21)


@pytest.mark.parametrize(("code", "unit"), [("tsk11_total", "percent"), ("nrs_pain", "share")])
def test_a_unit_that_the_scale_cannot_have_is_refused(code, unit):
    with pytest.raises(ParameterError, match="per cent"):
        steps(scale(code), unit=unit)


def test_a_scale_without_a_better_way_has_no_curve():
    with pytest.raises(ParameterError, match="neither way"):
        responder_curve([1], [2], scale=scale("mpi_support"))


@given(rows=scores, unit=st.sampled_from(["points", "percent"]))
@settings(max_examples=60, deadline=None)
def test_a_curve_never_rises(rows, unit):
    made = responder_curve(*columns(rows), scale=PAIN, unit=unit)
    for before, after in itertools.pairwise(made.shares):
        assert before.answered.numerator >= after.answered.numerator
        assert before.due.denominator == after.due.denominator
    assert len({fraction(one.answered)[1] for one in made.shares}) == 1


@given(rows=scores)
@settings(max_examples=60, deadline=None)
def test_a_curve_passes_through_the_responders(rows):
    start, later = columns(rows)
    for unit, at, threshold in (("points", 2, TWO), ("percent", 30, THIRTY)):
        made = responder_curve(start, later, scale=PAIN, unit=unit)
        point = made.shares[made.least.index(at)]
        share = responders(start, later, threshold)
        assert fraction(point.answered) == fraction(share.answered)
        assert fraction(point.due) == fraction(share.due)


@pytest.mark.parametrize(("code", "unit"), get("responder_curves").value.items())
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_every_threshold_of_a_shown_curve_is_a_point_of_it(code, unit, data):
    one = scale(code)
    low, high = one.range
    tenths = st.integers(round(10 * low), round(10 * high)).map(lambda tenth: tenth / 10)
    rows = data.draw(st.lists(st.tuples(tenths, st.one_of(st.none(), tenths)), max_size=30))
    start, later = columns(rows)
    made = responder_curve(start, later, scale=one, unit=unit)
    assert one.marks(unit)
    for mark in one.marks(unit):
        point = made.shares[made.least.index(mark.amount)]
        share = responders(start, later, mark)
        assert fraction(point.answered) == fraction(share.answered)
        assert fraction(point.due) == fraction(share.due)


def test_a_curve_of_a_fine_scale_counts_equal_changes():
    # 2.8 - 2.2 is below 0.6 in binary.
    made = responder_curve([2.8], [2.2], scale=scale("mpi_interference"))
    reached = [at for at, one in zip(made.least, made.shares, strict=True) if one.due.numerator]
    assert reached == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def test_a_curve_goes_the_way_of_its_scale():
    made = responder_curve([30, 30], [40, 20], scale=RAND)
    assert fraction(made.shares[0].answered) == (1, 2)
    assert fraction(made.shares[made.least.index(10)].answered) == (1, 2)
    assert fraction(made.shares[made.least.index(12)].answered) == (0, 2)


def test_a_curve_says_that_it_holds_point_by_point_and_who_is_left_out():
    made = responder_curve(*columns([(0, 3), (8, 4), (8, None)]), scale=PAIN, unit="percent")
    assert set(told(made.cautions)) == {"curve_pointwise", "start_at_zero"}
    assert fraction(made.shares[10].due) == (1, 2)
    half = made.shares[10].due
    expected = proportion_confint(1, 2, method="wilson")
    assert (half.low, half.high) == pytest.approx(expected, abs=1e-12)


def test_a_curve_of_nobody_is_refused_at_every_point():
    made = responder_curve([5, np.nan], [np.nan, 4], scale=PAIN)
    assert all(math.isnan(one.due.estimate) for one in made.shares)


def test_responders_are_those_of_the_definition():
    start, later = columns([(10, 7), (9, 7), (0, 0), (6, None)])
    known = changed(start, later, THIRTY)
    made = responders(start, later, THIRTY).answered
    assert fraction(made) == (int(known.sum()), int(known.notna().sum()))
