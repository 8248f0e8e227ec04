"""Which units are flagged, and what happens when."""

import copy
import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
import yaml

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.errors import ParameterError
from nrs_lib.places import definitions
from nrs_lib.stats.units.comparison import compare, unit_comparison
from nrs_lib.stats.units.models import unit_data
from nrs_lib.stats.units.outliers import (
    Side,
    adjusted_for_many,
    apply_policy,
    dated_steps,
)
from nrs_lib.terms import Audience
from tests.support.unit_registers import a_register

YEAR = Period.parse("2022")
DAY = dt.date(2023, 10, 2)
MANY = (14, 18, 22, 26, 30, 34, 40, 46, 52, 58, 64, 70)
# One unit where pain grows, one where it falls far; the others are alike.
EFFECTS = [0.0] * 10 + [3.0, -2.5]


@pytest.fixture(scope="module")
def data():
    return unit_data(a_register(3, sizes=MANY, effects=EFFECTS), YEAR, "nrs_pain")


@pytest.fixture(scope="module")
def flagged(data):
    return apply_policy(compare(data), day=DAY)


def with_method(tmp_path, method):
    raw = yaml.safe_load((definitions() / "outlier_policy.yaml").read_text(encoding="utf-8"))
    raw = copy.deepcopy(raw)
    raw["multiplicity"]["method"] = method
    path = tmp_path / f"{method}.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return read_outlier_policy(path)


def test_both_directions_are_flagged(flagged):
    worse, better = flagged.units[10], flagged.units[11]
    assert (worse.status, worse.side, worse.is_favourable) == ("alarm", Side.ABOVE, False)
    assert (better.status, better.side, better.is_favourable) == ("alarm", Side.BELOW, True)


def test_a_share_is_favourable_the_other_way():
    register = a_register(3, sizes=MANY, effects=EFFECTS)
    made = apply_policy(unit_comparison(register, YEAR, "improved_pain"), day=DAY)
    assert made.units[11].side is Side.ABOVE
    assert made.units[11].is_favourable is True


def test_units_alike_are_within(flagged):
    for unit in flagged.units[:10]:
        assert unit.status in ("within", "alert")
    within = next(unit for unit in flagged.units if unit.status == "within")
    assert within.side is None
    assert within.is_favourable is None
    assert within.steps == ()


def test_steps_follow_each_other_from_the_day(flagged):
    steps = flagged.units[10].steps
    policy = read_outlier_policy().steps_at("alarm")
    assert steps[0].begins == DAY
    assert steps[0].due == DAY + dt.timedelta(days=policy[0].days - 1)
    for before, after in pairwise(steps):
        assert after.begins == before.due + dt.timedelta(days=1)
    total = sum(step.days for step in policy)
    assert steps[-1].due == DAY + dt.timedelta(days=total - 1)


def test_the_first_steps_are_between_registry_and_unit(flagged):
    for step in flagged.units[10].steps[:3]:
        assert step.seen_by <= {Audience.REGISTER, Audience.OWN_UNIT}
    assert Audience.PUBLIC in flagged.units[10].steps[-1].seen_by


def test_steps_by_hand():
    steps = dated_steps(read_outlier_policy(), "alert", day=dt.date(2024, 2, 20))
    # Fourteen days through a leap day, then a week.
    assert steps[0].due == dt.date(2024, 3, 4)
    assert (steps[1].begins, steps[1].due) == (dt.date(2024, 3, 5), dt.date(2024, 3, 11))


def test_a_unit_with_too_few_answers_is_never_flagged():
    made = apply_policy(
        unit_comparison(a_register(effects=[9.0] + [0.0] * 7), YEAR, "nrs_pain"), day=DAY
    )
    small = made.units[0]
    assert (small.status, small.steps) == ("too_few", ())
    assert np.isnan(small.p)
    assert small.response.denominator == 6


def test_flags_say_what_they_are(flagged):
    said = {caution.code: dict(caution.facts) for caution in flagged.cautions}
    assert said["flags_by_chance"] == {"units": 12, "alerts": 0.6, "alarms": 0.0}
    assert "flag_is_no_verdict" in said
    assert flagged.expected_by_chance["alert"] == pytest.approx(0.6)


def test_p_is_two_sided_and_held_against_both_limits(flagged, data):
    comparison = compare(data)
    for unit, made in zip(comparison.units, flagged.units, strict=True):
        assert made.p == pytest.approx(min(1, 2 * min(unit.lower_tail, unit.upper_tail)))
        low, high = unit.limits["alert"]
        is_outside = not low <= unit.adjusted.estimate <= high
        assert is_outside == (made.status in ("alert", "alarm"))


@pytest.mark.parametrize("method", ["bonferroni", "benjamini_hochberg"])
def test_dealing_with_many_units_flags_no_more(method, data, flagged, tmp_path):
    policy = with_method(tmp_path, method)
    made = apply_policy(compare(data, policy=policy), day=DAY)
    assert made.policy.multiplicity == method
    order = {"within": 0, "alert": 1, "alarm": 2}
    for plain, strict in zip(flagged.units, made.units, strict=True):
        assert order[strict.status] <= order[plain.status]
        assert strict.p == plain.p <= strict.p_adjusted
    assert made.units[10].status == "alarm"


def test_adjusting_by_hand():
    p = np.array([0.04, 0.01, 0.6])
    assert adjusted_for_many(p, "bonferroni") == pytest.approx([0.12, 0.03, 1.0])
    assert adjusted_for_many(p, "benjamini_hochberg") == pytest.approx([0.06, 0.03, 0.6])
    assert adjusted_for_many(p, "fixed_levels").tolist() == p.tolist()
    assert adjusted_for_many(np.empty(0), "bonferroni").tolist() == []


def test_an_unknown_way_is_refused():
    with pytest.raises(ParameterError, match="many units"):
        adjusted_for_many(np.array([0.5]), "sidak")


def test_a_refused_comparison_flags_nobody():
    made = apply_policy(unit_comparison(a_register(), Period.parse("2019"), "nrs_pain"), day=DAY)
    assert {unit.status for unit in made.units} == {"too_few"}
    assert made.cautions[0].severity == "refused"


@pytest.mark.parametrize("day", ["2023-10-02", dt.datetime(2023, 10, 2), None])
def test_a_day_is_a_date(day, data):
    with pytest.raises(ParameterError, match="date"):
        apply_policy(compare(data), day=day)


def test_chance_alone_flags_as_often_as_the_levels_say():
    # No unit differs; about 5 % of units outside the alert limits, 0.2 % outside the alarm.
    outside = {"alert": 0, "alarm": 0}
    judged = 0
    for seed in range(100, 112):
        made = apply_policy(
            unit_comparison(a_register(seed, sizes=MANY), YEAR, "improved_pain"), day=DAY
        )
        judged += sum(unit.status != "too_few" for unit in made.units)
        for unit in made.units:
            outside["alert"] += unit.status in outside
            outside["alarm"] += unit.status == "alarm"
    assert judged >= 130
    assert 0.01 < outside["alert"] / judged < 0.10
    assert outside["alarm"] <= 2
