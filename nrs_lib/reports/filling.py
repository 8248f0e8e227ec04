"""Sheets filled: what a figure without room leaves white is given to what else may stand there.

A figure is never parted from its title, so one that finds no room leaves the rest of a sheet
white. The table that follows it tells the same numbers and may go on over sheets, so it takes
that room, as in any book; two figures beside each other need more height at once than one of
them, and go beneath each other; and what lacks little room is drawn a little smaller. Prose,
and figures among themselves, keep their order. What each way gains is reckoned before it is
tried, as a layout costs seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nrs_lib.reports.paper import for_paper, with_close_lists, with_contents

_EMPTY = 0.25
"""White at the foot of a sheet, of its height, from which a table goes before a figure."""
_SHEETS_FOR_A_TRY, _FEWEST_TRIES = 6, 2
"""A longer report has more sheets to fill, so more is tried for it."""
_BETWEEN = 0.015
"""What a sheet's last line and the chapter or figure after it keep between them."""
_MOST_UNLISTED = 6
"""Sheets of a report that need not list its chapters on the first of them."""
_FEWEST_LISTED = 8
"""Chapters that a report lists, however many sheets it has."""
_SPILT = 0.15
"""The most of a sheet that lists may fill which closer lines could save."""
_TIGHT, _CLOSE, _BOTH = "drawn tight", "rows close", "drawn tight under close rows"
_FIRST = "what follows first"
_TIGHTER = 0.07
"""How much lower a drawing gets when it is drawn tight, as the style for paper has it."""
_CLOSER = 2.25
"""Pixels that a row gets lower when a table is set close, as the style for paper has it."""
_DIVISION = re.compile(r"<div\b|</div>")
_TABLE = re.compile(r'\s*(?=<div data-output="[^"]*"[^>]*>\s*<div class="nrs-table nrs-long)')


@dataclass(frozen=True)
class _Late:
    """A figure that begins a sheet after one that is left partly empty.

    Attributes
    ----------
    drawn
        Its output, and the one beside it.
    before
        The outputs of the sheet before.
    lacks
        How much room there it lacks, of a sheet's height.
    tight
        How much of it drawings made smaller would save.
    close
        How much of it rows set closer on the sheet before would save.
    """

    drawn: tuple[str, ...]
    before: tuple[str, ...]
    lacks: float
    tight: float
    close: float

    @property
    def name(self) -> str:
        return self.drawn[0]

    @property
    def ways(self) -> Iterator[str]:
        """What may help, that which keeps the written order first."""
        saved = {_TIGHT: self.tight, _CLOSE: self.close, _BOTH: self.tight + self.close}
        enough = [way for way, save in saved.items() if 0 < self.lacks <= save]
        yield from enough[:1]
        yield _FIRST


_Step = tuple[_Late, str]


