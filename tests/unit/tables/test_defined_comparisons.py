"""What stands in the methods of a report that compares units."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.errors import DefinitionError
from nrs_lib.tables.colophon import definitions_of
from nrs_lib.terms import Evidence
from tests.support.cleared import cleared


def of(*definitions):
    row = {
        "measure": "improved_pain",
        "statistic": "adjusted",
        "group": "national",
        "scope": "national",
        "estimate": 0.3,
        "n": 300,
    }
    return cleared([row], definitions=definitions)


def test_what_units_are_adjusted_for_is_a_definition():
    found = {one.key: one for one in definitions_of([of("case_mix:programme")])}

    one = found["case_mix:programme"]
    assert one.evidence is Evidence.ASSUMED
    for variable in read_case_mix().families["programme"].variables:
        assert variable.label["sv"] in one.text
    unadjusted = definitions_of([of("case_mix:follow_up")])
    text = {one.key: one.text for one in unadjusted}["case_mix:follow_up"]
    assert "utan hänsyn till patientsammansättningen" in text


def test_limits_for_units_that_stand_out_are_a_definition():
    name = read_outlier_policy().name
    found = {one.key: one for one in definitions_of([of(f"outlier_policy:{name}")])}

    assert "99,8\u00a0%" in found[f"outlier_policy:{name}"].text


@pytest.mark.parametrize("key", ["case_mix:unheard_of", "outlier_policy:unheard_of"])
def test_a_comparison_without_definition_is_refused(key):
    with pytest.raises(DefinitionError, match="Numbers rest on"):
        definitions_of([of(key)])
