"""Whether a release's PDF is the one that its page gives, where paper can be made here."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from nrs_lib.errors import PlatformError
from nrs_lib.reports.folders import PDF
from nrs_lib.reports.manifest import read_manifest
from nrs_lib.reports.pdf import check_paper, pdf_of, printed_by
from nrs_lib.reports.verification.inputs import plain

SAME, DIFFERS = "", "is another than its page gives"


def papers(releases: Sequence[Path], *, workers: int | None = None) -> dict[Path, str]:
    """What became of each release's PDF; those without one are left out.

    Parameters
    ----------
    releases
        Each with a page that was found to be the one that is made.

    Returns
    -------
    dict
        `SAME`, `DIFFERS`, or in other words why it was not compared.
    """
    printed = {one: told for one in releases if (told := read_manifest(one).get("pdf"))}
    found = {one: why for one, told in printed.items() if (why := _other_tools(told))}
    left = [one for one in printed if one not in found]
    if left:
        count = max(1, min(workers or os.cpu_count() or 1, len(left)))
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=fresh) as pool:
            found |= dict(zip(left, pool.map(_compared, left), strict=True))
    return found


def _other_tools(told: Mapping[str, str]) -> str:
    try:
        check_paper()
    except PlatformError as fault:
        return f"not compared: {fault.what}"
    here = printed_by()
    others = [
        f"{name} {plain(told.get(name))}, here {here[name]}"
        for name in here
        if told.get(name) != here[name]
    ]
    return f"not compared: {'; '.join(others)}" if others else ""


def _compared(release: Path) -> str:
    day = dt.date.fromisoformat(read_manifest(release)["extract"]["as_of"])
    try:
        made = pdf_of((release / "report.html").read_text(encoding="utf-8"), day=day)
        return SAME if made == (release / PDF).read_bytes() else DIFFERS
    except Exception as fault:
        # A library's message may quote the page.
        return f"not compared: {type(fault).__name__}"
