"""The index of an extract leads to the pages that go with every report."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from nrs_lib.reports import indexing, producing
from nrs_lib.reports.catalog import template
from nrs_lib.reports.codebook.book import SHEETS, codebook_name, sheet_name
from nrs_lib.reports.grades.page import write_grades
from nrs_lib.reports.indexing import INDEX, index_name, write_index
from nrs_lib.reports.manifest import provenance
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.reports.running import RunSummary
from nrs_lib.reports.scoring_manual.manual import manual_name
from tests.support.desks import Desk
from tests.support.stamps import a_figure
from tests.support.templates import an_extract

EXTRACT = SimpleNamespace(extract_id="x1", as_of=dt.date(2023, 9, 1), synthetic=True)


def links(home, language="sv"):
    write_index(home, extract=EXTRACT, subjects=[], summary=RunSummary((), seconds=0.0))
    page = (home / index_name(language)).read_text(encoding="utf-8")
    return re.findall(r'<a href="([^"#]+)"', page)


def test_each_index_leads_to_scores_and_codebook_in_its_own_language(tmp_path):
    for language, other in (("sv", "en"), ("en", "sv")):
        own = [manual_name(language), codebook_name(language)]
        assert links(tmp_path, language) == [*own, index_name(other)]

    pages = [name(language) for language in LANGUAGES for name in (manual_name, codebook_name)]
    sheets = {sheet_name(sheet, language) for sheet in SHEETS for language in LANGUAGES}
    assert {one.name for one in tmp_path.iterdir()} == {
        INDEX,
        index_name("en"),
        *pages,
        *sheets,
        "internal",
    }


def test_a_report_in_two_languages_is_one_line_in_either_index(tmp_path):
    for language in LANGUAGES:
        Desk(tmp_path, provenance(an_extract()), language=language).write(a_figure())
    home = tmp_path / "2023-09-01-abc"
    links(home)

    for language, other in (("sv", "en"), ("en", "sv")):
        page = (home / index_name(language)).read_text(encoding="utf-8")
        folders = {"sv": "prov", "en": "prov-en"}
        paths = {at: f"cleared/own_unit/{folders[at]}/2022/U1/report.html" for at in folders}
        assert page.count('<th scope="row">') == 1
        assert f'<a href="{paths[language]}">2022<' in page
        assert f'<a href="{manual_name(language)}">' in page
        assert f'<a href="{paths[other]}" hreflang="{other}" lang="{other}">' in page


def test_a_unit_s_own_report_stands_above_its_others(tmp_path):
    for report in ("data_quality", "unit_report"):
        Desk(tmp_path, provenance(an_extract()), report=report).write(a_figure())
    home = tmp_path / "2023-09-01-abc"

    pages = [link for link in links(home) if link.endswith("report.html")]

    assert [page.split("/")[2] for page in pages] == ["unit_report", "data_quality"]


def test_the_newest_period_stands_on_top(tmp_path):
    for period in ("2021", "2023Q1", "2022Q4-12Q"):
        Desk(tmp_path, provenance(an_extract()), period=period).write(a_figure())
    home = tmp_path / "2023-09-01-abc"

    pages = [link.split("/")[3] for link in links(home) if link.endswith("report.html")]

    assert pages == ["2023Q1", "2022Q4-12Q", "2021"]


def test_what_tells_a_report_from_others_of_its_name_stands_in_its_link(tmp_path):
    title = template("improvement").choosing({"measure": "response_12m"}).title
    Desk(tmp_path, provenance(an_extract()), report="improvement", title=title).write(a_figure())
    home = tmp_path / "2023-09-01-abc"
    links(home)

    page = (home / INDEX).read_text(encoding="utf-8")
    name, variant = title["sv"].split(": ")

    assert f'<th scope="col">{name}</th>' in page
    assert f">2022, {variant}<" in page


def test_the_index_leads_to_the_grades_where_some_were_made(tmp_path):
    home = tmp_path / "x1"
    assert not [link for link in links(home) if "grades" in link]

    write_grades([], tmp_path, seed=1)

    for language in LANGUAGES:
        found = [link for link in links(home, language) if "grades" in link]
        assert found == [f"../grades.{language}.html"]
        assert (home / found[0]).is_file()


def test_the_index_leads_to_what_was_found_where_it_is(tmp_path):
    home = tmp_path / "internal" / "findings"
    home.mkdir(parents=True)
    for language in LANGUAGES:
        (home / f"findings.{language}.html").write_text("", encoding="utf-8")

    for language in LANGUAGES:
        found = [link for link in links(tmp_path, language) if "findings" in link]
        assert found == [f"internal/findings/findings.{language}.html"]


def test_what_goes_with_the_index_is_made_anew_only_where_it_does_not_stand(tmp_path):
    tmp_path, beside = tmp_path / "one", tmp_path / "another"
    links(tmp_path)
    links(beside)
    assert (beside / manual_name("sv")).read_bytes() == (tmp_path / manual_name("sv")).read_bytes()
    manual, codebook = tmp_path / manual_name("sv"), tmp_path / codebook_name("sv")
    whole, times = manual.read_bytes(), codebook.stat().st_mtime_ns

    links(tmp_path)
    assert codebook.stat().st_mtime_ns == times

    manual.write_text("half")
    links(tmp_path)
    assert manual.read_bytes() == whole


def test_what_goes_with_the_index_is_tried_early_and_must_be_there_at_last(monkeypatch, tmp_path):
    told = []

    def full(home: Path) -> None:
        told.append(home)
        raise OSError(28, "full")

    def run_batch(reports, *, prepare, conclude, **settings):
        prepare()
        assert told == [tmp_path / "x"]
        conclude(None)

    monkeypatch.setattr(producing, "run_batch", run_batch)
    monkeypatch.setattr(producing, "units_of", lambda units: [])
    monkeypatch.setattr(producing, "write_companions", full)
    monkeypatch.setattr(indexing, "write_companions", full)
    with pytest.raises(OSError, match="full"):
        producing.produce([], extract=SimpleNamespace(extract_id="x", units=None), folder=tmp_path)
