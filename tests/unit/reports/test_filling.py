from __future__ import annotations

import logging
import re

import pytest

from nrs_lib.reports.filling import filled
from nrs_lib.reports.late_figures import whites
from nrs_lib.reports.page.styling import page_style
from nrs_lib.reports.paper import for_paper
from tests.support.paper import needs_paper

_BROAD = '<div class="nrs-scroll nrs-broad"><svg viewBox="0 0 532 {high}"></svg></div>'
_NARROW = '<div class="nrs-scroll nrs-narrow"><svg viewBox="0 0 253 {low}"></svg></div>'


def _figure(name: str, *, high: int = 100, low: int = 100, kind: str = "") -> str:
    drawn = _BROAD.format(high=high) + _NARROW.format(low=low)
    return (
        f'<div data-output="{name}"><figure class="nrs-figure{kind}" id="fig-{name}">\n'
        f'<h3 class="finding">Fynd {name}</h3>\n{drawn}</figure></div>\n'
    )


def _table(name: str, rows: int, *, kind: str = " nrs-long") -> str:
    lines = "".join(f'<tr><th scope="row">{name} {row}</th></tr>' for row in range(rows))
    return (
        f'<div data-output="{name}"><div class="nrs-table{kind}"><table>'
        f"<tbody>{lines}</tbody></table></div></div>\n"
    )


def _page(*parts: str) -> str:
    return (
        f'<html lang="sv"><head><title>Rapport</title><style>{page_style()}</style></head><body>'
        f'<main class="nrs-main"><section><h2>Kapitel</h2>\n{"".join(parts)}</section></main>'
        "</body></html>"
    )


def _render(page: str):
    from weasyprint import HTML

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return HTML(string=page).render()


def _order(document) -> list[str]:
    """Outputs in the order that the sheets have them."""
    found = [
        box.element.get("data-output")
        for sheet in document.pages
        for box in sheet._page_box.descendants()
        if box.element is not None and box.element.get("data-output")
    ]
    return list(dict.fromkeys(found))


@needs_paper
def test_a_table_goes_before_the_figure_that_would_leave_a_sheet_half_empty() -> None:
    page = _page(_table("forst", 28), _figure("hog", high=600), _table("sedan", 90))
    plain, better = _render(for_paper(page)), filled(page, _render)

    assert whites(plain)[0] > 0.25
    assert _order(plain) == ["forst", "hog", "sedan"]
    assert _order(better) == ["forst", "sedan", "hog"]
    assert whites(better)[0] < 0.05


def _with_lists(lines: int) -> str:
    listed = "".join(f'<li><a href="#a">Tabell {line}</a></li>' for line in range(lines))
    lists = (
        '<section class="nrs-listed" id="lists"><h2>Figurer</h2><h3>Tabeller</h3>'
        f"<ol>{listed}</ol><ol></ol></section>"
    )
    page = _page('<div id="a"></div>', _table("forst", 3))
    return page.replace("<main", f'<div class="nrs-frame"><nav></nav>{lists}<main')


@needs_paper
def test_lists_that_spill_some_lines_onto_a_sheet_are_set_closer() -> None:
    pages = map(_with_lists, range(70, 100))
    page = next(page for page in pages if len(_render(for_paper(page)).pages) == 3)
    assert whites(_render(for_paper(page)))[1] > 0.9

    assert len(filled(page, _render).pages) == 2


@needs_paper
def test_a_table_goes_before_a_pair_that_would_leave_a_sheet_half_empty() -> None:
    pair = [_figure(name, high=1200, low=500, kind=" nrs-half") for name in ("ett", "tva")]
    page = _page(_table("forst", 28), *pair, _table("sedan", 90))
    plain, better = _render(for_paper(page)), filled(page, _render)

    assert whites(plain)[0] > 0.25
    assert _order(better) == ["forst", "sedan", "ett", "tva"]
    assert whites(better)[0] < 0.05


@needs_paper
def test_drawings_of_the_sheet_before_give_room_as_well() -> None:
    above = [_figure("ovan", high=300), _figure("mitt", high=90)]
    page = _page(*above, _figure("sen", high=320), _table("sedan", 3, kind=""))
    assert whites(_render(for_paper(page)))[0] > 0.25

    assert whites(filled(page, _render))[0] < 0.1


@needs_paper
def test_what_fills_its_sheets_keeps_its_order() -> None:
    page = _page(_figure("lag"), _table("sedan", 60))

    assert _order(filled(page, _render)) == ["lag", "sedan"]


@needs_paper
def test_a_figure_that_lacks_a_little_room_is_drawn_a_little_smaller() -> None:
    page = _page(_figure("ett", high=310), _figure("tva", high=424))

    assert whites(_render(for_paper(page)))[0] > 0.25
    assert whites(filled(page, _render))[0] < 0.05


@needs_paper
@pytest.mark.parametrize("rows", [36, 37], ids=["rows alone", "rows and drawing"])
def test_rows_above_give_the_room_that_a_figure_lacks(rows: int) -> None:
    above = _table("ovan", rows, kind="")
    page = _page(above, _figure("ett", high=292), _figure("tva", high=400))
    plain, better = _render(for_paper(page)), filled(page, _render)

    assert whites(plain)[0] > 0.25
    assert whites(better)[0] < 0.05
    assert _order(better) == ["ovan", "ett", "tva"]


@needs_paper
def test_a_way_that_saves_less_than_is_lacking_is_not_laid_out() -> None:
    page = _page(_table("ovan", 25, kind=""), _figure("hog", high=600), _figure("tva", high=400))
    laid = []

    filled(page, lambda html: laid.append(html) or _render(html))

    assert len(laid) == 1


