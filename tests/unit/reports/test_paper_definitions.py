"""Definitions on paper say what the page's table says, in less room."""

from __future__ import annotations

import re
from html import unescape

import pytest

from nrs_lib import tables
from nrs_lib.reports.paper_definitions import with_close_definitions
from tests.support import cleared as made


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


def test_other_tables_stay_tables():
    shown = tables.show_responses(made.response())
    page = f'<div data-output="responses">{shown.html}</div>'
    assert with_close_definitions(page) == page
