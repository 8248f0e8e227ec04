"""Many reports, side by side on the machine's cores.

A report that fails does not stop the others. A report whose release stands there already,
whole and made from the same inputs, is not made again; so a run that was interrupted is
resumed by giving the same command again. `nrs_lib.reports.rebuilding` says what decides.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from nrs_lib import places
from nrs_lib.errors import RunError, UsageError
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.folders import folders_of, sweep
from nrs_lib.reports.locking import locked
from nrs_lib.reports.manifest import input_key, provenance
from nrs_lib.reports.orders import Failure, Older, Order, Outcome
from nrs_lib.reports.plan_texts import Plans, plan_text
from nrs_lib.reports.rebuilding import needs_kernel
from nrs_lib.reports.standing import Mark, mark_of, refuse_if_older, stands
from nrs_lib.reports.subjects import Subject, parameters_for

_NAMED = 4


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
        """How many reports have a status: see `nrs_lib.reports.orders.Outcome`."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def failed(self) -> list[Outcome]:
        """The reports that failed, each with its reason."""
        return [outcome for outcome in self.outcomes if outcome.status == "failed"]

    def lines(self) -> list[str]:
        """The summary for people: counts, then one line per failure. Holds no value."""
        parts = [f"{self.count(status)} {status}" for status in ("made", "kept", "failed")]
        if self.count("reissued"):
            parts.insert(1, f"{self.count('reissued')} reissued (no number differs)")
        if self.interrupted:
            parts.append(f"{self.count('not started')} not started")
        lines = [f"{', '.join(parts)} in {self.seconds:.0f} s"]
        for outcome in self.failed:
            head, *rest = str(outcome.failure).splitlines()
            lines += [f"  {outcome.name}: {head}", *(f"    {line}" for line in rest)]
        return lines

    def reasons(self) -> list[str]:
        """Why each report was made, those with the same reason on one line."""
        names: dict[str, list[str]] = {}
        for outcome in self.outcomes:
            if outcome.why:
                names.setdefault(f"{outcome.status}: {outcome.why}", []).append(outcome.name)
        lines = []
        for reason, alike in sorted(names.items(), key=lambda found: -len(found[1])):
            more = f" and {len(alike) - _NAMED} more" if len(alike) > _NAMED else ""
            lines.append(f"  {reason}\n    {', '.join(alike[:_NAMED])}{more}")
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
    template: Sidecar, subjects: Sequence[Subject], *, period: str, **settings: object
) -> RunSummary:
    """Make one report about many subjects; otherwise as `run_batch`.

    Parameters
    ----------
    template
        The report's sidecar, from `catalog.template`.
    subjects
        Units, or nations.
    period
        A year, half-year or quarter, or several quarters up to one.
    """
    return run_batch([(template, subject, period) for subject in subjects], **settings)


