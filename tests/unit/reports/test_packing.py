"""Packs of figures: the same bytes each time, by many hands, and drawn once."""

from __future__ import annotations

import io
import zipfile

import pytest

from nrs_lib.reports import packing
from nrs_lib.reports.packing import packed_figures, write_figures

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt"><path d="M 0 {}"/></svg>'


def drawings(folder, *marks):
    folder.mkdir(parents=True, exist_ok=True)
    for mark in marks:
        (folder / f"f{mark}.svg").write_text(DRAWING.format(mark))
    return sorted(folder.glob("*.svg"))


@pytest.fixture
def drawn(monkeypatch):
    """Names of the drawings that are drawn as pixels."""
    names = []

    def told(drawing, *, where):
        names.append(where)
        return drawing.encode()

    monkeypatch.setattr(packing, "png_of", told)
    return names


def test_a_drawing_lies_beside_its_pixels(tmp_path):
    pack = zipfile.ZipFile(io.BytesIO(packed_figures(drawings(tmp_path, 1, 2))))
    assert pack.namelist() == ["f1.svg", "f1.png", "f2.svg", "f2.png"]
    assert pack.read("f1.png").startswith(b"\x89PNG")


def test_an_earlier_pack_of_the_same_drawings_is_taken(tmp_path, drawn):
    paths = drawings(tmp_path / "a", 1, 2)
    older = tmp_path / "older.zip"
    older.write_bytes(packed_figures(paths))
    drawn.clear()

    assert packed_figures(paths, older=older) == older.read_bytes()
    assert not drawn


@pytest.mark.parametrize("change", ["drawing", "fewer", "more", "rasteriser", "damaged", "missing"])
def test_any_other_earlier_pack_is_not(tmp_path, drawn, monkeypatch, change):
    paths = drawings(tmp_path / "a", 1, 2)
    older = tmp_path / "older.zip"
    older.write_bytes(packed_figures(paths))
    if change == "drawing":
        paths[0].write_text(DRAWING.format(9))
    elif change == "fewer":
        paths = paths[1:]
    elif change == "more":
        paths = drawings(tmp_path / "a", 3)
    elif change == "rasteriser":
        monkeypatch.setattr(packing, "drawn_by", lambda: "another")
    elif change == "damaged":
        older.write_bytes(older.read_bytes()[:40])
    else:
        older.unlink()
    drawn.clear()

    packed_figures(paths, older=older)

    assert drawn == [path.name for path in paths]


def test_many_reports_are_packed_as_one_is(tmp_path):
    names = [str(number) for number in range(packing._FEW + 1)]
    folders = {tmp_path / f"{name}.zip": tmp_path / name for name in names}
    for name in names:
        drawings(tmp_path / name, int(name))

    write_figures(folders, older={})

    for pack, folder in folders.items():
        assert pack.read_bytes() == packed_figures(sorted(folder.glob("*.svg")))
