"""Contracts of one's own are read as strictly as the registry's, and drafts are refused."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.own_tables import read_own
from nrs_lib.contracts.reading import TABLES, read_contract, read_contracts
from nrs_lib.errors import DefinitionError
from tests.support.own_tables import CODES, CONTRACT, LISTS, write_own


def refused(path) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        read_own(path)
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


def test_a_contract_of_ones_own_is_read_with_its_code_list(tmp_path):
    own = read_own(write_own(tmp_path))

    assert [field.name for field in own.contract.fields] == ["episode_id", "hours", "quality"]
    assert own.contract.primary_key == ("episode_id",)
    assert own.codelists["sleep_quality"].values == ("bad", "fair", "good")
    assert own.codelists["sleep_quality"].ordered


def test_own_definitions_are_found_only_while_they_are_in_force(tmp_path):
    own = read_own(write_own(tmp_path))

    with own.in_force():
        assert read_contract("sleep") is own.contract
        assert tuple(read_contracts()) == (*TABLES, "sleep")
        assert read_codelist("sleep_quality").label("good") == "God"
        assert read_codelist("yes_no").values == ("true", "false")
    assert tuple(read_contracts()) == TABLES
    with pytest.raises(DefinitionError, match="no table named sleep"):
        read_contract("sleep")
    with pytest.raises(DefinitionError, match="no code list named sleep_quality"):
        read_codelist("sleep_quality")


def test_they_are_put_away_when_something_fails_within(tmp_path):
    own = read_own(write_own(tmp_path))

    with pytest.raises(ZeroDivisionError), own.in_force():
        _ = 1 / 0

    assert tuple(read_contracts()) == TABLES


def test_what_was_mended_in_a_file_is_read_anew(tmp_path):
    path = write_own(tmp_path)
    assert read_own(path).contract.field("hours").maximum == 24

    write_own(tmp_path, contract=CONTRACT.replace("maximum: 24", "maximum: 20"))

    assert read_own(path).contract.field("hours").maximum == 20


def test_every_mark_of_a_draft_is_named_in_all_its_files_at_once(tmp_path):
    path = write_own(
        tmp_path,
        contract=CONTRACT.replace("How people slept.", "TODO what it holds").replace(
            "value: [3, 12]", "value: TODO lowest and highest"
        ),
        lists=LISTS.replace("ordered: true", "ordered: TODO true or false"),
        codes=CODES.replace(",Fair,", ",TODO,"),
    )

    told = refused(path).what

    assert told.splitlines() == [
        "4 marks are left to fill in.",
        "  description.purpose: TODO what it holds",
        "  sleep.hours.plausible: TODO lowest and highest",
        "  sleep.lists.yaml: lists.sleep_quality.ordered: TODO true or false",
        "  sleep_quality.csv: line 3, label_en: TODO",
    ]


def test_one_mark_is_told_as_one_and_a_todo_within_a_sentence_is_none(tmp_path):
    one = CONTRACT.replace("Hours a night.", "TODO")
    assert refused(write_own(tmp_path, contract=one)).what.startswith("1 mark is left")

    within = CONTRACT.replace("Hours a night.", "Not a TODO.")
    assert read_own(write_own(tmp_path, contract=within)).contract.field("hours").description


def test_a_file_name_of_the_registry_is_not_to_be_had(tmp_path):
    text = CONTRACT.replace("physicalName: sleep\n", "physicalName: nrs_wide\n")

    assert "name of one of the registry's" in refused(write_own(tmp_path, contract=text)).what


def test_a_table_name_of_the_registry_is_not_to_be_had(tmp_path):
    path = write_own(tmp_path, contract=CONTRACT.replace("- name: sleep\n", "- name: episode\n"))
    path.write_text(
        path.read_text(encoding="utf-8").replace("\nname: sleep\n", "\nname: episode\n"),
        encoding="utf-8",
    )
    path = path.rename(tmp_path / "episode.odcs.yaml")
    lists = tmp_path / "codelists" / "sleep.lists.yaml"
    lists.rename(lists.with_name("episode.lists.yaml"))

    assert "name of one of the registry's" in refused(path).what


def test_a_code_list_of_the_registry_is_not_to_be_replaced(tmp_path):
    path = write_own(tmp_path, lists=LISTS.replace("sleep_quality", "yes_no"))
    (tmp_path / "codelists" / "yes_no.csv").write_text(CODES, encoding="utf-8")

    assert "yes_no" in refused(path).what
    assert read_codelist("yes_no").values == ("true", "false")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("        primaryKey: true\n        primaryKeyPosition: 1\n", "", "is the key"),
        ("value: long", "value: wide", "one file"),
        ("to: episode.episode_id", "to: episode.episod_id", "no column episod_id"),
        ("to: episode.episode_id", "to: visit.episode_id", "no table: visit"),
        ("value: sleep_quality", "value: sleep_quantity", "no code list named sleep_quantity"),
        ("classification: sensitive", "clasification: sensitive", "clasification"),
        ("plausible, value: [3, 12]", "plausible, value: [3, 30]", "plausible range"),
    ],
)
def test_faults_are_named(tmp_path, old, new, told):
    assert old in CONTRACT

    assert told in refused(write_own(tmp_path, contract=CONTRACT.replace(old, new))).what


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert "not there" in refused(tmp_path / "sleep.odcs.yaml").what


def test_lists_that_are_no_lists_are_refused_without_a_crash(tmp_path):
    for lists in ("lists: none\n", "- a\n", "lists: [a]\n", "lists: [{name: 3}]\n"):
        refused(write_own(tmp_path, lists=lists))
