"""Every template through the production runner: a tiny unit, a large one, and the nation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest

from nrs_lib.cli.main import main
from nrs_lib.cohort.preparing import prepare
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.reports import running
from nrs_lib.reports.catalog import catalog
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.manifest import Provenance, invented, read_manifest, verify_release
from nrs_lib.reports.producing import produce, subjects_for
from nrs_lib.reports.running import run
from nrs_lib.reports.tracing.numbers import read_numbers
from nrs_lib.reports.workbooks import WORKBOOK
from nrs_lib.tables.choices import UNCHOSEN
from nrs_lib.tables.quality_uncounted import QUALITY_NOT_COUNTED
from nrs_lib.tables.sick_leave_lead import NOT_COUNTED
from nrs_lib.terms import NATIONAL, PERSON, Register
from tests.support.languages import (
    every_text,
    foreign_words,
    numbers_of,
    proper_names,
    workbook_numbers,
)
from tests.support.plans import a_focus, write_plan
from tests.support.tracing import untraced

PERIOD = "2022"
SLIDES = "improvement"
"""Has fewer numbers than other reports, and two scripts that are known to the byte."""
SEED = 1
SCALE = 0.1
SUBSCRIPTIONS = """
subscriptions:
  - recipient: chef
    name: Chefen
    units: [{unit}]
    reports: [unit_report]
    periods: [year]
    language: sv
    formats: [html, xlsx]
    until: 2024-12-31
  - recipient: tidigare
    name: Tidigare chef
    units: [{unit}]
    reports: [unit_report]
    periods: [year]
    language: sv
    formats: [html]
    until: 2023-12-31
"""

UNFETCHED = (
    "Uppgifter om sjukskrivning har inte hämtats från Försäkringskassan för primärvård (NRSpv)"
)


class Production:
    """A small registry from delivery to releases, as a statistician would do it."""

    def __init__(self, folder, plans) -> None:
        delivery = write(generate(seed=SEED, scale=SCALE), folder / "delivery")
        self.extract = prepare(delivery, folder=folder / "outputs")
        reports = []
        for sidecar in catalog().values():
            if sidecar.subject == PERSON:
                # Made on demand; see tests/unit/reports/test_on_demand.py.
                continue
            subjects = subjects_for(sidecar, self.extract)
            if sidecar.subject != NATIONAL:
                # Named, as slides of a unit without a plan must be.
                every = subjects_for(catalog()["unit_report"], self.extract)
                subjects = self.smallest_and_largest(every)
                # The large unit has an action plan, the small one has none.
                write_plan(plans, a_focus(), unit=subjects[1].subject_id)
            period = str(sidecar.defaults["period"])
            reports += [(sidecar, subject, period) for subject in subjects]
            # In the other languages one of each, the large unit among them.
            shown = max(subjects, key=lambda subject: subject.register == Register.NRSSV)
            others = [sidecar.in_language(language) for language in sidecar.languages[1:]]
            reports += [(other, shown, period) for other in others]
        self.summary, self.index = produce(
            reports,
            extract=self.extract,
            folder=folder / "outputs",
            progress=False,
        )

    @property
    def swedish(self):
        """What became of the reports in Swedish."""
        return [one for one in self.summary.outcomes if _language(one) == "sv"]

    @property
    def in_both(self):
        """The folders of each report that was made in Swedish and English."""
        made = {(one.report, one.subject, _language(one)): one for one in self.summary.outcomes}
        return [
            (made[report, subject, "sv"].release, one.release)
            for (report, subject, language), one in made.items()
            if language == "en"
        ]

    def again(self, outcome):
        """Make one of the reports anew."""
        sidecar = catalog()[outcome.report]
        return run(
            sidecar,
            [outcome.subject],
            extract=self.extract,
            period=outcome.period,
            outputs=self.index.parents[1],
            progress=False,
            older="remake",
        )

    def smallest_and_largest(self, subjects):
        """The smallest unit of primary care and the largest of specialist care."""
        sizes = self.extract.episodes.groupby("unit_id", observed=True).size()
        ordered = sorted(subjects, key=lambda subject: sizes[subject.subject_id])
        small = next(unit for unit in ordered if unit.register == Register.NRSPV)
        large = next(unit for unit in reversed(ordered) if unit.register == Register.NRSSV)
        return [small, large]


def _language(outcome) -> str:
    return str(read_manifest(outcome.release)["parameters"]["language"])


def _tells_nothing(outcome) -> bool:
    """Whether a page says only why it shows nothing: no linkage, or too few of the unit's."""
    outputs = read_manifest(outcome.release)["outputs"]
    is_silent = bool({NOT_COUNTED, QUALITY_NOT_COUNTED} & {output["name"] for output in outputs})
    return is_silent and "figure" not in {output["kind"] for output in outputs}


def _has_no_plan(release) -> bool:
    """Whether they are slides of a unit that is to choose what it wants to improve."""
    return UNCHOSEN in {output["name"] for output in read_manifest(release)["outputs"]}


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    home = tmp_path_factory.mktemp("production")
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("NRS_PLANS", str(home / "plans"))
        yield Production(home, home / "plans")


