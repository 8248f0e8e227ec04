"""Definitions on paper say what the page's table says, in less room."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader

from nrs_lib import tables
from nrs_lib.reports import pdf
from nrs_lib.reports.page.styling import page_style
from nrs_lib.reports.paper_definitions import with_close_definitions
from tests.support import cleared as made
from tests.support.paper import needs_paper


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("is_away", [False, True])
@pytest.mark.parametrize("show", [tables.show_definitions, tables.show_clearance])
def test_every_definition_and_source_is_there_and_no_table(show, is_away, language):
    shown = show([made.response(), made.change()], is_away=is_away, language=language)
    page = f'<p>x</p><div data-output="{shown.name}" id="table-1">{shown.html}</div><p>y</p>'
    paper = with_close_definitions(page)

    assert "<table" not in paper
    assert "<details" not in paper
    assert f'data-output="{shown.name}" id="table-1"' in paper
    assert paper.count("<div") == paper.count("</div>")
    assert paper.startswith("<p>x</p>")
    assert paper.endswith("<p>y</p>")
    told = words(paper)
    # A cell stands in the paper with another mark after it at most.
    for cell in re.findall(r"<t[hd] ?(?:scope=.row|id)[^>]*>(.*?)</t[hd]>", shown.html, re.DOTALL):
        for part in re.split(r"<small>|</small>", cell):
            assert words(part).strip().rstrip(".") in told
    for heading in re.findall(r"nrs-heading.*?<span>(.*?)</span>", shown.html):
        assert words(heading).strip() in told


def test_what_explains_a_row_is_no_part_of_its_term():
    table = (
        "<table><caption>Varför</caption><thead><tr><th>Vad</th>"
        '<th class="nrs-text">Antal</th></tr></thead>'
        '<tbody><tr><th scope="row">För få <small>Tal visas från 10.</small></th>'
        '<td class="nrs-text">56</td></tr></tbody></table>'
    )
    shown = '<div class="nrs-table nrs-prose"><div>' + table + "</div></div>"
    page = f'<div data-output="clearance" id="table-1">{shown}</div>'
    listed = with_close_definitions(page)

    assert "<b>För få:</b> 56. Tal visas från 10.</li>" in listed


def test_other_tables_stay_tables():
    shown = tables.show_responses(made.response())
    page = f'<div data-output="responses">{shown.html}</div>'
    assert with_close_definitions(page) == page


@needs_paper
def test_a_definition_that_fills_its_line_keeps_its_first_word_there():
    row = (
        '<tr><th scope="row">Shares over time are shown in p\' charts (Laney), other measures in '
        'XmR charts.</th><td class="nrs-text nrs-muted">doi:10.1081/QEN-120003555</td></tr>'
    )
    table = (
        '<div data-output="definitions"><div class="nrs-table nrs-prose"><table><caption>'
        '<span class="nrs-caption">D</span></caption><thead><tr><th>D</th>'
        f'<th scope="col" class="nrs-text">Source</th></tr></thead><tbody>{row * 2}</tbody>'
        "</table></div></div></div>"
    )
    page = (
        f'<html lang="en"><head><title>R</title><style>{page_style()}</style></head><body>'
        f'<main class="nrs-main"><section>{table}</section></main></body></html>'
    )
    text = PdfReader(BytesIO(pdf.pdf_of(page, day=dt.date(2023, 9, 1)))).pages[0].extract_text()

    assert "Shares over" in text
    assert "Shares\n" not in text


def test_notes_follow_the_list():
    table = (
        "<table><caption>Varför</caption><thead><tr><th>Vad</th>"
        '<th class="nrs-text">Antal</th></tr></thead>'
        '<tbody><tr><th scope="row">För få</th><td class="nrs-text">56</td></tr></tbody></table>'
    )
    notes = '<div class="nrs-notes">\n<p>Prövat.</p>\n</div>'
    shown = f'<div class="nrs-table nrs-prose"><div>{table}</div>{notes}</div>'
    listed = with_close_definitions(f'<div data-output="clearance">{shown}</div><p>y</p>')

    assert "<table" not in listed
    assert listed.index("För få") < listed.index("<p>Prövat.</p>") < listed.index("<p>y</p>")
    assert listed.count("<div") == listed.count("</div>")
