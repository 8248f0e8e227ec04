"""The runner: failures stay alone, tell no value, and leave nothing half made.

One run does all: each kernel costs time, so every kind of report is made once, together.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import nbformat
import psutil
import pytest

from nrs_lib.cohort.extracts import FOLDER
from nrs_lib.errors import ParameterError, PlatformError, RunError, UsageError
from nrs_lib.extract.freezing import freeze
from nrs_lib.reports import running
from nrs_lib.reports.folders import MANIFEST
from nrs_lib.reports.locking import locked
from nrs_lib.reports.manifest import provenance, verify_release
from nrs_lib.reports.running import run, run_batch
from nrs_lib.reports.standing import mark_of
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.templates import a_template, an_extract

CANARY = "19121212-1212"
PERIOD = "2022"
UNITS = [Subject(Register.NRSSV, name) for name in ("U1", "U2")]
BAD = {
    "foreign_error": f'raise ValueError("{CANARY}")',
    "own_error": "from nrs_lib.errors import ExtractError as E\nraise E('Saknas.', where='unit')",
    "made_up_error": f'raise type("{CANARY}", (Exception,), {{}})()',
    "quiet_exit": "import sys\nsys.exit(0)",
    "hard_exit": "import os\nos._exit(0)",
    "killed": "import os\nos.kill(os.getpid(), 9)",
    "worker_killed": "import os\nfrom pathlib import Path\n"
    "from ipykernel.connect import get_connection_file as file\n"
    'os.kill(int(Path(file()).name.split("-")[0]), 9)',
    "nursery_killed": "import os\nos.kill(os.getppid(), 9)",
    "hangs": "while True: pass",
    "eats": "held = bytearray(3 * 2**30)",
    # Not faster than a busy machine takes it in: what waits in the kernel is memory.
    "floods": "import time\nwhile True:\n    print('x' * 2**20)\n    time.sleep(0.01)",
    "floods_at_once": "print('x' * 2**27)",
    "thread": "import threading\n"
    f"threading.Thread(target=lambda: int('{CANARY}')).start()\na_text()",
    "daemon": "import subprocess, sys\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)  # left'],"
    " start_new_session=True)\nraise KeyError",
    "hangs_in_a_cell": "while True: pass",
    "no_place": "a_text()",
    "no_place_inside": "a_text()",
    "unstamped": f'"{CANARY}"',
    "prints": f'print("{CANARY}")',
    "warns": f'import warnings\nwarnings.warn("{CANARY}")',
    "changed": "shown = a_figure()._repr_mimebundle_()\n"
    'shown[0]["text/html"] += "<p>1</p>"\n'
    "from IPython.display import display\n"
    "display(shown[0], metadata=shown[1], raw=True)",
}
REASONS = {
    "foreign_error": "cell cell-1: ValueError",
    "own_error": "cell cell-1: ExtractError: Saknas.\n  where: unit",
    "made_up_error": "cell cell-1: error",
    "quiet_exit": "cell cell-1: SystemExit",
    "hard_exit": "cell cell-1: kernel died",
    "killed": "cell cell-1: kernel died",
    "worker_killed": "worker died",
    "nursery_killed": "worker died",
    "hangs": "cell cell-1: time limit: over 3 s",
    "hangs_in_a_cell": "cell cell-1: time limit: over 1 s",
    "eats": "cell cell-1: MemoryError",
    "floods": "cell cell-1: output limit: over 64 MiB",
    "floods_at_once": "cell cell-1: output limit: over 64 MiB",
    "thread": "ValueError: in a thread beside the cells",
    "daemon": "cell cell-1: KeyError",
}


class Batch:
    """Every kind of report, made in one run."""

    def __init__(self, folder: Path) -> None:
        # Other tests' processes, such as the tracker that multiprocessing keeps.
        self.others = {child.pid for child in psutil.Process().children(recursive=True)}
        self.outputs = folder / "outputs"
        probe = "import os\na_text(f\"{os.environ['TZ']} {hash('a')} {os.getcwd()}\")"
        self.good = a_template(folder / "templates", "good", "a_figure()", probe)
        reports = [(self.good, unit, PERIOD) for unit in UNITS]
        for name, cell in BAD.items():
            limit = 3 if name == "hangs" else 60
            sidecar = a_template(folder / "templates", name, cell, timeout=limit)
            if name == "hangs_in_a_cell":
                sidecar = replace(sidecar, cell_timeout=1)
            reports.append((sidecar, UNITS[0], PERIOD))
        # A folder that cannot be written, also by who may write everywhere: a file is there.
        for place in ("cleared/own_unit/no_place", "internal/no_place_inside"):
            barred = self.outputs / an_extract().extract_id / place
            barred.parent.mkdir(parents=True)
            barred.touch()
        # The source may change while tests run; what a run takes for granted must not.
        self.origin = provenance(an_extract())
        self.summary = run_batch(
            reports,
            extract=an_extract(),
            outputs=self.outputs,
            progress=False,
            memory=2 * 2**30,
        )
        self.by_name = {outcome.report: outcome for outcome in self.summary.failed}

    def again(self, **changed: object):
        asked = {"extract": an_extract(), "older": "refuse", "outputs": self.outputs} | changed
        return run(self.good, UNITS, period="2022", progress=False, **asked)


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> Batch:
    return Batch(tmp_path_factory.mktemp("batch"))


@pytest.fixture
def same_source(batch, monkeypatch) -> None:
    """The source as it was when the batch ran."""
    monkeypatch.setattr(
        running,
        "provenance",
        lambda extract: replace(
            batch.origin,
            extract={**batch.origin.extract, "fingerprint": extract.passport["fingerprint"]},
        ),
    )


def test_the_others_are_complete(batch) -> None:
    assert batch.summary.count("made") == len(UNITS)
    assert batch.summary.count("failed") == len(BAD)
    for outcome in batch.summary.outcomes:
        if outcome.status == "made":
            assert verify_release(outcome.release)["period"] == "2022"


@pytest.mark.parametrize("name", REASONS)
def test_a_failure_names_cell_and_family(batch, name) -> None:
    assert str(batch.by_name[name].failure) == REASONS[name]


@pytest.mark.parametrize("name", ["no_place", "no_place_inside"])
def test_a_folder_that_cannot_be_written_is_told_by_its_name(batch, name) -> None:
    outcome = batch.by_name[name]

    assert outcome.failure.family in {"FileExistsError", "NotADirectoryError"}
    assert f"/{name}" in outcome.failure.reason
    assert not outcome.release.exists()


@pytest.mark.parametrize("name", ["unstamped", "prints", "warns", "changed"])
def test_what_is_not_cleared_is_not_released(batch, name) -> None:
    outcome = batch.by_name[name]

    assert outcome.failure.family == "DisclosureError"
    assert "cell cell-1" in outcome.failure.reason
    assert not outcome.release.exists()


def test_no_value_is_in_the_summary(batch) -> None:
    assert CANARY not in "\n".join(batch.summary.lines())
    assert CANARY not in repr(batch.summary.outcomes)


def test_a_failed_notebook_stays_inside_and_private(batch) -> None:
    name = "foreign_error"
    internal = batch.outputs / "2023-09-01-abc" / "internal" / name / "2022" / "U1"

    failed = internal / "failed.ipynb"

    assert CANARY in failed.read_text(encoding="utf-8")
    assert stat.S_IMODE(failed.stat().st_mode) == 0o600
    assert CANARY not in repr([path.name for path in batch.outputs.rglob("*")])


def test_an_executed_notebook_keeps_its_stamps(batch) -> None:
    path = batch.outputs / "2023-09-01-abc/internal/good/2022/U1/notebook.ipynb"
    notebook = nbformat.read(path, as_version=4)

    stamps = [out.metadata for cell in notebook.cells for out in cell.get("outputs", [])]

    assert all("nrs_stamp" in stamp for stamp in stamps)
    assert len(stamps) == 2


def test_kernels_run_in_a_fixed_private_place(batch) -> None:
    pages = [
        (outcome.release / "report.html").read_text(encoding="utf-8")
        for outcome in batch.summary.outcomes
        if outcome.status == "made"
    ]
    told = [page.split("UTC ")[1].split("<")[0].split() for page in pages]

    assert len({fixed for fixed, _ in told}) == 1
    assert all("nrs-run-" in place for _, place in told)


def test_a_run_leaves_nothing_behind(batch) -> None:
    left = list(Path(tempfile.gettempdir()).glob(f"nrs-run-{os.getpid()}-*"))
    family = psutil.Process().children(recursive=True)
    children = [one for one in family if one.is_running() and one.pid not in batch.others]
    everybody = [" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])]

    assert left == []
    assert children == []
    assert not [words for words in everybody if "time.sleep(99)  # left" in words]
    assert list(batch.outputs.rglob(".aside-*")) == []


def test_failures_end_a_command_with_seven(batch) -> None:
    with pytest.raises(RunError) as fault:
        batch.summary.raise_for_failures()

    assert fault.value.exit_code == 7


def test_a_second_run_does_nothing(batch, same_source) -> None:
    began = time.monotonic()

    summary = batch.again()

    assert summary.count("kept") == len(UNITS)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("changed", ["", "release", "key"])
def test_what_was_seen_a_moment_ago_is_read_again_where_another_took_its_place(
    batch, same_source, monkeypatch, changed
) -> None:
    reports = [(batch.good, unit, PERIOD) for unit in UNITS]
    orders = running.orders_of(reports, extract=an_extract(), outputs=batch.outputs)
    seen = {order.name: mark_of(order.places, order.key) for order in orders}
    if changed == "key":
        seen[orders[0].name] = mark_of(orders[0].places, ("another", "template"))
    if changed == "release":
        manifest = orders[0].places.release / MANIFEST
        again = manifest.with_name("again.json")
        again.write_bytes(manifest.read_bytes())
        again.replace(manifest)
    read = []
    monkeypatch.setattr(running, "stands", lambda places, key: read.append(places) or True)

    summary = batch.again(seen=seen)

    assert summary.count("kept") == len(UNITS)
    assert read == ([orders[0].places] if changed else [])


def test_releases_from_other_inputs_are_not_overwritten(batch, same_source) -> None:
    summary = batch.again(extract=an_extract(fingerprint="0" * 64))

    assert [outcome.failure.family for outcome in summary.failed] == ["RunError"] * len(UNITS)
    assert "--force" in "\n".join(summary.lines())


def test_an_unknown_parameter_stops_all_before_any_kernel(tmp_path) -> None:
    sidecar = a_template(tmp_path / "templates", "prov", "a_text()")

    with pytest.raises(ParameterError):
        run(
            sidecar,
            [Subject(Register.NRSSV, "U1"), Subject(Register.NRSSV, "..")],
            extract=an_extract(),
            period="2022",
            outputs=tmp_path / "outputs",
        )

    assert not (tmp_path / "outputs").exists()


def test_nothing_to_report_on(tmp_path) -> None:
    with pytest.raises(UsageError):
        run_batch([], extract=an_extract(), outputs=tmp_path)


def test_another_executor_makes_the_same_bytes(batch, same_source, tmp_path):
    there = an_extract()
    home = tmp_path / "outputs" / there.extract_id / FOLDER
    freeze(home, {}, dict(there.passport))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        summary = batch.again(outputs=tmp_path / "outputs", executor=executor)

    assert summary.count("made") == len(UNITS), summary.lines()
    for outcome in summary.outcomes:
        pages = [
            home / outcome.release.relative_to(tmp_path / "outputs") / "figures"
            for home in (tmp_path / "outputs", batch.outputs)
        ]
        assert pages[0].is_dir()
        made, before = [[path.read_bytes() for path in sorted(one.iterdir())] for one in pages]
        assert made == before


def test_a_run_beside_another_is_refused(batch, tmp_path) -> None:
    with locked(tmp_path), pytest.raises(PlatformError, match="Another run"):
        batch.again(outputs=tmp_path)
