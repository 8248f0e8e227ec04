"""What is seen in a release against what its description says was cleared.

A number that readers find, in a table, a drawing, a tooltip or a tail of bytes, must be one
that was cleared. Where a number stands decides how strict that is: a text that readers do
not see has no reason to hold any number at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from nrs_lib.disclosure import REASONS
from nrs_lib.reports.audit.cleared_numbers import ClearedNumbers
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.numbers import Number, numbers_in, pairs_in, people_in
from nrs_lib.reports.audit.seen import Channel, Drawing, Grid, Seen, Text

_SILENT = {
    Channel.COMMENT: "comment",
    Channel.SCRIPT: "script",
    Channel.METADATA: "metadata",
    Channel.HIDDEN: "hidden_content",
}
"""Where no release holds any number; the rule that it breaks by one."""
_MARKS_PER_NUMBER = 3
_MARKS_OF_LEGENDS = 12
_LETTERS = re.compile(r"[^\W\d_]+")
_UNITS = {
    *("av", "of", "till", "to", "sd", "dagar", "days", "månader", "months", "år", "years", "n"),
    *("procent", "percent", "poäng", "points", "dag", "day"),
}
_HIDDEN = tuple(
    sorted({words for reason in REASONS.values() for words in reason.values()}, key=len)
)
_ROUND = (1.0, 2.0, 2.5, 5.0)
_FEWEST_TICKS = 3
_NEAR = 1e-6


def disagreements(
    seen: Seen, cleared_for: Callable[[str], ClearedNumbers], *, stamped: set[str]
) -> Iterator[Finding]:
    """Findings of what one file shows and was not cleared.

    Parameters
    ----------
    seen
        What was read in the file.
    cleared_for
        The cleared numbers of an output by its name; of all outputs for empty text.
    stamped
        Names of the outputs that the manifest knows.
    """
    told: dict[tuple[str, str], None] = {}
    for text in seen.texts:
        for rule in _of_text(text, cleared_for(text.output)):
            told[rule, text.place] = None
    for grid in seen.grids:
        if grid.output not in stamped and any(map(_has_number, _cells(grid))):
            told["unstamped", grid.place] = None
        for rule, place in _of_grid(grid, cleared_for(grid.output)):
            told[rule, place] = None
    for drawing in seen.drawings:
        if drawing.output not in stamped:
            told["unstamped", drawing.place] = None
        for rule in _of_drawing(drawing, cleared_for(drawing.output)):
            told[rule, drawing.place] = None
    for rule, place in told:
        yield found(rule, seen.file, place)


def _of_text(text: Text, cleared: ClearedNumbers) -> Iterator[str]:
    if text.channel in _SILENT:
        # A comment or a script has no place in a release even without a number.
        if text.channel in (Channel.COMMENT, Channel.SCRIPT) or _has_number(text.text):
            yield _SILENT[text.channel]
        return
    if text.channel == Channel.NAME:
        return
    pairs = set(pairs_in(text.text))
    if any(not cleared.has_pair(*pair) for pair in pairs):
        yield "uncleared_count"
    # The whole of a pair is often followed by the word for people: 3 of 16 patients.
    wholes = {whole for _, whole in pairs}
    if any(not cleared.counts_people(n) for n in people_in(text.text) if n not in wholes):
        yield "uncleared_count"
    if text.channel == Channel.ATTRIBUTE and not all(
        map(cleared.explains_in_words, numbers_in(text.text))
    ):
        yield "hidden_text"


def _of_grid(grid: Grid, cleared: ClearedNumbers) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(grid.rows, start=1):
        for column, cell in enumerate(row, start=1):
            place = f"{grid.place} row {number} column {column}"
            if cell.casefold().startswith(_HIDDEN):
                is_cleared = all(number.value in cleared.limits for number in numbers_in(cell))
            else:
                is_cleared = not _is_of_numbers(cell) or all(
                    map(cleared.explains, numbers_in(cell))
                )
            if not is_cleared:
                yield "uncleared_number", place


def _is_of_numbers(cell: str) -> bool:
    return all(word.casefold() in _UNITS for word in _LETTERS.findall(cell))


def _cells(grid: Grid) -> Iterator[str]:
    for row in grid.rows:
        yield from row


def _has_number(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _of_drawing(drawing: Drawing, cleared: ClearedNumbers) -> Iterator[str]:
    if len(drawing.marks) > _MARKS_PER_NUMBER * cleared.shown + _MARKS_OF_LEGENDS:
        yield "single_points"
    labels = [
        (x, y, number)
        for x, y, label in drawing.labels
        if _is_of_numbers(label)
        for number in numbers_in(label)
    ]
    ticks, stray = _axes(labels)
    odd = {(x, y) for x, y, number in labels if not cleared.explains(number)}
    if odd & stray:
        yield "axis_limits"
    if odd - stray - ticks:
        yield "uncleared_number"


Points = set[tuple[float, float]]


def _axes(labels: list[tuple[float, float, Number]]) -> tuple[Points, Points]:
    """Labels that are marks of an axis, in a line and evenly spaced; and those out of step."""
    ticks: Points = set()
    stray: Points = set()
    for line in (0, 1):
        rows: dict[float, list[tuple[float, float, Number]]] = {}
        for label in labels:
            rows.setdefault(round(label[line], 1), []).append(label)
        for row in rows.values():
            values = {number.value for *_, number in row}
            if _is_even(values):
                ticks |= {(x, y) for x, y, _ in row}
                continue
            for end in (min(values), max(values)):
                if len(values) > _FEWEST_TICKS and _is_even(values - {end}):
                    ticks |= {(x, y) for x, y, number in row if number.value != end}
                    stray |= {(x, y) for x, y, number in row if number.value == end}
    return ticks, stray


def _is_even(values: set[float]) -> bool:
    """Whether values are the round numbers along an axis."""
    steps = {round(later - earlier, 6) for earlier, later in pairwise(sorted(values))}
    if len(steps) != 1:
        return False
    (step,) = steps
    return _is_round(step) and all(
        abs(round(value / step) - value / step) < _NEAR for value in values
    )


def _is_round(step: float) -> bool:
    lead = float(f"{step:e}".partition("e")[0])
    return any(abs(lead - one) < _NEAR for one in _ROUND)
