"""An edition on a Dask cluster: a real scheduler, and workers that are processes of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nrs_lib.cli.main import main
from nrs_lib.cohort.extracts import FOLDER
from nrs_lib.errors import PlatformError
from nrs_lib.extract.freezing import freeze
from nrs_lib.reports import clusters
from nrs_lib.reports.clusters import dask_executor
from nrs_lib.reports.running import run_batch
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.clusters import Cluster
from tests.support.templates import a_template, an_extract

pytest.importorskip("distributed")

UNITS = [Subject(Register.NRSSV, f"U{n}") for n in range(1, 4)]
SIGNS = """from pathlib import Path
import os
Path(os.environ["NRS_OUTPUTS"], "by-" + os.environ.get("NRS_TEST_WORKER", "us")).touch()
a_text("text")"""
KILLS = """from pathlib import Path
import os, psutil, time
killed = Path(os.environ["NRS_OUTPUTS"], "killed")
if {always} or not killed.exists():
    killed.touch()
    psutil.Process(os.getppid()).parent().kill()
    time.sleep(60)
a_text("text")"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def scheduler(home):
    with Cluster(home) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def cluster(scheduler):
    scheduler.hire("one", "two")
    return scheduler


def stored(outputs: Path):
    """An extract that stands in an outputs folder, without rows."""
    extract = an_extract()
    freeze(outputs / extract.extract_id / FOLDER, {}, dict(extract.passport))
    return extract


def made(outputs: Path, cluster: Cluster | None, *sidecars):
    reports = [(sidecar, unit, "2022") for sidecar in sidecars for unit in UNITS]
    extract = stored(outputs)
    asked = {"extract": extract, "outputs": outputs, "progress": False}
    if cluster is None:
        return run_batch(reports, workers=2, **asked)
    with dask_executor(cluster.address, extract=extract, outputs=outputs) as executor:
        return run_batch(reports, executor=executor, **asked)


def files(summary, outputs: Path) -> dict[str, bytes]:
    """Every file of every release but the manifests, which have the hour."""
    return {
        str(path.relative_to(outputs)): path.read_bytes()
        for outcome in summary.outcomes
        for path in sorted(outcome.release.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def refusal(address: str, extract, outputs: Path) -> str:
    with (
        pytest.raises(PlatformError) as fault,
        dask_executor(address, extract=extract, outputs=outputs),
    ):
        pytest.fail("nothing may run")
    return str(fault.value)


def test_a_cluster_without_workers_is_told(scheduler, tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "_CONNECT", 1)

    told = refusal(scheduler.address, stored(tmp_path), tmp_path)

    assert "no workers" in told
    assert f"dask worker {scheduler.address}" in told


def test_two_workers_make_the_same_bytes_as_one_machine(cluster, home, tmp_path):
    sidecar = a_template(home / "templates", "good", "a_figure()", SIGNS)
    here, there = tmp_path / "here", tmp_path / "there"

    alone, together = made(here, None, sidecar), made(there, cluster, sidecar)

    assert together.count("made") == len(UNITS), together.lines()
    assert {path.name for path in there.glob("by-*")} == {"by-one", "by-two"}
    assert [path.name for path in here.glob("by-*")] == ["by-us"]
    assert files(together, there) == files(alone, here) != {}


def test_a_worker_that_cannot_read_the_extract_is_refused(cluster, tmp_path):
    told = refusal(cluster.address, an_extract(), tmp_path)

    assert "2 of 2 workers" in told
    assert told.count("cannot read the extract") == 2


def test_a_worker_with_another_extract_is_refused(cluster, tmp_path):
    stored(tmp_path)

    told = refusal(cluster.address, an_extract(fingerprint="0" * 64), tmp_path)

    assert told.count("another extract") == 2


def test_a_worker_with_another_library_is_refused_by_name(cluster, home, tmp_path):
    other = home / "other" / "seaborn-0.0.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Name: seaborn\nVersion: 0.0.1\n", encoding="utf-8")
    cluster.hire("odd", PYTHONPATH=str(other.parent))
    try:
        from distributed import Client

        with Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(3)
            workers = client.scheduler_info(n_workers=-1)["workers"]
            odd = next(at for at, told in workers.items() if told["id"] == "odd")
        told = refusal(cluster.address, stored(tmp_path), tmp_path)
    finally:
        cluster.dismiss("odd")

    assert "1 of 3 workers" in told
    assert f"odd ({odd}): seaborn 0.0.1, here " in told


def test_what_a_dead_worker_did_is_done_by_another(cluster, home, tmp_path):
    once = a_template(home / "templates", "once", KILLS.format(always=False))
    good = a_template(home / "templates", "beside", "a_figure()")

    summary = made(tmp_path, cluster, once, good)

    assert summary.count("made") == 2 * len(UNITS), summary.lines()
    assert len(cluster.living()) == 1


def test_reports_that_no_worker_is_left_for_are_told(cluster, home, tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "_WITHOUT_WORKERS", 1.0)
    always = a_template(home / "templates", "always", KILLS.format(always=True))

    summary = made(tmp_path, cluster, always)

    assert {str(one.failure) for one in summary.failed} == {"worker died: no worker is left"}
    assert len(summary.failed) == len(UNITS)


def test_nobody_at_the_address(tmp_path):
    told = refusal("tcp://127.0.0.1:1", stored(tmp_path), tmp_path)

    assert "dask scheduler" in told
    assert "127.0.0.1:1" in told


def test_distributed_is_an_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    assert "nrs-workbench[dask]" in refusal("tcp://127.0.0.1:1", stored(tmp_path), tmp_path)


def test_a_command_runs_on_the_cluster_that_it_names(tmp_path, monkeypatch, capsys):
    from tests.support.editions import two_extracts

    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))
    two_extracts(tmp_path, changed="SV001-3", nrs_pain=1.0)
    edition = Path(__file__).parents[3] / "docs/editions/quarter.yaml"

    for words in (
        ["edition", str(edition)],
        ["report", "unit_report", "--all", "--period", "2022"],
    ):
        assert main([*words, "--dask", "tcp://127.0.0.1:1"]) == PlatformError.exit_code
        assert "No Dask scheduler" in capsys.readouterr().err


def test_a_cluster_and_workers_here_exclude_each_other(capsys):
    with pytest.raises(SystemExit):
        main(["edition", "plan.yaml", "--dask", "tcp://127.0.0.1:1", "--workers", "2"])

    assert "not allowed with" in capsys.readouterr().err
