"""Frozen tables come back as they were, or not at all."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from nrs_lib.errors import ExtractError
from nrs_lib.extract.freezing import content_checksum, freeze, thaw


def some_answers() -> pd.DataFrame:
    """One row per answer, with every kind of column that contracts have."""
    steps = pd.CategoricalDtype(["worse", "same", "better"], ordered=True)
    return pd.DataFrame(
        {
            "episode_id": pd.array(["0001", "0002", None], dtype="string"),
            "change": pd.Categorical(["better", None, "worse"], dtype=steps),
            "age": pd.array([45, None, 33], dtype="Int64"),
            "score": pd.array([1.5, None, 0.25], dtype="Float64"),
            "asked": pd.array([True, None, False], dtype="boolean"),
            "answered": pd.array(["2021-01-01", None, "2022-01-01"], dtype="datetime64[us]"),
        }
    )


def test_tables_come_back_with_their_types(tmp_path):
    passport = {"extract_id": "x", "källa": "prov"}
    freeze(tmp_path / "x", {"answers": some_answers()}, passport)
    tables, told = thaw(tmp_path / "x")
    pd.testing.assert_frame_equal(tables["answers"], some_answers())
    assert told == passport


def test_only_the_tables_that_are_wanted(tmp_path):
    freeze(tmp_path / "x", {"answers": some_answers(), "item": some_answers()}, {})
    assert list(thaw(tmp_path / "x", only=["answers"])[0]) == ["answers"]


def test_the_same_content_again_changes_nothing(tmp_path):
    folder = freeze(tmp_path / "x", {"answers": some_answers()}, {"made": "first"})
    freeze(folder, thaw(folder)[0], {"made": "later"})
    assert thaw(folder)[1] == {"made": "first"}
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("column", ["age", "change", "episode_id"])
def test_another_content_is_never_written_over_it(tmp_path, column):
    folder = freeze(tmp_path / "x", {"answers": some_answers()}, {})
    other = some_answers()
    other.loc[0, column] = other.loc[2, column]
    with pytest.raises(ExtractError, match="Another content"):
        freeze(folder, {"answers": other}, {})
    pd.testing.assert_frame_equal(thaw(folder)[0]["answers"], some_answers())


def test_a_changed_file_is_not_thawed(tmp_path):
    folder = freeze(tmp_path / "x", {"answers": some_answers()}, {})
    path = folder / "answers.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ExtractError, match="changed") as caught:
        thaw(folder)
    assert caught.value.where == "x/answers.parquet"


def test_a_missing_table_is_not_overlooked(tmp_path):
    folder = freeze(tmp_path / "x", {"answers": some_answers()}, {})
    (folder / "answers.parquet").unlink()
    with pytest.raises(ExtractError, match="absent"):
        thaw(folder)


def test_an_unfinished_folder_is_not_thawed(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(ExtractError, match="no whole tables"):
        thaw(tmp_path / "x")


def test_a_failure_leaves_nothing_behind(tmp_path):
    tables = {"answers": some_answers(), "bad": pd.DataFrame({"mixed": [1, "two"]})}
    with pytest.raises(ExtractError, match="mixed types") as caught:
        freeze(tmp_path / "x", tables, {})
    assert "two" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_passport_names_rows_and_checksums(tmp_path):
    folder = freeze(tmp_path / "x", {"answers": some_answers()}, {})
    record = json.loads((folder / "passport.json").read_text(encoding="utf-8"))
    assert record["tables"]["answers"]["rows"] == 3
    assert record["tables"]["answers"]["content_sha256"] == content_checksum(some_answers())


def test_the_checksum_sees_order_and_type():
    frame = some_answers()
    assert content_checksum(frame) != content_checksum(frame.iloc[::-1])
    assert content_checksum(frame) != content_checksum(frame.astype({"age": "Float64"}))


def test_files_beside_the_tables_are_kept_as_they_are(tmp_path):
    folder = freeze(tmp_path / "x", {"answers": some_answers()}, {}, beside={"note.zip": b"\0\1"})

    assert (folder / "note.zip").read_bytes() == b"\0\1"
    assert set(thaw(folder)[0]) == {"answers"}
