"""What the texts of a file tell, each asked once for all that want to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from nrs_lib.reports.audit.phrases import Told, told_in, told_in_name
from nrs_lib.reports.audit.seen import Channel, Seen, Standing


class Telling(NamedTuple):
    """What the texts of one file tell.

    Attributes
    ----------
    numbers
        How many numbers they hold.
    texts
        By where they stand, those that tell more than numbers, as few do.
    cells
        The same of each table's cells, where its rows are texts.
    """

    numbers: int
    texts: Mapping[Standing, Mapping[str, Told]]
    cells: Sequence[Mapping[str, Told]]


def telling(seen: Seen) -> Telling:
    """Ask all texts of a file what they tell."""
    numbers, texts, cells = 0, {}, []
    for where, said in seen.texts.items():
        read = told_in_name if where.channel == Channel.NAME else told_in
        more, texts[where] = _asked(said, read)
        numbers += more
    for grid in seen.grids:
        more, found = _asked(grid.told, told_in)
        numbers += more
        cells.append(found)
    return Telling(numbers, texts, cells)


def _asked(said: Mapping[str, int], read: Callable[[str], Told]) -> tuple[int, Mapping[str, Told]]:
    numbers, found = 0, {}
    for text, times in said.items():
        told = read(text)
        more, named, counts, may_model = told
        numbers += more * times
        if named or counts or may_model:
            found[text] = told
    return numbers, found
