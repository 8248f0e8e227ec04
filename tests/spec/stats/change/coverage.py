"""How often intervals of change hold the true value, in groups made up from a seed.

    python tests/spec/stats/change/coverage.py > tests/spec/stats/change/coverage.csv

Takes half a minute. A refused interval holds nothing. Normal pairs: correlation 0.3, 0.6
and 0.85, standard deviation later 1 and 1.3 times that at the start, effect 0, 0.3, 0.8
and 1.5; the row gives the mean and the extremes over these. Answers from 0 to 10: normal
numbers with mean 6.9 and 5.7, standard deviation 1.7 and 2.2 and correlation 0.5, rounded
and cut at the ends.
"""

from __future__ import annotations

import itertools
import math
import sys

import numpy as np
from scipy.special import nctdtrinc, ndtri, stdtrit

from nrs_lib.stats.bootstrap import bootstrap
from nrs_lib.stats.effect_formulas import FORMULAS, Moments

SIZES = (10, 20, 50, 200)
REPEATS = 4000
BOOTSTRAPPED = 1000
DRAWS = 1999
Z = float(ndtri(0.975))
HEAD = "data,n,number,interval,groups,least,mean,most,width"


def normal_pairs(rng, groups, n, r, ratio, effect):
    """Pairs whose true d_av is `effect`; start has mean 0 and standard deviation 1."""
    start = rng.normal(size=(groups, n))
    later = r * start + math.sqrt(1 - r * r) * rng.normal(size=(groups, n))
    return start, ratio * later + effect * (1 + ratio) / 2


def answers(rng, groups, n):
    start, later = normal_pairs(rng, groups, n, 0.5, 1, 0)
    return [
        np.clip(np.round(mean + sd * part), 0, 10)
        for part, mean, sd in ((start, 6.9, 1.7), (later, 5.7, 2.2))
    ]


def intervals(start, later):
    """Limits by formula and interval, one row per group."""
    moments = Moments.of(start, later)
    root, df = math.sqrt(moments.n), moments.n - 1
    t = moments.change * root / moments.change_sd
    limits = np.array([nctdtrinc(df, tail, t) for tail in (0.975, 0.025)])
    half = float(stdtrit(df, 0.975)) * moments.change_sd / root
    yield "change", "t", np.array([moments.change - half, moments.change + half])
    for name, formula in FORMULAS.items():
        effect, half = formula.effect(moments), Z * formula.standard_error(moments)
        yield name, "bonett", np.array([effect - half, effect + half])
        scale = moments.change_sd / formula.spread(moments) / root
        yield name, "noncentral_t", limits * scale


def drawn(start, later, kind, seed):
    """Bootstrap limits of the change and of d_av, one row per group."""
    found = {"change": [], "d_av": []}
    for before, after in zip(start, later, strict=True):
        people = np.column_stack([before, after])
        for number in found:
            one = bootstrap(
                people,
                lambda some, number=number: measured(some, number),
                seed=seed,
                kind=kind,
                draws=DRAWS,
                least=2,
            )
            found[number].append((one.low, one.high))
    return {number: np.array(limits).T for number, limits in found.items()}


def measured(people, number):
    moments = Moments.of(people[..., 0], people[..., 1])
    return moments.change if number == "change" else FORMULAS[number].effect(moments)


def true_values(start, later):
    moments = Moments.of(start, later)
    return {"change": float(moments.change)} | {
        name: float(formula.effect(moments)) for name, formula in FORMULAS.items()
    }


def of_normal(r, ratio, effect):
    change = effect * (1 + ratio) / 2
    moments = Moments(10**9, change, 1.0, ratio, math.sqrt(1 + ratio**2 - 2 * r * ratio))
    return {"change": change} | {
        name: float(formula.effect(moments)) for name, formula in FORMULAS.items()
    }


def told(data, n, key, groups, cells):
    covered, width = np.array(cells).T
    numbers = (covered.min(), covered.mean(), covered.max(), width.mean())
    print(",".join([data, str(n), *key, str(groups), *(f"{part:.4f}" for part in numbers)]))


def held(limits, truth):
    low, high = limits
    return np.mean((low <= truth) & (truth <= high)), np.nanmean(high - low)


def main():
    print(f"# Python {sys.version.split()[0]}, numpy {np.__version__}; see coverage.py")
    print(HEAD)
    for n in SIZES:
        cells = {}
        grid = itertools.product((0.3, 0.6, 0.85), (1, 1.3), (0, 0.3, 0.8, 1.5))
        for place, shape in enumerate(grid):
            rng = np.random.default_rng([n, place])
            start, later = normal_pairs(rng, REPEATS, n, *shape)
            truth = of_normal(*shape)
            for number, interval, limits in intervals(start, later):
                cells.setdefault((number, interval), []).append(held(limits, truth[number]))
        for key, found in cells.items():
            told("normal", n, key, REPEATS, found)
    rng = np.random.default_rng(20260701)
    truth = true_values(*(part[0] for part in answers(rng, 1, 4_000_000)))
    for n in SIZES:
        start, later = answers(rng, REPEATS, n)
        for number, interval, limits in intervals(start, later):
            told("answers", n, (number, interval), REPEATS, [held(limits, truth[number])])
        if n > 50:
            continue
        for kind in ("percentile", "bca"):
            found = drawn(start[:BOOTSTRAPPED], later[:BOOTSTRAPPED], kind, seed=n)
            for number, limits in found.items():
                told("answers", n, (number, kind), BOOTSTRAPPED, [held(limits, truth[number])])


if __name__ == "__main__":
    main()
