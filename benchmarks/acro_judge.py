"""ACRO's verdict on made-up tables, stored as a file that a test reads.

ACRO needs pandas 2, so it has an environment of its own:

    python3 -m venv /tmp/acro && /tmp/acro/bin/pip install acro "pandas==2.3.3"
    /tmp/acro/bin/python benchmarks/acro_judge.py > tests/spec/disclosure/acro.json

Nothing of this project is imported here. Each table is of people in two ways; ACRO's
threshold is set to ours.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

LIMIT = 5
TABLES = 24


def tables() -> list[np.ndarray]:
    """Small counts, large ones and empty cells, from seeds."""
    made = []
    for seed in range(TABLES):
        rng = np.random.default_rng(seed)
        shape = tuple(int(side) for side in rng.integers(2, 6, size=2))
        made.append(
            rng.poisson(rng.choice([0.4, 4, 12, 40], size=shape)) + np.eye(*shape, dtype=int)
        )
    return made


def judged(counts: np.ndarray) -> list[list[bool]]:
    """Which cells ACRO takes away."""
    import acro

    session = acro.ACRO(suppress=True)
    # The limit is ours; that nobody is a small count, as ACRO holds, is its own view.
    for settings in (session.config, getattr(session, "risk_appetite", {})):
        settings |= {"safe_threshold": LIMIT}
    people = [place for place, n in np.ndenumerate(counts) for _ in range(n)]
    frame = pd.DataFrame(people, columns=["row", "column"])
    shown = session.crosstab(frame["row"], frame["column"])
    rows, columns = counts.shape
    shown = shown.reindex(index=range(rows), columns=range(columns))
    return [[bool(pd.isna(shown.loc[i, j])) for j in range(columns)] for i in range(rows)]


def main() -> None:
    """Print the verdicts as JSON."""
    out = os.dup(1)
    # ACRO tells all its doings on the way; they are no part of the file.
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        verdicts = [{"counts": c.tolist(), "hidden": judged(c)} for c in tables()]
    stored = {
        "made_by": Path(__file__).name,
        "acro": version("acro"),
        "pandas": pd.__version__,
        "python": ".".join(map(str, sys.version_info[:2])),
        "threshold": LIMIT,
        "tables": verdicts,
    }
    os.write(out, (json.dumps(stored) + "\n").encode())


if __name__ == "__main__":
    main()
