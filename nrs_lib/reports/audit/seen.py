"""What a file shows and hides, in the same few shapes whatever kind of file it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
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


class Text(NamedTuple):
    """A text with its place; ``output`` is the stamped output that it stands in, or empty."""

    place: str
    channel: Channel
    text: str
    output: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: heads, and rows of texts."""

    place: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    output: str = ""


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
        Each with how many times it stands in that place, in the order of the first.
    faults
        Rules broken by the very form of the file, with the place.
    embedded
        Files inside it: place, file name with ending, bytes.
    """

    file: str
    texts: Counter[Text] = field(default_factory=Counter)
    grids: list[Grid] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    embedded: list[tuple[str, str, bytes]] = field(default_factory=list)

    def say(
        self, place: str, channel: Channel, text: str, output: str = "", *, times: int = 1
    ) -> None:
        """Take down a text that is not empty."""
        if text and not text.isspace():
            self.texts[Text(place, channel, text, output)] += times

    def take(self, other: Seen) -> None:
        """Add what was seen in a part of the file."""
        self.texts.update(other.texts)
        self.grids += other.grids
        self.drawings += other.drawings
        self.faults += other.faults
        self.embedded += other.embedded


def grid_of(place: str, rows: Sequence[Sequence[str]], output: str = "") -> Grid:
    """A table whose first row holds its heads."""
    texts = [tuple(str(cell) for cell in row) for row in rows]
    return Grid(place, texts[0] if texts else (), tuple(texts[1:]), output)
