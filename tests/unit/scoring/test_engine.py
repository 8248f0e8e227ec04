"""The engine scores whatever the instrument files define, and says how."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.errors import DefinitionError
from nrs_lib.scoring import band, changed, score
from tests.support.answers import answer_table
from tests.support.instrument_files import instrument_folder

EQ5D = {key: read_instruments()[key] for key in ("eq5d3l", "eq5d5l")}


def everything_at(value):
    return pd.concat(
        answer_table({"e1": {item.code: value for item in one.items}}, one)
        for one in read_instruments().values()
    )


def test_a_new_instrument_is_one_file_and_no_code(tmp_path):
    instruments = read_instruments(instrument_folder(tmp_path))
    one = instruments["mood3"]
    answers = {
        "full": {"mood3_1": 4, "mood3_2": 1, "mood3_3": 2},
        "half": {"mood3_1": 4, "mood3_2": 1},
        "less": {"mood3_1": 4},
    }
    scores = score(answer_table(answers, one), instrument=instruments.values()).scores
    scores = scores.set_index("episode_id")
    # 4 + (4 - 1) + 2, and (4 + 3) x 3/2 where the third is missing.
    assert scores.loc["full", "mood3_total"] == 9
    assert scores.loc["half", "mood3_total"] == 10.5
    assert np.isnan(scores.loc["less", "mood3_total"])
    assert scores.loc["less", "mood3_first"] == 4
    total = one.scale("mood3_total")
    assert band(scores["mood3_total"], total).loc["full"] == "high"
    later = pd.Series([6.0, 8.0, 1.0], index=["full", "half", "less"])
    improved = changed(scores["mood3_total"].reindex(later.index), later, total.change_threshold)
    assert improved["full"]
    assert not improved["half"]
    assert pd.isna(improved["less"])


def scored_with(home, change, *answers):
    """Scores of the made-up instrument as ``change`` leaves it, one row per set of answers."""
    one = read_instruments(instrument_folder(home, change))["mood3"]
    people = pd.DataFrame(answers, columns=["mood3_1", "mood3_2", "mood3_3"]).astype("Int64")
    return score(people, instrument=one).scores["mood3_total"].tolist()


def test_a_weighted_sum_of_items_is_a_file_too(tmp_path):
    def weigh(raw):
        weights = {"mood3_1": 2, "mood3_2": 0.5, "mood3_3": -1}
        raw["scales"][0] |= {"method": "weighted_sum", "weights": weights, "constant": 4}
        raw["scales"][0]["range"] = [0, 14]
        raw["scales"][0]["missing"] |= {"default": "complete", "allowed": ["complete"]}

    found = scored_with(tmp_path, weigh, (4, 1, 2), (0, 4, 4), (4, None, 2))

    # 4 + 2 x 4 + 0.5 x (4 - 1) - 2; 4 + 0 + 0 - 4; one is missing.
    assert found[:2] == [11.5, 0]
    assert np.isnan(found[2])


def test_a_sum_is_put_between_ends_that_are_not_zero(tmp_path):
    def stretch(raw):
        raw["scales"][0] |= {"rescale": [10, 34], "range": [10, 34]}
        del raw["scales"][0]["bands"]

    assert scored_with(tmp_path, stretch, (0, 4, 0), (4, 0, 4), (1, 4, 0)) == [10, 34, 12]


def test_an_item_is_put_between_ends_that_are_not_zero(tmp_path):
    def stretch(raw):
        for item in raw["items"]:
            item["rescale"] = [1, 9]
        raw["scales"][0]["range"] = [3, 27]
        del raw["scales"][0]["bands"]
        raw["scales"][1]["range"] = [1, 9]

    assert scored_with(tmp_path, stretch, (0, 4, 0), (4, 0, 4), (1, 4, 0)) == [3, 27, 5]


def test_of_several_conditions_the_first_that_holds_decides(tmp_path):
    def depend(raw):
        raw["items"][2] |= {
            "recode": [0, 1, 2, 3, 4],
            "recode_when": [
                {"item": "mood3_1", "answers": [3, 4], "recode": [3, 3.2, 3.4, 3.6, 4]},
                {"item": "mood3_1", "answers": [2, 3], "recode": [1, 2, 2.5, 3, 4]},
                {"item": "mood3_1", "answers": [1, 4], "recode": [0.5, 1, 2, 3, 4]},
                {"item": "mood3_1", "answers": "none", "recode": [2, 2.5, 3, 3.5, 4]},
            ],
        }

    found = scored_with(tmp_path, depend, (4, 4, 0), (3, 4, 0), (2, 4, 0), (1, 4, 0), (None, 4, 0))

    # 4 + 0 + 3; 3 + 0 + 3; 2 + 0 + 1; 1 + 0 + 0.5; (0 + 2) x 3/2.
    assert found == [7, 6, 3, 1.5, 3]


def test_every_scale_has_a_float_column_even_without_answers():
    one = read_instruments()["nrs_pain"]
    scores = score(answer_table({"e1": {"nrs_7d": 7}}, one)).scores
    assert scores["nrs_pain"].tolist() == [7.0]
    others = scores.drop(columns=["episode_id", "time_point", "nrs_pain"])
    assert set(others.dtypes) == {np.dtype("float64")}
    assert others.isna().all(axis=None)


def test_the_conventions_choose_the_value_sets():
    scored = score(everything_at(1))
    indexes = [column for column in scored.scores if "_index_" in column]
    assert indexes == ["eq5d3l_index_uk_tto_1997", "eq5d5l_index_se_eb_tto_2020"]
    assert {"convention:eq5d3l_value_set", "convention:eq5d5l_value_set"} <= set(scored.definitions)


def test_value_sets_can_be_chosen():
    one = answer_table(
        {"e1": dict.fromkeys([i.code for i in EQ5D["eq5d3l"].items], 1)}, EQ5D["eq5d3l"]
    )
    scored = score(one, instrument=EQ5D, value_set=["se_eb_tto_2014", "dk_vt_2021"])
    assert scored.scores["eq5d3l_index_se_eb_tto_2014"].tolist() == [0.9694]
    assert scored.scores["eq5d5l_index_dk_vt_2021"].isna().all()
    assert not [key for key in scored.definitions if key.startswith("convention:")]


def test_five_level_answers_never_pass_a_three_level_value_set():
    one = answer_table({"e1": {"eq5d3l_mo": 4}}, EQ5D["eq5d3l"])
    assert score(one, instrument=EQ5D).marks["item"].tolist() == ["eq5d3l_mo"]


def test_each_score_says_how_it_came_about():
    scored = score(everything_at(1), missing={"hads_anxiety": "max1"})
    methods = scored.methods.set_index("scale")
    columns = [c for c in scored.scores if c not in ("episode_id", "time_point")]
    assert methods.index.tolist() == columns
    assert methods.loc["hads_anxiety", "missing_rule"] == "max1"
    assert methods.loc["hads_depression", "missing_rule"] == "half"
    assert methods.loc["eq5d3l_index_uk_tto_1997", "value_set"] == "uk_tto_1997"
    assert methods.loc["mpi_interference", "evidence"] == "assumed"
    assert {f"scale:{code}" for code in columns} <= set(scored.definitions)


@pytest.mark.parametrize(
    ("choice", "remedy"),
    [
        ({"value_set": ["uk_tto"]}, "uk_tto_1997"),
        ({"missing": {"hads_anxiety": "any"}}, "Allowed: half, max1, complete"),
        ({"missing": {"hads_fear": "half"}}, "no such scale"),
    ],
)
def test_an_unknown_choice_is_refused_with_those_that_exist(choice, remedy):
    with pytest.raises(DefinitionError) as caught:
        score(everything_at(1), **choice)
    assert remedy in caught.value.remedy


def test_what_is_set_missing_is_counted_and_the_rest_is_scored():
    hads = read_instruments()["hads"]
    scored = score(
        answer_table({"e1": {item.code: 1 for item in hads.items} | {"hads_01": 8}}, hads)
    )
    assert scored.scores["hads_anxiety"].tolist() == [7.0]
    assert scored.marks[["item", "count"]].to_numpy().tolist() == [["hads_01", 1]]
