"""Who counts what reports share is let go before anybody makes a report."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from nrs_lib.places import templates
from nrs_lib.reports.forking import can_fork
from nrs_lib.reports.hiring import Hired
from tests.support.forked import Inquiry

MAKING, COUNTING = "nrs_lib.reports.making", "nrs_lib.reports.sharing"


@pytest.fixture
def hired(tmp_path):
    notebook = templates() / "unit_report.ipynb"
    order = SimpleNamespace(origin=None, sidecar=SimpleNamespace(notebook=notebook))
    extract = SimpleNamespace(extract_id="2023-09-01-00000000", as_of=dt.date(2023, 9, 1))
    about = {"outputs": tmp_path, "count": 2, "memory": None, "executor": None}
    with Hired([order], extract=extract, **about) as some:
        yield some


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_counters_begin_with_what_counts_and_others_make_reports(hired):
    counted = list(hired.count([Inquiry((COUNTING, MAKING))] * 4))
    made = list(hired.do([Inquiry((COUNTING, MAKING))] * 4))

    assert {found for _, found in counted} == {(True, False)}
    assert {found for _, found in made} == {(True, True)}
    assert not {pid for pid, _ in counted} & {pid for pid, _ in made}


def test_where_nothing_forks_the_same_workers_count_and_make(hired, monkeypatch):
    monkeypatch.setenv("NRS_FORK", "0")

    counted = list(hired.count([Inquiry(())] * 2))
    made = list(hired.do([Inquiry(())] * 2))

    assert {pid for pid, _ in counted} | {pid for pid, _ in made} <= {
        worker.process.pid for worker in hired._pool._workers
    }
