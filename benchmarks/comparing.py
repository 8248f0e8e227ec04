"""Time and memory of comparing two deliveries, and of splitting a figure's change.

    .venv/bin/python benchmarks/comparing.py --scale 1

The synthetic registry a year apart is loaded as any delivery; then the two extracts are
compared, and one figure of the nation is split. False alarms are counted over some seeds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nrs_lib.cohort.preparing import prepare
from nrs_lib.cohort.sides import side_of
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.stats.deliveries.comparison import compare
from nrs_lib.stats.moved.why import why_moved

DAYS = ("2022-09-01", "2023-09-01")
FIGURE, YEAR = "improved_pain", "2021"


def timed(what: str, task: Callable[[], object]) -> object:
    """Do a task and say how long it took."""
    start = time.perf_counter()
    made = task()
    print(f"{what}: {time.perf_counter() - start:.1f} s", flush=True)
    return made


def measure(home: Path, *, seed: int, scale: float) -> tuple[int, int]:
    """Compare one registry with itself a year on; how many tests and false alarms there were."""
    ids = []
    for day in DAYS:
        made = generate(seed=seed, scale=scale, as_of=dt.date.fromisoformat(day))
        extract = prepare(write(made, home / day), folder=home / "outputs")
        print(f"{extract.extract_id}: {len(extract.episodes):,} episodes", flush=True)
        ids.append(extract.extract_id)
    sides = timed("read both", lambda: [side_of(one, folder=home / "outputs") for one in ids])
    found = timed("compare", lambda: compare(*sides))
    moved = timed(
        "why moved",
        lambda: why_moved(
            FIGURE,
            extracts=(ids[0], ids[1]),
            periods=(YEAR, YEAR),
            register="NRSsv",
            folder=home / "outputs",
        ),
    )
    print(f"parts add up to within {moved.error:.0e}")
    return found.n_tests, len(found.notable)


def main() -> None:
    """Measure some registries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seeds", type=int, default=1)
    arguments = parser.parse_args()
    counts = []
    for seed in range(1, arguments.seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            counts.append(measure(Path(folder), seed=seed, scale=arguments.scale))
    tests, alarms = (sum(part) for part in zip(*counts, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{alarms} false alarms in {tests} tests; peak memory {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
