"""Chapters, figures and tables of a book have numbers, and its prose leads to them."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from nbformat import v4
from openpyxl import load_workbook
from pypdf import PdfReader

from nrs_lib.errors import RunError
from nrs_lib.reports import pdf
from nrs_lib.reports.manifest import provenance
from nrs_lib.reports.writing import write_release
from tests.support.desks import Desk
from tests.support.paper import needs_paper
from tests.support.stamps import SVG, a_figure, a_text, an_executed
from tests.support.templates import an_extract

PROSE = "## Svar\n\nSe {cell-2} och {cell-3}."


def a_drawing(name: str, title: str):
    return a_figure(name, html=f'<figure><h3 class="finding">{title}</h3>{SVG}</figure>')


def a_book(folder, *shown, prose: str = PROSE, more=(), **declared: object) -> str:
    desk = Desk(folder, provenance(an_extract()), **{"numbered": True, "form": "book", **declared})
    notebook = an_executed(*shown, prose=prose)
    notebook.cells += more
    write_release(
        notebook,
        sidecar=desk.sidecar,
        subject=desk.subject,
        parameters=desk.parameters,
        origin=desk.origin,
        key=desk.key,
        places=desk.places,
        may_supersede=False,
    )
    return (desk.places.release / "report.html").read_text(encoding="utf-8")


SHOWN = (a_text("Ord."), a_drawing("ett", "Första"), a_drawing("tva", "Andra"))


def test_figures_are_numbered_in_order_and_prose_leads_to_them(tmp_path):
    page = a_book(tmp_path, *SHOWN)

    assert '<span class="nrs-number">Figur\u00a01.</span> Första' in page
    assert '<span class="nrs-number">Figur\u00a02.</span> Andra' in page
    assert '<a href="#figure-1">Figur\u00a01</a> och <a href="#figure-2">Figur\u00a02</a>' in page
    assert 'id="figure-2"' in page


def test_chapters_have_numbers_and_appendices_letters(tmp_path):
    last = v4.new_markdown_cell("## Metod\n\nSå.", id="m", metadata={"tags": ["appendix"]})
    page = a_book(tmp_path, *SHOWN, more=[last, v4.new_markdown_cell("## Mer\n\nOrd.", id="n")])

    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    plain = [re.sub(r"<[^>]+>", "", head) for head in heads]
    assert plain == ["1 Svar", "Bilaga\u00a0A Metod", "2 Mer", "Figurer och tabeller"]


def test_the_lists_at_the_end_lead_to_every_figure(tmp_path):
    page = a_book(tmp_path, *SHOWN)
    listed = page[page.index('id="lists"') :]

    assert re.findall(r'href="#(figure-\d)"', listed) == ["figure-1", "figure-2"]
    assert "Första" in listed


def test_a_reference_to_what_is_not_shown_stops_the_release(tmp_path):
    with pytest.raises(RunError, match="does not show") as fault:
        a_book(tmp_path, *SHOWN, prose="## Svar\n\nSe {other-figure}.")
    assert "other-figure" in str(fault.value)


def test_a_report_that_asks_for_none_has_no_numbers(tmp_path):
    page = a_book(tmp_path, *SHOWN, prose="## Svar\n\nOrd.", numbered=False, form="page")

    assert 'class="nrs-number"' not in page
    assert 'class="nrs-book"' not in page


def test_a_report_that_is_no_book_numbers_its_figures_and_not_its_chapters(tmp_path):
    page = a_book(tmp_path, *SHOWN, form="page")

    assert '<span class="nrs-number">Figur\u00a02.</span> Andra' in page
    assert '<a href="#figure-2">Figur\u00a02</a>' in page
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["Svar"]
    assert 'id="lists"' not in page
    assert 'class="nrs-book"' not in page


def test_what_has_no_title_to_stand_before_takes_no_number(tmp_path):
    bare = a_figure("bar", html=f"<figure>{SVG}</figure>")
    page = a_book(tmp_path, a_text("Ord."), bare, SHOWN[2], prose="## Svar\n\nOrd.")

    assert re.findall(r"Figur\u00a0\d\.</span> (\w+)", page) == ["Andra"]
    assert "Figur\u00a01.</span> Andra" in page


BARE = a_figure("inga", html='<figure><h3 class="finding">Inga svar</h3><p>Få.</p></figure>')


def test_a_figure_of_nothing_but_words_takes_no_number_and_is_in_no_list(tmp_path):
    page = a_book(tmp_path, a_text("Ord."), BARE, SHOWN[2], prose="## Svar\n\nOrd.")

    assert re.findall(r"Figur\u00a0(\d)\.</span> (\w+)", page) == [("1", "Andra")]
    assert "Inga svar" in page
    assert "Inga svar" not in page[page.index('id="lists"') :]


def test_numbers_folded_beneath_words_make_no_figure_of_them(tmp_path):
    data = '<details class="nrs-data"><summary>Data</summary><table></table></details>'
    words = a_figure("ord", html=f'<figure><h3 class="finding">Hälften</h3>{data}</figure>')
    page = a_book(tmp_path, a_text("Ord."), words, SHOWN[2], prose="## Svar\n\nOrd.")

    assert re.findall(r"Figur\u00a0(\d)\.</span> (\w+)", page) == [("1", "Andra")]


@pytest.mark.parametrize(
    ("prose", "told"),
    [
        ("I {cell-2} och {cell-3} står svaren. Så är det.", "står svaren. Så är det."),
        ("Se svaren ({cell-2}). Så är det.", "Se svaren. Så är det."),
        ("Före. I {cell-2} står svaren: alla. Så är det.", "Före. Så är det."),
    ],
)
def test_prose_sends_nobody_to_a_figure_of_nothing_but_words(tmp_path, prose, told):
    page = a_book(tmp_path, a_text("Ord."), BARE, SHOWN[2], prose=f"## Svar\n\n{prose}")

    assert told in re.sub(r"<[^>]+>", "", page)
    assert "{cell" not in page
    if "cell-3" in prose:
        assert 'I <a href="#figure-1">Figur\u00a01</a> står svaren.' in page


def test_a_workbook_calls_its_sheets_what_the_page_calls_them(tmp_path):
    a_book(tmp_path, *SHOWN)
    [made] = tmp_path.rglob("report.xlsx")
    book = load_workbook(made)

    assert book["ett"]["A1"].value == "Figur\u00a01. Första"
    assert "Figur\u00a02. Andra" in [cell.value for cell in book.worksheets[0]["B"]]


@needs_paper
def test_paper_has_a_title_page_and_the_page_of_each_chapter(tmp_path):
    page = a_book(tmp_path, *SHOWN)
    reader = PdfReader(BytesIO(pdf.pdf_of(page, day=dt.date(2023, 9, 1))))
    texts = [sheet.extract_text() for sheet in reader.pages]

    assert "Prov 2022" in texts[0]
    assert "Sida" not in texts[0], "the title page has no page number"
    assert re.search(r"Svar\s*\.+\s*3", texts[1]), "the contents tell the page"
    assert re.search(r"Figur\s2\s+Andra\s*\.+\s*3", texts[1]), "the lists follow the contents"
    assert "Figur" in texts[2]
    assert "1 Svar Syntetiska data" in texts[2], "the chapter stands in the margin"
