"""The same key, the same numbers: what a key covers, and what numbers are made from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.preparing import prepare
from nrs_lib.cohort.selection import Population
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.reports import slices as slices_of
from nrs_lib.reports.pooling import hold_shown, shown_period
from nrs_lib.reports.sections import SECTIONS, modelled_losses, reach_of
from nrs_lib.reports.slices import Slices
from nrs_lib.stats.shown_periods import shown_periods
from nrs_lib.stats.units.beside import units_beside
from nrs_lib.terms import Audience, Register, TimePoint
from tests.support.extracts import an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
REACH = {register: reach_of(register, YEAR) for register in Register}
LATER = {"referral_date": "2023-01-10", "first_visit_date": "2023-02-01"}
LATER |= {"program_start_date": "2023-04-01", "discharge_date": "2023-06-15"}
EPISODES = {
    "a": an_episode("a"),
    "b": an_episode("b", unit_id="SV002"),
    # Begins in the year, ends after it.
    "c": an_episode("c", unit_id="SV002", discharge_date="2023-02-01"),
    "d": an_episode("d", unit_id="SV003", **LATER),
    "e": an_episode("e", unit_id="PV001", register="NRSpv"),
}
DIAGNOSES = pd.DataFrame(
    {
        "episode_id": list(EPISODES),
        "time_point": "initial",
        "position": 1,
        "icd10_se": "M54.5",
    }
)


@pytest.fixture(scope="module")
def extract():
    answers = [an_answer(one, point) for one in EPISODES for point in TimePoint]
    made = an_extract(list(EPISODES.values()), answers, scales=("nrs_pain",))
    return replace(made, diagnoses=DIAGNOSES)


def found(extract) -> dict[str, str]:
    """Every key within reach of the year: of both registers, and of their units."""
    keys = {register: Slices(extract).within(REACH[register]) for register in Register}
    return {str(one): found.all for one, found in keys.items()} | {
        unit: key for found in keys.values() for unit, key in found.units.items()
    }


def changed(extract, table: str, column: str, value: object, **of: str) -> set[str]:
    """The keys that are others when one row of a table has another value."""
    rows = getattr(extract, table).copy()
    chosen = (rows[list(of)] == pd.Series(of)).all(axis="columns")
    assert chosen.sum() == 1
    rows.loc[chosen, column] = value
    before, after = found(extract), found(replace(extract, **{table: rows}))
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    ("table", "column", "value", "of", "keys"),
    [
        ("units", "unit_name", "En annan", {"unit_id": "SV001"}, {"NRSsv", "SV001"}),
        ("units", "unit_name", "En annan", {"unit_id": "PV001"}, {"NRSpv", "PV001"}),
        ("episodes", "age", 46, {"episode_id": "a"}, {"NRSsv", "SV001"}),
        ("episodes", "consent_withdrawn", True, {"episode_id": "c"}, {"NRSsv", "SV002"}),
        ("episodes", "age", 46, {"episode_id": "d"}, set()),
        # It comes into the year with another day.
        ("episodes", "referral_date", "2022-12-31", {"episode_id": "d"}, {"NRSsv", "SV003"}),
        ("episodes", "age", 46, {"episode_id": "e"}, {"NRSpv", "PV001"}),
        ("answers", "nrs_pain", 1.0, {"episode_id": "a", "time_point": "initial"}, 1),
        ("answers", "nrs_pain", 1.0, {"episode_id": "a", "time_point": "discharge"}, 1),
        # Due a year after its programme, which is after the year.
        ("answers", "nrs_pain", 1.0, {"episode_id": "a", "time_point": "followup_12m"}, 0),
        ("answers", "nrs_pain", 1.0, {"episode_id": "c", "time_point": "initial"}, 2),
        ("answers", "nrs_pain", 1.0, {"episode_id": "c", "time_point": "discharge"}, 0),
        ("diagnoses", "icd10_se", "F32.1", {"episode_id": "b"}, {"NRSsv", "SV002"}),
        ("diagnoses", "icd10_se", "F32.1", {"episode_id": "d"}, set()),
    ],
)
def test_one_changed_row_changes_the_keys_of_whom_it_can_concern(
    extract, table, column, value, of, keys
):
    by_size = {0: set(), 1: {"NRSsv", "SV001"}, 2: {"NRSsv", "SV002"}}
    expected = keys if isinstance(keys, set) else by_size[keys]

    assert changed(extract, table, column, value, **of) == expected


@pytest.mark.parametrize("table", ["units", "episodes", "answers", "diagnoses"])
def test_a_row_that_goes_and_a_column_of_another_type_are_other_rows(extract, table):
    rows = getattr(extract, table)
    for other in (rows.iloc[1:], rows.assign(extra=1), rows[rows.columns[::-1]]):
        assert found(replace(extract, **{table: other}))["NRSsv"] != found(extract)["NRSsv"]


def test_how_texts_are_stored_is_in_no_key(extract):
    """The command and its workers store them otherwise, and must find each other's numbers."""
    plain, packed = (
        extract.episodes.astype({"episode_id": pd.StringDtype(storage, na_value=np.nan)})
        for storage in ("python", "pyarrow")
    )
    assert plain.dtypes["episode_id"].storage != packed.dtypes["episode_id"].storage

    assert found(replace(extract, episodes=plain)) == found(replace(extract, episodes=packed))


