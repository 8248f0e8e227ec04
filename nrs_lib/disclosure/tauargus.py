"""Tau-Argus as an engine: which further numbers it would hide of the tables that it can read.

What it chooses is where our own search begins, which completes it; the attacker judges both.
It is given people made from the counts, under numbers in place of names, in a private folder
that is gone afterwards, and works in a process of its own: it leaves its logs where it stands.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Hashable, Iterable

from nrs_lib.disclosure.crossings import MARGIN, Crossing, crossings
from nrs_lib.disclosure.kinship import Row
from nrs_lib.disclosure.policy import AudiencePolicy
from nrs_lib.errors import PlatformError

_PACKAGE = "pytauargus"
# On three sides and more it searches for seconds in so many places, for minutes in twice as many.
_MANY_SIDES, _MANY_PLACES = 3, 400
_SECONDS = 300
_HIDDEN = ("U", "M")
_TOTAL = "Total"


def chosen(rows: Iterable[Row], rules: AudiencePolicy) -> set[Hashable]:
    """The rows that Tau-Argus hides of a release: small counts and what protects them.

    Parameters
    ----------
    rows
        All rows of the release. Those that are no `Crossing` with every margin, and crossings
        of three sides or more that are large, are not put before it.
    rules
        The audience's part of the policy.

    Raises
    ------
    PlatformError
        It is not installed, or ended without an answer; says how to do without.
    """
    if importlib.util.find_spec(_PACKAGE) is None:
        raise PlatformError(
            "The policy has Tau-Argus seek what is hidden, and it is not installed.",
            where="disclosure.yaml: suppression: engine",
            remedy='Install it: pip install "nrs-workbench[tauargus]". Or set the engine to highs.',
        )
    found: set[Hashable] = set()
    for crossing in crossings(rows, rules):
        is_large = len(crossing.counts) > _MANY_PLACES
        if len(crossing.sides) < _MANY_SIDES or not is_large:
            found |= hidden_in(crossing)
    return found


def hidden_in(crossing: Crossing) -> set[Hashable]:
    """The rows of one crossing that Tau-Argus hides, so that no small count is told."""
    from pytauargus import protect
    from pytauargus.result import TableResult

    sides = [f"side{at}" for at in range(len(crossing.sides))]
    # It pads shorter codes, so all are as long.
    codes = [{name: f"c{at:04}" for at, name in enumerate(names)} for names in crossing.sides]
    people = [
        [code[name] for code, name in zip(codes, place, strict=True)]
        for place, n in sorted(crossing.inner.items())
        for _ in range(n)
    ]
    columns = dict(zip(sides, map(list, zip(*people, strict=True)), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        job = protect(
            columns | {"people": [1] * len(people)},
            sides,
            response="people",
            safety_rules=f"FREQ({crossing.limit},100)",
            suppress="OPT(1)",
            workdir=folder,
            run=False,
        )
        _run(job.files["arb"], folder)
        rows = TableResult(job.files["tab1"], sides, "people").rows
    names = [{code: name for name, code in one.items()} | {_TOTAL: MARGIN} for one in codes]
    places = (
        tuple(name[row[side]] for name, side in zip(names, sides, strict=True))
        for row in rows
        if row["status"] in _HIDDEN
    )
    return {row for place in places for row in crossing.shown_by.get(place, ())}


def _run(batch: str, folder: str) -> None:
    command = [sys.executable, "-m", f"{_PACKAGE}.cli", "run", batch]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_SECONDS)
    except (subprocess.SubprocessError, OSError) as fault:
        # What it says may tell counts, so only how it ended is passed on.
        raise PlatformError(
            "Tau-Argus ended without an answer.",
            where=type(fault).__name__,
            remedy="Set the engine to highs in disclosure.yaml (suppression).",
        ) from None
