"""One report, from its template to its release: what a worker does for each order."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
import traceback
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nbformat
import orjson
from nbformat import NotebookNode

from nrs_lib.disclosure.earlier import ReleasedBeforeError
from nrs_lib.errors import DisclosureError, NrsError
from nrs_lib.reports.executing import described, execute
from nrs_lib.reports.folders import (
    FAILED,
    NOTEBOOK,
    TRACE,
    owner_only,
    write_private,
)
from nrs_lib.reports.kernels import WarmKernelManager
from nrs_lib.reports.orders import CONFIDED, Failure, Order, Outcome
from nrs_lib.reports.plan_texts import lay_plan
from nrs_lib.reports.rebuilding import keep_made_from
from nrs_lib.reports.writing import ledger_of, write_release

_OVERTAKEN = "overtaken"
_MORE = 2
"""How often a report is made anew when others were released while it was made."""


def make(order: Order, *, scratch: Path) -> Outcome:
    """Make one report. Never raises: a report that fails does not stop the others.

    Parameters
    ----------
    order
        What to make.
    scratch
        A private folder on this machine; each report gets an empty one inside it.
    """
    with owner_only(when=bool(order.confided)):
        return _made(order, scratch)


def _made(order: Order, scratch: Path, *, more: int = _MORE) -> Outcome:
    began = time.monotonic()
    desk = scratch / f"desk-{os.getpid()}"
    failure, status, ran = None, "failed", 0.0
    ledger = ledger_of(order.subject, order.origin, order.places)
    try:
        known = ledger.last()
        shutil.rmtree(desk, ignore_errors=True)
        desk.mkdir(mode=0o700)
        # What cannot be kept inside the house is not released either.
        order.places.internal.mkdir(parents=True, exist_ok=True, mode=0o700)
        notebook, failure = _executed(order, desk)
        ran = time.monotonic() - began
        if failure is None:
            status, failure = _released(order, notebook, known)
        if failure is not None and order.predecessor is not None:
            # Since then others have seen what these numbers may not stand beside; made anew,
            # the report hides them.
            return _made(replace(order, predecessor=None), scratch)
        if status == _OVERTAKEN:
            status = "failed"
            if more and ledger.last() > known:
                # It was cleared beside what had been released by then; another report of the
                # run was released meanwhile, and cleared beside that one too, it can be.
                return _made(order, scratch, more=more - 1)
        if failure is not None and notebook is not None and not order.confided:
            # It holds values in its trace, so it stays inside the house.
            write_private(order.places.internal / FAILED, _written(notebook))
    except Exception as fault:
        status, failure = "failed", Failure("", *described(fault))
        # For whoever mends it; a trace may hold values, so it stays inside the house.
        with contextlib.suppress(OSError):
            if not order.confided:
                write_private(order.places.internal / TRACE, traceback.format_exc())
    finally:
        shutil.rmtree(desk, ignore_errors=True)
    spent = time.monotonic() - began
    return order.outcome(status, failure, seconds=spent, running_seconds=ran)


def _executed(order: Order, desk: Path) -> tuple[NotebookNode | None, Failure | None]:
    """The notebook as executed: now, or for another extract whose numbers are the same."""
    if order.predecessor is not None:
        return nbformat.read(order.predecessor, as_version=4), None
    if order.confided:
        write_private(desk / CONFIDED, json.dumps(order.confided))
    if order.plan:
        lay_plan(order.plan, order.subject.subject_id, desk)
    # Beside the desk: a socket's path has little room.
    WarmKernelManager.folder = desk.parent
    template = desk / order.sidecar.notebook.name
    template.write_text(order.template, encoding="utf-8")
    run = execute(
        template,
        order.parameters,
        scratch=desk,
        limit=order.sidecar.timeout,
        cell_limit=order.sidecar.cell_timeout,
    )
    return run.notebook, run.failure


def _released(order: Order, notebook: NotebookNode, known: int) -> tuple[str, Failure | None]:
    try:
        is_new = write_release(
            notebook,
            sidecar=order.sidecar,
            subject=order.subject,
            parameters=order.parameters,
            origin=order.origin,
            key=order.key,
            places=order.places,
            plan=order.plan,
            may_supersede=order.older != "refuse",
            # What was cleared for another extract is held against what came since as it is.
            known=known if order.predecessor is None else None,
            keep=lambda files: _keep(order, notebook, files),
        )
    except ReleasedBeforeError as fault:
        return _OVERTAKEN, Failure("", DisclosureError.__name__, str(fault))
    except NrsError as fault:
        return "failed", Failure("", *described(fault))
    if not is_new:
        return "kept", None
    return "made" if order.predecessor is None else "reissued", None


def _keep(order: Order, notebook: NotebookNode, files: Mapping[str, object]) -> None:
    """Keep the executed notebook inside the house."""
    if order.confided:
        return
    written = _written(notebook)
    write_private(order.places.internal / NOTEBOOK, written)
    keep_made_from(order, notebook_sha256=hashlib.sha256(written).hexdigest(), files=files)


def _written(notebook: NotebookNode) -> bytes:
    # In its own order, and not nbformat's: tables issued again from it keep their columns.
    try:
        return orjson.dumps(notebook, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # A failed one may show what the fast way does not write, as an endless whole number.
        return json.dumps(notebook, ensure_ascii=False).encode() + b"\n"
