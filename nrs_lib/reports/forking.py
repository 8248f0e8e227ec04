"""Asking a nursery: having it fork or read something, and holding on to what it forked."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from nrs_lib.errors import PlatformError

SOCKET = "NRS_NURSERY"
MEMORY = "NRS_KERNEL_MEMORY"


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


def have_more(address: str, imports: Sequence[str]) -> None:
    """Have a nursery import more; returns at once, and whoever asks for a fork later waits.

    Raises
    ------
    NurseryGoneError
        It does not answer.
    """
    _asked(address, {"imports": list(imports)}).close()


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
