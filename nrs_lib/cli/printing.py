"""Plain tables on a terminal, and errors without values."""

from __future__ import annotations

import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nrs_lib.errors import NrsError

_WIDEST = 160
_GAP = "  "


def table(rows: Iterable[Mapping[str, object]], heads: Sequence[str]) -> str:
    """Rows under their heads in aligned columns; the last column is wrapped to the terminal."""
    cells = [[str(row.get(head, "")) for head in heads] for row in rows]
    widths = [
        max(len(line[place]) for line in [list(heads), *cells]) for place in range(len(heads))
    ]
    room = min(shutil.get_terminal_size((100, 24)).columns, _WIDEST)
    before = sum(widths[:-1]) + len(_GAP) * (len(heads) - 1)
    last = max(room - before, 24)
    lines = []
    for line in [list(heads), *cells]:
        front = _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        parts = textwrap.wrap(line[-1], last) or [""]
        lines.append((front[:before] + parts[0]).rstrip())
        lines += [" " * before + part for part in parts[1:]]
    return "\n".join(lines)


def definitions(facts: Iterable[tuple[str, str]]) -> str:
    """Terms with their words beside, wrapped to the terminal."""
    facts = list(facts)
    width = max((len(term) for term, _ in facts), default=0)
    room = min(shutil.get_terminal_size((100, 24)).columns, _WIDEST) - width - 4
    lines = []
    for term, told in facts:
        first, *rest = textwrap.wrap(told, max(room, 30)) or [""]
        lines.append(f"  {term.ljust(width)}  {first}".rstrip())
        lines += [" " * (width + 4) + part for part in rest]
    return "\n".join(lines)


def show_error(fault: NrsError) -> None:
    """Show an error that was made for people."""
    print(f"nrs: {fault}", file=sys.stderr)


def show_surprise(fault: BaseException) -> None:
    """Show where an unforeseen error arose, without its message, which may hold a value."""
    print(
        f"nrs: {type(fault).__name__}, which is a fault of the program. Its message is not shown,\n"
        "because it may hold a value; --trace shows it. It arose at",
        file=sys.stderr,
    )
    for frame in traceback.extract_tb(fault.__traceback__)[-6:]:
        print(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}", file=sys.stderr)
