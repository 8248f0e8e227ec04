"""Multiple imputation by chained equations: what is missing, drawn several times."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.missing_followup.draws import draw_flags, level_scores, match_means
from nrs_lib.stats.missing_followup.incomplete import CATEGORY, FLAG, Incomplete
from nrs_lib.stats.missing_followup.variables import (
    FIXED,
    IGNORED,
    MEANS,
    OUTCOME,
    START,
    Part,
    Variables,
    arrangement,
    gather,
    standard,
)

MONOTONE, CHAINED = "monotone", "chained"


@dataclass(frozen=True, eq=False)
class Imputations:
    """Outcomes of everybody, several times.

    Attributes
    ----------
    data
        What was imputed.
    outcomes
        Shape (imputations, people): the outcome, change or flag; what was observed is the
        same in all.
    values
        The same of the value at the follow-up.
    pattern
        ``monotone``: each variable filled once from those before it; ``chained``: in
        cycles.
    incomplete
        Share of people who lack any variable.
    cautions
        How it was done; refused where it is.
    """

    data: Incomplete
    outcomes: np.ndarray
    values: np.ndarray
    pattern: str
    incomplete: float
    cautions: tuple[Caution, ...]

    @property
    def m(self) -> int:
        return len(self.outcomes)

    @property
    def is_refused(self) -> bool:
        return any(caution.severity == "refused" for caution in self.cautions)


def impute(
    data: Incomplete,
    *,
    seed: int,
    imputations: int | None = None,
    units: str = IGNORED,
) -> Imputations:
    """Draw what is missing several times from models of what is known.

    Numbers, ordered and other categories are filled by predictive mean matching, so that
    each filled value is one that somebody has (a category without order is matched on its
    first canonical variate); flags by logistic regression. Outcome, start and auxiliaries
    are all in each other's models.

    Parameters
    ----------
    data
        The outcome with its auxiliaries.
    seed
        A whole number. Imputation k draws from child k of the seed, so it is the same
        however many there are. The global state is not touched. Estimates do not depend on
        the order of rows.
    imputations
        By conventions when left out: at least ``imputations_least`` and the percentage of
        incomplete people.
    units
        ``ignored``; ``fixed``: a column per unit, small ones as one; ``means``: the means of
        the unit's known numbers.

    Returns
    -------
    Imputations
        Refused, with nothing imputed, without auxiliaries or start, and with fewer known
        outcomes than ``followup_least_per_group`` or all equal.

    References
    ----------
    van Buuren and Groothuis-Oudshoorn 2011, doi:10.18637/jss.v045.i03; White, Royston and
    Wood 2011, doi:10.1002/sim.4067.
    """
    if imputations is not None and imputations < 2:
        raise ParameterError(
            "Too few imputations to pool.",
            where=f"imputations: {imputations}",
            remedy="Give at least 2, or leave it out.",
        )
    refused = _why_refused(data)
    if refused:
        empty = np.empty((0, len(data.values)))
        return Imputations(data, empty, empty, "", math.nan, refused)
    variables = gather(data, units=units)
    m = imputations or max(
        int(get("imputations_least").value), math.ceil(100 * variables.incomplete)
    )
    order = arrangement(variables)
    values = np.tile(data.values, (m, 1))
    starts = None if data.start is None else np.tile(data.start, (m, 1))
    chain = _Chain(variables, order)
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(m)):
        filled = chain.run(np.random.default_rng(child))
        values[number, order] = filled[OUTCOME]
        if starts is not None and START in filled:
            starts[number, order] = filled[START]
    outcomes = values if starts is None else values - starts
    pattern = MONOTONE if variables.is_monotone else CHAINED
    said = [
        Caution.of(
            "imputed_method",
            data.measure,
            m=m,
            lost=int((~data.is_known).sum()),
            of=len(data.values),
        ),
        *variables.cautions,
    ]
    facts = {"merged": variables.merged} if units == FIXED else {}
    code = {IGNORED: "imputed_units_ignored", FIXED: "imputed_units_fixed"}
    said.append(Caution.of(code.get(units, "imputed_units_mean"), data.measure, **facts))
    return Imputations(data, outcomes, values, pattern, variables.incomplete, tuple(said))


def _why_refused(data: Incomplete) -> tuple[Caution, ...]:
    about = data.measure
    n, least = int(data.is_known.sum()), int(get("followup_least_per_group").value)
    if not data.auxiliaries and data.start is None:
        return (Caution.of("loss_without_variables", about),)
    if n < least:
        return (Caution.of("too_few", about, n=n, least=least),)
    known = data.values[~data.is_lost]
    if np.ptp(known) == 0:
        return (Caution.of("no_spread", about),)
    return ()


class _Chain:
    """One round of filling after another; people stand in the canonical order."""

    def __init__(self, variables: Variables, order: np.ndarray) -> None:
        self.parts = [Part(one.name, one.kind, one.values[order]) for one in variables.parts]
        self.is_monotone = variables.is_monotone
        self.cycles = 1 if variables.is_monotone else int(get("imputation_cycles").value)
        self.donors = int(get("imputation_donors").value)
        self.ridge = float(get("imputation_ridge").value)
        before = [np.ones((len(order), 1)), standard(variables.fixed[order])]
        self.fixed = np.hstack(before)

    def run(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Fill every variable once through all cycles."""
        filled = {part.name: self._begun(part, rng) for part in self.parts}
        blocks = [self.fixed, *(part.columns(filled[part.name]) for part in self.parts)]
        ends = np.cumsum([block.shape[1] for block in blocks])
        design = np.hstack(blocks)
        warm: dict[str, np.ndarray] = {}
        for _ in range(self.cycles):
            for place, part in enumerate(self.parts):
                if not part.lacks.any():
                    continue
                own = slice(ends[place], ends[place + 1])
                # A column that is 0 for all has no coefficient.
                design[:, own if not self.is_monotone else slice(own.start, None)] = 0
                filled[part.name] = self._drawn(part, design, rng, warm)
                design[:, own] = part.columns(filled[part.name])
        return filled

    def _begun(self, part: Part, rng: np.random.Generator) -> np.ndarray:
        """Start from values drawn at random from those who have one."""
        values, lacks = part.values.copy(), part.lacks
        values[lacks] = rng.choice(values[~lacks], int(lacks.sum()))
        return values

    def _drawn(
        self, part: Part, others: np.ndarray, rng: np.random.Generator, warm: dict[str, np.ndarray]
    ) -> np.ndarray:
        values, known = part.values.copy(), part.known
        x, x_missing = (others.take(at, axis=0) for at in (part.known_at, part.missing_at))
        if part.kind == FLAG:
            start = warm.get(part.name)
            flags, warm[part.name] = draw_flags(known, x, x_missing, rng, start=start)
            values[part.missing_at] = flags
            return values
        matched, squares = known, x.T @ x
        if part.kind == CATEGORY:
            places = known.astype("int64")
            matched = level_scores(places, x, part.levels, squares=squares)[places]
        means = {"donors": self.donors, "ridge": self.ridge, "squares": squares}
        donor = match_means(matched, x, x_missing, rng=rng, **means)
        values[part.missing_at] = known[donor]
        return values


__all__ = ["CHAINED", "FIXED", "IGNORED", "MEANS", "MONOTONE", "Imputations", "impute"]
