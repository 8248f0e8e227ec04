"""What stands between a visitor and the one kernel behind the page.

Every route is listed here. What is not listed does not exist, and what is listed asks who
is there, from which host and origin, before it answers.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakSet

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado import web
from traitlets import Dict, Float, Integer, Unicode
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from nrs_lib.reports.forking import can_fork
from nrs_lib.reports.kernels import LAUNCHER, PROVISIONER
from nrs_lib.views.wording import REFUSALS

KERNEL = "python3"
LANGUAGE = "nrs_language"
"""The setting that says which language the page is in."""
_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
HEADERS = {
    # Scripts come from files of this server only: text that turns into markup stays text.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_STATIC = Path(__file__).parent / "share" / "voila" / "templates" / "nrs" / "static"
_LIBRARIES = ("/voila/static/", "/voila/templates/", "/voila/labextensions/")


class Guard(web.OutputTransform):
    """Puts the protecting headers on every answer, errors and library files included."""

    def __init__(self, request) -> None:
        self._is_library = request.path.startswith(_LIBRARIES)

    def transform_first_chunk(self, status_code, headers, chunk, finishing):
        for name, value in HEADERS.items():
            headers[name] = value
        headers.pop("Server", None)
        is_kept = self._is_library and status_code == HTTPStatus.OK
        headers["Cache-Control"] = "private, max-age=3600" if is_kept else "no-store"
        return status_code, headers, chunk


class _Worded:
    """Errors as a short page in the page's language that repeats nothing of the request."""

    def write_error(self, status_code: int, **_: object) -> None:
        language = self.settings[LANGUAGE]
        known = REFUSALS[language]
        heading, advice = known.get(status_code, known[None])
        template = self.settings["voila_jinja2_env"].get_template("message.html.j2")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(template.render(heading=heading, advice=advice, language=language))


class Page(_Worded, TornadoVoilaHandler):
    """The page itself."""

    async def prepare(self):
        """Refuse who has no token, instead of showing a login form."""
        return await super().prepare(_redirect_to_login=False)

    async def get(self, path=None):
        """Answer at once when no kernel can be had, instead of letting the reader wait."""
        if not self.kernel_manager.takes_reader(self.notebook_path):
            raise web.HTTPError(HTTPStatus.SERVICE_UNAVAILABLE)
        return await super().get(path)


class Nothing(_Worded, JupyterHandler):
    """Everything else, with or without token."""

    async def prepare(self):
        self.set_status(HTTPStatus.NOT_FOUND)
        self.write_error(HTTPStatus.NOT_FOUND)


class Channels(VoilaKernelWebsocketHandler):
    """The page's socket to its kernel; only the page itself may open it."""

    async def prepare(self, *args, **kwargs):
        """Ask for the page's own origin, also of callers who have the token."""
        origin = urlsplit(self.request.headers.get("Origin", ""))
        if origin.scheme not in ("http", "https") or origin.netloc != self.request.host:
            raise web.HTTPError(HTTPStatus.FORBIDDEN)
        return await super().prepare(*args, **kwargs)


class OwnInterpreter(KernelSpecManager):
    """The one kernel: this interpreter, whatever else is installed on the machine."""

    def find_kernel_specs(self) -> dict[str, str]:
        return {KERNEL: ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != KERNEL:
            raise NoSuchKernel(kernel_name)
        forked = can_fork()
        return KernelSpec(
            argv=[
                sys.executable,
                "-m",
                LAUNCHER if forked else "nrs_lib.views.kernel",
                "-f",
                "{connection_file}",
                "--HistoryManager.enabled=False",
                # A forked kernel has imported them before it was one.
                "--IPKernelApp.extra_extensions=ipywidgets",
            ],
            display_name="Python",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER}} if forked else {},
        )


