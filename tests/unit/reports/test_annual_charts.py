"""Control charts beside a report's years: as short periods as cost no year its number."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nrs_lib.disclosure import clear_all
from nrs_lib.disclosure.charting import charted
from nrs_lib.reports.annual_charts import YEARS, cleared_with_charts, shortest_enough
from nrs_lib.reports.merging import MERGED
from nrs_lib.reports.sections import OVER_TIME
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.shares import wilson
from tests.support.made_up import LONG

PAIN = "improved_pain"
MANY = [(40, 20)] * 8
SMALL_QUARTERS = [(30, 12), (30, 12), (30, 12), (5, 2)] * 5
# Of the third year no part may be told. Beside its eight who did not improve no part could
# have more, and each must be able to: whatever else is hidden, the year goes.
A_DEAR_YEAR = [*MANY, (10, 6), (8, 8), (6, 4), (10, 8), *MANY]


def in_parts(quarters: Sequence[tuple[int, int]], length: int) -> Estimates:
    """A nation's share in periods of 1, 2 or 4 quarters."""
    rows = []
    for first in range(0, len(quarters), length):
        n, improved = (
            sum(column) for column in zip(*quarters[first : first + length], strict=True)
        )
        year, last = LONG[first].split("Q")
        estimate, low, high = wilson(improved, n)
        rows.append(
            {
                "measure": PAIN,
                "statistic": "share",
                "group": "national",
                "scope": "national",
                "period": {1: LONG[first], 2: f"{year}H{(int(last) + 1) // 2}", 4: year}[length],
                "estimate": estimate,
                "low": low,
                "high": high,
                "n": n,
                "numerator": improved,
                "denominator": n,
                "method": "wilson",
                "n_units": 20,
                "largest_n": n // 3,
            }
        )
    return from_rows(rows)


def cleared_by(quarters: Sequence[tuple[int, int]]):
    years = in_parts(quarters, 4)
    sections = {YEARS: years} | {name: years.where(measure="none") for name in MERGED}
    lengths = [in_parts(quarters, 1), in_parts(quarters, 2)]
    return cleared_with_charts(sections, lengths=lengths, audience="public", earlier=None)


@pytest.mark.parametrize(
    ("quarters", "months"), [([(40, 20)] * 20, 3), (SMALL_QUARTERS, 6), (A_DEAR_YEAR, 12)]
)
def test_a_chart_has_the_shortest_periods_that_cost_no_year(quarters, months):
    cleared = cleared_by(quarters)

    assert charted(cleared[OVER_TIME], measure=PAIN).months == months
    assert set(cleared[YEARS].table["hidden"]) == {""}


def test_shorter_periods_would_have_cost_the_year():
    years = in_parts(A_DEAR_YEAR, 4)
    lengths = [in_parts(A_DEAR_YEAR, 1), in_parts(A_DEAR_YEAR, 2)]
    shorter = shortest_enough(lengths, years=years, audience="public")
    cleared = clear_all({YEARS: years, OVER_TIME: shorter}, audience="public")

    assert (cleared[YEARS].table["hidden"] != "").sum() == 1


def test_where_every_period_is_hidden_there_is_a_chart_that_says_so():
    chart = charted(cleared_by([(2, 1)] * 20)[OVER_TIME], measure=PAIN)

    assert (chart.cleared.table["hidden"] != "").all()
