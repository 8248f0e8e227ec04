"""The guides' examples run, and the methods that they name exist."""

import re
from pathlib import Path
from pkgutil import resolve_name

import pandas as pd
import pytest

from nrs_lib.stats.mixed import LinearMixedModel
from nrs_lib.terms import TimePoint
from tests.spec.stats.mixed.made_courses import data
from tests.unit.stats.missing_followup.lost_register import a_lost_cohort

DOCS = Path(__file__).resolve().parents[3] / "docs"


def example(title):
    """The code under a heading of the guide for researchers."""
    text = (DOCS / "for-researchers.md").read_text(encoding="utf-8")
    return re.search(rf"## {title}.*?```python\n(.*?)```", text, re.S).group(1)


def test_models_in_the_guide_run():
    rows = data("small").rename(columns={"pain": "nrs_pain"})
    rows["improved"] = rows["nrs_pain"] < 6
    names = {"rows": rows, "last": rows[rows["time_point"] == "discharge"]}

    exec(example("Models"), names)

    assert isinstance(names["model"], LinearMixedModel)
    assert not names["model"].is_refused


def test_analyses_of_a_cohort_in_the_guide_run():
    mine = pd.DataFrame({"days": [40, 200], "returned": [True, False], "unit_id": ["a", "b"]})
    names = {"cohort": a_lost_cohort(), "TimePoint": TimePoint, "mine": mine}

    exec(example("Analyses of a cohort"), names)

    assert len(names["compared"].units) == 3
    assert names["sides"].tipping is not None


def named():
    """Names in the second column of the table of methods."""
    table = (DOCS / "for-statisticians.md").read_text(encoding="utf-8").split("## Methods")[1]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    return [name for row in rows[1:] for name in re.findall("`([^`]+)`", row[2])]


@pytest.mark.parametrize("name", named())
def test_methods_in_the_guide_exist(name):
    assert resolve_name(f"nrs_lib.stats.{name}")
