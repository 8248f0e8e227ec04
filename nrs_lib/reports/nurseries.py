"""Starting a nursery, and ending it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from nrs_lib.reports.forking import NurseryGoneError, have_more

_BACKLOG = 64
# Libraries that would start threads when they are imported.
_NO_THREADS = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    **dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
    ),
}


class Nursery:
    """A nursery that this process owns; it ends when it is closed, or with this process.

    Parameters
    ----------
    folder
        Private; the socket lies in it. One is made when none is given.
    imports
        Modules to have ready.
    holds
        Functions to call once, as ``{"hold": "module:function", "settings": {...}}``.
    later
        Modules that the first forks do without; it has them ready from `complete` on.
    environment
        What it starts with; this process's own when not given.
    log
        A private file for what it says.
    """

    def __init__(
        self,
        *,
        folder: Path | None = None,
        imports: Sequence[str] = (),
        holds: Sequence[Mapping[str, object]] = (),
        later: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self._made = None
        if folder is None:
            self._made = tempfile.TemporaryDirectory(prefix="nrs-", ignore_cleanup_errors=True)
            folder = Path(self._made.name)
        self.address = str(folder / "n")
        self._environment = {**(environment or os.environ), **_NO_THREADS}
        self._log = log or Path(os.devnull)
        self._imports, self._holds, self._later = list(imports), list(holds), list(later)
        self._process = self._started()

    def _started(self) -> subprocess.Popen:
        Path(self.address).unlink(missing_ok=True)
        said = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(_BACKLOG)
            process = subprocess.Popen(
                [sys.executable, "-m", "nrs_lib.reports.nursery", str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                env=self._environment,
                start_new_session=True,
                pass_fds=(listener.fileno(),),
            )
        os.close(said)
        wishes = {"imports": self._imports, "holds": self._holds}
        process.stdin.write(json.dumps(wishes).encode() + b"\n")
        process.stdin.flush()
        return process

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def complete(self) -> None:
        """Have it import what was left for later, too; returns at once.

        What is forked from now on has it all, and waits for it.
        """
        later, self._later = self._later, []
        self._imports += later
        if later:
            # One that has died has a successor as soon as somebody is to be forked.
            with contextlib.suppress(NurseryGoneError):
                have_more(self.address, later)

    def revived(self) -> str:
        """Its address, once it runs again should it have died."""
        return self.address if self.is_alive() else self.replaced()

    def replaced(self) -> str:
        """Its address, once another runs in its place."""
        # Of a process that was just killed the system says for a while that it lives.
        self._end()
        self._process = self._started()
        return self.address

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it with all that it forked."""
        self._end()
        if self._made:
            self._made.cleanup()

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