def filled(page: str, render: Callable[[str], Any]) -> Any:
    """Lay a page out on paper, and out again where that fills its sheets better.

    Parameters
    ----------
    page
        As it was released.
    render
        Lays HTML out and returns WeasyPrint's document.
    """
    done: list[_Step] = []
    refused: set[tuple[str, str]] = set()
    if page.count("<h2") >= _FEWEST_LISTED:
        # So many seldom lie on fewer sheets, and to find that out costs a layout.
        page = with_contents(page)
    best = render(for_paper(page))
    if len(best.pages) > _MOST_UNLISTED and (listed := with_contents(page)) != page:
        page, best = listed, render(for_paper(listed))
    if _spills(best):
        closer = with_close_lists(page)
        other = render(for_paper(closer))
        if len(other.pages) < len(best.pages):
            page, best = closer, other
    for _ in range(max(_FEWEST_TRIES, len(best.pages) // _SHEETS_FOR_A_TRY)):
        # The first of them first: what follows falls otherwise then.
        steps = ((late, way) for late in _late_figures(best) for way in late.ways)
        wanted = (
            (late, way)
            for late, way in steps
            if (late.name, way) not in refused and _changes(page, done, (late, way))
        )
        step = next(wanted, None)
        if step is None:
            break
        other = render(_laid(page, [*done, step]))
        if _white_within(other) < _white_within(best):
            best = other
            done.append(step)
        else:
            refused.add((step[0].name, step[1]))
    return best


def _laid(page: str, steps: Sequence[_Step]) -> str:
    laid = for_paper(page, apart=[late.name for late, way in steps if way == _FIRST])
    for late, way in steps:
        if way == _FIRST:
            laid = _with_table_first(laid, late.name)
        if way in (_TIGHT, _BOTH):
            laid = _set_tight(laid, late.drawn, "figure")
        if way in (_CLOSE, _BOTH):
            laid = _set_tight(laid, late.before, "table")
    return laid


def _changes(page: str, done: Sequence[_Step], step: _Step) -> bool:
    return _laid(page, [*done, step]) != _laid(page, done)


def _white_within(document: Any) -> float:
    """How white its sheets are, a half-empty one worse than two that are a quarter empty.

    The last is left out, as it ends where the report does.
    """
    return sum(white**2 for white in whites(document)[:-1])


def whites(document: Any) -> list[float]:
    """White at the foot of each sheet, of the height that it has for text."""
    return [_white(sheet) for sheet in document.pages]


def _white(sheet: Any) -> float:
    paper, (root, *_) = sheet._page_box, sheet._page_box.children
    drawn = [box for box in root.descendants() if _is_ink(box)]
    bottom = max((box.position_y + box.height for box in drawn), default=paper.content_box_y())
    return 1 - (bottom - paper.content_box_y()) / paper.height


def _spills(document: Any) -> bool:
    """Whether the lists of figures and tables end with a few lines on a sheet of their own."""
    listed = [
        sheet for sheet in document.pages if any(map(_is_list, sheet._page_box.descendants()))
    ]
    return len(listed) > 1 and _white(listed[-1]) > 1 - _SPILT


def _is_list(box: Any) -> bool:
    return box.element_tag == "section" and "nrs-listed" in (box.element.get("class") or "")


def _is_ink(box: Any) -> bool:
    """Whether it is text or a drawing, which hold no other box."""
    return not getattr(box, "children", ()) and isinstance(box.height, (int, float))


def _late_figures(document: Any) -> Iterator[_Late]:
    """The figures that begin a sheet after one that is left partly empty."""
    begun: set[str] = set()
    before: Any = None
    for sheet in document.pages:
        names = [box.element.get("data-output") for box in _outputs(sheet)]
        new = [name for name in names if name not in begun]
        if before is not None and names and names[0] == (new or [""])[0]:
            yield _late(sheet, before)
        begun.update(names)
        # A sheet without any is the title's or the lists', after which another begins.
        before = sheet if names and _white(sheet) > _EMPTY else None


def _late(sheet: Any, before: Any) -> _Late:
    first, *others = _outputs(sheet)
    # The other of a pair, which begins beside it.
    kept = [first, *(box for box in others if box.position_y == first.position_y)]
    paper = sheet._page_box
    whole = [part for box in kept for part in _kept_whole(box)]
    bottom = max(part.position_y + part.height for part in whole)
    drawn = max(_drawn_height(part) for part in whole)
    rows = sum(box.element_tag == "tr" for box in before._page_box.descendants())
    return _Late(
        drawn=tuple(box.element.get("data-output") for box in kept),
        before=tuple(box.element.get("data-output") for box in _outputs(before)),
        lacks=(bottom - paper.content_box_y()) / paper.height - _white(before) + _BETWEEN,
        tight=_TIGHTER * drawn / paper.height,
        close=_CLOSER * rows / paper.height,
    )


def _kept_whole(output: Any) -> list[Any]:
    """What of an output no sheet parts: all of it, or the first row of its panels."""
    panels = [box for box in output.descendants() if box.element_tag == "section"]
    return [panel for panel in panels if panel.position_y == panels[0].position_y] or [output]


def _drawn_height(part: Any) -> float:
    """Height of the drawings in it, one beneath the other; their tag has a namespace."""
    return sum(box.height for box in part.descendants() if box.element_tag.endswith("svg"))


def _outputs(sheet: Any) -> Iterator[Any]:
    """Boxes of figures and tables; lists name them too, in lines."""
    for box in sheet._page_box.children[0].descendants():
        if box.element_tag == "div" and box.element.get("data-output"):
            yield box


def _with_table_first(page: str, name: str) -> str:
    begin = page.find(f'<div data-output="{name}"')
    if not page[begin:].split(">", 1)[1].lstrip().startswith("<figure"):
        return page
    between = _end(page, begin)
    table = _TABLE.match(page, between)
    if table is None:
        return page
    end = _end(page, table.end())
    figure, after = page[begin:between], page[table.end() : end]
    return f"{page[:begin]}{after}\n{figure}{page[end:]}"


def _set_tight(page: str, names: Sequence[str], kind: str) -> str:
    """Drawings a little smaller, or rows of tables a little closer."""
    for name in names:
        begin = rf'<div data-output="{name}"[^>]*>\s*<(?:figure|div) class="nrs-{kind}'
        page = re.sub(rf"({begin})(?! nrs-tight)", r"\1 nrs-tight", page)
    return page


def _end(page: str, begin: int) -> int:
    """Where the division that begins here ends."""
    depth = 0
    for found in _DIVISION.finditer(page, begin):
        depth += 1 if found[0] == "<div" else -1
        if depth == 0:
            return found.end()
    return len(page)
