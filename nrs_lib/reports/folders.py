"""Where a report's files stand, and how they come to stand there: whole or not at all.

``<extract>/internal`` never leaves the house; ``<extract>/cleared/<audience>`` may. Every
folder is written aside and renamed, so what has its final name is finished.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nrs_lib.reports.subjects import Subject, path_part

if TYPE_CHECKING:
    from nrs_lib.reports.catalog import Sidecar

_ASIDE = ".aside-"
_OLDER = f"{_ASIDE}older="
_FLUSHED_AT_A_TIME = 8
NOTEBOOK = "notebook.ipynb"
FAILED = "failed.ipynb"
TRACE = "failed.txt"
MANIFEST = "manifest.json"
PAGE = "report.html"
PDF = "report.pdf"
MADE_FROM = "made_from.json"


@dataclass(frozen=True)
class Folders:
    """The places of one report about one subject.

    Attributes
    ----------
    release
        What may be handed out: report, tables, figures, manifest.
    internal
        The executed notebook; never leaves the house.
    superseded
        Where an older release goes when a newer takes its place. It lies under
        ``internal``, so that no served folder ever offers an outdated report.
    outputs
        The folder that holds everything made, with the ledger of releases.
    """

    release: Path
    internal: Path
    superseded: Path
    outputs: Path


def folders_of(
    outputs: Path, *, extract_id: str, sidecar: Sidecar, period: str, subject: Subject
) -> Folders:
    """The places of a report, each part of their paths checked.

    Raises
    ------
    ParameterError
        A part could climb out of its folder or hide in it.
    """
    home = outputs / path_part(extract_id, where="extract_id")
    report = Path(sidecar.folder) / path_part(period, where="period") / subject.folder
    cleared = Path(str(sidecar.audience)) / report
    return Folders(
        release=home / "cleared" / cleared,
        internal=home / "internal" / report,
        superseded=home / "internal" / "superseded" / cleared,
        outputs=outputs,
    )


def releases_in(home: Path) -> list[Path]:
    """Every release of an extract, in order; what is being written aside is none."""
    found = sorted(path.parent for path in home.glob(f"cleared/*/*/*/*/{MANIFEST}"))
    return [release for release in found if not release.name.startswith(".")]


def aside_of(path: Path) -> Path:
    """Where this process writes what then gets a final name; `sweep` knows it."""
    return path.with_name(f"{_ASIDE}{path.name}-{os.getpid()}")


@contextmanager
def set_aside(target: Path) -> Iterator[Path]:
    """A folder beside the final one to write in; gone afterwards unless `put` moved it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = aside_of(target)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def linked(source: Path, target: Path) -> None:
    """Give a file that is never changed another name; a copy where the disk has no such names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def put(aside: Path, target: Path, *, older_to: Path) -> None:
    """Give a finished folder its final name.

    Parameters
    ----------
    aside
        Everything is in it; its bytes are brought to disk first.
    target
        The final name.
    older_to
        Where a folder that already has the final name is moved, under the time of the
        move. It is never overwritten.
    """
    _to_disk(aside)
    if target.exists():
        older_to.mkdir(parents=True, exist_ok=True)
        target.rename(older_to / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}")
    aside.rename(target)
    _flush(target.parent)


def _flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_new(aside: Path, target: Path) -> None:
    """Give a finished folder a final name that nothing has yet."""
    _to_disk(aside)
    aside.rename(target)
    _flush(target.parent)


def exchanged(aside: Path, target: Path) -> None:
    """Give a finished folder the name of one that it holds whole, which is then gone."""
    _to_disk(aside)
    # Where this is as far as it came, `sweep` gives the older one its name back.
    older = target.with_name(f"{_OLDER}{target.name}-{os.getpid()}")
    target.rename(older)
    aside.rename(target)
    _flush(target.parent)
    shutil.rmtree(older)


def _to_disk(folder: Path) -> None:
    # What has another name besides is on the disk already.
    fresh = [path for path in folder.rglob("*") if path.is_dir() or path.stat().st_nlink == 1]
    # The disk takes many at a time; one after the other each waits for a turn of its own.
    waiting = iter(fresh)
    with ThreadPoolExecutor(_FLUSHED_AT_A_TIME) as pool:
        for _ in pool.map(_flush_next, [waiting] * _FLUSHED_AT_A_TIME):
            pass
    _flush(folder)


def _flush_next(waiting: Iterator[Path]) -> None:
    """Flush what waits, one after the other, until others have taken the last."""
    for path in waiting:
        _flush(path)


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = aside_of(path)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def owner_only(*, when: bool = True) -> Iterator[None]:
    """Nobody but the owner may read what is written meanwhile."""
    mask = os.umask(0o077) if when else None
    try:
        yield
    finally:
        if mask is not None:
            os.umask(mask)


def is_owner_only(folder: Path) -> bool:
    """Whether a folder is closed to everybody but its owner."""
    return not stat.S_IMODE(folder.stat().st_mode) & 0o077


def sweep(folder: Path, *, beneath: bool = False) -> None:
    """Remove what interrupted runs left aside in a folder, or anywhere beneath it."""
    found = (folder.rglob if beneath else folder.glob)(f"{_ASIDE}*")
    for left in list(found):
        name, _, owner = left.name.rpartition("-")
        if owner.isdigit() and is_running(int(owner)):
            continue
        final = left.with_name(name.removeprefix(_OLDER))
        if name.startswith(_OLDER) and not final.exists():
            left.rename(final)
        elif left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def is_running(pid: int) -> bool:
    """Whether a process with this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
