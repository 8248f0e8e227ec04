import json

import pandas as pd
import pytest

from nrs_lib.cohort.extracts import extract_ids, latest_extract_id, open_extract
from nrs_lib.cohort.preparing import agreement, prepare
from nrs_lib.errors import ExtractError
from tests.support.deliveries import ITEMS, WIDE, a_delivery, a_draft


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    return prepare(a_delivery(folder / "delivery"), folder=folder / "outputs"), folder


def test_an_extract_is_scored_and_knows_its_register(prepared):
    extract, _ = prepared
    episodes = extract.episodes.set_index("episode_id")
    assert episodes["register"].to_dict() == {
        "0001": "NRSsv",
        "0002": "NRSsv",
        "0003": "NRSpv",
        "0004": "NRSpv",
    }
    answers = extract.answers.set_index(["episode_id", "time_point"])
    assert answers.loc[("0001", "initial"), "pri_total"] == 3


def test_the_extracts_name_has_its_date_and_its_passport_its_rows(prepared):
    extract, _ = prepared
    assert extract.extract_id.startswith("2023-09-01-")
    assert extract.synthetic
    told = extract.passport["rows"]["episode"]
    assert told == {"rows_in": 4, "analysed": 4, "set_aside": 0}
    json.dumps(extract.passport)


def test_the_same_delivery_is_the_same_extract(prepared):
    extract, folder = prepared
    again = prepare(folder / "delivery", folder=folder / "outputs")
    assert again.extract_id == extract.extract_id
    assert extract_ids(folder=folder / "outputs") == [extract.extract_id]


def test_a_changed_answer_is_another_extract(prepared, tmp_path):
    extract, _ = prepared
    other = a_draft().put(WIDE, 1, Age="46").write(tmp_path / "delivery")
    assert prepare(other, folder=tmp_path / "out").extract_id != extract.extract_id


def test_exported_scores_stand_in_when_there_are_no_items(tmp_path):
    delivery = a_draft().drop(ITEMS).write(tmp_path / "delivery")
    extract = prepare(delivery, folder=tmp_path / "out")
    assert extract.passport["scoring"]["source"] == "registry"
    answers = extract.answers.set_index(["episode_id", "time_point"])
    assert answers.loc[("0001", "initial"), "nrs_pain"] == 8
    assert answers.loc[("0002", "initial"), "nrs_pain"] == 10


def test_exported_scores_are_not_mixed_with_ours(prepared):
    extract, _ = prepared
    assert extract.passport["scoring"]["source"] == "items"
    # The registry exported a pain rating, but there are items and none of pain.
    assert extract.answers["nrs_pain"].isna().all()


def test_a_delivery_that_is_stopped_leaves_nothing(tmp_path):
    delivery = a_draft().put(WIDE, 1, Gender_sex="Okänd etikett").write(tmp_path / "delivery")
    with pytest.raises(ExtractError):
        prepare(delivery, folder=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_not_loaded_is_told_with_what_to_do(tmp_path):
    with pytest.raises(ExtractError, match="nrs load"):
        open_extract("2023-09-01-00000000", folder=tmp_path)
    with pytest.raises(ExtractError, match="nrs demo"):
        latest_extract_id(folder=tmp_path)


def test_scores_agree_up_to_the_rounding_of_an_export_and_no_further():
    def scores(values):
        return pd.DataFrame(
            {"episode_id": ["a", "b", "c", "d"], "time_point": "initial", "index": values}
        )

    # Rounded to two decimals; one hundredth off; missing on either side.
    found = agreement(scores([0.725, 0.36, None, 0.5]), scores([0.73, 0.35, 0.2, None]))
    assert found == {"index": {"compared": 2, "differ": 1}}
