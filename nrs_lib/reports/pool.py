"""Worker processes: one task at a time each, ended and replaced when one hangs, dies or swells.

Workers are forked from the run's nursery, so that they share its memory; where a system
cannot fork, each is an interpreter of its own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Protocol

import psutil

from nrs_lib.reports.forking import Fork, NurseryGoneError, fork
from nrs_lib.reports.orders import WORKER_DIED, Failure
from nrs_lib.reports.queueing import Queue, Queued
from nrs_lib.reports.workshops import Workshop

# The limit lies on the cells. A worker that is silent for so much longer hangs itself.
_START = 180
_GRACE = 8
# What a worker may hold of its own before another takes its place.
_SWOLLEN = 768 * 2**20


class Task(Queued, Protocol):
    """What a worker can be given.

    Attributes
    ----------
    limit
        Seconds that it may take.
    """

    limit: float

    def do(self, scratch: Path) -> object:
        """Do it, in a worker; never raises."""

    def failed(self, failure: Failure) -> object:
        """What to tell of it when the worker could not."""

    def is_worth_another(self, outcome: object) -> bool:
        """Whether it failed for the machine's sake and not for its own."""


@dataclass
class _Worker:
    process: Fork | multiprocessing.process.BaseProcess
    line: Connection
    task: Task | None = None
    ends: float = 0.0
    is_warm: bool = False
    is_second: bool = False


class Pool:
    """A fixed number of workers. Use as a context manager; leaving it ends them all."""

    def __init__(self, workshop: Workshop, *, workers: int) -> None:
        self._workshop = workshop
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._hired() for _ in range(workers)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *fault: object) -> None:
        # All are told before any is waited for: each gives back its memory for a while. What one
        # that is no fork started is found only as long as it runs.
        for worker in self._workers:
            if isinstance(worker.process, Fork):
                worker.process.kill()
        for worker in self._workers:
            _end(worker)

    def outcomes(self, tasks: Iterable[Task]) -> Iterator[object]:
        """Do all tasks, and give what became of each as it comes.

        A task whose worker died, or could have no kernel, is done once more, alone: one that
        brings down what it runs beside is so found out, and its neighbours are not. Those that
        would meet it wait for it all the same.
        """
        waiting, again = Queue(tasks), deque()
        while waiting or again or self._busy():
            for place in range(len(self._workers)):
                if self._workers[place].task is None:
                    before = (*(worker.task for worker in self._busy()), *again)
                    task = waiting.next(before)
                    if task is not None:
                        self._hand(place, task)
            if again and not self._busy():
                self._hand(0, again.popleft(), is_second=True)
            busy = self._busy()
            wait([worker.line for worker in busy], timeout=_until_first(busy))
            for place, worker in enumerate(self._workers):
                if worker.task is None:
                    continue
                for task, outcome in self._heard(place, worker):
                    if task.is_worth_another(outcome) and not worker.is_second:
                        again.append(task)
                    else:
                        yield outcome

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.task]

    def _heard(self, place: int, worker: _Worker) -> Iterator[tuple[Task, object]]:
        task = worker.task
        try:
            told = worker.line.recv() if worker.line.poll() else None
        except (EOFError, OSError):
            failure = Failure("", WORKER_DIED, "")
        else:
            if told is not None:
                outcome, held = told
                worker.task, worker.is_warm = None, True
                if held > _SWOLLEN:
                    self._replaced(place)
                yield task, outcome
                return
            if time.monotonic() < worker.ends:
                return
            failure = Failure("", "time limit", f"over {task.limit:.0f} s, worker ended")
        self._replaced(place)
        yield task, task.failed(failure)

    def _hand(self, place: int, task: Task, *, is_second: bool = False) -> None:
        worker = self._workers[place]
        if _has_ended(worker):
            worker = self._replaced(place)
        start = 0 if worker.is_warm else _START
        worker.task, worker.is_second = task, is_second
        worker.ends = time.monotonic() + task.limit + start + _GRACE
        # A worker that died meanwhile is found when its line is read.
        with contextlib.suppress(OSError):
            worker.line.send(task)

    def _replaced(self, place: int) -> _Worker:
        _end(self._workers[place])
        self._workers[place] = self._hired()
        return self._workers[place]

    def _hired(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        if self._workshop.nursery:
            try:
                process = self._forked(self._workshop.nursery.revived(), theirs)
            except NurseryGoneError:
                process = self._forked(self._workshop.nursery.replaced(), theirs)
        else:
            process = self._context.Process(target=_work, args=(theirs, self._workshop.folder))
            with _environment(self._workshop.environment):
                process.start()
        theirs.close()
        return _Worker(process, ours)

    def _forked(self, address: str, line: Connection) -> Fork:
        return fork(
            address,
            f"{__name__}:work",
            settings={"folder": str(self._workshop.folder)},
            environment={**os.environ, **self._workshop.environment},
            folder=self._workshop.folder,
            hands_on=[line.fileno()],
        )


def _until_first(busy: Sequence[_Worker]) -> float:
    return max(0.0, min(worker.ends for worker in busy) - time.monotonic())


def _has_ended(worker: _Worker) -> bool:
    if isinstance(worker.process, Fork):
        return worker.process.poll() is not None
    return not worker.process.is_alive()


def _end(worker: _Worker) -> None:
    """End a worker with its kernels; nothing of it may outlive the run."""
    worker.line.close()
    if isinstance(worker.process, Fork):
        # Its kernels end with the connections on which it asked for them.
        worker.process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.process.wait(timeout=10)
        worker.process.close()
        return
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


def work(line: int, *, folder: str, tell: Callable[[], None]) -> None:
    """Be a forked worker, on the line that was handed on."""
    tell()
    _work(Connection(line), Path(folder))


def _work(line: Connection, folder: Path) -> None:
    # Ctrl-C goes to every process of the terminal; the runner alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _quiet(folder / f"worker-{os.getpid()}.log")
    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        line.send((task.do(folder), _held()))


def _held() -> int:
    """Bytes that this process has beyond what it shares, or at most has where they are few."""
    try:
        process = psutil.Process()
        # With what it shares it is told at once; without, every page is looked at.
        most = process.memory_info().rss
        return most if most <= _SWOLLEN else process.memory_full_info().uss
    except (psutil.Error, AttributeError):
        return 0


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
