"""However a delivery is damaged, it is refused with a message or read as it stands."""

from __future__ import annotations

import pytest

from nrs_lib.extract.loading import load
from tests.support.damages import a_delivery_of_text, outcome
from tests.support.strict_reader import differences

TRIED = 150


@pytest.mark.parametrize("first", range(0, TRIED, 30))
def test_damaged_deliveries_are_refused_or_read_as_they_stand(tmp_path, first):
    found = {seed: outcome(tmp_path / str(seed), seed) for seed in range(first, first + 30)}
    assert {seed: wrong for seed, (_, wrong) in found.items() if wrong} == {}
    assert {what for what, _ in found.values()} == {"refused", "accepted"}


def test_the_strict_reader_accepts_the_whole_delivery(tmp_path):
    folder = a_delivery_of_text(tmp_path)
    assert differences(load(folder), folder) == []


def test_the_strict_reader_sees_a_single_changed_value(tmp_path):
    folder = a_delivery_of_text(tmp_path)
    delivery = load(folder)
    delivery.tables["episode"].loc[2, "age"] += 1
    delivery.tables["questionnaire"].loc[0, "exported_nrs_7d"] = 1
    seen = differences(delivery, folder)
    assert seen == ["episode.age row 3", "questionnaire.exported_nrs_7d row 1"]
