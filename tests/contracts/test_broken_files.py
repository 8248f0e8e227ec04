"""Every broken file ends in one message with its place, and leaves nothing behind."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from nrs_lib.cli.main import main
from nrs_lib.contracts import rules
from nrs_lib.contracts.rules import Limit
from nrs_lib.extract import bounds
from nrs_lib.extract.declared import Declared
from nrs_lib.extract.loading import load
from nrs_lib.terms import Evidence
from tests.contracts.broken_files import BROKEN, BrokenFile, a_small_delivery
from tests.contracts.test_file_flaws import told
from tests.support.deliveries import INTERVENTIONS, UNITS, WIDE, a_draft


def _packed(folder: Path) -> Path:
    archive = folder / "delivery.zip"
    return archive if archive.exists() else folder


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_what_is_broken_is_told_with_its_place(broken: BrokenFile, tmp_path, monkeypatch):
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    folder = a_small_delivery(tmp_path / "delivery", broken.kind)
    broken.break_it(folder)
    error = told(_packed(folder))
    assert broken.told in str(error)
    assert broken.where in error.where
    assert not list(aside.iterdir())


def test_there_are_sixty_kinds_and_each_has_a_name():
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 60


def test_the_command_ends_with_its_code_and_leaves_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path / "outputs"))
    folder = a_small_delivery(tmp_path / "delivery")
    (folder / f"{WIDE}.csv").write_bytes(b"\0")
    assert main(["load", str(folder)]) == 4
    shown = capsys.readouterr().err
    assert "nrs_wide.csv line 1" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "outputs").exists()


def test_what_is_declared_on_the_command_line_holds(tmp_path, capsys):
    folder = a_small_delivery(tmp_path)
    (folder / "delivery.yaml").write_text("as_of: 2023-09-01\nencoding: utf-8\n")
    words = ["load", str(folder), "--check-only", "--encoding", "cp1252", "--delimiter"]
    assert main([*words, "semicolon", "--decimal", "comma"]) == 0
    assert "cp1252 (declared)" in capsys.readouterr().out
    assert main([*words, "tab"]) == 4
    assert main(["load", str(folder), "--check-only"]) == 4
    shown = capsys.readouterr()
    assert "declared to be tab" in shown.err
    assert "declared to be utf-8" in shown.err


def test_each_step_of_loading_is_told(tmp_path):
    steps: list[str] = []
    load(a_small_delivery(tmp_path), progress=steps.append)
    assert steps[0] == f"read {UNITS}.csv"
    assert steps[-1] == "checks across tables"


@pytest.mark.parametrize("text", ["1e308", "1e309", "9" * 400, "inf", "nan", "0x1F", "٣"])
def test_a_number_that_no_one_answers_is_marked(tmp_path, text):
    draft = a_draft().put(WIDE, 1, con_EQ5D_index=text)
    delivery = load(draft.write(tmp_path, encoding="utf-8"))
    assert set(delivery.findings.frame["rule"]) == {"not_of_type"}
    assert pd.isna(delivery.tables["questionnaire"]["exported_eq5d_index"].iloc[1])


def test_two_thousand_is_not_two(tmp_path):
    delivery = load(a_draft().put(WIDE, 1, Pain_duration="2,000").write(tmp_path))
    assert "not_of_type" in set(delivery.findings.frame["rule"])
    assert pd.isna(delivery.tables["questionnaire"]["pain_duration_days"].iloc[0])


def _hours(first: str) -> object:
    draft = a_draft()
    for row, hours in enumerate((first, "2", "3"), start=1):
        draft.put(INTERVENTIONS, row, Hours=hours)
    return draft


def test_three_decimals_or_thousands_is_asked_not_guessed(tmp_path):
    folder = _hours("1,250").write(tmp_path)
    assert "decimal_ambiguous" in told(folder).what
    hours = load(folder, declared=Declared(decimal="comma")).tables["intervention"]["hours"]
    assert hours.tolist() == [1.25, 2, 3]


def test_the_same_number_beside_another_that_decides(tmp_path):
    draft = _hours("1,250").put(INTERVENTIONS, 2, Hours="0,5")
    assert load(draft.write(tmp_path)).tables["intervention"]["hours"].tolist() == [1.25, 0.5, 3]


def test_line_ends_of_two_systems_are_asked_about(tmp_path):
    folder = a_small_delivery(tmp_path)
    path = folder / f"{WIDE}.csv"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n", 2))
    assert load(folder).findings.frame["rule"].tolist() == ["mixed_line_ends"]


def test_blank_lines_at_the_end_are_none(tmp_path):
    folder = a_small_delivery(tmp_path)
    path = folder / f"{WIDE}.csv"
    path.write_bytes(path.read_bytes() + b"\r\n\r\n")
    assert load(folder).row_counts()["episode"] == {"rows_in": 4, "analysed": 4, "set_aside": 0}


def test_a_computed_formula_is_read_and_told(tmp_path):
    folder = a_small_delivery(tmp_path, "xlsx")
    path = folder / f"{WIDE}.xlsx"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    # Age of the first episode, 45, as a workbook stores a computed formula.
    before = parts[sheet]
    parts[sheet] = before.replace(b"<v>45</v>", b"<f>40+5</f><v>45</v>", 1)
    assert parts[sheet] != before
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    delivery = load(folder)
    assert delivery.findings.frame["rule"].tolist() == ["spreadsheet_formulas"]
    assert delivery.tables["episode"]["age"].iloc[0] == 45


def _bounded(monkeypatch, **values: int) -> None:
    known = {key: Limit(key, value, Evidence.ASSUMED, "a test") for key, value in values.items()}
    monkeypatch.setattr(rules, "read_limits", lambda: {**_LIMITS, **known})
    monkeypatch.setattr(bounds, "limit", rules.limit)


_LIMITS = rules.read_limits()


@pytest.mark.parametrize("how", ["gz", "zip", "xlsx"])
def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch, how):
    _bounded(monkeypatch, least_suspect_bytes=10_000)
    folder = a_small_delivery(tmp_path / "delivery")
    zeros = b"Episode_id;Age\r\n" + b"0" * 3_000_000
    if how == "gz":
        (folder / "nrs_items.csv.gz").write_bytes(gzip.compress(zeros))
    else:
        name = "nrs_items.xlsx" if how == "xlsx" else "delivery.zip"
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("nrs_items.csv", zeros)
    error = told(_packed(folder))
    assert "times larger" in str(error)


@pytest.mark.parametrize("kind", ["parquet", "zsav", "dta"])
def test_a_file_that_says_it_has_too_many_cells_is_not_read(tmp_path, monkeypatch, kind):
    folder = a_small_delivery(tmp_path, kind)
    _bounded(monkeypatch, most_unpacked_bytes=100)
    assert "when it is unpacked" in told(folder).what


def test_a_declaration_is_shown(tmp_path):
    folder = a_small_delivery(tmp_path)
    delivery = load(folder, declared=Declared("cp1252", "semicolon", "comma"))
    read_as = {file.name: file.read_as for file in delivery.files}
    assert read_as[f"{WIDE}.csv"] == (
        "csv; semicolon (declared); cp1252 (declared); decimal comma (declared)"
    )


def test_letters_of_an_old_computer_are_read_when_declared(tmp_path):
    plain = load(a_small_delivery(tmp_path / "plain"))
    folder = a_small_delivery(tmp_path / "old")
    for file in (WIDE, UNITS):
        path = folder / f"{file}.csv"
        path.write_bytes(path.read_bytes().decode("cp1252").encode("cp850"))
    old = load(folder, declared=Declared(encoding="cp850"))
    for name, table in plain.tables.items():
        pd.testing.assert_frame_equal(old.tables[name], table)
