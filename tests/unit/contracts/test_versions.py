"""Which version a questionnaire holds, by form and by date."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import yaml

from nrs_lib.contracts.versions import read_families
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions

EQ5D = read_families()["eq5d"]


def answered(*days, **columns):
    return pd.DataFrame({"answered_date": pd.to_datetime(pd.Series(list(days)))} | columns)


def test_the_last_day_belongs_to_the_old_version_and_the_next_to_the_new():
    found = EQ5D.version_of(answered("2020-12-31", "2021-01-01", None))
    assert found.tolist()[:2] == ["eq5d3l", "eq5d5l"]
    assert pd.isna(found[2])


def test_the_form_decides_before_the_date():
    found = EQ5D.version_of(answered("2022-01-01", "2022-01-01", eq5d_version=["3L", None]))
    assert found.tolist() == ["eq5d3l", "eq5d5l"]


def test_a_family_of_one_version_needs_no_date():
    assert read_families()["tsk"].version_of(answered(None)).tolist() == ["tsk17"]


def test_series_name_the_value_set_that_the_conventions_choose():
    assert [one.series for one in EQ5D.versions] == [
        ("eq5d3l_index_uk_tto_1997",),
        ("eq5d5l_index_se_eb_tto_2020",),
    ]


FAULTS = {
    "overlap": (
        lambda raw: raw["families"][0]["versions"][1].update({"from": dt.date(2020, 12, 31)}),
        "eq5d.eq5d5l.from",
    ),
    "no end": (lambda raw: raw["families"][0]["versions"][0].pop("until"), "eq5d.eq5d5l.from"),
    "text for a day": (
        lambda raw: raw["families"][0]["versions"][1].update({"from": "2021"}),
        "eq5d5l.from",
    ),
    "form twice": (
        lambda raw: raw["families"][0]["versions"][1].update(forms=["3L"]),
        "eq5d.forms",
    ),
    "family twice": (lambda raw: raw["families"].append(raw["families"][0]), "eq5d"),
    "unknown instrument": (
        lambda raw: raw["families"][2]["versions"][0].update(instrument="tsk13"),
        "tsk.tsk13",
    ),
    "scale of another": (
        lambda raw: raw["families"][2]["versions"][0].update(series=["tsk11_total"]),
        "tsk.tsk17.series",
    ),
    "series of two lengths": (
        lambda raw: raw["families"][1]["versions"][0].update(series=["sf36_pf"]),
        "health_survey.series",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_refused(fault, tmp_path):
    change, where = FAULTS[fault]
    source = definitions() / "instrument_versions.yaml"
    raw = yaml.safe_load(source.read_text(encoding="utf-8"))
    change(raw)
    path = tmp_path / source.name
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_families(path)
    assert where in caught.value.where
