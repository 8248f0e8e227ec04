"""What is not known of a patient before treatment, expected from what is.

A patient who left one question of seven empty is no reason to leave the patient out: units
would be compared among others than those whose results their reports show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_ROUNDS = 200
"""Far more than a questionnaire's gaps need; what is left then is below a tenth of a per cent."""
_CLOSE = 1e-6
"""Standard deviations that means may still move by, and correlations; coefficients show none."""


@dataclass(frozen=True, eq=False)
class Completion:
    """Means and covariances of a design's columns, from which a missing cell is expected.

    Attributes
    ----------
    means, covariance
        Of the columns; missing for a column that nobody has.
    """

    means: np.ndarray
    covariance: np.ndarray

    def fill(self, cells: np.ndarray) -> np.ndarray:
        """Each missing cell as its mean given the known cells of its row.

        Of a level of a category that is its probability. Nothing is drawn, so the same patient
        is always the same; what is known is left as it is.

        Parameters
        ----------
        cells
            Rows by columns.
        """
        filled = np.array(cells, dtype="float64")
        for rows, lacks in _patterns(filled):
            if lacks.any():
                weights, _ = self._regression(lacks)
                known = filled[np.ix_(rows, ~lacks)] - self.means[~lacks]
                filled[np.ix_(rows, lacks)] = self.means[lacks] + known @ weights
        return filled

    def _regression(self, lacks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Weights of the known columns for the missing ones, and the covariance left."""
        cross = self.covariance[np.ix_(~lacks, lacks)]
        # Levels that nobody known has make the known part singular.
        weights = np.linalg.pinv(self.covariance[np.ix_(~lacks, ~lacks)], hermitian=True) @ cross
        return weights, self.covariance[np.ix_(lacks, lacks)] - cross.T @ weights


def learn_completion(cells: np.ndarray) -> Completion:
    """Means and covariances of columns with missing cells, by maximum likelihood.

    Neither outcome nor unit is among the columns: what is expected of a patient must not know
    what became of the patient, nor where.

    Parameters
    ----------
    cells
        Rows by columns, one row per patient; a column that nobody has stays missing.

    References
    ----------
    Dempster, Laird and Rubin 1977, doi:10.1111/j.2517-6161.1977.tb01600.x (the normal model);
    filling by regression, without the outcome, where patients who are met later lack values
    too: Sisk and others 2023, doi:10.1177/09622802231165001.
    """
    cells = np.asarray(cells, dtype="float64")
    known = ~np.isnan(cells)
    has_any = known.any(axis=0)
    width = cells.shape[1]
    means, covariance = np.full(width, np.nan), np.full((width, width), np.nan)
    if not has_any.any():
        return Completion(means, covariance)
    part = cells[:, has_any]
    # Patients without anything add nothing to what is known of the others.
    part = part[~np.isnan(part).all(axis=1)]
    inner = Completion(np.nanmean(part, axis=0), np.diag(np.nanvar(part, axis=0)))
    sums = [
        (lacks, len(rows), chosen.sum(axis=0), chosen.T @ chosen)
        for rows, lacks in _patterns(part)
        for chosen in [part[np.ix_(rows, ~lacks)]]
    ]
    spread = np.sqrt(np.diag(inner.covariance))
    for _ in range(_ROUNDS):
        before = inner
        inner = _once_more(before, sums, len(part))
        moved = np.abs(inner.means - before.means) <= _CLOSE * spread
        bent = np.abs(inner.covariance - before.covariance) <= _CLOSE * np.outer(spread, spread)
        if moved.all() and bent.all():
            break
    means[has_any] = inner.means
    covariance[np.ix_(has_any, has_any)] = inner.covariance
    return Completion(means, covariance)


_Sums = list[tuple[np.ndarray, int, np.ndarray, np.ndarray]]


def _once_more(now: Completion, sums: _Sums, n: int) -> Completion:
    """One round: what the present guess expects of the missing, and what that makes of it."""
    width = len(now.means)
    first, second = np.zeros(width), np.zeros((width, width))
    for lacks, size, total, products in sums:
        weights, left = now._regression(lacks)
        centre = now.means[~lacks]
        moved = total - size * centre
        about = (
            products
            - np.outer(total, centre)
            - np.outer(centre, total)
            + size * np.outer(centre, centre)
        )
        whole = np.zeros((int((~lacks).sum()), width))
        whole[:, ~lacks] = np.eye(len(whole))
        whole[:, lacks] = weights
        first += moved @ whole
        second += whole.T @ about @ whole
        second[np.ix_(lacks, lacks)] += size * left
    shift = first / n
    return Completion(now.means + shift, second / n - np.outer(shift, shift))


def _patterns(cells: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows that lack the same columns, with which these are."""
    if not len(cells):
        return
    found, of_row = np.unique(np.isnan(cells), axis=0, return_inverse=True)
    of_row = of_row.reshape(-1)
    for place, lacks in enumerate(found):
        yield np.flatnonzero(of_row == place), lacks
