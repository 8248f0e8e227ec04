"""Definitions kept with an extract, and applied again."""

from __future__ import annotations

from pathlib import Path

import pytest

from nrs_lib.cohort.extracts import FOLDER
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ExtractError
from nrs_lib.extract.comparing.definitions import changed_entries, definition_differences
from nrs_lib.extract.comparing.difference import Side
from nrs_lib.extract.kept_definitions import (
    ARCHIVE,
    definitions_of,
    pack_definitions,
    run_under,
)
from nrs_lib.places import DEFINITION_ENDINGS, checksum, definitions, definitions_checksum
from tests.support.frozen import altered_definitions, packed

CHANGES = {
    "instruments/nrs_pain.yaml": ("size: 0.3", "size: 0.2"),
    "instruments/hads.yaml": ("default: half", "default: complete"),
    "conventions.yaml": ("value: 92", "value: 31"),
    "codelists/pain_diagnosis.csv": ("M79.7,", "M79.8,"),
    "codelists/sex.csv": ("Kvinna", "Kvinnor"),
    # An empty cell more says nothing.
    "codelists/yes_no.aliases.csv": ("alias,code", "alias,code,note"),
    "episode.odcs.yaml": ("maximum: 99}", "maximum: 89}"),
}


@pytest.fixture(scope="module")
def sides(tmp_path_factory) -> tuple[Side, Side]:
    home = tmp_path_factory.mktemp("definitions")
    other = altered_definitions(home / "other", CHANGES)
    made = []
    for name, folder in (("first", definitions()), ("second", other)):
        kept = home / name / FOLDER
        kept.mkdir(parents=True)
        (kept / ARCHIVE).write_bytes(packed(folder))
        passport = {"definitions_sha256": checksum(folder, DEFINITION_ENDINGS)}
        made.append(Side(name, {}, passport, kept))
    return made[0], made[1]


def test_the_same_definitions_are_packed_into_the_same_bytes() -> None:
    assert pack_definitions() == pack_definitions()


@pytest.mark.parametrize("file", [file for file in CHANGES if "aliases" not in file])
def test_a_changed_definition_is_named_by_file_and_entry(sides, file: str) -> None:
    changed = [one for one in changed_entries(*sides) if one.file == file]

    assert len(changed) >= 1
    if file == "conventions.yaml":
        assert [one.entry for one in changed] == ["conventions.followup_grace_days"]
    if file == "instruments/nrs_pain.yaml":
        assert (changed[0].before, changed[0].after) == ("0.3", "0.2")
        assert "decrease_30" in changed[0].entry
    if file == "episode.odcs.yaml":
        assert changed[0].entry == "episode.age.logicalTypeOptions.maximum"


def test_one_finding_per_file(sides) -> None:
    told = definition_differences(*sides)

    assert {one.column for one in told} == {file for file in CHANGES if "aliases" not in file}
    assert not any(one.is_expected for one in told)
    assert definition_differences(sides[0], sides[0]) == []


def test_a_task_follows_the_kept_definitions_and_the_others_stay_in_force(sides) -> None:
    side = sides[1]
    sha256 = str(side.passport["definitions_sha256"])
    with definitions_of(side.home, sha256=sha256) as folder:
        other = run_under(folder, _value_of, "followup_grace_days")
        with pytest.raises(DefinitionError, match="not defined"):
            run_under(folder, _value_of, "no_such_convention")

    assert (other, get("followup_grace_days").value) == (31, 92)


def _value_of(key: str) -> object:
    return get(key).value


def test_definitions_in_force_are_not_unpacked(tmp_path: Path) -> None:
    with definitions_of(tmp_path, sha256=definitions_checksum()) as folder:
        assert folder == definitions()


def test_an_extract_without_its_definitions_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(ExtractError, match="without its definitions"),
        definitions_of(tmp_path / "extract" / FOLDER, sha256="other"),
    ):
        pass


def test_definitions_that_were_changed_since_are_refused(sides, tmp_path: Path) -> None:
    kept = tmp_path / "extract" / FOLDER
    kept.mkdir(parents=True)
    for damaged in (packed(definitions()), b"no archive"):
        (kept / ARCHIVE).write_bytes(damaged)
        with (
            pytest.raises(ExtractError, match="changed since"),
            definitions_of(kept, sha256=str(sides[1].passport["definitions_sha256"])),
        ):
            pass
