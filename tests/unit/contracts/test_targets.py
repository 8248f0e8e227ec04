"""Targets are read strictly, and the latest in force holds."""

from __future__ import annotations

import datetime as dt

import pytest

from nrs_lib.contracts.targets import read_targets
from nrs_lib.errors import DefinitionError

ONE = {
    "register": "NRSsv",
    "measure": "response_discharge",
    "level": "0.8",
    "from": "2022-01-01",
    "evidence": "assumed",
    "reference": "Minutes",
}


def written(folder, *targets):
    path = folder / "targets.yaml"
    lines = ["version: 1", "targets:" if targets else "targets: []"]
    for target in targets:
        pairs = [f"{key}: {value}" for key, value in target.items()]
        lines += [f"- {pairs[0]}", *(f"  {pair}" for pair in pairs[1:])]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_none_are_shipped_as_none_are_published():
    assert read_targets() == ()


def test_a_target_has_its_measures_direction_and_says_when_it_is_assumed(tmp_path):
    wait = ONE | {"measure": "wait_to_programme", "level": "60", "evidence": "published"}
    share, days = read_targets(written(tmp_path, ONE, wait))
    assert share.words("sv") == "minst 80\u00a0% (antaget)"
    assert share.words("en") == "at least 80% (assumed)"
    assert days.words("sv") == "högst 60\u00a0dagar"
    assert share.since == dt.date(2022, 1, 1)


def test_a_level_keeps_its_tenth(tmp_path):
    (one,) = read_targets(written(tmp_path, ONE | {"level": "0.855"}))
    assert one.amount("sv") == "85,5\u00a0%"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"measure": "nothing"}, "nothing: measure"),
        ({"measure": "referrals"}, "referrals: measure"),
        ({"level": "80"}, "level"),
        ({"from": "nyss"}, "from"),
        ({"unit": "SV001"}, "unit"),
        ({"register": "NRS"}, "register"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, change, where):
    with pytest.raises(DefinitionError, match=where):
        read_targets(written(tmp_path, ONE | change))


def test_two_targets_from_one_day_are_refused(tmp_path):
    with pytest.raises(DefinitionError, match="same day"):
        read_targets(written(tmp_path, ONE, ONE | {"level": "0.9"}))
