"""The guides' examples run, and the methods that they name exist."""

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

from nrs_lib.stats.mixed import LinearMixedModel
from tests.spec.stats.mixed.made_courses import data

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_models_in_the_guide_run():
    code = re.search(
        r"## Models.*?```python\n(.*?)```",
        (DOCS / "for-researchers.md").read_text(encoding="utf-8"),
        re.S,
    )
    rows = data("small").rename(columns={"pain": "nrs_pain"})
    rows["improved"] = rows["nrs_pain"] < 6
    names = {"rows": rows, "last": rows[rows["time_point"] == "discharge"]}

    exec(code.group(1), names)

    assert isinstance(names["model"], LinearMixedModel)
    assert not names["model"].is_refused


def named():
    """Names in the second column of the table of methods."""
    table = (DOCS / "for-statisticians.md").read_text(encoding="utf-8").split("## Methods")[1]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    return [name for row in rows[1:] for name in re.findall("`([^`]+)`", row[2])]


@pytest.mark.parametrize("name", named())
def test_methods_in_the_guide_exist(name):
    assert resolve_name(f"nrs_lib.stats.{name}")
