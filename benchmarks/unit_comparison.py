"""Time of comparing all units of a year, beside the stock way.

Run it from the repository, on an extract that is loaded already, or it makes a synthetic one:

    .venv/bin/python benchmarks/unit_comparison.py --period 2022

Two things are measured. The indicators of every unit: grouped once, and, as before, each
unit selected and scored by itself. And the whole comparison of units on every outcome that
has a case mix (model, expected, limits, shrinkage, probabilities), for both registers, with
the time for judging each model by leaving every unit out. The stock way for the models alone
is statsmodels' Logit and OLS on the same designs. Nothing is drawn or written.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nrs_lib.cohort.extracts import Extract, latest_extract_id, open_extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.measures import read_measures
from nrs_lib.stats.followup import outcome_rows
from nrs_lib.stats.indicators import COMPARED, compared_units
from nrs_lib.stats.results import responders
from nrs_lib.stats.units.calibration import calibrate
from nrs_lib.stats.units.comparison import compare
from nrs_lib.stats.units.comparison_rows import comparison_estimates
from nrs_lib.stats.units.linear import fit_linear
from nrs_lib.stats.units.logistic import fit_logistic
from nrs_lib.stats.units.models import UnitData, fit_case_mix, unit_data
from nrs_lib.terms import Register, TimePoint

REPOSITORY = Path(__file__).resolve().parent.parent
FRAMES = ("referred", "visited", "registered", "started", "discharged", "due")
REPEATS = 5


def median_seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median wall seconds of a call; the first, which reads definitions, is not counted."""
    work()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2]


def an_extract(scale: float, home: Path) -> Extract:
    """The extract loaded last, or a synthetic one of full size."""
    if not list(Path(os.environ.get("NRS_OUTPUTS", "outputs")).glob("*/internal")):
        os.environ["NRS_OUTPUTS"] = str(home / "outputs")
        nrs = [sys.executable, "-m", "nrs_lib"]
        delivery = str(home / "delivery")
        for words in (["synth", delivery, "--scale", str(scale)], ["load", delivery]):
            subprocess.run([*nrs, *words], cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    return open_extract(latest_extract_id())


def unit_by_unit(population: Population, period: Period) -> list[dict[str, object]]:
    """The indicators of every unit, each unit selected and scored by itself."""
    national = population.in_period(period)
    known = read_measures()
    scales = [known[code].scale for code in COMPARED if known[code].scale]
    others = tuple(code for code in COMPARED if not known[code].scale)
    rows: list[dict[str, object]] = []
    for unit_id in population.units["unit_id"]:
        frames = {name: getattr(national, name) for name in FRAMES}
        frames = {
            name: frame[frame["unit_id"] == unit_id].reset_index(drop=True)
            for name, frame in frames.items()
        }
        cohort = replace(national)
        vars(cohort).update(frames)
        rows += outcome_rows(cohort, others)
        found = responders(cohort, scales=scales, time_point=TimePoint.DISCHARGE)
        rows += found.table.to_dict("records")
    return rows


def own_fit(data: UnitData, matrix: np.ndarray, names: Sequence[str]) -> None:
    """The case-mix model alone."""
    fit = fit_logistic if data.is_share else fit_linear
    fit(data.values, matrix, names)


def stock_fit(data: UnitData, matrix: np.ndarray, names: Sequence[str]) -> None:
    """The same model by statsmodels."""
    import statsmodels.api as sm

    if data.is_share:
        sm.Logit(data.values, matrix).fit(disp=False)
    else:
        sm.OLS(data.values, matrix).fit()


def designs(gathered: Sequence[UnitData]) -> list[tuple[UnitData, np.ndarray, Sequence[str]]]:
    """The design of every comparison that is adjusted for something."""
    plans = [(data, fit_case_mix(data).plan) for data in gathered if data.family.variables]
    return [(data, plan.matrix(data.frame), plan.names) for data, plan in plans]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--period", default="2022")
    parser.add_argument("--scale", type=float, default=1.0, help="of a synthetic registry")
    options = parser.parse_args()
    period = Period.parse(options.period)
    home = Path(tempfile.mkdtemp(prefix="nrs-benchmark-"))
    try:
        extract = an_extract(options.scale, home)
        total = judged = 0.0
        outcomes = [one for family in read_case_mix().families.values() for one in family.outcomes]
        for register in Register:
            population = Population(extract, register=register)
            population.in_period(period)
            new = median_seconds(lambda p=population: compared_units(p, period))
            old = median_seconds(lambda p=population: unit_by_unit(p, period), repeats=3)
            print(f"{register}: {len(population.units)} units, {period.code}")
            print(f"  indicators, grouped once:       {new:8.3f} s")
            print(f"  indicators, unit by unit:       {old:8.3f} s  ({old / new:.0f} times)")
            start = time.perf_counter()
            rows = [
                len(comparison_estimates(compare(unit_data(population, period, one))).table)
                for one in outcomes
            ]
            taken = time.perf_counter() - start
            total += taken
            print(f"  {len(outcomes)} comparisons, {sum(rows)} rows:  {taken:8.3f} s")
            start = time.perf_counter()
            gathered = [unit_data(population, period, one) for one in outcomes]
            for data in gathered:
                calibrate(data)
            judged += time.perf_counter() - start
            made = designs(gathered)
            for name, fit in (("own", own_fit), ("statsmodels", stock_fit)):
                seconds = median_seconds(lambda m=made, f=fit: [f(*one) for one in m])
                print(f"  {len(made)} models alone, {name:12}  {seconds:8.3f} s")
        print(f"all comparisons of both registers: {total:8.3f} s")
        print(f"all models judged, units left out: {judged:8.3f} s")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
