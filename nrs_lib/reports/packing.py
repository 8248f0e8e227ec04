"""Files in one zip that is the same each time it is made."""

from __future__ import annotations

import io
import multiprocessing
import os
import zipfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tqdm import tqdm

from nrs_lib.reports.rasters import drawn_by, png_of

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FEW = 8
"""As many packs of figures are made before other processes have started."""


def packed(paths: Iterable[Path]) -> bytes:
    """Pack files by their names, without the time and owner that a zip usually tells."""
    return _packed({path.name: path.read_bytes() for path in paths})


def packed_figures(paths: Iterable[Path], *, older: Path | None = None) -> bytes:
    """Pack drawings (SVG), each with the same as pixels beside it.

    Pixels follow from the drawing and take longer than all else of a report, so they are
    made where figures are handed out.

    Parameters
    ----------
    paths
        The drawings.
    older
        An earlier pack, which is taken as it is if it was drawn from the same drawings.
    """
    drawings = {path.name: path.read_bytes() for path in paths}
    made = _made_before(older, drawings) if older else None
    if made is not None:
        return made
    files = {}
    for name, drawing in drawings.items():
        files[name] = drawing
        files[_pixels(name)] = png_of(drawing.decode("utf-8"), where=name)
    return _packed(files, drawn_by())


def write_figures(packs: Mapping[Path, Path], *, older: Mapping[Path, Path]) -> None:
    """Pack the drawings of many reports, over all cores.

    Parameters
    ----------
    packs
        The folder of drawings by the pack to write.
    older
        The earlier pack by the pack to write, where there is one.
    """
    tasks = [(pack, folder, older.get(pack)) for pack, folder in packs.items()]
    count = min(os.cpu_count() or 1, len(tasks))
    with tqdm(total=len(tasks), desc="figures", unit="report", disable=None, leave=False) as bar:
        if count == 1 or len(tasks) <= _FEW:
            for task in tasks:
                _write(task)
                bar.update()
            return
        # Not forked: whoever calls may have threads.
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=fresh) as pool:
            for _ in pool.map(_write, tasks, chunksize=2):
                bar.update()


def _write(task: tuple[Path, Path, Path | None]) -> None:
    pack, folder, older = task
    pack.write_bytes(packed_figures(sorted(folder.glob("*.svg")), older=older))


def _made_before(pack: Path, drawings: Mapping[str, bytes]) -> bytes | None:
    """An earlier pack, if the same drawings and their pixels are in it and nothing else."""
    try:
        content = pack.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            same = (
                files.comment.decode() == drawn_by()
                and {*files.namelist()} == {*drawings, *map(_pixels, drawings)}
                and all(files.read(name) == drawing for name, drawing in drawings.items())
            )
    except (OSError, ValueError, zipfile.BadZipFile):
        return None
    return content if same else None


def _pixels(name: str) -> str:
    return f"{name.removesuffix('.svg')}.png"


def _packed(files: Mapping[str, bytes], comment: str = "") -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.comment = comment.encode()
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, content)
    return found.getvalue()
