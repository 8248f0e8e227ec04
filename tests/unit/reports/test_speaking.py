"""What a kernel prints is sent before what it says next, and nothing is waited for else."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
import zmq
from ipykernel.iostream import OutStream
from jupyter_client.session import Session

from nrs_lib.reports.speaking import GatheringPublisher, PromptStream


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


@pytest.fixture
def publisher():
    """A kernel's voice with a message of each kind, and what its listener has heard since."""
    with zmq.Context() as context:
        voice, ear = context.socket(zmq.PUB), context.socket(zmq.SUB)
        voice.bind("inproc://voice")
        ear.connect("inproc://voice")
        ear.subscribe(b"")
        made = GatheringPublisher(voice, pipe=False)
        made.start()

        def heard(*, messages: int = 0) -> list[bytes]:
            found = []
            while ear.poll(50 if len(found) >= messages else 5000):
                found.append(ear.recv_multipart()[-1])
            return found

        yield SimpleNamespace(of=made, heard=heard)
        # ipykernel cancels this task and waits no more for it, of which asyncio would tell.
        made._event_pipe_gc_task._log_destroy_pending = False
        made.stop()
        made.close()
        ear.close()


def said(publisher, topic: str, content: bytes) -> None:
    publisher.of.send_multipart([b"kernel.1." + topic.encode(), b"<IDS|MSG>", content])


BUSY, IDLE = b'{"execution_state": "busy"}', b'{"execution_state": "idle"}'


def test_what_is_said_of_a_cell_is_sent_in_order_when_it_has_ended(publisher):
    before = [("status", BUSY), ("execute_input", b"1"), ("execute_result", b"2")]
    for topic, content in before:
        said(publisher, topic, content)
    assert publisher.heard() == []

    said(publisher, "status", IDLE)
    assert publisher.heard(messages=4) == [BUSY, b"1", b"2", IDLE]


@pytest.mark.parametrize("topic", ["display_data", "stream", "error", "comm_msg"])
def test_what_a_cell_shows_while_it_runs_is_sent_at_once(publisher, topic):
    said(publisher, "status", BUSY)
    said(publisher, topic, b"now")

    assert publisher.heard(messages=2) == [BUSY, b"now"]


def test_what_is_scheduled_comes_after_what_was_said(publisher):
    said(publisher, "status", BUSY)
    publisher.of.schedule(lambda: publisher.of.socket.send_multipart([b"printed"]))

    assert publisher.heard(messages=2) == [BUSY, b"printed"]


def test_what_is_said_meanwhile_does_not_come_before_what_was_said_first(publisher):
    event = threading.Event()
    publisher.of.schedule(lambda: event.wait(5))

    said(publisher, "status", BUSY)
    said(publisher, "status", IDLE)
    said(publisher, "execute_input", b"the next")
    said(publisher, "stream", b"printed")
    event.set()

    assert publisher.heard(messages=4) == [BUSY, IDLE, b"the next", b"printed"]
