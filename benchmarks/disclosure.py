"""How well disclosure control protects, and what it costs.

Run it from the repository:

    .venv/bin/python benchmarks/disclosure.py tables --count 1000     random hierarchical tables
    .venv/bin/python benchmarks/disclosure.py optimum --count 40      against trying everything
    .venv/bin/python benchmarks/disclosure.py releases --count 200    pairs of deliveries, filters
    .venv/bin/python benchmarks/disclosure.py ledger --cells 1000000  a ledger of many cells
    .venv/bin/python benchmarks/disclosure.py reports                what reports hide

Each prints what it found; `--seconds` ends a run early and tells how far it came. The attacker
of `tables` and `releases` is built from the innermost cells alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nrs_lib.disclosure import CELL, clear, read_policy
from nrs_lib.disclosure.policy import Engine
from nrs_lib.reports.desk import open_desk
from nrs_lib.reports.ledger import Entry, Ledger
from nrs_lib.stats.estimates import KEY
from nrs_lib.terms import NATIONAL, Audience
from tests.support import hierarchical as made
from tests.support import tauargus

LIMIT = 5


def seeds(args: argparse.Namespace, *, part: float = 1.0) -> Iterator[int]:
    """Numbers from `first` up to `count`, as long as time is left."""
    ends = time.monotonic() + args.seconds * part
    for seed in range(args.first, args.count):
        if time.monotonic() > ends:
            print(f"ended before {seed} of {args.count}")
            return
        yield seed


def tables(args: argparse.Namespace) -> None:
    """54 units x sex x quarter and half-year x category, with every margin."""
    found, cells, small, hidden, spent = 0, 0, 0, 0, []
    policy = replace(read_policy(), engine=Engine(args.engine))
    for seed in seeds(args):
        rng = np.random.default_rng(seed)
        counts = made.random_counts(rng, units=args.units, categories=int(rng.integers(2, 4)))
        estimates = made.as_estimates(counts)
        began = time.process_time()
        cleared = clear(estimates, audience="register", policy=policy).table
        spent.append(time.process_time() - began)
        found += len(made.breaches(counts, cleared, limit=LIMIT))
        n = estimates.table["n"]
        cells += len(n)
        small += int(((n > 0) & (n < LIMIT)).sum())
        hidden += int((cleared["hidden"] != "").sum())
    print(
        f"{args.engine}: {len(spent)} tables of {args.units} units, {cells} cells: {small} small, "
        f"{hidden} hidden, {found} breaches; {np.median(spent):.1f} s each (median CPU)"
    )


def optimum(args: argparse.Namespace) -> None:
    """Cells hidden beside the small ones, against the fewest that protect."""
    mine = best = tried = 0
    theirs, safe, judged = 0, 0, 0
    worst = 1.0
    for seed in seeds(args):
        rng = np.random.default_rng(seed)
        shape = tuple(rng.integers(3, 7, size=2))
        counts = rng.poisson(rng.choice([3, 15, 40], p=[0.15, 0.4, 0.45], size=shape))
        hidden = int((clear(made.a_table(counts), audience="register").table["hidden"] != "").sum())
        more = hidden - int(((counts > 0) & (counts < LIMIT)).sum())
        if more > args.deepest:
            continue
        fewest = made.fewest_more(counts, limit=LIMIT, at_most=more)
        fewest = more if fewest is None else fewest
        tried, mine, best = tried + 1, mine + more, best + fewest
        if tauargus.is_installed():
            found = tauargus.hidden_by_tauargus(counts, limit=LIMIT)
            judged, safe = judged + 1, safe + tauargus.is_safe(counts, found, limit=LIMIT)
            theirs += int(found.sum()) - int(((counts > 0) & (counts < LIMIT)).sum())
        worst = max(worst, more / fewest if fewest else 1.0 + more)
    print(
        f"{tried} tables up to 6 x 6: {mine} hidden beside the small, {best} at least needed; "
        f"{mine / max(best, 1):.2f} times the optimum, worst table {worst:.2f}"
    )

    if judged:
        print(f"Tau-Argus on the same: {theirs} hidden beside the small, {safe} of {judged} safe")


def releases(args: argparse.Namespace) -> None:
    """Pairs of deliveries one to four people apart, and pairs of nested filters."""
    for nested in (False, True):
        told = pairs = 0
        for seed in seeds(args, part=0.5):
            first, second = made.two_deliveries(np.random.default_rng(seed), nested=nested)
            told += len(made.told_apart(first, second, audience="register", limit=LIMIT))
            pairs += 1
        print(f"{pairs} pairs of {'filters' if nested else 'deliveries'}: {told} differences told")


def ledger(args: argparse.Namespace) -> None:
    """Time to test a release of 400 cells against a ledger of many."""
    with tempfile.TemporaryDirectory() as folder:
        store = Ledger.of("NRSsv", folder=Path(folder))
        per_release = 2000
        began = time.perf_counter()
        for number in range(args.cells // per_release):
            store.record(_entry(number), _cells(number, per_release))
        written = time.perf_counter() - began
        began = time.perf_counter()
        keys = pd.DataFrame(_cells(3, 400), columns=list(CELL))[list(KEY)]
        earlier = store.earlier(keys, audience=Audience.REGISTER, subject=NATIONAL)
        asked = time.perf_counter() - began
        began = time.perf_counter()
        count = store.check()
        checked = time.perf_counter() - began
        size = store.path.stat().st_size / 1e6
    print(
        f"{args.cells} cells in {count} releases, {size:.0f} MB: written in {written:.0f} s, "
        f"{len(earlier.cells)} found for 400 in {asked:.2f} s, all seals checked in {checked:.0f} s"
    )


def _entry(number: int) -> Entry:
    return Entry(Audience.REGISTER, NATIONAL, f"r{number}", "2022", "e", "p", 1)


def _cells(number: int, count: int) -> list[tuple]:
    year = str(2000 + number % 24)
    return [
        (
            f"m{k % 200}",
            "mean",
            NATIONAL,
            "",
            f"c{k // 200}r{number // 24}",
            year,
            NATIONAL,
            900.0,
            None,
            1.0,
        )
        for k in range(count)
    ]


def reports(args: argparse.Namespace) -> None:
    """Cells hidden in units' reports, and the people behind them, under the policy.

    With `--as-asked` the period is not pooled with earlier quarters where too few answered.
    """
    prefix = args.register.removeprefix("NRS").upper()
    shown = Counter()
    cells, people = Counter(), Counter()
    count = 0
    for seed in seeds(args):
        desk = open_desk(
            extract_id="latest",
            register=args.register,
            subject=f"{prefix}{seed + 1:03}",
            period=args.period,
            audience="own_unit",
        )
        if args.as_asked:
            desk = replace(desk, period=desk.asked or desk.period, asked=None)
        count += 1
        shown[desk.period.code if desk.has_results or args.as_asked else "none"] += 1
        for name, cleared in desk.cleared.items():
            table = cleared.table
            true = desk._estimates(name).table
            kinds = ["all", "comparison of units"]
            if name != "units":
                kinds = ["all", "the rest", "the unit's own"]
            for kind in kinds:
                one, other = table, true
                if kind == "the unit's own":
                    one, other = (part[part["scope"] == "own"] for part in (table, true))
                before = other["n"].fillna(0).astype(float)
                # Rows about nobody hide nothing.
                empty = int((before == 0).sum())
                cells[kind, "all"] += len(one) - empty
                cells[kind, "hidden"] += max(int((one["hidden"] != "").sum()) - empty, 0)
                people[kind, "all"] += before.sum()
                people[kind, "hidden"] += before.sum() - one["n"].fillna(0).astype(float).sum()
    print(f"periods shown: {dict(shown)}")
    for kind in ("all", "comparison of units", "the rest", "the unit's own"):
        print(
            f"{count} units, {args.period}, {kind}: "
            f"{100 * cells[kind, 'hidden'] / max(cells[kind, 'all'], 1):.1f} % of cells hidden, "
            f"{100 * people[kind, 'hidden'] / max(people[kind, 'all'], 1):.1f} % of patients"
        )


def main() -> None:
    """Run one benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=["tables", "optimum", "releases", "ledger", "reports"])
    parser.add_argument("--count", type=int, help="as many; units for `reports`")
    parser.add_argument("--first", type=int, default=0, help="begin here, to go on with a run")
    parser.add_argument("--units", type=int, default=54)
    parser.add_argument("--engine", choices=list(Engine), default=Engine.HIGHS, help="of `tables`")
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--deepest", type=int, default=6, help="largest search of `optimum`")
    parser.add_argument("--period", default="2022")
    parser.add_argument("--register", default="NRSsv")
    parser.add_argument("--as-asked", action="store_true", help="pool no quarters")
    parser.add_argument("--seconds", type=float, default=10_000)
    args = parser.parse_args()
    args.count = args.count or {
        "releases": 200,
        "optimum": 60,
        "reports": 34 if args.register == "NRSsv" else 20,
    }.get(args.what, 1000)
    {
        "tables": tables,
        "optimum": optimum,
        "releases": releases,
        "ledger": ledger,
        "reports": reports,
    }[args.what](args)


if __name__ == "__main__":
    main()
