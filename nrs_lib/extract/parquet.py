"""Parquet files, read as they are typed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from nrs_lib.errors import ExtractError
from nrs_lib.extract.bounds import refuse_cells
from nrs_lib.extract.raw import RawColumn, RawTable, text_column


def read_parquet(path: Path) -> RawTable:
    """Read a Parquet file: texts, numbers, days, yes and no, and coded texts.

    Raises
    ------
    ExtractError
        It is cut off or no Parquet file, becomes too large, or has a column of another
        type, such as a list; names the column by its number.
    """
    try:
        with pq.ParquetFile(path) as file:
            refuse_cells(path.name, file.metadata.num_rows, file.metadata.num_columns)
            columns = []
            for number, field in enumerate(file.schema_arrow):
                _refuse_type(field.type, f"{path.name}: column number {number + 1}")
                # One column at a time: the others need not be in memory.
                values = file.read(columns=[field.name], use_pandas_metadata=False).column(0)
                columns.append(_column(field.name, values))
            n_rows = file.metadata.num_rows
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        # Arrow's own message may quote bytes of the file.
        raise ExtractError(
            "A Parquet file cannot be read: it is cut off, damaged or no Parquet file.",
            where=path.name,
            remedy="Compare its size with the sender's, and ask for the file again.",
        ) from None
    return RawTable(path.name, tuple(columns), n_rows, "parquet")


def _inner(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    return any(
        test(kind)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    )


def _refuse_type(kind: pa.DataType, where: str) -> None:
    inner = _inner(kind)
    is_moment = pa.types.is_date(inner) or (pa.types.is_timestamp(inner) and inner.tz is None)
    tests = (
        pa.types.is_floating,
        pa.types.is_integer,
        pa.types.is_boolean,
        pa.types.is_decimal,
        pa.types.is_null,
    )
    if not (_is_text(inner) or is_moment or any(test(inner) for test in tests)):
        raise ExtractError(
            "A column of a Parquet file is of a type that no answer has.",
            where=where,
            remedy="Store texts, numbers, days without time zone, or yes and no.",
        )


def _column(name: str, values: pa.ChunkedArray) -> RawColumn:
    inner = _inner(values.type)
    if pa.types.is_null(inner):
        return RawColumn(name, np.full(len(values), -1, dtype="int32"), np.array([], dtype=object))
    plain = values.cast(inner) if pa.types.is_dictionary(values.type) else values
    coded = plain.dictionary_encode()
    one = coded.unify_dictionaries().combine_chunks()
    if isinstance(one, pa.ChunkedArray):
        one = one.chunk(0) if one.num_chunks else pa.array([], coded.type)
    codes = one.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype("int32")
    distinct = one.dictionary
    if _is_text(inner):
        return text_column(name, codes, distinct.to_numpy(zero_copy_only=False))
    if pa.types.is_integer(inner) or pa.types.is_decimal(inner) or pa.types.is_boolean(inner):
        # As text no digit is lost, however long the number.
        cells = np.array([str(cell).lower() for cell in distinct.to_pylist()], dtype=object)
        return RawColumn(name, codes, cells)
    if pa.types.is_floating(inner):
        cells = distinct.cast(pa.float64()).to_numpy(zero_copy_only=False)
        empty = np.append(np.isnan(cells), True)
        return RawColumn(name, np.where(empty[codes], np.int32(-1), codes), cells)
    return RawColumn(name, codes, distinct.to_numpy(zero_copy_only=False).astype("datetime64[us]"))
