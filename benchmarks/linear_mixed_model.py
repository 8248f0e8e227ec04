"""Time of linear models of patients in units, beside R's lme4 where it is installed.

Run it from the repository:

    .venv/bin/python benchmarks/linear_mixed_model.py
    .venv/bin/python benchmarks/linear_mixed_model.py --stock     also statsmodels, slow

Made-up courses of patients in 34 units from a seed: pain at three time points, of which some
are missed; sex and age. The same rows go to lmer and lmerTest, whose own clock counts the fit
alone, and with degrees of freedom. Nothing but temporary files is written.
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

from nrs_lib.stats.mixed import category, linear_mixed_model, numeric
from nrs_lib.stats.robust import robust_mixed

REPEATS = 5
UNITS = 34
TIMES = ("initial", "discharge", "followup_12m")
TIME = category("time_point", reference="initial")
COVARIATES = (category("sex", reference="female"), numeric("age"))
LMER = """
suppressMessages(library(lmerTest))
d <- read.csv("{path}")
d$time_point <- factor(d$time_point, c("initial", "discharge", "followup_12m"))
formula <- pain ~ time_point + sex + age + (1 | unit_id) + (1 | episode_id)
middle <- function(work) median(sapply(1:{repeats}, function(k) system.time(work())[["elapsed"]]))
fit <- lme4::lmer(formula, d)
options(digits = 12)
cat(middle(function() lme4::lmer(formula, d)),
    middle(function() summary(lmerTest::lmer(formula, d))),
    -2 * as.numeric(logLik(fit)), lme4::fixef(fit)[["time_pointfollowup_12m"]])
"""


def median_seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Median wall seconds of a call, and what it returned; the first is not counted."""
    found, taken = work(), []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2], found


def made(patients: int, seed: int) -> pd.DataFrame:
    """One row per patient and answered time point."""
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, UNITS, patients)
    male, age = rng.random(patients) < 0.25, np.round(rng.normal(44, 11, patients))
    level = 6.9 + 0.3 * male - 0.012 * (age - 44)
    level += rng.normal(0, 0.4, UNITS)[unit] + rng.normal(0, 1.4, patients)
    parts = []
    for place, name in enumerate(TIMES):
        pain = level - (0.0, 0.8, 1.0)[place] + rng.normal(0, 1.3, patients)
        rows = pd.DataFrame(
            {
                "episode_id": np.arange(patients),
                "unit_id": [f"U{one:02d}" for one in unit],
                "time_point": name,
                "sex": np.where(male, "male", "female"),
                "age": age,
                "pain": np.round(pain, 2),
            }
        )
        parts.append(rows[rng.random(patients) < (1.0, 0.85, 0.6)[place]])
    return pd.concat(parts, ignore_index=True)


def by_lme4(rows: pd.DataFrame, home: Path) -> str:
    """Seconds of lmer and of lmerTest's summary, criterion and change after a year."""
    if shutil.which("Rscript") is None:
        return "R is not installed"
    path = home / "rows.csv"
    rows.to_csv(path, index=False)
    script = LMER.format(path=path, repeats=REPEATS)
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    if done.returncode:
        return "lmer failed"
    plain, tested, criterion, change = (float(word) for word in done.stdout.split()[-4:])
    return f"{plain:8.3f} s, with df {tested:8.3f} s   {told(criterion, change)}"


def by_statsmodels(rows: pd.DataFrame) -> str:
    """The same model by statsmodels' MixedLM, units as groups and patients as a component."""
    import statsmodels.formula.api as smf

    rows = rows.assign(time_point=pd.Categorical(rows["time_point"], TIMES))
    start = time.perf_counter()
    fit = smf.mixedlm(
        "pain ~ time_point + C(sex) + age",
        rows,
        groups="unit_id",
        vc_formula={"episode": "0 + C(episode_id)"},
        re_formula="1",
    ).fit()
    seconds = time.perf_counter() - start
    change = fit.fe_params["time_point[T.followup_12m]"]
    return f"{seconds:8.3f} s   {told(-2 * fit.llf, change)}"


def told(criterion: float, change: float) -> str:
    return f"-2 log likelihood {criterion:.3f}   change after a year {change:.6f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--stock", action="store_true", help="time statsmodels too, slow")
    options = parser.parse_args()
    rows = made(options.patients, seed=1)
    print(f"{options.patients} patients in {UNITS} units, {len(rows)} answers")
    words = {"outcome": "pain", "covariates": COVARIATES, "time": TIME}
    plain, model = median_seconds(lambda: linear_mixed_model(rows, **words))
    tested, _ = median_seconds(lambda: linear_mixed_model(rows, **words).table())
    robust, _ = median_seconds(lambda: robust_mixed(model).table())
    change = model.coefficients["time_point[followup_12m]"].value.estimate
    print(
        f"  own:         {plain:8.3f} s, with df {tested:8.3f} s   "
        f"{told(-2 * model.log_likelihood, change)}"
    )
    print(f"  own, CR2:    {robust:8.3f} s more")
    home = Path(tempfile.mkdtemp(prefix="nrs-benchmark-"))
    try:
        print(f"  lme4:        {by_lme4(rows, home)}")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if options.stock:
        print(f"  statsmodels: {by_statsmodels(rows)}")


if __name__ == "__main__":
    main()
