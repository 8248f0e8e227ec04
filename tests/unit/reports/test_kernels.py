"""The warm kernel through Jupyter's own door: a real kernel, no port, nothing left."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError

from nrs_lib.reports.forking import can_fork
from nrs_lib.reports.kernels import WarmProvisioner
from tests.support.editions import SECOND, two_extracts

KERNEL, PROVISIONER = "nrs", "nrs-warm"
SPECIFICATION = Path(__file__).resolve().parents[3] / "notebooks" / "kernel"
pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")


@pytest.fixture(scope="module")
def specifications(tmp_path_factory):
    """A folder of kernels that has ours as an installation has it."""
    folder = tmp_path_factory.mktemp("kernels")
    (folder / KERNEL).symlink_to(SPECIFICATION)
    return KernelSpecManager(kernel_dirs=[str(folder)], ensure_native_kernel=False)


@pytest.fixture(scope="module", autouse=True)
def short_names(tmp_path_factory):
    """Sockets have room for a hundred characters; and what is left there is seen."""
    before = tempfile.tempdir
    outputs = tmp_path_factory.mktemp("outputs")
    two_extracts(outputs, changed="SV001-3", nrs_pain=1.0)
    with (
        tempfile.TemporaryDirectory(prefix="t", dir="/tmp") as folder,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        monkeypatch.setenv("NRS_OUTPUTS", str(outputs))
        tempfile.tempdir = folder
        yield Path(folder)
        WarmProvisioner.end_own()
        left = [path for path in Path(folder).rglob("*") if path.is_socket()]
        tempfile.tempdir = before
    assert left == []


@pytest.fixture
def manager(specifications, tmp_path):
    made = KernelManager(
        kernel_name=KERNEL,
        kernel_spec_manager=specifications,
        connection_file=str(tmp_path / "kernel.json"),
    )
    made.start_kernel()
    yield made
    made.shutdown_kernel(now=True)


def said(manager, code: str, key: str = "text/plain") -> str:
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        heard = []
        client.execute_interactive(
            code, output_hook=lambda told: heard.append(told["content"]), timeout=60
        )
        return next(one["data"][key] for one in heard if "data" in one)
    finally:
        client.stop_channels()


def test_jupyter_finds_the_provisioner():
    known = KernelProvisionerFactory.instance().get_provisioner_entries()

    assert known[PROVISIONER] == "nrs_lib.reports.kernels:WarmProvisioner"


def test_it_is_a_kernel_with_the_libraries_in_memory(manager):
    assert said(manager, "import sys; {'pandas', 'matplotlib'} <= set(sys.modules)") == "True"


def test_it_has_the_extract_that_was_loaded_last(manager):
    held = "from nrs_lib.cohort import extracts; [home.parents[1].name for home in extracts._HELD]"

    assert said(manager, held) == f"['{SECOND}']"


def test_it_listens_on_no_port(manager):
    assert said(manager, "1 + 1") == "2"
    family = psutil.Process(manager.provisioner.pid)

    assert [one for one in family.net_connections("inet") if one.status == "LISTEN"] == []
    assert json.loads(Path(manager.connection_file).read_text())["transport"] == "ipc"


def test_it_is_interrupted(manager):
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    asked = client.execute("import time; print('begun', flush=True); time.sleep(60)")
    # A kernel is told to have begun before its cell has.
    while client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    answer = client.get_shell_msg(timeout=20)
    while answer["parent_header"].get("msg_id") != asked:
        answer = client.get_shell_msg(timeout=20)
    client.stop_channels()

    assert answer["content"]["ename"] == "KeyboardInterrupt"


def test_it_is_restarted_with_nothing_remembered(manager):
    said(manager, "kept = 1\nkept")
    before = manager.provisioner.pid

    manager.restart_kernel(now=True)

    assert said(manager, "'kept' in globals()") == "False"
    assert manager.provisioner.pid != before


def test_its_death_is_seen(manager):
    said(manager, "1")
    psutil.Process(manager.provisioner.pid).kill()
    manager.provisioner.process.wait(10)

    assert not manager.is_alive()


def test_nothing_of_it_is_left(specifications, tmp_path, short_names):
    made = KernelManager(
        kernel_name=KERNEL,
        kernel_spec_manager=specifications,
        connection_file=str(tmp_path / "kernel.json"),
    )
    made.start_kernel()
    pid = made.provisioner.pid
    made.shutdown_kernel(now=True)

    assert not psutil.pid_exists(pid)
    assert list(tmp_path.iterdir()) == []
    assert not [path for path in short_names.rglob("*") if path.name.startswith("k-")]


def test_a_time_limit_of_nbclient_holds(specifications):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("while True: pass")],
        metadata={"kernelspec": {"name": KERNEL, "display_name": KERNEL}},
    )
    manager = AsyncKernelManager(kernel_name=KERNEL, kernel_spec_manager=specifications)
    client = NotebookClient(notebook, km=manager, timeout=1)

    try:
        with pytest.raises(CellTimeoutError):
            client.execute()
    finally:
        run_sync(manager.shutdown_kernel)(now=True)


def test_what_cells_print_comes_with_their_cell_and_before_its_result(specifications):
    sources = [
        "print('a')",
        "1",
        "import sys; print('b'); print('c', file=sys.stderr)\n2",
        "print('d')",
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources],
        metadata={"kernelspec": {"name": KERNEL, "display_name": KERNEL}},
    )
    manager = AsyncKernelManager(kernel_name=KERNEL, kernel_spec_manager=specifications)
    try:
        NotebookClient(notebook, km=manager, timeout=60).execute()
    finally:
        run_sync(manager.shutdown_kernel)(now=True)

    told = [
        [one.get("text") or one.data["text/plain"] for one in cell.outputs]
        for cell in notebook.cells
    ]
    assert told == [["a\n"], ["1"], ["b\n", "c\n", "2"], ["d\n"]]


def test_where_nothing_can_be_forked_it_starts_cold(specifications, tmp_path, monkeypatch):
    monkeypatch.setenv("NRS_FORK", "0")
    made = KernelManager(
        kernel_name=KERNEL,
        kernel_spec_manager=specifications,
        connection_file=str(tmp_path / "kernel.json"),
    )
    made.start_kernel()
    try:
        assert said(made, "import os; os.getppid()") == str(os.getpid())
    finally:
        made.shutdown_kernel(now=True)
