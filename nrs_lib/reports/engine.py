"""How Papermill runs a report: cell by cell, by a client that waits for its kernel alone.

nbclient has three tasks of an event loop wait for each cell, and holds each output against the
notebook format's schema in the slow way; with a report of forty cells that is a third of what
its client does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError
from nbclient.util import run_sync
from nbformat import NotebookNode, from_dict
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.log import logger

if TYPE_CHECKING:
    from papermill.engines import NotebookExecutionManager

ENGINE = "nrs"
_SILENCE = 1
"""Seconds of silence after which it is asked whether the kernel still lives."""
_SHOWN = {"display_data": (), "execute_result": ("execution_count",)}
"""What an output that is shown has besides its data and metadata."""


class ReportClient(PapermillNotebookClient):
    """Runs the cells of a notebook in a kernel that it has started."""

    def papermill_execute_cells(self) -> None:
        for index, cell in enumerate(self.nb.cells):
            if cell.cell_type != "code":
                continue
            self.nb_man.cell_start(cell, index)
            told, began = cell.metadata.papermill, time.monotonic()
            # Papermill would read its own words to tell how long it took, a tenth of what is
            # done here.
            start, told["start_time"] = told["start_time"], None
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as fault:
                self.nb_man.cell_exception(cell, cell_index=index, exception=fault)
                break
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)
                told |= {"start_time": start, "duration": time.monotonic() - began}

    def execute_cell(self, cell: NotebookNode, cell_index: int) -> None:
        if not cell.source.strip() or self.skip_cells_with_tag in cell.metadata.get("tags", ()):
            return
        cell.metadata["execution"] = {}
        self.on_cell_execute(cell=cell, cell_index=cell_index)
        asked = self.kc.ask(cell.source)
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False
        reply = self._reply(asked, cell, cell_index)
        if reply["content"]["status"] == "error":
            run_sync(self._check_raise_for_error)(cell, cell_index, reply)

    def _reply(self, asked: str, cell: NotebookNode, cell_index: int) -> Mapping[str, object]:
        """What the kernel answers, once it is idle again and all that the cell shows has come.

        Raises
        ------
        CellTimeoutError
            It did not answer in the cell's time, or afterwards did not say all.
        DeadKernelError
            It has ended.
        """
        limit = self._get_timeout(cell) or math.inf
        ends = time.monotonic() + limit
        reply, is_idle = None, False
        while reply is None or not is_idle:
            told = self.kc.told(min(_SILENCE, max(0.0, ends - time.monotonic())))
            if not told and reply is None:
                run_sync(self._async_check_alive)()
            if not told and time.monotonic() >= ends:
                what = "Cell execution timed out" if reply is None else "Timeout waiting for IOPub"
                raise CellTimeoutError.error_from_timeout_and_cell(what, limit, cell)
            for channel, message in told:
                if message["parent_header"].get("msg_id") != asked:
                    continue
                if channel == "shell":
                    reply, limit = message, self.iopub_timeout
                    ends = time.monotonic() + limit
                    cell.metadata["execution"]["shell.execute_reply"] = timestamp(message)
                    continue
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    is_idle = True
        return reply

    def output(
        self,
        outs: list[NotebookNode],
        msg: Mapping[str, object],
        display_id: str | None,
        cell_index: int,
    ) -> NotebookNode | None:
        is_caught = self.output_hook_stack.get(msg["parent_header"].get("msg_id"))
        if display_id or is_caught or self.clear_before_next_output or not _is_plain(msg):
            return super().output(outs, msg, display_id, cell_index)
        told = msg["content"]
        more = {name: told[name] for name in _SHOWN[msg["msg_type"]]}
        shown = NotebookNode(
            output_type=msg["msg_type"],
            metadata=from_dict(told["metadata"]),
            data=NotebookNode(told["data"]),
            **more,
        )
        outs.append(shown)
        return shown


def _is_plain(message: Mapping[str, object]) -> bool:
    """Whether an output is so simple that the notebook format allows it without being asked."""
    if message["msg_type"] not in _SHOWN:
        return False
    told = message["content"]
    count = told.get("execution_count", 0)
    return (
        type(told["metadata"]) is type(told["data"]) is dict
        and all(type(text) is str for text in told["data"].values())
        and type(count) is int
        and count >= 0
    )


class ReportEngine(Engine):
    """Papermill's engine for reports, by the name of `ENGINE`."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: object
    ) -> None:
        ReportClient(nb_man, kernel_name=kernel_name, log=logger, **settings).execute()


papermill_engines.register(ENGINE, ReportEngine)
