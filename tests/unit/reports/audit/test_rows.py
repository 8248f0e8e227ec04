"""Rows of a table are told by their cells: the same as each row as a text tells."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.disclosure import read_policy
from nrs_lib.reports.audit.agreement import disagreements
from nrs_lib.reports.audit.auditing import count_seen, id_columns
from nrs_lib.reports.audit.people import who
from nrs_lib.reports.audit.seen import Channel, Grid, Seen, grid_of
from nrs_lib.reports.audit.sheets import read_csv

PARTS = ("1", "7", "12", "234", "1,234", "12.", "3,", "191212121212", "19121212-1212", "EBCDFGHJKL")
PARTS += (" ", "\u00a0", "\n", ";", "(", ")", "%", ". ", ", ", "–", "-", "=", ":", ".", ",")
PARTS += ("av", "of", "de", "tre", "en", "patienter", "svar", "n", "under ", "x", "skalor", "_")
PARTS += ("patient_id", "PatientId", "df", "resid", "df_resid", "frihetsgrader", "parametrar")
CELLS = st.lists(st.sampled_from(PARTS), max_size=5).map("".join)
ROWS = st.lists(st.lists(CELLS, max_size=4), max_size=4)
PAIRS = st.sets(st.sampled_from([(1, 7), (7, 12), (12, 234), (3, 12), (3, 1234), (1, 234)]))
PEOPLE = st.sets(st.sampled_from([1, 3, 7, 12, 234, 1234]))


def _found(seen, cleared):
    found = {*who(seen, id_columns=id_columns())}
    for one in disagreements(seen, lambda _: cleared, stamped={"table"}):
        # Cells by themselves are asked for their numbers as well; of a text only what it counts.
        if one.rule != "uncleared_number":
            found.add(one)
    return {(one.rule, one.place) for one in found}, count_seen(seen)


@settings(max_examples=400)
@given(ROWS, PAIRS, PEOPLE)
def test_a_table_tells_what_its_rows_tell(rows, pairs, people):
    cleared = SimpleNamespace(
        has_pair=lambda part, whole: (part, whole) in pairs,
        counts_people=people.__contains__,
        explains=lambda number: False,
        limits=set(),
        right=set(),
        models=read_policy().models,
    )
    by_cells = Seen("table.csv", grids=[grid_of("table", rows, "table", row_place="row")])
    as_texts = Seen("table.csv", grids=[Grid("table", *_parted(rows), "table")])
    for number, row in enumerate(rows, start=1):
        as_texts.say(f"row {number}", Channel.VISIBLE, " ; ".join(row), "table")
    assert _found(by_cells, cleared) == _found(as_texts, cleared)
    assert [one for one in by_cells.every_text() if one[1].strip()] == [*as_texts.every_text()]


def _parted(rows):
    texts = [tuple(row) for row in rows]
    return (texts[0] if texts else ()), tuple(texts[1:])


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ("3 av 12;4", {"uncleared_count"}),
        # A whole is no count of its own, wherever in the row it is told.
        ("7 av 12;12 patienter", set()),
        ("df resid;2", {"saturated_model"}),
        ("191212121212;4", {"personal_identity_number"}),
        ("tre av fem;ingen", set()),
        ("tre av fem;4", {"uncleared_count"}),
    ],
)
def test_a_row_is_found_by_a_cell_of_it(row, rules):
    seen = read_csv(f"a;b\n{row}\n", "table.csv", output="table")
    cleared = SimpleNamespace(
        has_pair=lambda *told: told == (7, 12),
        counts_people=lambda count: False,
        explains=lambda number: True,
        limits=set(),
        right=set(),
        models=read_policy().models,
    )
    found, _ = _found(seen, cleared)
    assert found == {(rule, "row 2") for rule in rules}


def test_a_wrong_cell_is_told_in_every_table_of_its_output():
    asked = []
    cleared = SimpleNamespace(
        explains=lambda number: asked.append(number.value) or number.value == 5,
        has_pair=lambda *_: True,
        counts_people=lambda _: True,
        limits=set(),
        right=set(),
        models=read_policy().models,
    )
    for file in ("one.csv", "two.csv"):
        seen = read_csv("a;b\n5;7\n", file, output="table")
        found = [
            one.place
            for one in disagreements(seen, lambda _: cleared, stamped={"table"})
            if one.rule == "uncleared_number"
        ]
        assert found == ["table row 1 column 2"]
    # What was right once is not asked again.
    assert sorted(asked) == [5, 7, 7]
