"""The index as a page: a row for each unit, a column for each report, reasons on top."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nrs_lib.errors import RunError
from nrs_lib.reports.index_page import IndexEntry, IndexPage, Shelf, render_index

OWN = IndexEntry("Örebro", "Enhetsrapport", "2022", id="SV2", href="a/report.html", is_main=True)


def a_page(*units: IndexEntry) -> str:
    nation = IndexEntry("Riket", "Årsrapport", "2022", href="national/report.html")
    return render_index(IndexPage("Rapporter", (Shelf("Specialistvård", (nation,), units),)))


def rows(html: str) -> list[str]:
    """The units' rows."""
    return re.findall(r'<tr><th scope="row">.*?</tr>', html, re.DOTALL)


def test_a_unit_is_one_row_and_its_reports_stand_in_columns_of_their_own():
    quality = replace(OWN, report="Datakvalitet", href="b/report.html", is_main=False)
    other = replace(OWN, name="Ängelholm", id="SV1", region="Skåne", href="c/report.html")
    html = a_page(quality, OWN, other)

    heads = re.findall(r'<th scope="col">(.*?)</th>', html)
    assert heads == ["Enhet", "Region", "Enhetsrapport", "Datakvalitet"]
    first, second = rows(html)
    assert "Ängelholm" in first
    assert "Skåne" in first
    assert re.findall('href="(.*?)"', first) == ["c/report.html"]
    assert re.findall('href="(.*?)"', second) == ["a/report.html", "b/report.html"]
    assert "<small>2 enheter</small>" in html


def test_every_link_says_to_itself_where_it_leads():
    html = a_page(OWN, replace(OWN, period="2021", href="b/report.html"))
    texts = [re.sub("<.*?>", "", one) for one in re.findall("<a href.*?</a>", html)]
    assert texts[-3:] == [
        "Årsrapport 2022",
        "2022, Enhetsrapport, Örebro",
        "2021, Enhetsrapport, Örebro",
    ]


def test_reports_of_one_name_and_period_are_told_apart_by_their_variant():
    charts = replace(OWN, report="Förbättringsarbete", variant="svar efter ett år")
    html = a_page(charts, replace(charts, variant="", href="b/report.html"))
    assert len(rows(html)) == 1
    assert ">2022, svar efter ett år<" in html
    assert ">2022<" in html


def test_what_could_not_be_made_stands_first_with_its_reason_and_in_its_place():
    html = a_page(OWN, replace(OWN, period="2023", href="", reason="tiden tog slut <b>"))
    assert "tiden tog slut &lt;b&gt;" in html
    assert html.index("tiden tog slut") < html.index("Specialistvård")
    [unit] = [row for row in rows(html) if "a/report.html" in row]
    assert '<a class="nrs-failed" href="#failed">2023: gick inte att göra' in unit
    assert 'id="failed"' in html
    assert 'id="failed"' not in a_page(OWN)


def test_the_other_language_stands_beside():
    html = a_page(replace(OWN, others=(("en", "In English", "en/report.html"),)))
    assert '<a href="en/report.html" hreflang="en" lang="en">In English' in html


def test_a_report_in_another_language_alone_says_so():
    html = a_page(replace(OWN, language="en"))
    assert 'hreflang="en">2022' in html
    assert "<small>(på engelska)</small></a>" in html
    assert "engelska" not in a_page(OWN)


@pytest.mark.parametrize("href", ["https://example.org", "javascript:x", "/etc", "../up.html", ""])
def test_links_stay_in_their_folder(href):
    with pytest.raises(RunError, match="link"):
        a_page(replace(OWN, href=href))
    with pytest.raises(RunError, match="link"):
        a_page(replace(OWN, href="a.html", others=(("en", "In English", "../up.html"),)))
