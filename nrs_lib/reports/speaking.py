"""What a cell prints, sent when there is anything to send.

A kernel has its streams flushed eight times a cell, and each time hands over to another thread
and waits for it, though a report's cells print nothing.
"""

from __future__ import annotations

from ipykernel.iostream import OutStream


class PromptStream(OutStream):
    """A stream that has nobody wait where nothing was printed since it was last flushed."""

    _printed = _flushed = object()

    def write(self, string: str) -> int | None:
        length = super().write(string)
        # Only now: a flush that looked before the text was there has not sent it.
        self._printed = object()
        return length

    def flush(self) -> None:
        printed = self._printed
        if printed is not self._flushed:
            super().flush()
            # What another thread printed meanwhile is flushed the next time.
            self._flushed = printed
