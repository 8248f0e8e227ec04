"""Tables of a page while they are read."""

from __future__ import annotations

from nrs_lib.reports.audit.seen import Grid


def spaced(text: str) -> str:
    """A text with a single space wherever there are some, or a break."""
    for sign in "\t\r\n":
        text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


class PageTable:
    """A table while it is read; its heads are its first row."""

    def __init__(self, place: str, output: str) -> None:
        self.place, self.output = place, output
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None

    def open_row(self) -> None:
        self.close_cell()
        self.rows.append([])

    def open_cell(self) -> None:
        self.close_cell()
        self.cell = []

    def close_cell(self) -> None:
        if self.cell is not None:
            self._put("".join(self.cell))
        self.cell = None

    def add_cell(self, text: str) -> None:
        """A cell with nothing but text in it."""
        if self.cell is not None:
            self.close_cell()
        self._put(text)

    def _put(self, text: str) -> None:
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(spaced(text).strip())

    def say(self, text: str) -> None:
        if self.cell is not None:
            self.cell.append(text)

    def grid(self) -> Grid:
        self.close_cell()
        rows = [tuple(row) for row in self.rows if row]
        return Grid(self.place, rows[0] if rows else (), tuple(rows[1:]), self.output)
