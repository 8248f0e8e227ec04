"""Decimal comma or point: one of them in a file, never both, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nrs_lib.extract.declared import DECIMALS
from nrs_lib.extract.raw import RawColumn
from nrs_lib.extract.recognition import Place, RecognisedTable

_WRITTEN = {
    ",": re.compile(r"\s*[+-]?\d+,\d+\s*", re.ASCII),
    ".": re.compile(r"\s*[+-]?\d+\.\d+\s*", re.ASCII),
}
_SPOKEN = {",": "decimal comma", ".": "decimal point"}
# 1,234 may be a number with three decimals, or more than a thousand.
_PERHAPS_GROUPED = re.compile(r"\s*[+-]?[1-9]\d{0,2}[.,]\d{3}\s*", re.ASCII)
_THOUSAND = 1000


def decimal_signs(delivered: RecognisedTable) -> dict[str, list[tuple[RawColumn, Place]]]:
    """Number columns of a text file by the decimal sign that their cells use."""
    numeric = [
        (column, place)
        for column, place in delivered.places
        if place.field.logical_type in ("integer", "number") and not column.is_number
    ]
    found = {
        sign: [(c, p) for c, p in numeric if any(form.fullmatch(cell) for cell in _texts(c))]
        for sign, form in _WRITTEN.items()
    }
    return {sign: columns for sign, columns in found.items() if columns}


def faults_of_decimals(
    delivered: RecognisedTable, declared: str | None
) -> Iterator[tuple[RawColumn, Place, str]]:
    """Columns whose decimal sign cannot stand, with the rule that says why.

    A file has one sign: columns with the one that fewer columns use are out of step. Where a
    sign is declared (``comma`` or ``point``) no column has the other. Where none is, and
    every cell with a sign could as well be a number above a thousand, nobody can tell.
    """
    signs = decimal_signs(delivered)
    if declared is not None:
        for sign, columns in signs.items():
            if sign != DECIMALS[declared]:
                yield from ((c, p, "decimal_contradicts") for c, p in columns)
    elif len(signs) > 1:
        yield from ((c, p, "decimal_mixed") for c, p in min(signs.values(), key=len))
    else:
        for columns in signs.values():
            if all(_is_ambiguous(column, place) for column, place in columns):
                yield from ((c, p, "decimal_ambiguous") for c, p in columns)


def spoken(delivered: RecognisedTable, declared: str | None = None) -> str:
    """How the file writes decimals, in words; empty where no cell tells."""
    said = " (declared)" if declared else ""
    return " and ".join(_SPOKEN[sign] + said for sign in decimal_signs(delivered))


def _texts(column: RawColumn) -> Iterator[str]:
    return (cell for cell in column.cells if isinstance(cell, str))


def _is_ambiguous(column: RawColumn, place: Place) -> bool:
    most = place.field.maximum
    signed = [cell for cell in _texts(column) if any(f.fullmatch(cell) for f in _WRITTEN.values())]
    return (most is None or most >= _THOUSAND) and all(map(_PERHAPS_GROUPED.fullmatch, signed))
