"""What must be hidden more where readers have met some numbers rounded."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace

from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import Interval
from nrs_lib.disclosure.suppression import exposed, protect

_TURNS = 12


def protect_from_rounded(
    system: Published, plain: Published, hidden: Collection[int], *, weights: Mapping[int, float]
) -> set[int]:
    """The rows to hide beside those that are, where readers have met some numbers rounded.

    Parameters
    ----------
    system
        What the release would publish, with what is known of rounded numbers.
    plain
        The same without that.
    hidden
        All rows that are hidden for what `plain` tells.
    weights
        As for `protect`.

    Returns
    -------
    set
        Further rows. A rounded number narrows what is known of all that adds up with it, also
        of rows that are hidden for another's sake. Such a row cannot be told from a small
        one, so each keeps the width that it has without the rounded numbers.
    """
    more: set[int] = set()
    asked_before = None
    for _ in range(_TURNS):
        more |= protect(system, {*hidden, *more}, weights=weights)
        more |= protect(plain, {*hidden, *more}, weights=weights)
        gone = {*hidden, *more}
        narrow = _narrow(system, system.widths(gone), gone)
        as_well = _narrow(plain, narrow, gone)
        lacking = {
            # What rounded numbers hide is to be wide also for who has not met them.
            id(plain): _narrow(plain, plain.widths(more), gone),
            id(system): {cell: need for cell, need in narrow.items() if cell not in as_well},
        }
        if not any(lacking.values()) or lacking == asked_before:
            break
        asked_before = lacking
        for one in (plain, system):
            one.needs |= lacking[id(one)]
    return more


def _narrow(
    system: Published, asked: Mapping[Hashable, Interval], hidden: Collection[int]
) -> dict[Hashable, Interval]:
    """Of what is asked of some cells, that which an attacker is not left with."""
    return {cell: asked[cell] for cell in exposed(replace(system, needs=dict(asked)), hidden)}
