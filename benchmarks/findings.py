"""Time, memory and lines on the terminal of `nrs load` on a delivery with many errors.

Run it from the repository:

    .venv/bin/python benchmarks/findings.py                   5,000 errors
    .venv/bin/python benchmarks/findings.py --errors 100000

A synthetic registry is written as CSV, and cells of its main file drawn at random get a
label that no list has, a number out of range, a day after the extract, or no value. The
command runs in a process of its own; nothing is left behind.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write

WRONG = ("Folkhögskola", "99999", "2031-01-01", "")
KEYS = ("Episode_id", "Patient_id", "Unit_id")


def damage(path: Path, errors: int, seed: int) -> None:
    """Write something wrong into so many cells, keys spared."""
    with path.open(encoding="cp1252", newline="") as file:
        heads, *rows = csv.reader(file, delimiter=";")
    rng = np.random.default_rng(seed)
    places = [place for place, head in enumerate(heads) if head not in KEYS]
    cells = rng.choice(len(rows) * len(places), errors, replace=False)
    for cell in cells:
        row, column = divmod(int(cell), len(places))
        rows[row][places[column]] = WRONG[cell % len(WRONG)]
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([heads, *rows])


def main() -> None:
    """Damage a synthetic delivery and load it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", type=int, default=5000)
    parser.add_argument("--scale", type=float, default=0.3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        delivery = write(generate(seed=1, scale=asked.scale), Path(home) / "in", format="csv")
        damage(delivery / "nrs_wide.csv", asked.errors, seed=1)
        began = time.monotonic()
        run = subprocess.run(
            [sys.executable, "-m", "nrs_lib", "load", str(delivery)],
            env=os.environ | {"NRS_OUTPUTS": str(Path(home) / "out")},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        (sheet,) = Path(home).glob("out/findings/*/findings.csv")
        rows = len(sheet.read_text(encoding="utf-8-sig").splitlines()) - 1
        files = [path for path in sheet.parent.rglob("*") if path.is_file()]
    lines = len((run.stdout + run.stderr).splitlines())
    print(f"{asked.errors:,} cells made wrong: {seconds:.1f} s, {peak:,.0f} MiB")
    print(f"{lines} lines on the terminal; {rows:,} rows of findings, {len(files)} files")


if __name__ == "__main__":
    main()
