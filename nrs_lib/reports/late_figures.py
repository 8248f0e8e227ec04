"""Figures that find no room on a sheet, and the white that they leave on the one before.

It reads a page that is laid out: where boxes begin and how high they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

_EMPTY = 0.25
"""White at the foot of a sheet, of its height, from which a table goes before a figure."""
_BETWEEN = 0.015
"""What a sheet's last line and the chapter or figure after it keep between them."""
_SPILT = 0.15
"""The most of a sheet that lists may fill which closer lines could save."""
_LINES = 0.06
"""The most of a sheet that its last lines fill where closer sheets before could hold them."""
TIGHT, CLOSE, BOTH = "drawn tight", "sheet before close", "drawn tight after a close sheet"
FIRST, APART = "what follows first", "beneath each other"
PARTED = "in two, each with its number"
_TOGETHER = 4
"""As many panels as stay on one sheet, as the style for paper has it."""
_TIGHTER = 0.07
"""How much lower a drawing gets when it is drawn tight, as the style for paper has it."""
_CLOSER = 0.9
"""Pixels that a row gets lower when a table is set close, as the style for paper has it."""


@dataclass(frozen=True)
class LateFigure:
    """A figure that begins a sheet after one that is left partly empty.

    Attributes
    ----------
    drawn
        Its output, and the one beside it.
    before
        The outputs of the sheet before.
    white
        How much of the sheet before is left white.
    lacks
        How much room there it lacks, of a sheet's height.
    tight
        How much of it drawings made smaller would save.
    close
        How much of it rows set closer and drawings made smaller on the sheet before would save.
    row
        How much room its first row of panels lacks; infinite where it has not two rows.
    """

    drawn: tuple[str, ...]
    before: tuple[str, ...]
    white: float
    lacks: float
    tight: float
    close: float
    row: float = inf

    @property
    def name(self) -> str:
        return self.drawn[0]

    @property
    def ways(self) -> Iterator[str]:
        """What may help, that which keeps the written order first."""
        saved = {TIGHT: self.tight, CLOSE: self.close, BOTH: self.tight + self.close}
        # What just had room by this reckoning began a new sheet all the same.
        enough = [way for way, save in saved.items() if -_BETWEEN < self.lacks <= save]
        yield from enough[:1]
        beneath = [APART] if len(self.drawn) > 1 else []
        # Words over the whole width have fewer lines; a pair that lacks more has no use of that.
        yield from (FIRST, *beneath) if self.lacks > _EMPTY else (*beneath, FIRST)
        # The last resort, as its curves are read beside each other.
        yield from [PARTED] if self.row <= 0 < self.lacks else []


def whites(document: Any) -> list[float]:
    """White at the foot of each sheet, of the height that it has for text."""
    return [_white(sheet) for sheet in document.pages]


def _white(sheet: Any) -> float:
    paper, (root, *_) = sheet._page_box, sheet._page_box.children
    drawn = [box for box in root.descendants() if _is_ink(box)]
    bottom = max((box.position_y + box.height for box in drawn), default=paper.content_box_y())
    return 1 - (bottom - paper.content_box_y()) / paper.height


def spills(document: Any) -> bool:
    """Whether the lists of figures and tables end with a few lines on a sheet of their own."""
    listed = [
        sheet for sheet in document.pages if any(map(_is_list, sheet._page_box.descendants()))
    ]
    return len(listed) > 1 and _white(listed[-1]) > 1 - _SPILT


def ends_with_a_line(document: Any) -> bool:
    """Whether its last sheet, which is not its first, holds no more than a few lines."""
    return len(document.pages) > 1 and _white(document.pages[-1]) > 1 - _LINES


def _is_list(box: Any) -> bool:
    return box.element_tag == "section" and "nrs-listed" in (box.element.get("class") or "")


def _is_ink(box: Any) -> bool:
    """Whether it is text or a drawing, which hold no other box."""
    return not getattr(box, "children", ()) and isinstance(box.height, (int, float))


def late_figures(document: Any) -> Iterator[LateFigure]:
    """The figures that begin a sheet after one that is left partly empty."""
    begun: set[str] = set()
    before: Any = None
    for sheet in document.pages:
        names = [box.element.get("data-output") for box in _outputs(sheet)]
        new = [name for name in names if name not in begun]
        if before is not None and names and names[0] == (new or [""])[0]:
            yield _late(sheet, before)
        begun.update(names)
        # Until the first there is the title's sheet and the lists', after which another begins.
        # After it a sheet without any has a chapter's head that found no room for its figure.
        before = sheet if begun and _white(sheet) > _EMPTY else None


def _late(sheet: Any, before: Any) -> LateFigure:
    first, *others = _outputs(sheet)
    # The other of a pair, which begins beside it.
    kept = [first, *(box for box in others if box.position_y == first.position_y)]
    paper = sheet._page_box
    whole = [part for box in kept for part in _kept_whole(box)]
    bottom = max(part.position_y + part.height for part in whole)
    drawn = max(_drawn_height(part) for part in whole)
    rows = sum(box.element_tag == "tr" for box in before._page_box.descendants())
    room = _white(before) - _BETWEEN
    return LateFigure(
        drawn=tuple(box.element.get("data-output") for box in kept),
        before=tuple(box.element.get("data-output") for box in _outputs(before)),
        white=room + _BETWEEN,
        lacks=(bottom - paper.content_box_y()) / paper.height - room,
        tight=_TIGHTER * drawn / paper.height,
        close=(_CLOSER * rows + _TIGHTER * _drawn_height(before._page_box.children[0]))
        / paper.height,
        row=(_first_row(first) - paper.content_box_y()) / paper.height - room,
    )


def _first_row(output: Any) -> float:
    """Where the first of two rows of panels ends."""
    panels = [box for box in output.descendants() if box.element_tag == "section"]
    ends = [
        panel.position_y + panel.height
        for panel in panels
        if panel.position_y == panels[0].position_y
    ]
    return max(ends) if len(ends) < len(panels) <= _TOGETHER else inf


def _kept_whole(output: Any) -> list[Any]:
    """What of an output no sheet parts: all of it, or the first row of its many panels."""
    panels = [box for box in output.descendants() if box.element_tag == "section"]
    if len(panels) <= _TOGETHER:
        return [output]
    return [panel for panel in panels if panel.position_y == panels[0].position_y] or [output]


def _drawn_height(part: Any) -> float:
    """Height of the drawings in it, beneath each other or beside; their tag has a namespace."""
    rows: dict[float, float] = {}
    for box in part.descendants():
        if box.element_tag.endswith("svg"):
            rows[box.position_y] = max(box.height, rows.get(box.position_y, 0))
    return sum(rows.values())


def _outputs(sheet: Any) -> Iterator[Any]:
    """Boxes of figures and tables; lists name them too, in lines."""
    for box in sheet._page_box.children[0].descendants():
        if box.element_tag == "div" and box.element.get("data-output"):
            yield box
