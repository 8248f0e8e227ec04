"""Tasks in a process that no pool of ours keeps: another executor's, or another machine's.

Such a process has its own workshop, opened with its first task: a nursery that holds the
extract, and one worker for each task that it does at a time. So a report is made there as it is
made here, in the same environment and under the same limits, whatever threads the process has.
Before the first task it is compared with the machine that runs the edition.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

from nrs_lib.cohort.extracts import FOLDER
from nrs_lib.errors import ExtractError, NrsError, PlatformError
from nrs_lib.extract.freezing import read_passport_record
from nrs_lib.places import code_checksum, definitions_checksum
from nrs_lib.reports.manifest import Provenance, library_versions
from nrs_lib.reports.orders import WORKER_DIED, Failure
from nrs_lib.reports.pool import Pool, Task
from nrs_lib.reports.queueing import Queue
from nrs_lib.reports.workshops import open_workshop

_CODE, _DEFINITIONS, _EXTRACT = "code", "definitions", "extract"


@dataclass(frozen=True)
class Outpost:
    """What a process needs to know before it can do tasks of a run.

    Attributes
    ----------
    imports
        What the templates import.
    outputs
        Where the extract is and releases go; the same path everywhere.
    extract_id, as_of
        The extract, and the day that dates the drawings.
    memory
        The most that a kernel may take, in bytes.
    likeness
        What must be the same there: see `likeness`.
    """

    imports: frozenset[str]
    outputs: Path
    extract_id: str
    as_of: dt.date
    memory: int | None
    likeness: tuple[tuple[str, str], ...]


def likeness_of(origin: Provenance) -> tuple[tuple[str, str], ...]:
    """What a process must have to make the same reports, by name, as a run knows it."""
    return _likeness(
        origin.code["sha256"],
        origin.definitions_sha256,
        origin.libraries,
        str(origin.extract["fingerprint"]),
    )


def likeness(outputs: Path, extract_id: str) -> tuple[tuple[str, str], ...]:
    """The same of this process; an extract that it cannot read has no fingerprint."""
    return _likeness(
        code_checksum(),
        definitions_checksum(),
        library_versions(),
        _fingerprint(outputs / extract_id / FOLDER),
    )


def _likeness(
    code: str, rules: str, libraries: Mapping[str, str], fingerprint: str
) -> tuple[tuple[str, str], ...]:
    named = {_CODE: code, _DEFINITIONS: rules, **libraries, _EXTRACT: fingerprint}
    return tuple(named.items())


def _fingerprint(home: Path) -> str:
    try:
        record = read_passport_record(home)
    except ExtractError:
        return ""
    files = [home / f"{name}.parquet" for name in record["tables"]]
    can_be_used = all(os.access(path, os.R_OK) for path in files) and os.access(
        home.parents[1], os.W_OK
    )
    return str(record["passport"]["fingerprint"]) if can_be_used else ""


def unlike(here: Iterable[tuple[str, str]], there: Iterable[tuple[str, str]]) -> list[str]:
    """What differs, in words: libraries with both versions, checksums by what they are of."""
    there, found = dict(there), []
    for name, value in here:
        other = there.get(name, "")
        if other == value:
            continue
        if name == _EXTRACT and not other:
            found.append("cannot read the extract, or write beside it")
        elif name in (_CODE, _DEFINITIONS, _EXTRACT):
            found.append(f"another {name}" if name == _EXTRACT else f"other {name}")
        else:
            found.append(f"{name} {other or 'missing'}, here {value}")
    return found


def handed_out(tasks: Iterable[Task], executor: Executor, outpost: Outpost) -> Iterator[object]:
    """Do tasks by an executor of any kind, and give what became of each as it comes.

    What the executor itself could not do is told of the task. Nothing of that is done again
    here, as executors for clusters do so by themselves.
    """
    waiting, running, refused = Queue(tasks), {}, []
    try:
        while waiting or running:
            while (task := waiting.next(running.values())) is not None:
                try:
                    running[executor.submit(do_there, task, outpost)] = task
                except RuntimeError:
                    refused.append(task)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    yield future.result()
                except NrsError as fault:
                    yield task.failed(Failure("", type(fault).__name__, str(fault)))
                except CancelledError:
                    refused.append(task)
                except Exception:
                    yield task.failed(Failure("", WORKER_DIED, ""))
    finally:
        for future in running:
            future.cancel()
    for task in refused:
        yield task.failed(Failure("", WORKER_DIED, "no worker is left"))


def do_there(task: Task, outpost: Outpost) -> object:
    """Do a task in this process's workshop, on whatever thread this is.

    Raises
    ------
    PlatformError
        This process is not like the machine that runs the edition.
    """
    with _ONE_AT_A_TIME:
        camp = _CAMPS.get(outpost) or _moved_to(outpost)
        pool = camp.free_pool()
    try:
        return next(pool.outcomes([task]))
    finally:
        camp.idle.append(pool)


class _Camp:
    """This process's workshop for one run, and those of its pools that have nothing to do."""

    def __init__(self, outpost: Outpost) -> None:
        self.idle: list[Pool] = []
        self._held = ExitStack()
        self._workshop = self._held.enter_context(
            open_workshop(
                outpost.imports,
                outputs=outpost.outputs,
                extract_id=outpost.extract_id,
                as_of=outpost.as_of,
                memory=outpost.memory,
            )
        )

    def free_pool(self) -> Pool:
        """One of one worker, so that a task's death is nobody else's."""
        if self.idle:
            return self.idle.pop()
        return self._held.enter_context(Pool(self._workshop, workers=1))

    def close(self) -> None:
        """End it with all that runs in it."""
        self._held.close()


_ONE_AT_A_TIME = threading.Lock()
_CAMPS: dict[Outpost, _Camp] = {}


def _moved_to(outpost: Outpost) -> _Camp:
    found = unlike(outpost.likeness, likeness(outpost.outputs, outpost.extract_id))
    if found:
        raise PlatformError(
            "A worker is not like the machine that runs the edition.",
            where="; ".join(found),
            remedy="Give it the same project, libraries and outputs folder, and start it anew.",
        )
    # What an earlier run left, whose end this process was not told.
    _close_all()
    _CAMPS[outpost] = _Camp(outpost)
    return _CAMPS[outpost]


def _close_all() -> None:
    while _CAMPS:
        _CAMPS.popitem()[1].close()


def leave() -> None:
    """End what this process keeps for tasks; one that runs is told as failed."""
    with _ONE_AT_A_TIME:
        _close_all()


# At the end of this process, also of one that multiprocessing started.
Finalize(None, leave, exitpriority=10)