def test_a_plan_opens_its_unit_s_report_and_leads_its_slides(production) -> None:
    about = {
        (one.report, str(one.subject.register)): (one.release / "report.html").read_text("utf-8")
        for one in production.swedish
    }

    for report in ("unit_report", SLIDES):
        assert "Koordinatorn ringer." in about[report, "NRSsv"]
        assert "Koordinatorn ringer." not in about[report, "NRSpv"]
    assert "Vår handlingsplan" not in about["unit_report", "NRSpv"]
    assert "ingen handlingsplan ännu" in about[SLIDES, "NRSpv"]


def test_every_report_is_made(production) -> None:
    assert production.summary.lines()[1:] == []
    assert production.summary.count("made") == 24


def test_every_release_is_whole(production) -> None:
    for outcome in production.summary.outcomes:
        manifest = verify_release(outcome.release)
        assert manifest["extract"]["id"] == production.extract.extract_id
        if _tells_nothing(outcome):
            continue
        assert manifest["definitions"], outcome.name
        kinds = [output["kind"] for output in manifest["outputs"]]
        drawn = set() if _has_no_plan(outcome.release) else {"figure"}
        assert {*drawn, "table", "text"} <= set(kinds)
        # A figure of a unit with too few answers says so, and draws nothing.
        is_drawn = 'role="img"' in (outcome.release / "report.html").read_text(encoding="utf-8")
        assert any(name.startswith("figures/") for name in manifest["files"]) == is_drawn
        assert any(name.startswith("tables/") for name in manifest["files"])


def test_every_page_says_that_its_data_are_made_up(production) -> None:
    for outcome in production.swedish:
        page = (outcome.release / "report.html").read_text(encoding="utf-8")
        assert "Syntetiska data" in page
        assert page.count("<script") == (2 if outcome.report == SLIDES else 0)


def test_every_page_accounts_for_all_rows_of_the_delivery(production) -> None:
    rows = production.extract.passport["rows"]["episode"]
    assert rows["rows_in"] == rows["analysed"] + rows["set_aside"]
    told = f"{rows['rows_in']} = {rows['analysed']} inlästa + {rows['set_aside']} avskilda"
    for outcome in production.swedish:
        page = (outcome.release / "report.html").read_text(encoding="utf-8")
        assert told in page.replace("\u00a0", "")


def test_every_printed_number_can_be_asked_why(production) -> None:
    for outcome in production.summary.outcomes:
        page = (outcome.release / "report.html").read_text(encoding="utf-8")
        told = read_numbers(outcome.release)
        every = [(output, one) for output in told["outputs"] for one in output["numbers"]]
        # A unit with too few answers for any result has its volume and its way to answers.
        # Its slides have what they say, and nothing drawn or laid out in rows.
        least = 80 if outcome.report != SLIDES else 15 if 'role="img"' in page else 5
        is_silent = _tells_nothing(outcome) or _has_no_plan(outcome.release)
        assert len(every) > least or is_silent
        if outcome in production.swedish:
            assert untraced(page, told) == []
        for output, one in every:
            for place in one["from"]:
                row = output["origins"][place]
                assert told["measures"][row["measure"]]["definitions"], one["id"]
                assert {"hidden", "n"} & set(row), one["id"]
                assert not {"estimate", "low", "high", "sd"} & set(row)


def test_without_linkage_a_page_of_sick_leave_says_so_and_shows_no_number(production) -> None:
    silent = [
        outcome
        for outcome in production.summary.outcomes
        if _tells_nothing(outcome) and outcome.report != "data_quality"
    ]

    assert {(one.report, str(one.subject.register)) for one in silent} == {
        ("sick_leave_unit", "NRSpv"),
        ("sick_leave_national", "NRSpv"),
    }
    for outcome in silent:
        page = (outcome.release / "report.html").read_text(encoding="utf-8")
        assert UNFETCHED in page
        assert "Nettodagar" not in page
        assert not list(outcome.release.glob("figures/*"))


def test_a_data_quality_page_of_too_few_says_so_and_shows_no_figure(production) -> None:
    silent = [
        outcome
        for outcome in production.swedish
        if _tells_nothing(outcome) and outcome.report == "data_quality"
    ]

    assert {str(one.subject.register) for one in silent} == {"NRSpv"}
    page = (silent[0].release / "report.html").read_text(encoding="utf-8")
    assert "Enheten har för få vårdförlopp i perioden för att visa andelar" in page
    assert "Formulär som gav poäng" not in page
    assert "Fynd i leveransen" in page


