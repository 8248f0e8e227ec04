"""Where others serve as well, the nation's main results are not what is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import blocks, clear, read_policy, suppression
from nrs_lib.disclosure.choosing import MainResults
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import Interval
from nrs_lib.stats.estimates import from_rows

POLICY = read_policy()
UNITS = {"SV001": 3, "SV002": 40, "SV003": 57}
STATES = {"waiting": 2, "overdue": 30, "lost": 68}


def a_count(n: int, *, group: str = "national", category: str = "") -> dict:
    is_nation = group == "national"
    row = {"measure": "response_12m", "statistic": "count", "group": group, "period": "2022"}
    row |= {
        "scope": "national" if is_nation else "unit",
        "category": category,
        "estimate": float(n),
        "n": n,
    }
    return row | {"n_units": 30 if is_nation else 1, "largest_n": max(n // 20, 1)}


def hidden_by(main: MainResults) -> set[tuple[str, str]]:
    """Of a count by unit and by state, with a small one in each, what goes."""
    rows = [a_count(n, group=unit) for unit, n in UNITS.items()]
    rows += [a_count(n, category=state) for state, n in STATES.items()]
    rows.append(a_count(sum(UNITS.values())))
    table = clear(from_rows(rows), audience="register", policy=replace(POLICY, main=main)).table
    gone = table[table["hidden"] != ""]
    return set(zip(gone["group"], gone["category"], strict=True))


def test_the_nations_main_result_stays_where_others_can_go():
    # Hidden, the nation's whole alone would protect both small counts.
    assert ("national", "") in hidden_by(MainResults(1, frozenset()))
    kept = hidden_by(MainResults(5, frozenset({"response_12m"})))
    assert ("national", "") not in kept
    assert {("SV001", ""), ("national", "waiting")} < kept


def test_the_policys_main_results_are_measures_of_the_reports():
    assert POLICY.main.measures | POLICY.main.flows <= set(read_measures())


def test_a_main_result_that_nobody_asked_to_cost_less_costs_more():
    row = from_rows([a_count(100)]).table
    plain, dear = (
        MainResults(cost, frozenset({"response_12m"})).prices(row).iloc[0] for cost in (1, 5)
    )
    assert dear == pytest.approx(5 * plain)


def test_a_dear_row_is_shown_again_by_itself_where_its_batch_cannot_be(monkeypatch):
    """Beside a small part either another part or the whole must go; all but the whole do."""
    sizes = {"whole": 100.0, "small": 3.0, "large": 40.0, "larger": 57.0}
    system = Published(values=dict(sizes), needs={"small": Interval(0.0, 8.0)})
    rows = dict(zip(sizes, range(len(sizes)), strict=True))
    for cell, row in rows.items():
        system.shown_by[cell].add(row)
    system.relate({"whole": 1, "small": -1, "large": -1, "larger": -1})
    # All that may be shown after all is one batch, which would give the small part away.
    monkeypatch.setattr(blocks, "_TRIED_AGAIN", 1)
    weights = dict.fromkeys(rows.values(), 1.0) | {rows["whole"]: 5.0}
    [block] = suppression._blocks(system)
    kept = block._shown_again({rows["small"]}, set(rows.values()), weights)
    assert kept == {rows["small"], rows["large"], rows["larger"]}


def test_others_go_in_a_main_results_place_where_no_row_can_be_shown_as_it_stands():
    """Two parts and their sum hide a small one; one other part alone would, and costs less."""
    sizes = {"small": 5.0, "other": 11.0, "large": 172.0, "larger": 78.0}
    main = sizes["large"] + sizes["larger"]
    values = {**sizes, "main": main, "whole": main + 16.0}
    system = Published(values=values, needs={"small": Interval(0.0, 8.0)})
    rows = dict(zip(values, range(len(values)), strict=True))
    for cell, row in rows.items():
        system.shown_by[cell].add(row)
    system.relate(dict.fromkeys(sizes, 1.0) | {"whole": -1.0})
    system.relate({"large": 1, "larger": 1, "main": -1})
    weights = dict.fromkeys(rows.values(), 1.0) | {rows["main"]: 5.0, rows["whole"]: 2.0}
    [block] = suppression._blocks(system)
    first = {rows["small"]}
    gone = first | {rows[name] for name in ("large", "larger", "main")}
    assert block._shown_again(first, gone, weights) == {rows["small"], rows["other"]}
    # Where the others cost as much as it does, it stays hidden.
    dear_others = {**weights, rows["other"]: 5.0, rows["whole"]: 5.0}
    assert rows["main"] in block._shown_again(first, gone, dear_others)


def test_every_step_of_a_main_flow_is_a_main_result():
    step = from_rows([a_count(100, category="started")]).table
    prices = [
        MainResults(5, frozenset({"response_12m"}), flows).prices(step).iloc[0]
        for flows in (frozenset(), frozenset({"response_12m"}))
    ]
    assert prices[1] == pytest.approx(5 * prices[0])
