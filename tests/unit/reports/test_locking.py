"""One run at a time in one folder, and a run that was killed is in nobody's way."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import psutil
import pytest

from nrs_lib.cli.releases import on_paper
from nrs_lib.errors import PlatformError
from nrs_lib.reports.locking import LOCK, locked


def told(pid: int, host: str, started: float) -> str:
    return json.dumps({"pid": pid, "host": host, "process_started": started, "since": "then"})


def test_a_second_run_is_refused_and_told_who_works_here(tmp_path):
    with locked(tmp_path), pytest.raises(PlatformError) as fault, locked(tmp_path):
        pass

    assert f"process {os.getpid()} on {socket.gethostname()}" in fault.value.where


def test_pdf_is_not_put_into_releases_that_a_run_may_replace(tmp_path, monkeypatch):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))

    with locked(tmp_path), pytest.raises(PlatformError, match="works"):
        on_paper([], workers=1)


def test_it_is_free_again_afterwards_even_after_an_error(tmp_path):
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError
    with locked(tmp_path):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_lock_of_a_run_that_has_ended_is_taken_over(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / LOCK).write_text(told(ended.pid, socket.gethostname(), 0.0))

    with locked(tmp_path):
        assert json.loads((tmp_path / LOCK).read_text())["pid"] == os.getpid()


def test_a_number_that_another_process_has_now_does_not_count(tmp_path):
    (tmp_path / LOCK).write_text(told(psutil.Process().ppid(), socket.gethostname(), 1.0))

    with locked(tmp_path):
        pass


def test_another_machine_cannot_be_looked_into(tmp_path):
    (tmp_path / LOCK).write_text(told(1, "elsewhere", 0.0))

    with pytest.raises(PlatformError, match="Another run"), locked(tmp_path):
        pass
    assert (tmp_path / LOCK).is_file()


def test_a_lock_that_says_nothing_is_refused_and_left(tmp_path):
    (tmp_path / LOCK).write_text("")

    with pytest.raises(PlatformError, match="Another run"), locked(tmp_path):
        pass
