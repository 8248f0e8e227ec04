"""What a kernel prints is sent before what it says next, and nothing is waited for else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ipykernel.iostream import OutStream
from jupyter_client.session import Session

from nrs_lib.reports.speaking import PromptStream


@pytest.fixture
def stream(monkeypatch):
    """A stream, what its flushes sent, and what another thread prints while one goes on."""
    sent, meanwhile = [], []

    def flush(self):
        sent.append("".join(text for _, text in self._flush_buffers()))
        if meanwhile:
            self.write(meanwhile.pop())

    monkeypatch.setattr(OutStream, "flush", flush)
    monkeypatch.setattr(OutStream, "_schedule_flush", lambda self: None)
    monkeypatch.setattr("ipykernel.iostream.IOPubThread", SimpleNamespace)
    thread = SimpleNamespace(io_loop=None)
    made = PromptStream(Session(), thread, "stdout", watchfd=False)
    return SimpleNamespace(flush=made.flush, write=made.write, sent=sent, meanwhile=meanwhile)


def test_what_was_printed_is_flushed_once(stream):
    stream.flush()
    assert stream.sent == []

    for text in ("a", "b"):
        stream.write(text)
        stream.flush()
        stream.flush()
    assert stream.sent == ["a", "b"]


def test_what_another_thread_prints_meanwhile_is_flushed_the_next_time(stream):
    stream.meanwhile.append("b")
    stream.write("a")

    stream.flush()
    stream.flush()
    assert stream.sent == ["a", "b"]
