"""The page of grades: every situation with its numbers, and failures where they are seen."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from nrs_lib import __version__
from nrs_lib.cli.main import main
from nrs_lib.contracts.grading import read_grading
from nrs_lib.errors import RunError
from nrs_lib.reports.grades import record
from nrs_lib.reports.grades.page import render_grades, write_grades
from nrs_lib.reports.grades.record import cite_grades
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.stats.grading import coverage
from nrs_lib.stats.grading.chain import grade_chain
from nrs_lib.stats.grading.coverage import INTERVALS, grade
from nrs_lib.stats.grading.verdicts import Verdict
from tests.support.compared import compared_units

GRADING = read_grading()
SITUATIONS = GRADING.situations
BY_CODE = {one.code: one for one in SITUATIONS}


@pytest.fixture
def few_situations(monkeypatch):
    """Grade two situations only, so that a run takes no time."""
    few = replace(GRADING, situations=(BY_CODE["mean_few"], BY_CODE["share_many"]))
    monkeypatch.setattr(coverage, "read_grading", lambda: few)


def a_grade(**changes):
    return replace(grade(SITUATIONS[0], draws=100, seed=1), **changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_situation_stands_under_its_topic_with_its_counts(language):
    some = [a_grade(situation=one) for one in SITUATIONS]

    page = render_grades(some, language, seed=1).replace("\u00a0", " ")
    page = page.replace("&#39;", "'")

    places = [page.index(f">{topic[language]}<") for topic in GRADING.topics.values()]
    assert places == sorted(places)
    for one in SITUATIONS:
        assert f"{one.label[language]} <small>{one.method.label[language]}</small>" in page
    of = {"sv": "av", "en": "of"}[language]
    assert page.count(f"{some[0].held.numerator} {of} 100") == len(SITUATIONS)


def test_bias_stands_beside_and_a_missing_one_is_a_dash():
    page = render_grades([a_grade(bias=0.237)], "sv", seed=1)

    assert "<td>0,24</td>" in page
    assert "<td>–</td>" in render_grades([a_grade(bias=math.nan)], "sv", seed=1)


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ([Verdict.INSIDE, Verdict.CAUTIOUS], "Ingen metod är underkänd"),
        ([Verdict.INSIDE, Verdict.TOO_NARROW], "En metod är underkänd"),
        ([Verdict.TOO_NARROW] * 2, "2 metoder är underkända"),
    ],
)
def test_the_opening_tells_how_many_fail(verdicts, told):
    page = render_grades([a_grade(verdict=one) for one in verdicts], "sv", seed=1)

    assert told in page
    assert page.count('nrs-text nrs-look"') == verdicts.count(Verdict.TOO_NARROW)


def test_draws_without_an_interval_are_told():
    assert "inget intervall i 7 dragningar" in render_grades([a_grade(missing=7)], "sv", seed=1)


def test_the_command_ends_with_the_code_of_failed_runs_when_a_method_fails(
    tmp_path, monkeypatch, capsys, few_situations
):
    broken = INTERVALS | {"t": lambda values: (math.nan, math.nan, math.nan)}
    monkeypatch.setitem(coverage.grade.__kwdefaults__, "intervals", broken)

    assert main(["grade", "--out", str(tmp_path)]) == RunError.exit_code

    assert "mean_few" in capsys.readouterr().err
    assert (tmp_path / "grades.sv.html").is_file()


def test_the_command_passes_on_what_reports_use(tmp_path, few_situations):
    assert main(["grade", "--out", str(tmp_path)]) == 0
    pages = {f"grades.{language}.html" for language in LANGUAGES}
    assert {path.name for path in tmp_path.iterdir()} == {*pages, "grades.json"}


def test_a_report_can_cite_what_was_graded_and_by_which_version(tmp_path):
    chain = grade_chain(compared_units())
    write_grades([a_grade()] * 3, tmp_path, seed=1, thorough=True, chain=chain, registries=1)

    cited = cite_grades(tmp_path, "en")

    assert (tmp_path / cited.file).is_file()
    assert cited.is_current
    assert f"program {__version__}" in cited.text
    assert f"grading.yaml version {GRADING.version}" in cited.text
    assert "many draws" in cited.text
    assert "4 trials" in cited.text
    assert cited.text.endswith("No method fails.")
    told = json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))
    assert told["situations"][0]["denominator"] == 100
    assert told["chain"][0]["measure"] == "nrs_pain"


def test_a_citation_tells_of_failures_and_of_a_program_that_has_changed(tmp_path, monkeypatch):
    found = [a_grade(), a_grade(verdict=Verdict.TOO_NARROW, bias=math.nan)]
    write_grades(found, tmp_path, seed=1)
    assert "1 är underkända" in cite_grades(tmp_path, "sv").text
    assert "få dragningar" in cite_grades(tmp_path, "sv").text

    monkeypatch.setattr(record, "code_checksum", lambda: "0" * 64)

    cited = cite_grades(tmp_path, "sv")
    assert not cited.is_current
    assert cited.text.endswith("har ändrats sedan dess.")


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"situations": 3, "chain": []}'])
def test_what_is_no_record_is_not_cited(tmp_path, text):
    if text is not None:
        (tmp_path / "grades.json").write_text(text, encoding="utf-8")

    assert cite_grades(tmp_path, "sv") is None


@pytest.mark.parametrize(("registries", "told"), [(1, "Ett påhittat register"), (3, "3 påhittade")])
def test_the_whole_way_stands_by_register_with_counts(registries, told):
    chain = grade_chain(compared_units())

    page = render_grades([a_grade()], "sv", seed=1, chain=chain, registries=registries)
    page = page.replace("\u00a0", " ")

    assert told in page
    assert "Specialistvård" in page
    found = chain[0].detected
    assert f"{found.numerator} av {found.denominator}" in page


def test_a_failed_measure_of_the_whole_way_counts_among_the_failed():
    chain = grade_chain(compared_units(half=0.9))

    page = render_grades([a_grade()], "sv", seed=1, chain=chain, registries=1)

    assert "En metod är underkänd" in page
