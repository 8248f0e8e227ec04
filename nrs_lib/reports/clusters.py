"""An edition on a Dask cluster, through the executor that its client gives.

Each worker makes reports in an outpost (`nrs_lib.reports.outposts`). All of them share one
outputs folder: there they find the frozen extract, and there releases are put in place.
"""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from nrs_lib.errors import PlatformError
from nrs_lib.reports.forking import can_fork
from nrs_lib.reports.manifest import provenance
from nrs_lib.reports.outposts import leave, likeness, likeness_of, unlike

_CONNECT = 10
# A worker that died is started anew by its keeper in some seconds.
_WITHOUT_WORKERS, _LOOK = 30.0, 1.0
_NAMED = 5


@contextmanager
def dask_executor(address: str, *, extract: object, outputs: Path) -> Iterator[Executor]:
    """The executor of a cluster whose workers can make the same reports as this machine.

    Parameters
    ----------
    address
        The scheduler's, as ``tcp://machine:8786``.
    extract
        What reports are made from; every worker must be able to read it.
    outputs
        The shared folder; it has the same path on every worker.

    Raises
    ------
    PlatformError
        distributed is not installed, no scheduler answers, it has no workers, or some differ
        in code, definitions, libraries or extract: names each. Nothing has run.
    """
    try:
        from distributed import Client
        from distributed.comm import get_address_host_port
    except ImportError as fault:
        raise PlatformError(
            "Clusters are reached by distributed, which is not installed.",
            where="--dask",
            remedy='Install it, here and on every worker: pip install "nrs-workbench[dask]". '
            "Without --dask the edition is made on this machine.",
        ) from fault
    try:
        # A client that finds nobody takes half a minute to say so.
        socket.create_connection(get_address_host_port(address), timeout=_CONNECT).close()
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise PlatformError(
            "No Dask scheduler answers at this address.",
            where=address,
            remedy="Start one with `dask scheduler`, which tells its address, and workers with "
            "`dask worker ADDRESS`; or leave --dask out.",
        ) from fault
    with client:
        _check(client, likeness_of(provenance(extract)), outputs, extract.extract_id)
        executor = client.get_executor(pure=False)
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(client, executor, done), daemon=True)
        watcher.start()
        try:
            yield executor
        finally:
            done.set()
            watcher.join()
            # A client that lost its scheduler has cancelled everything by itself.
            if client.status == "running":
                executor.shutdown(wait=False)
                if _workers(client):
                    client.run(leave, on_error="ignore")


def _check(client, wanted: tuple[tuple[str, str], ...], outputs: Path, extract_id: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_CONNECT)
    except TimeoutError as fault:
        raise PlatformError(
            "The cluster has no workers.",
            where=client.scheduler.address,
            remedy=f"Start some: dask worker {client.scheduler.address}",
        ) from fault
    told = client.run(_told, outputs, extract_id, on_error="return")
    names = {address: f"{one['id']} ({address})" for address, one in _workers(client).items()}
    faults = []
    for address, answer in sorted(told.items()):
        worker = names.get(address, address)
        if isinstance(answer, Exception):
            faults.append(f"{worker}: {_unable(answer)}")
        elif found := unlike(wanted, answer):
            faults.append(f"{worker}: {', '.join(found)}")
    if faults:
        more = len(faults) - _NAMED
        raise PlatformError(
            f"{len(faults)} of {len(told)} workers cannot make the same reports as this machine.",
            where="; ".join(faults[:_NAMED]) + (f"; and {more} more" if more > 0 else ""),
            remedy=f"Give each the same project and libraries, and {outputs} under this path; "
            "start it anew, or take it out of the cluster.",
        )


def _unable(answer: Exception) -> str:
    return str(answer) if isinstance(answer, PlatformError) else "the project does not run there"


def _told(outputs: Path, extract_id: str) -> tuple[tuple[str, str], ...]:
    """What a worker says of itself."""
    if multiprocessing.current_process().daemon and not can_fork():
        raise PlatformError("started by a nanny it may start no processes here; use --no-nanny")
    return likeness(outputs, extract_id)


def _workers(client) -> dict[str, object]:
    return client.scheduler_info(n_workers=-1)["workers"]


def _watch(client, executor: Executor, done: threading.Event) -> None:
    """Give up what waits for workers when there have been none for a while."""
    missed = 0.0
    while not done.wait(_LOOK):
        missed = 0.0 if client.status == "running" and _workers(client) else missed + _LOOK
        if missed >= _WITHOUT_WORKERS and client.status == "running":
            executor.shutdown(wait=False)
            return
