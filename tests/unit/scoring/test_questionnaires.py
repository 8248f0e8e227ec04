"""The public call: long and wide, own names, own instruments, choices by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.instruments import read_instrument, read_instruments
from nrs_lib.errors import DefinitionError, ExtractError
from nrs_lib.scoring import score
from tests.support.answers import answer_table
from tests.support.instrument_files import instrument_folder

HADS = [item.code for item in read_instruments()["hads"].items]
RAND = [item.code for item in read_instruments()["rand36"].items]


def sheet(codes, *rows, **columns):
    """One row per person, every item at the same answer."""
    frame = pd.DataFrame([dict.fromkeys(codes, value) for value in rows])
    return frame.assign(**columns)


def test_a_wide_table_keeps_its_index_and_order():
    people = sheet(HADS, 0, 3).set_axis(["b", "a"])
    scores = score(people, instrument="hads").scores
    assert scores.index.tolist() == ["b", "a"]
    assert scores["hads_total"].tolist() == [0, 42]
    assert scores.columns.tolist() == ["hads_anxiety", "hads_depression", "hads_total"]


def test_keys_stay_beside_the_scores():
    scores = score(sheet(HADS, 1, pid=["x"], visit=["pre"]), instrument="hads", keys=["pid"]).scores
    assert scores.columns.tolist()[0] == "pid"
    assert "visit" not in scores


def test_columns_have_their_own_names():
    own = {code: f"HAD {number}" for number, code in enumerate(HADS, start=1)}
    people = sheet(HADS, 2).rename(columns=own)
    assert score(people, instrument="hads", columns=own).scores["hads_total"].tolist() == [28]


def test_long_and_wide_agree():
    rng = np.random.default_rng(5)
    wide = pd.DataFrame(rng.integers(0, 4, (20, 14)).astype(float), columns=HADS)
    wide = wide.mask(rng.random(wide.shape) < 0.3)
    long = wide.rename_axis("pid").reset_index().melt("pid", var_name="item")
    one = score(wide, instrument="hads").scores
    other = score(long.sample(frac=1, random_state=1), instrument="hads", keys=["pid"]).scores
    pd.testing.assert_frame_equal(one, other.drop(columns="pid"))


def test_a_long_table_has_its_own_names_and_any_keys():
    long = pd.DataFrame(
        {"who": [7, 7, 5], "when": ["t1", "t0", "t1"], "q": "nrs_7d", "svar": [3, 8, 1]}
    )
    scores = score(
        long, instrument="nrs_pain", keys=["who", "when"], columns={"item": "q", "value": "svar"}
    ).scores
    assert scores.to_numpy().tolist() == [[5, "t1", 1.0], [7, "t0", 8.0], [7, "t1", 3.0]]


def test_of_a_long_table_only_the_instruments_asked_for_are_scored():
    one = read_instruments()["hads"]
    both = pd.concat(
        [
            answer_table({"e1": dict.fromkeys(HADS, 1)}, one),
            answer_table({"e1": {"nrs_7d": 4}}, read_instruments()["nrs_pain"]),
        ]
    )
    assert "nrs_pain" not in score(both, instrument="hads").scores


def test_what_the_registry_does_not_collect_has_columns_only_where_it_is_answered():
    pdi = read_instruments()["pdi"]
    pain = answer_table({"e1": {"nrs_7d": 4}}, read_instruments()["nrs_pain"])
    assert "pdi_total" not in score(pain).scores
    with_pdi = pd.concat([pain, answer_table({"e1": {"pdi_1": 4}}, pdi)])
    assert "pdi_total" in score(with_pdi).scores


def test_one_missing_rule_for_all_scales_leaves_whole_ones_whole():
    people = sheet(HADS, 1).assign(hads_01=np.nan)
    scored = score(people, instrument="hads", missing="complete")
    assert np.isnan(scored.scores["hads_anxiety"][0])
    assert scored.scores["hads_depression"][0] == 7
    assert np.isnan(scored.scores["hads_total"][0])
    assert set(scored.methods["missing_rule"]) == {"complete"}


def test_box_numbers_are_turned_into_answers():
    top, bottom = sheet(HADS, 1), sheet(HADS, 4)
    boxes = pd.concat([top, bottom], ignore_index=True)
    found = score(boxes, instrument="hads", coding="box_position")
    # Of the seven odd items, 7 and 9 have the mildest answer on top, the others the worst.
    assert found.scores["hads_anxiety"].tolist() == [15, 6]
    assert set(found.methods["coding"]) == {"box_position"}


def test_a_stored_number_outside_its_coding_is_marked():
    found = score(sheet(HADS, 0), instrument="hads", coding="box_position")
    assert found.scores["hads_anxiety"].isna().all()
    assert found.marks["rule"].tolist() == ["out_of_range"] * 14


def test_in_a_long_table_the_item_code_says_how_it_is_stored():
    hads = read_instruments()["hads"]
    boxes = answer_table({"e1": {"hads_01": 1, "hads_02": 1}}, hads)
    boxes["item"] = boxes["item"].str.cat(["_box"] * 2)
    plain = answer_table({"e1": dict.fromkeys(HADS[2:], 0)}, hads)
    found = score(pd.concat([boxes, plain]), instrument="hads").scores
    assert found[["hads_anxiety", "hads_depression"]].to_numpy().tolist() == [[3, 0]]


def test_an_item_stored_in_two_ways_at_once_stops():
    hads = read_instruments()["hads"]
    twice = answer_table({"e1": {"hads_01": 1, "hads_02": 1}}, hads)
    twice["item"] = ["hads_01", "hads_01_box"]
    with pytest.raises(ExtractError, match="answered twice"):
        score(twice, instrument="hads")


def test_a_scale_on_request_is_made_only_when_asked_for_and_named_by_its_weights():
    people = sheet(RAND, 1)
    assert not [c for c in score(people, instrument="rand36").scores if "pcs" in c]
    scored = score(people, instrument="rand36", also="rand36_pcs_us_orthogonal")
    made = scored.methods.set_index("scale").loc["rand36_pcs_us_orthogonal"]
    assert made["norms"] == "us_1990, us_orthogonal"
    assert scored.scores["rand36_pcs_us_orthogonal"].notna().all()


def test_an_instrument_of_ones_own_is_one_file(tmp_path):
    own = read_instrument(instrument_folder(tmp_path) / "mood3.yaml")
    people = pd.DataFrame({"mood3_1": [4], "mood3_2": [1], "mood3_3": [2]})
    assert score(people, instrument=own).scores["mood3_total"].tolist() == [9]


@pytest.mark.parametrize(
    ("choice", "error", "told"),
    [
        ({}, DefinitionError, "instrument"),
        ({"instrument": "hads2"}, DefinitionError, "hads2"),
        ({"instrument": "hads", "missing": "any"}, DefinitionError, "any"),
        ({"instrument": "hads", "also": "hads_fear"}, DefinitionError, "hads_fear"),
        ({"instrument": "hads", "coding": "from_1"}, DefinitionError, "codings.from_1"),
        ({"instrument": "hads", "coding": {"isi": "from_1"}}, DefinitionError, "isi"),
        ({"instrument": ["hads", "isi"], "coding": "from_1"}, DefinitionError, "coding"),
        ({"instrument": "hads", "value_set": "uk_tto_1997"}, DefinitionError, "value_set"),
        ({"instrument": "isi"}, ExtractError, "isi_1"),
        ({"instrument": "hads", "keys": ["pid"]}, ExtractError, "pid"),
        ({"instrument": "hads", "columns": {"hads_01": "X"}}, ExtractError, "X"),
        ({"instrument": "hads", "columns": {"had": "hads_01"}}, ExtractError, "had"),
        ({"instrument": "hads", "columns": {"hads_01": "hads_02"}}, ExtractError, "hads_02"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_can(choice, error, told):
    with pytest.raises(error) as caught:
        score(sheet(HADS, 1), **choice)
    assert told in caught.value.where
    assert caught.value.remedy


@pytest.mark.parametrize("bad", ["Ingen värk", True, np.bool_(True)])
def test_a_label_in_a_wide_table_stops_and_is_not_shown(bad):
    people = sheet(HADS, 1, 1).astype({"hads_03": object})
    people.loc[1, "hads_03"] = bad
    with pytest.raises(ExtractError) as caught:
        score(people, instrument="hads")
    assert "hads_03" in caught.value.where
    assert "row 2" in caught.value.where
    assert "värk" not in str(caught.value)


def test_a_doubled_column_stops():
    people = pd.concat([sheet(HADS, 1), sheet(["hads_01"], 2)], axis=1)
    with pytest.raises(ExtractError, match="twice"):
        score(people, instrument="hads")


@pytest.mark.parametrize("kind", ["Int64", "Float64", "int8", "float32"])
def test_every_kind_of_number_is_scored_alike(kind):
    assert score(sheet(HADS, 3).astype(kind), instrument="hads").scores["hads_total"][0] == 42


def test_many_loose_keys_do_not_need_room_for_every_pair():
    n = 3000
    long = pd.DataFrame({"a": range(n), "b": range(n), "item": "nrs_7d", "value": 5})
    scores = score(long, instrument="nrs_pain", keys=["a", "b"]).scores
    assert (scores["a"] == scores["b"]).all()
    assert len(scores) == n


def test_one_value_set_is_named_by_its_bare_name():
    sheet = pd.DataFrame(
        [dict.fromkeys((f"eq5d3l_{d}" for d in ("mo", "sc", "ua", "pd", "ad")), 1)]
    )

    scored = score(sheet, instrument="eq5d3l", value_set="uk_tto_1997").scores

    assert scored.columns.tolist() == ["eq5d3l_index_uk_tto_1997"]
    assert scored.iloc[0, 0] == 1


def test_a_wide_table_says_which_item_of_which_instrument_was_outside_and_where():
    sheet = pd.DataFrame({f"isi_{n}": [1, 1] for n in range(1, 8)})
    sheet.loc[1, "isi_3"] = 9

    marks = score(sheet, instrument="isi").marks.to_dict("records")

    assert marks == [
        {
            "instrument": "isi",
            "item": "isi_3",
            "rule": "out_of_range",
            "count": 1,
            "rows": "row 2",
        }
    ]


@pytest.mark.parametrize(("stored", "is_known"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_box_below_the_first_or_beyond_the_last_is_no_answer(stored, is_known):
    sheet = pd.DataFrame({f"hads_{n:02d}": [1] for n in range(1, 15)})
    sheet["hads_01"] = stored

    marks = score(sheet, instrument="hads", coding="box_position").marks

    assert marks.empty == is_known


def test_a_mark_names_the_item_as_the_table_does():
    boxes = answer_table({"e1": {"hads_01": 1}}, read_instruments()["hads"])
    boxes[["item", "value"]] = ["hads_01_box", 9]

    assert score(boxes, instrument="hads").marks["item"].tolist() == ["hads_01_box"]


def test_a_rule_that_only_some_scales_know_is_refused_for_all(tmp_path):
    def other(raw):
        first = raw["scales"][1]
        first |= {"method": "sum", "items": ["mood3_1", "mood3_2"], "range": [0, 8]}
        first["missing"] |= {"allowed": ["complete", "any"]}

    own = read_instrument(instrument_folder(tmp_path, other) / "mood3.yaml")

    with pytest.raises(DefinitionError) as caught:
        score(
            pd.DataFrame({"mood3_1": [1], "mood3_2": [1], "mood3_3": [1]}),
            instrument=own,
            missing="half",
        )
    assert "mood3_first" in caught.value.where


def test_a_rule_for_all_leaves_single_questions_as_they_are(tmp_path):
    own = read_instrument(instrument_folder(tmp_path) / "mood3.yaml")
    people = pd.DataFrame({"mood3_1": [4], "mood3_2": [1], "mood3_3": [None]}).astype("Int64")

    scored = score(people, instrument=own, missing="half")

    assert scored.scores["mood3_total"].tolist() == [10.5]
    assert scored.methods.set_index("scale")["missing_rule"].to_dict() == {
        "mood3_total": "half",
        "mood3_first": "complete",
    }
