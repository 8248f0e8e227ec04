"""Ways to plant a leak in a finished release, so that nothing but the auditor can see it."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

PAGE = "report.html"
TABLE = "tables/portrait.csv"


def identity_number(born: str, number: str = "239") -> str:
    """A made-up personal identity number: a day, three digits, and the check digit."""
    digits = [int(sign) for sign in born[-6:] + number]
    weighed = (digit * (2 - place % 2) for place, digit in enumerate(digits))
    check = -sum(product // 10 + product % 10 for product in weighed) % 10
    return f"{born}-{number}{check}"


def in_page(release: Path, html: str, *, output: str = "portrait") -> None:
    """Put markup into an output of the page."""
    path = release / PAGE
    page = path.read_text(encoding="utf-8")
    start = f'<div data-output="{output}">'
    assert start in page
    path.write_text(page.replace(start, start + html, 1), encoding="utf-8")


def in_prose(release: Path, html: str) -> None:
    """Put markup into the page, outside every output."""
    path = release / PAGE
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace("</main>", f"{html}</main>", 1), encoding="utf-8")


def in_drawing(release: Path, svg: str, *, figure: str = "upplevd_smarta") -> None:
    """Put markup into a figure's own file."""
    path = release / "figures" / f"{figure}.svg"
    drawing = path.read_text(encoding="utf-8")
    path.write_text(drawing.replace("</svg>", f"{svg}</svg>", 1), encoding="utf-8")


def in_manifest(release: Path, **facts: object) -> None:
    """Add facts to the manifest."""
    path = release / "manifest.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**held, **facts}), encoding="utf-8")


def a_row(release: Path, line: str) -> None:
    """Add a row to a CSV beside the report."""
    path = release / TABLE
    path.write_bytes(path.read_bytes() + f"{line}\r\n".encode())


def a_file(release: Path, name: str, content: str | bytes) -> None:
    """Add a file."""
    path = release / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def a_workbook(release: Path, plant) -> None:
    """Add a workbook that shows one cleared table's heads, after `plant` has had it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Vad", "Värde", "Mer"])
    sheet.append(["Kvinnor", "visas i rapporten", None])
    plant(book, sheet)
    book.save(release / "tables" / "portrait.xlsx")


def a_pdf(release: Path, words: str, metadata: Mapping[str, str]) -> None:
    """Add a PDF of one line, with metadata."""
    from pypdf import PdfReader, PdfWriter

    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    text, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(parts) + 1, len(text)
    text += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    text += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    path = release / "report.pdf"
    path.write_bytes(text)
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.add_metadata(dict(metadata))
    writer.write(path)


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one point, with chunks that are not seen."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = b"".join(chunk(*one) for one in chunks)
    tail = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body + tail


def jpeg(exif: bytes) -> bytes:
    """The head of a photograph that tells where it comes from."""
    content = b"Exif\0\0" + exif
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(content) + 2) + content + b"\xff\xd9"


def embedded(kind: str, content: bytes) -> str:
    """An address that holds a file."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def notebook(*, outputs: list | None = None, metadata: Mapping[str, object] | None = None) -> str:
    """A notebook of one cell."""
    cell = {"cell_type": "code", "id": "show", "source": "show()", "metadata": {}}
    cell |= {"outputs": outputs or [], "execution_count": 1}
    held = {"cells": [cell], "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(held)
