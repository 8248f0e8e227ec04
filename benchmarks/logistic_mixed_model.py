"""Time of logistic models with a random intercept, beside R's glmer where it is installed.

Run it from the repository:

    .venv/bin/python benchmarks/logistic_mixed_model.py

Two made-up sets from a seed: patients with three answers each and an intercept of their own,
and units with many patients and an intercept of each unit. The same rows go to glmer, whose
own clock counts the fit alone. Population-averaged models of the same rows follow, beside
statsmodels. Nothing but temporary files is written.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from nrs_lib.stats.gee import population_averaged_model
from nrs_lib.stats.mixed.covariates import category, numeric
from nrs_lib.stats.mixed.logistic import logistic_mixed_model

REPEATS = 3
COVARIATES = (category("sex", reference="female"), numeric("age"))
GLMER = """
suppressMessages(library(lme4))
d <- read.csv("{path}")
t <- system.time(m <- glmer(at_work ~ sex + age + {time} (1 | group), d, family = binomial,
                            nAGQ = {points}))
cat(t[["elapsed"]], getME(m, "theta"), as.numeric(logLik(m)))
"""


def median_seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Median wall seconds of a call, and what it returned; the first is not counted."""
    found, taken = work(), []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2], found


def made(seed: int, groups: int, size: int, *, between: float, varies: bool) -> pd.DataFrame:
    """Answers in groups; covariates of each group, or of each row."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), size)
    own = np.arange(len(group)) if varies else group
    male = (rng.random(own.max() + 1) < 0.3)[own]
    age = np.round(rng.normal(44, 11, own.max() + 1))[own]
    at = np.tile(np.arange(size), groups) if not varies else np.zeros(len(group), dtype=int)
    odds = -0.5 + 0.4 * male - 0.02 * (age - 44) + 0.3 * at + rng.normal(0, between, groups)[group]
    return pd.DataFrame(
        {
            "group": group,
            "time_point": [f"t{one}" for one in at],
            "sex": np.where(male, "male", "female"),
            "age": age,
            "at_work": (rng.random(len(group)) < 1 / (1 + np.exp(-odds))).astype(int),
        }
    )


def by_glmer(rows: pd.DataFrame, home: Path, *, has_time: bool, points: int) -> str:
    """Seconds, standard deviation and log likelihood of glmer's only fit."""
    if shutil.which("Rscript") is None:
        return "R is not installed"
    path = home / "rows.csv"
    rows.to_csv(path, index=False)
    script = GLMER.format(path=path, points=points, time="time_point +" if has_time else "")
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    if done.returncode:
        return "glmer failed"
    seconds, sd, likelihood = (float(word) for word in done.stdout.split())
    return f"{seconds:8.3f} s   sd {sd:.5f}   log likelihood {likelihood:.4f}"


def by_statsmodels(matrix: np.ndarray, outcome: np.ndarray, clusters: np.ndarray) -> object:
    """The same population-averaged model by statsmodels."""
    import statsmodels.api as sm

    structure, family = sm.cov_struct.Exchangeable(), sm.families.Binomial()
    return sm.GEE(outcome, matrix, groups=clusters, family=family, cov_struct=structure).fit()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--per-unit", type=int, default=3_700)
    parser.add_argument("--points", type=int, default=15)
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="nrs-benchmark-"))
    sets = {
        f"{options.patients} patients x 3": (
            made(1, options.patients, 3, between=1.5, varies=False),
            category("time_point", reference="t0"),
            "group",
        ),
        f"34 units x {options.per_unit}": (
            made(2, 34, options.per_unit, between=0.4, varies=True),
            None,
            None,
        ),
    }
    try:
        for name, (rows, at, person) in sets.items():
            print(name)
            words = {"outcome": "at_work", "covariates": COVARIATES, "time": at, "person": person}
            for points in (1, options.points):

                def own(words=words, points=points, rows=rows):
                    return logistic_mixed_model(rows, group="group", points=points, **words)

                seconds, model = median_seconds(own)
                told = f"sd {model.fit.sd:.5f}   log likelihood {model.log_likelihood:.4f}"
                print(f"  own, {points:2} points:          {seconds:8.3f} s   {told}")
                theirs = by_glmer(rows, home, has_time=at is not None, points=points)
                print(f"  glmer, nAGQ = {points:2}:        {theirs}")

            def averaged(words=words, rows=rows):
                return population_averaged_model(rows, family="logistic", cluster="group", **words)

            seconds, model = median_seconds(averaged)
            print(f"  own GEE, exchangeable:   {seconds:8.3f} s")
            parts = model.design.matrix, model.design.outcome, model.clusters
            start = time.perf_counter()
            by_statsmodels(*parts)
            print(f"  statsmodels GEE:         {time.perf_counter() - start:8.3f} s")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
