"""The comparison of units is graded against a truth, and errors put in are found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.preparing import prepare
from nrs_lib.contracts.grading import read_grading
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.stats.grading.chain import compared_with_truth, grade_chain
from nrs_lib.stats.grading.verdicts import Verdict
from tests.support.compared import compared_units


def graded(**changes):
    (found,) = grade_chain(compared_units(**changes))
    return found


def test_right_intervals_pass_and_errors_stand_in_their_order():
    found = graded()

    assert found.verdict == Verdict.INSIDE
    assert found.n == 400
    assert found.error_shrunken < found.error_adjusted < found.error_raw
    assert found.error_adjusted == pytest.approx(0.2, rel=0.1)
    assert abs(found.bias) < 0.03


def test_alarms_are_of_those_near_and_detection_is_of_those_apart():
    found = graded()
    rows = compared_units()

    assert found.false_alarms.denominator == (rows["difference"].abs() <= 0.1).sum()
    assert found.detected.denominator == (rows["difference"].abs() >= 0.3).sum()
    assert found.false_alarms.estimate < 0.03
    assert found.detected.estimate > 0.5


def test_intervals_of_half_the_width_turn_red():
    assert graded(half=0.98).verdict == Verdict.TOO_NARROW


def test_years_of_one_unit_are_one_witness():
    once = compared_units(60)
    (alone,) = grade_chain(once)
    (thrice,) = grade_chain(pd.concat([once] * 3))

    assert thrice.held.denominator == 180
    assert (thrice.held.low, thrice.held.high) == (alone.held.low, alone.held.high)


def test_shrunken_intervals_are_judged_too():
    found = graded(shrunken_half=0.98)

    assert found.held.estimate > 0.93
    assert found.held_shrunken.estimate < 0.8
    assert found.verdict == Verdict.TOO_NARROW


def test_bias_is_told_as_a_share_of_the_national_change():
    assert graded(bias=0.3).bias == pytest.approx(0.3, abs=0.03)


def test_without_units_apart_there_is_no_share_detected():
    (found,) = grade_chain(compared_units().query("difference == 0"))

    assert found.detected.denominator == 0
    assert np.isnan(found.detected.estimate)


def test_the_whole_way_is_walked_on_an_invented_registry(tmp_path):
    made = generate(seed=3, scale=0.3)
    extract = prepare(write(made, tmp_path / "delivery"), folder=tmp_path / "outputs")

    compared = compared_with_truth(extract, made.truth["units"])

    asked = read_grading().chain
    specialist = compared[compared["register"] == "NRSsv"]
    assert set(specialist["measure"]) == set(asked.measures)
    assert (compared["low"] < compared["adjusted"]).all()
    truth = compared["national"] * (1 + compared["difference"])
    assert compared["truth"].to_numpy() == pytest.approx(truth.to_numpy())
    # Adjusting for case mix takes error away; drawing together takes more.
    worst, middle, least = (
        np.sqrt((((specialist[key] - specialist["truth"]) / specialist["national"]) ** 2).mean())
        for key in ("raw", "adjusted", "shrunken")
    )
    assert least < middle < worst
