"""Many units before and after a change, some changed and some not, and what is said of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from nrs_lib import figures
from nrs_lib.contracts.plans import Focus
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.standing import Standing
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.tables.plan_sentences import CHANGED, REACHED, told_of
from tests.support import cleared as made
from tests.support.dealt_units import read_place_of

BEFORE, AFTER = "2021", "2022"
_AT_A_TIME = 50
MEASURE = "response_12m"


def a_change(group: str, before: tuple[int, int], after: tuple[int, int]) -> list[dict]:
    """The rows of one unit: the share in each period, and the difference."""
    found = share_difference(after, before)
    side = {"group": group, "scope": "own", "n_units": 1, "measure": MEASURE}
    rows = []
    for period, one in ((BEFORE, found.second), (AFTER, found.first)):
        counts = {"n": one.n, "numerator": one.numerator, "denominator": one.denominator}
        numbers = {"estimate": one.estimate, "low": one.low, "high": one.high}
        rows.append(side | counts | numbers | {"statistic": "share", "period": period})
    apart = found.difference
    weaker = min(rows, key=lambda row: row["n"])
    numbers = {"estimate": apart.estimate, "low": apart.low, "high": apart.high}
    return [
        *rows,
        weaker | numbers | {"statistic": "difference", "period": AFTER, "category": BEFORE},
    ]


def a_focus(goal: float | None = 0.7) -> Focus:
    """What those units want: to reach a level after a change between the two years."""
    return Focus(MEASURE, goal, starts=dt.date(2022, 1, 1), review=dt.date(2023, 1, 1))


def simulated(units: int, *, seed: int) -> Iterator[tuple[ClearedTable, Focus, Standing, Standing]]:
    """Units from one person to three hundred; a third unchanged, a third a little, a third much.

    With each the focus, where the interval of the difference lies, and where that of the value
    lies from the goal.
    """
    rng = np.random.default_rng(seed)
    for first in range(0, units, _AT_A_TIME):
        rows, truth = [], {}
        for place in range(first, min(first + _AT_A_TIME, units)):
            group = f"U{place:05d}"
            share, off = rng.uniform(0.1, 0.9), (0.0, 0.1, 0.4)[place % 3] * rng.choice([-1, 1])
            sides = []
            for chance in (share, min(max(share + off, 0.0), 1.0)):
                people = int(np.exp(rng.uniform(0, np.log(300))))
                sides.append((int(rng.binomial(people, chance)), people))
            rows += a_change(group, *sides)
            goal = round(float(rng.uniform(0.2, 0.95)), 2)
            apart, now = rows[-1], rows[-2]
            truth[group] = (
                a_focus(goal),
                Standing(read_place_of(apart["low"], apart["high"], 0.0, times=100)),
                Standing(read_place_of(now["low"], now["high"], goal, times=100)),
            )
        cleared = made.cleared(rows)
        for group, (focus, changed, reached) in truth.items():
            yield cleared.where(group=group), focus, changed, reached


def wrong_changes(units: int, *, seed: int) -> list[str]:
    """What is claimed and not so, not claimed and so, or told in one language or place only."""
    faults, told_of_change = [], 0
    for cleared, focus, changed, reached in simulated(units, seed=seed):
        shown = not (cleared.table["hidden"] != "").any()
        for language in ("sv", "en"):
            told = told_of(cleared, focus, language=language)
            claimed = [place for place, verb in CHANGED.items() if verb[language] in told.changed]
            wanted = [changed] if shown and changed in CHANGED else []
            if claimed != wanted:
                faults.append(f"{language}: {claimed} is said and {changed} is so")
            finding = figures.draw_before_after(cleared, focus=focus, language=language).plain
            drawn = "efter förändringen än före" in finding or "after the change than" in finding
            if drawn != bool(wanted):
                faults.append(f"{language}: the figure says {finding.splitlines()[0]}")
            is_reached = REACHED[language] in told.left
            if is_reached and reached is not Standing.HIGHER:
                faults.append(f"{language}: the goal is said to be reached and is {reached}")
        told_of_change += bool(wanted)
    assert 0.1 * units < told_of_change < 0.9 * units, "the units must be of both kinds"
    return faults
