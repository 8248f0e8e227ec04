from __future__ import annotations

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from nrs_lib.contracts.pain_diagnoses import read_pain_diagnoses
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.errors import UsageError
from nrs_lib.extract import synthetic

SMALL = 0.02
# YYMMDD-NNNN and YYYYMMDDNNNN, with or without a sign between.
PERSONAL_NUMBER = r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?\d{4}(?!\d)"


def test_same_seed_gives_the_same_registry():
    one, two = (synthetic.generate(seed=3, scale=SMALL) for _ in range(2))
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, two.tables[name])


def test_another_seed_gives_another_registry():
    one, two = (synthetic.generate(seed=seed, scale=SMALL) for seed in (3, 4))
    assert set(one.tables["episode"]["episode_id"]).isdisjoint(two.tables["episode"]["episode_id"])


@pytest.mark.parametrize(
    ("seed", "scale"), [(1, 0), (1, -1.0), (1, float("nan")), (1, float("inf")), (-1, 1.0)]
)
def test_impossible_wishes_are_refused(seed, scale):
    with pytest.raises(UsageError):
        synthetic.generate(seed=seed, scale=scale)


def test_size_follows_the_registers(registry, episodes):
    units = registry.tables["unit"]
    assert units["register"].value_counts().to_dict() == {"NRSsv": 34, "NRSpv": 20}
    per_year = episodes["register"].value_counts() / 5 / registry.scale
    assert per_year["NRSsv"] == pytest.approx(3700, rel=0.03)
    assert per_year["NRSpv"] == pytest.approx(423, rel=0.1)
    sizes = episodes.groupby("unit_id").size()
    assert len(sizes) == 54
    assert sizes.max() > 30 * sizes.min()


def test_tables_are_the_contracts(registry):
    contracts = read_contracts()
    assert set(registry.tables) == set(contracts)
    for name, table in registry.tables.items():
        known = [field.name for field in contracts[name].fields]
        assert list(table.columns) == [field for field in known if field in table]
        key = list(contracts[name].primary_key)
        assert not table.duplicated(key).any()
        for reference in contracts[name].references:
            others = set(registry.tables[reference.table][reference.key])
            assert set(table[reference.column]) <= others


def test_nothing_lies_after_the_day_of_the_delivery(registry):
    today = pd.Timestamp(registry.as_of)
    for name, table in registry.tables.items():
        for column in table.select_dtypes("datetime"):
            if column != "followup_due_date":
                assert not (table[column] > today).any(), (name, column)


def test_open_episodes_have_nothing_of_the_discharge(registry, episodes):
    is_open = episodes["discharge_date"].isna()
    assert is_open.any()
    still = episodes[is_open]
    for column in ("program_completed", "discharge_reason", "goals_attained", "followup_due_date"):
        assert still[column].isna().all()
    later = registry.tables["questionnaire"]
    later = later[later["time_point"] != "initial"]
    assert not later["episode_id"].isin(still.index).any()
    assert not registry.tables["intervention"]["episode_id"].isin(still.index).any()


def test_last_weeks_are_not_all_registered(registry, episodes):
    visits = episodes["first_visit_date"].dt.to_period("M").value_counts()
    assert 0 < visits[pd.Period("2023-08")] < visits[pd.Period("2022-08")]


def test_a_later_delivery_only_adds():
    early = synthetic.generate(seed=5, scale=SMALL, as_of=date(2022, 1, 1)).tables
    late = synthetic.generate(seed=5, scale=SMALL).tables
    for name in ("episode", "questionnaire"):
        key = list(read_contracts()[name].primary_key)
        before, after = (table[name].set_index(key) for table in (early, late))
        assert before.index.isin(after.index).all()
        assert len(after) > len(before)
    fixed = ["first_visit_date", "sex", "age", "care_process"]
    before, after = (table["episode"].set_index("episode_id") for table in (early, late))
    pd.testing.assert_frame_equal(before[fixed], after.loc[before.index, fixed])
    assert early["sick_leave"].empty
    # A class that was once given stays, whoever comes later.
    key = ["episode_id", "time_point"]
    before, after = (table["questionnaire"].set_index(key) for table in (early, late))
    pd.testing.assert_frame_equal(before, after.loc[before.index])


def test_pseudonyms_carry_nothing(registry):
    table = registry.tables["episode"]
    for column in ("episode_id", "patient_id"):
        assert table[column].str.fullmatch(r"[A-Z]{10}").all()
        codes = table[column].rank().corr(table["first_visit_date"].rank())
        assert abs(codes) < 0.1
    units = registry.tables["unit"]
    assert units["unit_id"].str.fullmatch(r"(SV|PV)\d{3}").all()
    assert units["unit_name"].str.fullmatch(r"(Smärtrehabilitering|Smärtteam) \d{2}").all()


def test_nothing_looks_like_a_personal_identity_number(registry):
    for name, table in registry.tables.items():
        for column in table.select_dtypes(["string", "category"]):
            words = pd.Series(table[column].unique()).astype("string")
            assert not words.str.contains(PERSONAL_NUMBER).any(), (name, column)


def test_dates_are_in_order(episodes):
    order = ["referral_date", "first_visit_date", "assessment_date", "discharge_date"]
    for before, after in pairwise(order):
        assert not (episodes[before] > episodes[after]).any()
    started = episodes.dropna(subset=["program_start_date", "discharge_date"])
    assert (started["program_start_date"] <= started["discharge_date"]).all()
    assert (started["care_process"] == "mmr").all()


def test_patients_who_come_back_are_the_same_persons(episodes):
    again = episodes[episodes["patient_id"].duplicated(keep=False)]
    assert 0.01 < len(again) / len(episodes) < 0.1
    by_patient = again.sort_values("first_visit_date").groupby("patient_id")
    assert (by_patient["sex"].nunique() == 1).all()
    assert (by_patient["age"].last() > by_patient["age"].first()).all()
    # The first course is closed before the second begins.
    assert (by_patient["discharge_date"].first() < by_patient["first_visit_date"].last()).all()


def test_first_diagnosis_is_pain(registry):
    first = registry.tables["diagnosis"].query("position == 1")["icd10_se"]
    prefixes = tuple(pain.prefix for pain in read_pain_diagnoses().prefixes)
    assert first.str.startswith(prefixes).all()


def test_truth_is_not_in_the_tables(registry):
    told = {column for table in registry.tables.values() for column in table}
    truth = set(registry.truth["units"].columns) - {"unit_id", "register"}
    assert truth
    assert told.isdisjoint(truth)
