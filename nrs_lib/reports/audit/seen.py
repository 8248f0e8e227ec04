"""What a file shows and hides, in the same few shapes whatever kind of file it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

EVERY_OUTPUT = "*"
"""In the place of an output's name: numbers of any output may stand here, and no others."""


class Channel(StrEnum):
    """Where in a file a text stands."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    """In an element that is not drawn."""
    ATTRIBUTE = "attribute"
    COMMENT = "comment"
    SCRIPT = "script"
    METADATA = "metadata"
    NAME = "name"


class Standing(NamedTuple):
    """Where texts stand; ``output`` is the stamped output that they stand in, or empty."""

    place: str
    channel: Channel
    output: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: heads, and rows of texts.

    Attributes
    ----------
    row_place
        What a row is called as a text of its own, with its number after it; empty where the
        table's cells are among the texts of its file.
    """

    place: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    output: str = ""
    row_place: str = ""

    @cached_property
    def cells(self) -> Mapping[str, int]:
        """Each different cell, heads too, with how many times it stands there."""
        return Counter(chain(self.heads, *self.rows))

    @property
    def told(self) -> Mapping[str, int]:
        """The same where rows are texts of their own; nothing where they are none."""
        return self.cells if self.row_place else {}

    def rows_with(self, cells: Set[str]) -> Iterator[tuple[str, str]]:
        """Place and text of each row, be it the heads, in which one of some cells stands."""
        if cells:
            for number, row in enumerate((self.heads, *self.rows), start=1):
                if not cells.isdisjoint(row):
                    yield f"{self.row_place} {number}", " ; ".join(row)


@dataclass
class Drawing:
    """A drawing: its texts and marks with their points, and the points of its longest line."""

    place: str
    output: str = ""
    labels: list[tuple[float, float, str]] = field(default_factory=list)
    marks: list[tuple[float, float]] = field(default_factory=list)
    longest: int = 0


@dataclass
class Seen:
    """Everything that was read in one file.

    Attributes
    ----------
    texts
        By where they stand; each with how many times it stands there, in the order of the first.
    faults
        Rules broken by the very form of the file, with the place.
    embedded
        Files inside it: place, file name with ending, bytes.
    """

    file: str
    texts: dict[Standing, dict[str, int]] = field(default_factory=dict)
    grids: list[Grid] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    embedded: list[tuple[str, str, bytes]] = field(default_factory=list)

    def every_text(self) -> Iterator[tuple[Standing, str]]:
        """Each text by where it stands, rows of tables too."""
        for where, said in self.texts.items():
            yield from ((where, text) for text in said)
        for grid in self.grids:
            for place, text in grid.rows_with(grid.told.keys()):
                yield Standing(place, Channel.VISIBLE, grid.output), text

    def say(self, place: str, channel: Channel, text: str, output: str = "") -> None:
        """Take down a text that is not empty."""
        if text and not text.isspace():
            known = self.texts.setdefault(Standing(place, channel, output), {})
            known[text] = known.get(text, 0) + 1

    def say_all(self, place: str, channel: Channel, texts: Iterable[str], output: str = "") -> None:
        """Take down all texts of one place that are not empty."""
        self._note(Standing(place, channel, output), Counter(filter(str.strip, texts)))

    def take(self, other: Seen) -> None:
        """Add what was seen in a part of the file."""
        for where, said in other.texts.items():
            self._note(where, said)
        self.grids += other.grids
        self.drawings += other.drawings
        self.faults += other.faults
        self.embedded += other.embedded

    def _note(self, where: Standing, said: Mapping[str, int]) -> None:
        known = self.texts.get(where)
        if known is None:
            self.texts[where] = dict(said)
            return
        for text, times in said.items():
            known[text] = known.get(text, 0) + times


def grid_of(place: str, rows: Sequence[Sequence[str]], output: str = "", *, row_place: str) -> Grid:
    """A table whose first row holds its heads, and whose rows are texts too."""
    texts = list(map(tuple, rows))
    return Grid(place, texts[0] if texts else (), tuple(texts[1:]), output, row_place)
