"""Tau-Argus as an engine: what it is asked, that its choice is taken, and who has the last word."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.disclosure import clear, read_policy, tauargus
from nrs_lib.disclosure.choosing import Engine
from nrs_lib.disclosure.crossings import MARGIN, Crossing, crossings
from nrs_lib.disclosure.kinship import rows_of
from nrs_lib.errors import PlatformError
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import ARM, NATIONAL, Audience
from tests.support.hierarchical import as_estimates, breaches, random_counts
from tests.support.tauargus import is_installed

UNITS = {"SV001": (3, 20), "SV002": (30, 9), "SV003": (14, 40)}
WITH_TAUARGUS = replace(read_policy(), engine=Engine.TAUARGUS)
needs_it = pytest.mark.skipif(
    not is_installed(), reason="pytauargus is not installed (extra: tauargus)"
)


def a_row(group: str, n: int, *, own: str = "", **more: object) -> dict:
    whole = group == NATIONAL
    scope = "national" if whole else "own" if group == own else "unit"
    return {
        "measure": "patients",
        "statistic": "count",
        "group": group,
        "scope": scope,
        "period": "2022",
        "estimate": float(n),
        "n": n,
        "n_units": 3 if whole else 1,
        "largest_n": 0 if whole else n,
    } | more


def counted(*, own: str = "") -> list[dict]:
    """Units x two categories with every margin."""
    by_group = UNITS | {NATIONAL: tuple(map(sum, zip(*UNITS.values(), strict=True)))}
    return [
        a_row(group, n, own=own, category=category)
        for group, (one, other) in by_group.items()
        for category, n in (("a", one), ("b", other), ("", one + other))
    ]


def shared(numerators: dict[str, dict[str, int]], n: dict[str, int]) -> list[dict]:
    return [
        a_row(group, n[group], statistic="share", category=category)
        | {"numerator": k, "denominator": n[group], "estimate": k / n[group]}
        for category, by_group in numerators.items()
        for group, k in by_group.items()
    ]


def found(rows: list[dict], *, audience: str = "register", more: Sequence[dict] = ()) -> list:
    """The crossings of a section, and of another that is released with it."""
    rules = read_policy().audiences[Audience(audience)]
    sections = [from_rows(part).table for part in (rows, more) if part]
    table = pd.concat(sections, ignore_index=True).assign(hidden="")
    return list(crossings(rows_of(table).values(), rules))


def test_units_by_category_with_every_margin_are_one_crossing():
    (one,) = found(counted())
    assert one.sides == [sorted(UNITS), ["a", "b"]]
    assert one.counts[MARGIN, MARGIN] == 116
    assert one.counts["SV001", "a"] == 3
    assert one.limit == 5


def test_a_unit_that_reads_is_taken_out_of_the_nation():
    (one,) = found(counted(own="SV002"), audience="own_unit")
    assert one.sides == [["SV001", "SV003"], ["a", "b"]]
    assert (one.counts[MARGIN, "a"], one.counts[MARGIN, MARGIN]) == (17, 77)


def test_without_all_units_each_is_a_table_of_its_own():
    rows = [row for row in counted() if row["group"] != "SV003"]
    assert [one.counts for one in found(rows)] == [{("a",): 3, ("b",): 20, (MARGIN,): 23}]


def test_where_a_number_is_told_in_two_ways_no_margin_over_it_adds_up():
    (unit,) = found(counted(), more=[a_row("SV002", 31, category="a")])
    assert unit.counts == {("a",): 3, ("b",): 20, (MARGIN,): 23}


def test_what_has_nothing_small_is_put_before_nobody():
    assert found([row | {"n": row["n"] * 10} for row in counted()]) == []


def test_each_arm_is_a_crossing_of_its_own():
    arm = [row | {"group": row["group"] + f"{ARM}before"} for row in counted()]
    one, other = found(counted(), more=arm)
    assert other.sides == [[f"{name}{ARM}before" for name in sorted(UNITS)], ["a", "b"]]
    assert sorted(one.counts.values()) == sorted(other.counts.values())


def test_categories_that_use_up_their_denominator_are_one_table():
    n = {"SV001": 23, "SV002": 39, NATIONAL: 62}
    parts = {"a": {"SV001": 3, "SV002": 30, NATIONAL: 33}}
    parts["b"] = {group: n[group] - k for group, k in parts["a"].items()}
    (one,) = found(shared(parts, n))
    assert one.sides == [["SV001", "SV002"], ["a", "b"]]
    # Whoever is told the denominator is told it by every category.
    assert len(one.shown_by["SV001", MARGIN]) == 2


def test_a_share_is_a_table_with_its_others():
    n = {"SV001": 23, "SV002": 39, NATIONAL: 62}
    (one,) = found(shared({"a": {"SV001": 20, "SV002": 30, NATIONAL: 50}}, n))
    assert one.counts["SV001", "others"] == 3
    assert one.shown_by["SV001", "others"] == one.shown_by["SV001", MARGIN]


def test_where_it_is_not_installed_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PlatformError, match=r"nrs-workbench\[tauargus\]") as told:
        clear(from_rows(counted()), audience="register", policy=WITH_TAUARGUS)
    assert told.value.exit_code == 8


def test_without_the_key_it_is_not_asked_and_the_record_says_so(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    cleared = clear(from_rows(counted()), audience="register")
    assert cleared.record.used["suppression"]["engine"] == "highs"


@pytest.mark.parametrize("seed", range(2))
def test_what_it_leaves_open_our_own_solver_completes(monkeypatch, seed):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(tauargus, "hidden_in", lambda crossing: set())
    counts = random_counts(np.random.default_rng(seed), units=4, categories=2)
    table = clear(as_estimates(counts), audience="register", policy=WITH_TAUARGUS).table
    own = clear(as_estimates(counts), audience="register").table
    assert breaches(counts, table, limit=5) == []
    assert table["hidden"].tolist() == own["hidden"].tolist()


def test_a_row_that_it_chooses_is_hidden(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    place = (MARGIN, "b")
    monkeypatch.setattr(tauargus, "hidden_in", lambda crossing: crossing.shown_by[place])
    rows = from_rows(counted())
    whole = {"group": NATIONAL, "category": "b"}
    chosen = clear(rows, audience="register", policy=WITH_TAUARGUS).where(**whole)
    assert chosen.table["hidden"].tolist() == ["protected"]
    assert clear(rows, audience="register").where(**whole).table["hidden"].tolist() == [""]


@needs_it
@pytest.mark.parametrize("seed", range(2))
def test_hierarchical_tables_of_its_choice_tell_nobody(monkeypatch, seed):
    asked, chosen = tauargus.hidden_in, []
    monkeypatch.setattr(tauargus, "hidden_in", lambda one: chosen.append(asked(one)) or chosen[-1])
    counts = random_counts(np.random.default_rng(seed), units=5, categories=2)
    estimates = as_estimates(counts)
    cleared = clear(estimates, audience="register", policy=WITH_TAUARGUS)
    own = clear(estimates, audience="register").table

    assert breaches(counts, cleared.table, limit=5) == []
    # Half-year and two quarters; what it chose there is hidden.
    assert len(chosen) >= 3
    assert cleared.record.used["suppression"]["engine"] == "tauargus"
    hidden = int((cleared.table["hidden"] != "").sum())
    assert len(set().union(*chosen[:3])) <= hidden <= 1.15 * (own["hidden"] != "").sum()


@needs_it
def test_many_units_are_told_apart():
    counts = {(f"SV{at:03}", name): 20 + at for at in range(12) for name in "ab"}
    counts["SV011", "b"] = 2
    table = Crossing(counts, {place: frozenset([place]) for place in counts}, limit=5)
    hidden = tauargus.hidden_in(table)
    # A line with one hidden count would give it back.
    assert ("SV011", "b") in hidden
    assert {len([one for one in hidden if place in one]) > 1 for place in ("SV011", "b")} == {True}


@needs_it
def test_its_files_hold_no_name_and_are_gone_afterwards(monkeypatch):
    run, seen = subprocess.run, {}

    def spy(command, *, cwd, **more):
        seen["folder"] = Path(cwd)
        seen["text"] = "".join(one.read_text(errors="replace") for one in Path(cwd).iterdir())
        return run(command, cwd=cwd, **more)

    monkeypatch.setattr(subprocess, "run", spy)
    (one,) = found(counted())
    assert tauargus.hidden_in(one) >= one.shown_by["SV001", "a"]
    assert seen["text"]
    assert "SV00" not in seen["text"]
    assert not seen["folder"].exists()


@needs_it
@pytest.mark.parametrize(
    "fault", [subprocess.TimeoutExpired("x", 1), subprocess.CalledProcessError(-11, "x")]
)
def test_an_end_without_an_answer_stops_the_release(monkeypatch, fault):
    def fails(*_, **__):
        raise fault

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(PlatformError, match="without an answer") as told:
        clear(from_rows(counted()), audience="register", policy=WITH_TAUARGUS)
    assert "highs" in told.value.remedy
