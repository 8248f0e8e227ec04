"""Limits of what is to be looked at between two deliveries."""

from __future__ import annotations

from pathlib import Path

import pytest

from nrs_lib.contracts.comparison import read_comparison
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions

SHIPPED = (definitions() / "comparison.yaml").read_text(encoding="utf-8")


def test_the_shipped_limits_are_read() -> None:
    assert 0 < read_comparison().false_alarms <= 0.05


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("key: late_days", "key: lateness", "cannot have"),
        ("key: pattern_rows", "key: late_days", "stands twice"),
        ("value: 0.01,", "value: 1.5,", "above 1"),
        ("value: 730", "value: 0", "cannot have"),
        ("value: 730", "value: TODO", "left to fill in"),
    ],
)
def test_a_faulty_limit_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "comparison.yaml"
    assert old in SHIPPED
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(DefinitionError, match=said):
        read_comparison(path)
