"""What a report's kernel says and prints, handed over when there is anything to hand over.

A kernel speaks through a thread beside its cells. It has its streams flushed eight times a
cell, and each time hands over to that thread and waits for it, though a report's cells print
nothing; and it wakes the thread for each of the four things that it says about a cell, three of
which nobody waits for. What a cell shows it writes as text of a message, for which the
standard library takes three times as long as orjson.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import orjson
from ipykernel.iostream import IOPubThread, OutStream
from jupyter_client.jsonutil import json_default
from jupyter_client.session import json_packer

_SHORT = 1 << 20
_PLAIN = (bool, int, type(None), datetime)
_OF_ANOTHER = 8
"""What a number, or a place in a list, takes at least."""


def packed(message: object) -> bytes:
    """A part of a message as JSON: one that is short and plain in the fast way.

    That asks for room for eight times the length at once, so that a text without end would kill
    the kernel instead of being refused; and of what is not plain JSON it writes some otherwise.
    """
    if _room(message, _SHORT) > 0:
        try:
            return orjson.dumps(message, json_default, orjson.OPT_PASSTHROUGH_DATETIME)
        except TypeError:
            # A lone surrogate, or a whole number without end.
            pass
    return json_packer(message)


def _room(part: object, room: int) -> int:
    """The room that is left beside something; none where it is too long, or is not plain JSON."""
    kind = type(part)
    if kind is str:
        return room - len(part)
    if kind is dict:
        for name, value in part.items():
            room = _room(value, room - len(name)) if type(name) is str else 0
            if room <= 0:
                break
        return room
    if kind is list:
        for value in part:
            room = _room(value, room - _OF_ANOTHER)
            if room <= 0:
                break
        return room
    is_plain = kind in _PLAIN or (kind is float and math.isfinite(part))
    return room - _OF_ANOTHER if is_plain else 0


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


class GatheringPublisher(IOPubThread):
    """A thread that is not woken for what something else soon follows.

    That a cell begins, what it is, and what it shows last are sent with the word that it has
    ended, or with what it prints or displays before; in the order in which they were said. So
    a client that tells people that a cell is running is told too late, and has no such kernel.
    """

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self._waiting: list[tuple[tuple, dict]] = []
        # Cells, and threads that they start, say things.
        self._in_turn = threading.Lock()

    def send_multipart(self, message: Sequence[bytes], *given: object, **named: object) -> None:
        if self.thread.is_alive() and _is_followed(message):
            with self._in_turn:
                self._waiting.append(((message, *given), named))
        else:
            super().send_multipart(message, *given, **named)

    def schedule(self, f: Callable[[], object]) -> None:
        if not self.thread.is_alive():
            # A process forked from the kernel, which says nothing of what the kernel was to say.
            super().schedule(f)
            return
        with self._in_turn:
            before, self._waiting = self._waiting, []
            super().schedule(partial(self._say, before, f))

    def _say(self, before: list[tuple[tuple, dict]], f: Callable[[], object]) -> None:
        for given, named in before:
            self.socket.send_multipart(*given, **named)
        f()


def _is_followed(message: Sequence[bytes]) -> bool:
    topic = message[0]
    return topic.endswith((b".execute_input", b".execute_result")) or (
        topic.endswith(b".status") and b'"busy"' in message[-1]
    )
