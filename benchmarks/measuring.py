"""What a whole command takes: its seconds, processor seconds and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parent.parent


def measured(command: list[str], **options: object) -> tuple[float, float, float]:
    """Run a command: wall seconds, processor seconds, and the most memory in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=REPOSITORY, **options
    )
    done, highest = threading.Event(), [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, done, highest))
    watcher.start()
    words = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{words.decode()[-2000:]}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, highest[0]


def _watch(pid: int, done: threading.Event, highest: list[float]) -> None:
    while not done.wait(0.5):
        total = 0
        try:
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except psutil.Error:
            return
        for one in family:
            try:
                total += one.memory_full_info().pss
            except psutil.Error:
                continue
        highest[0] = max(highest[0], total / 2**20)


def told(what: str, found: tuple[float, float, float], reports: int, note: str = "") -> None:
    """One line of the result."""
    wall, cpu, memory = found
    print(
        f"{what:22} {reports:>3} reports {wall:8.1f} s {cpu:8.1f} s processor "
        f"{wall / reports:6.2f} s each {memory:6.0f} MiB  {note}",
        flush=True,
    )
