"""Columns that name every row of a file once, alone or two together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nrs_lib.reports.contract_draft.observing import Observed, registry_key

_MOST_TOLD = 5
_MOST_TRIED = 3


def candidate_keys(columns: Sequence[Observed]) -> list[tuple[str, ...]]:
    """Headings of the columns that may be the key, the likeliest first.

    A key has a value in every row. Measurements are no names, so decimals are left out, and
    days stand only beside another column. What the registry itself has as a key comes first,
    then the key with the fewest columns and the fewest values: an occasion rather than a day.
    """
    whole = [one for one in columns if one.n_rows > 1 and one.missing == 0]
    names = [one for one in whole if one.logical_type in ("string", "integer")]
    found = [(one,) for one in names if one.is_unique]
    rest = [one for one in whole if one.logical_type != "number" and not one.is_unique]
    found += [pair for pair in _pairs(rest) if _names_rows(pair)]
    found.sort(key=_unlikeliness)
    return [tuple(one.column.name for one in key) for key in found[:_MOST_TOLD]]


def _pairs(columns: Sequence[Observed]) -> Iterator[tuple[Observed, ...]]:
    """Pairs in which one column is the registry's, or among those with the most values."""
    first = [one for one in columns if registry_key(one.column.name)]
    by_values = sorted(columns, key=lambda one: -one.distinct)
    first += [one for one in by_values if one not in first][:_MOST_TRIED]
    for place, one in enumerate(first):
        for other in [*first[place + 1 :], *(each for each in columns if each not in first)]:
            is_dated = one.logical_type == other.logical_type == "date"
            if not is_dated and one.distinct * other.distinct >= one.n_rows:
                yield one, other


def _names_rows(pair: tuple[Observed, ...]) -> bool:
    first, second = (one.column.codes.astype("int64") for one in pair)
    together = first * (int(second.max(initial=0)) + 1) + second
    return len(np.unique(together)) == len(together)


def _unlikeliness(key: tuple[Observed, ...]) -> tuple[bool, int, int]:
    is_registrys = any(registry_key(one.column.name) for one in key)
    return not is_registrys, len(key), sum(one.distinct for one in key)
