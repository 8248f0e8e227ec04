"""Decimal comma or point: one of them in a file, never both."""

from __future__ import annotations

import re

from nrs_lib.extract.raw import RawColumn
from nrs_lib.extract.recognition import Place, RecognisedTable

_WRITTEN = {
    ",": re.compile(r"\s*[+-]?\d+,\d+\s*"),
    ".": re.compile(r"\s*[+-]?\d+\.\d+\s*"),
}
_SPOKEN = {",": "decimal comma", ".": "decimal point"}


def decimal_signs(delivered: RecognisedTable) -> dict[str, list[tuple[RawColumn, Place]]]:
    """Number columns of a text file by the decimal sign that their cells use."""
    numeric = [
        (column, place)
        for column, place in delivered.places
        if place.field.logical_type in ("integer", "number") and not column.is_number
    ]
    found = {
        sign: [(c, p) for c, p in numeric if any(form.fullmatch(cell) for cell in c.cells)]
        for sign, form in _WRITTEN.items()
    }
    return {sign: columns for sign, columns in found.items() if columns}


def columns_out_of_step(delivered: RecognisedTable) -> list[tuple[RawColumn, Place]]:
    """Columns with the sign that fewer columns use, where a file has both."""
    signs = decimal_signs(delivered)
    return min(signs.values(), key=len) if len(signs) > 1 else []


def spoken(delivered: RecognisedTable) -> str:
    """How the file writes decimals, in words; empty where no cell tells."""
    return " and ".join(_SPOKEN[sign] for sign in decimal_signs(delivered))
