"""What the workers of a run share: a private folder, an environment, a list of imports."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import shutil
import sysconfig
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nrs_lib import places
from nrs_lib.errors import PlatformError
from nrs_lib.reports.folders import is_running
from nrs_lib.reports.forking import MEMORY, SOCKET, can_fork
from nrs_lib.reports.nurseries import Nursery

_RUN_FOLDER = "nrs-run-"
# Named, not imported: the runner itself needs neither.
_DESK, READY = "nrs_lib.reports.desk", "nrs_lib.reports.ready"
HOLDING = "nrs_lib.reports.holding"
# Models are fitted and programmes solved by what is imported where that is done.
_COUNTER = ("nrs_lib.reports.pool", "nrs_lib.reports.counting", "scipy.optimize", HOLDING)
_WORKER = ("nrs_lib.reports.making", "nrs_lib.reports.pool")
IMPORTED_BY_EVERY_KERNEL = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "debugpy.server",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "tornado.gen",
    "tornado.queues",
    "faulthandler",
    "nrs_lib.reports.kernels",
    "nrs_lib.reports.report_kernel",
    "nrs_lib.reports.speaking",
)
# Each kernel uses one core, and there are as many kernels as cores.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


@dataclass(frozen=True)
class Workshop:
    """What every worker of a run shares.

    Attributes
    ----------
    folder
        The run's private folder.
    environment
        Variables that workers and kernels start with.
    nursery
        The process that forks workers and kernels; None where none can.
    """

    folder: Path
    environment: Mapping[str, str]
    nursery: Nursery | None = None


@contextmanager
def open_workshop(
    imports: Collection[str],
    *,
    outputs: Path,
    extract_id: str,
    as_of: dt.date,
    memory: int | None = None,
    counts_first: bool = False,
) -> Iterator[Workshop]:
    """The run's private folder, gone at the end; what an ended run left is swept first.

    Parameters
    ----------
    imports
        What the templates that will run import.
    outputs
        Where kernels find the extract.
    extract_id
        What is read before kernels are forked, if a template works with it.
    as_of
        The day that dates the drawings.
    memory
        The most that a kernel may take, in bytes.
    counts_first
        Whether its first workers only count what reports share, for which a third of the imports
        is enough; what reports are made with is imported once the nursery is told to complete.

    Raises
    ------
    PlatformError
        There is no room for temporary files.
    """
    sweep_left(_RUN_FOLDER)
    try:
        # Short, because socket paths are: a name under the system's temporary folder.
        folder = Path(tempfile.mkdtemp(prefix=f"{_RUN_FOLDER}{os.getpid()}-"))
    except OSError as fault:
        raise PlatformError(
            "There is no room for temporary files.",
            where=tempfile.gettempdir(),
            remedy="Free some space, or point TMPDIR to another disk.",
        ) from fault
    nursery = None
    try:
        environment = _environment(folder, outputs, as_of)
        if memory:
            environment[MEMORY] = str(memory)
        if can_fork():
            nursery = _nursery(folder, imports, environment, extract_id, counts_first)
            environment[SOCKET] = nursery.address
        yield Workshop(folder, environment, nursery)
    finally:
        if nursery:
            nursery.close()
        shutil.rmtree(folder, ignore_errors=True)


def _nursery(
    folder: Path,
    imports: Collection[str],
    environment: Mapping[str, str],
    extract_id: str,
    counts_first: bool,
) -> Nursery:
    """Has what workers and notebooks import, and the extract if notebooks work with one."""
    first, later = (), (*IMPORTED_BY_EVERY_KERNEL, *_WORKER, *sorted(imports))
    holds = []
    if _DESK in imports:
        first, later = _COUNTER, (*later, READY)
        holds.append({"hold": f"{HOLDING}:hold_extract", "settings": {"extract_id": extract_id}})
    return Nursery(
        folder=folder,
        imports=first if counts_first else (*first, *later),
        holds=holds,
        later=later if counts_first else (),
        environment={**os.environ, **environment},
        log=folder / "nursery.log",
    )


def _environment(folder: Path, outputs: Path, as_of: dt.date) -> dict[str, str]:
    """The same for every run on every machine, so that the same inputs give the same files."""
    package = Path(places.__file__).resolve().parents[1]
    installed = {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")}
    paths = [] if package in installed else [str(package)]
    paths += [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    midnight = dt.datetime.combine(as_of, dt.time(), tzinfo=dt.UTC)
    return {
        **_ONE_THREAD,
        "NRS_OUTPUTS": str(outputs),
        # A notebook finds the plan that its report is made from in its own folder.
        "NRS_PLANS": "plans",
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        # Drawings are dated by the extract, not by the clock.
        "SOURCE_DATE_EPOCH": str(int(midnight.timestamp())),
        "MPLBACKEND": "agg",
        # Nothing of the person's own settings, start-up files or history takes part.
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter"),
        "JUPYTER_NO_CONFIG": "1",
    }


def imported_by(notebook: Path) -> frozenset[str]:
    """Modules that a notebook imports, for the kernels to have ready."""
    return _imported_by(notebook, notebook.stat().st_mtime_ns)


@lru_cache
def _imported_by(notebook: Path, _changed_last: int) -> frozenset[str]:
    found: set[str] = set()
    for tree in filter(None, code_cells(notebook)):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def reads_desk(notebook: Path) -> bool:
    """Whether a notebook's numbers come from a desk."""
    return _DESK in imported_by(notebook)


def code_cells(notebook: Path) -> Iterator[ast.Module | None]:
    """A notebook's code, cell by cell; None for a cell that is no plain Python."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        try:
            yield ast.parse("".join(cell["source"]))
        except SyntaxError:
            yield None


def sweep_left(prefix: str) -> None:
    """Remove private folders, named by their owner's number, whose owner has ended."""
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        owner = left.name.removeprefix(prefix).split("-")[0]
        if owner.isdigit() and not is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
