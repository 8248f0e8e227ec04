from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import pytest

from nrs_lib.disclosure import Told, clear, stamped
from nrs_lib.errors import DisclosureError, UsageError
from nrs_lib.figures.wording import figure_name
from nrs_lib.reports.codebook.book import codebook_name, write_codebook
from nrs_lib.reports.manifest import provenance, verify_release
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.reports.pages import POLICY
from nrs_lib.reports.sanitising import check_self_contained
from nrs_lib.reports.scoring_manual.manual import manual_name, write_manual
from nrs_lib.reports.site import building, pages
from nrs_lib.reports.site.building import write_site
from nrs_lib.reports.site.headlines import Headline, headlines, shown_period, told
from nrs_lib.reports.site.holding import Readers, held
from nrs_lib.reports.subjects import Subject
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience, Register
from nrs_lib.text import of, percent
from tests.support.desks import SUBJECT, Desk
from tests.support.stamps import a_cleared
from tests.support.templates import an_extract

OTHER = Subject(Register.NRSSV, "U2", "Enhet 018 <b>", "08")
NATION = Subject(Register.NRSSV, "national", "Riket")
FINDING = {
    "table": "episode",
    "column": "age",
    "severity": "ask",
    "count": 3,
    "message_sv": "Ovanligt.",
    "message_en": "Unusual.",
}


def _indicators(period: str, *, part: int, audience: str, language: str = "sv"):
    """The opening figure with one headline: `part` of 100 improved."""
    share = {
        "measure": "improved_pain",
        "statistic": "share",
        "group": "U1",
        "scope": "own",
        "period": period,
        "estimate": part / 100,
        "low": (part - 9) / 100,
        "high": (part + 9) / 100,
        "n": 100,
        "numerator": part,
        "denominator": 100,
        "n_units": 1,
        "largest_n": 100,
        "method": "wilson",
    }
    keys = ["measure:improved_pain", "scale:nrs_pain"]
    cleared = clear(from_rows([share], definitions=keys), audience=audience)
    [row] = cleared.table.itertuples(index=False)
    cells = (
        percent(part, 100, language=language),
        of(part, 100, language=language),
        f"{part - 9}\u2013{part + 9}",
    )
    return stamped(
        kind="figure",
        name=figure_name("indicators", language),
        html="<figure><p>x</p></figure>",
        plain="x",
        cleared=[cleared],
        rows=[dict(zip(("A", "B", "C"), (Told(cell, row) for cell in cells), strict=True))],
    )


def _release(folder, *, period="2022", part=30, audience="own_unit", subject=SUBJECT, **declared):
    desk = Desk(
        folder,
        provenance(an_extract()),
        subject=subject,
        period=period,
        audience=audience,
        **declared,
    )
    language = desk.sidecar.language
    shown = _indicators(period, part=part, audience=audience, language=language)
    assert desk.write(shown, may_supersede=True)
    return desk


@pytest.fixture(autouse=True)
def _quick(monkeypatch) -> None:
    """Pages on method take a second and have tests of their own; one test here makes them."""

    def write(folder) -> None:
        for language in LANGUAGES:
            for name in (manual_name(language), codebook_name(language)):
                (folder / name).write_text("<p>x</p>", encoding="utf-8")

    monkeypatch.setattr(building, "write_manual", write)
    monkeypatch.setattr(building, "write_codebook", lambda folder: None)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    _release(folder, period="2021", part=20)
    _release(folder, period="2022", part=60)
    _release(folder, subject=OTHER)
    _release(folder, report="riket", audience="register", subject=NATION)
    _release(folder, report="alla", audience="other_units", subject=NATION)
    return folder


def _subjects(site) -> set[tuple[str, str]]:
    found = site.glob("releases/*/*/*/*/*/manifest.json")
    return {(path.parts[-5], path.parent.name) for path in found}


def test_a_units_site_holds_its_own_reports_and_what_is_for_all_units(outputs, tmp_path) -> None:
    site = tmp_path / "u1"
    assert write_site(site, outputs=outputs, readers=Readers(unit=SUBJECT), units=[OTHER]) == 3

    assert _subjects(site) == {("own_unit", "U1"), ("other_units", "national-NRSsv")}
    everything = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    assert not re.search(rb"U2\.|/U2|\bU2\b[\"<]", everything)
    assert b"Enhet 018" not in everything
    index = (site / "index.html").read_text("utf-8")
    assert "<script" not in index, "one unit is not looked for"
    assert 'class="nrs-jumps"' not in index


