"""Faults on demand: what a disturbed run leaves, and what the same command makes of it.

    .venv/bin/python benchmarks/faults.py kill --times 50
    .venv/bin/python benchmarks/faults.py disk --times 20        # as root: it mounts a tmpfs
    .venv/bin/python benchmarks/faults.py kernels --times 500
    .venv/bin/python benchmarks/faults.py timeouts --times 100

Each tells how many trials there were and everything that was not as it should be, and ends
with 1 if there was anything. --seed and --times let a long series be done in pieces.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support import faults

UNITS = 12
NEEDED = 1_500_000


def undisturbed(home: Path) -> dict[str, dict[str, str]]:
    """The files of an edition that nobody disturbed."""
    folder = faults.prepared(home / "undisturbed")
    faults.started(folder, UNITS).communicate(timeout=120)
    return faults.releases(folder)


def kill(home: Path, times: int, seed: int) -> Iterator[str]:
    """kill -9 at random moments of each part of a run."""
    expected = undisturbed(home)
    for part in faults.PARTS:
        for trial in range(seed, seed + times):
            folder = faults.prepared(home / f"{part}-{trial}")
            for fault in faults.killed_and_resumed(
                folder, part, units=UNITS, seed=trial, expected=expected
            ):
                yield f"{part} {trial}: {fault}"


def disk(home: Path, times: int, seed: int) -> Iterator[str]:
    """A disk that is full after more and more."""
    expected = undisturbed(home)
    for trial in range(seed, seed + times):
        folder = faults.prepared(home / f"disk-{trial}")
        (folder / "outputs").mkdir()
        mounted = ["mount", "-t", "tmpfs", "-o", "size=4k", "none", str(folder / "outputs")]
        subprocess.run(mounted, check=True)

        def room(size: int, where: Path = folder / "outputs") -> None:
            subprocess.run(["mount", "-o", f"remount,size={size}", str(where)], check=True)

        try:
            size = 4096 + int(NEEDED * (trial - seed) / max(1, times))
            for fault in faults.starved_and_resumed(
                folder, units=UNITS, room=room, size=size, plenty=10**9, expected=expected
            ):
                yield f"{size} bytes: {fault}"
        finally:
            subprocess.run(["umount", str(folder / "outputs")], check=True)


def kernels(home: Path, times: int, seed: int) -> Iterator[str]:
    """Kernels started four at a time, each answering once."""
    from jupyter_client.manager import KernelManager

    from nrs_lib.reports.forking import SOCKET, Nursery
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
        yield from filter(None, pool.map(one, range(times)))
    print(f"start: median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s")
    if left := [path.name for path in home.iterdir() if path.name != "n"]:
        yield f"left over: {left[:5]}"
    if alive := psutil.Process(nursery.pid).children():
        yield f"{len(alive)} processes left"
    nursery.close()


def timeouts(home: Path, times: int, seed: int) -> Iterator[str]:
    """Reports that never end, each with something that they started."""
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("kill", "disk", "kernels", "timeouts"))
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.perf_counter()
    # Sockets have room for a hundred characters, so the folder's name is short.
    with tempfile.TemporaryDirectory(prefix="f", dir="/tmp") as home:
        wrong = list(globals()[options.what](Path(home), options.times, options.seed))
    told = {"what": options.what, "times": options.times, "seed": options.seed}
    print(json.dumps(told), f"{time.perf_counter() - began:.0f} s, {len(wrong)} faults")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
