"""Delimited text, read as text: nothing is guessed about types, and no cell is shown."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from nrs_lib.errors import ExtractError
from nrs_lib.extract.raw import RawColumn, RawTable

_DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab"}
_BLOCK = 1 << 22
_SHOWN = 10


def read_separated(path: Path) -> RawTable:
    """Read a file of delimited text (.csv, .tsv, .txt).

    The encoding is UTF-8 with or without byte order mark, else Windows-1252; the delimiter
    is the only one of semicolon, comma and tab that stands in the heading.

    Raises
    ------
    ExtractError
        Wrong encoding, undecided delimiter, or rows with more or fewer fields than the
        heading; names file and line numbers.
    """
    encoding = _encoding(path)
    heading = _first_line(path, encoding)
    delimiter = _delimiter(heading, path.name)
    names = [name.strip() for name in next(csv.reader([heading], delimiter=delimiter))]
    content = _content(path, len(names), delimiter, encoding)
    columns = tuple(_column(name, content.column(place)) for place, name in enumerate(names))
    _refuse_line_breaks(columns, path.name)
    read_as = f"csv; {_DELIMITERS[delimiter]}; {encoding.removesuffix('-sig')}"
    warnings = () if _ends_with_newline(path) else ("no_final_newline",)
    return RawTable(path.name, columns, content.num_rows, read_as, warnings)


def _encoding(path: Path) -> str:
    decoders = {
        "utf-8-sig": codecs.getincrementaldecoder("utf-8")(),
        "cp1252": codecs.getincrementaldecoder("cp1252")(),
    }
    with path.open("rb") as file:
        start = file.read(4)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise _wrong_encoding(path, "it is UTF-16")
        file.seek(0)
        while decoders and (block := file.read(_BLOCK)):
            if b"\0" in block:
                raise _wrong_encoding(path, "it holds zero bytes")
            for name in tuple(decoders):
                try:
                    decoders[name].decode(block)
                except UnicodeDecodeError:
                    del decoders[name]
    if "utf-8-sig" in decoders:
        try:
            decoders["utf-8-sig"].decode(b"", final=True)
        except UnicodeDecodeError:
            del decoders["utf-8-sig"]
    if not decoders:
        raise _wrong_encoding(path, "it is neither UTF-8 nor Windows-1252")
    return next(iter(decoders))


def _wrong_encoding(path: Path, why: str) -> ExtractError:
    return ExtractError(
        f"A text file has a wrong encoding: {why}.",
        where=path.name,
        remedy="Save it as UTF-8 or Windows-1252, or ask for the .sav file.",
    )


def _first_line(path: Path, encoding: str) -> str:
    with path.open("r", encoding=encoding, newline="") as file:
        heading = file.readline().rstrip("\r\n")
    if not heading.strip():
        raise ExtractError(
            "A text file has no heading.",
            where=f"{path.name} line 1",
            remedy="Let the first line hold the column names.",
        )
    return heading


def _delimiter(heading: str, name: str) -> str:
    present = [sign for sign in _DELIMITERS if sign in heading]
    if len(present) == 1:
        return present[0]
    what = "has no delimiter" if not present else "has more than one kind of delimiter"
    raise ExtractError(
        f"The heading of a text file {what}.",
        where=f"{name} line 1",
        remedy="Use semicolon, comma or tab between the columns, and one of them only.",
    )


def _content(path: Path, width: int, delimiter: str, encoding: str) -> pa.Table:
    uneven: list[int] = []

    def note_uneven(row: pa.csv.InvalidRow) -> str:
        uneven.append(row.number)
        return "skip"

    names = [f"c{place}" for place in range(width)]
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        content = pa.csv.read_csv(
            path,
            read_options=pa.csv.ReadOptions(
                # One thread, so that the line number of an uneven row is known.
                use_threads=False,
                encoding=encoding.removesuffix("-sig"),
                column_names=names,
                skip_rows=1,
                block_size=_BLOCK,
            ),
            parse_options=pa.csv.ParseOptions(delimiter=delimiter, invalid_row_handler=note_uneven),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, text), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        # Arrow's own message quotes the row.
        raise ExtractError(
            "A text file cannot be parsed.",
            where=path.name,
            remedy="Look for an unpaired quotation mark, or ask for the file again.",
        ) from None
    if uneven:
        lines = ", ".join(str(line) for line in uneven[:_SHOWN])
        raise ExtractError(
            f"{len(uneven)} rows have more or fewer fields than the heading, which has {width}; "
            "the columns would shift or the file is cut off.",
            where=f"{path.name} line {lines}{' …' if len(uneven) > _SHOWN else ''}",
            remedy="Ask for the file again. Look for an extra delimiter at the end of each row, "
            "a decimal comma in a comma-separated file, a footer, or a last row cut short.",
        )
    return content.unify_dictionaries()


def _column(name: str, chunks: pa.ChunkedArray) -> RawColumn:
    if chunks.num_chunks == 0 or not pa.types.is_dictionary(chunks.type):
        return RawColumn(name, np.full(len(chunks), -1, dtype="int32"), np.array([], dtype=object))
    cells = chunks.chunk(0).dictionary.to_numpy(zero_copy_only=False)
    codes = np.concatenate(
        [chunk.indices.to_numpy(zero_copy_only=False) for chunk in chunks.chunks]
    ).astype("int32", copy=False)
    # An empty cell is a missing answer, blanks or not.
    empty = np.array([not cell.strip() for cell in cells], dtype=bool)
    if empty.any():
        places = np.where(empty, -1, np.cumsum(~empty) - 1).astype("int32")
        codes, cells = places[codes], cells[~empty]
    return RawColumn(name, codes, cells)


def _refuse_line_breaks(columns: tuple[RawColumn, ...], name: str) -> None:
    # An unpaired quotation mark makes the rest of the file one cell, and no row is uneven.
    for place, column in enumerate(columns, start=1):
        for cell, text in enumerate(column.cells):
            if "\n" in text or "\r" in text:
                row = int(np.flatnonzero(column.codes == cell)[0]) + 1
                raise ExtractError(
                    "A cell holds a line break: a quotation mark is not paired.",
                    where=f"{name}: column number {place}, row {row}",
                    remedy="Ask for the file without line breaks in cells.",
                )


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) in (b"\n", b"\r")
