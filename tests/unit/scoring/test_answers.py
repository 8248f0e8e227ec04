"""What an answer table may hold, what is set missing, and what stops."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.errors import ExtractError
from nrs_lib.scoring.answers import COLUMNS, arrange

HADS = {"hads": read_instruments()["hads"]}
TWO = {key: read_instruments()[key] for key in ("hads", "nrs_pain")}


def table(*rows, value_type=None):
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame if value_type is None else frame.astype({"value": value_type})


def answer(value, item="hads_01", *, episode="e1", time_point="initial", instrument="hads"):
    return (episode, time_point, instrument, item, value)


def first_item(answers):
    return answers.blocks["hads"][:, 0]


def test_one_row_per_episode_and_time_point_in_their_order():
    rows = arrange(
        table(
            answer(1, episode="e2"),
            answer(1, episode="e1", time_point="followup_12m"),
            answer(1, episode="e1", time_point="discharge"),
            answer(1, episode="e1", item="hads_02"),
        ),
        HADS,
    ).rows
    assert rows.to_numpy().tolist() == [
        ["e1", "initial"],
        ["e1", "discharge"],
        ["e1", "followup_12m"],
        ["e2", "initial"],
    ]


@pytest.mark.parametrize("value_type", ["int64", "float64", "Int64", "Float64", "Int8", object])
def test_every_kind_of_number_is_read_alike(value_type):
    assert first_item(arrange(table(answer(3), value_type=value_type), HADS)).tolist() == [3.0]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_every_kind_of_missing_is_missing(missing):
    frame = table(answer(missing, "hads_02"), answer(2)).astype({"value": "Float64"})
    found = arrange(frame, HADS)
    assert np.isnan(found.blocks["hads"][0, 1])
    assert found.marks.empty


def test_a_negative_zero_is_zero():
    found = first_item(arrange(table(answer(-0.0)), HADS))[0]
    assert not np.signbit(found)


@pytest.mark.parametrize("value", [-1, 4, 9, 999, np.inf, -np.inf])
def test_a_value_outside_the_range_is_set_missing_and_counted(value):
    found = arrange(table(answer(0, "hads_02"), answer(value)), HADS)
    assert np.isnan(first_item(found)[0])
    assert found.marks.to_dict("records") == [
        {
            "instrument": "hads",
            "item": "hads_01",
            "rule": "out_of_range",
            "count": 1,
            "rows": "row 2",
        }
    ]


def test_a_value_between_steps_is_set_missing_and_counted():
    found = arrange(table(answer(1.5)), HADS)
    assert np.isnan(first_item(found)[0])
    assert found.marks["rule"].tolist() == ["between_steps"]


def test_marks_count_by_item_and_show_a_few_rows_but_never_a_value():
    odd = [answer(77, episode=f"e{number}") for number in range(7)]
    marks = arrange(table(*odd, answer(78, "hads_02")), HADS).marks
    assert marks[["item", "count"]].to_numpy().tolist() == [["hads_01", 7], ["hads_02", 1]]
    assert marks["rows"].tolist() == ["row 1, 2, 3, 4, 5 and more", "row 8"]
    assert "77" not in marks.to_string()


@pytest.mark.parametrize(
    ("frame", "where"),
    [
        (table(answer(1)).drop(columns="item"), "item: item"),
        (table(answer("1")), "value, row 1"),
        (table(answer(1), answer("Ingen värk", "hads_02")), "value, row 2"),
        (table(answer(True)), "value, row 1"),
        (table(answer("1"), value_type="str"), "value, row 1"),
        (table(answer(1), answer(1, episode=None)), "episode_id, row 2"),
        (table(answer(1, time_point="later")), "time_point, row 1"),
        (table(answer(1, time_point=None)), "time_point, row 1"),
        (table(answer(1, "hads_15")), "item: item, row 1"),
        (table(answer(1, instrument="nrs_pain")), "instrument, row 1"),
        (table(answer(1, instrument="HADS")), "instrument, row 1"),
        (table(answer(1), answer(2, "hads_02"), answer(2)), "item: item, row 3"),
    ],
)
def test_what_is_no_answer_table_stops_with_column_and_row(frame, where):
    with pytest.raises(ExtractError) as caught:
        arrange(frame, TWO)
    assert where in caught.value.where
    assert caught.value.remedy
    assert "Ingen värk" not in str(caught.value)


def test_categories_and_texts_are_read_alike():
    texts = table(answer(1), answer(2, "hads_02", episode="e0", time_point="discharge"))
    keys = ["episode_id", "time_point", "instrument", "item"]
    categories = texts.astype(dict.fromkeys(keys, "category"))
    one, other = arrange(texts, HADS), arrange(categories, HADS)
    assert one.rows.astype(str).equals(other.rows.astype(str))
    np.testing.assert_array_equal(one.blocks["hads"], other.blocks["hads"])


def test_the_time_point_keeps_its_type():
    points = pd.CategoricalDtype(["initial", "discharge", "followup_12m"], ordered=True)
    frame = table(answer(1)).astype({"time_point": points})
    assert arrange(frame, HADS).rows["time_point"].dtype == points


def test_an_empty_table_has_no_rows():
    found = arrange(table().astype({"value": "float64"}), HADS)
    assert len(found.rows) == 0
    assert found.blocks["hads"].shape == (0, 14)


def test_the_table_given_is_not_changed():
    frame = table(answer(9))
    before = frame.copy(deep=True)
    arrange(frame, HADS)
    pd.testing.assert_frame_equal(frame, before)
