"""Two deliveries compared: what differs, what of it is to be looked at, and in which numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from nrs_lib.contracts.comparison import read_comparison
from nrs_lib.errors import ParameterError
from nrs_lib.extract.comparing.columns import (
    code_differences,
    column_differences,
    finding_differences,
    name_differences,
    spelling_differences,
)
from nrs_lib.extract.comparing.definitions import definition_differences
from nrs_lib.extract.comparing.difference import Difference, Side
from nrs_lib.extract.comparing.patterns import patterns
from nrs_lib.extract.comparing.rows import compared_tables, row_counts, row_differences
from nrs_lib.extract.comparing.scores import score_differences
from nrs_lib.extract.comparing.units import unit_counts, unit_differences
from nrs_lib.stats.deliveries.headline import Headline, headline
from nrs_lib.stats.deliveries.shifts import shifts


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between an earlier and a later delivery.

    Attributes
    ----------
    before, after
        The two.
    is_repeated
        The files are the same, byte for byte.
    differences
        Everything that differs; `notable` are those that time alone does not bring.
    rows
        One row per table and year: ``before``, ``after``, ``new``, ``late``, ``gone``,
        ``filled``, ``rewritten``, ``backwards``; counts of rows.
    units
        One row per unit: episodes ``before``, ``after``, ``new``, ``late``, ``gone``,
        ``rewritten``, ``moved_away``, ``moved_here``.
    indicators
        What it does to the headline indicators.
    n_tests
        How many distributions were tested for a shift.
    """

    before: Side
    after: Side
    is_repeated: bool
    differences: Sequence[Difference]
    rows: pd.DataFrame
    units: pd.DataFrame
    indicators: Headline
    n_tests: int

    @property
    def notable(self) -> list[Difference]:
        """What is to be looked at."""
        return [one for one in self.differences if not one.is_expected]


def compare(before: Side, after: Side) -> Comparison:
    """Compare two deliveries.

    Parameters
    ----------
    before, after
        From `nrs_lib.cohort.sides.side_of`: an extract, or a delivery that is not stored.

    Returns
    -------
    Comparison
        Rows of both deliveries are compared cell by cell; those that are new, statistically
        with what was newest before (`nrs_lib.stats.deliveries.shifts`). No value of a patient
        is in it.

    Raises
    ------
    ParameterError
        The first delivery is the later one.
    """
    if before.as_of > after.as_of:
        raise ParameterError(
            "The deliveries stand in the wrong order.",
            where=f"{before.name}, {after.name}",
            remedy="Give the one that was read first as the first.",
        )
    rules = read_comparison()
    found = compared_tables(before, after)
    shifted, n_tests = shifts(found, before, after, rules)
    columns = list(column_differences(before, after))
    # A column that has begun or ceased is told once, not as a shift of what is missing too.
    told = {one.column for one in columns}
    differences = [
        *unit_differences(found, before, after, rules),
        *patterns(found, rules),
        *row_differences(found, before, rules),
        *columns,
        *name_differences(before, after),
        *spelling_differences(before, after, rules),
        *code_differences(found, before, after, rules),
        *finding_differences(before, after, rules),
        *score_differences(before, after, rules),
        *(one for one in shifted if one.column not in told),
        *definition_differences(before, after),
        *_program(before, after),
    ]
    return Comparison(
        before,
        after,
        before.passport["fingerprint"] == after.passport["fingerprint"],
        differences,
        row_counts(found),
        unit_counts(found),
        headline(before, after),
        n_tests,
    )


def _program(before: Side, after: Side) -> list[Difference]:
    old, new = (str(side.passport["code_version"]) for side in (before, after))
    facts = {"old": old, "new": new}
    return [] if old == new else [Difference("definition_program", is_expected=True, facts=facts)]
