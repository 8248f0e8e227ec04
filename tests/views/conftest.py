"""A bundle, the server over it, and a real browser in front."""

import os
import shutil

import psutil
import pytest

from nrs_lib.reports.bundles import build_bundle
from nrs_lib.views.serving import serve
from tests.support.bundles import OWN, a_small_register

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def missing(what):
    """Skip on a desk without a browser; fail where the tests are the gate."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must not pass without it")
    pytest.skip(f"{what} is missing")


def kernels_of(served):
    """The kernels of a page, forked or started by themselves."""
    server = psutil.Process(served.process.pid)
    found = []
    for one in server.children(recursive=True):
        own, parent = one.cmdline(), one.parent().cmdline()
        if "nrs_lib.reports.nursery" in parent or "nrs_lib.views.kernel" in own:
            found.append(one)
    return found


@pytest.fixture(scope="session")
def bundle(tmp_path_factory):
    return build_bundle(
        a_small_register(per_unit=40),
        unit_id=OWN,
        register="NRSsv",
        periods=["2022", "2021"],
        folder=tmp_path_factory.mktemp("outputs"),
    )


@pytest.fixture(scope="module")
def served(bundle):
    with serve(bundle) as page:
        yield page


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api") if not os.environ.get("CI") else None
    if api is None:
        from playwright import sync_api as api
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        missing("Chromium")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield started
        started.close()
