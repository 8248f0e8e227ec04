"""The appendix of methods cites what was measured and tells how the report's scores are made."""

from __future__ import annotations

import pytest

from nrs_lib.reports.grades.record import Citation
from nrs_lib.reports.methods import show_scoring, write_coverage
from tests.support import cleared as made

SCORED = ("nrs_pain", "hads_anxiety", "mpi_interference")


@pytest.fixture
def change():
    definitions = [f"scale:{code}" for code in SCORED]
    return made.cleared([], audience="public", definitions=definitions)


def test_the_record_is_cited_with_its_file(change):
    cited = Citation("Metoderna prövades 2023-09-01.", "grades.sv.html", is_current=True)
    told = write_coverage([change], cited).plain

    assert "Metoderna prövades 2023-09-01." in told
    assert "grades.sv.html" in told


@pytest.mark.parametrize(("language", "words"), [("sv", "har inte prövats"), ("en", "not been")])
def test_where_nothing_was_graded_the_report_says_so(change, language, words):
    told = write_coverage([change], None, language=language).plain
    assert words in told
    assert "nrs grade" not in told, "a reader of reports runs no commands"


def test_only_the_scales_of_the_report_are_told_each_under_its_instrument(change):
    table = show_scoring([change], scales=["nrs_pain", "hads_anxiety"])

    assert [row["Skala"].split(" (")[0] for row in table.rows] == [
        "HADS Ångest",
        "Smärtintensitet senaste 7 dagarna",
    ]
    anxiety = table.rows[0]
    assert "Summan av 7 frågor" in anxiety["Poäng"] or "Medelvärdet av 7" in anxiety["Poäng"]
    assert anxiety["Besvarat"] == "minst 4 av 7 frågor"


@pytest.mark.parametrize(
    ("language", "head", "reversed_"),
    [
        ("sv", "Poäng", "tsk17_04, 08, 12, 16 (svar 1–4) räknas som 5 −"),
        ("en", "Score", "tsk17_04, 08, 12, 16 (answers 1–4) counted as 5 −"),
    ],
)
def test_questions_that_do_not_count_as_they_are_answered_are_told(language, head, reversed_):
    codes = ("tsk17_total", "rand36_gh")
    part = made.cleared([], audience="public", definitions=[f"scale:{code}" for code in codes])
    table = show_scoring([part], scales=codes, language=language)

    health, fear = (row[head] for row in table.rows)
    assert reversed_ in fear
    assert "rand36_01, 34, 36" in health
    assert "0–100" in health


def test_a_scale_of_one_question_asks_for_that_one(change):
    (row,) = show_scoring([change], scales=["nrs_pain"]).rows
    assert row["Besvarat"] == "den enda"
