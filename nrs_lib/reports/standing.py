"""Whether a release stands there already: whole, made from the same inputs, and entered.

That is asked of every report before anything else, and of most nothing else is done; so it
needs none of what makes releases.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nrs_lib.errors import DisclosureError, RunError
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.folders import MANIFEST, Folders
from nrs_lib.reports.ledger_place import Position, has_entry, ledger_path
from nrs_lib.reports.manifest import read_manifest, verify_release
from nrs_lib.reports.subjects import Subject

Mark = tuple[tuple[str, str], int, int, int]
"""The key that a release was asked for by, and of its manifest the file, when it was written and
how long it is."""


def mark_of(places: Folders, key: tuple[str, str]) -> Mark | None:
    """What tells the release that stands from any that takes its place; None where none stands.

    A finished release is never changed: another comes with a manifest of its own.
    """
    try:
        told = (places.release / MANIFEST).stat()
    except OSError:
        return None
    return key, told.st_ino, told.st_mtime_ns, told.st_size


def stands(places: Folders, key: tuple[str, str]) -> bool:
    """Whether the release is there already, whole, made from the very same inputs, and entered."""
    told = _whole(places, key)
    return told is not None and is_entered(told, outputs=places.outputs)


def is_entered(manifest: Mapping[str, object], *, outputs: Path) -> bool:
    """Whether the ledger has a release; one that was put back from a backup may not."""
    try:
        invented = str(manifest["extract"].get("invented", ""))
        path = ledger_path(manifest["register"], invented=invented, folder=outputs)
        return has_entry(path, Position(**manifest["ledger"]))
    except (KeyError, TypeError):
        return False


def refuse_if_older(
    sidecar: Sidecar, subject: Subject, places: Folders, key: tuple[str, str]
) -> None:
    """Stop before any work when a release made from other inputs stands in the way.

    Raises
    ------
    RunError
        There is one.
    """
    if places.release.exists() and _whole(places, key) is None:
        raise older_stands(sidecar, subject)


def _whole(places: Folders, key: tuple[str, str]) -> Mapping[str, object] | None:
    """The manifest of a release that is whole and made from the very same inputs."""
    if not places.release.is_dir():
        return None
    try:
        # What was made from other inputs need not be read whole.
        if read_manifest(places.release).get("input_key") != key[0]:
            return None
        return verify_release(places.release)
    except DisclosureError:
        return None


def older_stands(sidecar: Sidecar, subject: Subject) -> RunError:
    """What is told where a release made from other inputs stands in the way."""
    return RunError(
        "A release made from other inputs stands there already, and is not overwritten.",
        where=f"{sidecar.name}: {subject.folder}",
        remedy="With --force the older one is moved to internal/superseded and a new one made.",
    )
