"""What a hostile visitor meets, with and without the page's token."""

import http.client
import json
import os
import re
import time
from pathlib import Path

import psutil
import pytest

from nrs_lib.reports.bundle_desk import VARIABLE
from nrs_lib.reports.forking import can_fork
from nrs_lib.views import serving
from nrs_lib.views.guarding import HEADERS
from nrs_lib.views.serving import serve
from tests.views.conftest import kernels_of

FORBIDDEN = (
    "/voila/files/unit_page.ipynb",
    "/voila/files/episodes.parquet",
    "/voila/files/picture.png",
    "/voila/files/../voila.json",
    "/voila/tree",
    "/voila/tree/",
    "/voila/render/unit_page.ipynb",
    "/voila/api/contents",
    "/voila/api/themes/x",
    "/voila/query/11111111-1111-1111-1111-111111111111",
    "/voila/execution/11111111-1111-1111-1111-111111111111",
    "/api/contents",
    "/api/kernels",
    "/api/kernelspecs",
    "/api/sessions",
    "/api/terminals",
    "/files/unit_page.ipynb",
    "/nbconvert/html/unit_page.ipynb",
    "/unit_page.ipynb",
    "/login",
    "/lab",
    "/voila/static/../../../../etc/passwd",
    "/voila/static/%2e%2e/%2e%2e/conf.json",
    "/voila/templates/nrs/static/../conf.json",
    "/voila/templates/nrs/static/%2e%2e/index.html.j2",
    "/voila/templates/lab/static/voila.js",
    "/voila/labextensions/@jupyter-widgets/../../../etc/passwd",
)
SOCKET = "/api/kernels/{}/channels"


