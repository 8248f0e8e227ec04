"""Intervals are graded against a known truth, and a known error in one is found."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from nrs_lib.contracts.grading import Method, read_grading
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.stats import paired_change
from nrs_lib.stats.gee import model as gee_model
from nrs_lib.stats.grading import described, losses
from nrs_lib.stats.grading.coverage import INTERVALS, KINDS, grade, grades
from nrs_lib.stats.grading.verdicts import Verdict
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.missing_followup.sensitivity import observed_estimate
from nrs_lib.stats.mixed import logistic_model, model, wald
from nrs_lib.stats.robust import model as robust_model

GRADING = read_grading()
SITUATIONS = {one.code: one for one in GRADING.situations}
METHODS = {one.method.code: one for one in GRADING.situations}


@cache
def quick():
    return {one.situation.code: one for one in grades(seed=1)}


def test_no_method_is_too_narrow():
    found = quick().values()

    assert {one.situation.code for one in found} == set(SITUATIONS)
    assert [one.situation.code for one in found if one.verdict == Verdict.TOO_NARROW] == []


def test_every_interval_and_kind_is_graded_and_nothing_else_is():
    assert set(METHODS) == set(INTERVALS)
    assert {one.kind for one in SITUATIONS.values()} == set(KINDS)


def test_quick_and_thorough_runs_draw_by_pace():
    drawn = {one.situation.method.pace: one.held.denominator for one in quick().values()}

    assert drawn == GRADING.draws["quick"]
    assert all(GRADING.draws["thorough"][pace] > 10 * n for pace, n in drawn.items())


@pytest.mark.parametrize(
    "code", [code for code, one in METHODS.items() if code != "shrunken_share"]
)
def test_intervals_of_a_third_of_the_width_turn_red(code):
    def narrow(*given):
        estimate, low, high = INTERVALS[code](*given)
        middle = (low + high) / 2
        return estimate, middle - (high - low) / 6, middle + (high - low) / 6

    found = grade(METHODS[code], draws=16, seed=1, intervals={code: narrow})

    assert found.verdict == Verdict.TOO_NARROW


def sd_over_n(values, *, confidence=0.95):
    """The known error: the standard deviation over n in place of its root."""
    mean, sd, low, high = mean_interval(values, confidence=confidence)
    root = np.sqrt(len(values))
    return mean, sd, mean - (mean - low) / root, mean + (high - mean) / root


def test_dividing_by_n_in_place_of_its_root_turns_red_wherever_means_are(monkeypatch):
    monkeypatch.setattr(described, "mean_interval", sd_over_n)
    monkeypatch.setattr(paired_change, "mean_interval", sd_over_n)

    for code in ("mean_few", "mean_skewed", "change_few", "change_many"):
        assert grade(SITUATIONS[code], draws=200, seed=1).verdict == Verdict.TOO_NARROW


@pytest.mark.parametrize("code", ["three_times", "yes_in_units", "few_clusters", "units_linear"])
def test_the_same_error_in_the_interval_of_models_turns_red(monkeypatch, code):
    whole = wald.wald

    def wrong(name, estimate, se, **words):
        return whole(name, estimate, se / np.sqrt(words["n"]), **words)

    for module in (model, logistic_model, gee_model, robust_model):
        monkeypatch.setattr(module, "wald", wrong)

    assert grade(SITUATIONS[code], draws=30, seed=1).verdict == Verdict.TOO_NARROW


@pytest.mark.parametrize("code", ["lost_change_imputed", "lost_change_weighted"])
def test_the_answers_of_those_who_stayed_turn_red(monkeypatch, code):
    # What imputation and weights are for: the observed mean of those who answered is off.
    observed = observed_estimate
    monkeypatch.setattr(losses, "imputed_estimate", lambda made: observed(made.data))
    monkeypatch.setattr(losses, "weighted_estimate", lambda data, weights: observed(data))

    found = grade(replace(SITUATIONS[code], numbers={"n": 1000, "share": 0}), draws=40, seed=1)

    assert found.verdict == Verdict.TOO_NARROW
    assert found.bias < -1


def test_an_interval_that_is_far_too_wide_is_told_too():
    def wrong(values):
        mean, sd, _, _ = mean_interval(values)
        return mean, mean - sd, mean + sd

    found = grade(SITUATIONS["mean_skewed"], draws=500, seed=1, intervals={"t": wrong})

    assert found.verdict == Verdict.CAUTIOUS


def test_no_interval_is_not_an_interval_that_holds_the_truth():
    nothing = {"t": lambda _: (np.nan, np.nan, np.nan)}
    found = grade(SITUATIONS["mean_few"], draws=200, seed=1, intervals=nothing)

    assert found.held.numerator == 0
    assert found.missing == 200
    assert np.isnan(found.bias)
    assert found.verdict == Verdict.TOO_NARROW


@pytest.mark.parametrize("code", SITUATIONS)
def test_estimates_are_of_the_truth_that_is_drawn(code):
    # A false truth would be off by far more than estimates of small groups are.
    n = quick()[code].held.denominator
    assert abs(quick()[code].bias) < 0.35 + 3 / np.sqrt(n)


def test_bias_is_told_in_standard_deviations_of_the_estimates():
    def off(values):
        mean, _, low, high = mean_interval(values)
        return mean + 1.7 / np.sqrt(12), low, high

    found = grade(SITUATIONS["mean_few"], draws=2000, seed=1, intervals={"t": off})

    assert found.bias == pytest.approx(1, abs=0.15)


def test_another_situation_changes_no_grade():
    alone = grade(SITUATIONS["share_few"], draws=300, seed=5)

    assert grade(SITUATIONS["share_few"], draws=300, seed=5) == alone
    assert grade(SITUATIONS["share_few"], draws=300, seed=6).held != alone.held


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"method": Method("guess", "described", "fast", {})}, "method"),
        ({"kind": "guess"}, "draw"),
        ({"numbers": {"n": 20}}, "draw"),
    ],
)
def test_what_cannot_be_drawn_or_graded_is_refused(change, where):
    with pytest.raises(DefinitionError) as caught:
        grade(replace(SITUATIONS["share_few"], **change), draws=10, seed=1)
    assert caught.value.where.endswith(where)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("  method: wilson\n", "  method: wilsons\n", "situations: wilsons"),
        ("    topic: described\n", "    topic: shares\n", "topics: shares"),
        (
            "- code: told_apart\n  method: delong\n",
            "- code: told_apart\n  method: t\n",
            "methods: delong",
        ),
        ("- code: share_rare\n", "- code: share_few\n", "situations.share_few"),
    ],
)
def test_a_grading_that_does_not_hang_together_is_refused(tmp_path, old, new, where):
    text = (definitions() / "grading.yaml").read_text(encoding="utf-8")
    path = tmp_path / "grading.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(DefinitionError) as caught:
        read_grading(path)
    assert caught.value.where.endswith(where)
