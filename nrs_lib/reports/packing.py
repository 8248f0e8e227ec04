"""Files in one zip that is the same each time it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from nrs_lib.reports.rasters import png_of

_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(paths: Iterable[Path]) -> bytes:
    """Pack files by their names, without the time and owner that a zip usually tells."""
    return _packed((path.name, path.read_bytes()) for path in paths)


def packed_figures(paths: Iterable[Path]) -> bytes:
    """Pack drawings (SVG), each with the same as pixels beside it.

    Pixels follow from the drawing and take longer than all else of a report, so they are
    made where figures are handed out.
    """
    return _packed(
        pair
        for path in paths
        for pair in (
            (path.name, path.read_bytes()),
            (f"{path.stem}.png", png_of(path.read_text(encoding="utf-8"), where=path.name)),
        )
    )


def _packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, content)
    return found.getvalue()
