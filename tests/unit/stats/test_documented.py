"""The example of models in the guide for researchers runs as it stands."""

import re
from pathlib import Path

from nrs_lib.stats.mixed import LinearMixedModel
from tests.spec.stats.mixed.made_courses import data

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "for-researchers.md"


def test_models_in_the_guide_run():
    code = re.search(r"## Models.*?```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    rows = data("small").rename(columns={"pain": "nrs_pain"})
    rows["improved"] = rows["nrs_pain"] < 6
    names = {"rows": rows, "last": rows[rows["time_point"] == "discharge"]}

    exec(code.group(1), names)

    assert isinstance(names["model"], LinearMixedModel)
    assert not names["model"].is_refused
