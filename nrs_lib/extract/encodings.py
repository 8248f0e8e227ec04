"""The encoding of a text file, told by its bytes and never guessed against them."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nrs_lib.errors import ExtractError

_BLOCK = 1 << 22
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_NOT_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_UTF_16 = ("utf-16", "utf-16-le", "utf-16-be")


@dataclass(frozen=True)
class TextShape:
    """How the bytes of a text file are to be read.

    ``codec`` is Python's name for reading the file with its byte order mark, ``told`` the
    name for people.
    """

    codec: str
    told: str
    has_quotes: bool
    n_lines: int
    mixes_line_ends: bool
    ends_with_line_end: bool


@contextmanager
def plain_text(path: Path, declared: str | None) -> Iterator[tuple[Path, TextShape]]:
    """Read a text file's bytes once, and tell how it is to be read.

    A byte order mark decides; else what is valid UTF-8 is UTF-8, and else it is
    Windows-1252, unless something else is declared that the bytes do not contradict.

    Yields
    ------
    tuple
        The file to read, which for UTF-16 is a copy in UTF-8 that is gone afterwards, and
        its shape.

    Raises
    ------
    ExtractError
        The bytes are no text in the encoding, hold zero bytes, or contradict what is
        declared; names file and line.
    """
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for bom, name in _BOMS.items() if start.startswith(bom)), None)
    if declared not in _UTF_16 and marked not in _UTF_16:
        yield path, _shape(path, marked, declared)
        return
    codec = _codec_of_utf_16(path, marked, declared)
    with tempfile.TemporaryDirectory(prefix="nrs-delivery-") as aside:
        plain = Path(aside) / path.name
        _to_utf_8(path, codec, plain)
        told = "utf-16 (declared)" if declared else "utf-16"
        yield plain, replace(_shape(plain, None, None), told=told)


def _shape(path: Path, marked: str | None, declared: str | None) -> TextShape:
    seen = _Bytes(path)
    _refuse_contradiction(path, seen, marked, declared)
    if seen.is_utf_8:
        encoding = "utf-8"
    elif declared is not None:
        encoding = declared
        _refuse_undecodable(path, encoding)
    elif marked == "utf-8" or seen.is_not_cp1252:
        raise _wrong(path, "it is neither UTF-8 nor Windows-1252", seen.line_of_fault)
    else:
        encoding = "cp1252"
    return TextShape(
        codec="utf-8-sig" if encoding == "utf-8" else encoding,
        told=encoding + (" (declared)" if declared == encoding else ""),
        has_quotes=seen.has_quotes,
        n_lines=seen.n_lines,
        mixes_line_ends=seen.mixes_line_ends,
        ends_with_line_end=seen.ends_with_line_end,
    )


class _Bytes:
    """What one pass over the bytes shows."""

    def __init__(self, path: Path) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")()
        self.is_utf_8, self.is_ascii, self.is_not_cp1252 = True, True, False
        self.has_quotes = False
        self.line_of_fault = 1
        feeds = pairs = returns = 0
        last = b""
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if b"\0" in block:
                    line = max(feeds, returns) + 1 + block[: block.index(b"\0")].count(b"\n")
                    raise _wrong(path, "it holds zero bytes", line)
                self.has_quotes = self.has_quotes or b'"' in block
                if not block.isascii():
                    self.is_ascii = False
                    self.is_not_cp1252 |= any(byte in block for byte in _NOT_CP1252)
                if self.is_utf_8:
                    try:
                        decoder.decode(block)
                    except UnicodeDecodeError as fault:
                        self.is_utf_8 = False
                        self.line_of_fault = feeds + 1 + block[: fault.start].count(b"\n")
                feeds += block.count(b"\n")
                if b"\r" in block or last == b"\r":
                    returns += block.count(b"\r")
                    pairs += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
                last = block[-1:]
        if self.is_utf_8:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                self.is_utf_8, self.line_of_fault = False, feeds + 1
        kinds = (pairs > 0) + (feeds > pairs) + (returns > pairs)
        self.mixes_line_ends = kinds > 1
        self.ends_with_line_end = last in (b"\n", b"\r")
        self.n_lines = feeds + returns - pairs + (not self.ends_with_line_end)


def _refuse_contradiction(
    path: Path, seen: _Bytes, marked: str | None, declared: str | None
) -> None:
    if declared is None or seen.is_ascii:
        return
    if declared == "utf-8" and not seen.is_utf_8:
        raise _contradicts(path, declared, "no UTF-8", seen.line_of_fault)
    if declared != "utf-8" and (seen.is_utf_8 or marked == "utf-8"):
        raise _contradicts(path, declared, "UTF-8", 1)


def _refuse_undecodable(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as fault:
                line += block[: fault.start].count(b"\n")
                raise _contradicts(path, encoding, f"no {encoding}", line) from None
            line += block.count(b"\n")


def _codec_of_utf_16(path: Path, marked: str | None, declared: str | None) -> str:
    if marked is None:
        if declared == "utf-16":
            raise _contradicts(path, declared, "without a mark that tells their order", 1)
        return declared
    if declared not in (None, "utf-16", marked):
        raise _contradicts(path, declared, marked, 1)
    # Python drops the mark only where it is to read the order from it.
    return "utf-16"


def _to_utf_8(path: Path, codec: str, target: Path) -> None:
    decoder, line = codecs.getincrementaldecoder(codec)(), 1
    with path.open("rb") as source, target.open("wb") as plain:
        is_last = False
        while not is_last:
            block = source.read(_BLOCK)
            is_last = not block
            try:
                text = decoder.decode(block, final=is_last)
                plain.write(text.encode())
            except UnicodeError:
                raise _wrong(path, "its UTF-16 is damaged or cut off", line) from None
            line += text.count("\n")


def _wrong(path: Path, why: str, line: int) -> ExtractError:
    return ExtractError(
        f"A text file has a wrong encoding: {why}.",
        where=f"{path.name} line {line}",
        remedy="Save it as UTF-8 or Windows-1252, or ask for the .sav file.",
    )


def _contradicts(path: Path, declared: str, found: str, line: int) -> ExtractError:
    return ExtractError(
        f"A text file is declared to be {declared}, and its bytes are {found}.",
        where=f"{path.name} line {line}",
        remedy="Correct what is declared, or leave it out: the encoding is found by itself.",
    )
