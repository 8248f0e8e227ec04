"""Delimited text, read as text: nothing is guessed about types, and no cell is shown."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from nrs_lib.errors import ExtractError
from nrs_lib.extract.declared import DELIMITERS, NOTHING_DECLARED, Declared
from nrs_lib.extract.encodings import TextShape, plain_text
from nrs_lib.extract.raw import RawColumn, RawTable, text_column

_BLOCK = 1 << 22
_SHOWN = 10
_QUOTED = re.compile(r'"[^"]*"')
_EXCEL_HINT = "sep="


def read_separated(path: Path, declared: Declared = NOTHING_DECLARED) -> RawTable:
    """Read a file of delimited text (.csv, .tsv, .txt).

    The encoding is told by the bytes (`plain_text`); the delimiter is the only one of
    semicolon, comma and tab that stands in the heading. What is declared goes first.

    Raises
    ------
    ExtractError
        Wrong encoding, undecided delimiter, rows with more or fewer fields than the
        heading, faulty quotation marks, or a declaration that the file contradicts; names
        file and line numbers.
    """
    with plain_text(path, declared.encoding) as (plain, shape):
        heading = _first_line(plain, shape.codec)
        delimiter = _delimiter(heading, path.name, declared.delimiter)
        sign = DELIMITERS[delimiter]
        names = _names(heading, sign, path.name)
        if shape.has_quotes:
            _refuse_faulty_quotes(plain, shape.codec, sign)
        columns, n_rows = _content(plain, names, sign, shape)
    said = " (declared)" if declared.delimiter else ""
    return RawTable(
        path.name,
        columns,
        n_rows,
        f"csv; {delimiter}{said}; {shape.told}",
        tuple(_warnings(shape)),
    )


def _warnings(shape: TextShape):
    if not shape.ends_with_line_end:
        yield "no_final_newline"
    if shape.mixes_line_ends:
        yield "mixed_line_ends"


def _first_line(path: Path, codec: str) -> str:
    with path.open("r", encoding=codec, newline="") as file:
        heading = file.readline(_BLOCK)
    if len(heading) == _BLOCK or not heading.strip():
        raise ExtractError(
            "A text file has no heading.",
            where=f"{path.name} line 1",
            remedy="Let the first line hold the column names.",
        )
    heading = heading.rstrip("\r\n")
    if heading.casefold().startswith(_EXCEL_HINT):
        raise ExtractError(
            "The first line of a text file is a hint to Excel (sep=), not the column names.",
            where=f"{path.name} line 1",
            remedy="Remove the line; the delimiter is found by itself.",
        )
    return heading


def _delimiter(heading: str, name: str, declared: str | None) -> str:
    bare = _QUOTED.sub("", heading)
    present = [word for word, sign in DELIMITERS.items() if sign in bare]
    if declared is not None:
        if present and declared not in present:
            raise ExtractError(
                f"The delimiter is declared to be {declared}, and the heading has none.",
                where=f"{name} line 1",
                remedy=f"Correct it; the heading has {' and '.join(present)}.",
            )
        return declared
    if len(present) == 1:
        return present[0]
    what = "has no delimiter" if not present else "has more than one kind of delimiter"
    raise ExtractError(
        f"The heading of a text file {what}.",
        where=f"{name} line 1",
        remedy="Use semicolon, comma or tab between the columns, and one of them only; or declare "
        "which it is (--delimiter, or delimiter in delivery.yaml).",
    )


def _names(heading: str, sign: str, name: str) -> list[str]:
    try:
        return [text.strip() for text in next(csv.reader([heading], delimiter=sign, strict=True))]
    except csv.Error:
        raise _faulty_quotes(f"{name} line 1") from None


def _refuse_faulty_quotes(path: Path, codec: str, sign: str) -> None:
    # Arrow is lenient where a mark is not paired or stands beside text: cells would move.
    with path.open("r", encoding=codec, newline="") as file:
        rows = csv.reader(file, delimiter=sign, strict=True)
        before = 0
        try:
            for _ in rows:
                if rows.line_num != before + 1:
                    raise _faulty_quotes(f"{path.name} line {before + 1}")
                before = rows.line_num
        except csv.Error:
            raise _faulty_quotes(f"{path.name} line {before + 1}") from None


def _faulty_quotes(where: str) -> ExtractError:
    return ExtractError(
        "A quotation mark is not paired, stands beside text, or holds a line break.",
        where=where,
        remedy="Ask for the file with paired quotation marks around whole cells, and without line "
        "breaks in cells.",
    )


def _content(
    path: Path, names: list[str], sign: str, shape: TextShape
) -> tuple[tuple[RawColumn, ...], int]:
    """Columns and number of rows, read block by block: only distinct cells are kept as text."""
    places = [f"c{place}" for place in range(len(names))]
    text = pa.dictionary(pa.int32(), pa.string())
    columns = [_Growing() for _ in names]
    n_rows: int | None = 0
    try:
        for block in _blocks(path, shape.codec):
            rows = pa.csv.read_csv(
                block,
                read_options=pa.csv.ReadOptions(column_names=places, block_size=block.size() + 1),
                parse_options=pa.csv.ParseOptions(delimiter=sign),
                convert_options=pa.csv.ConvertOptions(
                    column_types=dict.fromkeys(places, text), strings_can_be_null=False
                ),
            )
            n_rows += rows.num_rows
            for column, cells in zip(columns, rows.columns, strict=True):
                for chunk in cells.chunks:
                    column.add(chunk)
    except pa.ArrowInvalid:
        # Arrow's own message quotes the row: nothing is raised where it would be in the chain.
        n_rows = None
    # A line that is no row is blank: Arrow passes over it.
    if n_rows != shape.n_lines - 1:
        _refuse_uneven(path, len(names), sign, shape.codec)
    if n_rows is None:
        raise _unparsed(path.name)
    return tuple(column.whole(name) for column, name in zip(columns, names, strict=True)), n_rows


def _blocks(path: Path, codec: str) -> Iterator[pa.NativeFile]:
    """Whole lines after the heading, in UTF-8.

    Decoded here, and held by Arrow itself: were Arrow given a Python file, a codec or a
    function, its threads would run Python, and may do so after the reading has ended.
    """
    with path.open("r", encoding=codec, newline="") as file:
        file.readline()
        while text := file.read(_BLOCK) + file.readline():
            sink = pa.BufferOutputStream()
            sink.write(text.encode())
            yield pa.BufferReader(sink.getvalue())


class _Growing:
    """Distinct cells of one column, and which of them each row holds, block by block."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.codes: list[np.ndarray] = []

    def add(self, cells: pa.DictionaryArray) -> None:
        places = self.places
        known = [places.setdefault(text, len(places)) for text in cells.dictionary.to_pylist()]
        # A column of few distinct cells takes a byte or two per row.
        kind = np.min_scalar_type(-len(places) - 1)
        self.codes.append(np.array(known, dtype=kind)[cells.indices.to_numpy()])

    def whole(self, name: str) -> RawColumn:
        none = np.array([], dtype="int8")
        codes = np.concatenate(self.codes or [none])
        self.codes.clear()
        return text_column(name, codes, np.array(list(self.places), dtype=object))


def _refuse_uneven(path: Path, width: int, sign: str, codec: str) -> None:
    """Refuse uneven lines, and blank ones between rows; blank lines at the end are nothing."""
    uneven, blank = [], []
    with path.open("r", encoding=codec, newline="") as file:
        rows = csv.reader(file, delimiter=sign)
        for row in rows:
            if not row:
                blank.append(rows.line_num)
                continue
            uneven += blank
            blank.clear()
            if len(row) != width:
                uneven.append(rows.line_num)
    if uneven:
        lines = ", ".join(map(str, uneven[:_SHOWN]))
        raise ExtractError(
            f"{len(uneven)} rows have more or fewer fields than the heading, which has {width}; "
            "the columns would shift or the file is cut off.",
            where=f"{path.name} line {lines}{' …' if len(uneven) > _SHOWN else ''}",
            remedy="Ask for the file again. Look for an extra delimiter at the end of each row, "
            "a decimal comma in a comma-separated file, a footer, a blank line, or a last row cut "
            "short.",
        )


def _unparsed(name: str) -> ExtractError:
    return ExtractError(
        "A text file cannot be parsed.",
        where=name,
        remedy="Look for an unpaired quotation mark or a line without end, or ask for the file "
        "again.",
    )
