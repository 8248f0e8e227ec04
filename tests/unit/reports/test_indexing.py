"""The index of an extract leads to the pages that go with every report."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

from nrs_lib.reports.codebook.book import SHEETS, codebook_name, sheet_name
from nrs_lib.reports.indexing import INDEX, write_index
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.reports.running import RunSummary
from nrs_lib.reports.scoring_manual.manual import manual_name


def test_the_index_leads_to_scores_and_codebook_in_both_languages(tmp_path):
    extract = SimpleNamespace(extract_id="x1", as_of=dt.date(2023, 9, 1), synthetic=True)

    path = write_index(tmp_path, extract=extract, subjects=[], summary=RunSummary((), seconds=0.0))

    linked = re.findall(r'<a href="([^"#]+)"', path.read_text(encoding="utf-8"))
    pages = [name(language) for language in LANGUAGES for name in (manual_name, codebook_name)]
    assert linked == pages
    sheets = {sheet_name(sheet, language) for sheet in SHEETS for language in LANGUAGES}
    assert {one.name for one in tmp_path.iterdir()} == {INDEX, *pages, *sheets}


def test_the_index_leads_to_what_was_found_where_it_is(tmp_path):
    extract = SimpleNamespace(extract_id="x1", as_of=dt.date(2023, 9, 1), synthetic=True)
    home = tmp_path / "internal" / "findings"
    home.mkdir(parents=True)
    for language in LANGUAGES:
        (home / f"findings.{language}.html").write_text("", encoding="utf-8")

    path = write_index(tmp_path, extract=extract, subjects=[], summary=RunSummary((), seconds=0.0))

    page = path.read_text(encoding="utf-8")
    assert '<a href="internal/findings/findings.sv.html">Fynd i leveransen</a>' in page
    assert '<a href="internal/findings/findings.en.html">Findings in the delivery</a>' in page