def test_without_linkage_an_annual_report_says_so_and_tells_all_else(production) -> None:
    found = {
        str(one.subject.register): one
        for one in production.swedish
        if one.report == "annual_report"
    }
    pages = {
        register: (one.release / "report.html").read_text(encoding="utf-8")
        for register, one in found.items()
    }
    without = UNFETCHED

    assert without in pages["NRSpv"]
    assert without not in pages["NRSsv"]
    assert len(list(found["NRSpv"].release.glob("figures/*"))) > 5
    # A small register has its charts too, and prose leads to them.
    for page in pages.values():
        [at] = re.findall(r'I <a href="#(\S+)">Figur\xa0\d+</a> hålls de mått som ritas', page)
        assert f'id="{at}"' in page
        assert "Väntetid till program:" in page
    # What is left out takes no number: they follow on each other.
    for page in pages.values():
        numbers = [int(n) for n in re.findall(r'<span class="nrs-number">Tabell\xa0(\d+)\.', page)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 10


def test_the_index_leads_to_every_report(production) -> None:
    index = production.index.read_text(encoding="utf-8")

    for outcome in production.summary.outcomes:
        page = (outcome.release / "report.html").relative_to(production.index.parent)
        assert f'href="{page.as_posix()}"' in index


def test_an_edition_becomes_a_site_and_folders_for_its_subscribers(
    production, monkeypatch, tmp_path, capsys
) -> None:
    monkeypatch.setenv("NRS_OUTPUTS", str(production.index.parents[1]))
    subjects = [outcome.subject for outcome in production.summary.outcomes]
    own = next(
        one.subject_id for one in subjects if one.register == Register.NRSSV and not one.is_national
    )
    subscriptions = tmp_path / "subscriptions.yaml"
    subscriptions.write_text(SUBSCRIPTIONS.format(unit=own), encoding="utf-8")

    assert main(["site", "--to", str(tmp_path / "all")]) == 0
    assert main(["site", "--unit", own, "--to", str(tmp_path / "own")]) == 0
    asked = ["outbox", str(subscriptions), "--to", str(tmp_path / "outbox"), "--day", "2024-06-01"]
    assert main([*asked, "--dry-run"]) == 0
    assert not (tmp_path / "outbox").exists()
    assert main(asked) == 0

    assert len(list(tmp_path.glob("all/releases/*/*/*/*/*/report.html"))) == 24
    assert len(list(tmp_path.glob("own/releases/*/*/*/*/*/report.html"))) == 11
    page = (tmp_path / "own" / "subjects" / f"{own}.html").read_text(encoding="utf-8")
    assert "Minst 30\u00a0% mindre smärta" in page
    assert {path.name for path in (tmp_path / "outbox" / "chef").iterdir()} == {
        "letter.txt",
        f"{own}_unit_report_{PERIOD}.html",
        f"{own}_unit_report_{PERIOD}.xlsx",
    }
    assert "expired 2023-12-31" in capsys.readouterr().out


def test_both_languages_show_the_very_same_numbers(production) -> None:
    assert len(production.in_both) == 8
    for swedish, english in production.in_both:
        pages = [(release / "report.html").read_text("utf-8") for release in (swedish, english)]
        shown = [numbers_of(page, at) for page, at in zip(pages, ("sv", "en"), strict=True)]
        assert len(shown[0]) == len(shown[1]) > (3 if _has_no_plan(swedish) else 8)
        least = 200 if SLIDES in swedish.parts else 400
        least = 40 if _has_no_plan(swedish) else least
        assert sum(map(Counter.total, shown[0])) > least
        for mine, other in zip(*shown, strict=True):
            assert mine == other
        assert workbook_numbers(swedish / WORKBOOK) == workbook_numbers(english / WORKBOOK)
        cells = [(release / "cells.csv").read_text("utf-8") for release in (swedish, english)]
        assert len(cells[0].splitlines()) == len(cells[1].splitlines())


def test_neither_language_has_words_of_the_other(production) -> None:
    names = proper_names(production.extract)
    for releases in production.in_both:
        for release, language in zip(releases, ("sv", "en"), strict=True):
            for kind, text in every_text(release):
                assert list(foreign_words(text, language, names=names)) == [], f"{kind}: {text}"


def test_the_ledger_takes_the_other_language_as_the_release_that_it_is(production) -> None:
    for register, releases in (("NRSsv", 16), ("NRSpv", 8)):
        ledger = Ledger.of(
            register, invented=invented(production.extract), folder=production.index.parents[1]
        )
        assert ledger.check() == releases


def test_no_patient_is_in_a_release(production) -> None:
    people = set(production.extract.episodes["patient_id"].astype(str))
    people |= set(production.extract.episodes["episode_id"].astype(str))

    for outcome in production.summary.outcomes:
        for path in outcome.release.rglob("*"):
            if path.suffix in {".csv", ".json", ".svg"}:
                words = set(path.read_text(encoding="utf-8").replace(";", " ").split())
                assert not words & {name for name in people if not name.isdigit()}, path.name


def test_the_same_inputs_give_the_same_bytes_on_another_machine(production, monkeypatch) -> None:
    for name, value in {"TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    largest = next(
        outcome
        for outcome in production.summary.outcomes
        if outcome.subject.register == Register.NRSSV and not outcome.subject.is_national
    )

    # The source may change while tests run; its checksum stands on every page.
    made = verify_release(largest.release)
    origin = Provenance(**{part.name: made[part.name] for part in fields(Provenance)})
    monkeypatch.setattr(running, "provenance", lambda extract: origin)

    summary = production.again(largest)

    assert summary.count("kept") == 1, summary.lines()
