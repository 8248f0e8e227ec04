"""Wide tables on phones of 320 to 390 pixels: every number is in sight, and whole."""

from __future__ import annotations

import pytest

from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.text import of, percent
from tests.support import cleared as made

WIDTHS = [320, 360, 375, 390]
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
        Column("95\u00a0%-intervall", group="Enheten", muted=True),
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


# Texts that stand over the edge of their own cell.
_BEYOND = """() => [...document.querySelectorAll('.nrs-table tbody :is(th, td)')].filter(cell => {
  const range = document.createRange(); range.selectNodeContents(cell);
  const right = cell.getBoundingClientRect().right + 1;
  return [...range.getClientRects()].some(part => part.right > right); }).map(e => e.innerText)"""
# On how many lines each bracket, and each name of a unit, stands.
_LINES = """() => [...document.querySelectorAll('.nrs-table tbody :is(td small, .nrs-named)')].map(
  one => { const range = document.createRange(); range.selectNodeContents(one);
    return new Set([...range.getClientRects()].map(part => Math.round(part.bottom))).size; })"""
_TOPS = """() => { const top = e => e.getBoundingClientRect().top;
  const row = document.querySelector('.nrs-table tbody tr:not(.nrs-heading)');
  return {head: top(row.querySelector('th')), cells: [...row.querySelectorAll('td')].map(top)}; }"""


def years(language: str, *, n: int, groups: int = 1, counted: tuple[int, int] = (1075, 1215)):
    """Shares of several years, each with its counts in brackets."""
    counts = {"language": language}
    cell = Cell(percent(*counted, **counts), beside=of(*counted, **counts))
    columns = tuple(
        Column(str(2018 + at), group=f"Grupp {at * groups // n}" if groups > 1 else "")
        for at in range(n)
    )
    rows = (Row("Multimodal smärtrehabilitering (MMR)", (cell,) * n),)
    return Table("År för år", "Mått", columns, (Group("Volym", rows),))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("n", [4, 5])
def test_every_year_is_in_sight_and_no_bracket_is_broken(show, width, language, n):
    table = years(language, n=n, groups=2 if n == 4 else 1)

    assert show(table, width, _ROOM, language=language)["beyond"] <= 0
    assert show(table, width, _BEYOND, language=language) == []
    assert set(show(table, width, _LINES, language=language)) == {1}


def test_row_heads_stand_above_their_cells_where_these_need_the_whole_line(show):
    found = show(years("sv", n=3), 390, _TOPS)

    assert min(found["cells"]) > found["head"] + 10
    assert max(found["cells"]) - min(found["cells"]) < 1


@pytest.mark.parametrize("width", [360, 390])
def test_a_unit_s_name_is_not_parted_from_its_number(show, width):
    cells = (Cell("46\u00a0%"), Cell(of(750, 1628, language="sv")), Cell("44–49"))
    columns = (Column("Andel"), Column("Antal", muted=True), Column("95\u00a0%-intervall"))
    rows = tuple(Row(f"Smärtrehabilitering {n:02}", cells) for n in range(3))

    table = Table("Enheterna", "Enhet", columns, (Group("", rows),))

    assert show(table, width, _ROOM)["beyond"] <= 0
    assert show(table, width, _LINES) == [1, 1, 1]


@pytest.mark.parametrize("width", [320, 360, 390])
def test_a_long_head_does_not_run_into_its_neighbour(show, width):
    columns = (Column("Poäng", is_text=True), Column("Besvarat", is_text=True))
    cells = (Cell("Medelvärdet av 6 frågor: mpi_b02, b05, b08"), Cell("minst 5 av 6 frågor"))
    rows = (Row("MPI Hjälpande/omhändertagande reaktioner", cells, beside="0–6"),)

    table = Table("Så räknas poängen", "Skala", columns, (Group("", rows),))

    assert show(table, width, _BEYOND) == []


@pytest.mark.parametrize("width", [1100, 1280])
def test_five_years_fit_a_wide_screen(show, width):
    assert show(years("sv", n=5), width, _ROOM)["beyond"] <= 0
