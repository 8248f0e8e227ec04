"""The words around an output's numbers: its title, what it shows, and the notes beneath."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nrs_lib.reports.tags import TagReader

_PLACES = {
    "nrs-caption": "title",
    "finding": "title",
    "nrs-about": "about",
    "what": "about",
    "note": "note",
}
_ALL_NOTES = "nrs-notes"
_LINES = {"p", "li"}
# A drawing says nothing around itself, and is most of a figure's markup; of a table's rows those
# without any of these classes say nothing either.
_ROWS = re.compile(r"<tbody[ >](?:[^<]++|<(?!/tbody>))*+</tbody>")
# The page and the workbook of a report ask the same outputs.
_REMEMBERED = 64


@dataclass(frozen=True)
class Surroundings:
    """Title, the line under it, and the notes of a table or figure."""

    title: str
    about: str
    notes: tuple[str, ...]


@lru_cache(maxsize=_REMEMBERED)
def surroundings(html: str) -> Surroundings:
    """Read the words around the numbers from an output's own HTML."""
    reader = _Reader()
    reader.feed(_ROWS.sub(_if_classed, without_drawings(html)))
    reader.close()
    found = reader.found
    return Surroundings(" ".join(found["title"]), " ".join(found["about"]), tuple(found["note"]))


def without_drawings(html: str) -> str:
    """A fragment with nothing in its drawings."""
    # Sought by their ends, they are passed over; an expression goes from sign to sign.
    parts, at, start = [], 0, html.find("<svg")
    while start >= 0 and (end := html.find("</svg>", start)) >= 0:
        after = start + len("<svg")
        if html[after] in " >":
            parts += html[at:start], "<svg></svg>"
            at = after = end + len("</svg>")
        start = html.find("<svg", after)
    return "".join((*parts, html[at:]))


def _if_classed(rows: re.Match[str]) -> str:
    return rows[0] if any(name in rows[0] for name in (*_PLACES, _ALL_NOTES)) else ""


class _Reader(TagReader):
    """Text of the elements whose class has a place; notes are lines inside ``nrs-notes``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"title": [], "about": [], "note": []}
        self._notes = ""
        self._open = ("", "")

    def handle_starttag(self, tag, attributes) -> None:
        classes = (dict(attributes).get("class") or "").split()
        if _ALL_NOTES in classes:
            self._notes = tag
        place = next((_PLACES[name] for name in classes if name in _PLACES), "")
        if not place and self._notes and tag in _LINES:
            place = "note"
        if place and not self._open[0]:
            self._open = (tag, place)
            self.found[place].append("")

    def handle_endtag(self, tag) -> None:
        if tag == self._open[0]:
            self._open = ("", "")
        elif tag == self._notes:
            self._notes = ""

    def handle_data(self, data) -> None:
        if self._open[0]:
            told = self.found[self._open[1]]
            told[-1] = " ".join(f"{told[-1]}{data}".split(" ")).strip("\n")
