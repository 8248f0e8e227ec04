"""The kernel of a report: of the usual one, what the runner asks for.

Jupyter's own pages ask a kernel several things at once, and whether it still answers. The
runner asks for one cell after the other, and looks at the process itself.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import ClassVar, NamedTuple

from ipykernel import ipkernel, zmqshell
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString
from zmq import Context

_FILE, _SETTING = "-f", "--"
_WAITS = ("await", "async")
"""What code must say that waits for something outside of functions."""


class _WithoutModules:
    """What `sys` tells, but for the modules."""

    modules: ClassVar[Mapping[str, ModuleType]] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(sys, name)


class _NoThread(NamedTuple):
    """In place of the thread for subshells: the kernel then takes its cells in itself.

    A cell that waits for something asks it where cells run.
    """

    parent_thread: threading.Thread

    def __bool__(self) -> bool:
        return False


class _DisplayHook(zmqshell.ZMQShellDisplayHook):
    """What shows a cell's last value, unless the cell ends with a semicolon."""

    @staticmethod
    def semicolon_at_end_of_expression(expression: str) -> bool:
        # The usual one reads the whole cell for it.
        usual = zmqshell.ZMQShellDisplayHook.semicolon_at_end_of_expression
        return ";" in expression and usual(expression)


class ZMQInteractiveShell(zmqshell.ZMQInteractiveShell):
    """A shell that goes through each cell once before it runs it.

    Libraries ask for its name to know that they are in a notebook.
    """

    displayhook_class = _DisplayHook
    _transformed: tuple[int, str, str] | None = None

    def should_run_async(self, raw_cell: str, **told: object) -> bool:
        # The usual one compiles the cell to know, and is asked twice.
        cell = told.get("transformed_cell") or raw_cell
        return any(word in cell for word in _WAITS) and super().should_run_async(raw_cell, **told)

    def transform_cell(self, raw_cell: str) -> str:
        # Its kernel asks what a cell becomes and so does it itself, and nothing runs between.
        asked = self.execution_count, raw_cell
        if self._transformed is None or self._transformed[:2] != asked:
            self._transformed = (*asked, super().transform_cell(raw_cell))
        return self._transformed[-1]


class ReportKernel(ipkernel.IPythonKernel):
    """A kernel that nobody debugs."""

    shell_class = ZMQInteractiveShell
    _supports_kernel_subshells = False
    # The runner waits for the last word of each cell, so no time need pass before its answer.
    _execute_sleep = 0.0

    def __init__(self, **settings: object) -> None:
        # For a debugger each module is asked for its file, with which the kernel would write to
        # three thousand pages that it shares with what it was forked from.
        ipkernel.sys = _WithoutModules()
        try:
            super().__init__(**settings)
        finally:
            ipkernel.sys = sys


class ReportKernelApp(IPKernelApp):
    """A kernel without threads that each cell would go through, or that nobody listens to."""

    kernel_class = ReportKernel

    def parse_command_line(self, argv: Sequence[str] | None = None) -> None:
        """Take what the runner says as it says it; all else goes through the usual parser.

        That is made anew of all settings that there are, in a tenth of a kernel's beginning.
        """
        told = _told(argv or ())
        if told is None:
            super().parse_command_line(argv)
        else:
            self.update_config(told)

    def init_control(self, context: Context) -> None:
        super().init_control(context)
        self.shell_channel_thread = _NoThread(threading.current_thread())

    def init_heartbeat(self) -> None:
        """No heart is listened to."""

    def load_config_file(self, suppress_errors: bool | None = None) -> None:
        """No machine's settings of IPython have a say in a report."""

    def init_code(self) -> None:
        """No machine's code has either, and no cell asks what there was before it ran."""


def _told(words: Sequence[str]) -> Config | None:
    """Settings that are a connection's file and ``--Class.name=value``; None if others are."""
    told, left = Config(), list(words)
    while left:
        word = left.pop(0)
        place, is_set, value = word.removeprefix(_SETTING).partition("=")
        kind, _, name = place.partition(".")
        if word == _FILE and left:
            told.IPKernelApp.connection_file = left.pop(0)
        elif word.startswith(_SETTING) and is_set and name.isidentifier() and kind.isidentifier():
            told[kind][name] = DeferredConfigString(value)
        else:
            return None
    return told
