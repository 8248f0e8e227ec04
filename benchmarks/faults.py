"""Faults on demand: what a disturbed run leaves, and what the same command makes of it.

    .venv/bin/python benchmarks/faults.py kill --part kernel --times 50
    .venv/bin/python benchmarks/faults.py disk --times 20        # as root: it mounts a tmpfs
    .venv/bin/python benchmarks/faults.py kernels --times 500
    .venv/bin/python benchmarks/faults.py timeouts --times 100
    .venv/bin/python benchmarks/faults.py surroundings --times 24
    .venv/bin/python benchmarks/faults.py again --how kill --times 50
    .venv/bin/python benchmarks/faults.py again --how disk --times 20      # as root, too

``again`` disturbs an edition that is issued again for an extract in which one row that no report
shows is another: it is killed, starved of disk, run twice at once (``two``), or finds a damaged
file of the older edition (``damage``). --kept names a folder in which what it begins with stays
for the next piece.

Each tells how many trials there were and everything that was not as it should be, and ends
with 1 if there was anything. A long series is done in pieces: --seconds ends one early, and
what it prints at last has the seed that the next begins with.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.changing import with_one_row_changed
from nrs_lib.cohort.extracts import extract_ids
from tests.support import faults, issued_again
from tests.support.editions import FIRST, two_extracts

ZONES = ("UTC", "Pacific/Apia")
LOCALES = ("C.UTF-8", "C")
HASH_SEEDS = ("0", "7")
UNITS = 12
KILLS_A_RUN = 8
KILLS_OF_ISSUING = 3
ISSUED_AGAIN = ("SV001", "SV002", "SV003", "SV004", "SV005", "PV001", "PV002", "PV003")
CHANGED = "0000e15e"
PLENTY = 2 * 10**9


@dataclass
class Series:
    """One series of trials, as far as it has come.

    Attributes
    ----------
    seed
        Of the next trial.
    done
        Trials, or for ``kill`` processes that were killed.
    """

    home: Path
    times: int
    seed: int
    part: str
    ends: float
    how: str = "kill"
    kept: Path | None = None
    done: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether there is more to do, and time for it."""
        return self.done < self.times and time.monotonic() < self.ends


def undisturbed(home: Path) -> tuple[dict[str, dict[str, str]], float, int]:
    """An edition that nobody disturbed: its files, seconds and bytes on the disk."""
    folder = faults.prepared(home / "undisturbed")
    began = time.monotonic()
    faults.started(folder, UNITS).communicate(timeout=180)
    seconds = time.monotonic() - began
    files = (path.stat() for path in (folder / "outputs").rglob("*"))
    return faults.releases(folder), seconds, sum(file.st_blocks * 512 for file in files)


def kill(series: Series) -> Iterator[str]:
    """kill -9 of one part at random moments, several in a run."""
    expected, seconds, _ = undisturbed(series.home)
    while series.goes_on:
        folder = faults.prepared(series.home / f"{series.part}-{series.seed}")
        told = faults.killed_and_resumed(
            folder,
            series.part,
            units=UNITS,
            seed=series.seed,
            kills=min(KILLS_A_RUN, series.times - series.done),
            span=seconds,
            expected=expected,
        )
        yield from (f"{series.part} {series.seed}: {fault}" for fault in told.wrong)
        series.done += told.kills
        series.seed += 1


