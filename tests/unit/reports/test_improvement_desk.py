"""What slides for readers outside the unit are made from."""

import numpy as np
import pandas as pd

from nrs_lib.reports.improvement_desk import with_difference_of_shown
from nrs_lib.stats.share_differences import share_difference
from tests.support import cleared as made
from tests.support.simulated_changes import a_change


def of(cleared):
    rows = {row.statistic + row.period: row for row in cleared.rows}
    return rows["share2021"], rows["share2022"], rows["difference2022"]


def test_a_difference_is_that_of_the_rounded_counts_and_hidden_with_either_side():
    rng = np.random.default_rng(3)
    rows = []
    for unit in range(200):
        people = rng.integers(1, 150, 2)
        counts = rng.binomial(people, rng.uniform(0.2, 0.8, 2))
        pairs = [(int(k), int(n)) for k, n in zip(counts, people, strict=True)]
        rows += a_change(f"U{unit:03d}", *pairs)
    every = made.cleared(rows, audience="public")
    hidden = shown = 0
    for unit in range(200):
        before, after, apart = of(with_difference_of_shown(every.where(group=f"U{unit:03d}")))
        if before.hidden or after.hidden:
            hidden += 1
            assert apart.hidden
            assert apart.estimate != apart.estimate
            assert apart.n is pd.NA
        elif not apart.hidden:
            shown += 1
            sides = ((one.numerator, one.denominator) for one in (after, before))
            found = share_difference(*sides).difference
            assert apart.estimate == found.estimate
            # As wide as any counts that round so: wider than of the shown ones alone.
            assert apart.low < found.low
            assert apart.high > found.high
    assert min(hidden, shown) > 20


def test_a_unit_keeps_its_exact_difference():
    cleared = made.cleared(a_change("U1", (40, 83), (61, 87)))
    pd.testing.assert_frame_equal(with_difference_of_shown(cleared).table, cleared.table)
