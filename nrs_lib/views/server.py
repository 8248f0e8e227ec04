"""Voilà as an app of its own with one notebook, never as an extension of another server."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import tornado.ioloop
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from voila.app import Voila

from nrs_lib.views.guarding import LANGUAGE, Guard, log_request, routes
from nrs_lib.views.handover import ADDRESS, LOOPBACK


class PageServer(Voila):
    """Voilà with one notebook, our routes, and settings from its private folder only."""

    def __init__(self, folder: Path) -> None:
        # A settings file of the user's or the machine's must not be able to loosen ours.
        super().__init__(config_file_paths=[str(folder)])
        self.folder = folder

    @property
    def notebook_name(self) -> str:
        """The one notebook, seen from the served folder."""
        return Path(self.notebook_path).name

    def init_settings(self) -> dict[str, object]:
        return super().init_settings() | {
            "transforms": [Guard],
            LANGUAGE: self.voila_configuration.resources["nrs"]["language"],
            "log_function": log_request,
            "allow_remote_access": False,
            "local_hostnames": ["localhost"],
            "allow_unauthenticated_access": False,
        }

    def init_handlers(self) -> list[tuple]:
        return routes(self)

    def listen(self) -> None:
        """Listen on loopback alone, until the starter leaves."""
        sockets = bind_sockets(self.port, LOOPBACK)
        HTTPServer(self.app).add_sockets(sockets)
        self.port = sockets[0].getsockname()[1]
        self.ioloop = tornado.ioloop.IOLoop.current()
        self.ioloop.add_handler(sys.stdin.fileno(), self._starter_left, self.ioloop.READ)
        self.ioloop.add_callback(self._tell_address)
        try:
            self.ioloop.start()
        finally:
            self.stop()

    async def _tell_address(self) -> None:
        # A reader who came before the first warm kernel would start a second beside it.
        while not self.kernel_manager.notebook_data:
            await asyncio.sleep(0.05)
        aside = self.folder / f".{ADDRESS}"
        aside.write_text(json.dumps({"port": self.port}), encoding="utf-8")
        aside.replace(self.folder / ADDRESS)

    def _starter_left(self, _descriptor: int, _events: int) -> None:
        # Whoever started the page holds the other end of this pipe; it closes with them.
        if not sys.stdin.buffer.read1(1):
            self.ioloop.stop()
