"""A table of one's own is loaded by its contract as strictly as a delivery."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from nrs_lib.cohort.own_tables import read_own_table
from nrs_lib.contracts.reading import TABLES, read_contracts
from nrs_lib.errors import DefinitionError, ExtractError
from tests.support.own_tables import CONTRACT, ROWS, write_own, write_rows

AS_OF = dt.date(2023, 9, 1)


def loaded(tmp_path, rows: str = ROWS, *, contract: str = CONTRACT, extract=None):
    return read_own_table(
        write_rows(tmp_path, rows),
        contract=write_own(tmp_path / "contracts", contract=contract),
        extract=extract,
        as_of=AS_OF,
    )


def refused(tmp_path, rows: str = ROWS, **words) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        loaded(tmp_path, rows, **words)
    return caught.value


def an_extract(*episodes: str):
    """An extract that has these episodes and nothing else that is asked for."""
    return SimpleNamespace(
        as_of=AS_OF, episodes=pd.DataFrame({"episode_id": pd.array(episodes, dtype="string")})
    )


def rules(found) -> set[tuple[str, str, int]]:
    return set(found.findings.frame[["column", "rule", "count"]].itertuples(index=False, name=None))


def test_values_are_typed_and_mapped_aloud(tmp_path):
    found = loaded(tmp_path)

    assert list(found.table["hours"].dropna()) == [6.5, 7.0]
    assert list(found.table["quality"].cat.categories) == ["bad", "fair", "good"]
    assert found.table["quality"].cat.ordered
    assert list(found.table["quality"].dropna()) == ["bad", "good"]
    assert "other spelling of a label accepted" in set(found.log["event"])
    assert found.file.rows == 3
    assert "decimal comma" in found.file.read_as


def test_a_value_out_of_range_becomes_missing_and_is_counted(tmp_path):
    found = loaded(tmp_path)

    assert found.table["hours"].isna().tolist() == [False, False, True]
    assert ("hours", "out_of_range", 1) in rules(found)


def test_an_implausible_value_is_kept_and_asked_about(tmp_path):
    found = loaded(tmp_path, "Episode_id;Timmar;Kvalitet\n0001;14;God\n")

    assert found.table["hours"].tolist() == [14]
    assert ("hours", "implausible", 1) in rules(found)


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ("Episode_id;Timmar;Kvalitet\n0001;6;Kanariefågel\n", "unknown_label"),
        ("Episode_id;Timmar;Kvalitet;Extra\n0001;6;God;1\n", "unknown_column"),
        ("Timmar;Kvalitet\n6;God\n", "missing_column"),
        ("Episode_id;Timmar;Kvalitet\n191212121212;6;God\n", "personal_identity_number"),
    ],
)
def test_what_stops_a_delivery_stops_this_and_tells_no_value(tmp_path, rows, rule):
    fault = refused(tmp_path, rows)

    assert rule in fault.what
    assert "sleep" in fault.where
    assert "anariefågel" not in str(fault)
    assert "1912" not in str(fault)


def test_an_unknown_column_that_may_be_a_cell_is_told_by_its_number(tmp_path):
    fault = refused(tmp_path, "Episode_id;Timmar;Kvalitet;191212121212\n0001;6;God;1\n")

    assert "column number 4" in fault.what
    assert "1912" not in str(fault)


def test_rows_with_the_same_key_are_set_aside_as_none_can_be_chosen(tmp_path):
    found = loaded(tmp_path, "Episode_id;Timmar;Kvalitet\n0001;6;God\n0001;7;God\n0002;8;\n")

    assert found.table["episode_id"].tolist() == ["0002"]
    assert found.set_aside["rule"].tolist() == ["duplicate_key"] * 2


def test_a_row_that_leads_to_no_episode_of_the_extract_is_set_aside(tmp_path):
    found = loaded(tmp_path, extract=an_extract("0001", "0003"))

    assert found.table["episode_id"].tolist() == ["0001", "0003"]
    assert found.set_aside["rule"].tolist() == ["unknown_reference"]
    assert found.set_aside["source_row"].tolist() == [2]


def test_a_reference_that_is_missing_leads_nowhere_wrong(tmp_path):
    contract = CONTRACT.replace(
        "        primaryKey: true\n        primaryKeyPosition: 1\n        required: true\n", ""
    ).replace(
        "physicalName: Kvalitet\n",
        "physicalName: Kvalitet\n        primaryKey: true\n        primaryKeyPosition: 1\n",
    )
    rows = "Episode_id;Timmar;Kvalitet\n;6;God\n0001;7;Dålig\n"

    found = loaded(tmp_path, rows, contract=contract, extract=an_extract("0001"))

    assert len(found.table) == 2


def test_without_an_extract_no_reference_is_checked(tmp_path):
    assert len(loaded(tmp_path).table) == 3


def test_the_registrys_tables_are_as_before_when_it_is_done(tmp_path):
    loaded(tmp_path)

    assert tuple(read_contracts()) == TABLES


def test_a_contract_mended_between_two_loads_is_the_one_that_counts(tmp_path):
    assert loaded(tmp_path).table["hours"].isna().sum() == 1

    wider = CONTRACT.replace("maximum: 24", "maximum: 48")

    assert loaded(tmp_path, contract=wider).table["hours"].isna().sum() == 0


def test_a_date_after_the_extract_is_found(tmp_path):
    contract = CONTRACT.replace(
        "logicalType: number\n        logicalTypeOptions: {minimum: 0, maximum: 24}",
        "logicalType: date",
    ).replace("          - {property: plausible, value: [3, 12]}\n", "")
    rows = "Episode_id;Timmar;Kvalitet\n0001;2023-08-31;\n0002;2023-09-02;\n"

    assert ("hours", "date_out_of_range", 1) in rules(loaded(tmp_path, rows, contract=contract))


def test_a_draft_loads_nothing(tmp_path):
    with pytest.raises(DefinitionError, match="1 mark is left"):
        loaded(tmp_path, contract=CONTRACT.replace("Hours a night.", "TODO"))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ExtractError, match="no such file"):
        read_own_table(tmp_path / "none.csv", contract=write_own(tmp_path))
