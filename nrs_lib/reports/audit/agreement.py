"""What is seen in a release against what its description says was cleared.

A number that readers find, in a table, a drawing, a tooltip or a tail of bytes, must be one
that was cleared. Where a number stands decides how strict that is: a text that readers do
not see has no reason to hold any number at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import REASONS, reason_words
from nrs_lib.reports.audit.cleared_numbers import ClearedNumbers
from nrs_lib.reports.audit.drawings import drawn_wrong
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.models import STRICTEST, is_saturated
from nrs_lib.reports.audit.numbers import (
    REMEMBERED,
    Number,
    has_digit,
    is_bare,
    is_of_numbers,
    numbers_in,
)
from nrs_lib.reports.audit.phrases import Counts, Told, told_in
from nrs_lib.reports.audit.reading import MARKUP
from nrs_lib.reports.audit.seen import EVERY_OUTPUT, Channel, Grid, Seen
from nrs_lib.reports.audit.telling import Telling, telling

_SILENT = {
    Channel.COMMENT: "comment",
    Channel.SCRIPT: "script",
    Channel.METADATA: "metadata",
    Channel.HIDDEN: "hidden_content",
}
"""Where no release holds any number; the rule that it breaks by one."""


def disagreements(
    seen: Seen,
    cleared_for: Callable[[str], ClearedNumbers],
    *,
    stamped: set[str],
    told: Telling | None = None,
) -> Iterator[Finding]:
    """Findings of what one file shows and was not cleared.

    Parameters
    ----------
    seen
        What was read in the file.
    cleared_for
        The cleared numbers of an output by its name; of all for `EVERY_OUTPUT`; none for
        empty text.
    stamped
        Names of the outputs that the manifest knows.
    told
        What the file's texts tell, where that was asked already.
    """
    told = told or telling(seen)
    broken: dict[tuple[str, str], None] = {}
    # Prose between a page's outputs is written before there are numbers, and holds none; a
    # document of another kind does not tell where its outputs begin.
    around = "" if Path(seen.file).suffix.lower() in MARKUP else EVERY_OUTPUT
    # What is said in many places, as the name of a measure is, is looked at once.
    known: dict[tuple[Channel, str, str], tuple[str, ...]] = {}
    for where, said in seen.texts.items():
        channel, output = where.channel, where.output or around
        if channel == Channel.NAME:
            continue
        if channel == Channel.VISIBLE:
            said = [text for text, one in told.texts[where].items() if one.counts or one.may_model]
        else:
            said = [text for text in said if _may_break(channel, text)]
        for text in said:
            if (channel, text, output) not in known:
                known[channel, text, output] = tuple(_of_text(channel, text, cleared_for(output)))
            for rule in known[channel, text, output]:
                broken[rule, where.place] = None
    for grid, cells in zip(seen.grids, told.cells, strict=True):
        cleared = cleared_for(grid.output or around)
        for rule, place in _of_rows(grid, cells, cleared):
            broken[rule, place] = None
        if grid.output not in {*stamped, EVERY_OUTPUT} and any(map(has_digit, chain(*grid.rows))):
            broken["unstamped", grid.place] = None
        for place in _not_cleared(grid, cleared):
            broken["uncleared_number", place] = None
    for drawing in seen.drawings:
        if drawing.output not in stamped:
            broken["unstamped", drawing.place] = None
        for rule in drawn_wrong(drawing, cleared_for(drawing.output)):
            broken[rule, drawing.place] = None
    for rule, place in broken:
        yield found(rule, seen.file, place)


def rule_of_silent(channel: Channel, text: str) -> str:
    """The rule that a text breaks by standing where readers do not look, or empty."""
    if channel not in _SILENT:
        return ""
    # A comment or a script has no place in a release even without a number.
    is_wrong = channel in (Channel.COMMENT, Channel.SCRIPT) or has_digit(text)
    return _SILENT[channel] if is_wrong else ""


class _NothingCleared:
    """Clears nothing: a text that breaks no rule by it breaks none by what was cleared."""

    models = STRICTEST

    def has_pair(self, *_: int) -> bool:
        return False

    def counts_people(self, _: int) -> bool:
        return False

    def explains_in_words(self, _: Number) -> bool:
        return False


@lru_cache(maxsize=REMEMBERED)
def _may_break(channel: Channel, text: str) -> bool:
    """Whether a text breaks a rule if nothing was cleared, as few do."""
    return any(_of_text(channel, text, _NothingCleared()))


def _of_text(
    channel: Channel, text: str, cleared: ClearedNumbers | _NothingCleared
) -> Iterator[str]:
    silent = rule_of_silent(channel, text)
    if silent:
        yield silent
    if channel in _SILENT or not has_digit(text):
        return
    if not is_bare(text):
        yield from _in_words(text, cleared)
    if channel == Channel.ATTRIBUTE and not all(map(cleared.explains_in_words, numbers_in(text))):
        yield "hidden_text"


def _in_words(text: str, cleared: ClearedNumbers | _NothingCleared) -> Iterator[str]:
    """The rules broken by counts and models that a text tells of."""
    told = told_in(text)
    # Where a space may part thousands or two numbers, what is told in either reading is told.
    if told.counts and all(_tells_people(one, cleared) for one in told.counts):
        yield "uncleared_count"
    if told.may_model and is_saturated(text, cleared.models):
        yield "saturated_model"


def _tells_people(told: Counts, cleared: ClearedNumbers | _NothingCleared) -> bool:
    """Whether a reading of a text counts people who were not cleared."""
    pairs, people = told
    return not all(cleared.has_pair(*pair) for pair in pairs) or not all(
        map(cleared.counts_people, people)
    )


def _of_rows(
    grid: Grid, cells: Mapping[str, Told], cleared: ClearedNumbers
) -> Iterator[tuple[str, str]]:
    """The rules broken by rows of a table as texts, and their places."""
    # A row breaks none where each cell's first reading is cleared and no cell may tell of models.
    telling = {cell for cell, told in cells.items() if _may_tell(told, cleared)}
    for place, text in grid.rows_with(telling):
        for rule in _of_text(Channel.VISIBLE, text, cleared):
            yield rule, place


def _may_tell(told: Told, cleared: ClearedNumbers) -> bool:
    return told.may_model or any(_tells_people(one, cleared) for one in told.counts[:1])


def _not_cleared(grid: Grid, cleared: ClearedNumbers) -> Iterator[str]:
    """The places of cells with a number that was not cleared."""
    # Most cells of a table say what another does, and an output's table stands on the page, in
    # the workbook and in a file of its own; hardly any has a wrong one.
    cells = grid.cells.keys() - cleared.right
    wrong = {cell for cell in cells if (asked := _asked_of(cell)) and not _clears(asked, cleared)}
    cleared.right |= cells - wrong
    if not wrong:
        return
    for number, row in enumerate(grid.rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell in wrong:
                yield f"{grid.place} row {number} column {column}"


class _Asked(NamedTuple):
    """Numbers of a cell that must be cleared, and whether it says why there is no other."""

    numbers: tuple[Number, ...]
    is_reason: bool


def _clears(asked: _Asked, cleared: ClearedNumbers) -> bool:
    if asked.is_reason:
        return all(number.value in cleared.limits for number in asked.numbers)
    return all(map(cleared.explains, asked.numbers))


@lru_cache(maxsize=REMEMBERED)
def _asked_of(cell: str) -> _Asked | None:
    """What is asked of a cell; None where nothing is."""
    if not has_digit(cell):
        return None
    is_reason = cell.casefold().startswith(_hidden_words())
    numbers = numbers_in(cell) if is_reason or is_of_numbers(cell) else ()
    return _Asked(numbers, is_reason) if numbers else None


@cache
def _hidden_words() -> tuple[str, ...]:
    """How a cell begins that says why there is no number: every reason, of every measure."""
    measures = ("", *read_measures())
    return tuple(
        {
            reason_words(hidden, code, language)
            for hidden, words in REASONS.items()
            for language in words
            for code in measures
        }
    )
