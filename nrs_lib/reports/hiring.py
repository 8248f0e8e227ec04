"""Who does a run's tasks: hired when there is one to do, and let go at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from nrs_lib.reports.orders import Order
from nrs_lib.reports.outposts import Outpost, handed_out, likeness_of
from nrs_lib.reports.pool import Pool, Task
from nrs_lib.reports.workshops import Workshop, imported_by, open_workshop


class Hired:
    """Who does tasks: this machine's own workers, or whom an executor has.

    Use as a context manager; nobody is hired before there is something to do, and leaving it
    lets go of all.

    Parameters
    ----------
    orders, extract, outputs
        What is made, from what, and where.
    count
        How many own workers.
    memory
        The most that a kernel may take, in bytes.
    executor
        Does the tasks in place of own workers.
    """

    def __init__(
        self,
        orders: Sequence[Order],
        *,
        extract: object,
        outputs: Path,
        count: int,
        memory: int | None,
        executor: Executor | None,
    ) -> None:
        self._count, self._executor = count, executor
        self._origin = orders[0].origin
        notebooks = {order.sidecar.notebook for order in orders}
        self._imports = frozenset(name for path in notebooks for name in imported_by(path))
        self._needs = {
            "outputs": outputs,
            "extract_id": extract.extract_id,
            "as_of": extract.as_of,
            "memory": memory,
        }
        self._until_the_end = ExitStack()

    def __enter__(self) -> Hired:
        return self

    def __exit__(self, *fault: object) -> None:
        self._until_the_end.__exit__(*fault)

    def begin(self) -> None:
        """Start what takes seconds to be ready, without waiting for it."""
        _ = self.workshop

    def do(self, tasks: Iterable[Task]) -> Iterator[object]:
        """Do tasks side by side, and give what became of each as it comes."""
        if self._executor is not None:
            return handed_out(tasks, self._executor, self._outpost)
        return self._pool.outcomes(tasks)

    def count(self, tasks: Iterable[Task]) -> Iterator[object]:
        """The same for tasks that count what reports share, which come before all reports.

        Own workers begin as soon as they can count, and end when all is counted: those who make
        reports have in memory what all share, and nothing that was only counted with.
        """
        if self.workshop is None or self.workshop.nursery is None:
            yield from self.do(tasks)
            return
        with Pool(self.workshop, workers=self._count) as counters:
            self.workshop.nursery.complete()
            yield from counters.outcomes(tasks)

    @cached_property
    def workshop(self) -> Workshop | None:
        """The workshop of own workers; None where an executor does the tasks."""
        if self._executor is not None:
            return None
        opened = open_workshop(self._imports, counts_first=True, **self._needs)
        return self._until_the_end.enter_context(opened)

    @cached_property
    def _pool(self) -> Pool:
        if self.workshop.nursery:
            self.workshop.nursery.complete()
        return self._until_the_end.enter_context(Pool(self.workshop, workers=self._count))

    @cached_property
    def _outpost(self) -> Outpost:
        return Outpost(self._imports, likeness=likeness_of(self._origin), **self._needs)
