"""A unit may be called anything: its name runs nowhere, in no page, figure or sheet."""

from __future__ import annotations

import re
from functools import partial
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from nrs_lib import figures, tables
from nrs_lib.cohort.preparing import prepare
from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import load
from nrs_lib.reports.index_page import IndexEntry, IndexPage, Shelf, render_index
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.sheets import csv_text
from tests.support import cleared as made
from tests.support.deliveries import UNITS, WIDE, a_draft

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+HYPERLINK(1)",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "$x^2$",
    "\\frac{1}{2} $\\input{/etc/passwd}$",
    "../../etc/passwd",
    "{{ 7*7 }}{% raw %}",
    "Ås\u202egnirts",
)
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
_RUNS = re.compile(r"[=+@|-]")
_LIVE = {"script", "img", "iframe", "object", "embed", "link"}


class Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.live: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.live |= {tag} & _LIVE
        self.live |= {name for name, _ in attrs if name.startswith("on")}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module", params=HOSTILE)
def name(request, tmp_path_factory) -> str:
    """A hostile name as it comes out of a delivery that has it."""
    folder = tmp_path_factory.mktemp("hostile")
    draft = a_draft().put(UNITS, 1, Unit_name=request.param)
    extract = prepare(draft.write(folder / "delivery", encoding="utf-8"), folder=folder / "out")
    return extract.units.set_index("unit_id")["unit_name"]["sv01"]


def test_the_name_is_kept_as_it_is(name):
    assert name in HOSTILE


def test_figures_show_it_as_text(name):
    draw = partial(figures.draw_units, measure="improved_pain")
    figure = draw(made.units(own=90, others=6, tiny=2), own_name=name)
    assert not Tags(figure.html).live
    for svg in _SVG.findall(figure.html):
        ElementTree.fromstring(svg)


def test_tables_and_their_sheets_show_it_as_text(name):
    part = made.units(own=None, audience="register", others=4, tiny=1)
    table = tables.show_response_by_unit(part, names={"100": name})
    page = Tags(table.html)
    assert not page.live
    assert name in page.text
    sheet = csv_text(table.rows)
    cells = [cell.strip('"') for line in sheet.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if name in cell and _RUNS.match(cell)]


def test_pages_show_it_as_text(name):
    entry = IndexEntry(
        name,
        "Enhetsrapport",
        "2022",
        id="sv01",
        region="Skåne",
        variant=name,
        href="sv01/report.html",
    )
    failed = IndexEntry(name, name, "2022", id="sv02", reason=name)
    shelf = Shelf("Specialistvård", (entry,), (entry, failed))
    index = render_index(IndexPage(title=name, shelves=(shelf,)))
    report = render_report(
        ReportPage(title=name, kicker="NRSsv", sections=(Section("svar", name, ("<p>x</p>",)),))
    )
    for html in (index, report):
        assert not Tags(html).live
        assert name in Tags(html).text


@pytest.mark.parametrize(
    "unit_id", ["../../etc", "a/b", "a\\b", "", "=cmd", "<b>", "nul\x07", ".."]
)
def test_an_identifier_that_leads_elsewhere_stops_the_delivery(tmp_path, unit_id):
    draft = a_draft()
    draft.put(UNITS, 1, Unit_id=unit_id)
    for row in (1, 2):
        draft.put(WIDE, row, Unit_id=unit_id)
    with pytest.raises(ExtractError) as caught:
        load(draft.write(tmp_path))
    assert "nrs_units.csv (unit)" in caught.value.where
