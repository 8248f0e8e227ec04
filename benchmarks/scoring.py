"""Time and memory of scoring every instrument, beside a plain loop over questionnaires.

    .venv/bin/python benchmarks/scoring.py --questionnaires 300000

Answers are drawn evenly over each item's options, a few left out. They are scored as a long
table (one row per answer) and as wide ones (one column per item). Beside them stand HADS's
two subscales alone, by the engine, by plain pandas with whole columns, and by pandas row by
row as scoring scripts that circulate do it (on a thousand questionnaires). Each way runs in
a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import math
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import Instrument, read_instruments
from nrs_lib.scoring import score

SEED = 1
LEFT_OUT = 0.03
BY_ROWS = 1000


def sheet(instrument: Instrument, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Answers to one instrument: one row per questionnaire, one column per item."""
    columns = {}
    for item in instrument.items:
        answers = rng.integers(item.minimum, item.maximum, size=n, endpoint=True)
        columns[item.code] = np.where(rng.random(n) < LEFT_OUT, np.nan, answers)
    return pd.DataFrame(columns)


def long_table(n: int) -> pd.DataFrame:
    """All instruments, one row per answer, in the types that a frozen extract has."""
    rng = np.random.default_rng(SEED)
    codes = [item.code for one in read_instruments().values() for item in one.items]
    place_of = {code: place for place, code in enumerate(codes)}
    people, items, values = [], [], []
    for one in read_instruments().values():
        answers = sheet(one, n, rng).to_numpy()
        person, item = np.nonzero(~np.isnan(answers))
        people.append(person.astype("int32"))
        items.append(np.array([place_of[part.code] for part in one.items], "int16")[item])
        values.append(answers[person, item].astype("int8"))
    person = np.concatenate(people)
    names = pd.Index([f"e{number:07d}" for number in range(n)])
    return pd.DataFrame(
        {
            "episode_id": pd.Categorical.from_codes(person, categories=names),
            "time_point": pd.Categorical.from_codes(
                np.zeros(len(person), "int8"), categories=["initial"]
            ),
            "item": pd.Categorical.from_codes(np.concatenate(items), categories=codes),
            "value": np.concatenate(values),
        }
    )


def long_way(n: int) -> tuple[float, int]:
    """Seconds, and scores that exist."""
    answers = long_table(n)
    began = time.perf_counter()
    scored = score(answers, instrument=list(read_instruments()))
    seconds = time.perf_counter() - began
    made = scored.scores.drop(columns=["episode_id", "time_point"])
    return seconds, int(made.notna().sum().sum())


def wide_way(n: int) -> tuple[float, int]:
    """Seconds, and scores that exist."""
    rng = np.random.default_rng(SEED)
    seconds, made = 0.0, 0
    for one in read_instruments().values():
        answers = sheet(one, n, rng)
        began = time.perf_counter()
        scored = score(answers, instrument=one)
        seconds += time.perf_counter() - began
        made += int(scored.scores.notna().sum().sum())
    return seconds, made


def hads_sheet(n: int) -> tuple[pd.DataFrame, list[list[str]]]:
    """Answers to HADS, and the items of its subscales."""
    hads = read_instruments()["hads"]
    answers = sheet(hads, n, np.random.default_rng(SEED))
    return answers, [list(scale.items) for scale in hads.scales if scale.items]


def engine_on_hads(n: int) -> tuple[float, int]:
    """By the engine, which checks every answer, and adds the total."""
    answers, _ = hads_sheet(n)
    began = time.perf_counter()
    scored = score(answers, instrument="hads").scores
    return time.perf_counter() - began, int(scored.notna().sum().sum())


def pandas_on_hads(n: int) -> tuple[float, int]:
    """By whole columns, checking nothing."""
    answers, scales = hads_sheet(n)
    began = time.perf_counter()
    found = [
        (answers[items].mean(axis=1) * len(items)).where(
            answers[items].notna().sum(axis=1) >= math.ceil(len(items) / 2)
        )
        for items in scales
    ]
    return time.perf_counter() - began, int(sum(part.notna().sum() for part in found))


def rows_on_hads(n: int) -> tuple[float, int]:
    """One questionnaire at a time, checking nothing."""
    answers, scales = hads_sheet(n)

    def one_scale(row: pd.Series, items: list[str]) -> float:
        given = row[items]
        if given.notna().sum() < math.ceil(len(items) / 2):
            return math.nan
        return given.mean() * len(items)

    began = time.perf_counter()
    found = [answers.apply(one_scale, axis=1, items=items) for items in scales]
    return time.perf_counter() - began, int(sum(part.notna().sum() for part in found))


WAYS = {
    "long": long_way,
    "wide": wide_way,
    "engine": engine_on_hads,
    "pandas": pandas_on_hads,
    "rows": rows_on_hads,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questionnaires", type=int, default=300_000, help="of each instrument")
    parser.add_argument("--way", choices=WAYS, help="only this one, in this process")
    asked = parser.parse_args()
    if asked.way:
        seconds, made = WAYS[asked.way](asked.questionnaires)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{asked.way:7} {seconds:8.2f} s {made:>11,} scores, peak {peak:6.0f} MiB")
        return
    n = asked.questionnaires
    print(f"{len(read_instruments())} instruments, {n:,} questionnaires of each", flush=True)
    for way in WAYS:
        if way == "engine":
            print("HADS alone:", flush=True)
        if way == "rows":
            print(f"HADS alone, {BY_ROWS:,} questionnaires:", flush=True)
        many = BY_ROWS if way == "rows" else n
        words = [sys.executable, __file__, "--way", way, "--questionnaires", str(many)]
        subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
