"""Time and memory of making all reports, side by side with the stock way and with the floor.

    .venv/bin/python benchmarks/report_factory.py --units 3 --stock 4
    .venv/bin/python benchmarks/report_factory.py --stock all          # an hour

Every way makes the same reports, from the same templates and the same extract, with two
workers:

stock         one `papermill` and one `jupyter nbconvert` process for each report, two at a time,
              on as many unit reports as --stock says, of both registers as there are units; the
              rest is extrapolated and said to be
stock alone   the same where each report has the extract and nothing that another has computed,
              as for notebooks without a store: what *units first* is held against
floor         the same code cells called as plain functions, one after the other, in one process
              that has imported and read everything: nothing is executed by a kernel, cleaned,
              written or checked
cold kernels  ours without forking, as on Windows, on as many unit reports as --stock says
first         `nrs edition` on an extract that no report was made of: all units and the nation
units first   the same of the units' reports alone, which are those that the stock way makes
shared        the same where only the shared numbers are stored, so that every report is made and
              audited: the fair one beside stock and floor, which find them stored too
again         `nrs edition --force` where all stands: releases of the very same bytes, which most
              are, are not audited twice
one row, elsewhere   another extract, one row of one unit changed that no report of the period shows
one row, inside      another extract, one row of one unit changed that moves national numbers
one plan      `nrs edition` where all stands and one unit has written an action plan since, which
              its report alone opens with
unchanged     `nrs edition` where all stands

Modules are compiled before anything is timed, as they are on any machine where a second report
is made: a stock process would else compile them for each.

Seconds are of whole commands, by the wall clock and of processor time. Memory is the highest
sum of proportional set sizes over all processes of the command, so shared pages count once.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.changing import with_one_row_changed, write_plan
from benchmarks.measuring import REPOSITORY, measured, told

TEMPLATES = REPOSITORY / "notebooks" / "templates"
BIN = Path(sys.executable).parent
PERIOD = "2022"
WORKERS = 2
ALL_UNITS = {"NRSsv": ("SV", 34), "NRSpv": ("PV", 20)}


def subjects(units: int | None) -> list[tuple[str, str]]:
    """Register and id of every unit that is reported on."""
    return [
        (register, f"{letters}{number:03d}")
        for register, (letters, count) in ALL_UNITS.items()
        for number in range(1, min(units or count, count) + 1)
    ]


def stock(
    units: list[tuple[str, str]],
    folder: Path,
    environment: dict[str, str],
    *,
    alone: Path | None = None,
) -> float:
    """Wall seconds of the plain way, two at a time.

    With `alone`, the folder of an extract's tables, each report has outputs of its own that
    hold those and nothing else.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    homes = dict.fromkeys(units, environment)
    if alone is not None:
        for unit in units:
            mine = folder / unit[1]
            shutil.copytree(alone, mine / alone.relative_to(environment["NRS_OUTPUTS"]))
            homes[unit] = {**environment, "NRS_OUTPUTS": str(mine)}

    def one(unit: tuple[str, str]) -> None:
        register, subject = unit
        executed = folder / f"{subject}.ipynb"
        parameters = {"register": register, "subject": subject, "period": PERIOD}
        words = [word for name, value in parameters.items() for word in ("-p", name, value)]
        for step in (
            [str(BIN / "papermill"), str(TEMPLATES / "unit_report.ipynb"), str(executed), *words],
            [str(BIN / "jupyter"), "nbconvert", "--to", "html", str(executed)],
        ):
            subprocess.run(step, env=homes[unit], cwd=REPOSITORY, check=True, capture_output=True)

    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, units))
    return time.perf_counter() - began


def floor(extract_id: str, wanted: list[list[str]]) -> None:
    """Call the cells of each report as plain functions, and print the seconds of all."""
    from nrs_lib.cohort import extracts
    from nrs_lib.cohort.periods import Period
    from nrs_lib.reports import holding, reference
    from nrs_lib.reports.workshops import READY

    importlib.import_module(READY)
    holding.hold_extract(extract_id)
    extract = extracts.open_extract(extract_id)
    for register in ALL_UNITS:
        reference.reference(extract, register=register, period=Period.parse(PERIOD))
        holding.hold_reference(extract_id, register, PERIOD)
    cells = {name: _cells(TEMPLATES / f"{name}.ipynb") for name, _, _ in wanted}
    used, began = time.process_time(), time.perf_counter()
    for name, register, subject in wanted:
        given = {"register": register, "period": PERIOD, "subject": subject}
        _call(cells[name], given | {"extract_id": extract_id})
    print(json.dumps([time.perf_counter() - began, time.process_time() - used]))


def _cells(notebook: Path) -> list[tuple[bool, object, object]]:
    found = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop().value if isinstance(tree.body[-1], ast.Expr) else None
        shown = compile(ast.Expression(last), "cell", "eval") if last is not None else None
        is_parameters = "parameters" in cell["metadata"].get("tags", [])
        found.append((is_parameters, compile(tree, "cell", "exec"), shown))
    return found


