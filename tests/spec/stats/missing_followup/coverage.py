"""How far weights and imputation are from the truth, and how often their intervals hold it.

    python -m tests.spec.stats.missing_followup.coverage \
        > tests/spec/stats/missing_followup/coverage.csv

Takes ten minutes. Patients as in made_loss.py, lost at random given what is known at
discharge, with and without gaps in age (chained and monotone patterns). The truth is that of
four million patients of whom nobody is lost. ``bias`` is in standard errors of the mean over
groups too (``off``); ``held`` is the share of groups whose interval holds the truth.
"""

from __future__ import annotations

import sys

import numpy as np

from nrs_lib.stats.missing_followup.sensitivity import sensitivity
from tests.spec.stats.missing_followup import made_loss

GROUPS, IMPUTATIONS = 1000, 20
HEAD = "outcome,n,gaps,way,groups,truth,bias,off,spread,mean_se,held"


def main() -> None:
    print(f"# Python {sys.version.split()[0]}, numpy {np.__version__}; see coverage.py")
    print(HEAD)
    everybody = made_loss.patients(np.random.default_rng(20261124), 4_000_000)
    for kind in ("change", "share"):
        truth = made_loss.truth(kind, everybody)
        for n, gaps in ((200, 0.1), (500, 0.0), (500, 0.1)):
            found: dict[str, list[tuple[float, ...]]] = {}
            for group in range(GROUPS):
                rng = np.random.default_rng([n, int(100 * gaps), group])
                frame = made_loss.patients(rng, n)
                is_known = made_loss.answers(rng, frame, gaps)
                data = made_loss.incomplete(kind, frame, is_known)
                result = sensitivity(data, seed=group, imputations=IMPUTATIONS, threshold=-99)
                for way in ("observed", "weighted", "imputed"):
                    one = getattr(result, way)
                    found.setdefault(way, []).append(
                        (one.estimate, one.se, one.low <= truth <= one.high)
                    )
            for way, rows in found.items():
                estimates, errors, held = np.array(rows, dtype="float64").T
                spread = estimates.std(ddof=1)
                bias = estimates.mean() - truth
                numbers = (
                    truth,
                    bias,
                    bias / (spread / np.sqrt(GROUPS)),
                    spread,
                    np.nanmean(errors),
                    held.mean(),
                )
                told = ",".join(f"{number:.4f}" for number in numbers)
                print(f"{kind},{n},{gaps},{way},{GROUPS},{told}", flush=True)


if __name__ == "__main__":
    main()
