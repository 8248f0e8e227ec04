"""Suppressed values are absent from every byte of a release, however it is packed."""

from __future__ import annotations

import base64
import re
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pypdf
import pytest

from nrs_lib import figures, tables
from nrs_lib.disclosure import clear
from nrs_lib.reports import pdf
from nrs_lib.reports.workbooks import WORKBOOK
from nrs_lib.stats.estimates import from_rows
from nrs_lib.text import number
from tests.support import cleared as made
from tests.support.paper import needs_paper
from tests.support.releases import copied, write

HIDDEN = 50
PORTRAIT = (
    "women",
    "university",
    "born_outside_europe",
    "working_or_studying",
    "believes_recovery",
)


def _told_apart() -> tuple[list[dict], list[str]]:
    """Rows whose numbers nobody may see, and those numbers in every writing."""
    rng = np.random.default_rng(7)
    rows, secrets = [], []
    for place in range(HIDDEN):
        # Seven digits that no other number of a release has.
        estimate = float(f"0.{rng.integers(1_000_000, 9_999_999)}")
        whole = 7_700_001 + 13_137 * place
        part = 3 if place % 2 else whole - 3
        measure = PORTRAIT[place % len(PORTRAIT)]
        period = f"{1900 + place // len(PORTRAIT)}"
        rows.append(
            {
                **{"measure": measure, "statistic": "share", "period": period},
                **{"scope": "national", "group": "national", "n_units": 30},
                **{"estimate": estimate, "low": estimate / 2, "high": estimate, "n": whole},
                **{"numerator": part, "denominator": whole, "largest_n": whole // 9},
            }
        )
        secrets += [
            f"{whole}",
            number(whole),
            f"{whole:,}",
            f"{estimate}"[2:8],
            number(estimate, 6),
        ]
        if part > 3:
            secrets += [f"{part}", number(part)]
    return rows, secrets


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    rows, _ = _told_apart()
    hidden = clear(from_rows(rows), audience="register")
    assert set(hidden.table["hidden"]) == {"protected"}
    shown = made.portrait(own=None, audience="register")
    every = hidden + shown
    first = shown.table["period"].iloc[0]
    return write(
        tmp_path_factory.mktemp("absence"),
        [
            figures.draw_portrait(every, period=first),
            tables.show_portrait(shown),
            figures.draw_indicators(
                every, measures=PORTRAIT, period=first, quarters=sorted(set(every.table["period"]))
            ),
            tables.show_clearance([every]),
        ],
        audience="register",
        subject="national",
        audited=True,
    )


def _bytes(folder: Path) -> dict[str, bytes]:
    """Every file as it is, and everything that is packed inside one."""
    found = {}
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        found[path.name] = data
        for place, part in enumerate(re.findall(rb"base64,([A-Za-z0-9+/=]+)", data)):
            found[f"{path.name} base64 {place}"] = base64.b64decode(part)
        for place, part in enumerate(re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)):
            found[f"{path.name} stream {place}"] = zlib.decompressobj().decompress(part)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found |= {f"{path.name} {name}": archive.read(name) for name in archive.namelist()}
        if path.suffix == ".pdf":
            # Its letters are numbers of glyphs; what they say only the text tells.
            paper = pypdf.PdfReader(path)
            pages = [page.extract_text() for page in paper.pages]
            found[f"{path.name} text"] = "\n".join(pages).encode()
            found[f"{path.name} metadata"] = str(paper.metadata).encode()
    return found


def _holding(everything: dict[str, bytes], secrets: list[str]) -> list[str]:
    """Where one of the secrets stands, however it is written."""
    forms = [
        form
        for secret in secrets
        for form in (
            secret.encode(),
            secret.encode("utf-16-le"),
            secret.replace("\u00a0", " ").encode(),
        )
    ]
    return [name for name, data in everything.items() if any(form in data for form in forms)]


def test_fifty_hidden_numbers_are_in_no_byte_of_a_release(release) -> None:
    _, secrets = _told_apart()
    everything = _bytes(release)

    # What is shown is found where it should be, so what is not found is not there.
    sheets = [name for name in everything if name.startswith(f"{WORKBOOK} xl/worksheets")]
    assert _holding({name: everything[name] for name in sheets}, [_shown()])
    assert _holding(everything, secrets) == []


@needs_paper
def test_nor_are_they_on_paper(release, tmp_path) -> None:
    _, secrets = _told_apart()
    printed = copied(release, tmp_path / "release")
    assert pdf.add_pdf(printed)
    everything = _bytes(printed)

    text = everything[f"{pdf.PDF} text"]
    assert _shown().encode() in text.replace("\u00a0".encode(), b"")
    assert _holding(everything, secrets) == []


def _shown() -> str:
    """A count that the release shows, as it stands in a workbook."""
    table = made.portrait(own=None, audience="register").where(measure="women").table
    return str(int(table["numerator"].iloc[0]))


def test_the_description_tells_that_they_are_hidden_and_why(release) -> None:
    told = (release / "cells.csv").read_text(encoding="utf-8")

    assert told.count("protected") >= HIDDEN
