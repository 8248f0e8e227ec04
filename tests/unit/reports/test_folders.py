"""Folders come to stand there whole or not at all."""

from __future__ import annotations

import os
import stat

import pytest

from nrs_lib.reports.folders import folders_of, put, set_aside, sweep, write_private
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.templates import a_template


def test_a_report_has_its_places(tmp_path) -> None:
    places = folders_of(
        tmp_path,
        extract_id="e1",
        sidecar=a_template(tmp_path / "t", "prov"),
        period="2022",
        subject=Subject(Register.NRSSV, "U1"),
    )

    assert places.release == tmp_path / "e1/cleared/own_unit/prov/2022/U1"
    assert places.internal == tmp_path / "e1/internal/prov/2022/U1"
    assert places.superseded == tmp_path / "e1/internal/superseded/own_unit/prov/2022/U1"


def test_what_fails_leaves_nothing(tmp_path) -> None:
    def fail_half_way() -> None:
        with set_aside(tmp_path / "U1") as aside:
            (aside / "half").write_text("x", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    assert list(tmp_path.iterdir()) == []


def test_an_older_folder_is_moved_not_lost(tmp_path) -> None:
    target, older = tmp_path / "U1", tmp_path / "older"
    target.mkdir()
    (target / "page").write_text("old", encoding="utf-8")

    with set_aside(target) as aside:
        (aside / "page").write_text("new", encoding="utf-8")
        put(aside, target, older_to=older)

    assert (target / "page").read_text(encoding="utf-8") == "new"
    assert [path.read_text(encoding="utf-8") for path in older.glob("*/page")] == ["old"]
    assert {path.name for path in tmp_path.iterdir()} == {"U1", "older"}


def test_a_private_file_is_its_owners_alone(tmp_path) -> None:
    path = tmp_path / "inside" / "failed.ipynb"

    write_private(path, "text")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_only_what_ended_runs_left_is_swept(tmp_path) -> None:
    ended = 2**22 + 1
    for owner in (os.getpid(), ended):
        (tmp_path / f".aside-U1-{owner}").mkdir()
    (tmp_path / "U1").mkdir()

    sweep(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"U1", f".aside-U1-{os.getpid()}"}
