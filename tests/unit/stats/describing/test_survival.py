"""Time until something happens, with those who were only followed."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.describing import survival
from nrs_lib.stats.describing.competing import cumulative_incidence
from nrs_lib.stats.describing.survival import kaplan_meier, kaplan_meier_by
from nrs_lib.stats.describing.times import days_until, times_of

STORED = Path(__file__).resolve().parents[3] / "spec" / "stats" / "describing"
PEOPLE, CURVES, QUANTILES, RISKS = (
    pd.read_csv(STORED / f"{name}.csv", comment="#")
    for name in ("times", "kaplan_meier", "quantiles", "competing")
)
NAMES = {0: "", 1: "work", 2: "pension"}
ENDS = PEOPLE["status"].map(NAMES)
# Freireich and others 1963, doi:10.1182/blood.V21.6.699.699: weeks in remission on
# 6-mercaptopurine; those still in remission at the end of observation are censored.
REMISSION = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def codes(found):
    return [said.code for said in found.cautions]


# --- survival ---


def test_remission_of_21_patients():
    curve = kaplan_meier(times_of(REMISSION, np.array(RELAPSED) == 1))
    # The product over the seven times with relapse, as textbooks print it.
    printed = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    for week, share in printed.items():
        assert curve.survival_at(week).estimate == pytest.approx(share, abs=5e-5)
    assert curve.median.estimate == 23
    assert (curve.n, curve.n_events) == (21, 9)
    assert curve.survival_at(6).se == pytest.approx(0.0764, abs=5e-5)


@pytest.mark.parametrize("group", ["all", "a", "b"])
def test_curves_and_intervals_are_those_of_r(group):
    mine = PEOPLE if group == "all" else PEOPLE[PEOPLE["group"] == group]
    steps = kaplan_meier(times_of(mine["time"], mine["status"] == 1)).steps
    expected = CURVES[CURVES["group"] == group].reset_index(drop=True)
    for column in ("time", "at_risk", "events", "censored"):
        assert steps[column].tolist() == expected[column].tolist()
    for column in ("survival", "se", "low", "high"):
        np.testing.assert_allclose(steps[column], expected[column], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("row", list(QUANTILES.itertuples()), ids=str)
def test_quantiles_and_their_limits_are_those_of_r(row):
    mine = PEOPLE if row.group == "all" else PEOPLE[PEOPLE["group"] == row.group]
    curve = kaplan_meier(times_of(mine["time"], mine["status"] == 1), confidence=row.level)
    found = curve.quantile(row.p)
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (row.time, row.low, row.high), nan_ok=True
    )


def test_groups_at_once_are_the_curves_of_each():
    times = times_of(PEOPLE["time"], PEOPLE["status"] == 1)
    groups = PEOPLE["group"].mask(PEOPLE.index == 0)
    curves = kaplan_meier_by(times, groups)
    assert list(curves) == ["a", "b"]
    assert sum(curve.n for curve in curves.values()) == len(PEOPLE) - 1
    facts = {said.code: dict(said.facts) for said in curves["a"].cautions}
    assert facts == {"rows_without_group": {"n": 1, "total": len(PEOPLE)}}
    assert curves["b"].steps["at_risk"].iloc[0] == (groups == "b").sum()


def test_groups_follow_those_who_were_kept():
    times = times_of([5, None, 7, 9], [True, True, True, True])
    curves = kaplan_meier_by(times, pd.Series(["a", "a", "b", "b"]))
    assert (curves["a"].n, curves["b"].n) == (1, 2)


def test_a_flat_stretch_at_one_half_has_its_middle_as_median():
    # R gives 3 for each of these.
    for time, happened in (
        ([1, 2, 4, 5], [1, 1, 1, 1]),
        ([1, 2, 3, 4], [1, 1, 0, 0]),
        ([1, 2, 3, 4], [0, 1, 1, 1]),
    ):
        assert kaplan_meier(times_of(time, np.array(happened) == 1)).median.estimate == 3


def test_a_half_that_binary_arithmetic_misses_is_still_a_half():
    # (1 - 1/24)(1 - 1/23)...(1 - 1/13) is one half on paper.
    curve = kaplan_meier(times_of(range(1, 25), [True] * 24))
    assert curve.steps["survival"][11] != 0.5
    assert curve.median.estimate == 12.5


def test_a_median_that_was_not_reached_is_missing_and_said():
    found = kaplan_meier(times_of([1, 5, 5, 5], [True, False, False, False])).median
    assert math.isnan(found.estimate)
    assert codes(found) == ["time_not_reached"]
    assert "50 procent" in found.cautions[0].sentence()


def test_shares_over_time():
    curve = kaplan_meier(times_of([2, 4, 4, 6], [True, True, False, False]))
    assert [curve.survival_at(t).estimate for t in (0, 1.9, 2, 3, 4, 6)] == pytest.approx(
        [1, 1, 0.75, 0.75, 0.5, 0.5]
    )
    assert curve.reached_by(4).estimate == pytest.approx(0.5)
    at = curve.survival_at(4)
    assert (curve.reached_by(4).low, curve.reached_by(4).high) == (1 - at.high, 1 - at.low)
    assert math.isnan(curve.survival_at(0).low)


def test_nothing_is_said_of_times_that_nobody_was_followed():
    curve = kaplan_meier(times_of([2, 4, 6], [True, False, False]), about="work")
    found = curve.survival_at(6.1)
    assert math.isnan(found.estimate)
    assert codes(found) == ["beyond_follow_up"]
    all_gone = kaplan_meier(times_of([2, 4], [True, True]))
    assert all_gone.survival_at(99).estimate == 0
    assert all_gone.reached_by(99).estimate == 1


def test_numbers_at_risk_are_those_just_before():
    curve = kaplan_meier(times_of([2, 4, 4, 6], [True, True, False, False]))
    assert curve.at_risk([0, 2, 2.5, 4, 5, 6, 7]).tolist() == [4, 4, 3, 3, 1, 1, 0]


def test_nobody_has_no_curve_and_no_zero():
    curve = kaplan_meier(times_of([], []))
    assert (curve.n, len(curve.steps)) == (0, 0)
    assert codes(curve.survival_at(1)) == ["too_few"]
    assert math.isnan(curve.median.estimate)
    assert math.isnan(curve.followed_to)
    assert curve.at_risk([0]).tolist() == [0]


def test_an_unknown_interval_is_refused(monkeypatch):
    one = survival.get("survival_interval")
    changed = type(one)(**(one.__dict__ | {"value": "plain"}))
    original = survival.get
    monkeypatch.setattr(
        survival, "get", lambda key: changed if key == "survival_interval" else original(key)
    )
    with pytest.raises(DefinitionError, match="log_log"):
        kaplan_meier(times_of([1.0], [True]))


# --- competing ends ---


@pytest.mark.parametrize("cause", [1, 2])
def test_competing_shares_and_their_intervals_are_those_of_r(cause):
    steps = cumulative_incidence(times_of(PEOPLE["time"], ENDS)).steps
    mine = steps[steps["cause"] == NAMES[cause]].reset_index(drop=True)
    expected = RISKS[RISKS["cause"] == cause].reset_index(drop=True)
    for column in ("time", "share", "se", "low", "high"):
        np.testing.assert_allclose(mine[column], expected[column], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(mine["share"], expected["gray_share"], rtol=1e-9, atol=1e-12)


def test_shares_of_all_ends_and_of_none_add_up_to_one():
    times = times_of(PEOPLE["time"], ENDS)
    found = cumulative_incidence(times)
    reached = found.steps.groupby("time")["share"].sum().to_numpy()
    none = kaplan_meier(times_of(PEOPLE["time"], PEOPLE["status"] > 0)).steps["survival"]
    np.testing.assert_allclose(reached + none, 1)
    assert sum(found.n_events.values()) == (PEOPLE["status"] > 0).sum()


def test_with_one_cause_it_is_one_minus_the_survival():
    times = times_of(PEOPLE["time"], PEOPLE["status"] == 1)
    share = cumulative_incidence(times).steps
    curve = kaplan_meier(times).steps
    np.testing.assert_allclose(share["share"], 1 - curve["survival"])
    np.testing.assert_allclose(share["se"], curve["se"])


def test_censoring_a_competing_end_would_promise_too_much():
    found = cumulative_incidence(times_of(PEOPLE["time"], ENDS))
    alone = kaplan_meier(times_of(PEOPLE["time"], ENDS), event="work")
    assert found.reached_by(180, cause="work").estimate < alone.reached_by(180).estimate - 0.05


def test_shares_of_causes_by_hand():
    # Four people: work at 1, pension at 2, work at 3, followed to 4.
    times = times_of([1, 2, 3, 4], ["work", "pension", "work", ""])
    found = cumulative_incidence(times, causes=("work", "pension", "death"))
    assert [found.reached_by(t, cause="work").estimate for t in (0, 1, 2, 3, 4)] == pytest.approx(
        [0, 0.25, 0.25, 0.5, 0.5]
    )
    assert found.reached_by(4, cause="pension").estimate == 0.25
    assert found.reached_by(4, cause="death").estimate == 0
    assert math.isnan(found.reached_by(4, cause="death").low)
    assert found.n_events == {"work": 2, "pension": 1, "death": 0}
    # Nobody is censored before 4, so the variance is that of a plain share.
    assert found.reached_by(3, cause="work").se == pytest.approx(math.sqrt(0.25 / 4))
    assert codes(found.reached_by(5, cause="work")) == ["beyond_follow_up"]
    with pytest.raises(ParameterError, match="work, pension, death"):
        found.reached_by(4, cause="studies")


def test_after_everybody_reached_an_end_shares_stand():
    found = cumulative_incidence(times_of([1, 2, 2], ["work", "pension", "work"]))
    assert found.reached_by(9, cause="work").estimate == pytest.approx(2 / 3)
    assert found.reached_by(9, cause="work").se == pytest.approx(math.sqrt(2 / 9 / 3))


def test_nobody_reached_anything():
    nobody = cumulative_incidence(times_of([], []), causes=("work",))
    assert codes(nobody.reached_by(1, cause="work")) == ["too_few"]
    followed = cumulative_incidence(times_of([3, 4], ["", ""]), causes=("work",))
    assert followed.reached_by(3, cause="work").estimate == 0


# --- times ---


def test_who_has_no_time_or_a_negative_one_is_counted():
    found = times_of([5, None, -1, 3, 8], [True, True, True, None, False], about="wait")
    assert found.time.tolist() == [5, 8]
    assert found.cause.tolist() == ["event", ""]
    assert found.kept.tolist() == [True, False, False, False, True]
    assert {said.code: dict(said.facts) for said in found.cautions} == {
        "times_missing": {"n": 2, "total": 5},
        "times_negative": {"n": 1, "total": 5},
    }


@pytest.mark.parametrize(
    ("time", "cause", "word"), [([1, 2], [True], "2 times"), ([1, 2], [1, 0], "numbers")]
)
def test_causes_that_say_nothing_are_refused(time, cause, word):
    with pytest.raises(ParameterError, match=word):
        times_of(time, cause)


def test_days_until_the_first_event_or_the_end_of_observation():
    start = pd.Series(["2022-01-01"] * 7)
    started = pd.Series(
        ["2022-01-11", None, "2022-03-01", "2022-01-21", "2021-12-31", "2022-02-01", "2022-01-05"]
    )
    left = pd.Series([None, "2022-01-15", None, "2022-01-21", None, None, "2022-01-04"])
    found = days_until(
        start, {"started": started, "left": left}, until="2022-02-01", about="programme"
    )
    assert found.time.tolist() == [10, 14, 31, 20, 31, 3]
    assert found.cause.tolist() == ["started", "left", "", "started", "started", "left"]
    assert found.kept.tolist() == [True, True, True, True, False, True, True]
    assert codes(found) == ["times_negative"]


def test_each_person_may_have_an_end_of_observation_of_their_own():
    found = days_until(
        pd.Series(["2022-01-01", "2022-01-01", None]),
        {"work": pd.Series([None, "2022-01-09", "2022-01-09"])},
        until=pd.Series(["2022-01-05", "2022-01-20", "2022-01-20"]),
    )
    assert (found.time.tolist(), found.cause.tolist()) == ([4, 8], ["", "work"])
    assert codes(found) == ["times_missing"]
