"""A report's kernel begins sooner than the usual one, and is the same to what runs in it."""

from __future__ import annotations

import datetime as dt

import nbformat
import pytest
from ipykernel.kernelapp import IPKernelApp

from nrs_lib.reports.executing import execute
from nrs_lib.reports.forking import can_fork
from nrs_lib.reports.kernels import WarmKernelManager
from nrs_lib.reports.report_kernel import ReportKernelApp
from nrs_lib.reports.workshops import open_workshop

FILE = ["-f", "/tmp/a b/kernel.json"]
PACKER = "jupyter_client.session.json_packer"
SETTINGS = ["--HistoryManager.enabled=False", f"--Session.packer={PACKER}"]
SILENCED = "'not shown';  # as its semicolon says"
# The first time it changes what it becomes the second time.
CHANGING = "get_ipython().input_transformers_post.append(lambda lines: [*lines[:-1], '2'])"
CELLS = {
    "type(get_ipython()).__name__, 'IPKernelApp' in get_ipython().config": (
        "('ZMQInteractiveShell', True)"
    ),
    "import asyncio\nawait asyncio.sleep(0, 'waited for')": "'waited for'",
    "[one async for one in (n async for n in _never())] if False else 'no'": "'no'",
    "async def later():\n    return 'later'\nawait later()": "'later'",
    "%config HistoryManager.enabled": "False",
    "import sys\nfrom ipykernel import ipkernel\nipkernel.sys is sys": "True",
    "'one'; 'shown'  # not silenced;": "'shown'",
}


@pytest.mark.parametrize("arguments", [FILE, [*FILE, *SETTINGS], [*SETTINGS, *FILE]])
def test_settings_are_those_that_the_usual_parser_reads(arguments):
    usual, ours = IPKernelApp(), ReportKernelApp()
    usual.parse_command_line(arguments)
    ours.parse_command_line(arguments)

    assert ours.config == usual.config
    assert ours.connection_file == usual.connection_file == FILE[1]


@pytest.mark.parametrize(
    "arguments", [["--debug"], [*FILE, "--debug"], ["--log-level=10"], ["--log-level", "10"]]
)
def test_other_settings_go_through_the_usual_parser(arguments):
    ours = ReportKernelApp()
    ours.parse_command_line(arguments)

    assert ours.log_level == 10


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_what_runs_in_it_meets_the_usual_kernel(tmp_path, monkeypatch):
    sources = [*CELLS, SILENCED, CHANGING, CHANGING]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    template = tmp_path / "cells.ipynb"
    metadata = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), template)
    told = {"outputs": tmp_path, "extract_id": "none", "as_of": dt.date(2023, 9, 1)}
    with open_workshop((), **told) as workshop:
        for name, value in workshop.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(WarmKernelManager, "folder", workshop.folder)
        run = execute(template, {}, scratch=tmp_path, limit=60)

    assert run.failure is None
    shown = [
        output.data["text/plain"]
        for cell in run.notebook.cells
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    assert shown == [*CELLS.values(), "2"]
