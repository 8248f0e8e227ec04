"""Why some scales have fewer answers, said beneath the table."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.conventions import get
from nrs_lib.tables.colophon import definitions_of
from nrs_lib.tables.fewer_answers import fewer_answers
from tests.support.cleared import cleared

EQ5D = f"eq5d5l_index_{get('eq5d5l_value_set').value}"


def changes(period: str = "2022", **answers: int):
    return cleared(
        [
            {
                "measure": code,
                "statistic": "change",
                "group": "national",
                "scope": "national",
                "time_point": "followup_12m",
                "period": period,
                "estimate": 0.1,
                "low": 0.0,
                "high": 0.2,
                "n": n,
                "n_units": 30,
            }
            for code, n in answers.items()
        ],
        definitions=[f"scale:{code}" for code in answers],
    )


def test_forms_that_only_some_units_use_are_named_with_what_is_assumed():
    table = changes(cpaq8_total=300, lisat_life=300, nrs_pain=800)

    note, assumed = fewer_answers(table, ["cpaq8_total", "lisat_life", "nrs_pain"], "sv")

    assert note.startswith("Frivilliga formulär, som bara en del enheter använder")
    assert note.endswith("CPAQ-8 och LiSat-11 (antaget).")
    assert assumed == "Antaget: registret har inte bekräftat det."


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "EQ-5D-5L har färre svar, eftersom formuläret kom 2021-01-01 (antaget)"),
        ("en", "EQ-5D-5L has fewer responses, as the form was introduced on 2021-01-01 (assumed)"),
    ],
)
def test_a_form_that_came_during_the_courses_says_why_it_has_fewest(language, told):
    table = changes(nrs_pain=800, **{EQ5D: 290})

    note, _ = fewer_answers(table, ["nrs_pain", EQ5D], language)

    assert note.startswith(told)


def test_optional_forms_do_not_hide_that_a_version_is_why():
    table = changes(nrs_pain=800, cpaq8_total=100, **{EQ5D: 290})

    assert len(fewer_answers(table, ["nrs_pain", "cpaq8_total", EQ5D], "sv")) == 3


@pytest.mark.parametrize(
    ("period", "answers"), [("2022", 800), ("2024", 290)], ids=["as_many", "long_since"]
)
def test_a_version_is_no_reason_where_others_have_no_more_or_it_came_long_ago(period, answers):
    table = changes(period, nrs_pain=800, **{EQ5D: answers})

    assert fewer_answers(table, ["nrs_pain", EQ5D], "sv") == ()


def test_that_a_form_is_optional_stands_among_the_definitions():
    found = {one.key: one for one in definitions_of([changes(lisat_life=300)])}

    assert "LiSat-11" in found["optional:lisat11"].text
    assert str(found["optional:lisat11"].evidence) == "assumed"
