"""What the start of an element says, wherever it stands: text to note, faults, marks of a drawing.

A page says most of its tags many times, and a drawing stands on the page and in a file of its own,
so each is read once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from nrs_lib.reports.audit.seen import Channel
from nrs_lib.reports.tags import Attributes, named


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOLD = {"title", "alt", "summary", "abbr", "content", "value", "label", "placeholder", "download"}
_NAMES = _words(
    "id class href name aria-labelledby aria-describedby aria-controls data-output headers for"
)
_LINKS = {"href", "xlink:href", "src", "srcset", "action", "formaction", "poster", "data"}
# Where a drawing's marks are: nothing is read in them but what `_mark` takes.
_GEOMETRY = _words(
    "x y x1 x2 y1 y2 cx cy r rx ry d points width height viewbox transform stroke-width font-size"
    " text-anchor dominant-baseline"
)
_PAINTS = _words("style fill stroke clip-path")
_OUTSIDE = re.compile(r"^\s*(?:(?!data:)[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
URL = re.compile(r"url\(\s*['\"]?(?!#|data:)[^)]|@import", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0|(?:^|;)\s*(?:width|height)\s*:\s*[01]px|text-indent\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_PLACED = re.compile(r"translate\(\s*(-?[\d.]+)[ ,]+(-?[\d.]+)\s*\)")
_BENDS = re.compile(r"[MLHVCQTSA]", re.IGNORECASE)
_MIDDLE = 0.34
_REMEMBERED = 1 << 14
"""How many tags are remembered: some reports' worth."""


class StartTag(NamedTuple):
    """The start of an element.

    Attributes
    ----------
    output
        The stamped output that it begins; None where it begins none.
    hides
        What is in it is not drawn.
    told
        Texts in its attributes, with the attribute's name and the channel.
    faults
        Rules that it breaks, with the attribute's name.
    packed
        Attributes that may hold files, with their values.
    label_at, mark_at
        In a drawing: where its text is level, where its mark is.
    bends
        In a drawing: the points of its line.
    """

    output: str | None = None
    hides: bool = False
    told: tuple[tuple[str, Channel, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    packed: tuple[tuple[str, str], ...] = ()
    label_at: tuple[float, float] | None = None
    mark_at: tuple[float, float] | None = None
    bends: int = 0


@lru_cache(_REMEMBERED)
def plain_tag(tag: str, attributes: str) -> StartTag:
    """Read a plain tag by its attributes as they are written."""
    return start_tag(tag, named(attributes))


def start_tag(tag: str, attributes: Attributes) -> StartTag:
    """Read the start of an element."""
    every = [(name, value or "") for name, value in attributes]
    # Of two by one name a browser takes the first; what the other says stands there all the same.
    held = dict(reversed(every))
    told, faults, packed = [], [], []
    # How wide a screen is every page says, and no number of it is data.
    is_screen = tag == "meta" and held.get("name") == "viewport"
    for name, value in () if is_screen else every:
        if name in _GEOMETRY and "data:" not in value:
            continue
        if name in _LINKS and _OUTSIDE.match(value):
            faults.append(("outside_address", name))
        if name.startswith("on"):
            faults.append(("script", name))
        if name in _PAINTS and URL.search(value):
            faults.append(("outside_address", name))
        if "data:" in value:
            packed.append((name, value))
        if name in _NAMES:
            told.append((name, Channel.NAME, value))
        elif name in _TOLD or name.startswith(("aria-", "data-")):
            told.append((name, Channel.ATTRIBUTE, value))
    label_at, mark_at, bends = _drawn(tag, held)
    return StartTag(
        output=held.get("data-output"),
        hides="hidden" in held or bool(_UNSEEN.search(held.get("style", ""))),
        told=tuple(told),
        faults=tuple(faults),
        packed=tuple(packed),
        label_at=label_at,
        mark_at=mark_at,
        bends=bends,
    )


def _drawn(
    tag: str, held: Mapping[str, str]
) -> tuple[tuple[float, float] | None, tuple[float, float] | None, int]:
    """Where a label is, where a mark is, and the points of a line."""
    if tag == "text":
        # A text stands on its base line; what it labels is level with its middle.
        rise = 0.0 if "dominant-baseline" in held else _number(held.get("font-size"))
        return (_number(held.get("x")), _number(held.get("y")) - _MIDDLE * rise), None, 0
    if tag in ("circle", "ellipse"):
        return None, (_number(held.get("cx")), _number(held.get("cy"))), 0
    if tag in ("path", "use"):
        placed = _PLACED.search(held.get("transform", ""))
        if placed:
            return None, (float(placed[1]), float(placed[2])), 0
    if tag == "path":
        return None, None, len(_BENDS.findall(held.get("d", "")))
    if tag in ("polyline", "polygon"):
        return None, None, len(held.get("points", "").split())
    return None, None, 0


def _number(text: str | None) -> float:
    found = re.match(r"-?[\d.]+", text or "")
    return float(found.group()) if found else 0.0
