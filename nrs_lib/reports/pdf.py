"""A release on paper: the report's own page as PDF/UA, tagged, with bookmarks and page numbers.

It is made from the page as it was released, so it shows the same and nothing else. It is made
only when asked for, as a report takes seconds, and stands in the release beside the page.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from nrs_lib.errors import DisclosureError, PlatformError, RunError
from nrs_lib.reports.audit.auditing import audit_release
from nrs_lib.reports.audit.stopping import refuse_if_failed
from nrs_lib.reports.filling import filled
from nrs_lib.reports.folders import PDF, exchanged, is_owner_only, owner_only, set_aside
from nrs_lib.reports.manifest import copy_release, verify_release, write_manifest
from nrs_lib.reports.sanitising import check_self_contained

_PAGE = "report.html"


def check_paper() -> None:
    """Check that PDF can be made on this machine.

    Raises
    ------
    PlatformError
        WeasyPrint or the system library under it is missing.
    """
    try:
        import weasyprint  # noqa: F401
    except ImportError as fault:
        raise PlatformError(
            "PDF is made by WeasyPrint, which is not installed.",
            remedy='Install it: pip install "nrs-workbench[pdf]". All else is made without it.',
        ) from fault
    except OSError as fault:
        raise PlatformError(
            "PDF is made by WeasyPrint, which lacks its system library Pango.",
            where=str(fault).splitlines()[0][:120],
            remedy="Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0. All else is made without it.",
        ) from fault


def printed_by() -> dict[str, str]:
    """Versions of what a PDF's bytes depend on, the system's library among them."""
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    return {
        **{name: version(name) for name in ("weasyprint", "pydyf", "fonttools")},
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
    }


def pdf_of(page: str, *, day: dt.date) -> bytes:
    """Set a report's page on paper.

    Parameters
    ----------
    page
        The page as released.
    day
        Day of the extract: the only date that gets into the file.

    Returns
    -------
    bytes
        PDF/UA-1; the same for the same page, whenever and wherever it is made with the same
        WeasyPrint and Pango.

    Raises
    ------
    PlatformError
        WeasyPrint or its system library is missing.
    DisclosureError
        The page would run or fetch something.
    """
    check_paper()
    check_self_contained(page, where=PDF)
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    # Warnings are of rules that only browsers know.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    with _dated(day):
        inside = URLFetcher(allowed_protocols={"data"})
        kind = {
            "pdf_variant": "pdf/ua-1",
            "pdf_identifier": hashlib.sha256(page.encode()).digest()[:16],
        }
        document = filled(
            page,
            lambda html: HTML(string=html, url_fetcher=inside).render(**kind),
        )
        return document.write_pdf(**kind)


def add_pdf(release: Path) -> bool:
    """Put the PDF of its page into a release that is whole, whole or not at all.

    Returns
    -------
    bool
        False when it has one already.

    Raises
    ------
    DisclosureError
        The release is not what its manifest says, or the auditor stops the paper.
    PlatformError
        WeasyPrint or its system library is missing.
    """
    manifest = verify_release(release)
    if PDF in manifest["files"]:
        return False
    day = dt.date.fromisoformat(manifest["extract"]["as_of"])
    made = pdf_of((release / _PAGE).read_text(encoding="utf-8"), day=day)
    with owner_only(when=is_owner_only(release)), set_aside(release) as folder:
        copy_release(release, folder)
        (folder / PDF).write_bytes(made)
        facts = {name: part for name, part in manifest.items() if name != "files"}
        facts["pdf"] = printed_by()
        audit = audit_release(folder, facts=facts)
        refuse_if_failed(audit, where=f"{_named(release)}: {PDF}")
        write_manifest(folder, {**facts, "audit": audit.as_dict()})
        exchanged(folder, release)
    return True


def add_pdfs(releases: Iterable[Path], *, workers: int | None = None) -> int:
    """Put PDF into many releases, side by side on the machine's cores; return how many were made.

    Raises
    ------
    PlatformError
        WeasyPrint or its system library is missing; nothing is made.
    RunError
        Some could not be made; the others are.
    """
    check_paper()
    releases = list(releases)
    count = max(1, min(workers or os.cpu_count() or 1, len(releases)))
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=fresh) as pool:
        found = list(pool.map(_tried, releases))
    failed = [f"{_named(path)}: {why}" for path, why in zip(releases, found, strict=True) if why]
    if failed:
        raise RunError(
            f"{len(failed)} of {len(releases)} PDFs could not be made.",
            where="; ".join(failed[:5]),
            remedy="The reports themselves are complete. Make those anew and ask again.",
        )
    return len(releases)


def _tried(release: Path) -> str:
    try:
        add_pdf(release)
    except DisclosureError as fault:
        return fault.what
    except Exception as fault:
        # A library's message may quote the page.
        return type(fault).__name__
    return ""


def _named(release: Path) -> str:
    return "/".join(release.parts[-3:])


@contextmanager
def _dated(day: dt.date) -> Iterator[None]:
    """Fonts cut for the file are dated; this is the standard way to say when."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    moment = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
