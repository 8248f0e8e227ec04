"""Value sets are complete over all states, and coefficients and tables agree."""

from __future__ import annotations

import itertools

import pytest

from nrs_lib.contracts.value_sets import read_value_sets
from nrs_lib.errors import DefinitionError

DIMENSIONS = ("mo", "sc")
COEFFICIENTS = "term,made_up\nstart,1\nany2plus,-0.1\nmo2,-0.2\nsc2,-0.3\n"
STATES = "state,made_up,table_only\n11,1,0.9\n12,0.6,0.5\n21,0.7,0.6\n22,0.4,0.1\n"


def reading(home, *, states=STATES, coefficients=COEFFICIENTS):
    (home / "states.csv").write_text(states, encoding="utf-8")
    (home / "coefficients.csv").write_text(coefficients, encoding="utf-8")
    return read_value_sets(
        states=home / "states.csv",
        coefficients=home / "coefficients.csv",
        dimensions=DIMENSIONS,
        levels=2,
    )


def test_a_term_for_any_dimension_is_added_once(tmp_path):
    made_up = reading(tmp_path)["made_up"]
    states = ["".join(state) for state in itertools.product("12", repeat=2)]
    assert [made_up.index_of(state) for state in states] == [1, 0.6, 0.7, 0.4]
    assert made_up.range == (0.4, 1)


def test_a_set_without_coefficients_is_taken_from_its_table(tmp_path):
    assert reading(tmp_path)["table_only"].index_of("21") == 0.6


def test_an_empty_any_term_is_no_term(tmp_path):
    coefficients = COEFFICIENTS.replace("any2plus,-0.1", "any2plus,")
    states = STATES.replace("12,0.6", "12,0.7").replace("21,0.7", "21,0.8").replace("0.4", "0.5")
    assert reading(tmp_path, states=states, coefficients=coefficients)["made_up"].range[0] == 0.5


def test_values_cannot_be_changed(tmp_path):
    with pytest.raises(ValueError, match="read-only"):
        reading(tmp_path)["made_up"].values[0] = 2


@pytest.mark.parametrize(
    ("states", "coefficients", "where"),
    [
        (STATES.replace("22,0.4,0.1\n", ""), COEFFICIENTS, "states.csv: state 22"),
        (STATES + "23,0,0\n", COEFFICIENTS, "states.csv: state 23"),
        (STATES + "22,0.4,0.1\n", COEFFICIENTS, "states.csv: row 6"),
        (STATES.replace("12,0.6,", "12,,"), COEFFICIENTS, "states.csv: row 12, column made_up"),
        (STATES.replace("0.6,0.5", "0.6"), COEFFICIENTS, "states.csv: row 3"),
        (STATES.replace("0.5", "half"), COEFFICIENTS, "states.csv: row 3, column table_only"),
        (STATES, COEFFICIENTS.replace("mo2", "mo3"), "coefficients.csv: term mo3"),
        (STATES, COEFFICIENTS.replace("sc2,-0.3\n", ""), "coefficients.csv: term sc2"),
        (STATES, COEFFICIENTS.replace("start,1", "start,"), "row start, column made_up"),
        (STATES, COEFFICIENTS.replace("-0.2", "-0.25"), "column made_up"),
    ],
)
def test_a_fault_is_named_with_file_and_place(states, coefficients, where, tmp_path):
    with pytest.raises(DefinitionError) as caught:
        reading(tmp_path, states=states, coefficients=coefficients)
    assert where in caught.value.where


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DefinitionError, match=r"gone\.csv"):
        read_value_sets(
            states=tmp_path / "gone.csv", coefficients=None, dimensions=DIMENSIONS, levels=2
        )
