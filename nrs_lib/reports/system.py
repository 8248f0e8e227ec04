"""What processes that fork, and kernels, ask of their system, where it has such things."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

_ADOPT, _END_WITH_PARENT = 36, 1
_TO_END = 2.0


def refuse_threads() -> None:
    """Raise where a thread lives beside this one, and goes on living.

    Raises
    ------
    RuntimeError
        Names how many; forks of such a process may hang.
    """
    # A thread that has ended is still told of for a moment.
    ends = time.monotonic() + _TO_END
    while (count := _threads()) > 1:
        if time.monotonic() > ends:
            raise RuntimeError(f"{count} threads in a process that forks")
        time.sleep(0.01)


def _threads() -> int:
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return threading.active_count()


def signal_group(pid: int, number: int) -> None:
    """Send a signal to a process and to whatever is in its group."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        # It has not yet made its group, or has ended.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def children() -> list[int]:
    """This process's children, ended ones too; none where the system does not tell."""
    try:
        told = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
        return [int(pid) for pid in told.split()]
    except OSError:
        return []


def _control(option: int, value: int) -> None:
    """``prctl`` where there is one; elsewhere a kernel looks for its parent by itself."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of what our descendants leave behind."""
    _control(_ADOPT, 1)


def end_with_parent() -> None:
    """Be killed when the parent ends."""
    _control(_END_WITH_PARENT, int(signal.SIGKILL))


def close_port(kernelapp: object, speaks: Callable[..., object] | None = None) -> None:
    """Keep a kernel from listening on a port for what processes forked from it print.

    Parameters
    ----------
    speaks
        The thread that it speaks through; its usual one by default.
    """
    threads = speaks or kernelapp.IOPubThread
    kernelapp.IOPubThread = lambda *given, **named: threads(*given, **named | {"pipe": False})
