"""Where the project's own files are, in a clone and in a wheel, and which they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"


def _beside_or_shipped(name: str) -> Path:
    # A wheel carries definitions and notebooks under nrs_lib/shipped; a clone has them
    # beside the package, where people edit them.
    shipped = _SHIPPED / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def definitions() -> Path:
    """Folder of contracts, code lists, instruments, value sets and policies."""
    return _beside_or_shipped("data_contracts")


def templates() -> Path:
    """Folder of the notebooks that only the runner executes."""
    return _beside_or_shipped("notebooks") / "templates"


def views() -> Path:
    """Folder of the only notebooks that are served as pages."""
    return _beside_or_shipped("notebooks") / "views"


def outputs() -> Path:
    """Folder that holds everything made: ``$NRS_OUTPUTS``, else ``outputs`` here."""
    return Path(os.environ.get("NRS_OUTPUTS", "outputs")).absolute()


def checksum(root: Path, endings: Collection[str]) -> str:
    """SHA-256 over the names and bytes of the files below a folder that end so."""
    seal = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in endings):
        seal.update(path.relative_to(root).as_posix().encode())
        seal.update(path.read_bytes())
    return seal.hexdigest()


@cache
def code_checksum() -> str:
    """Which code this is, whatever version it says."""
    return checksum(_PACKAGE, {".py", ".j2", ".css", ".svg", ".woff2"})


@cache
def definitions_checksum() -> str:
    """Which definitions these are: contracts, instruments, conventions, policy and the rest."""
    return checksum(definitions(), {".yaml", ".csv", ".json"})
