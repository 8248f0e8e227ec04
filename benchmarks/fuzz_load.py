"""Damages many small deliveries at random, and counts what becomes of them.

    python benchmarks/fuzz_load.py --tries 10000

Ends with 1 when a damaged delivery crashes, is accepted with other values than an
independent reader has, takes longer than ten seconds, or tells a value.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.damages import outcome

LONGEST = 10.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first")
    asked = parser.parse_args()
    counts: Counter[str] = Counter()
    slowest, faults = 0.0, []
    began = time.perf_counter()
    for seed in range(asked.first, asked.first + asked.tries):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            try:
                what, wrong = outcome(Path(folder) / "delivery", seed)
            except Exception as fault:
                what, wrong = "crashed", [f"{type(fault).__name__} at {_place(fault)}"]
            spent = time.perf_counter() - start
        slowest = max(slowest, spent)
        counts[what] += 1
        if spent > LONGEST:
            wrong = [*wrong, f"{spent:.0f} s"]
        if wrong:
            faults.append(seed)
            print(f"seed {seed}: {what}; {'; '.join(wrong)}", flush=True)
    print(
        f"{asked.tries} damaged deliveries, seeds {asked.first} and up: {dict(counts)}; "
        f"{len(faults)} faults; slowest {slowest:.2f} s; {time.perf_counter() - began:.0f} s in all"
    )
    return 1 if faults else 0


def _place(fault: Exception) -> str:
    trace = fault.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


if __name__ == "__main__":
    sys.exit(main())
