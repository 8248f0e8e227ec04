"""Folders come to stand there whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from nrs_lib.reports import pooling, reference
from nrs_lib.reports.folders import (
    exchanged,
    folders_of,
    is_running,
    put,
    set_aside,
    sweep,
    write_private,
)
from nrs_lib.reports.locking import locked
from nrs_lib.reports.page.documents import write_text
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


def killed(do: Callable[[], None]) -> None:
    """Do it in a process that ends at the first renaming or linking, tidying nothing up."""
    pid = os.fork()
    if pid == 0:
        try:
            Path.replace = os.link = lambda *_: os._exit(9)
            rename = Path.rename
            Path.rename = lambda path, target: (rename(path, target), os._exit(9))
            do()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert not is_running(pid)


def store_reference(home: Path) -> None:
    with reference._aside(home / "2022") as aside:
        (aside / "rows.txt").write_text("x")


def lock(home: Path) -> None:
    with locked(home):
        pass


can_be_killed = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@can_be_killed
@pytest.mark.parametrize(
    "do",
    [
        lambda home: write_text(home / "inside" / "index.html", "x"),
        lambda home: write_private(home / "inside" / "notebook.ipynb", "x"),
        lambda home: pooling._write(home / "inside" / "shown.json", {"rows": "x"}),
        store_reference,
        lock,
    ],
    ids=["page", "private", "shown", "reference", "lock"],
)
def test_what_a_killed_run_was_writing_is_swept_by_the_next(tmp_path, do) -> None:
    killed(lambda: do(tmp_path))
    assert list(tmp_path.rglob(".*"))

    sweep(tmp_path, beneath=True)

    assert not [path for path in tmp_path.rglob("*") if path.is_file() or ".aside" in path.name]


@can_be_killed
def test_a_release_that_was_given_a_paper_is_not_lost_where_that_ended_half_way(tmp_path) -> None:
    target = tmp_path / "U1"
    target.mkdir()
    (target / "page").write_text("old", encoding="utf-8")

    def exchange() -> None:
        with set_aside(target) as aside:
            (aside / "page").write_text("new", encoding="utf-8")
            exchanged(aside, target)

    killed(exchange)
    assert not target.exists()
    sweep(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["U1"]
    assert (target / "page").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("name", ["older=U1", "U1"])
def test_nothing_that_stands_is_replaced_by_what_was_left(tmp_path, name) -> None:
    (tmp_path / "U1").mkdir()
    (tmp_path / f".aside-{name}-{2**22 + 1}").mkdir()

    sweep(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["U1"]
