"""Which further rows must go, so that what is hidden cannot be worked out.

A release falls into blocks that have nothing to do with each other, and each is protected by
itself (`nrs_lib.disclosure.blocks`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from nrs_lib.disclosure.attack import Interval
from nrs_lib.disclosure.blocks import Block
from nrs_lib.disclosure.published import Published


def protect(
    system: Published, hidden: Collection[int], *, weights: Mapping[int, float]
) -> set[int]:
    """The rows to hide beside those that are hidden already.

    Parameters
    ----------
    system
        What the release would publish.
    hidden
        Rows that the primary tests hide.
    weights
        What hiding a row costs.

    Returns
    -------
    set
        Further rows. With them no sensitive cell can be forced into an interval narrower
        than it needs, unless the reader knows it whatever is printed.
    """
    more: set[int] = set()
    for block in _blocks(system):
        more |= block.protect(set(hidden), weights)
    return more


def protect_from_units(
    system: Published, hidden: Collection[int], *, weights: Mapping[int, float]
) -> set[int]:
    """As `protect`, from the units, each of which knows its own numbers, shown or not.

    Of two units that are hidden for each other's sake, either would know the other.
    """
    more: set[int] = set()
    for block in _blocks(system):
        for _, known in sorted(system.units.items()):
            more |= block.protect_from(known, set(hidden) | more, weights)
    return more


def exposed(system: Published, hidden: Collection[int]) -> dict[Hashable, Interval]:
    """The sensitive cells that can be worked out, with the attacker's interval for each."""
    hidden = set(hidden)
    return {
        cell: found for block in _blocks(system) for cell, found in block.exposed(hidden).items()
    }


def _blocks(system: Published) -> Iterator[Block]:
    """The parts of a release that have nothing to do with each other, where any is sensitive."""
    if not system.needs.keys() - system.known:
        return
    cells = [cell for cell in system.values if cell not in system.known]
    place = {cell: position for position, cell in enumerate(cells)}
    relations = list(system.relations.values())
    ends = [
        met
        for position, terms in enumerate(relations, start=len(cells))
        for cell in terms
        if cell in place
        for met in (position, place[cell])
    ]
    # A row ties its cells together as well: they are hidden together.
    by_row: dict[int, int] = {}
    ends += [
        met
        for cell, position in place.items()
        for row in system.shown_by.get(cell, ())
        for met in (position, by_row.setdefault(row, position))
    ]
    size = len(cells) + len(relations)
    rows, columns = np.array(ends, dtype=np.intp).reshape(-1, 2).T
    graph = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    label = connected_components(graph, directed=False)[1].tolist()
    asked = {label[place[cell]] for cell in system.needs if cell in place}
    members: dict[int, tuple[list, list]] = {one: ([], []) for one in asked}
    for cell, position in place.items():
        if label[position] in members:
            members[label[position]][0].append(cell)
    for position, terms in enumerate(relations):
        if label[len(cells) + position] in members:
            members[label[len(cells) + position]][1].append(terms)
    for mine, related in members.values():
        yield Block(system, mine, related)