@pytest.mark.parametrize("audience", [Audience.REGISTER, Audience.OTHER_UNITS])
def test_an_audiences_site_holds_only_that_audience(outputs, tmp_path, audience) -> None:
    write_site(tmp_path / "s", outputs=outputs, readers=Readers(audience=audience))

    assert _subjects(tmp_path / "s") == {(str(audience), "national-NRSsv")}


def test_units_reports_are_side_by_side_for_the_registry_alone(outputs, tmp_path) -> None:
    with pytest.raises(DisclosureError, match="side by side"):
        Readers(audience=Audience.OWN_UNIT)
    findings = {"2023-09-01-abc": [FINDING]}
    for name, readers in {"own": Readers(), "unit": Readers(unit=SUBJECT)}.items():
        write_site(tmp_path / name, outputs=outputs, readers=readers, findings=findings)

    assert "Internt för registret" in (tmp_path / "own" / "index.html").read_text("utf-8")
    assert "Unusual." in (tmp_path / "own" / "findings.en.html").read_text("utf-8")
    assert not list((tmp_path / "unit").glob("findings*"))


def test_a_release_that_lies_in_another_readers_folder_is_not_held(outputs, tmp_path) -> None:
    strange = outputs / "2023-09-01-abc" / "cleared" / "public" / "prov" / "2022"
    strange.mkdir(parents=True)
    moved = strange / "U2"
    moved.symlink_to(outputs / "2023-09-01-abc" / "cleared" / "own_unit" / "prov" / "2022" / "U2")
    try:
        assert not held(outputs, Readers(audience=Audience.PUBLIC))
        assert {one.subject.subject_id for one in held(outputs, Readers(unit=SUBJECT))} == {
            "U1",
            "national",
        }
    finally:
        moved.unlink()


