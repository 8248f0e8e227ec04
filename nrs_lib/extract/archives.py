"""Packed deliveries: a zip archive is a folder, and a .gz file is the file in it.

What is unpacked lies in a folder of its own that only its owner may read, and is gone when
the delivery has been read.
"""

from __future__ import annotations

import gzip
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from nrs_lib.errors import ExtractError
from nrs_lib.extract.bounds import copy_bounded, open_bounded, unpacking

ZIP, GZ = ".zip", ".gz"
_ENCRYPTED = 0x1
_MAC_EXTRAS = "__MACOSX"


@contextmanager
def unpacked_folder(path: Path) -> Iterator[Path]:
    """A delivery as a folder or file that can be read: a zip is unpacked as long as needed.

    Raises
    ------
    ExtractError
        The archive is damaged, encrypted, too large, or has a member that could end up
        outside the folder, stands twice, lies in one of several folders, or is an archive.
    """
    if path.suffix.lower() != ZIP or not path.is_file():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="nrs-delivery-") as aside:
        folder = Path(aside)
        with open_bounded(path) as archive:
            for name, member in _members(archive, path.name).items():
                _unpack(archive, member, folder / name, f"{path.name}: {name}")
        yield folder


@contextmanager
def unpacked_file(path: Path) -> Iterator[Path]:
    """A file as it can be read: a .gz is unpacked as long as needed.

    Raises
    ------
    ExtractError
        It is damaged, cut off, or becomes too large.
    """
    if path.suffix.lower() != GZ:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="nrs-delivery-") as aside:
        inside = Path(aside) / path.stem
        with unpacking(path.name), gzip.open(path) as source, inside.open("wb") as target:
            copy_bounded(source, target, packed=path.stat().st_size, name=path.name)
        yield inside


def bare_name(path: Path) -> Path:
    """A file's name without the ending of its packing."""
    return Path(path.stem) if path.suffix.lower() == GZ else Path(path.name)


def _members(archive: ZipFile, where: str) -> dict[str, ZipInfo]:
    found: dict[str, ZipInfo] = {}
    folders = set()
    for number, member in enumerate(archive.infolist(), start=1):
        # zipfile itself cuts a name at NUL and turns backslashes on Windows; look before that.
        name = member.orig_filename
        path = PurePosixPath(name)
        place = f"{where}: member {number}"
        is_odd = not path.parts or not name.isprintable() or "\\" in name or ":" in name
        if is_odd or path.is_absolute() or ".." in path.parts:
            raise _refused("has a name that may lead out of its folder", place)
        if member.is_dir() or path.parts[0] == _MAC_EXTRAS or path.name.startswith("."):
            continue
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _refused("is a link", place)
        if member.flag_bits & _ENCRYPTED:
            raise _refused("is encrypted", place)
        if path.suffix.lower() == ZIP:
            raise _refused("is an archive itself", place)
        folders.add(path.parent)
        if any(path.name.casefold() == other.casefold() for other in found):
            raise _refused("has the name of another", place)
        found[path.name] = member
    if len(folders) > 1 or any(len(folder.parts) > 1 for folder in folders):
        raise ExtractError(
            "An archive has files in several folders.",
            where=where,
            remedy="Put the files of one delivery in it, without folders or in one.",
        )
    return found


def _refused(what: str, where: str) -> ExtractError:
    return ExtractError(
        f"A member of an archive {what}.",
        where=where,
        remedy="Send the files of the delivery alone, unencrypted, or as a folder.",
    )


def _unpack(archive: ZipFile, member: ZipInfo, target: Path, where: str) -> None:
    with unpacking(where), archive.open(member) as source, target.open("xb") as file:
        copy_bounded(source, file, packed=member.compress_size, name=where)
