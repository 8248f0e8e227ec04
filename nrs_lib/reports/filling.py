"""Sheets filled: what a figure without room leaves white is given to what else may stand there.

A figure is never parted from its title, so one that finds no room leaves the rest of a sheet
white. The table that follows it tells the same numbers and may go on over sheets, so it takes
that room, as in any book; two figures beside each other need more height at once than one of
them, and go beneath each other; and what lacks little room is drawn a little smaller. Prose,
and figures among themselves, keep their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nrs_lib.reports.paper import for_paper

_EMPTY = 0.25
"""White at the foot of a sheet, of its height, from which a table goes before a figure."""
_TRIES = 3
_Step = tuple[str, str]
_FIRST, _TIGHT = "what follows first", "drawn tight"
_WAYS = (_FIRST, _TIGHT)
_DIVISION = re.compile(r"<div\b|</div>")
_TABLE = re.compile(r'\s*(?=<div data-output="[^"]*"[^>]*>\s*<div class="nrs-table nrs-long)')


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
    refused: set[_Step] = set()
    best = render(for_paper(page))
    for _ in range(_TRIES):
        # The first of them first: what follows falls otherwise then.
        steps = ((name, way) for name in _late_figures(best) for way in _WAYS)
        wanted = (step for step in steps if step not in refused and _changes(page, done, step))
        step = next(wanted, None)
        if step is None:
            break
        other = render(_laid(page, [*done, step]))
        if _white_within(other) < _white_within(best):
            best = other
            done.append(step)
        else:
            refused.add(step)
    return best


def _laid(page: str, steps: Sequence[_Step]) -> str:
    laid = for_paper(page, apart=[name for name, way in steps if way == _FIRST])
    for name, way in steps:
        laid = _with_table_first(laid, name) if way == _FIRST else _drawn_tight(laid, name)
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


def _is_ink(box: Any) -> bool:
    """Whether it is text or a drawing, which hold no other box."""
    return not getattr(box, "children", ()) and isinstance(box.height, (int, float))


def _late_figures(document: Any) -> Iterator[str]:
    """The outputs that begin a sheet after one that is left half empty."""
    begun: set[str] = set()
    was_empty = False
    for sheet in document.pages:
        names = [box.element.get("data-output") for box in _outputs(sheet)]
        new = [name for name in names if name not in begun]
        if was_empty and names and names[0] == (new or [""])[0]:
            yield names[0]
        begun.update(names)
        was_empty = _white(sheet) > _EMPTY


def _outputs(sheet: Any) -> Iterator[Any]:
    for box in sheet._page_box.children[0].descendants():
        if box.element is not None and box.element.get("data-output"):
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


def _drawn_tight(page: str, name: str) -> str:
    begin = f'<div data-output="{name}"'
    figure = re.compile(rf'({begin}[^>]*>\s*<figure class="nrs-figure)(?! nrs-tight)')
    return figure.sub(r"\1 nrs-tight", page)


def _end(page: str, begin: int) -> int:
    """Where the division that begins here ends."""
    depth = 0
    for found in _DIVISION.finditer(page, begin):
        depth += 1 if found[0] == "<div" else -1
        if depth == 0:
            return found.end()
    return len(page)
