"""One run at a time in one outputs folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil

from nrs_lib.errors import PlatformError
from nrs_lib.reports.folders import aside_of, sweep

LOCK = "run.lock"


@contextlib.contextmanager
def locked(outputs: Path) -> Iterator[None]:
    """Hold the folder's lock; what a run that has ended left behind is taken over.

    Raises
    ------
    PlatformError
        Another run works here: names its process, machine and start.
    """
    lock = outputs / LOCK
    outputs.mkdir(parents=True, exist_ok=True)
    me = psutil.Process()
    mine = {
        "pid": me.pid,
        "host": socket.gethostname(),
        "process_started": me.create_time(),
        "since": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
    }
    sweep(outputs)
    aside = aside_of(lock)
    aside.write_text(json.dumps(mine), encoding="utf-8")
    try:
        while not _taken(aside, lock):
            _clear_or_refuse(lock, mine["host"])
    finally:
        aside.unlink(missing_ok=True)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _taken(aside: Path, lock: Path) -> bool:
    try:
        # A link appears with its content, or not at all.
        os.link(aside, lock)
    except FileExistsError:
        return False
    except OSError:
        # A file system without links; what is lost is only that two may start at the same time.
        if lock.exists():
            return False
        aside.replace(lock)
    return True


def _clear_or_refuse(lock: Path, host: str) -> None:
    try:
        told = json.loads(lock.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        told = {}
    if told.get("host") == host and not _runs(told):
        # Renamed before it is removed, so that of two who find it only one removes it.
        found = aside_of(lock.with_name(f"ended-{LOCK}"))
        with contextlib.suppress(FileNotFoundError):
            lock.rename(found)
        found.unlink(missing_ok=True)
        return
    raise PlatformError(
        "Another run works in this outputs folder.",
        where=f"{lock.parent}: process {told.get('pid', 'unknown')} on "
        f"{told.get('host', 'an unknown machine')}, since {told.get('since', 'an unknown time')}",
        remedy=f"Wait until it has ended. If it has ended for certain, remove {lock.name}.",
    )


def _runs(told: dict[str, object]) -> bool:
    """Whether the process that is told of runs still, and is not another with its number."""
    try:
        process = psutil.Process(int(told["pid"]))
        return abs(process.create_time() - float(told["process_started"])) < 2
    except (psutil.NoSuchProcess, KeyError, ValueError, TypeError):
        return False
