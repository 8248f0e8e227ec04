"""One notebook run, and what is known of a run that failed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import prepare_notebook_metadata, raise_for_execution_errors
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.utils import chdir

from nrs_lib import errors
from nrs_lib.reports.engine import ENGINE
from nrs_lib.reports.kernels import WarmKernelManager
from nrs_lib.reports.listening import MOST_SAID, PromptClient
from nrs_lib.reports.orders import Failure

_KERNEL = "python3"
_KERNEL_START = 120
_LAST_WORDS = 15
_FAMILIES = {
    family.__name__
    for family in vars(errors).values()
    if isinstance(family, type) and issubclass(family, errors.NrsError)
}
_CLASS_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Execution:
    """A notebook as far as it ran, and why it stopped if it did."""

    notebook: NotebookNode | None = None
    cell: str = ""
    failure: Failure | None = None


def execute(
    template: Path,
    parameters: Mapping[str, object],
    *,
    scratch: Path,
    limit: float,
    cell_limit: float | None = None,
) -> Execution:
    """Run a notebook in a kernel of its own.

    The steps of `papermill.execute_notebook`, without its last: written out as text for a file
    that nobody asked for, a notebook takes a tenth of a second.

    Parameters
    ----------
    template
        The notebook's source.
    parameters
        Already checked against the sidecar.
    scratch
        The kernel's working folder.
    limit
        Seconds for all cells together; a cell has what the ones before it left.
    cell_limit
        The most seconds for one cell.
    """
    ends = time.monotonic() + limit
    run = Execution()
    PromptClient.forget()

    def keep(notebook: NotebookNode) -> None:
        run.notebook = notebook

    def name(cell: NotebookNode, cell_index: int) -> None:
        run.cell = str(cell.get("id", cell_index))

    try:
        notebook = load_notebook_node(str(template))
        notebook = parameterize_notebook(
            notebook, dict(parameters), kernel_name=_KERNEL, language="python"
        )
        notebook = prepare_notebook_metadata(notebook, str(template), None)
        with chdir(str(scratch)):
            notebook = papermill_engines.execute_notebook_with_engine(
                ENGINE,
                notebook,
                kernel_name=_KERNEL,
                progress_bar=False,
                startup_timeout=_KERNEL_START,
                kernel_manager_class=WarmKernelManager,
                shutdown_kernel="immediate",
                iopub_timeout=_LAST_WORDS,
                timeout_func=lambda cell: max(1, min(ends - time.monotonic(), cell_limit or limit)),
                extra_arguments=["--HistoryManager.enabled=False"],
                on_notebook_start=keep,
                on_cell_execute=name,
            )
        raise_for_execution_errors(notebook, None)
    except PapermillExecutionError as fault:
        run.failure = Failure(run.cell, *_safe(fault.ename, fault.evalue))
    except CellTimeoutError as fault:
        # One message larger than the limit is refused unread, and its cell never ends.
        if "IOPub" in str(fault):
            PromptClient.said = MOST_SAID + 1
        most = min(limit, cell_limit or limit) if time.monotonic() < ends else limit
        run.failure = Failure(run.cell, "time limit", f"over {most:.0f} s")
    except DeadKernelError:
        run.failure = Failure(run.cell, "kernel died", "")
    except Exception as fault:
        run.failure = Failure(run.cell, *described(fault))
    else:
        run.failure = _unfinished(run.notebook)
    background = PromptClient.error_in_a_thread()
    if PromptClient.has_said_too_much():
        run.failure = Failure(run.cell, "output limit", f"over {MOST_SAID >> 20} MiB")
    elif run.failure is None and background:
        run.failure = Failure("", _safe(background, "")[0], "in a thread beside the cells")
    return run


def described(fault: BaseException) -> tuple[str, str]:
    """Family and safe reason of an error: only ours, and the system's own words, are shown."""
    if isinstance(fault, errors.NrsError):
        return type(fault).__name__, str(fault)
    if isinstance(fault, OSError) and fault.errno:
        # The machine's word; it names a file of ours, not a person.
        where = f": {fault.filename}" if fault.filename else ""
        return type(fault).__name__, os.strerror(fault.errno) + where
    return _safe(type(fault).__name__, "")


def _safe(family: str, message: str) -> tuple[str, str]:
    # An error of another library may carry a value in its message, and so may a made-up name.
    if not _CLASS_NAME.fullmatch(family or ""):
        return "error", ""
    return family, _COLOUR.sub("", message) if family in _FAMILIES else ""


def _unfinished(notebook: NotebookNode) -> Failure | None:
    """sys.exit(0) ends a run that Papermill calls complete; so would a skipped cell."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                return Failure(cell.id, *_safe(output.ename, ""))
        if cell.source.strip() and cell.execution_count is None:
            return Failure(cell.id, "not executed", "")
    return None
