"""Voilà and JupyterLab, as their own processes, with kernels that are forked warm."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
import websocket

from nrs_lib.reports.forking import can_fork

ROOT = Path(__file__).resolve().parents[2]
NURSERY = "nrs_lib.reports.nursery"
TOKEN = "token-of-the-test"
SLOW_S = 90
FROM = (
    "import os, sys\n"
    "from pathlib import Path\n"
    "parent = Path(f'/proc/{os.getppid()}/cmdline').read_text()\n"
    f"print('forked:', '{NURSERY}' in parent, 'pandas' in sys.modules)"
)
PID = "import os; print(os.getpid())"
FIRST = f"kept = 1; {PID}"
CHOICE = (
    "import ipywidgets\n"
    "chosen = ipywidgets.Dropdown(options=['ett', 'två'], description='Val')\n"
    "told = ipywidgets.Label('valt: ett')\n"
    "chosen.observe(lambda change: setattr(told, 'value', f'valt: {change.new}'), 'value')\n"
    "ipywidgets.VBox([chosen, told])"
)
pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")


class Served:
    """A server of Jupyter's in a process of its own, over one notebook with our kernel."""

    def __init__(self, home: Path, *words: str) -> None:
        kernels = home / "data" / "kernels"
        kernels.mkdir(parents=True)
        # As an installation has it.
        (kernels / "nrs").symlink_to(ROOT / "notebooks" / "kernel")
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in (FROM, CHOICE)],
            metadata={"kernelspec": {"name": "nrs", "display_name": "NRS Workbench (warm)"}},
        )
        (home / "page").mkdir()
        nbformat.write(notebook, home / "page" / "prov.ipynb")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        own = {
            "TMPDIR": home,
            "PYTHONPATH": ROOT,
            "NRS_OUTPUTS": home / "outputs",
            "JUPYTER_DATA_DIR": home / "data",
            "JUPYTER_CONFIG_DIR": home / "config",
            "JUPYTER_RUNTIME_DIR": home / "run",
            "IPYTHONDIR": home / "ipython",
            "JUPYTER_NO_CONFIG": "1",
        }
        self.log = home / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *(word.format(port=self.port) for word in words)],
                cwd=home / "page",
                env={**os.environ, **{name: str(value) for name, value in own.items()}},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def wait(self, path: str) -> None:
        until = time.monotonic() + SLOW_S
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url(path), timeout=SLOW_S).read()
                return
            time.sleep(0.2)
        pytest.fail(self.log.read_text())

    def forked(self) -> list[psutil.Process]:
        """Kernels: what the server's nursery forked."""
        found = []
        for one in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if NURSERY in " ".join(psutil.Process(one.ppid()).cmdline()):
                    found.append(one)
        return found

    def ended(self) -> list[psutil.Process]:
        """End the server; whoever of its family still lives after a while."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        self.process.wait(SLOW_S)
        return psutil.wait_procs(family, timeout=20)[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    # Sockets have room for a hundred characters.
    return tmp_path_factory.mktemp("w")


@pytest.fixture(scope="module")
def voila(home):
    (home / "v").mkdir()
    served = Served(home / "v", "voila", "prov.ipynb", "--no-browser", "--port={port}")
    served.wait("/voila/static/voila.js")
    yield served
    if served.process.poll() is None:
        served.ended()


@pytest.fixture(scope="module")
def lab(home):
    (home / "l").mkdir()
    served = Served(
        home / "l",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--port={port}",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.news_url=None",
    )
    served.wait(f"/api/kernelspecs?token={TOKEN}")
    yield served
    if served.process.poll() is None:
        served.ended()


def test_a_page_of_voila_works_on_a_forked_kernel(voila, browser):
    page = browser.new_page()
    page.goto(voila.url("/"), timeout=SLOW_S * 1000)

    page.get_by_text("forked: True True").wait_for(timeout=SLOW_S * 1000)
    page.get_by_role("combobox").select_option("två")
    page.get_by_text("valt: två").wait_for(timeout=SLOW_S * 1000)

    [kernel] = voila.forked()
    ports = kernel.net_connections("inet")
    assert [one for one in ports if one.status == psutil.CONN_LISTEN] == []
    page.close()


def test_jupyterlab_opens_a_notebook_on_a_forked_kernel_and_runs_it(lab, browser):
    page = browser.new_page()
    page.goto(lab.url(f"/lab/tree/prov.ipynb?token={TOKEN}"), timeout=SLOW_S * 1000)

    cell = page.locator(".jp-Notebook .jp-CodeCell").first
    cell.wait_for(timeout=SLOW_S * 1000)
    page.get_by_text("NRS Workbench (warm) | Idle").first.wait_for(timeout=SLOW_S * 1000)
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.get_by_text("forked: True True").wait_for(timeout=SLOW_S * 1000)

    page.close()


class Api:
    """The server's own interface, as JupyterLab speaks to it."""

    def __init__(self, lab: Served) -> None:
        self.lab = lab
        self.headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, told: object = None) -> object:
        data = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(
            self.lab.url(path), data=data, headers=self.headers, method=method
        )
        with urllib.request.urlopen(request, timeout=SLOW_S) as answer:
            return json.loads(answer.read() or b"null")

    def run(self, kernel_id: str, code: str) -> str:
        """What a cell printed."""
        address = self.lab.url(f"/api/kernels/{kernel_id}/channels").replace("http", "ws", 1)
        line = websocket.create_connection(address, header=self.headers, timeout=SLOW_S)
        asked = uuid.uuid4().hex
        header = {"msg_id": asked, "msg_type": "execute_request", "username": "", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        message = {"header": {**header, "session": asked}, "parent_header": {}, "metadata": {}}
        line.send(json.dumps({**message, "content": content, "channel": "shell", "buffers": []}))
        said = ""
        try:
            while True:
                heard = json.loads(line.recv())
                if heard["parent_header"].get("msg_id") != asked:
                    continue
                if heard["msg_type"] == "stream":
                    said += heard["content"]["text"]
                if heard["content"].get("execution_state") == "idle":
                    return said
        finally:
            line.close()


@pytest.fixture
def started(lab):
    """The server's interface, and a kernel of ours that it started."""
    api = Api(lab)
    kernel = api.ask("POST", "/api/kernels", {"name": "nrs"})["id"]
    yield api, kernel
    api.ask("DELETE", f"/api/kernels/{kernel}")


def eventually(is_so, seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    return is_so()


def test_a_cell_is_interrupted_through_the_server(started):
    api, kernel = started
    waits = "import time\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('ended')"

    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(api.run, kernel, waits)
        path = f"/api/kernels/{kernel}"
        assert eventually(lambda: api.ask("GET", path)["execution_state"] == "busy")
        time.sleep(0.5)
        api.ask("POST", f"{path}/interrupt")

        assert said.result(30) == "ended\n"
    assert api.run(kernel, "print(1)") == "1\n"


def test_a_kernel_that_was_killed_is_started_anew_by_the_server(started):
    api, kernel = started
    number = int(api.run(kernel, FIRST))

    psutil.Process(number).kill()

    def runs_another() -> bool:
        with contextlib.suppress(Exception):
            return api.run(kernel, PID) != f"{number}\n"
        return False

    assert eventually(runs_another, 60)
    assert api.run(kernel, "print('kept' in globals())") == "False\n"


def test_the_servers_interface_starts_runs_restarts_and_ends_a_forked_kernel(lab):
    api = Api(lab)
    specification = api.ask("GET", "/api/kernelspecs")["kernelspecs"]["nrs"]["spec"]
    assert specification["metadata"]["kernel_provisioner"]["provisioner_name"] == "nrs-warm"
    notebook = api.ask("GET", "/api/contents/prov.ipynb")["content"]
    asked = {"path": "own.ipynb", "name": "", "type": "notebook", "kernel": {"name": "nrs"}}
    before = set(lab.forked())
    session = api.ask("POST", "/api/sessions", asked)
    kernel = session["kernel"]["id"]

    assert api.run(kernel, notebook["cells"][0]["source"]) == "forked: True True\n"
    [started] = set(lab.forked()) - before
    assert api.run(kernel, "kept = 1; print(os.getpid())") == f"{started.pid}\n"
    api.ask("POST", f"/api/kernels/{kernel}/restart")
    assert api.run(kernel, "print('kept' in globals())") == "False\n"
    api.ask("DELETE", f"/api/sessions/{session['id']}")

    assert set(lab.forked()) == before


def test_nothing_outlives_a_server(lab, voila):
    for served in (lab, voila):
        family = psutil.Process(served.process.pid).children(recursive=True)
        assert any(NURSERY in " ".join(one.cmdline()) for one in family)
        assert served.ended() == []
        assert [path for path in served.log.parent.rglob("*") if path.is_socket()] == []
