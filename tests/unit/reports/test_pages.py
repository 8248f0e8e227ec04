"""The pages: self-contained, escaped, in order, and readable without a mouse."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from nrs_lib import tables
from nrs_lib.errors import RunError
from nrs_lib.reports.index_page import IndexEntry, IndexPage, Shelf, render_index
from nrs_lib.reports.pages import (
    POLICY,
    ReportPage,
    Section,
    render_report,
)
from tests.support import cleared as made

HARD = '<script>x</script> & $y$ " </style>'
_VOID = {"meta", "br", "link", "img", "hr", "input"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.starts: list[tuple[str, dict]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.starts.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    assert not reader.open
    return reader


@cache
def the_sections() -> tuple[Section, ...]:
    table = tables.show_responders(made.responders(), scales=made.SCALES)
    return (
        Section("", "", ("<p>Inledning</p>",)),
        Section("forandring", "Förändring", (table.html,)),
        Section("svar", "Svar", ("<p>Text</p>",)),
        Section("metod", "Metod", (tables.show_definitions([made.change()]).html,)),
    )


def a_page(**changes) -> ReportPage:
    known = {"title": "Enhet 017, 2022", "kicker": "NRSsv", "sections": the_sections()}
    return ReportPage(**(known | changes))


def an_index(*entries: IndexEntry, **changes) -> IndexPage:
    shelf = Shelf(
        "Specialistvård",
        (IndexEntry("Riket", "Enhetsrapport", "2022", href="national/report.html"),),
        entries,
    )
    return IndexPage(**({"title": "Rapporter", "shelves": (shelf,)} | changes))


PAGES = {
    "report": lambda: render_report(a_page(is_synthetic=True)),
    "index": lambda: render_index(
        an_index(IndexEntry("Örebro", "Enhetsrapport", "2022", href="o/report.html"))
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_from_anywhere(name):
    html = PAGES[name]()
    starts = read(html).starts
    assert not {"script", "img", "link", "iframe", "object", "embed", "form"} & {
        t for t, _ in starts
    }
    addresses = [a.get("src") or a.get("href") for _, a in starts if "src" in a or "href" in a]
    assert all(re.match(r"^(#|[a-z]+/)", address) for address in addresses)
    assert all(found.startswith("data:font/woff2") for found in re.findall(r"url\(([^)]*)", html))
    assert "@import" not in html


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_forbids_all_but_what_lies_inside(name):
    metas = [a for tag, a in read(PAGES[name]()).starts if tag == "meta"]
    found = [a["content"] for a in metas if a.get("http-equiv") == "Content-Security-Policy"]
    assert found == [POLICY]
    assert POLICY.startswith("default-src 'none'; style-src 'unsafe-inline'; font-src data:;")


@pytest.mark.parametrize("name", PAGES)
def test_landmarks_language_headings_and_skip_link(name):
    starts = read(PAGES[name]()).starts
    tags = [tag for tag, _ in starts]
    assert tags.count("h1") == tags.count("main") == 1
    assert dict(starts)["html"]["lang"] == "sv"
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    steps = pairwise(levels)
    assert all(later - earlier <= 1 for earlier, later in steps)
    ids = [a["id"] for _, a in starts if "id" in a]
    assert len(ids) == len(set(ids))
    links = [a["href"] for tag, a in starts if tag == "a" and a["href"].startswith("#")]
    assert links[0] == "#innehall"
    assert {link[1:] for link in links} <= set(ids)


def test_text_from_outside_is_escaped_on_the_page_and_in_the_style():
    html = render_report(a_page(title=HARD, kicker=HARD, facts=(HARD,), footer=((HARD, HARD),)))
    reader = read(html)
    assert "script" not in {tag for tag, _ in reader.starts}
    assert html.count("</style>") == 1
    assert (
        "".join(reader.text).count(HARD) == 7
    )  # title and fact in the title element, h1, kicker, fact, term, value


def test_synthetic_data_are_said_to_be_so():
    assert "Syntetiska data" in "".join(read(render_report(a_page(is_synthetic=True))).text)
    assert "Syntetiska data" not in "".join(read(render_report(a_page())).text)


def test_contents_list_the_headed_sections_only():
    page = a_page()
    assert [section.id for section in page.contents] == ["forandring", "svar", "metod"]
    assert a_page(sections=page.sections[:2]).contents == ()


def test_paper_has_page_numbers_and_title():
    html = render_report(a_page())
    assert "counter(page)" in html
    assert "size: A4" in html


@pytest.mark.parametrize("anchor", ["Två ord", "svar"])
def test_an_anchor_that_is_none_or_stands_twice_is_refused(anchor):
    sections = (Section("svar", "Svar", ()), Section(anchor, "Mer", ()))
    with pytest.raises(RunError, match="anchor"):
        render_report(a_page(sections=sections))
