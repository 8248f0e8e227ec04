"""Contracts and code lists are read strictly, and say what they mean."""

from __future__ import annotations

import re
import shutil

import pytest

from nrs_lib.contracts.pain_diagnoses import read_pain_diagnoses
from nrs_lib.contracts.reading import (
    TABLES,
    read_codelist,
    read_codelists,
    read_contract,
    read_contracts,
)
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import CareProcess, Evidence, Register, TimePoint


def faulty(tmp_path, table: str, old: str, new: str) -> DefinitionError:
    """The error of a contract in which a text has been replaced."""
    source = definitions() / f"{table}.odcs.yaml"
    text = source.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / source.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_contract(table, tmp_path)
    assert source.name in caught.value.where
    assert caught.value.remedy
    return caught.value


def test_every_table_has_a_contract_and_a_key():
    contracts = read_contracts()
    assert tuple(contracts) == TABLES
    for contract in contracts.values():
        assert contract.primary_key
        assert all(contract.field(name).required for name in contract.primary_key)


def test_every_column_says_how_well_founded_it_is():
    fields = [field for contract in read_contracts().values() for field in contract.fields]
    assert all(field.reference for field in fields)
    assert {field.evidence for field in fields} <= set(Evidence)
    # Names are verified only where they were seen; most were not.
    assert any(field.evidence is Evidence.ASSUMED for field in fields)


def test_a_misspelt_key_is_named(tmp_path):
    error = faulty(tmp_path, "unit", "businessName: Enhetens namn", "busnessName: Enhetens namn")
    assert "busnessName" in str(error)
    assert "unit_name" in error.where


def test_a_misspelt_custom_property_is_named(tmp_path):
    error = faulty(
        tmp_path,
        "unit",
        "{property: codelist, value: region}",
        "{property: codelst, value: region}",
    )
    assert "codelst" in str(error) or "codelist" in error.remedy


def test_a_key_that_stands_twice(tmp_path):
    faulty(tmp_path, "unit", "version: 1.1.0", "version: 1.1.0\nversion: 1.1.1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{minimum: 15, maximum: 99}", "{minimum: 99, maximum: 15}"),
        ("plausible, value: [18, 75]", "plausible, value: [10, 75]"),
        ("physicalName: Education_recode", "physicalName: Age"),
        ("name: education\n", "name: age\n"),
        ("evidence, value: verified", "evidence, value: certain"),
        ("          - {property: reportedBy, value: patient}\n", ""),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, old, new):
    faulty(tmp_path, "episode", old, new)


def test_a_reference_leads_to_a_column(tmp_path):
    for table in TABLES:
        shutil.copy(definitions() / f"{table}.odcs.yaml", tmp_path)
    path = tmp_path / "episode.odcs.yaml"
    text = path.read_text(encoding="utf-8").replace("to: unit.unit_id", "to: unit.unit_code")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="unit_code"):
        read_contracts(tmp_path)


def test_wide_names_follow_the_time_point():
    contract = read_contract("questionnaire")
    index = contract.field("exported_pain_region_index")
    assert contract.physical_names(index, TimePoint.INITIAL)[0] == "PRI"
    assert contract.physical_names(index, TimePoint.DISCHARGE)[0] == "con_PRI"
    pain = contract.field("exported_nrs_7d")
    assert contract.physical_names(pain, TimePoint.FOLLOWUP_12M)[0] == "fol_NRS7"


def test_lists_agree_with_the_vocabularies():
    assert set(read_codelist("register").values) == {str(each) for each in Register}
    assert set(read_codelist("care_process").values) == {str(each) for each in CareProcess}
    assert read_codelist("time_point").values == tuple(str(each) for each in TimePoint)
    assert len(read_codelist("region").values) == 21


def test_every_label_leads_back_to_its_code():
    for codelist in read_codelists().values():
        for code in codelist.codes:
            assert codelist.code_of(code.label_sv) == code.code
            assert codelist.label(code.code) == code.label_sv
        for alias, code in codelist.aliases.items():
            assert codelist.code_of(alias) == code


def test_all_six_labels_of_lisat_are_there():
    assert read_codelist("lisat").code_of("Ganska tillfredsställande") == "4"


def test_the_misspelling_of_the_real_extract_is_accepted():
    assert read_codelist("pain_pattern").code_of("Peridodvis återkommande") == "periodic"


def test_an_unknown_label_is_not_quoted():
    with pytest.raises(KeyError) as caught:
        read_codelist("pain_pattern").code_of("varannan tisdag")
    assert "tisdag" not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_a_contract_names_known_lists_only(tmp_path):
    source = definitions() / "episode.odcs.yaml"
    text = source.read_text(encoding="utf-8").replace("value: education}", "value: schooling}")
    (tmp_path / source.name).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="schooling"):
        read_contract("episode", tmp_path)


def test_an_unknown_list_is_a_faulty_definition():
    with pytest.raises(DefinitionError, match="horoscope"):
        read_codelist("horoscope")


def test_pain_diagnoses_are_prefixes_of_codes():
    prefixes = [known.prefix for known in read_pain_diagnoses().prefixes]
    assert len(set(prefixes)) == len(prefixes)
    assert all(re.fullmatch(r"[A-Z]\d\d(\.\d)?", prefix) for prefix in prefixes)
