"""The kernel of a report: of the usual one, what the runner asks for.

Jupyter's own pages ask a kernel several things at once, and whether it still answers. The
runner asks for one cell after the other, and looks at the process itself.
"""

from __future__ import annotations

from ipykernel.kernelapp import IPKernelApp
from zmq import Context


class ReportKernelApp(IPKernelApp):
    """A kernel without threads that each cell would go through, or that nobody listens to."""

    def init_control(self, context: Context) -> None:
        super().init_control(context)
        # The kernel then takes its cells in itself, as one without subshells does.
        self.shell_channel_thread = None

    def init_heartbeat(self) -> None:
        """No heart is listened to."""

    def load_config_file(self, suppress_errors: bool | None = None) -> None:
        """No machine's settings of IPython have a say in a report."""