def disk(series: Series) -> Iterator[str]:
    """A disk that is full at a random place of the way."""
    expected, _, needed = undisturbed(series.home)
    while series.goes_on:
        folder = faults.prepared(series.home / f"disk-{series.seed}")
        size = random.Random(series.seed).randrange(4096, needed)
        with small_disk(folder / "outputs") as room:
            for fault in faults.starved_and_resumed(
                folder, units=UNITS, room=room, size=size, plenty=PLENTY, expected=expected
            ):
                yield f"disk {series.seed}, {size} of {needed} bytes: {fault}"
        series.done += 1
        series.seed += 1


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[int], None]]:
    """A disk of its own for a folder, and a function that sets its size in bytes."""
    folder.mkdir(parents=True)
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={PLENTY}", "none", str(folder)]
    subprocess.run(mounted, check=True)

    def room(size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)

    try:
        yield room
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def again(series: Series) -> Iterator[str]:
    """An edition that is issued again for another extract, and disturbed while it is."""
    prepared = _prepared(series.kept or series.home / "prepared")
    print(f"undisturbed: {prepared.seconds:.1f} s, {prepared.needed} bytes, with", end=" ")
    print(f"{len(prepared.expected)} reports")
    while series.goes_on:
        outputs, what = series.home / f"again-{series.seed}", ""
        if series.how == "disk":
            size = random.Random(series.seed).randrange(4096, prepared.needed)
            what = f", {size} of {prepared.needed} bytes"
            with small_disk(outputs) as room:
                prepared.copy(outputs)
                size += issued_again.used(outputs)
                found = issued_again.starved(prepared, outputs, room=room, size=size)
        else:
            prepared.copy(outputs)
        done = 1
        if series.how == "kill":
            most = min(KILLS_OF_ISSUING, series.times - series.done)
            done, found = issued_again.killed(prepared, outputs, seed=series.seed, kills=most)
        elif series.how == "two":
            found = issued_again.two_at_once(prepared, outputs, seed=series.seed)
        elif series.how == "damage":
            what, found = issued_again.damaged(prepared, outputs, seed=series.seed)
            what = f", {what}"
        yield from (f"{series.how} {series.seed}{what}: {fault}" for fault in found)
        shutil.rmtree(outputs)
        series.done += done
        series.seed += 1


def _prepared(home: Path) -> issued_again.Prepared:
    """An edition of one extract, and another in which one row that no report shows is another."""
    outputs, plan = home / "outputs", home / "plan.yaml"
    if not plan.is_file():
        for words in (("synth", str(home / "delivery")), ("load", str(home / "delivery"))):
            _command(outputs, *words, umask=0o022).check_returncode()
        parts = [
            {"report": "national_report", "subjects": "national", "periods": ["2022"]},
            {"report": "unit_report", "subjects": list(ISSUED_AGAIN), "periods": ["2022"]},
        ]
        [older] = extract_ids(folder=outputs)
        told = {"title": {"sv": "Prov", "en": "Trial"}, "workers": 2, "reports": parts}
        plan.write_text(json.dumps(told), encoding="utf-8")
        made = _command(outputs, "edition", str(plan), "--extract", older, umask=0o022)
        made.check_returncode()
        with_one_row_changed(outputs, older, CHANGED, year=2023)
    older, newer = sorted(extract_ids(folder=outputs), key=lambda one: one.endswith(CHANGED))
    shutil.rmtree(home / "undisturbed", ignore_errors=True)
    words = ("edition", str(plan), "--extract", newer)
    return issued_again.Prepared.of(outputs, words, older=older, newer=newer)


def kernels(series: Series) -> Iterator[str]:
    """Kernels started four at a time, each answering once."""
    home = series.home
    from jupyter_client.manager import KernelManager

    from nrs_lib.reports.forking import SOCKET
    from nrs_lib.reports.nurseries import Nursery
    from nrs_lib.reports.workshops import IMPORTED_BY_EVERY_KERNEL, READY

    nursery = Nursery(folder=home, imports=(*IMPORTED_BY_EVERY_KERNEL, READY))
    os.environ[SOCKET] = nursery.address
    seconds: list[float] = []

    def one(number: int) -> str:
        began = time.perf_counter()
        manager = KernelManager(
            kernel_name="nrs", connection_file=str(home / f"{number}.json"), transport="ipc"
        )
        manager.start_kernel()
        # Started means that its sockets are bound and that it is about to answer.
        seconds.append(time.perf_counter() - began)
        client = manager.blocking_client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=60)
            heard: list[str] = []
            client.execute_interactive(
                f"print({number})",
                output_hook=lambda told: heard.append(told["content"].get("text", "")),
                timeout=60,
            )
            ports = psutil.Process(manager.provisioner.pid).net_connections("inet")
            if [one for one in ports if one.status == psutil.CONN_LISTEN]:
                return f"{number}: listens on a port"
            return "" if f"{number}\n" in heard else f"{number}: no answer"
        except Exception as fault:
            return f"{number}: {type(fault).__name__} {fault}"
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    one(-1)
    seconds.clear()
    with ThreadPoolExecutor(4) as pool:
        yield from filter(None, pool.map(one, range(series.times)))
    series.done = series.times
    print(f"start: median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s")
    if left := [path.name for path in home.iterdir() if path.name != "n"]:
        yield f"left over: {left[:5]}"
    if alive := psutil.Process(nursery.pid).children():
        yield f"{len(alive)} processes left"
    nursery.close()


