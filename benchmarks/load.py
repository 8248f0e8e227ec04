"""Loads, checks, scores and freezes deliveries of growing size, beside a bare read of the files.

    python benchmarks/load.py                       10,000 and 100,000 episodes
    python benchmarks/load.py --episodes 1000000    takes minutes, 12 GB of disk, 16 GiB of memory

The delivery is a synthetic registry of about 10,000 episodes as CSV, and for larger sizes the
same rows again under other identifiers.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCALE = 0.49
TILE = 10_000
LARGE = 2_000_000_000
NEXT = {"types": "check", "scores": "score", "stored tables": "freeze"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--episodes", type=int, nargs="+", default=[TILE, 10 * TILE])
    parser.add_argument("--folder", type=Path, help="where deliveries are made, and kept")
    parser.add_argument("--measure", choices=("bare", "load"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps({"bare": bare, "load": load}[asked.measure](asked.folder)))
        return
    with tempfile.TemporaryDirectory() as aside:
        folder = asked.folder or Path(aside)
        for episodes in asked.episodes:
            delivery = a_delivery(folder, episodes // TILE)
            size = sum(file.stat().st_size for file in delivery.iterdir())
            found = {what: _in_a_process(what, delivery) for what in ("bare", "load")}
            seconds, read = found["load"]["seconds"], found["bare"]["seconds"]["read"]
            loaded = sum(seconds.values()) - seconds["score"]
            print(f"{episodes:,} episodes, {size / 1e6:,.0f} MB")
            print(f"  bare read                {read:8.1f} s {found['bare']['mib']:8,.0f} MiB")
            print(f"  load + check + freeze    {loaded:8.1f} s  {loaded / read:.1f} times")
            print(f"  and scores               {loaded + seconds['score']:8.1f} s", end="")
            print(f" {found['load']['mib']:8,.0f} MiB   {_told(seconds)}", flush=True)


def _told(seconds: dict[str, float]) -> str:
    return ", ".join(f"{what} {spent:.1f}" for what, spent in seconds.items())


def _in_a_process(what: str, delivery: Path) -> dict:
    asked = [sys.executable, __file__, "--measure", what, "--folder", str(delivery)]
    made = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(made.stdout)


def bare(delivery: Path) -> dict:
    """Read every file with pyarrow, as it comes; what no memory holds block by block."""
    import pyarrow.csv

    began = time.perf_counter()
    for file in sorted(delivery.glob("*.csv")):
        how = {
            "read_options": pyarrow.csv.ReadOptions(encoding="cp1252"),
            "parse_options": pyarrow.csv.ParseOptions(delimiter=";"),
        }
        if file.stat().st_size < LARGE:
            pyarrow.csv.read_csv(file, **how)
            continue
        for _ in pyarrow.csv.open_csv(file, **how):
            pass
    return {"seconds": {"read": time.perf_counter() - began}, "mib": _peak()}


def load(delivery: Path) -> dict:
    """Prepare the delivery as `nrs load` does."""
    from nrs_lib.cohort.preparing import prepare

    seconds: dict[str, float] = {}
    now, since = "read", time.perf_counter()

    def step(name: str) -> None:
        nonlocal now, since
        seconds[now] = seconds.get(now, 0.0) + time.perf_counter() - since
        now, since = NEXT.get(name, now), time.perf_counter()

    with tempfile.TemporaryDirectory() as outputs:
        prepare(delivery, folder=Path(outputs), progress=step)
        step("end")
    return {"seconds": seconds, "mib": _peak()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def a_delivery(folder: Path, times: int) -> Path:
    """A delivery of so many times 10,000 episodes, made unless it is there."""
    from nrs_lib.extract.synthetic import generate
    from nrs_lib.extract.synthetic.writing import write

    first = folder / "tile"
    if not first.exists():
        write(generate(seed=1, scale=SCALE), first, format="csv")
    if times <= 1:
        return first
    target = folder / f"tiles-{times}"
    if target.exists():
        return target
    aside = folder / f".tiles-{times}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for file in first.iterdir():
        if file.name in ("delivery.yaml", "nrs_units.csv"):
            shutil.copy(file, aside)
        else:
            _repeat(file, aside / file.name, times)
    return aside.rename(target)


def _repeat(file: Path, target: Path, times: int) -> None:
    """The rows again and again, each time with other episodes and patients."""
    heading, rows = file.read_bytes().split(b"\n", 1)
    rows = b"\n" + rows.rstrip(b"\n")
    with target.open("wb") as out:
        out.write(heading)
        for number in range(times):
            mark = b"%03d" % number
            copy = rows.replace(b"\nE", b"\nE" + mark).replace(b"\nP", b"\nP" + mark)
            if file.stem == "nrs_wide":
                copy = re.sub(rb"(?m)^(E\w+;P)", rb"\g<1>" + mark, copy)
            out.write(copy)
        out.write(b"\n")


if __name__ == "__main__":
    main()
