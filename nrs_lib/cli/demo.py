"""`nrs demo`: from nothing to finished reports, on a registry without patients."""

from __future__ import annotations

import shutil
import time
from argparse import Namespace

from nrs_lib.cli.reporting import told
from nrs_lib.terms import NATIONAL


def demo(arguments: Namespace) -> int:
    """Invent a registry, load it as any delivery, and make every report."""
    began = time.monotonic()
    from nrs_lib.extract.synthetic import generate
    from nrs_lib.extract.synthetic.writing import write
    from nrs_lib.places import outputs
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


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"
