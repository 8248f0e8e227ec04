"""Cards of indicators in a real browser: what they have in common stands in line."""

from __future__ import annotations

import pytest

from nrs_lib import figures
from nrs_lib.reports.page.styling import page_style
from tests.support import cleared as made

WIDE = {"width": 1180, "height": 900}


@pytest.fixture
def cards(browser):
    asked = {"period": made.PERIOD, "quarters": made.QUARTERS, "measures": made.INDICATORS}
    drawn = figures.draw_indicators(made.indicators(own=12_000, nation=300_000), **asked)
    page = browser.new_context(viewport=WIDE).new_page()
    style = page_style()
    page.set_content(
        f"<style>{style}</style><main class=nrs-main style='width:46rem'>{drawn.html}</main>"
    )
    return page


def told(page, what: str, side: str) -> list[list[int]]:
    """Where something begins, or how tall it is, in the cards of each row that have it."""
    rows = page.evaluate(
        """([what, side]) => {
          const rows = {};
          for (const card of document.querySelectorAll(".nrs-card")) {
            const one = card.querySelector(what);
            const row = Math.round(card.getBoundingClientRect().top);
            if (one) (rows[row] ||= []).push(one.getBoundingClientRect()[side]);
          }
          return Object.values(rows);
        }""",
        [what, side],
    )
    return [list(map(round, row)) for row in rows]


@pytest.mark.parametrize("what", [":scope > svg", ".beside"])
def test_what_the_cards_of_a_row_have_in_common_stands_at_one_height(cards, what):
    # The wait is told in more lines than the shares beside it.
    assert any(len(set(row)) > 1 for row in told(cards, ".company", "height"))
    found = told(cards, what, "top")
    assert [len(row) for row in found] == [3, 3]
    assert all(len(set(row)) == 1 for row in found)
