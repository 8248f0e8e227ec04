"""A Dask scheduler and workers, each a process on this machine; ports are the system's choice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

_PATIENCE = 90


class Cluster:
    """A scheduler, and workers by name; leaving it ends them all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._started: dict[str, subprocess.Popen] = {}
        self._start("scheduler", "--port", "0", "--scheduler-file", str(self._file))
        ends = time.monotonic() + _PATIENCE
        while not self._file.is_file():
            assert self._started["scheduler"].poll() is None, "the scheduler did not start"
            assert time.monotonic() < ends, "the scheduler does not answer"
            time.sleep(0.05)
        self.address = json.loads(self._file.read_text(encoding="utf-8"))["address"]

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *fault: object) -> None:
        for process in reversed(self._started.values()):
            process.terminate()
        for process in self._started.values():
            process.wait(30)

    def hire(self, *names: str, **environment: str) -> None:
        """Start workers; each finds its name in ``$NRS_TEST_WORKER``."""
        for name in names:
            self._start(
                "worker",
                *("--scheduler-file", str(self._file), "--no-nanny", "--nthreads", "1"),
                *("--name", name, "--local-directory", str(self._folder / name)),
                called=name,
                NRS_TEST_WORKER=name,
                **environment,
            )

    def living(self) -> list[str]:
        """The workers whose processes run still."""
        workers = [name for name in self._started if name != "scheduler"]
        return [name for name in workers if self._started[name].poll() is None]

    def dismiss(self, name: str) -> None:
        """End a worker."""
        process = self._started.pop(name)
        process.terminate()
        process.wait(30)

    def _start(self, part: str, *words: str, called: str = "", **environment: str) -> None:
        with (self._folder / f"{called or part}.log").open("wb") as log:
            self._started[called or part] = subprocess.Popen(
                [
                    *(sys.executable, "-m", "dask", part, *words),
                    *("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"),
                ],
                stdout=log,
                stderr=log,
                env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
            )
