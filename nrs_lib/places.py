"""Where the project's own files are, in a clone and in a wheel, and which they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"
DEFINITION_ENDINGS = (".yaml", ".csv", ".json")
_in_force: Path | None = None


def _beside_or_shipped(name: str) -> Path:
    # A wheel carries definitions and notebooks under nrs_lib/shipped; a clone has them
    # beside the package, where people edit them.
    shipped = _SHIPPED / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def definitions() -> Path:
    """Folder of contracts, code lists, instruments, value sets and policies."""
    return _in_force or _beside_or_shipped("data_contracts")


def use_definitions(folder: Path) -> None:
    """Let this process read its definitions from another folder.

    Definitions are read once and remembered, so this is the first thing that a process does,
    or it would follow some of each.
    """
    global _in_force
    _in_force = folder


def templates() -> Path:
    """Folder of the notebooks that only the runner executes."""
    return _beside_or_shipped("notebooks") / "templates"


def views() -> Path:
    """Folder of the only notebooks that are served as pages."""
    return _beside_or_shipped("notebooks") / "views"


def outputs() -> Path:
    """Folder that holds everything made: ``$NRS_OUTPUTS``, else ``outputs`` here."""
    return Path(os.environ.get("NRS_OUTPUTS", "outputs")).absolute()


def plans() -> Path:
    """Folder of the units' action plans: ``$NRS_PLANS``, else ``plans`` beside the outputs."""
    named = os.environ.get("NRS_PLANS")
    return Path(named).absolute() if named else outputs().parent / "plans"


def checksum(root: Path, endings: Collection[str]) -> str:
    """SHA-256 over the names and bytes of the files below a folder that end so."""
    seal = hashlib.sha256()
    for path in _below(root, endings):
        seal.update(path.relative_to(root).as_posix().encode())
        seal.update(path.read_bytes())
    return seal.hexdigest()


def _below(root: Path, endings: Collection[str]) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.suffix in endings)


@cache
def code_checksum() -> str:
    """Which code this is, whatever version it says."""
    return checksum(_PACKAGE, {".py", ".j2", ".css", ".js", ".json", ".svg", ".woff2"})


@cache
def definitions_checksum() -> str:
    """Which definitions these are: contracts, instruments, conventions, policy and the rest."""
    return checksum(definitions(), DEFINITION_ENDINGS)


def definition_files() -> dict[str, Path]:
    """The files of the definitions in force, by their path in the folder."""
    root = definitions()
    return {path.relative_to(root).as_posix(): path for path in _below(root, DEFINITION_ENDINGS)}