def test_what_decides_beside_the_rows_is_in_every_key(extract, monkeypatch):
    before = found(extract)
    others = [
        replace(extract, as_of=extract.as_of.replace(day=2)),
        replace(extract, passport={"scoring": {"sources": {"nrs_pain": "registry"}}}),
    ]
    keys = [found(other) for other in others]
    for name, told in (("definitions_checksum", "other"), ("library_versions", {"numpy": "9"})):
        with monkeypatch.context() as patched:
            patched.setattr(slices_of, name, lambda told=told: told)
            keys.append(found(extract))

    assert all(set(before.values()).isdisjoint(other.values()) for other in keys)
    assert found(replace(extract, passport={"findings": ["x"]}, extract_id="another")) == before


def test_all_of_a_unit_is_in_its_whole_key(extract):
    before = Slices(extract).whole
    answers = extract.answers.copy()
    answers.loc[answers["episode_id"] == "d", "nrs_pain"] = 1.0
    patients = pd.DataFrame({"patient_id": ["p-b"], "days": [3]})
    courses = pd.DataFrame({"episode_id": ["e"], "kind": ["x"]})
    after = Slices(
        replace(extract, answers=answers, sick_leave=patients, interventions=courses)
    ).whole

    assert {unit for unit in before if before[unit] != after[unit]} == {"SV002", "SV003", "PV001"}


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slices")
    delivery = write(generate(seed=5, scale=0.04), folder / "in")
    return prepare(delivery, folder=folder / "out")


def same(one, other) -> None:
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    assert (one.definitions, one.cautions) == (other.definitions, other.cautions)


@pytest.mark.parametrize(
    ("code", "unit"), [("2022", None), ("2021Q3", "SV001"), ("2022Q4-8Q", "SV001")]
)
def test_numbers_made_within_reach_are_those_of_the_whole_extract(synthetic, code, unit):
    """So every section, also one that is added, reads nothing that its key does not cover."""
    period = Period.parse(code)
    within = reach_of("NRSsv", period).cut(synthetic)
    assert 0 < len(within.answers) < len(synthetic.answers)
    whole, cut = (Population(one, register="NRSsv", unit_id=unit) for one in (synthetic, within))

    for section in SECTIONS.values():
        same(section(cut, period), section(whole, period))
    assert shown_periods(cut, period, least=10) == shown_periods(whole, period, least=10)
    if unit is None:
        same(units_beside(cut, period), units_beside(whole, period))


def test_the_nations_losses_are_modelled_within_reach(synthetic):
    within = reach_of("NRSsv", YEAR).cut(synthetic)
    cut, whole = (Population(one, register="NRSsv") for one in (within, synthetic))

    made = modelled_losses(cut, YEAR)
    assert len(made.table)
    same(made, modelled_losses(whole, YEAR))


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_same_key_means_that_the_same_rows_are_left(synthetic, seed):
    """Whatever happens to some rows: either the key is another, or nothing that counts is."""
    reach = reach_of("NRSsv", Period.parse("2021Q3"))
    answers = synthetic.answers.copy()
    some = answers.sample(3, random_state=seed).index
    answers.loc[some, "nrs_pain"] = 10 - answers.loc[some, "nrs_pain"].fillna(3)
    other = replace(synthetic, answers=answers)

    before, after = (Slices(one).within(reach) for one in (synthetic, other))
    left = [reach.cut(one).answers for one in (synthetic, other)]
    assert (before.all == after.all) == left[0].equals(left[1])


def test_what_units_show_is_decided_within_reach(synthetic, tmp_path):
    place = {"register": Register.NRSSV, "period": Period.parse("2022Q2")}
    place |= {"audience": Audience.OWN_UNIT, "folder": tmp_path}
    unit = str(synthetic.units["unit_id"].iloc[0])
    before = shown_period(synthetic, subject=unit, **place)

    hold_shown(synthetic, rows="key", **place)

    assert shown_period(synthetic, subject=unit, **place) == before
