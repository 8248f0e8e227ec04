"""A run that was killed or starved of disk is finished by the same command, and loses nothing."""

from __future__ import annotations

import os
import subprocess

import pytest

from nrs_lib.reports.forking import can_fork
from tests.support import faults

UNITS = 4
pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = faults.prepared(tmp_path_factory.mktemp("undisturbed"))
    faults.started(folder, UNITS).communicate(timeout=120)
    found = faults.releases(folder)
    assert len(found) == UNITS
    return found


@pytest.mark.parametrize("part", ["orchestrator", "kernel"])
def test_killed_and_resumed(tmp_path, expected, part):
    folder = faults.prepared(tmp_path)

    told = faults.killed_and_resumed(
        folder, part, units=UNITS, seed=3, kills=1, span=4, expected=expected
    )

    assert told.kills == 1
    assert told.wrong == []


def test_a_full_disk_and_then_room(tmp_path, expected):
    folder = faults.prepared(tmp_path)
    outputs = folder / "outputs"
    outputs.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(outputs)]
    if os.geteuid() or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("only root can make a disk that is full")

    def room(size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(outputs)], check=True)

    try:
        wrong = faults.starved_and_resumed(
            folder, units=UNITS, room=room, size=300_000, plenty=10**9, expected=expected
        )
        assert list(wrong) == []
    finally:
        subprocess.run(["umount", str(outputs)], check=True)


def test_what_is_cut_short_is_found_corrupt(tmp_path, expected):
    """The trials would see a release that is not whole."""
    folder = faults.prepared(tmp_path)
    faults.started(folder, 1).communicate(timeout=120)
    page = next((folder / "outputs").glob("*/cleared/*/*/*/U0/report.html"))

    page.write_bytes(page.read_bytes()[:100])

    assert faults.corrupt(folder) == ["U0"]
