"""Tables and figures on a phone, in a real browser: what matters is in sight or pointed at."""

from __future__ import annotations

import pytest

from nrs_lib import figures, tables
from nrs_lib.contracts.conventions import read_conventions
from nrs_lib.reports.page.wording import WORDS
from nrs_lib.reports.pages import ReportPage, Section, render_report
from tests.support import cleared as made
from tests.support.made_up import a_share

OWN = {"group": "017", "scope": "own", "n_units": 1}
PHONE, SMALLEST = 390, 320
# No phone is so narrow, and every table fits the ones that there are; enlarged text is.
SMALLER_THAN_ANY = 200
# How high the line is that says that a table goes on, by the table's caption.
_LINES = """() => Object.fromEntries([...document.querySelectorAll(
    '.nrs-table .nrs-scroll:has(caption)')].map(
  frame => [frame.querySelector('.nrs-caption').textContent, {
    goes_on: frame.scrollWidth > frame.clientWidth,
    line: parseFloat(getComputedStyle(frame.querySelector('caption'), '::after').paddingBottom),
    words: getComputedStyle(frame.querySelector('caption'), '::after').content,
  }]))"""
# How many columns of numbers stand beside each other, by table whose heads are told once.
_COLUMNS = """() => Object.fromEntries([...document.querySelectorAll(
    '.nrs-table.nrs-alike .nrs-scroll')].map(frame => {
  const right = frame.getBoundingClientRect().right + .5;
  const heads = [...frame.querySelectorAll('thead tr:last-child > th:not(.nrs-stub)')].filter(
    head => head.getBoundingClientRect().width > 1);
  return [frame.querySelector('.nrs-caption').textContent,
    heads.every(head => head.getBoundingClientRect().right <= right) ? heads.length : 0]; }))"""
# Words whose letters stand on several lines, but for what has a place to break in it.
_BROKEN = r"""() => { const found = [];
  for (const cell of document.querySelectorAll(
      '.nrs-table:has(#definitions-caption) :is(td, th[scope=row])')) {
    const text = cell.firstChild;
    for (const word of text.textContent.matchAll(/[\p{L}_.]{4,}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1)
        found.push(word[0]);
    } }
  return found.filter(word => !/^[0-9a-f]{32,}$/.test(word)); }"""
_SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('svg text')].filter(
  text => text.getBoundingClientRect().width).map(text => { const svg = text.ownerSVGElement;
    return text.getAttribute('font-size') * svg.getBoundingClientRect().width
      / svg.viewBox.baseVal.width; }))"""


def with_all_conventions():
    """Numbers that rest on whatever stands in the file: every source's words are on the page."""
    row = a_share(OWN, "improved_pain", 0.4, 60, period="2022")
    return made.cleared([row], definitions=read_conventions())


def a_page(language: str = "sv") -> str:
    labels = {"period_label": "2022", "previous_label": "2021", "language": language}
    told = {"scales": made.SCALES, "language": language}
    shown = (
        tables.show_volume(made.volume(), **labels),
        tables.show_responders(made.responders(), **told),
        tables.show_change(made.change(), time_point="discharge", **told),
        tables.show_responses(made.response(), language=language),
        tables.show_definitions([with_all_conventions()], language=language),
        tables.show_clearance([made.change()], language=language),
    )
    parts = tuple(f'<div data-output="{one.name}">{one.html}</div>' for one in shown)
    return render_report(
        ReportPage(title="Smärtteam 03", sections=(Section("a", "A", parts),), language=language)
    )


@pytest.fixture
def page(browser):
    opened = browser.new_page(viewport={"width": PHONE, "height": 800})
    yield opened
    opened.close()


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", [SMALLER_THAN_ANY, SMALLEST, PHONE, 1180])
def test_a_table_says_that_it_goes_on_just_where_it_does(page, language, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(a_page(language))

    found = page.evaluate(_LINES)

    assert {caption: one["line"] > 15 for caption, one in found.items()} == {
        caption: one["goes_on"] for caption, one in found.items()
    }
    assert any(one["goes_on"] for one in found.values()) == (width == SMALLER_THAN_ANY)
    assert all(WORDS[language]["more"] in one["words"] for one in found.values())
    if width >= SMALLEST:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_unit_s_columns_are_in_sight_with_their_heads_above_the_nation_s(page, language):
    page.set_viewport_size({"width": SMALLEST, "height": 800})
    page.set_content(a_page(language))

    assert sorted(page.evaluate(_COLUMNS).values()) == [2, 3, 3]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_shares_beside_the_nation_s_are_in_sight_without_scrolling(page, language):
    page.set_content(a_page(language))

    found = page.evaluate(_LINES)
    told = {"sv": "Besvarade enkäter", "en": "Completed questionnaires"}[language]
    assert not found[told]["goes_on"]


def test_rows_with_many_columns_are_stacked_and_still_rows_of_a_table(page):
    page.set_viewport_size({"width": SMALLEST, "height": 800})
    page.set_content(a_page())
    row = page.get_by_role("table", name="Från start till avslut").get_by_role("row").nth(3)
    cells, heads = row.get_by_role("cell"), row.get_by_role("rowheader")

    assert heads.count() == 1
    assert cells.count() > 5
    right = [cells.nth(at).bounding_box() for at in range(cells.count())]
    assert max(box["x"] + box["width"] for box in right) <= SMALLEST
    assert page.get_by_role("columnheader", name="Förändring").count() >= 1
    label = "e => getComputedStyle(e, '::before').content"
    assert cells.nth(0).evaluate(label) == '"Enheten:\\a Svar"'


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", [SMALLEST, PHONE, 650, 1180])
def test_no_word_of_a_definition_is_broken(page, language, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(a_page(language).replace('lang="sv"', 'lang="x"'))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert page.evaluate(_BROKEN) == []


def test_no_text_of_a_figure_is_smaller_than_twelve_pixels(page):
    drawn = figures.draw_portrait(made.portrait()).html
    sections = (Section("a", "A", (f'<div data-output="portrait">{drawn}</div>',)),)
    page.set_content(render_report(ReportPage(title="Smärtteam 03", sections=sections)))

    assert page.evaluate(_SMALLEST_TEXT) >= 12


def test_a_reason_for_all_of_a_groups_columns_stands_amid_them(page):
    """At the line's end it would be that of the last column alone."""
    columns = [f"<th scope='col'>{year}</th>" for year in (2021, 2022)]
    cells = "<td data-group='Enheten' class='nrs-hidden' colspan='2'>för få</td>"
    table = (
        "<div class='nrs-table nrs-many nrs-alike nrs-heads-2'><div class='nrs-scroll'><table>"
        f"<thead><tr><td class='nrs-stub'></td>{''.join(columns)}</tr></thead>"
        f"<tbody><tr><th scope='row'>Smärtutredning</th>{cells}</tr></tbody></table></div></div>"
    )
    section = Section("a", "A", (table,))
    page.set_content(render_report(ReportPage(title="A", sections=(section,), language="sv")))
    before, after = page.evaluate("""() => { const cell = document.querySelector('td.nrs-hidden');
      const range = document.createRange(); range.selectNodeContents(cell.firstChild);
      const words = range.getBoundingClientRect(), whole = cell.getBoundingClientRect();
      return [words.left - whole.left, whole.right - words.right]; }""")
    assert before > 40
    assert after > 40
