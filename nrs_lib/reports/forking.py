"""Asking a nursery: starting one, having it fork, and holding on to what it forked."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from nrs_lib.errors import PlatformError

SOCKET = "NRS_NURSERY"
MEMORY = "NRS_KERNEL_MEMORY"
_BACKLOG = 64
# Libraries that would start threads when they are imported.
_NO_THREADS = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    **dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
    ),
}


def can_fork() -> bool:
    """Whether this system can keep a nursery, and nobody has told it not to (``NRS_FORK=0``)."""
    if os.environ.get("NRS_FORK") == "0":
        return False
    return sys.platform != "win32" and hasattr(os, "fork") and hasattr(socket, "AF_UNIX")


class NurseryGoneError(PlatformError):
    """The process that forks has ended, or is about to."""


class Fork:
    """A process that a nursery forked, in the shape of ``subprocess.Popen``.

    It ends when it is closed, or when this process does.
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._heard = b""
        self.returncode: int | None = None
        told = self._next(None)
        if not told:
            raise NurseryGoneError(
                "The process that forks kernels has ended.", remedy="Give the command again."
            )
        if "pid" not in told:
            connection.close()
            raise PlatformError(
                "A process could not be forked.",
                where=str(told.get("fault", "it ended at once")),
                remedy="Is the machine out of memory or of processes? Give the command again.",
            )
        self.pid: int = told["pid"]

    def fileno(self) -> int:
        """To wait for with `select`: readable when there is something to hear."""
        return self._connection.fileno()

    def is_ready(self, seconds: float) -> bool:
        """Wait until it says that it is ready; False when it ended or did not say so."""
        return bool((self._next(seconds) or {}).get("ready"))

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        while self.returncode is None and self._connection.fileno() >= 0:
            if self._next(0) is None:
                break
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Its exit code, once it has ended."""
        while self.returncode is None:
            if self._next(timeout) is None and self.returncode is None:
                raise subprocess.TimeoutExpired("fork", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to it and to whatever it started."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self._connection.sendall(json.dumps({"signal": int(number)}).encode() + b"\n")

    def kill(self) -> None:
        """End it and whatever it started."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Let go of it; it ends if it still runs."""
        self._connection.close()

    def _next(self, seconds: float | None) -> dict[str, object] | None:
        """The next thing told; None when nothing is told in that time."""
        while b"\n" not in self._heard:
            if not select.select([self._connection], [], [], seconds)[0]:
                return None
            try:
                words = self._connection.recv(4096)
            except OSError:
                words = b""
            if not words:
                # The nursery is gone, and its forks with it.
                self.returncode = -signal.SIGKILL if self.returncode is None else self.returncode
                self._connection.close()
                return {}
            self._heard += words
        line, _, self._heard = self._heard.partition(b"\n")
        told = json.loads(line)
        if "exit" in told:
            self.returncode = told["exit"]
            self._connection.close()
        return told


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
        wishes = {"imports": list(imports), "holds": list(holds)}
        self._wishes = json.dumps(wishes).encode() + b"\n"
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
        process.stdin.write(self._wishes)
        process.stdin.flush()
        return process

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

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


def fork(
    address: str,
    do: str,
    *,
    settings: Mapping[str, object],
    environment: Mapping[str, str],
    folder: Path,
    memory: int | None = None,
    hands_on: Sequence[int] = (),
) -> Fork:
    """Have a nursery fork a process.

    Parameters
    ----------
    address
        The nursery's socket.
    do
        What it does, as ``module:function``. It is given the descriptors, a function
        ``tell`` to say that it is ready, and the settings.
    settings
        Words and numbers only.
    environment, folder
        All its variables, and where it works.
    memory
        The most that it may take, in bytes.
    hands_on
        Open files to give it.

    Raises
    ------
    NurseryGoneError
        It does not answer.
    PlatformError
        The system has no room for another process.
    """
    request = {
        "do": do,
        "settings": dict(settings),
        "environment": dict(environment),
        "folder": str(folder),
        "memory": memory,
    }
    return Fork(_asked(address, request, hands_on))


def hold(address: str, do: str, *, settings: Mapping[str, object]) -> None:
    """Have a nursery read something that every later fork then has.

    Raises
    ------
    PlatformError
        It could not.
    """
    connection = _asked(address, {"hold": do, "settings": dict(settings)})
    with connection, connection.makefile("rb") as told:
        answer = json.loads(told.readline() or b"{}")
    if not answer.get("held"):
        raise PlatformError(
            "What all reports share could not be read.", where=str(answer.get("fault", do))
        )


def _asked(
    address: str, request: Mapping[str, object], hands_on: Sequence[int] = ()
) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
        socket.send_fds(connection, [json.dumps(request).encode() + b"\n"], list(hands_on))
    except OSError as fault:
        connection.close()
        raise NurseryGoneError(
            "The process that forks kernels does not answer.",
            where=os.strerror(fault.errno or 0),
            remedy="Give the command again.",
        ) from fault
    return connection
