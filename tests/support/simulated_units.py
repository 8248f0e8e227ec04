"""Many units of every size and kind against one nation, and what may be said of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.standing import Standing
from nrs_lib.stats.shares import wilson
from nrs_lib.tables import write_lead
from nrs_lib.tables.lead import COMPARED, HAD, RESPONSES, SAID
from nrs_lib.tables.sentences import VERBS, phrase, small
from tests.support import cleared as made
from tests.support.dealt_units import read_place_of

MEASURES = tuple(code for code in COMPARED if code != "wait_to_programme")
_AT_A_TIME = 50


def simulated(units: int, *, seed: int) -> Iterator[tuple[ClearedTable, dict[str, Standing]]]:
    """Units with the nation beside, cleared for their own staff, and how each measure stands.

    A third of the units are like the nation, a third a little apart, a third far; from one
    person to three hundred.
    """
    rng = np.random.default_rng(seed)
    national = {code: float(rng.uniform(0.05, 0.95)) for code in MEASURES}
    nation = [
        _row({"group": "national", "scope": "national", "n_units": 34}, code, share, 6000, rng)
        for code, share in national.items()
    ]
    for first in range(0, units, _AT_A_TIME):
        rows, truth = [], {}
        for place in range(first, min(first + _AT_A_TIME, units)):
            side = {"group": f"U{place:05d}", "scope": "own", "n_units": 1}
            people = int(np.exp(rng.uniform(0, np.log(300))))
            off = (0.0, 0.1, 0.4)[place % 3]
            own = [
                _row(side, code, share + rng.choice([-off, off]), people, rng)
                for code, share in national.items()
            ]
            rows += own
            truth[side["group"]] = {
                mine["measure"]: Standing(
                    read_place_of(mine["low"], mine["high"], whole["estimate"], times=100)
                )
                for mine, whole in zip(own, nation, strict=True)
            }
        cleared = made.cleared([*rows, *nation])
        for group, standings in truth.items():
            yield cleared.where(group=[group, "national"]), standings


def _row(
    side: dict[str, object], measure: str, share: float, people: int, rng: np.random.Generator
) -> dict[str, object]:
    numerator = int(rng.binomial(people, min(max(share, 0.0), 1.0)))
    estimate, low, high = wilson(numerator, people)
    return {
        **side,
        "measure": measure,
        "statistic": "share",
        "period": "2022",
        "estimate": estimate,
        "low": low,
        "high": high,
        "n": people,
        "numerator": numerator,
        "denominator": people,
        "method": "wilson",
    }


def _named(code: str, one: Measure, language: str) -> str:
    """What a clause calls a measure: of a response rate, who did what."""
    if code in RESPONSES:
        return phrase(code, language)
    # A label that ends in a bracket has its numbers within it.
    return small(one.label[language]).removesuffix(")")


def claims(part: ClearedTable, language: str) -> dict[str, Standing]:
    """Every difference that the opening sentences name, by measure."""
    told = write_lead(part, period_label="2022", subject_label="X", language=language).plain
    verbs = {verb[language]: key[0] for key, verb in VERBS.items() if key[1] == "share"}
    pattern = "|".join(re.escape(verb) for verb in sorted(verbs, key=len, reverse=True))
    found = {}
    for clause in re.split(r"[.;] ", told):
        for verb in re.findall(pattern, clause):
            (measure,) = (
                code
                for code, one in read_measures().items()
                if _named(code, one, language) in small(clause)
                and code in part.table["measure"].values
            )
            found[measure] = verbs[verb]
    return found


def wrong_claims(units: int, *, seed: int) -> list[str]:
    """What is claimed and not so, not claimed and so, or told in one language only."""
    faults, apart = [], 0
    for part, standings in simulated(units, seed=seed):
        shown = set(part.where(scope="own", hidden="").table["measure"])
        swedish, english = claims(part, "sv"), claims(part, "en")
        if swedish != english:
            faults.append(f"{swedish} in Swedish, {english} in English")
        differing = {
            code: place
            for code, place in standings.items()
            if code in shown and place in (Standing.HIGHER, Standing.LOWER)
        }
        for code, place in swedish.items():
            if differing.get(code) is not place:
                faults.append(f"{code} is said to be {place} and is {standings[code]}")
        # Where no result can be shown the sentences say why, and compare nothing.
        if shown & {*HAD, SAID} and differing != swedish:
            faults.append(f"{differing} and told is {swedish}")
        apart += bool(differing)
    assert 0.2 * units < apart < 0.9 * units, "the units must be of both kinds"
    return faults
