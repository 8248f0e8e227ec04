"""Trials of a run that is disturbed: killed, starved of disk, or made to wait.

Each trial runs a small edition of throw-away reports in a process of its own, as
``python -m tests.support.faults FOLDER LIMIT``, disturbs it, gives the same command again,
and holds what stands against an edition that nobody disturbed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from nrs_lib.errors import DisclosureError
from nrs_lib.reports.catalog import read_sidecar
from nrs_lib.reports.manifest import NAME, verify_release
from nrs_lib.reports.running import run
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.templates import a_template, an_extract

ROOT = Path(__file__).resolve().parents[2]
CELLS = ("a_figure()", "import time\ntime.sleep(0.05)\na_text(subject)")
PARTS = ("orchestrator", "worker", "kernel")
FAILED = 7


def make(folder: Path, units: int) -> None:
    """What the process of a trial does: all reports of the folder's template."""
    sidecar = read_sidecar(folder / "templates" / "small.yaml")
    summary = run(
        sidecar,
        [Subject(Register.NRSSV, f"U{number}") for number in range(units)],
        period="2022",
        extract=an_extract(),
        outputs=folder / "outputs",
        workers=2,
        progress=False,
        older="supersede",
    )
    print("\n".join(summary.lines()), flush=True)
    summary.raise_for_failures()


def started(folder: Path, units: int, **environment: str) -> subprocess.Popen:
    """Start it, as a command is started."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.faults", str(folder), str(units)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def prepared(folder: Path, *cells: str, **changed: object) -> Path:
    """A folder with the template in it."""
    a_template(folder / "templates", "small", *(cells or CELLS), **changed)
    return folder


def releases(folder: Path) -> dict[str, dict[str, str]]:
    """Files of every release that stands whole, by subject, without what tells the time.

    Raises
    ------
    DisclosureError
        Something under a final name is not what its manifest says.
    """
    found = {}
    for release in sorted((folder / "outputs").glob("*/cleared/*/*/*/*")):
        if release.name.startswith("."):
            continue
        verify_release(release)
        found[release.name] = {
            path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in release.rglob("*")
            if path.is_file() and path.name != NAME
        }
    return found


def corrupt(folder: Path) -> list[str]:
    """Final names under which something unfinished stands."""
    wrong = []
    for release in (folder / "outputs").glob("*/cleared/*/*/*/*"):
        if release.name.startswith("."):
            continue
        try:
            verify_release(release)
        except DisclosureError:
            wrong.append(release.name)
    return wrong


def family(process: subprocess.Popen) -> list[psutil.Process]:
    """Everything that a run has started and that still lives."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        return []


def victim(process: subprocess.Popen, part: str) -> int | None:
    """One process of a run that plays a part, if there is one just now."""
    if part == "orchestrator":
        return process.pid
    found = []
    for one in family(process):
        with contextlib.suppress(psutil.Error):
            # A kernel alone has a connection file's sockets open beside its threads.
            is_kernel = one.num_threads() > 2
            is_nursery = one.ppid() == process.pid
            if not is_nursery and is_kernel == (part == "kernel"):
                found.append(one.pid)
    return random.choice(found) if found else None


def killed_and_resumed(
    folder: Path, part: str, *, units: int, seed: int, expected: dict[str, dict[str, str]]
) -> Iterator[str]:
    """Kill one part at a random moment, resume, and yield whatever is not as it should be."""
    random.seed(seed)
    process = started(folder, units)
    time.sleep(random.uniform(0.3, 4.0) if part == "orchestrator" else random.uniform(1.5, 3.5))
    before = family(process)
    number = victim(process, part)
    if number is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.communicate(timeout=120)
    if wrong := corrupt(folder):
        yield f"corrupt after the kill: {wrong}"
    stood = _finished(folder)
    if part == "orchestrator" and not _all_end(before):
        yield "something outlived the run"
    again = started(folder, units)
    said, _ = again.communicate(timeout=120)
    if again.returncode:
        yield f"resuming ended with {again.returncode}: {said[-500:]}"
    after = _finished(folder)
    if lost := [name for name in stood if after.get(name) != stood[name]]:
        yield f"finished before and made again: {lost}"
    if releases(folder) != expected:
        yield "the final edition differs from an undisturbed one"
    if left := list((folder / "outputs").rglob(".aside-*")):
        yield f"left over: {[path.name for path in left]}"


def _finished(folder: Path) -> dict[str, float]:
    return {
        path.parent.name: path.stat().st_mtime_ns
        for path in (folder / "outputs").glob(f"*/cleared/*/*/*/*/{NAME}")
        if not path.parent.name.startswith(".")
    }


def _all_end(processes: list[psutil.Process], seconds: float = 10) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


def starved_and_resumed(
    folder: Path,
    *,
    units: int,
    room: Callable[[int], None],
    size: int,
    plenty: int,
    expected: dict[str, dict[str, str]],
) -> Iterator[str]:
    """Run with too little room on the disk, then with enough; yield what is not as it should be.

    Parameters
    ----------
    room
        Sets the room of the outputs' disk, in bytes.
    """
    room(size)
    process = started(folder, units)
    said, _ = process.communicate(timeout=180)
    if process.returncode == 0 and len(releases(folder)) != units:
        yield "the run says that all is made, and it is not"
    if process.returncode and "No space left" not in said:
        yield f"the reason is not told: {said[-400:]}"
    if wrong := corrupt(folder):
        yield f"corrupt on the full disk: {wrong}"
    room(plenty)
    again = started(folder, units)
    said, _ = again.communicate(timeout=180)
    if again.returncode:
        yield f"resuming ended with {again.returncode}: {said[-400:]}"
    if releases(folder) != expected:
        yield "the final edition differs from an undisturbed one"


if __name__ == "__main__":
    from nrs_lib.errors import NrsError

    try:
        make(Path(sys.argv[1]), int(sys.argv[2]))
    except NrsError as fault:
        print(fault, flush=True)
        sys.exit(fault.exit_code)
    except OSError as fault:
        print(os.strerror(fault.errno or 0), flush=True)
        sys.exit(8)