def test_every_link_leads_to_a_file_of_the_site_and_nothing_outside(
    outputs, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(building, "write_manual", write_manual)
    monkeypatch.setattr(building, "write_codebook", write_codebook)
    site = tmp_path / "s"
    write_site(site, outputs=outputs, readers=Readers(), units=[OTHER])

    pages = [*site.glob("*.html"), *site.glob("subjects/*.html")]
    assert {page.name for page in site.glob("subjects/*.html")} >= {"U1.html", "U1.en.html"}
    for page in pages:
        text = page.read_text("utf-8")
        for href in re.findall(r'href="([^"#]+)', text):
            assert (page.parent / href).resolve().is_relative_to(site.resolve()), href
            assert (page.parent / href).is_file(), f"{page.name}: {href}"
        if not page.name.startswith("index"):
            check_self_contained(text, where=page.name)
    for release in site.glob("releases/*/*/*/*/*/manifest.json"):
        verify_release(release.parent)


def test_a_list_that_is_seen_at_once_has_no_search(outputs, tmp_path) -> None:
    write_site(tmp_path / "s", outputs=outputs, readers=Readers(), units=[OTHER])
    page = (tmp_path / "s" / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert "nrs-sok" not in page


def test_only_the_search_may_run_and_names_are_escaped(outputs, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(pages, "_FEW", 1)
    write_site(tmp_path / "s", outputs=outputs, readers=Readers(), units=[OTHER])
    page = (tmp_path / "s" / "index.html").read_text("utf-8")

    assert page.count("<script>") == 1
    assert "script-src &#39;sha256-" in page
    assert "unsafe" not in page.split("script-src")[1].split('"')[0]
    assert "<b>" not in page
    assert "Enhet 018 &lt;b&gt;" in page
    assert 'data-sok="enhet 018 &lt;b&gt; u2' in page
    assert '<p class="nrs-search" hidden>' in page, "without its script the field is not seen"
    assert "script-src" not in POLICY


def test_headlines_stand_side_by_side_and_say_what_surely_moved(outputs) -> None:
    own = [one for one in held(outputs, Readers(unit=SUBJECT)) if one.subject == SUBJECT]
    shown, rows = told(own, "sv")

    assert [str(one.manifest["period"]) for one in shown] == ["2022", "2021"]
    [(label, (now, before))] = rows.items()
    assert label == "Minst 30\u00a0% mindre smärta"
    assert now.now == Headline("60\u00a0%", "60\u00a0av\u00a0100", "51\u201369")
    assert (now.moved, before.moved) == ("higher", "")


def test_the_same_report_in_two_languages_is_one_report_with_a_link_to_the_other(tmp_path) -> None:
    for language in LANGUAGES:
        _release(tmp_path, part=60, language=language)
    _release(tmp_path, period="2021", part=20)
    write_site(tmp_path / "s", outputs=tmp_path, readers=Readers(unit=SUBJECT))

    for language, ending, other in (("sv", "", "en"), ("en", ".en", "sv")):
        page = (tmp_path / "s" / "subjects" / f"U1{ending}.html").read_text(encoding="utf-8")
        assert page.startswith(f'<!doctype html>\n<html lang="{language}">')
        assert page.count(percent(60, 100, language=language)) == 1
        links = re.findall(r'<a href="([^"]+/report.html)"([^>]*)>', page)
        assert [f'hreflang="{other}"' in attributes for _, attributes in links] == [
            False,
            True,
            # The year before is there in Swedish alone.
            language == "en",
        ]
        assert all((tmp_path / "s" / "subjects" / href).is_file() for href, _ in links)
        assert page.count('<td lang="sv">') == (language == "en")
        assert page.count("<small>(in Swedish)</small></a>") == (language == "en")
        assert "(på svenska)" not in page


def test_a_move_that_the_interval_allows_is_not_told(tmp_path) -> None:
    _release(tmp_path, period="2021", part=30)
    _release(tmp_path, period="2022", part=40)
    _, rows = told(held(tmp_path, Readers(unit=SUBJECT)), "sv")

    assert [cell.moved for cells in rows.values() for cell in cells] == ["", ""]


def test_a_release_without_the_opening_figure_has_no_headlines(tmp_path) -> None:
    desk = Desk(tmp_path, provenance(an_extract()))
    desk.write(stamped(kind="text", name="ord", html="<p>x</p>", plain="x", cleared=[a_cleared()]))

    assert headlines(held(tmp_path, Readers())[0]) == (None, {})


def test_a_site_is_replaced_whole_and_is_the_same_each_time(outputs, tmp_path) -> None:
    site = tmp_path / "s"
    files = []
    for _ in range(2):
        write_site(site, outputs=outputs, readers=Readers(), units=[OTHER])
        files.append({p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()})
    assert files[0] == files[1]
    assert [path.name for path in tmp_path.iterdir()] == ["s"]
    [packed, *_] = sorted(site.glob("releases/**/*.tables.zip"))
    assert zipfile.ZipFile(packed).namelist() == ["indikatorer.csv"]


def test_a_folder_with_something_else_is_left_alone(outputs, tmp_path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")

    with pytest.raises(UsageError, match="something else"):
        write_site(tmp_path, outputs=outputs, readers=Readers())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_to_show_is_said(tmp_path) -> None:
    with pytest.raises(UsageError, match="no release"):
        write_site(tmp_path / "s", outputs=tmp_path, readers=Readers(unit=replace(OTHER)))


def _pooled(folder, asked: str, shown: str, part: int):
    """A release asked for a quarter whose numbers are of the quarters up to it."""
    desk = Desk(folder, provenance(an_extract()), period=asked, audience="own_unit")
    assert desk.write(_indicators(shown, part=part, audience="own_unit"), may_supersede=True)


def test_headlines_of_pooled_quarters_are_told_with_their_own_months(tmp_path):
    for asked, shown, part in (
        ("2022Q2", "2022Q2-4Q", 20),
        ("2023Q1", "2023Q1-4Q", 60),
        ("2023Q2", "2023Q2-4Q", 80),
    ):
        _pooled(tmp_path, asked, shown, part)
    newest, between, oldest = held(tmp_path, Readers(unit=SUBJECT))

    assert shown_period(newest).code == "2023Q2-4Q"
    [row] = told([newest, between, oldest], "sv")[1].values()
    assert [one.now.value for one in row] == ["80\u00a0%", "60\u00a0%", "20\u00a0%"]
    # Not against the period that shares three quarters with it, but against the one before.
    assert [one.moved for one in row] == ["higher", "", ""]


def test_quarters_that_a_year_and_its_last_quarter_both_show_stand_once(tmp_path):
    for asked in ("2022", "2022Q4"):
        _pooled(tmp_path, asked, "2022Q4-8Q", 60)

    releases = held(tmp_path, Readers(unit=SUBJECT))
    assert len(releases) == 2
    shown, rows = told(releases, "sv")
    assert len(shown) == 1
    assert [len(cells) for cells in rows.values()] == [1]


def test_a_site_names_the_months_of_pooled_quarters(tmp_path):
    _pooled(tmp_path, "2023Q2", "2023Q2-4Q", 30)
    site = tmp_path / "site"
    write_site(site, outputs=tmp_path, readers=Readers(unit=SUBJECT), units=[SUBJECT])
    page = site / "subjects" / "U1.html"
    assert "juli 2022–juni 2023" in page.read_text(encoding="utf-8")
