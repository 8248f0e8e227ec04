"""Which further rows must go, so that what is hidden cannot be worked out.

A release falls into blocks that have nothing to do with each other, and each is protected by
itself (`nrs_lib.disclosure.blocks`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping

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
    known, shown_by = system.known, system.shown_by
    asked = [cell for cell in system.needs if cell not in known]
    if not asked:
        return
    relations = list(system.relations.values())
    rules_of, cells_of = defaultdict(list), defaultdict(list)
    for rule, terms in enumerate(relations):
        for cell in terms:
            if cell not in known:
                rules_of[cell].append(rule)
    # A row ties its cells together as well: they are hidden together.
    for cell, rows in shown_by.items():
        if cell not in known:
            for row in rows:
                cells_of[row].append(cell)
    block_of: dict[Hashable, int] = {}
    met: dict[int, int] = {}
    for block, first in enumerate(asked):
        waiting = [first]
        while waiting:
            cell = waiting.pop()
            if cell in block_of:
                continue
            block_of[cell] = block
            for rule in rules_of[cell]:
                if rule not in met:
                    met[rule] = block
                    waiting += [one for one in relations[rule] if one not in known]
            for row in shown_by.get(cell, ()):
                waiting += cells_of.pop(row, ())
    # Each in the order of the release, in which worlds are searched.
    members: dict[int, tuple[list, list]] = {}
    for cell in system.values:
        if cell in block_of:
            members.setdefault(block_of[cell], ([], []))[0].append(cell)
    for rule in sorted(met):
        members[met[rule]][1].append(relations[rule])
    for mine, related in members.values():
        yield Block(system, mine, related)
