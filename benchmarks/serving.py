"""Seconds until a unit's page answers, and until readers have all of it.

    .venv/bin/python benchmarks/serving.py
    .venv/bin/python benchmarks/serving.py --bundle outputs/<extract>/bundles/SV001

Serves the page over a bundle of made-up patients, or over one that is there already, as
`nrs view` does, and fetches it without a browser: by one reader, by the next at once, and by
three together, which with the two before is one more than there are kernels. Memory is the sum
of proportional set sizes of the server and all that it started, and processor seconds are
theirs, both after the first reader.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nrs_lib.reports.bundles import build_bundle
from nrs_lib.views.serving import ServedPage, serve
from tests.support.bundles import OWN, a_small_register


def fetched(page: ServedPage) -> float | int:
    """Seconds until all of a page is there; its status where it is refused."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(page.url, timeout=120) as answer:
            answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code
    return time.perf_counter() - began


def used(page: ServedPage) -> dict[str, float]:
    """What the server and all that it started have used so far."""
    server = psutil.Process(page.process.pid)
    family = [server, *server.children(recursive=True)]
    return {
        "MiB": sum(one.memory_full_info().pss for one in family) / 2**20,
        "processor seconds": sum(sum(one.cpu_times()[:4]) for one in family),
    }


def once(bundle: Path) -> dict[str, float | int]:
    """One start, its readers, and its end."""
    began = time.perf_counter()
    with serve(bundle) as page:
        told: dict[str, float | int] = {"start": time.perf_counter() - began}
        told["first page"] = fetched(page)
        told["start to first page"] = time.perf_counter() - began
        told |= used(page)
        told["next page at once"] = fetched(page)
        with ThreadPoolExecutor(3) as pool:
            together = list(pool.map(lambda _: fetched(page), range(3)))
        told["slowest of those together"] = max(one for one in together if one != 503)
        told["refused (503)"] = together.count(503)
        ends = time.perf_counter()
    return told | {"end": time.perf_counter() - ends}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nrs-benchmark-") as home:
        bundle = options.bundle or build_bundle(
            a_small_register(),
            unit_id=OWN,
            register="NRSsv",
            periods=["2022", "2021"],
            folder=Path(home),
        )
        found = [once(bundle) for _ in range(options.times)]
    for what in found[0]:
        values = [one[what] for one in found]
        print(f"{what:28} {statistics.median(values):8.2f}   ({min(values):.2f}-{max(values):.2f})")


if __name__ == "__main__":
    main()
