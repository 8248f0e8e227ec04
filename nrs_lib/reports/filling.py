"""Sheets filled: what a figure without room leaves white is given to what else may stand there.

A figure is never parted from its title, so one that finds no room leaves the rest of a sheet
white. The table that follows it tells the same numbers and may go on over sheets, so it takes
that room, as in any book; two figures beside each other need more height at once than one of
them, and go beneath each other; and what lacks little room is drawn a little smaller. Panels in
two rows go on on the next sheet, under their figure's number, where nothing else keeps a sheet
from being half empty. Prose, and figures among themselves, keep their order. What each way gains
is reckoned before it is tried, as a layout costs seconds. A way that fills one sheet may empty a
later one before another figure, so it is tried once more together with what helps that one. Last,
where a line or two would have a sheet of their own, all drawings and rows give them room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from typing import Any

from nrs_lib.reports.late_figures import (
    APART,
    BOTH,
    CLOSE,
    FIRST,
    PARTED,
    TIGHT,
    LateFigure,
    ends_with_a_line,
    late_figures,
    spills,
    whites,
)
from nrs_lib.reports.page.wording import WORDS
from nrs_lib.reports.paper import PAIR, for_paper, with_close_lists, with_contents

_SHEETS_FOR_A_TRY, _FEWEST_TRIES = 4, 3
"""A longer report has more sheets to fill, so more is tried for it."""
_MOST_TOGETHER = 3
"""Steps that are tried together, none of which need help alone."""
_MOST_UNLISTED = 6
"""Sheets of a report that need not list its chapters on the first of them."""
_FEWEST_LISTED = 8
"""Chapters that a report lists, however many sheets it has."""
_DIVISION = re.compile(r"<div\b|</div>")
_PANEL = re.compile(r'<section class="nrs-panel">')
_IN_A_ROW = 2
"""Panels beside each other, as the style for paper has it."""
_KEPT = re.compile(r'(<(?:figure|div) class="nrs-(?:figure|table)(?! nrs-tight)(?=[ "]))')
_NUMBER = re.compile(r'<span class="nrs-number">([^<]*)</span>')
_LANGUAGE = re.compile(r'<html lang="(\w+)"')
_TABLE = re.compile(r'\s*(?=<div data-output="[^"]*"[^>]*>\s*<div class="nrs-table nrs-long)')


_Step = tuple[LateFigure, str]


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
    if spills(best):
        closer = with_close_lists(page)
        other = render(for_paper(closer))
        if len(other.pages) < len(best.pages):
            page, best = closer, other
    left = max(_FEWEST_TRIES, len(best.pages) // _SHEETS_FOR_A_TRY)
    together: tuple[_Step, ...] = ()
    while True:
        # The emptiest sheet first, as a layout costs seconds and few are made.
        lates = sorted(late_figures(best), key=lambda late: late.white, reverse=True)
        steps = together or (_next_step(page, done, lates, refused) if left > 0 else ())
        if not steps:
            break
        # What suffices by its reckoning is tried besides.
        left -= len(steps) == 1 or steps[-1][1] == FIRST
        other = render(_laid(page, [*done, *steps]))
        together = ()
        if _white_within(other) < _white_within(best):
            best = other
            done.extend(steps)
            refused.clear()
            continue
        if len(steps) == 1:
            refused.add((steps[0][0].name, steps[0][1]))
        if len(steps) < _MOST_TOGETHER:
            together = _with_another(page, done, steps, lates, other, is_any=left > 0)
    if ends_with_a_line(best):
        other = render(_all_tight(_laid(page, done)))
        if len(other.pages) < len(best.pages):
            return other
    return best


def _next_step(
    page: str,
    done: Sequence[_Step],
    lates: Sequence[LateFigure],
    refused: Set[tuple[str, str]] = frozenset(),
) -> tuple[_Step, ...]:
    """The first way that changes something and has not been refused; none where all have been."""
    steps = ((late, way) for late in lates for way in late.ways)
    wanted = (
        (step,)
        for step in steps
        if (step[0].name, step[1]) not in refused and _changes(page, done, step)
    )
    return next(wanted, ())


def _with_another(
    page: str,
    done: Sequence[_Step],
    steps: tuple[_Step, ...],
    lates: Sequence[LateFigure],
    other: Any,
    *,
    is_any: bool,
) -> tuple[_Step, ...]:
    """Steps that empty a later sheet, with what helps the figure after that; none without one."""
    begun = {one.name for one in lates} - {late.name for late, _ in steps}
    moved = [one for one in late_figures(other) if one.name not in begun]
    unwanted = {(one.name, way) for one in moved for way in (APART, *(() if is_any else (FIRST,)))}
    after = _next_step(page, [*done, *steps], moved, unwanted)
    return (*steps, *after) if after else ()


def _laid(page: str, steps: Sequence[_Step]) -> str:
    laid = for_paper(page, apart=[late.name for late, way in steps if way == APART])
    for late, way in steps:
        if way == FIRST:
            laid = _with_table_first(laid, late.name)
        if way == PARTED:
            laid = _with_rows_parted(laid, late.name)
        if way in (TIGHT, BOTH):
            laid = _set_tight(laid, late.drawn, "figure")
        if way in (CLOSE, BOTH):
            laid = _set_tight(_set_tight(laid, late.before, "table"), late.before, "figure")
    return laid


def _changes(page: str, done: Sequence[_Step], step: _Step) -> bool:
    return _laid(page, [*done, step]) != _laid(page, done)


def _white_within(document: Any) -> float:
    """How white its sheets are, a half-empty one worse than two that are a quarter empty.

    The last is left out, as it ends where the report does.
    """
    return sum(white**2 for white in whites(document)[:-1])


def _with_table_first(page: str, name: str) -> str:
    begin = page.find(f'<div data-output="{name}"')
    if not page[begin:].split(">", 1)[1].lstrip().startswith("<figure"):
        return page
    if page[:begin].endswith(PAIR):
        begin -= len(PAIR)
    between = _end(page, begin)
    table = _TABLE.match(page, between)
    if table is None:
        return page
    end = _end(page, table.end())
    figure, after = page[begin:between], page[table.end() : end]
    return f"{page[:begin]}{after}\n{figure}{page[end:]}"


def _with_rows_parted(page: str, name: str) -> str:
    """A figure's second row of panels on the next sheet, under the figure's number."""
    begin = page.find(f'<div data-output="{name}"')
    figure = page[begin : _end(page, begin)]
    number, panels = _NUMBER.search(figure), list(_PANEL.finditer(figure))
    if number is None or len(panels) <= _IN_A_ROW:
        return page
    language = _LANGUAGE.search(page)
    words = WORDS[language[1] if language else "sv"]["onward"]
    second = panels[_IN_A_ROW].start()
    onward = f'<p class="nrs-onward">{number[1].rstrip(".")}, {words}</p>'
    whole = f"{figure[:second]}{onward}{figure[second:]}"
    return page.replace(figure, whole.replace('"nrs-figure', '"nrs-figure nrs-parted', 1), 1)


def _set_tight(page: str, names: Sequence[str], kind: str) -> str:
    """Drawings a little smaller, or rows of tables a little closer."""
    for name in names:
        begin = rf'<div data-output="{name}"[^>]*>\s*<(?:figure|div) class="nrs-{kind}'
        page = re.sub(rf"({begin})(?! nrs-tight)", r"\1 nrs-tight", page)
    return page


def _all_tight(page: str) -> str:
    return _KEPT.sub(r"\1 nrs-tight", page)


def _end(page: str, begin: int) -> int:
    """Where the division that begins here ends."""
    depth = 0
    for found in _DIVISION.finditer(page, begin):
        depth += 1 if found[0] == "<div" else -1
        if depth == 0:
            return found.end()
    return len(page)
