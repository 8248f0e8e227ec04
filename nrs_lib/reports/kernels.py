"""Warm kernels: each report gets a kernel of its own, forked from one that has imported.

Starting a kernel and importing pandas and matplotlib takes many times longer than making a
report. `WarmProvisioner` is registered with Jupyter as ``nrs-warm``, and the kernel
specification ``nrs`` names it, so that Papermill, nbclient, Voilà and JupyterLab start
kernels as the runner does: forked from a nursery, each in a process group of its own, over
sockets in a private folder and never over TCP. Two kernels never share a namespace, an
environment, a working folder or the state of chance. Where a system cannot fork, kernels
start cold and all else is the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from nrs_lib.reports.forking import MEMORY, SOCKET, Fork, NurseryGoneError, can_fork, fork
from nrs_lib.reports.listening import PromptClient
from nrs_lib.reports.nurseries import Nursery
from nrs_lib.reports.system import close_port
from nrs_lib.reports.workshops import HOLDING, IMPORTED_BY_EVERY_KERNEL, READY

if TYPE_CHECKING:
    # Who starts kernels is none.
    from ipykernel.kernelapp import IPKernelApp

LAUNCHER, PROVISIONER, _NATIVE = "ipykernel_launcher", "nrs-warm", "python3"
_START = 60
# Named, not imported: who starts kernels prints through none.
_SPEAKING = "nrs_lib.reports.speaking"
_SETTINGS = (
    f"--IPKernelApp.outstream_class={_SPEAKING}.PromptStream",
    # Where orjson is installed, the kernel would write each message with it, however long.
    f"--Session.packer={_SPEAKING}.packed",
    "--Session.unpacker=jupyter_client.session.json_unpacker",
)


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel from a nursery in place of starting an interpreter.

    The nursery is the one that ``$NRS_NURSERY`` names, else one that this process starts
    with its first kernel and keeps.
    """

    _own: ClassVar[Nursery | None] = None
    _lock: ClassVar[threading.Lock] = threading.Lock()
    _serves: ClassVar[str] = "serve"
    _sockets: Path | None = None

    async def pre_launch(self, **settings: object) -> dict[str, object]:
        manager = self.parent
        if can_fork() and manager is not None and not manager.has_kernel:
            if manager.transport != "ipc":
                # Before its connection file is written; no port is ever opened.
                manager.transport = "ipc"
                manager.cache_ports = False
            if self._is_shared(manager.ip):
                self._sockets = Path(tempfile.mkdtemp(prefix="nrs-"))
                manager.ip = str(self._sockets / "k")
        return await super().pre_launch(**settings)

    @staticmethod
    def _is_shared(ip: str) -> bool:
        # An address, or a path that is too long for a socket or beside other people's files.
        return not Path(ip).is_absolute() or len(ip) > 80

    async def launch_kernel(self, cmd: list[str], **settings: object):
        if not can_fork() or LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **settings)
        environment = dict(settings.get("env") or os.environ)
        limit = environment.pop(MEMORY, "")
        ask = {
            "settings": {"arguments": cmd[cmd.index(LAUNCHER) + 1 :]},
            "environment": environment,
            "folder": Path(settings.get("cwd") or Path.cwd()),
            "memory": int(limit) if limit else None,
        }
        loop = asyncio.get_running_loop()
        self.process = await loop.run_in_executor(None, self._forked, ask)
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    @classmethod
    def _forked(cls, ask: Mapping[str, object]) -> Fork:
        do = f"{__name__}:{cls._serves}"
        if address := os.environ.get(SOCKET):
            forked = fork(address, do, **ask)
        else:
            with cls._lock:
                cls._own = cls._own or Nursery(
                    imports=(*IMPORTED_BY_EVERY_KERNEL, HOLDING, READY),
                    holds=[{"hold": f"{HOLDING}:hold_latest", "settings": {}}],
                )
                try:
                    forked = fork(cls._own.revived(), do, **ask)
                except NurseryGoneError:
                    forked = fork(cls._own.replaced(), do, **ask)
        if not forked.is_ready(_START):
            forked.kill()
        return forked

    @classmethod
    def keep(cls, nursery: Nursery) -> None:
        """Fork from a nursery that this process has started already."""
        cls._own = nursery

    @classmethod
    def end_own(cls) -> None:
        """End the nursery that this process started, if it did."""
        with cls._lock:
            if cls._own is not None:
                cls._own.close()
                cls._own = None

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        if isinstance(self.process, Fork):
            # Its end is told at once, where the usual way looks ten times a second.
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.get_running_loop().run_in_executor(None, self.process.wait, 5)

    async def send_signal(self, signum: int) -> None:
        if isinstance(self.process, Fork):
            self.process.send_signal(signum)
        else:
            await super().send_signal(signum)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self._sockets is not None and not restart:
            shutil.rmtree(self._sockets, ignore_errors=True)


def serve(arguments: list[str], *, tell: Callable[[], None]) -> None:
    """Be a kernel; says that it is ready once its sockets are bound."""
    from ipykernel import kernelapp

    close_port(kernelapp)
    _serve(kernelapp.IPKernelApp, arguments, tell)


def serve_report(arguments: list[str], *, tell: Callable[[], None]) -> None:
    """Be the kernel of one report, which the runner alone asks."""
    from ipykernel import kernelapp

    from nrs_lib.reports.report_kernel import ReportKernelApp
    from nrs_lib.reports.speaking import GatheringPublisher

    close_port(kernelapp, speaks=GatheringPublisher)
    _serve(ReportKernelApp, arguments, tell)


def _serve(kind: type[IPKernelApp], arguments: list[str], tell: Callable[[], None]) -> None:
    import sys

    sys.argv = [LAUNCHER, *arguments]
    # The kernel ends itself when the nursery is gone.
    app = kind.instance(parent_handle=os.getppid())
    app.initialize([*arguments, *_SETTINGS])
    # What the handlers would drop is not put together; a cell has four such records.
    app.log.setLevel(app.log_level)
    tell()
    app.start()


class _ReportProvisioner(WarmProvisioner):
    """Forks kernels that the runner alone asks."""

    _serves = "serve_report"


class WarmKernelManager(AsyncKernelManager):
    """Starts kernels of this very interpreter, by the provisioner above."""

    folder: ClassVar[Path] = Path()
    _started: ClassVar[int] = 0

    def __init__(self, **settings: object) -> None:
        super().__init__(
            **{
                **settings,
                # No kernel specification counts: an installed one may be another environment's.
                "kernel_name": _NATIVE,
                "kernel_spec_manager": KernelSpecManager(kernel_dirs=[]),
                "client_class": f"{PromptClient.__module__}.{PromptClient.__name__}",
                "client_factory": PromptClient,
                "transport": "ipc" if can_fork() else "tcp",
            }
        )
        WarmKernelManager._started += 1
        # Socket paths have room for about a hundred characters, so the name is short.
        self.connection_file = str(self.folder / f"{os.getpid()}-{self._started}.json")

    async def _async_pre_start_kernel(self, **settings: object):
        if self.provisioner is None:
            self.provisioner = _ReportProvisioner(
                kernel_spec=self.kernel_spec, kernel_id=str(self._started), parent=self
            )
        return await super()._async_pre_start_kernel(**settings)