class FewKernels(AsyncMappingKernelManager):
    """Kernels up to a cap, each with the environment that was decided at the start.

    Nothing of a request reaches a kernel: neither address, query nor header.
    """

    cap = Integer(4, config=True, help="Most kernels at a time.")
    environment = Dict(config=True, help="All environment variables that a kernel gets.")
    served_from = Unicode(config=True, help="Folder that kernels start in.")
    look_again = Float(1.0, config=True, help="Seconds between looks for room.")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._starting = 0
        self._promised: set[asyncio.Task] = set()
        self._begun: WeakSet[asyncio.Task] = WeakSet()

    def takes_reader(self, notebook: str) -> bool:
        """Take one more reader of a page, unless they would wait until another has left.

        A reader gets the kernel that stands warm for the page, or will once there is room;
        room is kept for it. Where none is to come, one is started for the reader.
        """
        [warm, *_] = self._pools.get(notebook) or [None]
        if warm in self._begun:
            return True
        if not self._has_room:
            return False
        self._promised.update({warm} - {None})
        return True

    @property
    def _has_room(self) -> bool:
        """Whether one more may start, beside those for which room is kept."""
        return len(self) + self._starting + len(self._promised) < self.cap

    async def start_kernel(self, *, kernel_id=None, path=None, **kwargs):
        """Start a kernel for a reader, or one that waits warm for the next reader.

        When there are too many a reader is refused (503), and the warm one waits for room.
        """
        if kwargs.get("env", {}).get("VOILA_PREHEAT") == "True":
            warm = asyncio.current_task()
            while not (warm in self._promised or self._has_room):
                await asyncio.sleep(self.look_again)
            self._promised.discard(warm)
            self._begun.add(warm)
        elif not self._has_room:
            raise web.HTTPError(HTTPStatus.SERVICE_UNAVAILABLE)
        kwargs["env"] = dict(self.environment)
        # What a kernel prints may hold what it was working on.
        kwargs["stdout"] = kwargs["stderr"] = subprocess.DEVNULL
        self._starting += 1
        try:
            return await self._async_start_kernel(
                kernel_id=kernel_id, cwd=self.served_from, **kwargs
            )
        finally:
            self._starting -= 1


def keep_log_discreet() -> None:
    """Take out of every log record what may carry a patient's value.

    Voilà logs a failing cell with its source, its results and the traceback. Records are
    changed where they are made, so that no handler of any library can print them.
    """
    made = logging.getLogRecordFactory()

    def discreet(*args, **kwargs) -> logging.LogRecord:
        record = made(*args, **kwargs)
        if record.exc_info:
            kind = record.exc_info[0].__name__ if record.exc_info[0] else "error"
            record.msg, record.args = f"{kind}; details are kept out of the log", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return record

    logging.setLogRecordFactory(discreet)


def log_request(handler: web.RequestHandler) -> None:
    """One line an answer: method, path without its query, status."""
    path = handler.request.path
    logging.getLogger("nrs.view").info(
        "%s %s %s", handler.request.method, path, handler.get_status()
    )


def routes(server) -> list[tuple]:
    """All routes of a page server, and nothing beside them.

    Library files of Voilà and of the widgets are open, since they are the same for
    everyone; all the rest needs the token.
    """
    page = {
        "notebook_path": server.notebook_name,
        "template_paths": server.template_paths,
        "config": server.config,
        "voila_configuration": server.voila_configuration,
    }
    libraries = {"path": server.labextensions_path}
    return [
        (r"/", Page, page),
        (rf"/api/kernels/{_ID}", KernelHandler),
        (rf"/api/kernels/{_ID}/channels", Channels),
        (r"/voila/api/shutdown/(.*)", VoilaShutdownKernelHandler),
        (r"/voila/static/(.+)", MultiStaticFileHandler, {"paths": server.static_paths}),
        (r"/voila/templates/nrs/static/(.+)", web.StaticFileHandler, {"path": str(_STATIC)}),
        (
            r"/voila/labextensions/(@(?:voila-dashboards|jupyter-widgets)/.+)",
            FileFindHandler,
            libraries,
        ),
        (r"/.*", Nothing),
    ]
