"""One report x many subjects, side by side on the machine's cores.

A report that fails does not stop the others. A report whose release stands there already,
whole and made from the same inputs, is not made again; so a run that was interrupted is
resumed by giving the same command again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from nrs_lib import places
from nrs_lib.errors import RunError, UsageError
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.folders import folders_of, sweep
from nrs_lib.reports.manifest import Provenance, input_key, provenance
from nrs_lib.reports.orders import Failure, Older, Order, Outcome
from nrs_lib.reports.pool import Pool
from nrs_lib.reports.subjects import Subject, parameters_for
from nrs_lib.reports.workshops import open_workshop
from nrs_lib.reports.writing import refuse_if_older, stands


@dataclass(frozen=True)
class RunSummary:
    """What became of a run.

    Attributes
    ----------
    outcomes
        One per report, in the order asked for.
    seconds
        Time the whole run took.
    interrupted
        Whether it was stopped before all were done; what is made stays.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    interrupted: bool = False

    def count(self, status: str) -> int:
        """How many reports were ``made``, ``kept``, ``failed`` or ``not started``."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def failed(self) -> list[Outcome]:
        """The reports that failed, each with its reason."""
        return [outcome for outcome in self.outcomes if outcome.status == "failed"]

    def lines(self) -> list[str]:
        """The summary for people: counts, then one line per failure. Holds no value."""
        parts = [f"{self.count(status)} {status}" for status in ("made", "kept", "failed")]
        if self.interrupted:
            parts.append(f"{self.count('not started')} not started")
        lines = [f"{', '.join(parts)} in {self.seconds:.0f} s"]
        for outcome in self.failed:
            head, *rest = str(outcome.failure).splitlines()
            lines += [f"  {outcome.name}: {head}", *(f"    {line}" for line in rest)]
        return lines

    def raise_for_failures(self) -> None:
        """Raise when a report failed.

        Raises
        ------
        RunError
            Names how many; the summary's lines name each.
        """
        if self.failed:
            raise RunError(
                f"{len(self.failed)} of {len(self.outcomes)} reports failed.",
                where=", ".join(outcome.name for outcome in self.failed[:5]),
                remedy="The others are complete. Mend the cause and give the same command again.",
            )


def run(
    template: Sidecar,
    subjects: Sequence[Subject],
    *,
    extract: object,
    period: str,
    workers: int | None = None,
    outputs: Path | None = None,
    progress: bool = True,
    older: Older = "refuse",
    prepare: Callable[[], object] | None = None,
) -> RunSummary:
    """Make one report about many subjects.

    Parameters
    ----------
    template
        The report's sidecar, from `catalog.template`.
    subjects
        Units, or nations.
    extract
        With extract_id, as_of, synthetic and passport.
    period
        A year, half-year or quarter.
    workers
        How many reports at a time; the machine's cores by default.
    outputs
        Where everything goes; `places.outputs` by default.
    progress
        Whether to show a progress line.
    older
        What to do with releases made from other inputs: see `Order`.
    prepare
        Done once, while the workers start: what all reports read.

    Raises
    ------
    ParameterError
        A parameter is unknown or does not fit; nothing has run.
    """
    return run_batch(
        [(template, subject) for subject in subjects],
        extract=extract,
        period=period,
        workers=workers,
        outputs=outputs,
        progress=progress,
        older=older,
        prepare=prepare,
    )


def run_batch(
    reports: Iterable[tuple[Sidecar, Subject]],
    *,
    extract: object,
    period: str,
    workers: int | None = None,
    outputs: Path | None = None,
    progress: bool = True,
    older: Older = "refuse",
    prepare: Callable[[], object] | None = None,
) -> RunSummary:
    """Make several reports with one set of workers; otherwise as `run`."""
    began = time.monotonic()
    outputs = (outputs or places.outputs()).absolute()
    orders = _orders(reports, provenance(extract), period, outputs, older)
    if not orders:
        raise UsageError("There is nothing to report on.", remedy="Name a unit, or use --all.")
    done = {order.name: _without_work(order) for order in orders}
    left = [order for order in orders if done[order.name] is None]
    interrupted = False
    if left:
        count = max(1, min(workers or os.cpu_count() or 1, len(left)))
        try:
            with (
                open_workshop(
                    [order.sidecar.notebook for order in left], outputs=outputs, extract=extract
                ) as workshop,
                Pool(workshop, workers=count) as pool,
            ):
                if prepare is not None:
                    prepare()
                shown = tqdm(
                    pool.outcomes(left),
                    total=len(left),
                    unit="report",
                    disable=not progress,
                    leave=False,
                )
                for outcome in shown:
                    done[outcome.name] = outcome
        except KeyboardInterrupt:
            interrupted = True
    outcomes = tuple(done[order.name] or order.outcome("not started") for order in orders)
    return RunSummary(outcomes, time.monotonic() - began, interrupted)


def _orders(
    reports: Iterable[tuple[Sidecar, Subject]],
    origin: Provenance,
    period: str,
    outputs: Path,
    older: Older,
) -> list[Order]:
    orders = {}
    extract_id = str(origin.extract["id"])
    for sidecar, subject in reports:
        parameters = parameters_for(sidecar, subject, extract_id=extract_id, period=period)
        stand = folders_of(
            outputs, extract_id=extract_id, sidecar=sidecar, period=period, subject=subject
        )
        key = input_key(origin, sidecar, parameters)
        order = Order(sidecar, subject, parameters, origin, key, stand, older)
        orders[order.name] = order
    return list(orders.values())


def _without_work(order: Order) -> Outcome | None:
    """The outcome of an order that needs no kernel: kept, or refused."""
    sweep(order.places.release.parent)
    sweep(order.places.internal)
    if order.older != "remake" and stands(order.places, order.key):
        return order.outcome("kept")
    if order.older == "refuse":
        try:
            refuse_if_older(order.sidecar, order.subject, order.places)
        except RunError as fault:
            return order.outcome("failed", Failure("", "RunError", str(fault)))
    return None
