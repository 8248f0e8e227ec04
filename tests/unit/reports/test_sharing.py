"""What reports share is computed before the first of them, and held as soon as it is there."""

from __future__ import annotations

import json

import pytest

from nrs_lib.reports import sharing
from nrs_lib.reports.catalog import template
from nrs_lib.reports.running import orders_of
from nrs_lib.reports.sharing import share
from nrs_lib.reports.slices import Slices
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.editions import two_extracts

PLACE = (Register.NRSSV, "2022")


@pytest.fixture
def shared(tmp_path):
    """Shares among two units' reports, and gives what is told when: tasks done, and places."""
    extract, _ = two_extracts(tmp_path, changed="SV001-3", nrs_pain=1.0)
    units = [Subject(Register.NRSSV, "SV001"), Subject(Register.NRSSV, "SV002")]
    reports = [(template("unit_report"), unit, "2022") for unit in units]

    def once(*, are_ended: bool = False) -> list[object]:
        told = []

        def do(tasks):
            for task in tasks:
                outcome = task.failed(None) if are_ended else task.do(tmp_path)
                told.append(type(task).__name__)
                yield outcome

        read = share(
            orders_of(reports, extract=extract, outputs=tmp_path),
            extract=extract,
            outputs=tmp_path,
            slices=Slices(extract),
            do=do,
            counted=told.append,
        )
        assert read == [PLACE]
        return told

    return once


def test_the_nation_is_told_of_before_the_units_are_counted_and_once(shared):
    assert shared() == ["NationalSections", PLACE, "OwnSections"]
    assert shared() == []


def test_what_a_worker_could_not_count_is_not_told_of(shared):
    assert PLACE not in shared(are_ended=True)


@pytest.mark.parametrize("at_hand", [0, 4])
def test_few_decisions_are_made_at_once_and_many_by_workers(shared, monkeypatch, tmp_path, at_hand):
    monkeypatch.setattr(sharing, "_AT_HAND", at_hand)

    told = shared()

    assert told.count("ShownPeriods") == (at_hand == 0)
    [stored] = tmp_path.rglob("2022-shown-*.json")
    assert {"SV001", "SV002"} <= json.loads(stored.read_text())["shown"].keys()
