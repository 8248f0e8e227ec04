"""Serve one unit's page: one process, one notebook, one bundle.

A page never asks which unit it is. Its process can reach one bundle, and the bundle says.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from packaging.version import Version

from nrs_lib.cohort.extracts import latest_extract_id, open_extract
from nrs_lib.disclosure import read_policy
from nrs_lib.errors import PlatformError, UsageError
from nrs_lib.places import outputs, views
from nrs_lib.reports.bundle_desk import check_bundle
from nrs_lib.reports.bundles import FOLDER, MANIFEST, build_bundle
from nrs_lib.reports.catalog import Sidecar, read_sidecar
from nrs_lib.reports.subjects import path_part
from nrs_lib.terms import Register
from nrs_lib.views.handover import ADDRESS, LOG, LOOPBACK, OWNER, PREFIX
from nrs_lib.views.settings import environment, furnish, sweep, write_private

UNIT_PAGE = "unit_page"
FLOORS = {"voila": "0.5.6", "jupyter_server": "2.20"}
"""Oldest versions that may serve: CVE-2024-30265 and CVE-2026-44727 are below them."""
_START_S = 90
_STOP_S = 15


@dataclass
class ServedPage:
    """A page that is being served; leaving its ``with`` block ends it.

    Attributes
    ----------
    url
        Its address with the token. Whoever has it can open the page, so it is shown to
        the one who started it and written nowhere else.
    process
        The server's process.
    folder
        The server's private folder; gone when the page has ended.
    """

    url: str
    port: int
    token: str
    process: subprocess.Popen
    folder: Path

    def __enter__(self) -> ServedPage:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait(self) -> int:
        """Wait until the server ends by itself; its exit code."""
        return self.process.wait()

    def stop(self) -> None:
        """End the server with its kernels, and remove its private folder."""
        _end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def open_browser(self) -> None:
        """Open the page in the reader's browser.

        By way of a private file: an address on a browser's command line can be read by
        every user of the machine.
        """
        door = self.folder / "open.html"
        write_private(door, f'<meta http-equiv="refresh" content="0;url={self.url}">')
        webbrowser.open(door.as_uri())


def serve_unit_page(
    unit_id: str,
    *,
    register: Register | str | None = None,
    extract_id: str | None = None,
    folder: Path | None = None,
    language: str | None = None,
    port: int = 0,
    open_browser: bool = False,
    tell: Callable[[str], None] | None = None,
) -> ServedPage:
    """Serve one unit's page, and build its bundle first when there is none.

    Parameters
    ----------
    register
        The register the unit is in; looked up when not given.
    extract_id
        The extract; the one loaded last when not given.
    folder
        Where outputs are; ``outputs/`` by default.
    language
        As `serve`.
    tell
        Called with each period while a bundle is built.

    Raises
    ------
    UsageError
        The extract has no such unit.
    ExtractError, DisclosureError, PlatformError
        As `open_extract` and `serve`.
    """
    extract_id = extract_id or latest_extract_id(folder=folder)
    bundle = (folder or outputs()) / extract_id / FOLDER / path_part(unit_id, where="unit")
    if not _is_current(bundle):
        extract = open_extract(extract_id, folder=folder)
        known = extract.units.set_index("unit_id")["register"]
        if unit_id not in known:
            raise UsageError(
                "The extract has no such unit.",
                where=unit_id,
                remedy="`nrs list --units` shows the units.",
            )
        register = register or known[unit_id]
        build_bundle(extract, unit_id=unit_id, register=register, folder=folder, tell=tell)
    return serve(bundle, language=language, port=port, open_browser=open_browser)


def serve(
    bundle: str | Path,
    *,
    notebook: str | Path | None = None,
    language: str | None = None,
    ip: str = LOOPBACK,
    port: int = 0,
    open_browser: bool = False,
) -> ServedPage:
    """Serve one published view over one bundle.

    Parameters
    ----------
    bundle
        A folder that `build_bundle` wrote; checked again before anything starts.
    notebook
        The view; ``unit_page`` when not given.
    language
        One that the view is written in; its first when not given.
    ip
        Loopback only. Readers elsewhere come through a gateway that knows who they are.
    port
        0 takes a free one.

    Returns
    -------
    ServedPage
        Once it answers. Each reader gets a kernel of their own, at most four at a time; a
        kernel ends a minute after its page is closed.

    Raises
    ------
    DisclosureError
        The bundle is not exactly one unit's, whole and private.
    UsageError
        The notebook is not one published view, or the address is not loopback.
    ParameterError
        The view is not written in the language.
    PlatformError
        A library is older than its known holes, or the server did not start.
    """
    _check_versions()
    _check_address(ip)
    view = _published(notebook).in_language(language)
    bundle = Path(bundle).resolve()
    check_bundle(bundle)
    sweep()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        token = furnish(home, bundle=bundle, view=view, port=port)
        process = _start(home)
        write_private(home / OWNER, str(process.pid))
        found = _address(home, process)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    served = ServedPage(f"http://{ip}:{found}/?token={token}", found, token, process, home)
    if open_browser:
        served.open_browser()
    return served


def _is_current(bundle: Path) -> bool:
    """Whether a bundle stands there that was cleared under the present policy."""
    try:
        stored = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except ValueError:
        return True  # Not for us to replace: the check refuses it and says why.
    return stored.get("policy_sha256") == read_policy().sha256


def _check_versions() -> None:
    for library, floor in FLOORS.items():
        if Version(version(library)) < Version(floor):
            raise PlatformError(
                f"{library} is older than {floor} and has known holes.",
                where=f"{library} {version(library)}",
                remedy=f"Install {library} {floor} or later.",
            )


def _check_address(ip: str) -> None:
    if ip not in (LOOPBACK, "localhost"):
        raise UsageError(
            "A page is served on this machine only.",
            where=f"address {ip[:40]}",
            remedy=f"Use {LOOPBACK}, with a gateway that checks who comes in front of it.",
        )


def _published(notebook: str | Path | None) -> Sidecar:
    path = Path(notebook or views() / f"{UNIT_PAGE}.ipynb")
    if not path.is_file() or path.suffix != ".ipynb" or path.is_symlink():
        raise UsageError(
            "A page is one notebook, never a folder.",
            where=path.name,
            remedy=f"Name a notebook in {views().name}.",
        )
    sidecar = path.with_suffix(".yaml")
    is_view = path.resolve().parent == views().resolve() and sidecar.is_file()
    view = read_sidecar(sidecar) if is_view else None
    if view is None or not view.published:
        raise UsageError(
            "The notebook is not a published view.",
            where=path.name,
            remedy="Only notebooks in notebooks/views with `published: true` are served.",
        )
    return view


def _start(home: Path) -> subprocess.Popen:
    with os.fdopen(os.open(home / LOG, os.O_WRONLY | os.O_CREAT, 0o600), "w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "nrs_lib.views", str(home)],
            # The server ends when this pipe closes, that is, also when we are killed.
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=environment(home),
            start_new_session=True,
        )


def _address(home: Path, process: subprocess.Popen) -> int:
    """Wait until the server says where it listens."""
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        if (home / ADDRESS).is_file():
            return json.loads((home / ADDRESS).read_text(encoding="utf-8"))["port"]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    log = (home / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    _end(process)
    raise PlatformError(
        "The page's server did not start.",
        where=log[-1][:200] if log else "it left no message",
        remedy="Is the port taken? Leave it out to get a free one.",
    )


def _end(process: subprocess.Popen) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
