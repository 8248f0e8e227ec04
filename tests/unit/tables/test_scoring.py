"""What stands beneath a table about how its scores were made."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.tables.colophon import definitions_of
from nrs_lib.tables.scoring import scoring_notes
from tests.support.cleared import cleared

EQ5D = f"eq5d5l_index_{get('eq5d5l_value_set').value}"


def of(*definitions):
    row = {
        "measure": "hads_anxiety",
        "statistic": "mean",
        "group": "national",
        "scope": "national",
        "estimate": 8.0,
        "n": 300,
    }
    return cleared([row], definitions=definitions)


def test_scales_with_the_same_rule_share_a_sentence():
    table = of("scale:hads_anxiety", "scale:hads_depression", "scale:isi_total")

    notes = scoring_notes(table, ["hads_anxiety", "hads_depression", "isi_total"])

    assert notes == (
        "Minst hälften av frågorna måste vara besvarade för poäng: HADS Ångest och HADS "
        "Depression.",
        f"Alla frågor måste vara besvarade för poäng: {scale('isi_total').label['sv']}.",
    )


def test_a_scale_that_the_table_does_not_show_is_not_told_of():
    assert scoring_notes(of("scale:hads_anxiety"), ["isi_total"]) == ()


def test_an_index_tells_its_value_set():
    notes = scoring_notes(of(f"scale:{EQ5D}"), [EQ5D])

    assert get("eq5d5l_value_set").label("sv") in notes


def test_a_single_question_needs_no_sentence_on_missing_ones():
    assert scoring_notes(of("scale:nrs_pain"), ["nrs_pain"]) == ()


@pytest.mark.parametrize(("language", "told"), [("sv", "Registrets egna"), ("en", "own scores")])
def test_the_registrys_own_scores_are_told_as_such_and_claim_no_missing_rule(language, told):
    table = of("exported:hads_anxiety")

    (note,) = scoring_notes(table, ["hads_anxiety"], language=language)

    assert told in note
    assert "HADS" in note


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("mpi_pain_severity", "Högst en fråga"),
        ("mpi_interference", "Högst två frågor"),
        ("pri_total", "En besvarad fråga räcker"),
        ("isi_total", "Alla frågor"),
    ],
)
def test_each_missing_rule_has_its_words(code, told):
    assert told in scoring_notes(of(f"scale:{code}"), [code])[0]


def test_definitions_tell_of_versions_with_their_days_and_that_they_are_assumed():
    found = {one.key: one for one in definitions_of([of("versions:eq5d")])}

    told = found["versions:eq5d"]
    assert "EQ-5D-3L till och med 2020-12-31" in told.text
    assert "EQ-5D-5L från och med 2021-01-01" in told.text
    assert str(told.evidence) == "assumed"


def test_definitions_give_exported_scores_no_missing_rule():
    found = definitions_of([of("exported:hads_anxiety")])

    assert any(one.key == "exported" for one in found)
    assert not [one for one in found if one.key.startswith("missing:")]
