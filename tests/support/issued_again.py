"""Trials of an edition that is issued again for another extract, and disturbed while it is.

Each works on a copy of outputs in which the edition of one extract stands and another extract,
with the same numbers, is loaded; gives the command for that one; disturbs it; gives the same
command again; and holds all that stands then against a run that nobody disturbed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psutil

from nrs_lib.errors import NrsError
from nrs_lib.reports.folders import MADE_FROM, MANIFEST, NOTEBOOK, releases_in
from nrs_lib.reports.ledger import every_ledger
from nrs_lib.reports.locking import LOCK
from nrs_lib.reports.manifest import verify_release
from nrs_lib.reports.rebuilding import NOTEBOOK_SEAL, RELEASE_SEAL, seal_of_files
from tests.support.faults import ROOT, family

_OF_THE_RUN = ("created", "ledger")
_REFUSED = 8


@dataclass(frozen=True)
class Prepared:
    """Outputs before an edition is issued again, and what issuing it undisturbed gives.

    Attributes
    ----------
    outputs
        Copied for each trial.
    words
        The command, after ``nrs``.
    older, newer
        The extract whose reports stand, and the one that they are issued again for.
    expected
        Of each release of the newer one, its files and its manifest's facts.
    seconds
        From when the run has the folder's lock to its end.
    needed
        Bytes that it adds to the disk.
    """

    outputs: Path
    words: tuple[str, ...]
    older: str
    newer: str
    expected: dict[str, object]
    seconds: float
    needed: int

    @classmethod
    def of(cls, outputs: Path, words: tuple[str, ...], *, older: str, newer: str) -> Prepared:
        """With an undisturbed run on a copy."""
        empty = cls(outputs, words, older, newer, {}, 0, 0)
        copy = empty.copy(outputs.with_name("undisturbed"))
        before = used(copy)
        process = empty.started(copy)
        wait_for_lock(process, copy)
        began = time.monotonic()
        said, _ = process.communicate(timeout=300)
        seconds = time.monotonic() - began
        if process.returncode or "reissued (no number differs)" not in said:
            raise AssertionError(f"it was not issued again: {said[-500:]}")
        found = releases(copy / newer)
        return cls(outputs, words, older, newer, found, seconds, used(copy) - before)

    def copy(self, folder: Path) -> Path:
        """Outputs for one trial; names that are one file stay one file."""
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", f"{self.outputs}/.", str(folder)], check=True)
        return folder

    def started(self, outputs: Path) -> subprocess.Popen:
        """The command, as a person gives it."""
        own = {"NRS_OUTPUTS": str(outputs), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [sys.executable, "-m", "nrs_lib.cli.main", *self.words],
            env={**os.environ, **own},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finished(self, outputs: Path) -> Iterator[str]:
        """Give the command again; yield all that is not as after an undisturbed run."""
        again = self.started(outputs)
        said, _ = again.communicate(timeout=300)
        if again.returncode:
            yield f"the same command ended with {again.returncode}: {said[-500:]}"
        yield from self.wrong(outputs)
        kept = self.started(outputs)
        said, _ = kept.communicate(timeout=300)
        if f"0 made, {len(self.expected)} kept, 0 failed" not in said:
            yield f"given once more it does not keep all: {said[-300:]}"

    def wrong(self, outputs: Path) -> Iterator[str]:
        """What is not as it should be once all is done."""
        home = outputs / self.newer
        try:
            found, entries = releases(home), ledger_entries(outputs)
        except NrsError as fault:
            yield f"corrupt: {fault}"
            return
        for name in sorted({*found, *self.expected}):
            if found.get(name) != self.expected.get(name):
                yield f"{name} differs from an undisturbed one"
        page = (home / "index.html").read_text(encoding="utf-8")
        yield from (f"{name} is not in the index" for name in found if f"{name}/" not in page)
        for release in releases_in(home):
            told = verify_release(release)
            if (told["ledger"]["entry"], told["ledger"]["seal"]) not in entries:
                yield f"{release.name} is not in the ledger"
            yield from kept_inside(release, told, home)
        if left := [path.name for path in outputs.rglob(".*")]:
            yield f"left over: {left[:5]}"
        if (outputs / LOCK).exists():
            yield "the lock is left"


def used(folder: Path) -> int:
    """Bytes on the disk, a file of several names once."""
    found = {(file := path.stat()).st_ino: file.st_blocks * 512 for path in folder.rglob("*")}
    return sum(found.values())


def releases(home: Path) -> dict[str, object]:
    """Files and facts of every release of an extract, by where it stands.

    Raises
    ------
    DisclosureError
        One is not what its manifest says.
    """
    found = {}
    for release in releases_in(home):
        told = verify_release(release)
        files = {
            path.relative_to(release).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in sorted(release.rglob("*"))
            if path.is_file() and path.name != MANIFEST
        }
        facts = {name: fact for name, fact in told.items() if name not in _OF_THE_RUN}
        found[release.relative_to(home).as_posix()] = (files, facts)
    return found


def ledger_entries(outputs: Path) -> set[tuple[int, str]]:
    """Number and seal of every entry, once all seals are found whole."""
    found = set()
    for ledger in every_ledger(outputs):
        ledger.check()
        with ledger.opened() as store:
            found |= set(store.execute("select id, seal from releases").fetchall())
    return found


def kept_inside(release: Path, told: dict[str, object], home: Path) -> Iterator[str]:
    """Whether what was executed, and what it was made from, is kept for a release."""
    _, _, *inside = release.relative_to(home).parts
    internal = home.joinpath("internal", *inside)
    try:
        made_from = json.loads((internal / MADE_FROM).read_text(encoding="utf-8"))
        notebook = sha256((internal / NOTEBOOK).read_bytes()).hexdigest()
    except (OSError, ValueError):
        yield f"of {release.name} nothing whole is kept inside"
        return
    if made_from[RELEASE_SEAL] != seal_of_files(told["files"]):
        yield f"of {release.name} another release is kept account of"
    if made_from[NOTEBOOK_SEAL] != notebook:
        yield f"of {release.name} another notebook is kept"


def whole(outputs: Path) -> Iterator[str]:
    """What stands under a final name and is not whole, at any moment."""
    for home in (path for path in outputs.iterdir() if (path / "cleared").is_dir()):
        try:
            releases(home)
        except NrsError as fault:
            yield f"corrupt: {fault}"
    try:
        ledger_entries(outputs)
    except NrsError as fault:
        yield f"the ledger: {fault}"


def stood_since(home: Path) -> dict[str, int]:
    """When each release was put in place."""
    return {path.name: (path / MANIFEST).stat().st_mtime_ns for path in releases_in(home)}


def wait_for_lock(process: subprocess.Popen, outputs: Path) -> None:
    """Until a run has the folder to itself, or has ended."""
    while process.poll() is None and not (outputs / LOCK).exists():
        time.sleep(0.002)


def killed(prepared: Prepared, outputs: Path, *, seed: int, kills: int) -> tuple[int, list[str]]:
    """Kill the command at random moments, several times; how often, and what was wrong."""
    chance, done, wrong = random.Random(seed), 0, []
    stood: dict[str, int] = {}
    while done < kills:
        process = prepared.started(outputs)
        wait_for_lock(process, outputs)
        time.sleep(chance.uniform(0, prepared.seconds))
        beside = family(process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode != -signal.SIGKILL:
            break
        done += 1
        if [one for one in psutil.wait_procs(beside, timeout=10)[1] if one.is_running()]:
            wrong.append("something outlived the run")
        found = list(whole(outputs))
        now = {} if found else stood_since(outputs / prepared.newer)
        if lost := [name for name in stood if stood[name] != now.get(name)]:
            found.append(f"finished before, and lost or made again: {lost}")
        wrong, stood = [*wrong, *found], now
    return done, [*wrong, *prepared.finished(outputs)]


def starved(prepared: Prepared, outputs: Path, *, room: Callable[[int], None], size: int) -> list:
    """Give the command with too little room on the disk, then with enough."""
    room(size)
    process = prepared.started(outputs)
    said, _ = process.communicate(timeout=300)
    wrong = list(whole(outputs))
    if process.returncode == 0:
        wrong += prepared.wrong(outputs)
    elif "No space left" not in said and "disk is not full" not in said:
        wrong.append(f"the reason is not told: {said[-400:]}")
    room(10**10)
    return [*wrong, *prepared.finished(outputs)]


def two_at_once(prepared: Prepared, outputs: Path, *, seed: int) -> list[str]:
    """Give the command twice, the second within the first's time; both may not work at once."""
    first = prepared.started(outputs)
    time.sleep(random.Random(seed).uniform(0, prepared.seconds))
    second = prepared.started(outputs)
    wrong = []
    told = [process.communicate(timeout=300)[0] for process in (first, second)]
    for process, said in zip((first, second), told, strict=True):
        if process.returncode not in (0, _REFUSED) or (
            process.returncode == _REFUSED and "Another run works" not in said
        ):
            wrong.append(f"one of two ended with {process.returncode}: {said[-300:]}")
    if first.returncode and second.returncode:
        wrong.append("each of two was refused for the other's sake")
    return [*wrong, *prepared.wrong(outputs), *prepared.finished(outputs)]


def damaged(prepared: Prepared, outputs: Path, *, seed: int) -> tuple[str, list[str]]:
    """Damage one file that an older release consists of, or that is kept of it; which it was."""
    chance = random.Random(seed)
    home = outputs / prepared.older
    kept = [*home.glob("internal/*_report/**/*.ipynb"), *home.glob(f"internal/**/{MADE_FROM}")]
    files = sorted([*(path for path in home.rglob("cleared/**/*") if path.is_file()), *kept])
    path = chance.choice(files)
    content = bytearray(path.read_bytes())
    how = chance.choice(("gone", "shorter", "changed"))
    path.unlink()
    if how == "shorter":
        path.write_bytes(content[: len(content) // 2])
    elif how == "changed":
        content[chance.randrange(len(content))] ^= 1
        path.write_bytes(content)
    return f"{path.relative_to(home)} {how}", list(prepared.finished(outputs))
