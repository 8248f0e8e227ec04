import json

import pandas as pd
import pytest

from nrs_lib.cohort.extracts import extract_ids, latest_extract_id, open_extract
from nrs_lib.cohort.preparing import prepare, score_checked
from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import check
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
    sources = extract.passport["scoring"]["sources"]
    assert set(sources.values()) == {"registry"}
    assert {"nrs_pain", "lisat_life", "eq5d5l_index_se_eb_tto_2020"} <= set(sources)
    answers = extract.answers.set_index(["episode_id", "time_point"])
    assert answers.loc[("0001", "initial"), "nrs_pain"] == 8
    assert answers.loc[("0002", "initial"), "nrs_pain"] == 10


def test_an_instrument_without_items_takes_the_registrys_scores_and_says_so(prepared):
    extract, _ = prepared
    sources = extract.passport["scoring"]["sources"]
    # The delivery has items of HADS and PRI, and none of pain.
    assert (sources["nrs_pain"], sources["hads_anxiety"]) == ("registry", "items")
    answers = extract.answers.set_index(["episode_id", "time_point"])
    assert answers.loc[("0001", "initial"), "nrs_pain"] == 8
    assert answers["hads_anxiety"].isna().all()


def test_exported_scores_are_not_mixed_with_ours(tmp_path):
    draft = a_draft().put(ITEMS, 1, Instrument="nrs_pain", Item="nrs_7d", Value="4")
    extract = prepare(draft.write(tmp_path / "delivery"), folder=tmp_path / "out")
    assert extract.passport["scoring"]["sources"]["nrs_pain"] == "items"
    answers = extract.answers.set_index(["episode_id", "time_point"])
    assert answers.loc[("0001", "initial"), "nrs_pain"] == 4
    # The registry exported 6 for the discharge, but there is no item of it.
    assert pd.isna(answers.loc[("0001", "discharge"), "nrs_pain"])
    assert extract.passport["scoring"]["agreement"]["nrs_pain"] == {"compared": 1, "differ": 1}


def test_each_score_column_says_how_it_came_about(prepared):
    extract, _ = prepared
    methods = {row["scale"]: row for row in extract.passport["scoring"]["methods"]}
    assert methods["hads_anxiety"]["missing_rule"] == "half"
    assert methods["eq5d5l_index_se_eb_tto_2020"]["value_set"] == "se_eb_tto_2020"


def test_a_version_outside_its_days_is_kept_and_counted(tmp_path):
    draft = a_draft()
    for row, item in enumerate(("mo", "sc", "ua", "pd", "ad"), start=1):
        draft = draft.put(ITEMS, row, Instrument="eq5d3l", Item=f"eq5d3l_{item}", Value="1")
        draft = draft.put(ITEMS, row, Episode_id="0001", Time_point="Utredning/Inskrivning")
    extract = prepare(draft.write(tmp_path / "delivery"), folder=tmp_path / "out")
    # Answered in January 2021, when the file of versions has five levels.
    told = {row["instrument"]: row for row in extract.passport["scoring"]["versions"]}
    assert (told["eq5d3l"]["questionnaires"], told["eq5d3l"]["outside"]) == (1, 1)
    (found,) = [
        one for one in extract.passport["findings"] if one["rule"] == "instrument_not_in_force"
    ]
    assert (found["column"], found["rows"]) == ("eq5d_version, answered_date", "1")
    answers = extract.answers.set_index(["episode_id", "time_point"])
    assert answers.loc[("0001", "initial"), "eq5d3l_index_uk_tto_1997"] == 1
    # The index that the registry exported for it is then no index of five levels either.
    assert pd.isna(answers.loc[("0001", "initial"), "eq5d5l_index_se_eb_tto_2020"])
    assert answers.loc[("0001", "discharge"), "eq5d5l_index_se_eb_tto_2020"] == 0.5


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


def test_a_score_of_the_registry_that_differs_is_found_with_its_row(tmp_path):
    draft = a_draft()
    form = {"Episode_id": "0002", "Time_point": "Avslut", "Instrument": "hads", "Value": "1"}
    for number in range(1, 15):
        draft.add(ITEMS, **form, Item=f"hads_{number:02}")
    draft.put(WIDE, 2, con_HAD_anxiety="7", con_HAD_depression="9")
    checked = check(draft.write(tmp_path / "delivery"))
    score_checked(checked)
    found = checked.findings()
    frame = found.frame.query("rule == 'exported_score_differs'")
    assert frame["column"].tolist() == ["exported_hads_depression"]
    assert "hads_depression, instrument hads: 1 of 1" in frame["message_en"].item()
    place = found.places[found.places["finding"] == frame.index[0]].iloc[0]
    assert (place["row"], place["time_point"], place["unit_id"]) == (2, "discharge", "sv01")