def run_batch(
    reports: Iterable[tuple[Sidecar, Subject, str]],
    *,
    extract: object,
    workers: int | None = None,
    outputs: Path | None = None,
    progress: bool = True,
    older: Older = "refuse",
    memory: int | None = None,
    executor: Executor | None = None,
    plans: Plans = plan_text,
    seen: Mapping[str, Mark] | None = None,
    prepare: Callable[[], None] | None = None,
    conclude: Callable[[RunSummary], None] | None = None,
) -> RunSummary:
    """Make reports with one set of workers.

    Parameters
    ----------
    reports
        Each template with its subject and period.
    extract
        With extract_id, as_of, synthetic and passport.
    workers
        How many reports at a time; the machine's cores by default.
    outputs
        Where everything goes; `places.outputs` by default.
    progress
        Whether to show a progress line.
    older
        What to do with releases made from other inputs: see `Order`.
    memory
        The most that a report's kernel may take, in bytes.
    executor
        Does the tasks in place of this machine's own workers. Each process that it runs on
        must see the same outputs folder and have the same code, definitions and libraries; one
        that has not makes nothing: see `nrs_lib.reports.outposts`.
    plans
        Gives the unit's action plan that a report is made from; the one there now if left out.
    seen
        Releases that were found to stand a moment ago, by their order's name. One that is still
        in its place is kept without being read again.
    prepare
        Called while workers and kernels get ready, where a report has to be executed.
    conclude
        Called at last with the summary, before another run may begin in the same folder.

    Raises
    ------
    ParameterError
        A parameter is unknown or does not fit; nothing has run.
    PlatformError
        Another run works in the same folder.
    """
    began = time.monotonic()
    outputs = (outputs or places.outputs()).absolute()
    orders = orders_of(reports, extract=extract, outputs=outputs, older=older, plans=plans)
    if not orders:
        raise UsageError("There is nothing to report on.", remedy="Name a unit, or use --all.")
    with locked(outputs):
        sweep(outputs / extract.extract_id, beneath=True)
        done = {order.name: _without_work(order, seen or {}) for order in orders}
        left = [order for order in orders if done[order.name] is None]
        reasons: dict[str, str] = {}
        interrupted = False
        try:
            if left:
                count = max(1, min(workers or os.cpu_count() or 1, len(left)))
                # Imported only here: a run in which nothing changed is done sooner without.
                from nrs_lib.reports.hiring import Hired

                with Hired(
                    left,
                    extract=extract,
                    outputs=outputs,
                    count=count,
                    memory=memory,
                    executor=executor,
                ) as hired:
                    if any(needs_kernel(order, outputs) for order in left):
                        hired.begin()
                        if prepare:
                            prepare()
                    # While the kernels' own libraries are read on another core.
                    from nrs_lib.reports.work import made

                    found = made(left, extract, outputs, hired, reasons)
                    shown = tqdm(
                        found, total=len(left), unit="report", disable=not progress, leave=False
                    )
                    for outcome in shown:
                        done[outcome.name] = outcome
        except KeyboardInterrupt:
            interrupted = True
        outcomes = tuple(
            replace(done[one.name] or one.outcome("not started"), why=reasons.get(one.name, ""))
            for one in orders
        )
        summary = RunSummary(outcomes, time.monotonic() - began, interrupted)
        if conclude:
            conclude(summary)
    return summary


def orders_of(
    reports: Iterable[tuple[Sidecar, Subject, str]],
    *,
    extract: object,
    outputs: Path,
    older: Older = "refuse",
    plans: Plans = plan_text,
) -> list[Order]:
    """What has to be made, every parameter checked; nothing runs.

    Raises
    ------
    ParameterError
        A parameter is unknown or does not fit.
    """
    orders, texts = {}, {}
    origin = provenance(extract)
    extract_id = str(origin.extract["id"])
    for sidecar, subject, period in reports:
        parameters = parameters_for(sidecar, subject, extract_id=extract_id, period=period)
        stand = folders_of(
            outputs, extract_id=extract_id, sidecar=sidecar, period=period, subject=subject
        )
        plan = plans(sidecar, subject, period)
        key = input_key(origin, sidecar, parameters, plan=plan)
        text = texts.setdefault(sidecar.notebook, sidecar.notebook.read_text(encoding="utf-8"))
        order = Order(sidecar, text, subject, parameters, origin, key, stand, older, plan=plan)
        orders[order.name] = order
    return list(orders.values())


def _without_work(order: Order, seen: Mapping[str, Mark]) -> Outcome | None:
    """The outcome of an order that needs no kernel: kept, or refused."""
    if order.older != "remake":
        mark = seen.get(order.name)
        is_there = mark is not None and mark == mark_of(order.places, order.key)
        if is_there or stands(order.places, order.key):
            return order.outcome("kept")
    if order.older == "refuse":
        try:
            refuse_if_older(order.sidecar, order.subject, order.places, order.key)
        except RunError as fault:
            return order.outcome("failed", Failure("", "RunError", str(fault)))
    return None
