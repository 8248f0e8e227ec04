"""Who does a run's tasks: hired when there is one to do, and let go at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nrs_lib.reports.orders import Order
from nrs_lib.reports.outposts import Outpost, handed_out, likeness_of
from nrs_lib.reports.pool import Pool, Task
from nrs_lib.reports.workshops import Workshop, imported_by, open_workshop


class Hired(NamedTuple):
    """Who does tasks, and their workshop where they are this machine's own."""

    do: Callable[[Iterable[Task]], Iterator[object]]
    workshop: Workshop | None = None


@contextmanager
def hiring(
    orders: Sequence[Order],
    extract: object,
    outputs: Path,
    count: int,
    memory: int | None,
    executor: Executor | None,
) -> Iterator[Callable[[], Hired]]:
    """Who does the tasks, hired when first asked for: own workers, or whom an executor has."""
    imports = {
        name for path in {order.sidecar.notebook for order in orders} for name in imported_by(path)
    }
    needs = {
        "outputs": outputs,
        "extract_id": extract.extract_id,
        "as_of": extract.as_of,
        "memory": memory,
    }
    with ExitStack() as open_until_the_end:

        @cache
        def hired() -> Hired:
            if executor is not None:
                likeness = likeness_of(orders[0].origin)
                outpost = Outpost(frozenset(imports), likeness=likeness, **needs)
                return Hired(lambda tasks: handed_out(tasks, executor, outpost))
            workshop = open_until_the_end.enter_context(open_workshop(imports, **needs))
            pool = open_until_the_end.enter_context(Pool(workshop, workers=count))
            return Hired(pool.outcomes, workshop)

        yield hired
