"""Time and memory of making reports, beside the stock way.

The stock way is a plain loop over the same templates and the same extract: one `papermill`
and one `jupyter nbconvert` process for each report. Run it from the repository:

    .venv/bin/python benchmarks/reports.py --units 4

Both sides make the same reports from an extract that is loaded already; the first line of
the result is what `nrs synth` and `nrs load` took. Figures in RESULTS.md were made so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parent.parent
TEMPLATES = REPOSITORY / "notebooks" / "templates"
BIN = Path(sys.executable).parent
PERIOD = "2022"


def watched(command: list[str], **options: object) -> tuple[float, float]:
    """Run a command; wall seconds, and the highest sum of memory of all its processes in MiB."""
    start = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    highest = 0.0
    done = threading.Event()

    def look() -> None:
        nonlocal highest
        while not done.wait(0.25):
            total = 0
            for one in [process, *_children(process)]:
                try:
                    total += one.memory_info().rss
                except psutil.Error:
                    continue
            highest = max(highest, total / 2**20)

    watcher = threading.Thread(target=look)
    watcher.start()
    _, errors = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{errors.decode()[-2000:]}")
    return time.perf_counter() - start, highest


def _children(process: psutil.Popen) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def subjects(units: int) -> list[tuple[str, str, str]]:
    """Template, register and subject of every report; the nation last."""
    first = {"NRSsv": ("SV", 34), "NRSpv": ("PV", 20)}
    made = [
        ("unit_report", register, f"{letters}{number:03d}")
        for register, (letters, count) in first.items()
        for number in range(1, min(units, count) + 1)
    ]
    return made + [("national_report", register, "national") for register in first]


def stock(reports: list[tuple[str, str, str]], folder: Path, environment: dict[str, str]) -> str:
    """The plain loop."""
    seconds, peak = 0.0, 0.0
    for template, register, subject in reports:
        executed = folder / f"{template}-{subject}-{register}.ipynb"
        parameters = {"register": register, "period": PERIOD}
        if template == "unit_report":
            parameters["subject"] = subject
        words = [word for name, value in parameters.items() for word in ("-p", name, value)]
        steps = [
            [str(BIN / "papermill"), str(TEMPLATES / f"{template}.ipynb"), str(executed), *words],
            [str(BIN / "jupyter"), "nbconvert", "--to", "html", str(executed)],
        ]
        for step in steps:
            taken, memory = watched(step, env=environment, cwd=REPOSITORY)
            seconds, peak = seconds + taken, max(peak, memory)
    return f"papermill + jupyter nbconvert, one by one: {seconds:7.1f} s, peak {peak:6.0f} MiB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=4, help="units of each register")
    parser.add_argument("--without-stock", action="store_true")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="nrs-benchmark-"))
    environment = {**os.environ, "NRS_OUTPUTS": str(home / "outputs")}
    nrs = [sys.executable, "-m", "nrs_lib"]
    try:
        seconds, peak = watched(
            [*nrs, "demo", "--units", str(options.units)], env=environment, cwd=REPOSITORY
        )
        reports = subjects(options.units)
        print(f"{len(reports)} reports")
        print(f"nrs demo (synthesise, load, report):        {seconds:7.1f} s, peak {peak:6.0f} MiB")
        for report in ("unit_report", "national_report"):
            command = [*nrs, "report", report, "--period", PERIOD, "--force"]
            if report == "unit_report":
                units = [s for t, _, s in reports if t == report]
                command += [word for unit in units for word in ("--unit", unit)]
            seconds, peak = watched(command, env=environment, cwd=REPOSITORY)
            print(f"nrs report {report:16}                {seconds:7.1f} s, peak {peak:6.0f} MiB")
        if not options.without_stock:
            (home / "stock").mkdir()
            print(stock(reports, home / "stock", environment))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
