"""Tables and figures as files of their own: CSV as Swedish spreadsheets read it, and SVG."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from xml.parsers import expat

from nrs_lib.errors import DisclosureError

# From tag to tag, which is four times as fast as from sign to sign.
_SVG = re.compile(r"<svg\b(?:[^<]++|<(?!/svg>))*+</svg>")
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2000/svg",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}
# What is no figure of its own: its twin for narrow pages, and a mark that words explain.
_ASIDE = re.compile(r'aria-labelledby="[^"]*_narrow-|aria-hidden="true"')
# A spreadsheet runs a cell that starts with one of these; a plain number it only reads.
_RUNS = frozenset("=+-@\t\r\n|")
_NUMBER = re.compile(r"[+-]?\d+(?:[,.]\d+)?(?:\s?%)?")


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as shown, separated by semicolon, with decimal comma as they have it.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front, which
    makes it text.
    """
    rows = list(rows)
    heads = list(dict.fromkeys(head for row in rows for head in row))
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow([inert(head) for head in heads])
    writer.writerows([[inert(str(row.get(head, ""))) for head in heads] for row in rows])
    return sheet.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    if cell[:1] in _RUNS and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def svg_files(name: str, html: str, *, where: str) -> dict[str, str]:
    """The drawings in a figure, by file name; numbered when there are several.

    Raises
    ------
    DisclosureError
        A drawing is not well-formed on its own.
    """
    drawings = [
        drawing for drawing in _SVG.findall(html) if not _ASIDE.search(drawing.split(">", 1)[0])
    ]
    files = {}
    for number, drawing in enumerate(drawings, start=1):
        head, rest = drawing.split(">", 1)
        for attribute, address in _NAMESPACES.items():
            if f"{attribute}=" not in head:
                head += f' {attribute}="{address}"'
        # HTML's one named space is not known to XML.
        text = f"{head}>{rest}".replace("&nbsp;", "\u00a0")
        try:
            expat.ParserCreate(namespace_separator=" ").Parse(text, True)
        except expat.ExpatError as fault:
            raise DisclosureError(
                "A drawing cannot stand as a file of its own.",
                where=f"{where}: {name}",
                remedy="Draw it as well-formed SVG.",
            ) from fault
        ending = f"_{number}" if len(drawings) > 1 else ""
        files[f"{name}{ending}.svg"] = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
    return files
