"""One synthetic registry for all tests here: it is made in seconds, and nobody changes it."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.extract import synthetic
from nrs_lib.extract.synthetic import SyntheticRegistry


@pytest.fixture(scope="session")
def registry() -> SyntheticRegistry:
    return synthetic.generate(seed=7, scale=0.25)


@pytest.fixture(scope="session")
def episodes(registry) -> pd.DataFrame:
    """Episodes with the register of their unit, by episode."""
    units = registry.tables["unit"].set_index("unit_id")["register"]
    table = registry.tables["episode"]
    register = units.loc[table["unit_id"]].to_numpy()
    return table.assign(register=register).set_index("episode_id")


@pytest.fixture(scope="session")
def forms(registry) -> pd.DataFrame:
    """Questionnaires, by time point and episode."""
    return registry.tables["questionnaire"].set_index(["time_point", "episode_id"])


@pytest.fixture(scope="session")
def programme(episodes) -> pd.DataFrame:
    """Programme episodes in specialist care."""
    return episodes[(episodes["register"] == "NRSsv") & (episodes["care_process"] == "mmr")]
