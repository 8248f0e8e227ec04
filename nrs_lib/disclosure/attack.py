"""The attacker: between which values each hidden number can lie, given all that is published.

A reader who adds and subtracts is a linear programme. Cells are numbers, known or hidden;
relations are sums of cells whose value is known exactly or between two limits, as a rounded
number is. Whoever hides cells asks here whether they are hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from nrs_lib.disclosure.programmes import System
from nrs_lib.disclosure.relations import Cell, Interval, Relation

__all__ = ["Cell", "Interval", "Relation", "bounds"]


def bounds(
    cells: Iterable[Cell],
    relations: Iterable[Relation],
    *,
    of: Iterable[Hashable] | None = None,
    enough: Mapping[Hashable, Interval] | None = None,
) -> dict[Hashable, Interval]:
    """The attacker's interval for each hidden cell.

    Parameters
    ----------
    cells, relations
        All that is known. Terms that name no cell are taken as hidden counts.
    of
        The cells asked about; all hidden ones when not given.
    enough
        By cell, an interval that suffices: the search for that cell ends when values on both
        its sides are found to be possible, and the interval returned may then be too narrow
        (never too wide).

    Returns
    -------
    dict
        `Interval` by cell id. Whole-number cells have whole limits. Where whole-number
        programming does not end in time, the limits are values that are known to be possible.

    Raises
    ------
    DisclosureError
        No numbers at all fit the relations: the published numbers contradict each other.
    """
    system = System.of(cells, relations)
    wanted = list(system.index) if of is None else list(of)
    system.narrow()
    places = [system.index[name] for name in wanted if name in system.index]
    needs = {system.index[n]: one for n, one in (enough or {}).items() if n in system.index}
    system.search(places, needs)
    return {name: system.interval(name) for name in wanted}
