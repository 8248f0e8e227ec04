"""What a kernel says while it runs a report, as far as it is told to the runner.

Three things nbclient lets pass: it waits where it could go on, it takes in output without
end, and it drops what a thread says after its cell has ended.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from queue import Empty
from typing import ClassVar

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.client import KernelClient

MOST_SAID = 64 * 2**20
_START = 60
_REMEMBERED = 1 << 16
_IN_A_THREAD = re.compile(r"^Exception in thread .*?^(\w[\w.]*)(?::|$)", re.MULTILINE | re.DOTALL)


class PromptClient(AsyncKernelClient):
    """A client that goes on as soon as its kernel answers, and listens to all that it says.

    One kernel at a time speaks to a worker, so what was heard last is the class's.
    """

    said: ClassVar[int] = 0
    errors: ClassVar[str] = ""

    @classmethod
    def forget(cls) -> None:
        """Begin to listen anew."""
        PromptClient.said, PromptClient.errors = 0, ""

    @classmethod
    def has_said_too_much(cls) -> bool:
        """Whether the kernel was ended for what it said."""
        return cls.said > MOST_SAID

    @classmethod
    def error_in_a_thread(cls) -> str:
        """The class of an error that ended a thread beside the cells; empty where none did."""
        found = _IN_A_THREAD.search(cls.errors)
        return found.group(1) if found else ""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.iopub_channel_class = _Heard
        self._poller = zmq.Poller()
        self._ears: dict[zmq.Socket, str] = {}

    def connect_iopub(self, identity: bytes | None = None) -> zmq.Socket:
        # A single larger message is not even taken in.
        socket = super().connect_iopub(identity)
        socket.setsockopt(zmq.MAXMSGSIZE, MOST_SAID)
        return socket

    @property
    def iopub_channel(self) -> AsyncZMQSocketChannel:
        channel = super().iopub_channel
        channel.heard_by = self
        return channel

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        ends = time.monotonic() + (timeout or _START)
        while time.monotonic() < ends and await self._async_is_alive():
            if await self._has_answered(self.kernel_info()):
                return
        raise RuntimeError("Kernel died before replying to kernel_info")

    async def _has_answered(self, asked: str) -> bool:
        """Whether the answer came, and with it the word that the kernel is idle again."""
        try:
            self._handle_kernel_info_reply(await self.get_shell_msg(timeout=1))
            while True:
                told = await self.get_iopub_msg(timeout=0.2)
                is_idle = told["content"].get("execution_state") == "idle"
                if is_idle and told["parent_header"].get("msg_id") == asked:
                    return True
        except Empty:
            return False

    def ask(self, code: str) -> str:
        """Have a kernel execute code; gives the id that its messages about it name as parent."""
        return KernelClient.execute(self, code)

    def told(self, seconds: float) -> list[tuple[str, dict[str, object]]]:
        """The next messages, once there is one; none where none comes in time."""
        if not self._ears:
            for name, channel in (("iopub", self.iopub_channel), ("shell", self.shell_channel)):
                ear = zmq.Socket.shadow(channel.socket.underlying)
                self._poller.register(ear, zmq.POLLIN)
                self._ears[ear] = name
        return [
            (self._ears[ear], self._read(self._ears[ear], parts))
            for ear, _ in self._poller.poll(seconds * 1000)
            for parts in _come(ear)
        ]

    def _read(self, channel: str, parts: list[bytes]) -> dict[str, object]:
        if channel == "iopub":
            return self.hear(parts)
        _, rest = self.session.feed_identities(parts)
        return self.session.deserialize(rest)

    def start_channels(self, *chosen: bool, hb: bool = False, **others: bool) -> None:
        # Whether it lives is seen by its process.
        super().start_channels(*chosen, hb=hb, **others)

    def stop_channels(self) -> None:
        if self._iopub_channel is not None and self._iopub_channel.socket is not None:
            for parts in _come(zmq.Socket.shadow(self._iopub_channel.socket.underlying)):
                self.hear(parts)
        super().stop_channels()

    def hear(self, parts: list[bytes]) -> dict[str, object]:
        """Take note of one message, and read it."""
        PromptClient.said += sum(map(len, parts))
        if self.has_said_too_much():
            # Ended at once, and nothing more is taken in.
            self.parent.provisioner.process.kill()
            raise BufferError("the kernel has said too much")
        _, rest = self.session.feed_identities(parts)
        told = self.session.deserialize(rest)
        if told["msg_type"] == "stream" and told["content"]["name"] == "stderr":
            heard = PromptClient.errors + told["content"]["text"]
            PromptClient.errors = heard[-_REMEMBERED:]
        return told


def _come(socket: zmq.Socket) -> Iterator[list[bytes]]:
    """What has come in by now."""
    with contextlib.suppress(zmq.ZMQError):
        while True:
            yield socket.recv_multipart(zmq.NOBLOCK)


class _Heard(AsyncZMQSocketChannel):
    heard_by: PromptClient | None = None

    async def _recv(self, **settings: object) -> dict[str, object]:
        parts = await self.socket.recv_multipart(**settings)
        return self.heard_by.hear(parts)
