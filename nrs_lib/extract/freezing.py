"""Freezing: typed tables stored whole under a name, and thawed only if unchanged.

Knows nothing of what the tables mean.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nrs_lib.errors import ExtractError

PASSPORT = "passport.json"
_COMPRESSION = "zstd"


def freeze(
    folder: str | Path,
    tables: Mapping[str, pd.DataFrame],
    passport: Mapping[str, object],
    *,
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> Path:
    """Store tables and their passport as one folder, all or nothing.

    The folder is written aside, flushed to disk and renamed, so a power cut leaves either
    the whole of it or nothing. Freezing the same content again changes nothing.

    Parameters
    ----------
    folder
        The folder to make; its name is the identity of the content.
    tables
        Frames by name; each becomes one Parquet file (zstd) that keeps its column types.
    passport
        What is to be remembered about them, as JSON.
    beside
        Further files to keep with them, by name.

    Raises
    ------
    ExtractError
        The folder exists with another content, or cannot be written.
    """
    folder = Path(folder)
    checksums = {name: content_checksum(table) for name, table in tables.items()}
    if folder.exists():
        return _keep(folder, checksums)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        stored = {}
        for name, table in tables.items():
            path = aside / f"{name}.parquet"
            content = _arrow(name, table)
            pq.write_table(content, path, compression=_COMPRESSION)
            _flush(path)
            stored[name] = {
                "rows": content.num_rows,
                "columns": content.num_columns,
                "content_sha256": checksums[name],
                "file_sha256": _file_checksum(path),
            }
        for name, content in beside.items():
            (aside / name).write_bytes(content)
            _flush(aside / name)
        text = json.dumps(
            {"passport": dict(passport), "tables": stored},
            ensure_ascii=False,
            indent=1,
            default=str,
        )
        (aside / PASSPORT).write_text(text + "\n", encoding="utf-8")
        _flush(aside / PASSPORT)
        _flush(aside)
        aside.rename(folder)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        if folder.exists():
            # Another process froze the same extract in the meantime.
            return _keep(folder, checksums)
        raise ExtractError(
            f"Tables could not be stored: {error.strerror}.",
            where=folder.name,
            remedy="Check that the disk has room and that the folder may be written.",
        ) from error
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _flush(folder.parent)
    return folder


def thaw(
    folder: str | Path, *, only: Collection[str] | None = None
) -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    """Read frozen tables and their passport.

    Parameters
    ----------
    folder
        The folder that was frozen.
    only
        Names of the tables that are wanted; all of them when left out. What is not read
        is not verified.

    Raises
    ------
    ExtractError
        The folder is absent or unfinished, or a file differs from its checksum.
    """
    folder = Path(folder)
    record = read_passport_record(folder)
    tables = {}
    for name, told in record["tables"].items():
        if only is not None and name not in only:
            continue
        path = folder / f"{name}.parquet"
        if not path.exists() or _file_checksum(path) != told["file_sha256"]:
            raise ExtractError(
                "A stored table is absent or has been changed since it was stored.",
                where=f"{folder.name}/{path.name}",
                remedy="Delete the folder and prepare the extract again from the delivery.",
            )
        tables[name] = read_table(path)
    return tables, record["passport"]


def read_table(path: Path) -> pd.DataFrame:
    """Read one Parquet file without starting threads, for processes that fork."""
    with path.open("rb") as file:
        content = pq.ParquetFile(file, pre_buffer=False).read(use_threads=False)
        return content.to_pandas(use_threads=False)


def read_passport_record(folder: Path) -> dict[str, dict]:
    """Read the passport file alone: ``passport`` and, per table, rows and checksums.

    Raises
    ------
    ExtractError
        The folder is absent or unfinished.
    """
    path = folder / PASSPORT
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExtractError(
            "There are no whole tables here.",
            where=f"{folder.name}/{PASSPORT}",
            remedy="Prepare the extract again from the delivery.",
        ) from error


def content_checksum(table: pd.DataFrame) -> str:
    """SHA-256 of what a table holds: names, types, values and their order.

    The same content gives the same checksum whatever file or memory layout it comes from.
    """
    seal = hashlib.sha256()
    for name, values in table.items():
        codes, cells = pd.factorize(values)
        seal.update(f"{name}\0{values.dtype}\0{len(values)}\0".encode())
        if isinstance(values.dtype, pd.CategoricalDtype):
            categories = "\0".join(map(str, values.dtype.categories))
            seal.update(f"{values.dtype.ordered}\0{categories}\0".encode())
        seal.update(np.ascontiguousarray(codes, dtype="<i8"))
        seal.update("\0".join(map(str, cells)).encode())
    return seal.hexdigest()


def _arrow(name: str, table: pd.DataFrame) -> pa.Table:
    try:
        return pa.Table.from_pandas(table, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # Arrow's own message quotes the value that it could not place.
        raise ExtractError(
            "A table has a column of mixed types and cannot be stored.",
            where=name,
            remedy="Give every column one type before it is stored.",
        ) from None


def _keep(folder: Path, checksums: Mapping[str, str]) -> Path:
    stored = {
        name: told["content_sha256"]
        for name, told in read_passport_record(folder)["tables"].items()
    }
    if stored != dict(checksums):
        raise ExtractError(
            "Another content is already stored under this name.",
            where=folder.name,
            remedy="Give the new content another name; what is stored is never overwritten.",
        )
    return folder


def _file_checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
