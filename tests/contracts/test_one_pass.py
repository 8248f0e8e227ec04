"""Everything that is wrong is found in one run, and nothing because of something else."""

from __future__ import annotations

import pytest

from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import check, load
from tests.support.deliveries import DIAGNOSES, ITEMS, SICK_LEAVE, UNITS, WIDE, a_draft


def rules(draft, folder) -> dict[tuple[str, str], int]:
    frame = check(draft.write(folder)).findings().frame
    return {(row.table, row.rule): row.count for row in frame.itertuples()}


def test_what_stops_hides_nothing_that_comes_after(tmp_path):
    draft = a_draft().put(WIDE, 1, Favourite_colour="blå", Education_recode="Folkhögskola")
    draft.put(WIDE, 2, ini_NRS7="77").put(WIDE, 3, con_NRS7="5")
    draft.put(DIAGNOSES, 3, ICD10="M80.0").put(SICK_LEAVE, 2, Extent="0,75")
    assert rules(draft, tmp_path) == {
        ("nrs_wide", "unknown_column"): 4,
        ("episode", "unknown_label"): 1,
        ("questionnaire", "out_of_range"): 1,
        ("questionnaire", "discharge_without_programme"): 1,
        ("diagnosis", "first_diagnosis_not_pain"): 1,
        ("sick_leave", "sick_leave_above_full"): 1,
    }


ONE_CAUSE = {
    "an episode twice": (
        lambda d: d.put(WIDE, 2, Episode_id="0001"),
        {("episode", "duplicate_key"): 2, ("item", "unknown_reference"): 1}
        | {("intervention", "unknown_reference"): 1, ("diagnosis", "unknown_reference"): 1},
    ),
    "a label nobody knows where a value must be": (
        lambda d: d.put(WIDE, 1, Care_process="Spa"),
        {("episode", "unknown_label"): 1},
    ),
    "no column for the key": (
        lambda d: d.drop(ITEMS, "Episode_id"),
        {("item", "missing_column"): 7},
    ),
    "no column for the episodes' key": (
        lambda d: d.drop(WIDE, "Patient_id"),
        {("episode", "missing_column"): 4},
    ),
    "no column for a value that must be there": (
        lambda d: d.drop(WIDE, "Care_process"),
        {("episode", "missing_column"): 4},
    ),
    "a unit twice": (
        lambda d: (
            d.put(UNITS, 2, Unit_id="sv01")
            .put(WIDE, 3, Unit_id="sv01")
            .put(WIDE, 4, Unit_id="sv01")
        ),
        {("unit", "duplicate_key"): 2},
    ),
    "an item nobody knows": (
        lambda d: d.put(ITEMS, 2, Item="hads_77"),
        {("item", "unknown_item"): 1},
    ),
}


@pytest.mark.parametrize(("damage", "expected"), ONE_CAUSE.values(), ids=ONE_CAUSE)
def test_one_cause_is_told_once(damage, expected, tmp_path):
    draft = a_draft()
    damage(draft)
    assert rules(draft, tmp_path) == expected


def test_all_that_stops_is_in_one_message(tmp_path):
    draft = a_draft().put(WIDE, 1, Favourite_colour="blå").put(UNITS, 2, Unit_id="../pv")
    draft.put(ITEMS, 2, Item="hads_77").put(WIDE, 3, Unit_id="pv99")
    with pytest.raises(ExtractError) as refused:
        load(draft.write(tmp_path))
    for rule in ("unknown_column", "bad_form", "unknown_item", "unknown_reference"):
        assert rule in str(refused.value)


def test_a_message_has_few_lines_however_much_is_wrong(tmp_path):
    draft = a_draft().put(
        WIDE, 1, **{f"Extra{letter}": "1" for letter in "abcdefghijklmnopqrstuvwxyz"}
    )
    with pytest.raises(ExtractError, match="and 8 more that stop it") as refused:
        load(draft.write(tmp_path))
    assert len(str(refused.value).splitlines()) <= 30


def test_a_number_out_of_range_is_told_the_range(tmp_path):
    draft = a_draft().put(WIDE, 1, ini_NRS7="77", con_EQ5D_index="2,5").put(WIDE, 2, ini_NRS7="0")
    frame = check(draft.write(tmp_path)).findings().frame.set_index(["column", "rule"])
    pain, index = "exported_nrs_7d", "exported_eq5d_index"
    assert frame.loc[(pain, "out_of_range"), "message_sv"].endswith("Tillåtet: 0 till 10.")
    assert frame.loc[(pain, "implausible"), "message_en"].endswith("Plausible: 1 to 10.")
    assert frame.loc[(index, "out_of_range"), "message_sv"].endswith("Tillåtet: -0,594 till 1.")
