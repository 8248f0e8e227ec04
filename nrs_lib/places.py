"""Where the project's own files are, in a clone and in an installed wheel."""

from __future__ import annotations

import os
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
