"""Wide tables on phones of 360 to 390 pixels: every number is in sight, and whole."""

from __future__ import annotations

import pytest

from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.text import of, percent
from tests.support import cleared as made

WIDTHS = [360, 375, 390]
# By how much the table is wider than its frame, and the least gap between two texts of a row.
_ROOM = """() => { const frame = document.querySelector('.nrs-table .nrs-scroll');
  const box = e => { const r = document.createRange(); r.selectNodeContents(e);
    return r.getBoundingClientRect(); };
  const gaps = [];
  for (const row of frame.querySelectorAll('tbody tr')) {
    const cells = [...row.querySelectorAll('td')].map(box);
    cells.slice(1).forEach((one, at) => {
      if (Math.abs(one.top - cells[at].top) < 8) gaps.push(one.left - cells[at].right); }); }
  return {beyond: frame.scrollWidth - frame.clientWidth, gap: Math.min(...gaps, 99)}; }"""


def shares(language: str, *, heads: tuple[str, ...]) -> Table:
    """A unit's shares with intervals beside the nation's, with numbers as long as they come."""
    counts = {"language": language}
    cells = (
        Cell(percent(209, 209, **counts)),
        Cell(of(1209, 1209, **counts)),
        Cell("98–100"),
        Cell(percent(3199, 3199, **counts)),
        Cell(of(3199, 3199, **counts)),
    )
    columns = (
        Column("Andel", group="Enheten"),
        Column("Antal", group="Enheten", muted=True),
        Column("95\u00a0% intervall", group="Enheten", muted=True),
        Column("Andel", group="Riket"),
        Column("Antal", group="Riket", muted=True),
    )
    rows = tuple(Row(head, cells) for head in heads)
    return Table("Fält vid start", "Fält", columns, (Group("Patienten fyller i", rows),))


@pytest.fixture
def show(browser):
    """Draw one table on a page of a width and give what a function of the page tells."""
    opened = browser.new_page()

    def asked(table: Table, width: int, script: str, *, language: str = "sv"):
        out = stamp(table, name="prov", cleared=[made.response()], language=language)
        section = Section("a", "A", (f'<div data-output="prov">{out.html}</div>',))
        opened.set_viewport_size({"width": width, "height": 800})
        page = ReportPage(title="Smärtteam 03", sections=(section,), language=language)
        opened.set_content(render_report(page))
        return opened.evaluate(script)

    yield asked
    opened.close()


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_digit_of_the_nation_s_count_is_cut_beside_a_unit_s(show, width, language):
    heads = ("Vardagsaktivitet", "Upplevd förändring av livssituationen")

    found = show(shares(language, heads=heads), width, _ROOM, language=language)

    assert found["beyond"] <= 0
    assert found["gap"] >= 4
