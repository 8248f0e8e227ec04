"""The account at the end of a page and a workbook, and how another extract's takes its place.

A report says at its end what it was made from. Of two reports that are the same but for the
extract, nothing else differs; so the newer page is the older with another ending, and the
newer workbook has other words in as many cells. Both have the bytes that writing them anew
would give. Where that cannot be told from the files themselves, nothing is given.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.sidecar_form import SLIDES

Account = Sequence[tuple[str, str]]
_STRINGS = "xl/sharedStrings.xml"
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")


def bare_page(account: Account, *, sidecar: Sidecar, is_synthetic: bool) -> str:
    """A report's page with its account and without any content."""
    return render_report(
        ReportPage(
            title="",
            sections=(Section("s1", "", ()),),
            footer=tuple(account),
            is_synthetic=is_synthetic,
            language=sidecar.language,
            is_slides=sidecar.form == SLIDES,
        )
    )


def endings(was: str, now: str) -> tuple[str, str] | None:
    """How two bare pages end, from their account on; None where more than that differs."""
    start = was.rindex("<dl")
    return (was[start:], now[start:]) if was[:start] == now[:start] else None


def with_ending(page: bytes, *, was: bytes, now: bytes) -> bytes | None:
    """A page with another ending; None where it does not end as it should."""
    return page.removesuffix(was) + now if page.endswith(was) else None


def with_account(workbook: bytes, *, was: Account, now: Account) -> bytes | None:
    """A workbook with other words in its account.

    Returns
    -------
    bytes or None
        None where the account has other lines, or where a word of it stands, or would stand,
        in another cell too.
    """
    if [term for term, _ in was] != [term for term, _ in now]:
        return None
    with ZipFile(io.BytesIO(workbook)) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    strings = next(data for info, data in parts if info.filename == _STRINGS)
    sheets = b"".join(data for info, data in parts if _SHEET.fullmatch(info.filename))
    changed = strings
    for (_, before), (_, after) in zip(was, now, strict=True):
        if before == after:
            continue
        older, newer = _string(before), _string(after)
        if strings.count(older) != 1 or newer in changed:
            return None
        place = strings.count(b"<si>", 0, strings.index(older))
        if sheets.count(b' t="s"><v>%d</v>' % place) != 1:
            return None
        changed = changed.replace(older, newer)
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for info, data in parts:
            archive.writestr(_as_it_was(info), changed if info.filename == _STRINGS else data)
    return file.getvalue()


def _string(text: str) -> bytes:
    """How a workbook holds a text that several cells may show."""
    return f"<si><t>{escape(text)}</t></si>".encode()


def _as_it_was(info: ZipInfo) -> ZipInfo:
    found = ZipInfo(info.filename, info.date_time)
    found.compress_type, found.create_system = info.compress_type, info.create_system
    found.external_attr = info.external_attr
    return found