def _call(cells: list[tuple[bool, object, object]], parameters: dict[str, str]) -> None:
    names: dict[str, object] = {}
    for is_parameters, body, shown in cells:
        exec(body, names)
        if is_parameters:
            names.update(parameters)
        if shown is not None:
            value = eval(shown, names)
            if hasattr(value, "_repr_mimebundle_"):
                value._repr_mimebundle_()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, help="units of each register; all when not given")
    parser.add_argument("--stock", default="4", help="unit reports to make the stock way, or all")
    parser.add_argument("--scale", default="1.0", help="patients, against the real registry")
    parser.add_argument("--home", type=Path, help="keep the registry and what is made here")
    parser.add_argument("--only", help="some of the ways, separated by commas")
    parser.add_argument("--floor", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        floor(*json.loads(options.floor))
        return
    home = options.home or Path(tempfile.mkdtemp(prefix="nrs-benchmark-"))
    home.mkdir(exist_ok=True)
    try:
        compare(options, home)
    finally:
        if options.home is None:
            shutil.rmtree(home, ignore_errors=True)


def compare(options: argparse.Namespace, home: Path) -> None:
    """Every way in turn."""
    outputs = home / "outputs"
    own = {"NRS_OUTPUTS": str(outputs), "NRS_PLANS": str(home / "plans"), "OMP_NUM_THREADS": "1"}
    environment = {**os.environ, **own}
    for elsewhere in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        environment.pop(elsewhere, None)
    compiled = [sys.executable, "-m", "compileall", "-q", "nrs_lib"]
    subprocess.run(compiled, env=environment, cwd=REPOSITORY, check=True)
    nrs = [str(BIN / "nrs")]
    if not outputs.is_dir():
        measured([*nrs, "synth", str(home / "delivery"), "--scale", options.scale], env=environment)
        measured([*nrs, "load", str(home / "delivery")], env=environment)
    os.environ["NRS_OUTPUTS"] = str(outputs)
    from nrs_lib.cohort.extracts import FOLDER, extract_ids

    extract_id = extract_ids()[0]
    for older in extract_ids()[1:]:
        shutil.rmtree(outputs / older)
    units = subjects(options.units)
    of_units = {"report": "unit_report", "subjects": [u for _, u in units], "periods": [PERIOD]}
    of_nation = {"report": "national_report", "subjects": "national", "periods": [PERIOD]}
    plans = {"plan": [of_units, of_nation], "units": [of_units]}
    for name, reports in plans.items():
        title = {"sv": "Mätning", "en": "Measurement"}
        told_plan = {"title": title, "workers": WORKERS, "reports": reports}
        (home / f"{name}.yaml").write_text(yaml.safe_dump(told_plan), encoding="utf-8")
    edition, n = [*nrs, "edition", str(home / "plan.yaml")], len(units) + len(ALL_UNITS)
    few = units if options.stock == "all" else units[:: -(-len(units) // int(options.stock))]
    wanted = [["unit_report", *unit] for unit in units]
    wanted += [["national_report", register, "national"] for register in ALL_UNITS]

    def runs(what: str) -> bool:
        return options.only is None or what in options.only.split(",")

    gone = Path(tempfile.mkdtemp(prefix="gone-", dir=home))

    def cleaned(*more: str) -> None:
        # Moved and not removed: for a minute after, a disk's ext4 looks for room for each new
        # file among those that it has just let go.
        for made in ("cleared", "internal/unit_report", "internal/national_report", *more):
            _put_away(outputs / extract_id / made, gone)
        _put_away(outputs / "ledger", gone)

    if runs("units first"):
        cleaned("internal/reference")
        command = [*nrs, "edition", str(home / "units.yaml"), "--extract", extract_id]
        told("units first", measured(command, env=environment), len(units))
    if runs("first"):
        cleaned("internal/reference")
        told("first", measured([*edition, "--extract", extract_id], env=environment), n)
    if runs("shared"):
        cleaned()
        told("shared", measured([*edition, "--extract", extract_id], env=environment), n)
    if runs("again"):
        told(
            "again",
            measured([*edition, "--extract", extract_id, "--force"], env=environment),
            n,
        )
    if runs("unchanged"):
        told("unchanged", measured([*edition, "--extract", extract_id], env=environment), n)
    if runs("one plan"):
        plan = write_plan(home / "plans")
        told("one plan", measured([*edition, "--extract", extract_id], env=environment), n)
        plan.unlink()
        measured([*edition, "--extract", extract_id], env=environment)
    if runs("floor"):
        command = [sys.executable, __file__, "--floor", json.dumps([extract_id, wanted])]
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        wall, cpu = json.loads(said.stdout.splitlines()[-1])
        told("floor", (wall, cpu, 0), n, "one process, cells only")
    for what, name, year in (("elsewhere", "0000e15e", 2023), ("inside", "00001251", 2022)):
        if runs(what):
            _put_away(outputs / f"{extract_id[:11]}{name}", gone)
            changed = with_one_row_changed(outputs, extract_id, name, year=year)
            told(f"one row, {what}", measured([*edition, "--extract", changed], env=environment), n)
            _put_away(outputs / changed, gone)
    if runs("cold"):
        command = [*nrs, "report", "unit_report", "--period", PERIOD, "--extract", extract_id]
        command += ["--workers", str(WORKERS), "--force", "--unit", *(unit for _, unit in few)]
        found = measured(command, env={**environment, "NRS_FORK": "0"})
        told("cold kernels", found, len(few))
    for what, alone in (("stock", None), ("stock alone", outputs / extract_id / FOLDER)):
        if runs(what):
            os.utime(outputs / extract_id / FOLDER / "passport.json")
            seconds = stock(few, home / "stock", environment, alone=alone)
            whole = seconds / len(few) * len(units)
            note = f"all {len(units)} would take {whole:.0f} s (extrapolated)"
            note = note if few != units else ""
            told(what, (seconds, 0, 0), len(few), note)


def _put_away(folder: Path, gone: Path) -> None:
    if folder.exists():
        folder.rename(gone / str(len(list(gone.iterdir()))))


if __name__ == "__main__":
    main()
