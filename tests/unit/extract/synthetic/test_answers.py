from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.extract.synthetic.assumptions import read_assumptions

OPTIONAL = ("cpaq8", "tsk17", "lisat11")
AFTER = ("discharge", "followup_12m")


@pytest.fixture(scope="module")
def items(registry) -> pd.DataFrame:
    return registry.tables["item"]


def test_answers_are_in_range(items):
    span = items.groupby("item", observed=True)["value"].agg(["min", "max"])
    known = {item.code: item for one in read_instruments().values() for item in one.items}
    assert len(span) > 150
    for code, (low, high) in span.iterrows():
        assert known[code].minimum <= low <= high <= known[code].maximum


def test_only_marked_regions_have_rows(items, forms):
    marked = items[items["instrument"] == "pri"]
    assert (marked["value"] == 1).all()
    counted = marked.groupby(["time_point", "episode_id"], observed=True).size()
    exported = forms["exported_pain_region_index"].dropna()
    assert (exported == counted.reindex(exported.index).to_numpy()).all()


def test_eq5d_changes_version_on_one_day(items, forms):
    switch = pd.Timestamp(read_assumptions().eq5d.from_5l)
    late = forms["answered_date"] >= switch
    assert (forms.loc[late, "eq5d_version"] == "5L").all()
    assert (forms.loc[~late, "eq5d_version"] == "3L").all()
    for name, instrument in (("3L", "eq5d3l"), ("5L", "eq5d5l")):
        mine = items.loc[items["instrument"] == instrument, ["time_point", "episode_id"]]
        index = pd.MultiIndex.from_frame(mine.drop_duplicates().astype(object))
        assert (forms.loc[index, "eq5d_version"] == name).all()


def test_optional_instruments_are_used_by_some_units(registry, items, episodes):
    units = registry.truth["units"].set_index("unit_id")["optional_instruments"]
    mine = items[items["instrument"].isin(OPTIONAL)]["episode_id"].unique()
    users = episodes.loc[mine, "unit_id"].unique()
    assert set(users) == set(units[units].index)


def test_forms_after_the_start_are_for_programmes(episodes, forms):
    for point in AFTER:
        given = episodes.loc[forms.loc[point].index]
        assert (given["care_process"] == "mmr").all()


def test_answers_hang_together_over_time_and_between_scales(forms):
    for score in ("exported_nrs_7d", "exported_hads_depression", "exported_mpi_interference"):
        start = forms.loc["initial", score].astype(float)
        for point, least in zip(AFTER, (0.5, 0.4), strict=True):
            assert start.corr(forms.loc[point, score].astype(float)) > least
    start = forms.loc["initial"].astype(float, errors="ignore")
    one, other = (
        start[f"exported_hads_{name}"].astype(float) for name in ("anxiety", "depression")
    )
    assert 0.4 < one.corr(other) < 0.8
    pain = start["exported_nrs_7d"].astype(float)
    assert pain.corr(start["exported_eq_vas"].astype(float)) < -0.2


def test_change_is_as_large_as_asked_for(programme, forms):
    wished = read_assumptions().scales
    for scale, column in (
        ("nrs_pain", "exported_nrs_7d"),
        ("hads_depression", "exported_hads_depression"),
        ("mpi_interference", "exported_mpi_interference"),
        ("eq_vas", "exported_eq_vas"),
        ("isi_total", "exported_isi"),
    ):
        start = forms.loc["initial", column].reindex(programme.index).astype(float)
        for point in AFTER:
            change = (
                forms.loc[point, column].reindex(programme.index).astype(float) - start
            ).dropna()
            effect = abs(change.mean()) / start.std()
            error = change.std() / start.std() / np.sqrt(len(change))
            assert effect == pytest.approx(wished[scale].change[point], abs=3.3 * error + 0.05)


def test_the_worst_at_start_gain_most(programme, forms):
    start = forms.loc["initial", "exported_nrs_7d"].reindex(programme.index).astype(float)
    after = forms.loc["discharge", "exported_nrs_7d"].reindex(programme.index).astype(float)
    assert start.corr(start - after) > 0.2


def test_true_differences_between_units_show(registry, programme, forms):
    truth = registry.truth["units"].set_index("unit_id")["improvement"]
    gains = []
    for score in ("exported_nrs_7d", "exported_mpi_interference", "exported_isi"):
        start = forms.loc["initial", score].reindex(programme.index).astype(float)
        after = forms.loc["discharge", score].reindex(programme.index).astype(float)
        gains.append((start - after) / start.std())
    gain = pd.concat(gains, axis=1).mean(axis=1)
    per_unit = gain.groupby(programme["unit_id"]).agg(["mean", "count"])
    large = per_unit[per_unit["count"] >= 40]
    assert len(large) >= 10
    assert large["mean"].corr(truth.loc[large.index]) > 0.6


def test_questions_are_left_blank_as_often_as_published(registry, forms):
    items = registry.tables["item"]
    n = {name: len(forms) for name in read_instruments()}
    for version, name in (("3L", "eq5d3l"), ("5L", "eq5d5l")):
        n[name] = (forms["eq5d_version"] == version).sum()
    answered = items.groupby("instrument", observed=True).size()
    for name in ("nrs_pain", "hads", "eq5d3l", "eq5d5l", "eq_vas", "isi", "rand36"):
        asked = n[name] * len(read_instruments()[name].items)
        assert 0.03 <= 1 - answered[name] / asked <= 0.06, name
    own = items[items["item"].astype(str).str.startswith("mpi_a")]
    assert 0.03 <= 1 - len(own) / (20 * len(forms)) <= 0.06


def test_background_makes_sense(forms):
    start = forms.loc["initial"]
    assert not (start["persistent_pain_days"] > start["pain_duration_days"]).any()
    assert (start["pain_duration_days"].dropna() >= 90).all()
    bmi = start["weight_kg"] / (start["height_cm"] / 100) ** 2
    assert (bmi - start["bmi"]).abs().max() < 0.1
    assert forms.loc["discharge", ["pain_pattern", "bmi", "days_since_work"]].isna().all(axis=None)
    assert start[["change_pain", "prem_satisfaction"]].isna().all(axis=None)
    scales = [f"exported_mpi_{n}" for n in ("support", "punishing", "interference")]
    profiled = start[start["mpi_profile"].notna()]
    assert profiled[scales].notna().all(axis=None)


def test_who_feels_better_has_changed_more(forms):
    both = forms.loc["discharge"].index.intersection(forms.loc["initial"].index)
    start, after = (forms.loc[p, "exported_nrs_7d"].loc[both] for p in ("initial", "discharge"))
    gain = (start - after).astype(float)
    said = forms.loc["discharge", "change_pain"].loc[both]
    better = said.isin(["decreased", "much_decreased"])
    worse = said.isin(["increased", "much_increased"])
    assert gain[better].mean() > gain[worse].mean() + 0.5
