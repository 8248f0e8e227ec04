"""Instrument files are checked before anything is scored with them."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.instruments import read_instruments, scale, scales
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Direction, Evidence
from tests.support.instrument_files import instrument_folder


def test_the_project_s_own_instruments_pass_all_checks():
    assert {"nrs_pain", "hads", "mpi_s", "eq5d3l", "eq5d5l", "rand36"} <= set(read_instruments())


def test_files_are_read_once_whoever_asks():
    own = [one for instrument in read_instruments().values() for one in instrument.scales]
    assert all(scales()[one.code] is one for one in own)


def test_a_scale_carries_what_figures_and_reports_need():
    hads = scale("hads_anxiety")
    assert (hads.label["sv"], hads.short["en"], hads.unit) == ("HADS Ångest", "Anxiety", "0–21")
    assert (hads.direction, hads.decimals) == (Direction.HIGHER_WORSE, 1)
    assert (hads.icf_component, hads.icf_code) == ("function", "b152")
    assert [(band.lower, band.upper) for band in hads.bands] == [(0, 8), (8, 11), (11, 21)]
    assert hads.change_threshold.evidence == Evidence.ASSUMED


def test_the_key_of_the_swedish_mpi_is_marked_as_assumed():
    assert {one.evidence for one in read_instruments()["mpi_s"].scales} == {Evidence.ASSUMED}


def test_a_threshold_takes_its_direction_from_the_scale():
    assert scale("rand36_pf").change_threshold.direction == Direction.HIGHER_BETTER
    assert scale("mpi_interference").change_threshold.direction == Direction.HIGHER_WORSE


def test_a_scale_without_threshold_or_bands_has_none():
    assert scale("lisat_mean").change_threshold is None
    assert scale("lisat_mean").bands == ()


def test_the_unit_text_is_the_range():
    # A component has no round ends; its unit is the norm's mean and spread.
    for one in (one for one in scales().values() if one.component is None):
        written = [f"{end:g}".replace(".", ",").replace("-", "−") for end in one.range]
        assert one.unit.replace(" ", "") == "–".join(written), one.code


@pytest.mark.parametrize(
    ("rule", "needed"),
    [("complete", 9), ("half", 5), ("max1", 8), ("max_skipped", 7), ("any", 1), (None, 7)],
)
def test_how_many_items_a_missing_rule_needs(rule, needed):
    assert scale("mpi_interference").missing.needed(9, rule) == needed


def test_unknown_names_are_refused_with_what_exists():
    with pytest.raises(DefinitionError, match=r"Known scales: .*hads_anxiety"):
        scale("hads_axiety")
    with pytest.raises(DefinitionError, match="Schemes: zigmond_snaith, manual_four_level"):
        scale("hads_anxiety").band_scheme("none")
    with pytest.raises(DefinitionError, match="Known: points_6, points_8_4"):
        scale("isi_total").threshold("points_7")


def total(raw):
    return raw["scales"][0]


def halves(raw):
    return total(raw)["bands"][0]["bands"]


def threshold(raw):
    return total(raw)["change_thresholds"][0]


FAULTS = {
    "misspelt key": (lambda raw: total(raw).update(lable=1), "scales.mood3_total.lable", "label"),
    "key left out": (lambda raw: total(raw).pop("unit"), "scales.mood3_total.unit", "Add unit"),
    "unknown method": (lambda raw: total(raw).update(method="median"), ".method", "one of: sum"),
    "unknown evidence": (lambda raw: raw.update(evidence="sure"), "evidence", "verified"),
    "text for a number": (
        lambda raw: raw["items"][0].update(max="4"),
        "items.mood3_1.max",
        "whole",
    ),
    "min above max": (lambda raw: raw["items"][0].update(min=4), "items.mood3_1", "lowest"),
    "item twice": (lambda raw: raw["items"].append(raw["items"][0]), "items.mood3_1", "Keep one"),
    "rescale turned": (
        lambda raw: raw["items"][0].update(rescale=[100, 0]),
        "items.mood3_1.rescale",
        "reversed",
    ),
    "other file name": (lambda raw: raw.update(id="mood4"), "mood3.yaml: id", "Rename"),
    "item in no scale": (
        lambda raw: raw["items"].append({"code": "mood3_4", "min": 0, "max": 4}),
        "items.mood3_4",
        "unused_items",
    ),
    "item in two scales": (
        lambda raw: raw["scales"][1].pop("reuses_items"),
        "items.mood3_1",
        "reuses_items",
    ),
    "unused item that is used": (
        lambda raw: raw.update(unused_items=[{"code": "mood3_1", "reason": "none"}]),
        "unused_items.mood3_1",
        "Take",
    ),
    "unknown item": (lambda raw: total(raw)["items"].append("mood3_9"), "mood3_9", "define"),
    "scale twice": (lambda raw: raw["scales"].append(total(raw)), "scales.mood3_total", "Keep"),
    "neither items nor parts": (lambda raw: total(raw).pop("items"), "mood3_total", "items"),
    "parts that come later": (
        lambda raw: (total(raw).pop("items"), total(raw).update(parts=["mood3_first", "x"])),
        ".parts",
        "before",
    ),
    "two items for method item": (
        lambda raw: raw["scales"][1].update(items=["mood3_1", "mood3_3"]),
        ".items",
        "one item",
    ),
    "count without a limit": (
        lambda raw: total(raw).update(method="count", range=[0, 3]),
        ".counts_from",
        "both or neither",
    ),
    "limit outside the answers": (
        lambda raw: total(raw).update(method="count", range=[0, 3], counts_from=5),
        ".counts_from",
        "from 1 to 4",
    ),
    "value set that is not there": (
        lambda raw: total(raw).update(method="value_set", value_set="uk"),
        ".value_set",
        "none defined",
    ),
    "range of another method": (
        lambda raw: total(raw).update(method="mean"),
        ".range",
        "They give [0, 4]",
    ),
    "unequal items prorated": (
        lambda raw: (raw["items"][2].update(max=6), total(raw).update(range=[0, 14])),
        ".items",
        "Rescale",
    ),
    "default rule not allowed": (
        lambda raw: total(raw)["missing"].update(default="any"),
        ".missing.default",
        "allowed",
    ),
    "max_skipped without the rule": (
        lambda raw: total(raw)["missing"].update(max_skipped=1),
        ".max_skipped",
        "missing",
    ),
    "all may be skipped": (
        lambda raw: total(raw)["missing"].update(
            max_skipped=3, allowed=["max_skipped"], default="max_skipped"
        ),
        ".max_skipped",
        "smaller",
    ),
    "half of one item": (
        lambda raw: raw["scales"][1]["missing"].update(allowed=["complete", "half"]),
        "mood3_first.missing.allowed",
        "[complete]",
    ),
    "bands start late": (lambda raw: halves(raw)[0].update(lower=1), ".bands.halves", "Start at 0"),
    "bands not in order": (lambda raw: halves(raw)[1].update(lower=0), ".bands.halves", "above"),
    "band beyond the range": (lambda raw: halves(raw)[1].update(lower=13), "halves", "up to 12"),
    "band twice": (lambda raw: halves(raw)[1].update(code="low"), "halves.low", "Keep one"),
    "no default scheme": (
        lambda raw: total(raw)["bands"][0].update(default=False),
        ".bands",
        "default: true",
    ),
    "threshold without a direction": (
        lambda raw: total(raw).update(direction="neutral"),
        ".change_thresholds",
        "direction",
    ),
    "threshold beyond the range": (lambda raw: threshold(raw).update(size=13), ".size", "within"),
    "per cent for a part": (
        lambda raw: threshold(raw).update(kind="relative", size=30),
        ".points_3.size",
        "a part of the start, up to 1",
    ),
    "meaning without its size": (
        lambda raw: threshold(raw)["meaning"].update(sv="minst 3 lägre"),
        ".points_3.meaning.sv",
        "{size}",
    ),
    "meaning with a limit that is none": (
        lambda raw: threshold(raw)["meaning"].update(en="at least {size} and below {limit}"),
        ".points_3.meaning.en",
        "{limit}",
    ),
    "no default threshold": (
        lambda raw: threshold(raw).pop("default"),
        ".change_thresholds",
        "default: true",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place_and_remedy(fault, tmp_path):
    change, where, remedy = FAULTS[fault]
    folder = instrument_folder(tmp_path, change)
    with pytest.raises(DefinitionError) as caught:
        read_instruments(folder)
    assert caught.value.where.startswith("mood3.yaml: ")
    assert where in caught.value.where
    assert remedy in caught.value.remedy


def test_the_unbroken_file_is_accepted(tmp_path):
    assert set(read_instruments(instrument_folder(tmp_path))) == {"mood3"}


def test_a_relative_threshold_is_refused_below_zero(tmp_path):
    def change(raw):
        for item in raw["items"]:
            item["min"] = -4
        total(raw)["range"] = [-12, 12]
        halves(raw)[0]["lower"] = -12
        threshold(raw).update(kind="relative", size=0.3)

    with pytest.raises(DefinitionError, match="below 0"):
        read_instruments(instrument_folder(tmp_path, change))


def test_an_item_belongs_to_one_instrument(tmp_path):
    folder = instrument_folder(tmp_path)
    text = (folder / "mood3.yaml").read_text(encoding="utf-8")
    (folder / "mood4.yaml").write_text(text.replace("id: mood3", "id: mood4"), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_instruments(folder)
    assert caught.value.where == "mood4.yaml: items.mood3_1"


def test_no_file_has_a_place_for_the_wording_of_a_question(tmp_path):
    folder = instrument_folder(tmp_path, lambda raw: raw["items"][0].update(text="x"))
    with pytest.raises(DefinitionError, match="Unknown key text"):
        read_instruments(folder)
