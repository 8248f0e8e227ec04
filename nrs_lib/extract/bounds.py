"""How much a packed file may become: a few bytes can unpack to more than a disk holds."""

from __future__ import annotations

import errno
import gzip
import lzma
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from nrs_lib.contracts.rules import limit
from nrs_lib.errors import ExtractError

_BLOCK = 1 << 20
_CELL_BYTES = 8
_FAULTS = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)


@contextmanager
def unpacking(name: str) -> Iterator[None]:
    """Tell what the library raises, where packed bytes are damaged, as an error for people.

    Raises
    ------
    ExtractError
        A packed file is damaged, cut off, encrypted, or none.
    """
    try:
        yield
    except _FAULTS:
        raise _damaged(name) from None
    except OSError as fault:
        # A damaged entry may ask for a place before the file's start. A full disk is no fault
        # of the file.
        if fault.errno != errno.EINVAL:
            raise
        raise _damaged(name) from None


def refuse_cells(name: str, rows: int, columns: int) -> None:
    """Refuse a file that says it has more cells than may be unpacked.

    Raises
    ------
    ExtractError
        There are too many.
    """
    if rows * columns * _CELL_BYTES > limit("most_unpacked_bytes"):
        raise _too_much(name)


def copy_bounded(source: BinaryIO, target: BinaryIO, *, packed: int, name: str) -> None:
    """Unpack a stream into a file, and stop when it becomes more than it may.

    Parameters
    ----------
    packed
        Bytes that it takes as it is packed.
    name
        The file, for the error.

    Raises
    ------
    ExtractError
        It becomes too large, or too many times larger than it was.
    """
    written = 0
    while block := source.read(_BLOCK):
        written += len(block)
        refuse_ratio(name, packed, written)
        target.write(block)


def refuse_ratio(name: str, packed: int, unpacked: int) -> None:
    """Refuse what becomes too large, or many times larger than files of tables become.

    Raises
    ------
    ExtractError
        It does.
    """
    if unpacked > limit("most_unpacked_bytes"):
        raise _too_much(name)
    is_large = unpacked > limit("least_suspect_bytes")
    if is_large and unpacked > packed * limit("most_unpacked_ratio"):
        raise ExtractError(
            f"A packed file becomes more than {limit('most_unpacked_ratio')} times larger than it "
            "is, which no table does: it may be made to fill the disk.",
            where=name,
            remedy="Ask the sender; if the file is right, raise most_unpacked_ratio in rules.yaml.",
        )


def open_bounded(path: Path) -> ZipFile:
    """Open a zip archive whose members together become no more than they may.

    What a member says of its size holds: nothing beyond it is unpacked.

    Raises
    ------
    ExtractError
        It is no whole archive, has too many members, or becomes too large.
    """
    with unpacking(path.name):
        archive = ZipFile(path)
    members = archive.infolist()
    try:
        if len(members) > limit("most_members"):
            raise ExtractError(
                f"An archive has {len(members)} members, more than {limit('most_members')}.",
                where=path.name,
                remedy="Send the files of the delivery alone.",
            )
        refuse_ratio(path.name, path.stat().st_size, sum(one.file_size for one in members))
    except ExtractError:
        archive.close()
        raise
    return archive


def _damaged(name: str) -> ExtractError:
    return ExtractError(
        "A packed file cannot be unpacked: it is damaged, cut off, encrypted, or no such file.",
        where=name,
        remedy="Send it unencrypted and whole; compare its size with the sender's.",
    )


def _too_much(name: str) -> ExtractError:
    most = limit("most_unpacked_bytes")
    return ExtractError(
        f"A file becomes more than {most / 1e9:g} GB when it is unpacked.",
        where=name,
        remedy="Ask the sender; if the file is right, raise most_unpacked_bytes in rules.yaml.",
    )
