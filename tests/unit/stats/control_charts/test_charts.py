"""Control charts: what they refuse, say and conclude."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.control_charts import Assurance, Phase, Variation, charts, control_chart
from nrs_lib.stats.control_charts.ranges import moving_ranges, spread_of_ranges
from nrs_lib.terms import Direction

STEADY = [50, 54, 47, 52, 49, 53, 48, 51, 46, 55, 50, 52, 47, 53, 49, 51, 48, 54, 50, 49]


def points(**columns):
    n = max(len(column) for column in columns.values() if hasattr(column, "__len__"))
    return pd.DataFrame({"period": [f"p{i + 1}" for i in range(n)]} | columns)


def xmr(values, **options):
    return control_chart(points(value=values), kind="xmr", measure="waits", **options)


def codes(chart):
    return [caution.code for caution in chart.cautions]


# --- too few points, no spread, empty periods ---


def test_seven_points_are_shown_and_get_no_limits():
    chart = xmr(STEADY[:7], direction="higher_better", target=40)
    assert chart.points["value"].tolist() == STEADY[:7]
    assert chart.points[["centre", "lower", "upper"]].isna().all(axis=None)
    assert codes(chart) == ["chart_few_points"]
    assert chart.cautions[0].severity == "refused"
    assert "7 punkter av de minst 8" in chart.cautions[0].sentence()
    assert chart.variation == Variation.NOT_JUDGED
    assert chart.assurance == Assurance.NOT_JUDGED
    assert set(chart.points["variation"]) == {"not_judged"}


@pytest.mark.parametrize(("n", "is_provisional"), [(8, True), (19, True), (20, False)])
def test_limits_are_provisional_below_twenty_points(n, is_provisional):
    chart = xmr(STEADY[:n])
    assert chart.phases[0].has_limits
    assert ("chart_provisional_limits" in codes(chart)) == is_provisional


def test_equal_points_have_no_limits_and_make_no_signal():
    chart = xmr([0.1 + 0.2] * 5 + [0.3] * 5)
    assert codes(chart) == ["chart_no_spread"]
    assert chart.signals == ()
    assert chart.variation == Variation.NOT_JUDGED


@pytest.mark.parametrize("numerator", [0, 40])
@pytest.mark.parametrize("kind", ["p", "p_prime"])
def test_nobody_or_everybody_has_no_limits(kind, numerator):
    chart = control_chart(points(numerator=[numerator] * 12, denominator=40), kind=kind)
    assert codes(chart) == ["chart_no_spread"]
    assert chart.points["value"].tolist() == [numerator / 40] * 12


def test_an_empty_period_is_missing_and_never_zero():
    table = points(numerator=[12, 15, 8, 0, 10, 9, 16, 9, 14, 10], denominator=[50] * 10)
    table.loc[3, "denominator"] = 0
    chart = control_chart(table, kind="p_prime")
    others = control_chart(table.drop(index=3), kind="p_prime")
    assert math.isnan(chart.points["value"][3])
    assert chart.points["variation"][3] == "not_judged"
    assert chart.points["upper"].dropna().tolist() == others.points["upper"].tolist()
    said = {caution.code: dict(caution.facts) for caution in chart.cautions}
    assert said["chart_empty_periods"] == {"n": 1}
    assert chart.phases[0].n_ranges == 8


def test_a_range_over_an_empty_period_counts_by_convention(monkeypatch):
    table = points(value=[50, 54, 47, 52, None, 70, 48, 51, 46, 55])
    skipped = control_chart(table, kind="xmr").phases[0]
    choices = dict(charts.get("control_chart_empty_periods").__dict__, value="breaks")
    original = charts.get

    def get(key):
        one = original(key)
        return one if key != "control_chart_empty_periods" else type(one)(**choices)

    monkeypatch.setattr(charts, "get", get)
    broken = control_chart(table, kind="xmr").phases[0]
    assert (skipped.n_ranges, broken.n_ranges) == (8, 7)


def test_all_missing_values_are_refused_and_not_an_error():
    chart = xmr([None] * 10)
    assert codes(chart) == ["chart_few_points", "chart_empty_periods"]
    assert chart.phases[0].n == 0


def test_the_range_chart_does_not_call_its_first_point_empty():
    chart = control_chart(points(value=STEADY), kind="mr", direction="higher_better")
    assert math.isnan(chart.points["value"][0])
    assert "chart_empty_periods" not in codes(chart)
    assert chart.direction == Direction.NEUTRAL


# --- ranges ---


def test_screening_leaves_out_ranges_above_their_limit_once():
    values = [10, 12, 10, 12, 10, 12, 60, 12, 10, 12, 10, 12]
    ranges = moving_ranges(np.array(values, dtype=float))
    kept, screened = (spread_of_ranges(ranges, screening=name) for name in ("none", "once"))
    # Nine steps of 2 and two of 48: mean 114/11; its limit 33.9 leaves out the two.
    assert (kept.average, kept.left_out) == (pytest.approx(114 / 11), 0)
    assert (screened.average, screened.left_out) == (2.0, 2)
    for chart, said in (
        (xmr(values), {"chart_ranges_all_kept": {"n": 11}}),
        (xmr(values, screening="once"), {"chart_ranges_screened": {"n": 11, "left_out": 2}}),
    ):
        facts = {c.code: dict(c.facts) for c in chart.cautions if c.code.startswith("chart_ranges")}
        assert facts == said
    assert xmr(values, screening="once").because == ""
    assert [s.points for s in xmr(values, screening="once", rules="limits_only").signals] == [(6,)]


def test_the_median_range_gives_three_point_one_four_of_itself():
    chart = xmr(STEADY, average="median")
    steps = np.abs(np.diff(STEADY))
    width = chart.points["upper"][0] - chart.points["centre"][0]
    assert width == pytest.approx(3.1451 * np.median(steps), rel=1e-4)
    spread = control_chart(points(value=STEADY), kind="mr", average="median").points
    assert spread["centre"].iloc[-1] == np.median(steps)
    assert spread["upper"].iloc[-1] == pytest.approx(3.8641 * np.median(steps), rel=1e-4)


@pytest.mark.parametrize("options", [{"average": "mode"}, {"screening": "twice"}])
def test_an_unknown_reading_of_ranges_is_refused(options):
    with pytest.raises(ParameterError, match="ranges"):
        xmr(STEADY, **options)


# --- phases ---


def test_each_phase_has_its_own_limits_and_no_pattern_reaches_over():
    low, high = STEADY[:10], [value + 30 for value in STEADY[:10]]
    one, two = xmr(low + high), xmr(low + high, phases=[Phase("p11", "Nytt program")])
    assert "run_of_7" in {signal.rule for signal in one.signals}
    assert two.signals == ()
    assert two.points["phase"].tolist() == [1] * 10 + [2] * 10
    assert two.phases[1].centre == two.phases[0].centre + 30
    assert two.phases[1].sigma == pytest.approx(two.phases[0].sigma)
    assert [part.n_ranges for part in two.phases] == [9, 9]
    assert (two.phases[1].start, two.phases[1].end) == ("p11", "p20")
    assert two.phases[1].reason == "Nytt program"


def test_ranges_do_not_reach_over_the_start_of_a_phase():
    table = points(value=STEADY[:10] + [value + 30 for value in STEADY[:10]])
    chart = control_chart(table, kind="mr", phases=[Phase("p11", "Nytt program")]).points
    assert chart["value"].isna().tolist() == [True, *[False] * 9] * 2
    assert chart["value"].max() == np.abs(np.diff(STEADY[:10])).max()


def test_a_signal_at_the_end_of_an_old_phase_says_nothing_of_the_new():
    chart = xmr(
        [*STEADY, 90, *STEADY],
        direction="higher_better",
        target=30,
        phases=[Phase("p22", "Nytt program")],
    )
    assert chart.signals[0].is_current
    assert chart.variation == Variation.COMMON_CAUSE
    assert "chart_assurance_unstable" not in codes(chart)


def test_a_young_phase_has_no_limits_and_is_not_judged_by_the_old():
    chart = xmr([*STEADY, 90, 91, 92], phases=[Phase("p21", "Nytt program")], target=40)
    assert chart.phases[0].has_limits
    assert not chart.phases[1].has_limits
    assert chart.points["upper"].isna().tolist() == [False] * 20 + [True] * 3
    assert chart.variation == Variation.NOT_JUDGED
    assert chart.assurance == Assurance.NOT_JUDGED


def test_a_baseline_holds_for_later_points():
    chart = xmr([*STEADY, 90], phases=[Phase("p1", "Grundnivå", baseline=20)])
    assert chart.points["upper"].nunique() == 1
    assert chart.points["upper"][0] == xmr(STEADY).points["upper"][0]
    assert {"chart_baseline", "chart_ranges_all_kept"} <= set(codes(chart))
    assert chart.phases[0].n_ranges == 19
    assert chart.points["rules"].iloc[-1] == ("beyond_limits",)


@pytest.mark.parametrize(
    "phases",
    [
        [Phase("p99", "Nytt program")],
        [Phase("p11", "Nytt program"), Phase("p5", "Flytt")],
        [Phase("p5", "Nytt program"), Phase("p5", "Flytt")],
    ],
    ids=["unknown", "unordered", "twice"],
)
def test_phases_that_do_not_fit_are_refused(phases):
    with pytest.raises(ParameterError, match="hase"):
        xmr(STEADY, phases=phases)


def test_a_phase_needs_a_reason():
    with pytest.raises(ParameterError, match="reason"):
        Phase("p5", " ")
    with pytest.raises(ParameterError, match="baseline"):
        Phase("p5", "Flytt", baseline=1)


# --- limits at the ends of a measure ---


def test_limits_of_shares_are_cut_and_said():
    few = points(numerator=[1, 2, 1, 0, 3, 1, 2, 1, 2, 1], denominator=8)
    chart = control_chart(few, kind="p")
    assert chart.points["lower"].tolist() == [0.0] * 10
    said = {caution.code: dict(caution.facts) for caution in chart.cautions}
    assert said["chart_limits_cut"] == {"n": 10}
    assert said["chart_few_expected"] == {"n": 10, "least": 5}
    assert "chart_cannot_signal" not in said


def test_denominators_that_can_never_signal_are_said():
    chart = control_chart(points(numerator=[1, 2] * 6, denominator=3), kind="p")
    assert (chart.points["lower"].max(), chart.points["upper"].min()) == (0.0, 1.0)
    assert {"chart_cannot_signal"} <= set(codes(chart))


def test_periods_of_all_phases_are_counted_together():
    few = points(numerator=[1, 2, 1, 0, 3, 1, 2, 1, 2, 1] * 2, denominator=8)
    chart = control_chart(few, kind="p_prime", phases=[Phase("p11", "Flytt")])
    said = [
        (c.code, dict(c.facts))
        for c in chart.cautions
        if c.code in ("chart_limits_cut", "chart_ranges_all_kept")
    ]
    assert said == [("chart_ranges_all_kept", {"n": 18}), ("chart_limits_cut", {"n": 20})]


def test_bounds_cut_the_limits_of_other_measures():
    counts = [3, 9, 1, 7, 2, 8, 4, 6, 0, 9]
    assert xmr(counts).points["lower"][0] < 0
    assert xmr(counts, bounds=(0, math.inf)).points["lower"][0] == 0


# --- verdicts ---


@pytest.mark.parametrize(
    ("direction", "value", "verdict"),
    [
        ("higher_better", 90, "improving"),
        ("higher_better", 10, "concerning"),
        ("higher_worse", 90, "concerning"),
        ("higher_worse", 10, "improving"),
        ("neutral", 90, "special_cause"),
        ("higher_better", 51, "common_cause"),
    ],
)
def test_a_signal_is_read_by_the_direction_of_the_measure(direction, value, verdict):
    chart = xmr([*STEADY, value], direction=direction)
    assert chart.variation == verdict
    assert chart.points["variation"].iloc[-1] == verdict
    assert chart.because == ("" if verdict == "common_cause" else "beyond_limits")
    assert ("chart_no_direction" in codes(chart)) == (direction == "neutral")


def test_the_verdict_is_on_the_latest_point():
    chart = xmr([90, *STEADY[1:]], direction="higher_better")
    assert chart.points["variation"][0] == "improving"
    assert chart.variation == Variation.COMMON_CAUSE


def test_signals_both_ways_are_said_and_the_weightiest_decides():
    # A fall of seven points that is still above the centre line at its end.
    values = [*[44, 45] * 10, 68, 67, 66, 65, 64, 63, 62]
    chart = xmr(values, direction="higher_better")
    assert chart.because == "beyond_limits"
    assert chart.variation == Variation.IMPROVING
    assert "chart_signals_disagree" in codes(chart)
    assert chart.points["rules"].iloc[-1] == ("beyond_limits", "trend_of_7", "run_of_7")


@pytest.mark.parametrize(
    ("direction", "target", "verdict"),
    [
        ("higher_better", 30, Assurance.WILL_HIT),
        ("higher_better", 50, Assurance.HIT_OR_MISS),
        ("higher_better", 70, Assurance.WILL_MISS),
        ("higher_worse", 30, Assurance.WILL_MISS),
        ("higher_worse", 50, Assurance.HIT_OR_MISS),
        ("higher_worse", 70, Assurance.WILL_HIT),
        ("neutral", 30, Assurance.NOT_JUDGED),
        ("higher_better", None, Assurance.NO_TARGET),
    ],
)
def test_a_target_is_held_against_the_limits(direction, target, verdict):
    assert xmr(STEADY, direction=direction, target=target).assurance == verdict


@pytest.mark.parametrize("direction", ["higher_better", "higher_worse"])
def test_a_target_on_a_limit(direction):
    lower, upper = xmr(STEADY).points[["lower", "upper"]].iloc[0]
    best, worst = (upper, lower) if direction == "higher_better" else (lower, upper)
    assert xmr(STEADY, direction=direction, target=worst).assurance == Assurance.WILL_HIT
    # The best that the process gives still equals the target now and then.
    assert xmr(STEADY, direction=direction, target=best).assurance == Assurance.HIT_OR_MISS


def test_assurance_of_an_unstable_series_is_qualified():
    chart = xmr([*STEADY, 90], direction="higher_better", target=30)
    assert "chart_assurance_unstable" in codes(chart)
    assert "chart_assurance_unstable" not in codes(
        xmr(STEADY, direction="higher_better", target=30)
    )


def test_verdicts_have_words():
    for verdict in (*Variation, *Assurance):
        assert verdict.label("sv") != verdict.label("en")


# --- what the caller gets wrong ---


@pytest.mark.parametrize(
    ("table", "kind", "word"),
    [
        (points(value=STEADY), "cusum", "kind"),
        (points(value=STEADY), "p", "column"),
        (points(numerator=[5] * 9, denominator=[4] * 9), "p", "above"),
        (points(numerator=[-1] * 9, denominator=[4] * 9), "p", "negative"),
        (points(value=[math.inf] * 9), "xmr", "infinite"),
        (pd.DataFrame({"period": ["a", "a"], "value": [1, 2]}), "xmr", "twice"),
        (pd.DataFrame({"period": [], "value": []}), "xmr", "no periods"),
    ],
)
def test_points_that_cannot_be_are_refused(table, kind, word):
    with pytest.raises(ParameterError, match=word):
        control_chart(table, kind=kind)


def test_a_rate_may_be_above_one_and_a_target_for_a_share_may_not():
    rates = points(numerator=[5, 9, 4, 8, 5, 7, 6, 9, 3], denominator=[4] * 9)
    assert control_chart(rates, kind="u_prime").points["value"][1] == 2.25
    with pytest.raises(ParameterError, match="target"):
        control_chart(points(numerator=[2] * 9, denominator=[4] * 9), kind="p", target=60)


def test_an_unknown_choice_in_the_conventions_is_refused(monkeypatch):
    original = charts.get

    def get(key):
        one = original(key)
        fields = one.__dict__ | {"value": "sometimes"}
        return type(one)(**fields) if key == "control_chart_ties" else one

    monkeypatch.setattr(charts, "get", get)
    with pytest.raises(DefinitionError, match="control_chart_ties"):
        xmr(STEADY)


# --- means with unequal numbers ---


def test_a_period_with_one_person_has_a_mean_and_no_say_in_the_spread():
    table = points(
        value=[5.0, 6, 5, 6, 5, 6, 5, 6, 5],
        sd=[1.0] * 8 + [np.nan],
        n=[10] * 8 + [1],
    )
    chart = control_chart(table, kind="xbar")
    # s/c4 with c4(10) = 0.9727.
    assert chart.points["sigma"][0] == pytest.approx(1 / 0.97266 / math.sqrt(10), rel=1e-4)
    assert chart.points["sigma"].iloc[-1] == pytest.approx(1 / 0.97266, rel=1e-4)
    assert (chart.phases[0].n, chart.phases[0].n_base) == (9, 8)
    assert math.isnan(control_chart(table, kind="s").points["value"].iloc[-1])


def test_conventions_behind_the_chart_are_named():
    assert "convention:control_chart_screening" in xmr(STEADY).definitions
    shares = control_chart(points(numerator=[2, 3] * 5, denominator=40), kind="p")
    assert "convention:control_chart_least_expected" in shares.definitions
    assert "convention:control_chart_screening" not in shares.definitions
    assert (shares.average, shares.screening) == ("", "")


def even(n=11, **options):
    """Shares that swing less than chance would have them."""
    table = points(numerator=[30, 31] * (n // 2) + [30] * (n % 2), denominator=[60] * n)
    return control_chart(table, kind="p_prime", **options)


def test_limits_of_shares_are_never_narrower_than_chance():
    found = even()
    binomial = control_chart(found.points[["period", "numerator", "denominator"]], kind="p")
    assert found.phases[0].dispersion < 0.3
    for line in ("lower", "upper", "sigma"):
        assert found.points[line].tolist() == pytest.approx(binomial.points[line].tolist())
    assert "convention:control_chart_least_dispersion" in found.definitions
    assert "convention:control_chart_least_dispersion" not in binomial.definitions


def test_limits_can_be_those_of_laney_himself():
    own, floored = even(least_dispersion=0), even()
    ratio = (own.points["upper"] - own.points["centre"]) / (
        floored.points["upper"] - floored.points["centre"]
    )
    assert ratio.tolist() == pytest.approx([own.phases[0].dispersion] * len(ratio))


def test_shares_that_spread_more_than_chance_keep_their_wider_limits():
    table = points(numerator=[15, 45] * 6, denominator=[60] * 12)
    found = control_chart(table, kind="p_prime")
    assert found.phases[0].dispersion > 3
    chance = control_chart(table, kind="p").points["sigma"]
    assert (found.points["sigma"] / chance).tolist() == pytest.approx(
        [found.phases[0].dispersion] * 12
    )


def test_half_of_the_charts_of_pure_chance_would_be_narrower_than_chance():
    rng = np.random.default_rng(1)
    charts_of_chance = [
        control_chart(
            points(numerator=rng.binomial(60, 0.5, 11), denominator=[60] * 11), kind="p_prime"
        )
        for _ in range(200)
    ]
    narrow = np.mean([one.phases[0].dispersion < 1 for one in charts_of_chance])
    assert 0.4 < narrow < 0.65


@pytest.mark.parametrize(
    ("target", "verdict"),
    [(0.01, Assurance.WILL_HIT), (0.3, Assurance.HIT_OR_MISS), (0.99, Assurance.WILL_MISS)],
)
def test_every_period_means_one_with_few_behind_it_too(target, verdict):
    """The latest quarter's limits lie above 0.3; those of the one with 20 people do not."""
    table = points(numerator=[10, *[200, 201] * 6], denominator=[20, *[400] * 12])
    found = control_chart(table, kind="p_prime", target=target, direction=Direction.HIGHER_BETTER)
    assert found.points["lower"].iloc[-1] > 0.3 > found.points["lower"].iloc[0] > 0.01
    assert found.assurance is verdict
