"""The engine takes a short way with outputs: it gives what nbformat gives, or asks nbformat."""

from __future__ import annotations

import copy
import time

import nbformat
import pytest
from nbformat.v4 import output_from_msg
from papermill.engines import NotebookExecutionManager

from nrs_lib.reports.engine import ReportClient, _is_plain

SHOWN = {"text/plain": "a", "text/html": "<p>å</p>"}
STAMP = {"nrs": {"records": [{"hidden": {"few": 2}}], "name": "one"}}


def message(kind: str, **content) -> dict:
    header = {"msg_type": kind}
    return {"header": header, "msg_type": kind, "parent_header": {}, "content": content}


def client() -> ReportClient:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    made = ReportClient(NotebookExecutionManager(notebook, progress_bar=False))
    made.clear_before_next_output = False
    return made


@pytest.mark.parametrize(
    "told",
    [
        message("display_data", data=SHOWN, metadata=STAMP, transient={}),
        message("execute_result", data=SHOWN, metadata=STAMP, execution_count=3),
        message("execute_result", data={}, metadata={}, execution_count=1),
    ],
)
def test_what_is_plain_becomes_what_nbformat_makes_of_it(told):
    outputs = []
    assert _is_plain(told)
    client().output(outputs, copy.deepcopy(told), None, 0)
    expected = output_from_msg(told)
    assert outputs == [expected]
    assert list(outputs[0]) == list(expected)
    assert type(outputs[0].data) is type(outputs[0].metadata) is nbformat.NotebookNode
    assert type(outputs[0].metadata.get("nrs", expected)) is nbformat.NotebookNode


@pytest.mark.parametrize(
    "told",
    [
        message("display_data", data={"text/plain": 3}, metadata={}),
        message("display_data", data=SHOWN, metadata=[]),
        message("execute_result", data=SHOWN, metadata={}, execution_count="1"),
        message("execute_result", data=SHOWN, metadata={}, execution_count=-1),
        message("stream", name="stdout", text=3),
    ],
)
def test_what_the_format_does_not_allow_is_refused(told):
    with pytest.raises(nbformat.ValidationError):
        client().output([], told, None, 0)


def test_what_is_allowed_and_not_plain_is_taken_in_by_nbformat():
    told = message("display_data", data={"application/json": {"a": 1}}, metadata={})
    assert not _is_plain(told)
    outputs = []
    client().output(outputs, told, None, 0)
    assert outputs == [output_from_msg(told)]


def test_what_papermill_tells_of_a_cell_is_told(monkeypatch):
    def takes_time(self, cell, cell_index):
        assert cell.metadata.papermill["status"] == "running"
        time.sleep(0.01)

    monkeypatch.setattr(ReportClient, "execute_cell", takes_time)
    made = client()
    made.nb.metadata.papermill = {}
    made.nb_man.notebook_start()
    made.papermill_execute_cells()

    told = made.nb.cells[0].metadata.papermill
    assert set(told) == {"exception", "start_time", "end_time", "duration", "status"}
    assert (told["status"], told["exception"]) == ("completed", False)
    assert 0.01 <= told["duration"] < 5
    assert told["start_time"] < told["end_time"]
