"""Warm kernels: each report gets a kernel of its own, forked from one that has imported.

Starting a kernel and importing pandas and matplotlib takes many times longer than making a
report. A worker therefore keeps one server process that has imported what the notebooks
import and has run nothing; each kernel is forked from it, lives for one report and is then
killed. Two reports never share a namespace. Kernels talk over sockets in a private folder,
never over TCP. Where a system cannot fork, kernels start cold and all else is the same.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

_IMPORTED_BY_EVERY_KERNEL = ("ipykernel.ipkernel", "ipykernel.kernelapp", __name__)
_LAUNCHER = "ipykernel_launcher"
_NATIVE = "python3"


class WarmKernelManager(AsyncKernelManager):
    """Starts kernels of this very interpreter, forked from the nursery where there is one."""

    nursery: ClassVar[multiprocessing.context.BaseContext | None] = None
    folder: ClassVar[Path] = Path()
    _started: ClassVar[int] = 0

    def __init__(self, **settings: object) -> None:
        super().__init__(
            **{
                **settings,
                # No other kernel specification counts: an installed "python3" may be
                # another environment's.
                "kernel_name": _NATIVE,
                "kernel_spec_manager": KernelSpecManager(kernel_dirs=[]),
                "transport": "ipc" if os.name == "posix" else "tcp",
            }
        )
        WarmKernelManager._started += 1
        # Socket paths have room for about a hundred characters, so the name is short.
        self.connection_file = str(self.folder / f"{os.getpid()}-{self._started}.json")

    async def _async_pre_start_kernel(self, **settings: object):
        if self.nursery is not None and self.provisioner is None:
            self.provisioner = _NurseryProvisioner(
                kernel_spec=self.kernel_spec, kernel_id=str(self._started), parent=self
            )
        return await super()._async_pre_start_kernel(**settings)

    @classmethod
    def prepare(cls, folder: Path, imports: Iterable[str]) -> None:
        """Start the nursery of this process; returns while it is still importing.

        Parameters
        ----------
        folder
            Private folder for connection files and sockets.
        imports
            Modules that the notebooks import.
        """
        cls.folder = folder
        if "forkserver" not in multiprocessing.get_all_start_methods():
            return
        cls.nursery = multiprocessing.get_context("forkserver")
        cls.nursery.set_forkserver_preload([*_IMPORTED_BY_EVERY_KERNEL, *imports])
        multiprocessing.forkserver.ensure_running()


class _NurseryProvisioner(LocalProvisioner):
    """Forks a kernel from the nursery in place of starting an interpreter."""

    async def launch_kernel(self, cmd: list[str], **settings: object):
        arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
        process = WarmKernelManager.nursery.Process(
            target=_serve, args=(arguments, settings.get("cwd"), dict(settings.get("env") or {}))
        )
        process.start()
        self.process = _Forked(process)
        self.pid = self.pgid = process.pid
        return self.connection_info


class _Forked:
    """A forked kernel in the shape of ``subprocess.Popen``, which the provisioner expects."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.process.BaseProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        # The kernel may have ended between the last look and now.
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def _serve(arguments: list[str], cwd: str | None, environment: Mapping[str, str]) -> None:
    # Its own process group, so that whatever a cell starts ends with the kernel.
    os.setsid()
    os.environ.update(environment)
    if cwd:
        os.chdir(cwd)
    sys.argv = [_LAUNCHER, *arguments]
    from ipykernel.kernelapp import IPKernelApp

    # The kernel ends itself when the nursery is gone.
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
