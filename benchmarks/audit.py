"""The auditor on releases that are clean: false alarms, and what the audit costs.

    .venv/bin/python benchmarks/audit.py --releases 100

Each release has random cleared tables, drawn by the project's own figures and tables and
written by its own writer, for one of four audiences.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nrs_lib.reports.audit.auditing import audit_release
from tests.support.releases import some_outputs, write

AUDIENCES = ("own_unit", "own_unit", "register", "public", "researcher")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    alarms: Counter[str] = Counter()
    stopped, seconds, numbers, hidden = 0, [], 0, 0
    for place in range(asked.releases):
        audience = AUDIENCES[place % len(AUDIENCES)]
        is_own = audience == "own_unit"
        unit = f"{int(rng.integers(1, 99)):03d}"
        own = int(rng.integers(3, 160)) if is_own else None
        shown = some_outputs(
            own=own,
            nation=int(rng.integers(2600, 5000)),
            audience=audience,
            unit=unit,
            others=int(rng.integers(4, 14)),
        )
        with tempfile.TemporaryDirectory() as folder:
            subject = unit if is_own else "national"
            release = write(Path(folder), shown, audience=audience, subject=subject)
            audit_release(release)
            start = time.process_time()
            audit = audit_release(release)
            seconds.append(time.process_time() - start)
        stopped += bool(audit.findings)
        alarms.update(finding.rule for finding in audit.findings)
        numbers += audit.numbers
        hidden += sum(one.is_hidden for one in audit.described)
    print(f"{asked.releases} clean releases, {numbers:,} numbers seen, {hidden:,} hidden")
    print(f"with a false alarm: {stopped}; by rule: {dict(alarms)}")
    print(
        f"CPU seconds per audit: median {statistics.median(seconds):.2f}, "
        f"largest {max(seconds):.2f}"
    )


if __name__ == "__main__":
    main()
