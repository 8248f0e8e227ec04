"""Hold the opening sentences of many simulated units against their intervals.

    .venv/bin/python benchmarks/sentences.py --units 10000

Each unit's sentences are written in Swedish and English; a difference that is claimed and
that its interval does not bear, one that it bears and that is not claimed, or one that is
told in one language only, is a fault.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.simulated_units import wrong_claims


def main() -> None:
    """Simulate, and print every fault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    began = time.perf_counter()
    faults = wrong_claims(args.units, seed=args.seed)
    print(*faults, sep="\n")
    took = time.perf_counter() - began
    print(f"{args.units} units in two languages: {len(faults)} faults, {took:.0f} s")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
