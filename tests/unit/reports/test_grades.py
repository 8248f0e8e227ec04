"""The page of grades: every situation with its numbers, and failures where they are seen."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from nrs_lib.cli.main import main
from nrs_lib.contracts.grading import read_grading
from nrs_lib.errors import RunError
from nrs_lib.reports.grades.page import render_grades
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.stats.grading import coverage
from nrs_lib.stats.grading.chain import grade_chain
from nrs_lib.stats.grading.coverage import INTERVALS, Verdict, grade
from tests.support.compared import compared_units

SITUATIONS = read_grading().situations


def a_grade(**changes):
    return replace(grade(SITUATIONS[0], draws=100, seed=1), **changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_situation_stands_with_its_numerator_and_denominator(language):
    found = [grade(one, draws=100, seed=1) for one in SITUATIONS]

    page = render_grades(found, language, seed=1).replace("\u00a0", " ")

    for one in found:
        assert one.situation.label[language] in page
        of = {"sv": "av", "en": "of"}[language]
        assert f"{one.held.numerator} {of} 100" in page


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
    tmp_path, monkeypatch, capsys
):
    broken = INTERVALS | {"t": lambda values: (math.nan, math.nan)}
    monkeypatch.setitem(coverage.grade.__kwdefaults__, "intervals", broken)

    assert main(["grade", "--out", str(tmp_path)]) == RunError.exit_code

    assert "mean_few" in capsys.readouterr().err
    assert (tmp_path / "grades.sv.html").is_file()


def test_the_command_passes_on_what_reports_use(tmp_path):
    assert main(["grade", "--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"grades.{language}.html" for language in sorted(LANGUAGES)
    ]


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
