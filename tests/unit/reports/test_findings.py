"""The findings of a delivery on pages and in sheets: for the registry, and for each unit."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import check
from nrs_lib.reports.findings.account import account_of
from nrs_lib.reports.findings.intake import take_in
from nrs_lib.reports.findings.pages import ranges
from nrs_lib.reports.findings.writing import write_findings
from tests.support.deliveries import DIAGNOSES, ITEMS, SICK_LEAVE, UNITS, WIDE, a_draft


def flawed():
    """Flaws at both units, in a whole column, and in rows that no unit has."""
    draft = a_draft().put(WIDE, 1, ini_NRS7="77", con_NRS7="88").put(WIDE, 2, ini_NRS7="66")
    draft.put(WIDE, 3, Pain_duration="55").put(DIAGNOSES, 4, ICD10="F99.9")
    return draft.put(SICK_LEAVE, 2, Extent="0,75").put(ITEMS, 6, Value="44")


def stopped():
    """The same, and a column that nobody knows and a row that has no unit of the list."""
    return flawed().put(WIDE, 1, Colour="blå").put(WIDE, 4, Unit_id="pv99")


def sheet(path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("taken")
    return take_in(flawed().write(folder / "delivery"), folder=folder / "outputs")


def test_a_loaded_delivery_has_its_findings_under_its_extract(taken):
    home = taken.page.parent
    assert home.parts[-3:] == (taken.extract.extract_id, "internal", "findings")
    assert {one.name for one in home.iterdir()} == {
        "findings.sv.html",
        "findings.en.html",
        "findings.csv",
        "units",
    }
    page = taken.page.read_text(encoding="utf-8")
    assert f"inläst som uttag {taken.extract.extract_id}" in page
    assert "Sidan är intern" in page


def test_every_row_is_told_with_file_heading_and_unit(taken):
    rows = sheet(taken.page.parent / "findings.csv")
    told = rows[["rule", "file", "heading", "row", "unit_id", "episode_row"]].values.tolist()
    assert ["out_of_range", "nrs_wide.csv", "ini_NRS7", "1", "sv01", "1"] in told
    assert ["out_of_range", "nrs_wide.csv", "con_NRS7", "1", "sv01", "1"] in told
    assert ["out_of_range", "nrs_wide.csv", "ini_NRS7", "2", "sv01", "2"] in told
    assert ["short_pain_duration", "nrs_wide.csv", "Pain_duration", "3", "pv01", "3"] in told
    # The row of another file is traced to the unit by its episode.
    other = ["first_diagnosis_other_chapter", "nrs_diagnoses.csv", "ICD10", "4", "pv01", "3"]
    assert other in told
    # What the insurance agency told of a patient belongs to no unit.
    assert ["sick_leave_above_full", "nrs_sick_leave.csv", "Extent", "2", "", ""] in told


def test_a_unit_gets_its_own_rows_and_nothing_of_another(taken):
    units = taken.page.parent / "units"
    own = sheet(units / "sv01" / "findings.csv")
    assert set(own["rule"]) == {"out_of_range"}
    assert set(own["row"]) == {"1", "2"}
    assert "unit_id" not in own
    assert own["message_sv"].str.endswith("räknas som saknat. Tillåtet: 0 till 10.").all()
    for language in ("sv", "en"):
        page = (units / "sv01" / f"findings.{language}.html").read_text(encoding="utf-8")
        assert "Smärtcentrum Ås" in page
        assert "pv01" not in page
        assert "Vårdcentralen" not in page
        assert "short_pain_duration" not in page


def test_a_message_is_that_of_its_own_column(tmp_path):
    draft = flawed().put(WIDE, 1, ini_EQ5D_index="7,5")
    account = account_of(check(draft.write(tmp_path)))
    told = account.rows_of_unit("sv01").set_index("heading")["message_en"]
    assert told["ini_EQ5D_index"].endswith("Allowed: -0.594 to 1.")
    assert told["con_NRS7"].endswith("Allowed: 0 to 10.")


def test_nothing_shows_a_value_or_a_patient(taken):
    for path in taken.page.parent.rglob("*.*"):
        text = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8-sig"), flags=re.S)
        for canary in ("F99", ">77<", ";77;", "P1", "0001"):
            assert canary not in text, path.name


def test_the_page_counts_rows_episodes_and_units(taken):
    lines = {(line.rule, line.heading): line for line in taken.account.lines}
    line = lines["out_of_range", "ini_NRS7"]
    assert (line.count, line.episodes, line.units) == (2, 2, 1)
    assert line.rows.tolist() == [1, 2]
    assert lines["sick_leave_above_full", "Extent"].units == 0


def test_rows_in_are_told_as_analysed_plus_set_aside(tmp_path):
    draft = a_draft().put(WIDE, 2, Discharge_date="2021-03-31")
    page = take_in(draft.write(tmp_path / "delivery"), folder=tmp_path).page
    text = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
    assert re.search(r"episode\s+Vårdförlopp\s+4\s+3\s+1\s", text)
    assert re.search(r"item\s+Frågesvar\s+7\s+6\s+1\s", text)


def test_a_stopped_delivery_has_its_findings_beside_the_extracts(tmp_path):
    with pytest.raises(ExtractError, match="stop the delivery") as refused:
        take_in(stopped().write(tmp_path / "delivery"), folder=tmp_path / "outputs")
    (home,) = (tmp_path / "outputs" / "findings").iterdir()
    assert (home / "findings.sv.html").as_uri() in str(refused.value)
    assert [one.name for one in (tmp_path / "outputs").iterdir()] == ["findings"]
    assert "Leveransen stoppas" in (home / "findings.sv.html").read_text(encoding="utf-8")
    rows = sheet(home / "findings.csv")
    column = rows[rows["rule"] == "unknown_column"].iloc[0]
    assert (column["row"], column["count"], column["file"]) == ("", "4", "nrs_wide.csv")
    # The row's unit is on no list, so it is the registry's own.
    lost = rows[rows["rule"] == "unknown_reference"].iloc[0]
    assert (lost["row"], lost["unit_id"]) == ("4", "")
    assert "pv99" not in rows.to_csv()


def test_only_checking_writes_findings_and_no_extract(tmp_path):
    folder = flawed().write(tmp_path / "delivery")
    taken = take_in(folder, folder=tmp_path / "outputs", check_only=True)
    assert taken.extract is None
    assert [one.name for one in (tmp_path / "outputs").iterdir()] == ["findings"]
    assert "Inget stoppar leveransen" in taken.page.read_text(encoding="utf-8")


def test_a_second_run_takes_the_place_of_the_first(tmp_path):
    account = account_of(check(flawed().write(tmp_path / "delivery")))
    (tmp_path / "findings" / "units" / "gone").mkdir(parents=True)
    write_findings(account, tmp_path / "findings")
    write_findings(account, tmp_path / "findings")
    assert sorted(one.name for one in (tmp_path / "findings" / "units").iterdir()) == [
        "pv01",
        "sv01",
    ]
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_page_that_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch):
    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nrs_lib.reports.findings.writing.render_unit", broken)
    account = account_of(check(flawed().write(tmp_path / "delivery")))
    with pytest.raises(OSError, match="No space"):
        write_findings(account, tmp_path / "out" / "findings")
    assert list((tmp_path / "out").iterdir()) == []


def test_names_of_units_are_text_and_never_a_path(tmp_path):
    draft = stopped().put(UNITS, 1, Unit_name="<script>alert(1)</script>")
    draft.put(UNITS, 2, Unit_id="../pv", Unit_name="Vårdcentral 640823-3234")
    account = account_of(check(draft.write(tmp_path / "delivery")))
    home = write_findings(account, tmp_path / "out" / "findings").parent
    assert [one.name for one in (home / "units").iterdir()] == ["sv01"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["delivery", "out"]
    page = (home / "findings.sv.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "640823" not in page


def test_a_file_name_is_never_run_as_a_formula(tmp_path):
    folder = flawed().write(tmp_path / "delivery")
    (folder / f"{DIAGNOSES}.csv").rename(folder / "=1+1.csv")
    write_findings(account_of(check(folder)), tmp_path / "findings")
    assert "'=1+1.csv" in set(sheet(tmp_path / "findings" / "findings.csv")["file"])


def test_a_flawless_delivery_says_so(tmp_path):
    taken = take_in(a_draft().write(tmp_path / "delivery"), folder=tmp_path)
    assert "Inget fynd" in taken.page.read_text(encoding="utf-8")
    assert len(sheet(taken.page.parent / "findings.csv")) == 0
    assert not (taken.page.parent / "units").exists()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([3], "3"),
        ([1, 2, 3, 7], "1–3, 7"),
        (list(range(1, 201, 2)), ", ".join(map(str, range(1, 80, 2))) + " och 60 till i filen"),
    ],
)
def test_neighbours_are_drawn_together_and_the_first_are_shown(rows, told):
    assert ranges(np.array(rows)) == told
