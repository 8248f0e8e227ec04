from __future__ import annotations

import struct
import zlib

import pytest

from nrs_lib.errors import DisclosureError
from nrs_lib.figures.sheet import Sheet
from nrs_lib.reports.rasters import png_of
from nrs_lib.reports.sheets import svg_files


def _drawing() -> str:
    sheet = Sheet(40, width=72)
    sheet.text(4, 20, "\u00c5\u00e4\u00f6 18\u00a0%")
    svg = sheet.svg(name="prov", title="Prov", description="Prov")
    [text] = svg_files("prov", svg, where="prov").values()
    return text


def _pixels(png: bytes) -> bytes:
    begin, found = 8, b""
    while begin < len(png):
        (size,) = struct.unpack(">I", png[begin : begin + 4])
        if png[begin + 4 : begin + 8] == b"IDAT":
            found += png[begin + 8 : begin + 8 + size]
        begin += 12 + size
    return zlib.decompress(found)


def test_a_figure_has_twice_its_pixels_its_letters_and_no_metadata() -> None:
    made = png_of(_drawing(), where="prov")

    width, height = struct.unpack(">II", made[16:24])
    assert (width, height) == (192, 106)
    assert made.count(b"IDAT") >= 1
    assert not [kind for kind in (b"tEXt", b"iTXt", b"tIME", b"eXIf") if kind in made]
    empty = png_of(_drawing().replace("\u00c5\u00e4\u00f6 18\u00a0%", " "), where="prov")
    assert _pixels(made) != _pixels(empty), "letters are drawn with the project's font"


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert png_of(_drawing(), where="a") == png_of(_drawing(), where="b")


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(DisclosureError, match="pixels"):
        png_of("<svg", where="prov")
