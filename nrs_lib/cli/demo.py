"""`nrs demo` and `nrs sample`: from nothing to finished reports, on a registry without patients."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from nrs_lib.cli.reporting import told
from nrs_lib.errors import UsageError
from nrs_lib.terms import NATIONAL


def demo(arguments: Namespace) -> int:
    """Invent a registry, load it as any delivery, and make every report."""
    began = time.monotonic()
    from nrs_lib.extract.synthetic import generate
    from nrs_lib.extract.synthetic.plans import write_plans
    from nrs_lib.extract.synthetic.writing import write
    from nrs_lib.places import outputs, plans
    from nrs_lib.reports.catalog import catalog
    from nrs_lib.reports.findings.intake import take_in
    from nrs_lib.reports.producing import produce, subjects_for

    deliveries = outputs() / "deliveries"
    name = f"synthetic-{arguments.seed}"
    print(f"1 of 3  Inventing a registry without patients (seed {arguments.seed}) ...", flush=True)
    # Made anew each time, so that it is what this version makes; the same seed gives the same.
    for older in (deliveries / name, deliveries / "truth" / name):
        shutil.rmtree(older, ignore_errors=True)
    delivery = write(generate(seed=arguments.seed, scale=arguments.scale), deliveries / name)
    print(f"        {delivery}, {_since(began)}")
    print("2 of 3  Loading it as any delivery ...", flush=True)
    extract = take_in(delivery).extract
    print(
        f"        extract {extract.extract_id}: {len(extract.units)} units, "
        f"{len(extract.episodes):,} episodes, {len(extract.passport['findings'])} findings, "
        f"{_since(began)}"
    )
    if "NRS_PLANS" not in os.environ and not plans().is_dir():
        # Nobody's own plans are written over or shown beside invented numbers.
        os.environ["NRS_PLANS"] = str(deliveries / "plans")
        write_plans(extract.units, plans())
    reports = [
        (sidecar, subject, arguments.period or str(sidecar.defaults["period"]))
        for sidecar in sorted(catalog().values(), key=lambda found: found.subject != NATIONAL)
        if sidecar.published
        for subject in subjects_for(sidecar, extract, first=arguments.units)
    ]
    periods = ", ".join(sorted({period for _, _, period in reports}))
    print(f"3 of 3  Making {len(reports)} reports for {periods} ...", flush=True)
    summary, index = produce(
        reports,
        extract=extract,
        workers=arguments.workers,
        older="supersede",
    )
    print(f"        all in {_since(began)}\n\nOpen in a browser:\n  {index.as_uri()}\n")
    return told(summary, index)


def sample(arguments: Namespace) -> int:
    """Make a made-up unit's report in every language, to be shown to anybody."""
    began = time.monotonic()
    from nrs_lib.extract.synthetic import generate
    from nrs_lib.extract.synthetic.writing import write
    from nrs_lib.reports.catalog import template
    from nrs_lib.reports.findings.intake import take_in
    from nrs_lib.reports.folders import MANIFEST, put_new, set_aside
    from nrs_lib.reports.manifest import copy_release
    from nrs_lib.reports.producing import produce, subjects_for

    target = arguments.folder.absolute()
    if target.exists():
        raise UsageError(
            "The folder is there already, and a sample stands by itself.",
            where=str(arguments.folder),
            remedy="Name a new folder.",
        )
    if arguments.pdf:
        from nrs_lib.reports.pdf import add_pdf, check_paper

        check_paper()
    sidecar = template(arguments.report)
    with tempfile.TemporaryDirectory(prefix="nrs-sample-") as scratch:
        home = Path(scratch)
        print(f"1 of 2  Inventing a registry without patients (seed {arguments.seed}) ...")
        invented = generate(seed=arguments.seed, scale=arguments.scale)
        renamed = _renamed(invented, arguments.unit, arguments.name)
        extract = take_in(write(renamed, home / "delivery"), folder=home / "outputs").extract
        languages = [sidecar.in_language(language) for language in sidecar.languages]
        subjects = subjects_for(sidecar, extract, unit_ids=[arguments.unit])
        period = arguments.period or str(sidecar.defaults["period"])
        print(f"2 of 2  Making {arguments.report} of {arguments.name} ...", flush=True)
        reports = [(one, subject, period) for one in languages for subject in subjects]
        summary, _ = produce(reports, extract=extract, folder=home / "outputs", progress=False)
        summary.raise_for_failures()
        with set_aside(target) as folder:
            for one, outcome in zip(languages, summary.outcomes, strict=True):
                if arguments.pdf:
                    add_pdf(outcome.release)
                (folder / one.language).mkdir()
                copy_release(outcome.release, folder / one.language)
                shutil.copyfile(outcome.release / MANIFEST, folder / one.language / MANIFEST)
            put_new(folder, target)
    for one in languages:
        print(f"  {(target / one.language / 'report.html').as_uri()}")
    print(f"        all in {_since(began)}; no patient is in it")
    return 0


def _renamed(registry, unit_id: str, name: str):
    """The registry with one unit called otherwise, so that nobody takes it for theirs."""
    units = registry.tables["unit"].copy()
    is_meant = units["unit_id"] == unit_id
    if not is_meant.any():
        raise UsageError("The invented registry has no such unit.", where=f"--unit {unit_id}")
    units.loc[is_meant, "unit_name"] = name
    return replace(registry, tables={**registry.tables, "unit": units})


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"
