"""Time of imputing the one-year follow-up of many episodes, beside the stock ways.

Run it from the repository:

    .venv/bin/python benchmarks/imputation.py
    .venv/bin/python benchmarks/imputation.py --stock     also statsmodels and R, slow

Made-up episodes: a change with start, discharge and age, a flag and a category, of which 44
in 100 lack the outcome and 59 in 100 lack something. The stock ways are statsmodels' MICEData
and, where Rscript finds it, R mice, with predictive mean matching, five donors and ten
cycles; both leave out the flag and the category. Nothing is written but a temporary file.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from nrs_lib.stats.missing_followup.imputing import impute
from nrs_lib.stats.missing_followup.incomplete import (
    CATEGORY,
    CHANGE,
    FLAG,
    NUMBER,
    Auxiliary,
    Incomplete,
)
from nrs_lib.stats.missing_followup.sensitivity import sensitivity
from nrs_lib.terms import Direction

KINDS = {"discharge": NUMBER, "age": NUMBER, "work": FLAG, "education": CATEGORY}
CYCLES = 10
R = """suppressMessages(library(mice)); d <- read.csv("{path}")
t <- system.time(mice(d, m = {m}, maxit = {cycles}, method = "pmm", seed = 1, printFlag = FALSE))
cat(t[["elapsed"]])"""


def episodes(n: int, seed: int) -> Incomplete:
    """Who is worse at discharge is lost more often; a part lacks other answers."""
    rng = np.random.default_rng(seed)
    start = rng.normal(7, 1.5, n)
    discharge = start - 1 + rng.normal(0, 1.5, n)
    year = np.rint(0.3 * start + 0.5 * discharge + rng.normal(0.5, 1.5, n))
    year[rng.random(n) > 1 / (1 + np.exp(-0.5 + 0.6 * (discharge - 6)))] = np.nan

    def gapped(values: np.ndarray, share: float) -> np.ndarray:
        return np.where(rng.random(n) < share, np.nan, values)

    frame = pd.DataFrame(
        {
            "discharge": gapped(np.rint(discharge), 0.2),
            "age": np.rint(rng.normal(45, 10, n)),
            "work": gapped(rng.integers(0, 2, n), 0.05),
            "education": rng.choice(["primary", "secondary", "university"], n),
        }
    )
    frame.loc[rng.random(n) < 0.05, "education"] = None
    return Incomplete(
        "pain",
        CHANGE,
        year,
        frame,
        tuple(Auxiliary(name, kind) for name, kind in KINDS.items()),
        start=gapped(np.rint(start), 0.05),
        direction=Direction.HIGHER_WORSE,
        bounds=(0.0, 10.0),
    )


def seconds(work: object) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def by_statsmodels(numbers: pd.DataFrame, imputations: int) -> None:
    from statsmodels.imputation.mice import MICEData

    # It draws from the global state, which is the stock way's own affair.
    data = MICEData(numbers, k_pmm=5)
    for _ in range(imputations):
        data.update_all(CYCLES)


def by_mice(numbers: pd.DataFrame, imputations: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "episodes.csv"
        numbers.to_csv(path, index=False)
        script = R.format(path=path, m=imputations, cycles=CYCLES)
        found = subprocess.run(
            ["Rscript", "-e", script], capture_output=True, text=True, check=True
        )
    return float(found.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--episodes", type=int, default=20_000)
    parser.add_argument("--imputations", type=int, default=20)
    parser.add_argument("--stock", action="store_true", help="time the stock ways too, slow")
    options = parser.parse_args()
    m = options.imputations
    data = episodes(options.episodes, seed=1)
    print(f"{options.episodes} episodes, {m} imputations, {CYCLES} cycles")
    ours = seconds(lambda: impute(data, seed=1, imputations=m))
    whole = seconds(lambda: sensitivity(data, seed=1, imputations=m))
    print(f"  imputation:                        {ours:8.2f} s")
    print(f"  four results and tipping point:    {whole:8.2f} s")
    if not options.stock:
        return
    numbers = data.frame[["discharge", "age"]].assign(start=data.start, year=data.values)
    stock = seconds(lambda: by_statsmodels(numbers, m))
    print(f"  statsmodels MICEData, numbers only: {stock:7.2f} s")
    if shutil.which("Rscript"):
        print(f"  R mice, numbers only:              {by_mice(numbers, m):8.2f} s")


if __name__ == "__main__":
    main()