@needs_paper
@pytest.mark.parametrize(("sheets", "is_listed"), [(6, False), (7, True)])
def test_a_report_of_many_sheets_lists_its_chapters(sheets: int, is_listed: bool) -> None:
    entries = "".join(f'<li><a href="#s{k}">Kapitel {k}</a></li>' for k in range(3))
    contents = f'<nav class="nrs-contents"><p>Innehåll</p><ol>{entries}</ol></nav><main'
    tables = "".join(_figure(f"f{k}", high=700) for k in range(sheets))
    laid = []
    filled(
        _page(tables).replace("<main", contents), lambda html: laid.append(html) or _render(html)
    )

    assert ('class="nrs-contents nrs-of-many"' in laid[-1]) is is_listed


@needs_paper
def test_lists_of_a_book_follow_its_contents_and_are_no_figures() -> None:
    lists = '<section class="nrs-listed"><ol><li data-output="ett">Figur 1</li></ol></section>'
    page = _page(_figure("ett")).replace("<main", '<nav class="nrs-contents"></nav><main')
    paper = for_paper(page.replace("</main>", f"{lists}</main>"))

    assert f"</nav>{lists}<main" in paper
    assert paper.count(lists) == 1


def test_slides_keep_their_own_style_on_paper() -> None:
    page = _page(_figure("ett"))

    assert "No letter under 7.5 points" in for_paper(page)
    assert "No letter under 7.5 points" not in for_paper(
        page.replace("<body>", '<body class="nrs-slides">')
    )


@needs_paper
def test_white_is_what_is_left_at_the_foot() -> None:
    few, many = (whites(_render(_page(_table("t", rows))))[0] for rows in (3, 30))

    assert 0.3 < many < few < 0.95


def _sheet_of(document, tag: str) -> int:
    """The first sheet with an element of this kind."""
    return next(
        at
        for at, sheet in enumerate(document.pages)
        for box in sheet._page_box.descendants()
        if box.element_tag == tag
    )


def _sheets_of(document, kind: str) -> list[int]:
    """The sheet of each element of a class."""
    return [
        at
        for at, sheet in enumerate(document.pages)
        for box in sheet._page_box.descendants()
        if box.element is not None and box.element.get("class") == kind
    ]


@needs_paper
def test_a_figure_of_four_panels_is_not_parted_from_its_title_nor_in_two() -> None:
    panel = (
        f'<section class="nrs-panel">{_BROAD.format(high=300)}{_NARROW.format(low=200)}</section>'
    )
    figure = (
        '<div data-output="p"><figure class="nrs-figure"><h3 class="finding">Fynd</h3>'
        f'<p class="what">Vad som ritas, i en rad.</p>{panel * 4}</figure></div>'
    )
    for rows in (20, 34, 40, 46, 58):
        laid = _render(for_paper(_page(_table("t", rows, kind=""), figure)))
        assert {_sheet_of(laid, "h3"), *_sheets_of(laid, "nrs-panel")} == {_sheet_of(laid, "h3")}, (
            rows
        )


@pytest.mark.parametrize(("apart", "beside"), [((), [("a", "b")]), (("a",), [])])
def test_two_figures_of_a_kind_stand_beside_each_other_unless_set_apart(apart, beside) -> None:
    half = {"kind": " nrs-half"}
    page = _page(_figure("a", **half), _figure("b", **half), _figure("c", **half), _figure("d"))
    paper = for_paper(page, apart=apart).split("</style>")[1]

    assert (
        re.findall(r'nrs-pair"><div data-output="(.)">.*?data-output="(.)"', paper, re.DOTALL)
        == beside
    )
    assert paper.count("0 0 253") == 2 * len(beside), "the narrow drawing in a pair"
    assert paper.count("<svg") == 4, "each drawing once"


def _panels(name: str, *, low: int) -> str:
    drawn = _BROAD.format(high=300) + _NARROW.format(low=low)
    panel = f'<section class="nrs-panel">{drawn}</section>'
    return (
        f'<div data-output="{name}"><figure class="nrs-figure"><h3 class="finding">'
        f'<span class="nrs-number">Figur 9.</span> Fynd</h3>{panel * 4}</figure></div>\n'
    )


@needs_paper
def test_panels_go_on_under_their_number_where_a_sheet_would_be_half_empty() -> None:
    page = _page(_table("ovan", 26, kind=""), _panels("p", low=300), _figure("sedan"))
    plain, better = _render(for_paper(page)), filled(page, _render)

    assert whites(plain)[0] > 0.4
    assert whites(better)[0] < 0.25
    assert _sheets_of(better, "nrs-panel") == [0, 0, 1, 1]
    second = [getattr(box, "text", "") for box in better.pages[1]._page_box.descendants()]
    assert next(text for text in second if text.strip()) == "Figur 9, fortsättning"


@needs_paper
def test_a_chapters_head_has_its_figure_on_its_sheet() -> None:
    head = "</section><section><h2>Nästa kapitel</h2><p>Om figuren.</p>"
    page = _page(_table("ovan", 24, kind=""), head, _panels("p", low=380), _figure("sedan"))
    plain, better = _render(for_paper(page)), filled(page, _render)

    assert _sheets_of(plain, "nrs-panel") == [2, 2, 2, 2], "its head alone on a sheet"
    assert _sheets_of(better, "nrs-panel") == [0, 0, 1, 1]


@needs_paper
def test_a_line_gets_no_sheet_of_its_own_where_closer_drawings_give_it_room() -> None:
    # A table that fills what the figure leaves, but for its last line.
    page = _page(_table("lang", 40, kind=""), _figure("hog", high=216), "<p>Sist.</p>")
    plain, better = _render(for_paper(page)), filled(page, _render)

    assert whites(plain)[1:] == [pytest.approx(0.97, abs=0.02)]
    assert len(better.pages) == 1
