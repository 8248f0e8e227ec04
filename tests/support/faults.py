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
from dataclasses import dataclass, field
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
PARTS = ("orchestrator", "nursery", "worker", "kernel")
WORKERS = 2


def make(folder: Path, units: int) -> None:
    """What the process of a trial does: all reports of the folder's template."""
    sidecar = read_sidecar(folder / "templates" / "small.yaml")
    summary = run(
        sidecar,
        [Subject(Register.NRSSV, f"U{number}") for number in range(units)],
        period="2022",
        extract=an_extract(),
        outputs=folder / "outputs",
        workers=WORKERS,
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
    found = {"nursery": [], "worker": [], "kernel": []}
    for one in family(process):
        with contextlib.suppress(psutil.Error, OSError):
            found[_part(one, process)].append(one.pid)
    if part == "kernel" and len(found["worker"]) < WORKERS:
        # A worker that has just been forked looks like a kernel.
        return None
    return random.choice(found[part]) if found[part] else None


def _part(one: psutil.Process, process: subprocess.Popen) -> str:
    if one.ppid() == process.pid:
        return "nursery"
    is_worker = Path(f"/proc/{one.pid}/fd/1").readlink().name.startswith("worker-")
    return "worker" if is_worker else "kernel"


@dataclass
class Disturbed:
    """A run that was killed and resumed.

    Attributes
    ----------
    kills
        How many processes were killed.
    wrong
        Whatever was not as it should be.
    stood
        The releases that were finished so far, with their times.
    """

    kills: int = 0
    wrong: list[str] = field(default_factory=list)
    stood: dict[str, float] = field(default_factory=dict)

    def look(self, folder: Path) -> None:
        """Hold what stands against what stood before."""
        if found := corrupt(folder):
            self.wrong.append(f"corrupt after a kill: {found}")
        now = _finished(folder)
        if lost := [name for name in self.stood if now.get(name) != self.stood[name]]:
            self.wrong.append(f"finished before, and lost or made again: {lost}")
        self.stood = now


def killed_and_resumed(
    folder: Path,
    part: str,
    *,
    units: int,
    seed: int,
    kills: int,
    span: float,
    expected: dict[str, dict[str, str]],
) -> Disturbed:
    """Kill processes of one part at random moments of a run, and resume it.

    Parameters
    ----------
    kills
        The most to kill; fewer are where the run is done before. An orchestrator's run is
        resumed and killed again.
    span
        Seconds over which the moments of killing orchestrators are spread; the others are
        killed within a second of being there.
    """
    random.seed(seed)
    told = Disturbed()
    while told.kills < kills:
        process = started(folder, units)
        killed, before = _kill(process, part, kills - told.kills, span)
        process.communicate(timeout=180)
        told.kills += killed
        told.look(folder)
        if part != "orchestrator" or not killed:
            break
        if not _all_end(before):
            told.wrong.append("something outlived the run")
    again = started(folder, units)
    said, _ = again.communicate(timeout=180)
    if again.returncode:
        told.wrong.append(f"resuming ended with {again.returncode}: {said[-500:]}")
    told.look(folder)
    if releases(folder) != expected:
        told.wrong.append("the final edition differs from an undisturbed one")
    if left := list((folder / "outputs").rglob(".aside-*")):
        told.wrong.append(f"left over: {[path.name for path in left]}")
    return told


def _kill(
    process: subprocess.Popen, part: str, most: int, span: float
) -> tuple[int, list[psutil.Process]]:
    """How many were killed, and what lived beside the last."""
    done, beside = 0, []
    is_whole = part == "orchestrator"
    if is_whole:
        time.sleep(random.uniform(0.1, span))
    while done < most and process.poll() is None:
        if victim(process, part) is None:
            time.sleep(0.005)
            continue
        time.sleep(0 if is_whole else random.uniform(0, 0.8))
        beside = family(process)
        number = victim(process, part)
        if number is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
                done += 1
            if is_whole:
                break
    return done, beside


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
