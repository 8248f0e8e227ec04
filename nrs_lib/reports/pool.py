"""Worker processes: one order at a time each, ended and replaced when one hangs or dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

import psutil

from nrs_lib.reports.orders import Failure, Order, Outcome
from nrs_lib.reports.workshops import Workshop

# The limit lies on the cells. A worker that is silent for so much longer hangs itself.
_START = 180
_GRACE = 8


@dataclass
class _Worker:
    process: multiprocessing.process.BaseProcess
    line: Connection
    order: Order | None = None
    ends: float = 0.0
    is_warm: bool = False


class Pool:
    """A fixed number of workers. Use as a context manager; leaving it ends them all."""

    def __init__(self, workshop: Workshop, *, workers: int) -> None:
        self._workshop = workshop
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._hired() for _ in range(workers)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *fault: object) -> None:
        for worker in self._workers:
            _end(worker)

    def outcomes(self, orders: Iterable[Order]) -> Iterator[Outcome]:
        """Make all orders, and give each one's outcome as it comes."""
        waiting = deque(orders)
        while waiting or any(worker.order for worker in self._workers):
            for place, worker in enumerate(self._workers):
                if worker.order is None and waiting:
                    if not worker.process.is_alive():
                        worker = self._replaced(place)
                    self._hand(worker, waiting.popleft())
            busy = [worker for worker in self._workers if worker.order]
            wait([worker.line for worker in busy], timeout=_until_first(busy))
            for place, worker in enumerate(self._workers):
                if worker.order is not None:
                    yield from self._heard(place, worker)

    def _heard(self, place: int, worker: _Worker) -> Iterator[Outcome]:
        order = worker.order
        try:
            outcome = worker.line.recv() if worker.line.poll() else None
        except (EOFError, OSError):
            failure = Failure("", "worker died", "")
        else:
            if outcome is not None:
                worker.order, worker.is_warm = None, True
                yield outcome
                return
            if time.monotonic() < worker.ends:
                return
            failure = Failure("", "time limit", f"over {order.sidecar.timeout} s, worker ended")
        self._replaced(place)
        yield order.outcome("failed", failure)

    def _hand(self, worker: _Worker, order: Order) -> None:
        start = 0 if worker.is_warm else _START
        worker.order = order
        worker.ends = time.monotonic() + order.sidecar.timeout + start + _GRACE
        # A worker that died meanwhile is found when its line is read.
        with contextlib.suppress(OSError):
            worker.line.send(order)

    def _replaced(self, place: int) -> _Worker:
        _end(self._workers[place])
        self._workers[place] = self._hired()
        return self._workers[place]

    def _hired(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._workshop))
        with _environment(self._workshop.environment):
            process.start()
        theirs.close()
        return _Worker(process, ours)


def _until_first(busy: Sequence[_Worker]) -> float:
    return max(0.0, min(worker.ends for worker in busy) - time.monotonic())


def _end(worker: _Worker) -> None:
    """End a worker with its nursery and kernels; nothing of it may outlive the run."""
    worker.line.close()
    try:
        family = psutil.Process(worker.process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    worker.process.kill()
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    worker.process.join()
    psutil.wait_procs(family, timeout=5)


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    # A fixed hash seed and thread count work only when set before the interpreter starts.
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _work(line: Connection, workshop: Workshop) -> None:
    # Ctrl-C goes to every process of the terminal; the runner alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _quiet(workshop.folder / f"worker-{os.getpid()}.log")
    from nrs_lib.reports.kernels import WarmKernelManager

    WarmKernelManager.prepare(workshop.folder, workshop.imports)
    from nrs_lib.reports.making import make

    while True:
        try:
            order = line.recv()
        except EOFError:
            return
        line.send(make(order, scratch=workshop.folder))


def _quiet(log: Path) -> None:
    """Send what a kernel says past its cells to a private file that goes with the run."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stdout.flush()
    sys.stderr.flush()
    for standard in (1, 2):
        os.dup2(handle, standard)
    os.close(handle)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
