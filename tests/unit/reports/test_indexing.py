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
    assert {one.name for one in tmp_path.iterdir()} == {INDEX, *pages, *sheets, "internal"}


def test_what_goes_with_the_index_is_made_anew_only_where_it_does_not_stand(tmp_path):
    tmp_path = tmp_path / "one"
    extract = SimpleNamespace(extract_id="x1", as_of=dt.date(2023, 9, 1), synthetic=True)
    settings = {"extract": extract, "subjects": [], "summary": RunSummary((), seconds=0.0)}
    write_index(tmp_path, **settings)
    write_index(tmp_path.parent / f"{tmp_path.name}-beside", **settings)
    beside = tmp_path.parent / f"{tmp_path.name}-beside" / manual_name("sv")
    assert beside.read_bytes() == (tmp_path / manual_name("sv")).read_bytes()
    manual, codebook = tmp_path / manual_name("sv"), tmp_path / codebook_name("sv")
    whole, times = manual.read_bytes(), codebook.stat().st_mtime_ns

    write_index(tmp_path, **settings)
    assert codebook.stat().st_mtime_ns == times

    manual.write_text("half")
    write_index(tmp_path, **settings)
    assert manual.read_bytes() == whole
