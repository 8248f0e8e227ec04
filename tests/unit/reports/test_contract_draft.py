"""A draft proposes what the cells show, marks the rest, and gives nobody away."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from nrs_lib.contracts.own_tables import read_own
from nrs_lib.contracts.reading import TABLES
from nrs_lib.errors import DefinitionError, ExtractError, UsageError
from nrs_lib.extract.raw import RawTable
from nrs_lib.reports.contract_draft.codes import draft_codes, identifier
from nrs_lib.reports.contract_draft.drafting import draft_contract, write_draft
from nrs_lib.reports.contract_draft.keys import candidate_keys
from nrs_lib.reports.contract_draft.observing import Secrecy, holders_in, observe, secrecy
from tests.support.drafts import (
    CANARY,
    codes_of,
    column,
    column_of,
    diary,
    evidence_of,
    filled_in,
    written,
)

HUSH = Secrecy(fewest=10, step=5)
# Numbers that Skatteverket gives as examples of valid ones; nobody has them.
IDENTITY = "191212121212"


def observed(*columns):
    raw = RawTable("made.csv", tuple(columns), len(columns[0].codes), "csv")
    return observe(raw)[0]


def drafted(tmp_path, table: pd.DataFrame | None = None, **words):
    path = written(tmp_path, diary() if table is None else table, **words)
    return write_draft(draft_contract(path), tmp_path / "drafts")[0]


# --- what is proposed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "logical_type"),
    [
        ("timmar", "number"),
        ("besvar_0_10", "integer"),
        ("kvalitet", "string"),
        ("vila", "boolean"),
        ("dag", "date"),
        ("kommentar", "string"),
        ("episode_id", "string"),
    ],
)
def test_each_column_has_the_type_that_its_cells_support(tmp_path, name, logical_type):
    assert column_of(drafted(tmp_path), name)["logicalType"] == logical_type


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2", "30"], "integer"),
        (["1", "2,5"], "number"),
        (["1", "-2.5"], "number"),
        (["007", "012"], "string"),
        (["0", "0,5"], "number"),
        (["2022-02-28"], "date"),
        (["2022-02-30"], "string"),
        (["28/2 2022"], "string"),
        (["12 h"], "string"),
        ([1, 2], "integer"),
        ([1, 2.5], "number"),
        ([None, None], "string"),
        (["1"] * 19 + ["vet ej"], "integer"),
        (["1"] * 18 + ["vet ej"] * 2, "string"),
        (["1"] * 20 + ["2,5"], "integer"),
    ],
)
def test_the_narrowest_type_that_nearly_all_cells_fit(cells, kind):
    assert observed(column(cells))[0].logical_type == kind


def test_what_does_not_fit_the_type_is_told_by_number(tmp_path):
    table = pd.DataFrame({"Nr": range(400), "Svar": ["1"] * 380 + ["oläsligt"] * 20})

    told = evidence_of(drafted(tmp_path, table), "svar")

    assert "Type: a whole number in about 380 rows, not in about 20 rows." in told


def test_required_where_no_row_lacks_it_and_missing_is_a_share(tmp_path):
    contract = drafted(tmp_path)

    assert column_of(contract, "timmar")["required"] is True
    assert "required" not in column_of(contract, "besvar_0_10")
    assert "About 20 rows lack a value (25 %)." in evidence_of(contract, "besvar_0_10")


def test_names_are_ours_and_the_files_own_are_kept(tmp_path):
    contract = drafted(tmp_path)

    assert column_of(contract, "tillfalle")["physicalName"] == "Tillfälle"
    odd = column_of(contract, "besvar_0_10")
    assert odd["physicalName"] == "besvar_0_10"
    assert odd["aliases"] == ["Besvär (0-10)"]


def test_headings_that_come_to_the_same_name_are_told_apart(tmp_path):
    table = pd.DataFrame({"Nr": range(20), "Värk": ["a"] * 20, "Vark": ["b"] * 20})

    contract = drafted(tmp_path, table)

    assert column_of(contract, "vark")["physicalName"] == "Värk"
    assert column_of(contract, "vark_3")["physicalName"] == "Vark"


@pytest.mark.parametrize("heading", ["no", "Yes", "null", "on"])
def test_headings_that_yaml_would_take_for_something_else_stay_names(tmp_path, heading):
    table = pd.DataFrame({"Nr": range(20), heading: ["a"] * 20})

    assert column_of(drafted(tmp_path, table), heading.casefold())["physicalName"] == heading


def test_a_key_of_the_registry_leads_to_it_and_is_text(tmp_path):
    key = column_of(drafted(tmp_path), "episode_id")

    assert key["relationships"] == [{"type": "foreignKey", "to": "episode.episode_id"}]
    assert key["logicalType"] == "string"
    assert key["reportedBy"] == "registry"


def test_a_key_of_the_registry_that_looks_like_a_number_is_text_all_the_same(tmp_path):
    table = pd.DataFrame({"Lopnr": range(1, 41), "Svar": [1] * 40})

    assert column_of(drafted(tmp_path, table), "patient_id")["logicalType"] == "string"


def test_everything_is_sensitive_and_assumed_until_a_person_says_otherwise(tmp_path):
    contract = drafted(tmp_path)
    text = contract.read_text(encoding="utf-8")
    n_columns = diary().shape[1]

    assert text.count("classification: sensitive") == n_columns
    assert text.count("classification:") == n_columns
    assert text.count("{property: evidence, value: assumed}") == n_columns


def test_ranges_and_time_points_are_marked_and_never_guessed(tmp_path):
    contract = drafted(tmp_path)

    for name in ("timmar", "besvar_0_10"):
        part = column_of(contract, name)
        assert part["plausible"].startswith("TODO")
        assert part["timePoints"].startswith("TODO")
        assert part["logicalTypeOptions"]["minimum"].startswith("TODO")
        assert part["logicalTypeOptions"]["maximum"].startswith("TODO")
    assert "plausible" not in column_of(contract, "kvalitet")


# --- keys -----------------------------------------------------------------------------------


def keys_of(**cells):
    return candidate_keys(observed(*(column(rows, name=name) for name, rows in cells.items())))


def test_the_registrys_key_with_an_occasion_comes_before_any_number_of_rows():
    found = keys_of(
        nr=["1", "2", "3", "4"], dag=list("abca"), Episode_id=list("xxyy"), occasion=list("1212")
    )

    assert found[0] == ("Episode_id", "occasion")
    assert ("nr",) in found


def test_one_column_comes_before_two_and_no_wider_key_is_told():
    found = keys_of(nr=["1", "2", "3"], other=["a", "b", "a"], third=["c", "c", "d"])

    assert found == [("nr",), ("other", "third")]


@pytest.mark.parametrize(
    "cells",
    [
        ["1,5", "2,5", "3,5"],
        ["2022-01-01", "2022-01-02", "2022-01-03"],
        ["a", "b", None],
        ["a", "b", "a"],
    ],
    ids=["measurement", "day", "missing", "repeated"],
)
def test_what_is_no_name_of_a_row_is_no_key(cells):
    assert keys_of(one=cells) == []


def test_two_columns_of_which_one_lacks_a_value_are_no_key():
    assert keys_of(one=["a", "a", "b", "b"], other=["x", "y", "x", None]) == []


def test_a_file_without_a_key_says_so(tmp_path):
    contract = drafted(tmp_path, pd.DataFrame({"a": ["x"] * 20, "b": ["y"] * 20}))

    text = contract.read_text(encoding="utf-8")
    assert "No column and no two columns name every row once" in text
    filled_in(contract)
    with pytest.raises(DefinitionError, match="is the key"):
        read_own(contract)


# --- code lists -----------------------------------------------------------------------------


def codes(cells, **words):
    [seen] = observed(column(cells, **words))
    return draft_codes(seen, name="form_q1", noun="rows", secrecy=HUSH)


def test_few_texts_become_a_code_list_of_what_many_hold(tmp_path):
    contract = drafted(tmp_path)

    assert column_of(contract, "kvalitet")["codelist"] == "diary_kvalitet"
    rows = codes_of(contract.parent, "diary_kvalitet")
    assert [(row["code"], row["label_sv"]) for row in rows[:-1]] == [
        ("dalig", "Dålig"),
        ("god", "God"),
        ("mattlig", "Måttlig"),
    ]
    assert "1 value not shown, each held by fewer than 10 episodes" in rows[-1]["label_sv"]
    assert {row["label_en"] for row in rows} == {"TODO"}


def test_many_different_texts_are_no_code_list(tmp_path):
    assert "codelist" not in column_of(drafted(tmp_path), "kommentar")


@pytest.mark.parametrize("n", [9, 10])
def test_a_value_is_written_from_the_policys_number_of_holders_on(n):
    draft = codes(["a"] * 20 + ["b"] * 20 + ["c"] * n)

    assert [row[1] for row in draft.rows][:2] == ["a", "b"]
    assert draft.hidden == (0 if n == 10 else 1)
    assert ("c" in {row[1] for row in draft.rows}) == (n == 10)


def test_people_are_counted_and_not_their_rows():
    patients = [f"P{one:03d}" for one in range(9) for _ in range(4)] + ["P999"] * 40
    texts = ["rare"] * 36 + ["often"] * 40
    raw = RawTable(
        "made.csv", (column(patients, name="Patient_id"), column(texts)), len(texts), "csv"
    )

    who = holders_in(raw)

    assert who.noun == "people"
    assert list(who.of(raw.columns[1])) == [9, 1]


def test_rows_are_counted_where_the_file_names_nobody():
    who = holders_in(RawTable("made.csv", (column(["a", "a", "b"]),), 3, "csv"))

    assert (who.noun, list(who.of(column(["a", "a", "b"])))) == ("rows", [2, 1])


def test_a_list_that_the_registry_has_is_taken_and_nothing_is_written():
    draft = codes(["Ja"] * 2 + ["nej"])

    assert (draft.name, draft.rows) == ("yes_no", ())


def test_a_list_of_the_registry_needs_to_know_every_text():
    draft = codes(["Ja"] * 20 + ["nej"] * 20 + ["ibland"] * 20)

    assert draft.name == "form_q1"


def test_bare_numbers_are_no_codes_of_a_list():
    assert codes(["0", "1"] * 20) is None


def test_labels_that_are_numbers_say_nothing_of_a_list_of_the_registry():
    assert codes([0, 1] * 20, labels={0.0: "0", 1.0: "1"}).name == "form_q1"


@pytest.mark.parametrize("n", [12, 13])
def test_texts_are_codes_up_to_a_number_of_distinct_values(n):
    draft = codes([f"svar {chr(97 + one)}" for one in range(n)] * 10)

    assert (draft is not None) == (n == 12)


def test_value_labels_of_the_file_become_a_list_with_its_own_numbers():
    draft = codes([0, 1] * 20, labels={0.0: "Inga  besvär", 1.0: "Besvär", 2.0: "Svåra besvär"})

    assert draft.use == "codes"
    assert [row[:2] for row in draft.rows] == [
        ("0", "Inga besvär"),
        ("1", "Besvär"),
        ("2", "Svåra besvär"),
    ]
    assert draft.hidden == 0


def test_a_label_that_few_hold_may_be_somebodys_text_and_is_not_written():
    # A program that numbers free text makes every answer a label.
    labels = {float(one): f"{CANARY} {one}" for one in range(30)}

    draft = codes([float(one) for one in range(30)], labels=labels)

    assert not [row for row in draft.rows if CANARY in row[1]]
    assert draft.hidden == 30


def test_a_label_that_a_spreadsheet_would_run_is_not_written():
    draft = codes([0, 1] * 20, labels={0.0: "=cmd|' /C calc'!A0", 1.0: "Besvär"})

    assert draft.rows[0][1].startswith("TODO")
    assert draft.rows[1][1] == "Besvär"


def test_labels_for_some_of_the_numbers_are_ends():
    cells = [float(one) for one in range(11)] * 12

    draft = codes(cells, labels={0.0: "Inte alls", 10.0: "Helt"})

    assert draft.use == "ends"
    assert [row[0] for row in draft.rows] == ["0", "10"]


def test_a_label_of_a_declared_missing_value_means_missing_or_makes_no_list():
    missing = ((-9.0, -9.0),)
    alone = codes([1, 2, -9] * 20, labels={-9.0: "Vet ej"}, user_missing=missing)
    beside = codes(
        [1, 2, -9] * 20,
        labels={1.0: "Lite", 2.0: "Mycket", -9.0: "Vet ej"},
        user_missing=missing,
    )

    assert alone is None
    assert [(row[0], row[3]) for row in beside.rows] == [
        ("-9", "true"),
        ("1", "false"),
        ("2", "false"),
    ]
    assert beside.use == "codes"


def test_an_spss_file_gives_its_labels_and_missing_values(tmp_path):
    table = pd.DataFrame({"Nr": np.arange(60.0), "Grad": [0.0, 1.0, -9.0] * 20})
    path = tmp_path / "form.sav"
    pyreadstat.write_sav(
        table,
        path,
        variable_value_labels={"Grad": {0.0: "Ingen", 1.0: "Svår", -9.0: "Vet ej"}},
        missing_ranges={"Grad": [-9.0]},
    )

    contract = write_draft(draft_contract(path), tmp_path)[0]

    assert column_of(contract, "grad")["codelist"] == "form_grad"
    assert "About 20 rows lack a value (33 %)." in evidence_of(contract, "grad")
    rows = codes_of(tmp_path, "form_grad")
    assert [(row["code"], row["missing"]) for row in rows] == [
        ("-9", "true"),
        ("0", "false"),
        ("1", "false"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [("Mår du bra?", "mar_du_bra"), ("2 gånger", "q_2_ganger"), ("???", "q"), ("ÅÄÖ", "aao")],
)
def test_identifiers_are_plain(text, name):
    assert identifier(text, otherwise="q") == name


# --- nobody is given away -------------------------------------------------------------------


def test_the_limit_is_the_policys_for_the_public():
    assert secrecy() == HUSH


def test_no_text_and_no_rare_value_is_in_any_file(tmp_path):
    drafted(tmp_path)

    table = diary()
    written_texts = "".join(
        path.read_text(encoding="utf-8") for path in (tmp_path / "drafts").rglob("*.*")
    )
    for rare in (CANARY, "Ovanlig", *table["Dag"], *table["Timmar"].unique()):
        assert not re.search(rf"(?<![\d-]){re.escape(rare)}(?![\d-])", written_texts), "a value"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([0] * 10 + [5] * 30 + [9] * 10, "least 0 and most 9, each held by 10 rows or more"),
        ([0] * 9 + [5] * 30 + [9] * 10, "most 9; the other end not shown"),
        ([0] * 9 + [5] * 30 + [9] * 9, "least and most not shown, held by fewer than 10 rows"),
    ],
)
def test_an_end_is_told_only_where_many_stand_at_it(tmp_path, cells, told):
    table = pd.DataFrame({"Nr": range(len(cells)), "Svar": cells})

    above = evidence_of(drafted(tmp_path, table), "svar")

    assert told in above
    assert ("least 0" in above) == (cells.count(0) >= 10)


def test_small_numbers_of_rows_are_not_told_exactly(tmp_path):
    table = pd.DataFrame({"Nr": range(403), "Svar": [""] * 3 + ["a", "b"] * 200})

    contract = drafted(tmp_path, table)

    assert "fewer than 10 rows lack a value." in evidence_of(contract, "svar").casefold()
    assert "403" not in contract.read_text(encoding="utf-8")


def test_a_tiny_file_proposes_neither_required_nor_unique(tmp_path):
    part = column_of(drafted(tmp_path, pd.DataFrame({"Nr": ["a", "b"], "Svar": [1, 2]})), "svar")

    assert "required" not in part
    assert "unique" not in part


@pytest.mark.parametrize(
    "cell", [IDENTITY, "19121212-1212", "121212-1212", "1212121212", " 191212121212 "]
)
def test_identity_numbers_stop_and_only_where_is_told(tmp_path, cell):
    table = pd.DataFrame({"Nr": ["a", "b", "c"], "Pnr": ["x", cell, "y"]})

    with pytest.raises(ExtractError) as caught:
        drafted(tmp_path, table)

    assert caught.value.where == "diary.csv: column number 2 (Pnr), row 2"
    assert "1212" not in str(caught.value)
    assert not (tmp_path / "drafts").exists()


def test_a_heading_that_may_be_more_than_a_name_is_not_shown(tmp_path):
    table = pd.DataFrame({"Nr": ["a"], "Vad heter du? (fritt)": [IDENTITY]})

    with pytest.raises(ExtractError) as caught:
        drafted(tmp_path, table)

    assert caught.value.where == "diary.csv: column number 2, row 1"


def test_identity_numbers_stored_as_numbers_stop_too():
    for number in (191212121212.0, 1212121212.0):
        with pytest.raises(ExtractError, match="identity numbers"):
            observed(column([number, 1.0]))


def test_numbers_that_are_no_identities_pass():
    assert observed(column([1212121213.0, 12.0]))[0].logical_type == "integer"


@pytest.mark.parametrize("heading", ["", "  ", "42", "2022-01-01", "4,5", IDENTITY, "x123456y"])
def test_a_cell_in_place_of_a_heading_is_refused_by_its_number(heading):
    with pytest.raises(ExtractError) as caught:
        observed(column(["a"], name="Nr"), column(["b"], name=heading))

    assert caught.value.where == "made.csv: column number 2"


# --- files and faults -----------------------------------------------------------------------


def test_a_draft_never_overwrites_unless_asked(tmp_path):
    contract = drafted(tmp_path)
    contract.write_text("filled in", encoding="utf-8")
    draft = draft_contract(tmp_path / "diary.csv")

    with pytest.raises(UsageError, match="overwrite") as caught:
        write_draft(draft, contract.parent)

    assert contract.name in caught.value.where
    assert contract.read_text(encoding="utf-8") == "filled in"
    write_draft(draft, contract.parent, replace=True)
    assert "TODO" in contract.read_text(encoding="utf-8")
    assert not list(contract.parent.rglob(".*"))


def test_one_file_in_the_way_keeps_all_others_from_being_written(tmp_path):
    path = written(tmp_path, diary())
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists" / "diary.lists.yaml").write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError):
        write_draft(draft_contract(path), tmp_path)

    assert not (tmp_path / "diary.odcs.yaml").exists()


@pytest.mark.parametrize("name", ["Diary", "2022", "", "dia ry", "_x", "dagbok_å", *TABLES])
def test_a_table_name_that_cannot_be_is_refused(tmp_path, name):
    with pytest.raises(UsageError):
        draft_contract(written(tmp_path, diary()), table=name)


def test_a_file_of_the_registrys_name_is_refused(tmp_path):
    with pytest.raises(UsageError, match="contract of its own"):
        draft_contract(written(tmp_path, diary(), name="nrs_wide.csv"), table="diary")


def test_a_file_name_with_digits_makes_a_table_without(tmp_path):
    path = written(tmp_path, diary(), name="Sömn 2022.csv")

    assert draft_contract(path).table == "somn"


def test_a_file_without_rows_or_not_there_is_an_extract_error(tmp_path):
    with pytest.raises(ExtractError, match="no rows"):
        draft_contract(written(tmp_path, diary().iloc[:0]))
    with pytest.raises(ExtractError, match="no such file"):
        draft_contract(tmp_path / "none.csv")


def test_the_number_of_marks_is_the_number_that_the_check_names(tmp_path):
    draft = draft_contract(written(tmp_path, diary()))
    contract = write_draft(draft, tmp_path)[0]

    with pytest.raises(DefinitionError) as caught:
        read_own(contract)

    assert caught.value.what.startswith(f"{draft.marks} marks are left")


def test_a_filled_in_draft_is_a_contract(tmp_path):
    contract = drafted(tmp_path)
    filled_in(contract)

    own = read_own(contract)

    assert own.contract.primary_key == ("episode_id", "tillfalle")
    assert own.codelists["diary_kvalitet"].values == ("dalig", "god", "mattlig", "rare")
    assert all(field.sensitivity == "sensitive" for field in own.contract.fields)
