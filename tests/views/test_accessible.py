"""Every kind of page that a reader meets, in a real browser: axe-core finds nothing to mend.

The rules are those of WCAG 2.2 to level AA, and axe-core's good practice. A page is looked at
on a desk and 320 pixels wide, with everything unfolded; the narrow page itself does not scroll
sideways.
"""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path

import pytest

from nrs_lib.cli.main import main
from nrs_lib.cohort.extracts import extract_ids, open_extract
from nrs_lib.reports.catalog import catalog
from nrs_lib.reports.grades.page import write_grades
from nrs_lib.reports.on_demand import make_profile
from nrs_lib.reports.producing import produce, subjects_for
from nrs_lib.stats.grading import coverage
from nrs_lib.stats.grading.chain import grade_chain
from nrs_lib.terms import NATIONAL, PERSON
from tests.support.compared import compared_units

if not os.environ.get("CI"):
    pytest.importorskip("axe_playwright_python")
from tests.support.accessible import faults_of

SLOW_MS = 90_000
PERIOD = "2022"
PERSONS = "persons"
# By kind, where its pages are among what the commands made.
KINDS = {
    "index of reports": "20??-??-??-*/index.html",
    "findings of a delivery": "*/internal/findings/findings.sv.html",
    "findings of a unit": "*/internal/findings/units/*/findings.en.html",
    "codebook": "codebook.en.html",
    "scoring manual": "scoring.sv.html",
    "grades": "grades.en.html",
    "why a figure moved": "*/internal/why_moved/*/why_moved.sv.html",
    "two deliveries compared": "*/internal/comparisons/*/comparison.en.html",
    "record of researchers' outputs": "taken_out/record.sv.html",
    "index of a site": "site/registry/index.html",
    "findings of a site": "site/registry/findings.html",
    "a unit's page in a site": "site/registry/subjects/*.html",
}
# Copies in other languages and folders, of the kinds above.
COPIES = ("*.??.html", "site/*/releases/*", "site/*/index*.html")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """An outputs folder with a page of every kind, made by the commands where there is one."""
    home = tmp_path_factory.mktemp("pages")
    outputs = home / "outputs"
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("NRS_OUTPUTS", str(outputs))
        for day in ("2022-09-01", "2023-09-01"):
            folder = str(home / day)
            _do("synth", folder, "--scale", "0.05", "--as-of", day)
            _do("load", folder)
        before, after = extract_ids()
        _reports(after, outputs)
        _profiles(after, home / PERSONS)
        _do("worklist", "--unit", "SV001", "--to", str(home / PERSONS / "follow"))
        _do("codebook")
        _do("scores")
        _do("site")
        _do("compare", before, after)
        moved = ("--register", "NRSsv", "--from-period", "2021", "--to-period", PERIOD)
        _do("why-moved", "nrs_pain", *moved)
        some = [coverage.grade(one, draws=20, seed=1) for one in _quick()]
        write_grades(some, outputs, seed=1, chain=grade_chain(compared_units()), registries=1)
        taken = home / "taken"
        taken.mkdir()
        (taken / "counts.csv").write_text("sex,n\nwoman,120\nman,80\n", encoding="utf-8")
        _do("output", "release", str(taken), "--to", str(outputs / "taken_out"))
    return outputs


def _do(*words: str) -> None:
    assert main(words) == 0, words


def _reports(extract_id: str, outputs: Path) -> None:
    """Each report about the unit with most patients, or the nation of specialist care."""
    extract = open_extract(extract_id)
    largest = extract.episodes["unit_id"].value_counts().idxmax()
    reports = []
    for sidecar in catalog().values():
        if sidecar.subject == PERSON:
            continue
        about = {} if sidecar.subject == NATIONAL else {"unit_ids": [largest]}
        subjects = subjects_for(sidecar, extract, **about)
        reports += [(sidecar, subjects[0], PERIOD)]
    summary, _ = produce(reports, extract=extract, folder=outputs, progress=False)
    assert not summary.failed, summary.lines()


def _profiles(extract_id: str, to: Path) -> None:
    """The profile, and a page on one form, of whoever answered most often."""
    extract = open_extract(extract_id)
    person = extract.answers["episode_id"].value_counts().idxmax()
    for instruments in ((), ("hads",)):
        make_profile(str(person), extract=extract, to=to, instruments=instruments)


def _quick() -> list:
    return [one for one in coverage.read_grading().situations if one.method.pace == "fast"][:3]


def _faults(browser, path: Path) -> list[str]:
    page = browser.new_page(viewport={"width": 1180, "height": 900})
    page.goto(path.as_uri())
    try:
        return faults_of(page)
    finally:
        page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_nothing_to_mend(browser, made, kind):
    path = next(iter(sorted(made.glob(KINDS[kind]))))

    assert _faults(browser, path) == []


@pytest.mark.parametrize("name", list(catalog()))
def test_a_report_has_nothing_to_mend(browser, made, name):
    if catalog()[name].subject == PERSON:
        (path,) = (made.parent / PERSONS).glob(f"{name}-*/report.html")
    else:
        (path,) = made.glob(f"*/cleared/*/{name}/{PERIOD}/*/report.html")

    assert _faults(browser, path) == []


def test_a_list_of_follow_ups_has_nothing_to_mend(browser, made):
    (path,) = (made.parent / PERSONS / "follow").glob("*.html")

    assert _faults(browser, path) == []


def test_every_page_that_is_made_is_of_a_kind_that_is_looked_at(made):
    places = (*KINDS.values(), *COPIES, "*/cleared/*/report.html")
    pages = [path.relative_to(made).as_posix() for path in made.rglob("*.html")]

    assert [page for page in pages if not any(fnmatch(page, place) for place in places)] == []


def test_a_unit_s_own_page_has_nothing_to_mend(browser, served):
    page = browser.new_page(viewport={"width": 1180, "height": 900})
    page.goto(served.url, timeout=SLOW_MS)
    page.wait_for_selector(".nrs-part-change .nrs-figure", timeout=SLOW_MS)

    assert faults_of(page) == []
    page.close()


def test_a_refusal_has_nothing_to_mend(browser, served):
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{served.port}/", timeout=SLOW_MS)

    assert page.locator("h1").count() == 1
    assert faults_of(page) == []
    page.close()


def test_what_is_wrong_is_found(browser):
    page = browser.new_page()
    page.set_content(
        "<html lang=sv><title>Prov</title><body><main><h1>Prov</h1>"
        "<img src=x><p style='color:#bbb'>svag</p><p style='width:500px'>bred</p></main></html>"
    )

    found = "\n".join(faults_of(page))

    assert all(one in found for one in ("image-alt", "color-contrast", "wider than the screen"))
    page.close()
