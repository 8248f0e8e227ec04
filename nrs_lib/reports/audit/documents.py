"""PDF documents and images: their text, and what they tell of themselves."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from nrs_lib.reports.audit.seen import Channel, Seen

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# What PDF writers say of themselves and of the day.
_OF_THE_PROGRAM = {"/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped"}
_SEEN_BY_ALL = {b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"cHRM"}
_SEEN_BY_ALL |= {b"bKGD", b"sBIT", b"iCCP", b"acTL", b"fcTL", b"fdAT"}
_PRINTABLE = re.compile(rb"[\x20-\x7e\xa0-\xff]{3,}")
# Drawing libraries sign their images; the signature tells nothing of the data.
_SIGNATURE = re.compile(r"^Software\W+Matplotlib version[\d., ]+https?://matplotlib\.org/?$")


def read_pdf(path: Path, file: str) -> Seen:
    """Read a PDF: the text of each page, its metadata, notes, and files attached to it."""
    # Slow to import, and not every release has one.
    from pypdf import PdfReader

    seen = Seen(file)
    reader = PdfReader(path)
    for number, page in enumerate(reader.pages, start=1):
        seen.say(f"page {number}", Channel.VISIBLE, page.extract_text())
        for note in page.get("/Annots") or ():
            held = note.get_object()
            words = str(held.get("/Contents", ""))
            # A link inside the document is described by the name of the place it leads to.
            is_name = held.get("/Subtype") == "/Link" and words == str(held.get("/Dest", ""))
            channel = Channel.NAME if is_name else Channel.COMMENT
            seen.say(f"page {number} note", channel, words)
            action = held.get("/A")
            if action is not None and "/URI" in action.get_object():
                seen.faults.append(("outside_address", f"page {number} link"))
    for key, value in (reader.metadata or {}).items():
        if key not in _OF_THE_PROGRAM:
            seen.say(f"metadata {key[1:]}", _channel(key[1:].lower()), str(value))
    xmp = reader.xmp_metadata
    if xmp is not None:
        for name in ("dc_title", "dc_description", "dc_subject", "dc_creator", "custom_properties"):
            held = _plain(getattr(xmp, name, None))
            seen.say(f"metadata {name}", _channel(name.removeprefix("dc_")), held)
    for name, contents in reader.attachments.items():
        seen.embedded += [(f"attachment {name}", name, part) for part in contents]
    if "/AcroForm" in reader.trailer["/Root"]:
        seen.faults.append(("script", "form"))
    return seen


def _channel(name: str) -> Channel:
    """Readers see a document's title over its window; nothing else of what it says of itself."""
    return Channel.VISIBLE if name == "title" else Channel.METADATA


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key} {part}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value or "")


def read_image(data: bytes, file: str) -> Seen:
    """Read what an image tells besides its picture: text chunks, EXIF, comments, a tail."""
    seen = Seen(file)
    if data.startswith(_PNG):
        parts = list(_png(data))
    elif data.startswith(_JPEG):
        parts = list(_jpeg(data))
    else:
        parts = [("bytes", data)]
        if not data.startswith((b"GIF8", b"RIFF")):
            seen.faults.append(("unreadable", "image"))
    for place, content in parts:
        words = " ".join(part.decode("latin-1") for part in _PRINTABLE.findall(content))
        if not _SIGNATURE.match(words.strip()):
            seen.say(f"image {place}", Channel.METADATA, words)
    return seen


def _png(data: bytes) -> Iterator[tuple[str, bytes]]:
    place = len(_PNG)
    while place + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        content = data[place + 8 : place + 8 + length]
        if kind in (b"zTXt", b"iTXt"):
            yield kind.decode("latin-1"), _unpacked(content)
        elif kind not in _SEEN_BY_ALL:
            yield kind.decode("latin-1"), content
        place += length + 12
        if kind == b"IEND":
            break
    if place < len(data):
        yield "after its end", data[place:]


def _unpacked(content: bytes) -> bytes:
    keyword, _, rest = content.partition(b"\0")
    for start in range(min(len(rest), 40)):
        try:
            return keyword + b" " + zlib.decompress(rest[start:])
        except zlib.error:
            continue
    return keyword + b" " + rest


def _jpeg(data: bytes) -> Iterator[tuple[str, bytes]]:
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind = data[place + 1]
        if kind == 0xDA:
            break
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        content = data[place + 4 : place + 2 + length]
        is_plain = kind == 0xE0 and content.startswith((b"JFIF", b"JFXX"))
        is_told = (0xE0 <= kind <= 0xEF and not is_plain) or kind == 0xFE
        if is_told and not (kind == 0xEE and content.startswith(b"Adobe")):
            yield "EXIF" if content.startswith(b"Exif") else f"segment {kind:X}", content
        place += 2 + length
    end = data.rfind(b"\xff\xd9")
    if 0 <= end < len(data) - 2:
        yield "after its end", data[end + 2 :]