def ask(served, path, *, method="GET", token=None, **headers):
    """One plain request, not tidied by a client library; status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    if token:
        headers["Authorization"] = f"token {token}"
    headers.setdefault("Host", f"127.0.0.1:{served.port}")
    connection.putrequest(method, path, skip_host=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
    connection.close()
    return found


def upgrade(**headers):
    return {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **headers,
    }


@pytest.fixture(scope="module")
def kernel_id(served):
    """The kernel that stands warm for the next reader."""
    runtime = next((served.folder / "run").glob("voila_*"))
    until = time.monotonic() + 60
    while not (found := list(runtime.glob("kernel-*.json"))) and time.monotonic() < until:
        time.sleep(0.1)
    return found[0].stem.removeprefix("kernel-")


@pytest.mark.parametrize("token", [None, "wrong"])
def test_the_page_needs_its_token(served, token):
    status, _, body = ask(served, "/", token=token)
    assert status == 403
    assert "sin egen länk" in body
    assert "kernel" not in body
    assert ask(served, "/?token=wrong")[0] == 403


@pytest.mark.parametrize("path", FORBIDDEN)
def test_nothing_else_is_there_even_with_the_token(served, path):
    for token in (None, served.token):
        status, headers, body = ask(served, path, token=token)
        assert status in (403, 404), path
        assert headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        assert "root:" not in body
        assert "base_template" not in body


def test_every_answer_carries_the_guarding_headers(served):
    for path in ("/", "/nowhere", "/voila/static/voila.js", "/voila/static/none.js"):
        _, headers, _ = ask(served, path)
        assert HEADERS.items() <= headers.items(), path
        assert "Server" not in headers
    assert "unsafe-inline" not in HEADERS["Content-Security-Policy"].split("style-src")[0]


def test_another_host_name_is_refused(served):
    status, _, body = ask(served, "/", token=served.token, Host="evil.example")
    assert status == 403
    assert "kernel" not in body


def test_the_kernel_asks_for_the_token(served, kernel_id):
    path = f"/api/kernels/{kernel_id}"
    assert ask(served, path)[0] == 403
    assert ask(served, path, method="DELETE")[0] == 403
    assert ask(served, f"/voila/api/shutdown/{kernel_id}", method="POST")[0] == 403
    assert ask(served, path, token=served.token)[0] == 200


def test_the_socket_asks_for_token_and_own_origin(served, kernel_id):
    path = SOCKET.format(kernel_id)
    own = f"http://127.0.0.1:{served.port}"
    assert ask(served, path, **upgrade(Origin=own))[0] == 403
    for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert ask(served, path, token=served.token, **upgrade(**origin))[0] == 403


def test_no_secret_in_arguments_or_environment(served, bundle, kernel_id):
    server = psutil.Process(served.process.pid)
    kernels = server.children(recursive=True)
    for process in (server, *kernels):
        assert served.token not in " ".join(process.cmdline())
        assert served.token not in str(process.environ())
    assert VARIABLE not in server.environ()
    assert {kernel.environ()[VARIABLE] for kernel in kernels} == {str(bundle)}
    assert not any("QUERY_STRING" in kernel.environ() for kernel in kernels)


def connections(process):
    """Connections of a process; one that has ended since it was listed has none."""
    try:
        return process.net_connections(kind="tcp")
    except psutil.NoSuchProcess:
        return []


def test_only_the_page_listens_and_only_on_loopback(served, kernel_id):
    server = psutil.Process(served.process.pid)
    listening = [
        tuple(connection.laddr)
        for process in (server, *server.children(recursive=True))
        for connection in connections(process)
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == [("127.0.0.1", served.port)]


def test_private_folder_is_private(served):
    assert served.folder.stat().st_mode & 0o077 == 0
    settings = served.folder / "voila.json"
    assert settings.stat().st_mode & 0o077 == 0
    stored = json.loads(settings.read_text(encoding="utf-8"))
    assert stored["VoilaConfiguration"]["allow_template_override"] == "NO"
    assert stored["VoilaConfiguration"]["file_allowlist"] == []
    assert stored["KernelManager"]["transport"] == "ipc"
    assert [path.name for path in (served.folder / "page").iterdir()] == ["unit_page.ipynb"]


def test_log_has_paths_without_their_queries(served):
    ask(served, "/?token=dont-log-me&x=811228-9874")
    log = served.folder / "server.log"
    # The server answers first, and writes its line when it comes to it.
    assert eventually(lambda: "GET / 403" in log.read_text(encoding="utf-8"))
    for secret in ("dont-log-me", "811228-9874", served.token):
        assert secret not in log.read_text(encoding="utf-8")


@pytest.fixture
def a_view(tmp_path, monkeypatch):
    """Publishes a view of some cells."""

    def published(*cells):
        view = tmp_path / "views"
        view.mkdir()
        notebook = json.loads((serving.views() / "unit_page.ipynb").read_text(encoding="utf-8"))
        notebook["cells"] = [_cell(*cell) for cell in cells]
        (view / "trial.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        sidecar = (serving.views() / "unit_page.yaml").read_text(encoding="utf-8")
        (view / "trial.yaml").write_text(sidecar, encoding="utf-8")
        monkeypatch.setattr(serving, "views", lambda: view)
        return view / "trial.ipynb"

    return published


def test_a_failing_cell_ends_the_page_and_stays_out_of_the_log(bundle, a_view):
    fails = "value = '811228' + '-9874'\nraise ValueError(value)"
    view = a_view(("code", "fails", fails), ("markdown", "later", "SENARE"))
    with serve(bundle, notebook=view) as served:
        status, _, body = ask(served, "/", token=served.token)
        log = (served.folder / "server.log").read_text(encoding="utf-8")
    assert status == 200
    assert "Sidan kunde inte räknas fram" in body
    assert "SENARE" not in body
    for text in (body, log):
        assert "811228" not in text
        assert "Traceback" not in text


def _cell(kind, name, source):
    cell = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def eventually(is_so, seconds=30):
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    return is_so()


TOLD = """\
import builtins, os, sys
warm = "nrs_lib.views.page" in sys.modules
from nrs_lib.views.page import Fragment
seen = getattr(builtins, "seen", "nothing")
builtins.seen = "another reader"
Fragment(f"[{os.getpid()} {os.getppid()} {seen} {warm}]")"""


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_each_reader_has_a_forked_kernel_of_their_own_that_ends_with_them(bundle, a_view):
    with serve(bundle, notebook=a_view(("code", "tells", TOLD))) as served:
        [nursery] = psutil.Process(served.process.pid).children()
        readers = [ask(served, "/", token=served.token)[2] for _ in range(2)]
        told = [re.search(r"\[(\d+) (\d+) (\w+) (\w+)\]", body).groups() for body in readers]
        assert [(parent, seen, warm) for _, parent, seen, warm in told] == [
            (str(nursery.pid), "nothing", "True")
        ] * 2
        assert len({own for own, *_ in told}) == 2
        first, second = (int(own) for own, *_ in told)
        # The nursery has what every page has, and nothing that is the unit's.
        held = [file.path for file in nursery.open_files()]
        assert not [path for path in held if str(bundle) in path]

        kernel_id = re.search(r'"kernelId": "([\w-]+)"', readers[0]).group(1)
        ended = {"method": "POST", "token": served.token}
        status, *_ = ask(served, f"/voila/api/shutdown/{kernel_id}", **ended)
        assert status == 204
        assert eventually(lambda: not psutil.pid_exists(first))
        assert psutil.pid_exists(second)
        assert not list(served.folder.rglob(f"*{kernel_id}*"))


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_a_nursery_that_was_killed_is_replaced_for_the_next_reader(bundle):
    with serve(bundle) as served:
        [nursery] = psutil.Process(served.process.pid).children()
        nursery.kill()
        eventually(lambda: nursery.status() == psutil.STATUS_ZOMBIE or not nursery.is_running())
        # The one that stood warm for the first is gone with it.
        _, (status, _, body) = (ask(served, "/", token=served.token) for _ in range(2))
        assert status == 200
        assert "<h1>Enheten SV001</h1>" in body
        assert "Sidan kunde inte räknas fram" not in body


def test_nothing_outlives_a_server_that_was_killed(bundle):
    served = serve(bundle)
    processes = psutil.Process(served.process.pid).children(recursive=True)
    assert kernels_of(served)
    served.process.kill()
    _, alive = psutil.wait_procs(processes, timeout=30)
    assert alive == []
    served.stop()
    assert not served.folder.exists()


def test_ending_leaves_no_process_and_no_folder(bundle):
    served = serve(bundle)
    server = psutil.Process(served.process.pid)
    processes = [server, *server.children(recursive=True)]
    served.stop()
    _, alive = psutil.wait_procs(processes, timeout=30)
    assert alive == []
    assert not served.folder.exists()
    with pytest.raises(ConnectionRefusedError):
        ask(served, "/")


def test_the_server_ends_with_its_starter(bundle):
    served = serve(bundle)
    server = psutil.Process(served.process.pid)
    os.close(served.process.stdin.fileno())  # As when the starter is killed.
    psutil.wait_procs([server], timeout=30)
    until = time.monotonic() + 10
    while Path(served.folder).exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not served.folder.exists()
    assert served.wait() == 0
