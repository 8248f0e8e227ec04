"""What would let more be shown is proposed by its effect, and can be taken."""

from __future__ import annotations

import numpy as np
import pytest

from nrs_lib.disclosure import clear, clear_all
from nrs_lib.disclosure.easing import apply, proposed
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.means import mean_interval
from tests.unit.disclosure.test_clearing import a_share

QUARTERS = [f"2022Q{k}" for k in range(1, 5)]


def a_unit(numerator: int, denominator: int, **changes) -> dict:
    return a_share(numerator, denominator, scope="unit", group="SV002", **changes)


def by_quarter(*numerators: int, n: int = 20):
    pairs = zip(QUARTERS, numerators, strict=True)
    return from_rows([a_unit(k, n, period=period) for period, k in pairs])


def steps_of(estimates, audience: str = "register"):
    return clear(estimates, audience=audience).record.steps


def test_quarters_that_are_hidden_are_shown_together():
    made = by_quarter(3, 10, 3, 10)

    (step,) = steps_of(made)

    assert (step["kind"], step["what"], step["parts"]) == ("pool_periods", "6", ("3",))
    assert (step["rows"], step["rows_after"], step["hidden_after"]) == (4, 2, 0)
    shown = clear(apply(made, step), audience="register").table
    assert shown["period"].tolist() == ["2022H1", "2022H2"]
    assert shown[["numerator", "denominator", "hidden"]].to_numpy().tolist() == [[13, 40, ""]] * 2


def test_the_year_is_proposed_where_half_years_do_not_suffice():
    (step,) = steps_of(by_quarter(2, 2, 2, 2))

    assert (step["what"], step["hidden"], step["hidden_after"]) == ("12", 4, 0)


def test_nothing_is_proposed_where_nothing_would_help_or_all_is_shown():
    assert steps_of(by_quarter(1, 0, 0, 1, n=40)) == ()
    assert steps_of(by_quarter(9, 9, 9, 9)) == ()


def test_what_is_proposed_before_clearing_is_what_the_records_say_after_it():
    sizes = {"a": 40, "b": 30, "c": 3, "other": 27}
    shares = [a_share(k, 100, measure="m", category=name) for name, k in sizes.items()]
    sections = {
        "quarters": by_quarter(3, 10, 3, 10),
        "none": from_rows([]),
        "categories": from_rows(shares),
        "whole": from_rows([a_share(40, 100, measure="m", category="a")]),
    }

    cleared = clear_all(sections, audience="register")

    found = proposed(sections, audience="register")
    assert found == {name: table.record.steps for name, table in cleared.items()}
    assert [len(steps) for steps in found.values()] == [1, 0, 1, 0]


def test_small_categories_join_those_that_are_other():
    sizes = {"a": 40, "b": 30, "c": 3, "other": 27}
    made = from_rows([a_share(k, 100, measure="m", category=name) for name, k in sizes.items()])

    (step,) = steps_of(made)
    shown = clear(apply(made, step), audience="register").table.set_index("category")

    assert set(step["parts"]) == {"c", "other"}
    assert step["hidden_after"] == 0
    assert shown["numerator"].to_dict() == {"a": 40, "b": 30, "other": 30}
    assert set(shown["denominator"]) == {100}


def test_steps_of_a_scale_are_not_thrown_together():
    sizes = {"worse": 3, "same": 47, "better": 50}
    made = from_rows([a_share(k, 100, measure="m", category=name) for name, k in sizes.items()])

    assert steps_of(made) == ()


def test_means_are_put_together_as_if_all_had_been_measured_at_once():
    rng = np.random.default_rng(2)
    parts = [rng.normal(40, 9, size) for size in (7, 4, 12, 9)]
    rows = []
    for period, values in zip(QUARTERS, parts, strict=True):
        mean, sd, low, high = mean_interval(values)
        key = {"measure": "age", "statistic": "mean", "group": "SV002", "scope": "unit"}
        place = {"period": period, "n": len(values), "n_units": 1, "largest_n": len(values)}
        rows.append(key | place | {"estimate": mean, "sd": sd, "low": low, "high": high})
    made = from_rows(rows)

    (step,) = steps_of(made)
    pooled = apply(made, step).table.iloc[0]

    assert step["what"] == "6"
    expected = mean_interval(np.concatenate(parts[:2]))
    assert pooled[["estimate", "sd", "low", "high"]].astype(float).to_list() == pytest.approx(
        expected
    )


def test_what_one_unit_has_of_a_whole_is_at_most_what_it_has_of_the_parts():
    parts = {"a": (40, 30, 35), "b": (2, 2, 60), "c": (3, 1, 61), "other": (30, 9, 50)}
    names = ("largest_numerator", "largest_others")
    rows = [
        a_share(k, 100, measure="m", category=name) | dict(zip(names, most, strict=True))
        for name, (k, *most) in parts.items()
    ]
    rows[0]["numerator"] = 65
    made = from_rows(rows)
    step = {"kind": "merge_categories", "what": "m", "parts": ("b", "c", "other")}
    step |= dict.fromkeys(("rows", "hidden", "rows_after", "hidden_after"), 0)
    other = apply(made, step).table.set_index("category").loc["other"]

    assert other[[*names, "numerator"]].tolist() == [12, 50, 35]
    told = apply(from_rows([{**row, names[0]: None} for row in rows]), step).table
    assert told.set_index("category").loc["other", list(names)].isna().all()
    quarters = from_rows(
        [row | {"period": f"2022Q{n}", "category": ""} for n, row in enumerate(rows, 1)]
    )
    year = apply(quarters, step | {"kind": "pool_periods", "what": "12", "parts": ("3",)}).table
    assert year[list(names)].to_numpy().tolist() == [[42, 206]]


def test_a_period_that_lacks_a_part_is_left_out():
    made = by_quarter(3, 10, 3, 10)
    three = type(made)(made.table.iloc[:3].reset_index(drop=True))
    step = steps_of(made)[0]

    assert apply(three, step).table["period"].tolist() == ["2022H1"]


@pytest.mark.parametrize("missing", [{"numerator": None}, {"n": None, "numerator": None}])
def test_a_part_that_does_not_tell_its_counts_is_not_counted_as_nobody(missing):
    quarters = [a_unit(9, 20, period=f"2022Q{quarter}") for quarter in (1, 2, 3, 4)]
    quarters[1] |= missing
    step = {"kind": "pool_periods", "what": "6", "parts": ["3"], "rows": 4, "hidden": 4}
    step |= {"rows_after": 2, "hidden_after": 0}

    halves = apply(from_rows(quarters), step).table

    assert halves["period"].tolist() == ["2022H2"]
    assert halves[["numerator", "denominator"]].iloc[0].tolist() == [18, 40]


def test_an_unknown_step_is_refused():
    step = dict(steps_of(by_quarter(3, 10, 3, 10))[0]) | {"kind": "guess"}

    with pytest.raises(DisclosureError, match="no such step"):
        apply(by_quarter(3, 10, 3, 10), step)
