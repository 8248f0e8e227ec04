"""The registry's own scores: found by version, compared, and never mixed with ours."""

from __future__ import annotations

import pandas as pd
import pytest
import yaml

from nrs_lib.contracts.exported import read_exported
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.scoring.exported import choose_source, differences, exported_scores

L3, L5 = "eq5d3l_index_uk_tto_1997", "eq5d5l_index_se_eb_tto_2020"


def forms(n=1, **columns):
    frame = pd.DataFrame(
        {"episode_id": [f"e{place}" for place in range(n)], "time_point": "initial"} | columns
    )
    dates = columns.get("answered_date", [None] * n)
    return frame.assign(answered_date=pd.to_datetime(pd.Series(dates)))


def scores(**columns):
    n = len(next(iter(columns.values())))
    keys = {"episode_id": [f"e{place}" for place in range(n)], "time_point": "initial"}
    return pd.DataFrame(keys | columns)


def test_the_form_tells_which_version_a_score_is_of():
    found = exported_scores(
        forms(3, exported_eq5d_index=[0.2, 0.7, 0.5], eq5d_version=["3L", "5L", None])
    )
    assert found[L3].tolist()[0] == 0.2
    assert found[L5].tolist()[1] == 0.7
    # Neither form nor date: under no version.
    assert found.loc[2, [L3, L5]].isna().all()


def test_the_date_tells_where_the_form_does_not():
    found = exported_scores(
        forms(
            3,
            exported_eq5d_index=[0.2, 0.7, 0.4],
            eq5d_version=[None, None, "3L"],
            answered_date=["2020-12-31", "2021-01-01", "2021-06-01"],
        )
    )
    assert found[L3].dropna().tolist() == [0.2, 0.4]
    assert found[L5].dropna().tolist() == [0.7]


def test_the_same_column_is_sf36_before_the_change_and_rand36_after():
    found = exported_scores(
        forms(2, exported_sf36_pf=[40, 60], answered_date=["2014-05-01", "2018-05-01"])
    )
    assert found["sf36_pf"].dropna().tolist() == [40]
    assert found["rand36_pf"].dropna().tolist() == [60]


def test_scores_agree_up_to_the_rounding_of_an_export_and_no_further():
    # Rounded to two decimals; one hundredth off; missing on either side.
    ours, theirs = [0.725, 0.36, None, 0.5], [0.73, 0.35, 0.2, None]
    found = differences(scores(x=ours), scores(x=theirs))
    assert (found["x"].compared, len(found["x"].differ)) == (2, 1)


def test_a_column_has_one_source():
    ours = scores(hads_anxiety=[5.0, None], nrs_pain=[None, None])
    theirs = scores(hads_anxiety=[9.0, 9.0], nrs_pain=[7.0, 8.0])
    chosen = choose_source(ours, theirs, with_items={"hads"})
    assert chosen.sources == {"hads_anxiety": "items", "nrs_pain": "registry"}
    assert chosen.scores["hads_anxiety"].isna().tolist() == [False, True]
    assert chosen.scores["nrs_pain"].tolist() == [7.0, 8.0]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda raw: raw["scales"].update(hads_fear="exported_isi"), "hads_fear"),
        (lambda raw: raw["scales"].update(hads_total="exported_x"), "exported_x"),
        (lambda raw: raw["scales"].update(hads_total="exported_isi"), "exported_isi"),
        (lambda raw: raw["by_version"][0].update(family="x"), "exported_eq5d_index"),
        (lambda raw: raw["by_version"][1]["scales"].update(hads="hads_total"), "hads"),
        (lambda raw: raw["by_version"][1]["scales"].update(tsk17="hads_total"), "tsk17"),
    ],
)
def test_a_faulty_file_is_refused(change, where, tmp_path):
    raw = yaml.safe_load((definitions() / "exported_scores.yaml").read_text(encoding="utf-8"))
    change(raw)
    path = tmp_path / "exported_scores.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_exported(path)
    assert where in caught.value.where


def test_the_answers_tell_the_version_before_form_and_date_do():
    sheet = forms(
        2,
        exported_eq5d_index=[0.2, 0.7],
        eq5d_version=["5L", None],
        answered_date=["2022-03-01", "2019-03-01"],
    )
    items = pd.DataFrame(
        {
            "episode_id": ["e0", "e0", "e1"],
            "time_point": "initial",
            "instrument": ["eq5d3l", "hads", "eq5d5l"],
            "item": ["eq5d3l_mo", "hads_01", "eq5d5l_mo"],
            "value": 1,
        }
    )

    found = exported_scores(sheet, items=items)

    assert found[L3].dropna().to_dict() == {0: 0.2}
    assert found[L5].dropna().to_dict() == {1: 0.7}


def test_answers_of_another_time_point_tell_nothing():
    sheet = forms(1, exported_eq5d_index=[0.2], answered_date=["2022-03-01"])
    items = pd.DataFrame(
        {
            "episode_id": ["e0"],
            "time_point": ["discharge"],
            "instrument": ["eq5d3l"],
            "item": ["eq5d3l_mo"],
            "value": [1],
        }
    )

    assert exported_scores(sheet, items=items)[L5].tolist() == [0.2]


@pytest.mark.parametrize("kind", ["Int64", "Float64", "float64", "object"])
def test_exported_scores_of_any_type_keep_their_missing(kind):
    sheet = forms(2, exported_isi=pd.Series([12, None], dtype=kind)).set_axis([7, 9])

    found = exported_scores(sheet)["isi_total"]

    assert found.dtype == "float64"
    assert found.dropna().to_dict() == {7: 12.0}


def test_without_answers_every_score_is_the_registrys():
    chosen = choose_source(None, scores(nrs_pain=[7.0, None]), with_items=frozenset())

    assert chosen.sources == {"nrs_pain": "registry"}
    assert chosen.scores["nrs_pain"].tolist()[0] == 7.0
    assert len(chosen.scores) == 2


def test_a_questionnaire_that_only_one_source_has_is_kept():
    ours = scores(hads_anxiety=[5.0])
    theirs = scores(nrs_pain=[7.0, 8.0])

    chosen = choose_source(ours, theirs, with_items={"hads"}).scores.set_index("episode_id")

    assert chosen["hads_anxiety"].dropna().to_dict() == {"e0": 5.0}
    assert chosen["nrs_pain"].to_dict() == {"e0": 7.0, "e1": 8.0}


def test_a_questionnaire_that_stands_twice_is_never_paired_with_both():
    twice = pd.concat([scores(nrs_pain=[7.0])] * 2)

    with pytest.raises(pd.errors.MergeError):
        choose_source(scores(hads_anxiety=[5.0]), twice, with_items={"hads"})
