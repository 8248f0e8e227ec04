"""What a kernel prints is sent before what it says next, and nothing is waited for else."""

from __future__ import annotations

import datetime as dt
import threading
from enum import StrEnum
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
import zmq
from ipykernel.iostream import OutStream
from jupyter_client.session import Session, json_packer, json_unpacker

from nrs_lib.reports import speaking
from nrs_lib.reports.speaking import GatheringPublisher, PromptStream, packed


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


class Answer(StrEnum):
    YES = "yes"


class Tuple(NamedTuple):
    number: int


DAY = dt.datetime(2023, 9, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "message",
    [
        {"data": {"text/html": "<p>å 😀</p>"}, "metadata": {"n": [1, None, True, 0.1]}},
        {"date": DAY, "msg_id": "a"},
        {"date": DAY.astimezone(dt.timezone(dt.timedelta(hours=2))), "day": DAY.date()},
        {"a": float("nan")},
        {"a": float("-inf"), "b": {"c": [float("inf")]}},
        {1: "a", None: "b"},
        {"a": "lone \udc80 surrogate"},
        {"a": 2**70},
        {"a": (1, 2), "b": b"bytes"},
        {"a": np.float64(0.5)},
        {"a": Answer("yes"), "b": Tuple(1)},
        {"a": "long" * 2**19},
        [],
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore:Message serialization failed")
def test_a_message_says_what_jupyter_would_make_of_it(message):
    assert json_unpacker(packed(message)) == json_unpacker(json_packer(message))


@pytest.mark.parametrize(
    "message",
    [
        {"data": "long" * 2**18},
        {"long" * 2**18: 1},
        {"data": ["long" * 2**10] * 2**10},
        {"data": list(range(2**18))},
    ],
    ids=["text", "name", "texts", "numbers"],
)
def test_one_without_end_is_not_written_the_fast_way(message, monkeypatch):
    def would_end_the_kernel(*given):
        raise MemoryError

    monkeypatch.setattr(speaking.orjson, "dumps", would_end_the_kernel)
    assert packed(message) == json_packer(message)
    with pytest.raises(MemoryError):
        packed({"data": "short"})
