"""What is drawn is data: bins, quantiles and steps of curves at the door."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.disclosure import CELL, Earlier, clear, read_policy
from nrs_lib.disclosure.describing import COLUMNS, cells_csv, described, read_cells
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.policing import broken_rules
from nrs_lib.reports.audit.recovery import recover
from nrs_lib.stats.describing.distribution import histogram_rows, merged_edges, quantile_rows
from nrs_lib.stats.describing.reached import survival_estimates
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.rows import Group
from nrs_lib.terms import NATIONAL

NATION = Group.of(NATIONAL)
POLICY = read_policy()
LEAST = POLICY.forms.min_step


def of_units(values):
    return pd.Series([f"u{place % 7}" for place in range(len(values))])


def hidden_in(rows, audience="register"):
    table = clear(rows if hasattr(rows, "table") else from_rows(rows), audience=audience).table
    return dict(zip(table["category"], table["hidden"], strict=True))


def bins(*counts):
    values = np.repeat(np.arange(len(counts)) + 0.5, counts)
    edges = range(len(counts) + 1)
    return histogram_rows(NATION, "nrs_pain", values, of_units(values), edges=edges)


def judged(cleared, audience="register"):
    """What the auditor says of cleared numbers, from their description alone."""
    stored = read_cells(cells_csv({"shown": described([cleared])}))
    rules = POLICY.audiences[audience]
    told = [Described(outputs, cell, rules.round_to // 2) for outputs, cell in stored]
    found = {rule for rule, _ in broken_rules(told, rules, POLICY)}
    return found | ({"recoverable"} if recover(told, rules, POLICY).exposed else set())


def uncleared(estimates, audience="register"):
    """The same for numbers that went round the door."""
    rows = []
    for row in estimates.table.to_dict("records"):
        cell = {name: row.get(name, "") for name in COLUMNS}
        cell = {name: None if pd.isna(value) else value for name, value in cell.items()}
        slack = POLICY.audiences[audience].round_to // 2
        rows.append(Described(("shown",), cell | {"hidden": ""}, slack))
    return {rule for rule, _ in broken_rules(rows, POLICY.audiences[audience], POLICY)}


def test_a_small_bin_takes_another_with_it():
    hidden = hidden_in(bins(20, 3, 30, 25))

    assert hidden["1:2"] == "protected"
    assert list(hidden.values()).count("protected") == 2


def test_an_empty_bin_is_shown_where_zeros_are():
    assert set(hidden_in(bins(20, 0, 30)).values()) == {""}
    assert hidden_in(bins(20, 0, 30), "public")["1:2"] == "protected"


def test_bins_and_steps_have_a_least_count_of_their_own():
    from dataclasses import replace

    strict = replace(POLICY, forms=replace(POLICY.forms, min_step=9))
    table = clear(from_rows(bins(20, 8, 30, 25)), audience="register", policy=strict).table

    assert (table["hidden"] == "protected").sum() == 2
    assert set(hidden_in(bins(20, 8, 30, 25)).values()) == {""}


@pytest.mark.parametrize(
    ("people", "share", "reason"),
    [
        (60, 0.1, ""),
        (49, 0.1, "beyond"),
        (49, 0.9, "beyond"),
        (60, 0.0001, "beyond"),
        (9, 0.5, "few"),
    ],
)
def test_a_quantile_has_people_on_either_side(people, share, reason):
    values = np.arange(people, dtype=float)
    rows = quantile_rows(NATION, "age", values, of_units(values), shares=[share])

    assert list(hidden_in(rows).values()) == [reason]
    bare = from_rows([row | {"low": None, "high": None} for row in rows])
    assert ("few_beyond" in uncleared(bare)) == (reason != "")


def test_the_ends_of_a_quantiles_interval_are_people_too():
    values = np.arange(60, dtype=float)
    rows = quantile_rows(NATION, "age", values, of_units(values), shares=[0.1, 0.5])
    table = clear(from_rows(rows), audience="register").table.set_index("category")

    assert pd.isna(table.loc["0.1", "low"])
    assert table.loc["0.5", ["low", "high"]].notna().all()
    assert "few_beyond" not in judged(clear(from_rows(rows), audience="register"))


def followed(times, events, at):
    people = pd.DataFrame({"time": times, "event": events, "unit_id": of_units(times)})
    return survival_estimates(people, time="time", event="event", at=at, measure="return")


def test_a_step_of_few_is_hidden_and_two_steps_are_one():
    # 20 by 30 days, 2 more by 60, 20 more by 90, and 20 who are followed to the end.
    times = [20] * 20 + [50] * 2 + [80] * 20 + [120] * 20
    events = [True] * 42 + [False] * 20
    hidden = hidden_in(followed(times, events, [30, 60, 90]))

    assert [hidden[at] for at in ("30", "60", "90")].count("protected") == 1
    assert "step_of_few" in uncleared(followed(times, events, [30, 60, 90]))
    assert uncleared(followed(times, events, [30, 90])) == set()


def test_few_who_are_followed_no_longer_are_a_step_too():
    times = [20] * 20 + [50] * 2 + [80] * 20 + [120] * 20
    events = [True] * 20 + [False] * 2 + [True] * 20 + [False] * 20
    hidden = hidden_in(followed(times, events, [30, 60, 90]))

    assert "protected" in hidden.values()
    assert "step_of_few" in uncleared(followed(times, events, [30, 60, 90]))


def test_the_time_of_half_needs_people_on_either_side():
    times, events = [10] * 8 + [20] * 3 + [30] * 9, [True] * 8 + [True] * 3 + [False] * 9
    assert hidden_in(followed(times, events, []))[""] == ""
    assert hidden_in(followed([10] * 18 + [20] * 2, [True] * 20, []))[""] == "beyond"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=8), st.integers(0, 2**16))
def test_what_is_left_of_a_curve_has_no_step_of_few(sizes, seed):
    rng = np.random.default_rng(seed)
    times = np.repeat(np.arange(len(sizes)) * 10 + 5, sizes).tolist() + [500] * 30
    events = rng.random(len(times)) < 0.7
    found = followed(times, events, [10 * place for place in range(1, len(sizes) + 1)])

    cleared = clear(found, audience="register")

    assert judged(cleared) == set()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 15), min_size=2, max_size=9))
def test_what_is_left_of_a_histogram_gives_no_bin_back(counts):
    if sum(counts) < 10:
        counts = [*counts, 10]
    assert judged(clear(from_rows(bins(*counts)), audience="register")) == set()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9), st.integers(1, 6))
def test_merged_bins_hold_enough_and_everybody(counts, least):
    values = np.repeat(np.arange(len(counts)) + 0.5, counts)
    edges = merged_edges(values, range(len(counts) + 1), least=least)
    held = np.histogram(values, bins=edges)[0]

    assert (edges[0], edges[-1], held.sum()) == (0, len(counts), len(values))
    assert len(held) == 1 or held.min() >= least


def test_three_who_left_between_two_releases_are_a_count_too():
    def curve(left):
        """Twenty of eighty have had it by day 30, and so many are still followed."""
        times = [20] * 20 + [25] * (60 - left) + [50] * left
        return followed(times, [True] * 20 + [False] * 60, [30]).where(statistic="survival")

    first = clear(curve(50), audience="register").released()
    known = Earlier.of(dict(zip(CELL, cell, strict=True)) | {"round_to": 1} for cell in first)

    def hidden(left):
        return clear(curve(left), audience="register", earlier=known).table["hidden"].tolist()

    assert (hidden(50), hidden(47), hidden(40)) == ([""], ["released"], [""])


def a_row(statistic, **known):
    """A national number of thirty units, as statistics would give it."""
    place = {"measure": "m", "statistic": statistic, "group": "national", "scope": "national"}
    n = known.get("n", known.get("denominator"))
    return {**place, "period": "2022", "estimate": 0.5, "n": n, "n_units": 30} | known


def points(statistic, *counts, n=90, left=None):
    return [
        a_row(statistic, category=f"{place}", numerator=count, denominator=n)
        | ({"at_risk": left[place]} if left else {})
        for place, count in enumerate(counts)
    ]


LEAKS = {
    "saturated model": [a_row("coefficient", n=31, parameters=22, smallest_n=15)],
    "small group": [a_row("coefficient", n=400, parameters=4, smallest_n=9)],
    "nothing told of a model": [a_row("coefficient", n=400)],
    "small bin": points("histogram", 20, 3, 67),
    "nearly all in one bin": points("histogram", 87, 3),
    "maximum": [a_row("quantile", category="1", n=400)],
    "whisker of few": [a_row("quantile", category="0.9", n=49)],
    "quantile without a share": [a_row("quantile", category="high", n=400)],
    "time of few": [a_row("median", n=40, smallest_n=4)],
    "step of two": points("incidence", 20, 22, 50, left=[70, 60, 30]),
    "two who left": points("survival", 20, 30, 40, left=[70, 58, 40]),
    "three still followed": points("survival", 20, 87, left=[70, 3]),
    "three had it": points("incidence", 3, 30, left=[80, 50]),
    "point of a responder curve": points("improved_by", 60, 40, 38, 20),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_refused_at_the_door_and_caught_behind_it(leak):
    given = from_rows(LEAKS[leak])

    assert uncleared(given) - {"recoverable"}
    cleared = clear(given, audience="register")
    assert cleared.record.hidden
    assert judged(cleared) == set()