def timeouts(series: Series) -> Iterator[str]:
    """Reports that never end, each with something that they started."""
    home, times = series.home, series.times
    mark = f"time.sleep(9999)  # {os.getpid()}"
    cell = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', 'import time; {mark}'],"
        " start_new_session=True)\n"
        "while True: pass"
    )
    folder = faults.prepared(home / "waits", cell, timeout=2)
    began = time.perf_counter()
    process = faults.started(folder, times, TMPDIR=str(home))
    said, _ = process.communicate()
    series.done = times
    each = (time.perf_counter() - began) * 2 / times
    print(f"{each:.1f} s a report, of which 2 s are the limit")
    if said.count("time limit") != times:
        yield f"{said.count('time limit')} of {times} were told: {said[-300:]}"
    if each > 12:
        yield "a report took more than ten seconds beyond its limit"
    everybody = psutil.process_iter(["cmdline"])
    if left := [one.pid for one in everybody if mark in " ".join(one.info["cmdline"] or ())]:
        yield f"{len(left)} orphans"
    if files := [path.name for path in home.glob("nrs-*")]:
        yield f"left over: {files[:5]}"


def surroundings(series: Series) -> Iterator[str]:
    """An edition made once, and verified under other time zones, locales, hash seeds and so on."""
    outputs = series.home / "outputs"
    two_extracts(outputs, changed="SV001-3", nrs_pain=1.0)
    units = ["SV001", "SV002", "PV001"]
    plans = []
    for name, order in {"as_made": units, "turned": units[::-1]}.items():
        parts = [
            {"report": "national_report", "subjects": "national", "periods": ["2022"]},
            {"report": "unit_report", "subjects": order, "periods": ["2022"]},
        ]
        plans.append(series.home / f"{name}.yaml")
        told = {"title": {"sv": "Prov", "en": "Trial"}, "reports": parts}
        plans[-1].write_text(json.dumps(told), encoding="utf-8")
    made = _command(
        outputs, "edition", str(plans[0]), "--workers", "2", "--extract", FIRST, umask=0o022
    )
    if made.returncode:
        yield f"the edition could not be made: {made.stdout[-300:]}"
        return
    others = list(itertools.product(ZONES, LOCALES, HASH_SEEDS, ("1", "2", "4")))
    while series.goes_on:
        number = series.seed % len(others)
        zone, locale, seed, workers = others[number]
        ran = _command(
            outputs,
            *("verify", str(plans[number % 2]), "--workers", workers, "--extract", FIRST),
            umask=(0o022, 0o077)[number // 2 % 2],
            cwd=(faults.ROOT, Path("/"))[number // 4 % 2],
            **{"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed},
        )
        if ran.returncode:
            yield f"{others[number]}: {ran.stdout[-500:]}"
        series.done += 1
        series.seed += 1


def _command(
    outputs: Path, *words: str, umask: int, cwd: Path = faults.ROOT, **environment: str
) -> subprocess.CompletedProcess:
    own = {"NRS_OUTPUTS": str(outputs), "PYTHONPATH": str(faults.ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "nrs_lib.cli.main", *words],
        env={**os.environ, **own},
        cwd=cwd,
        umask=umask,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "what", choices=("kill", "disk", "kernels", "timeouts", "surroundings", "again")
    )
    parser.add_argument("--how", choices=("kill", "disk", "two", "damage"), default="kill")
    parser.add_argument("--kept", type=Path, help="what `again` begins with stays here")
    parser.add_argument("--part", choices=faults.PARTS, default="kernel")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no more after")
    options = parser.parse_args()
    began = time.monotonic()
    # Sockets have room for a hundred characters, so the folder's name is short.
    with tempfile.TemporaryDirectory(prefix="f", dir="/tmp") as home:
        ends = began + options.seconds
        series = Series(
            Path(home),
            options.times,
            options.seed,
            options.part,
            ends,
            options.how,
            options.kept and options.kept.absolute(),
        )
        wrong = list(globals()[options.what](series))
    told = {"what": options.what, "done": series.done, "next_seed": series.seed}
    if options.what == "kill":
        told["part"] = options.part
    if options.what == "again":
        told["how"] = options.how
    print(json.dumps(told), f"{time.monotonic() - began:.0f} s, {len(wrong)} faults")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
