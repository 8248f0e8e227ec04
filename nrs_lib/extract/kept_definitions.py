"""The definitions that an extract was made by, kept with it so that they can be applied again."""

from __future__ import annotations

import hashlib
import importlib
import io
import pickle
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TypeVar

from nrs_lib.errors import ExtractError, PlatformError
from nrs_lib.places import (
    DEFINITION_ENDINGS,
    checksum,
    definition_files,
    definitions,
    definitions_checksum,
    use_definitions,
)

Asked = TypeVar("Asked")
Told = TypeVar("Told")
ARCHIVE = "definitions.zip"


def pack_definitions() -> bytes:
    """The definitions in force as one archive; the same definitions give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in definition_files().items():
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def checksums_of_definitions() -> dict[str, str]:
    """SHA-256 of each file of the definitions in force, by its path."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in definition_files().items()
    }


@contextmanager
def definitions_of(home: Path, *, sha256: str) -> Iterator[Path]:
    """The folder of an extract's own definitions, for as long as the block lasts.

    Parameters
    ----------
    home
        The folder of the frozen extract.
    sha256
        Checksum of its definitions, from the passport.

    Raises
    ------
    ExtractError
        The extract was stored before definitions were kept with it, or what is kept was
        changed since.
    """
    if sha256 == definitions_checksum():
        yield definitions()
        return
    kept = home / ARCHIVE
    if not kept.exists():
        raise ExtractError(
            "The extract was stored without its definitions, and others are in force now.",
            where=home.parents[1].name,
            remedy="Load its delivery again with the definitions that it was loaded with.",
        )
    with tempfile.TemporaryDirectory(prefix="nrs-definitions-") as folder:
        root = Path(folder)
        try:
            with zipfile.ZipFile(kept) as archive:
                archive.extractall(root)
        except (zipfile.BadZipFile, OSError):
            whole = False
        else:
            whole = checksum(root, DEFINITION_ENDINGS) == sha256
        if not whole:
            raise ExtractError(
                "The definitions kept with the extract have been changed since.",
                where=f"{home.parents[1].name}/{ARCHIVE}",
                remedy="Delete the extract and load its delivery again.",
            )
        yield root


def run_under(folder: Path, task: Callable[[Asked], Told], asked: Asked) -> Told:
    """Run a task by the definitions in a folder.

    Definitions are read once in a process and remembered, so a task under others than those
    in force runs in a process of its own, which reads no other.

    Parameters
    ----------
    folder
        From `definitions_of`.
    task, asked
        A function of a module and its one argument; both, and what it returns, are sent
        between processes.
    """
    if folder == definitions():
        return task(asked)
    # Not multiprocessing, whose new process would run the caller's script or notebook anew.
    command = f"from {__name__} import _answer; _answer()"
    ran = subprocess.run(
        [sys.executable, "-c", command],
        input=pickle.dumps((folder, task.__module__, task.__name__, pickle.dumps(asked))),
        stdout=subprocess.PIPE,
        check=False,
    )
    if ran.returncode:
        raise PlatformError(
            "A process that follows other definitions ended without an answer.",
            where=f"exit code {ran.returncode}",
            remedy="Free some memory and try again.",
        )
    told = pickle.loads(ran.stdout)
    if isinstance(told, BaseException):
        raise told
    return told


def _answer() -> None:
    """Do what `run_under` asks, in the process that it starts."""
    folder, module, name, asked = pickle.load(sys.stdin.buffer)
    use_definitions(folder)
    # What is asked is read after the folder is set, as reading it imports what reads definitions.
    with redirect_stdout(sys.stderr):
        try:
            told = getattr(importlib.import_module(module), name)(pickle.loads(asked))
        except Exception as fault:
            told = fault
    sys.stdout.buffer.write(pickle.dumps(told))
