from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from nrs_lib.cli.main import main
from nrs_lib.errors import DisclosureError
from nrs_lib.reports import pdf
from nrs_lib.reports.manifest import provenance, verify_release
from nrs_lib.reports.page.styling import page_style
from nrs_lib.reports.paper import for_paper
from tests.support.desks import Desk
from tests.support.paper import needs_paper
from tests.support.stamps import a_figure, a_text
from tests.support.templates import an_extract

DAY = dt.date(2023, 9, 1)


@pytest.fixture
def desk(tmp_path) -> Desk:
    desk = Desk(tmp_path, provenance(an_extract()))
    desk.write(a_figure(), a_text())
    return desk


def _inflated(made: bytes) -> bytes:
    """Everything in the file, also what lies packed in its streams."""
    found = [made]
    for stream in re.findall(rb"stream\n(.*?)\nendstream", made, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return b"\n".join(found)


@needs_paper
def test_a_page_becomes_tagged_paper_in_its_language_with_its_own_font(desk) -> None:
    page = (desk.places.release / "report.html").read_text(encoding="utf-8")
    made = pdf.pdf_of(page, day=DAY)

    assert made.startswith(b"%PDF-1.7")
    told = _inflated(made)
    for part in (b"/Lang (sv)", b"/Marked true", b"/DisplayDocTitle true", b"/StructTreeRoot"):
        assert part in told, part
    assert b'pdfuaid:part="1"' in told
    assert b"+NRS-Sans" in told
    assert b"/Alt (En linje" in told
    assert b"/Title (Svar)" in told, "a bookmark for each part"
    assert b"CreationDate" not in told


@needs_paper
def test_paper_is_the_same_whenever_it_is_made(desk, monkeypatch) -> None:
    page = (desk.places.release / "report.html").read_text(encoding="utf-8")
    monkeypatch.setenv("TZ", "Pacific/Apia")
    first = pdf.pdf_of(page, day=DAY)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    again = pdf.pdf_of(page, day=DAY)

    assert first == again
    assert os.environ["SOURCE_DATE_EPOCH"] == "1"


@needs_paper
def test_a_release_gets_its_paper_and_stays_whole(desk) -> None:
    assert pdf.add_pdf(desk.places.release)
    manifest = verify_release(desk.places.release)

    assert manifest["files"]["report.pdf"]["bytes"] > 5000
    assert manifest["pdf"]["weasyprint"]
    assert not pdf.add_pdf(desk.places.release)
    assert [path.name for path in desk.places.release.parent.iterdir()] == ["U1"]
    assert desk.write(a_figure(), a_text()) is False, "the same report is left with its PDF"


def test_a_release_that_was_changed_gets_none(desk) -> None:
    with (desk.places.release / "report.html").open("a", encoding="utf-8") as page:
        page.write(" ")

    with pytest.raises(DisclosureError, match="not what its manifest says"):
        pdf.add_pdf(desk.places.release)


def test_where_the_maker_is_missing_the_command_says_how_to_get_it(
    desk, monkeypatch, capsys
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)

    assert main(["pdf", str(desk.places.release)]) == 8
    assert "nrs-workbench[pdf]" in capsys.readouterr().err
    assert "report.pdf" not in verify_release(desk.places.release)["files"]


@needs_paper
def test_what_folds_and_what_is_narrow_is_left_off_and_the_drawing_is_told() -> None:
    page = (
        "<title>Rapport</title><style></style>"
        '<div class="nrs-scroll nrs-broad"><svg><title id="a">Fynd</title>\n'
        '<desc id="b">Vad som ritas</desc></svg></div>'
        '<div class="nrs-scroll nrs-narrow"><svg></svg></div>'
        '<details class="nrs-data"><summary>Data</summary></details>'
    )
    paper = for_paper(page)

    assert "<title>Rapport</title>" in paper
    assert ">Fynd. Vad som ritas</title>" in paper
    assert "nrs-narrow" not in paper.split("</style>")[1]
    assert "<summary>" not in paper


@needs_paper
def test_a_short_group_of_a_long_table_stays_on_its_sheet() -> None:
    groups = "".join(
        f'<tbody><tr class="nrs-heading"><th scope="rowgroup">G{group:02d}</th></tr>'
        + "".join(f'<tr><th scope="row">G{group:02d}R{row}</th></tr>' for row in range(4))
        + "</tbody>"
        for group in range(30)
    )
    page = (
        f'<html lang="sv"><head><title>Rapport</title><style>{page_style()}</style></head><body>'
        f'<div class="nrs-table nrs-long"><table>{groups}</table></div></body></html>'
    )
    reader = PdfReader(BytesIO(pdf.pdf_of(page, day=DAY)))
    sheets = [set(re.findall(r"(G\d\d)R\d", sheet.extract_text())) for sheet in reader.pages]

    assert len(sheets) > 1
    assert sum(map(len, sheets)) == 30, "a group stands on two sheets"


def _chapters(count: int, *, kind: str = "") -> str:
    entries = "".join(f'<li><a href="#s{k}">Kapitel {k}</a></li>' for k in range(count))
    parts = "".join(
        f'<section id="s{k}"><h2>Kapitel {k}</h2>{"<p>Text.</p>" * 20}</section>'
        for k in range(count)
    )
    return (
        f'<html lang="sv"><head><title>Rapport</title><style>{page_style()}</style></head>'
        f'<body{kind}><nav class="nrs-contents"><p>Innehåll</p><ol>{entries}</ol></nav>'
        f'<main class="nrs-main">{parts}</main></body></html>'
    )


def _sheets(page: str) -> list[str]:
    reader = PdfReader(BytesIO(pdf.pdf_of(page, day=DAY)))
    return [sheet.extract_text() for sheet in reader.pages]


@needs_paper
@pytest.mark.parametrize(("count", "is_listed"), [(9, True), (5, False)])
def test_a_report_of_many_chapters_lists_them_with_their_sheets(count, is_listed) -> None:
    first, *_ = _sheets(_chapters(count))
    name = f"Kapitel {count - 1}"

    assert bool(re.search(rf"{name}[\s.]+\d", first)) is is_listed


@needs_paper
def test_the_running_head_names_the_chapter_that_a_sheet_begins_in() -> None:
    within = [text for text in _sheets(_chapters(6, kind=' class="nrs-book"')) if text[0] == "T"]

    assert within, "a sheet that a chapter goes on to"
    for text in within:
        *begun, head = map(int, re.findall(r"Kapitel (\d)", text))
        assert head == begun[0] - 1


@needs_paper
def test_what_a_later_chapter_of_a_book_begins_with_has_the_sheet_s_whole_width() -> None:
    words = " ".join(f"ord{number:02d}" for number in range(60))
    parts = "".join(
        f"<section><h2>Kapitel</h2><p{kind}>{words}</p></section>"
        for kind in ("", ' class="nrs-lead"')
    )
    page = (
        f'<html lang="sv"><head><title>Rapport</title><style>{page_style()}</style></head>'
        f'<body class="nrs-book"><main class="nrs-main">{parts}</main></body></html>'
    )
    lines = [line for sheet in _sheets(page) for line in sheet.splitlines() if "ord" in line]
    plain, lead = lines[: len(lines) // 2], lines[len(lines) // 2 :]

    assert plain == lead
