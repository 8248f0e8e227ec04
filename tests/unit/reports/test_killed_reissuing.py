"""A run that is killed while it issues reports again, at every step, and then given again."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from nrs_lib.errors import PlatformError
from nrs_lib.reports import (
    folders,
    hiring,
    indexing,
    making,
    producing,
    reissuing,
    report_inputs,
    writing,
)
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.manifest import verify_release
from nrs_lib.reports.running import orders_of, run_batch
from nrs_lib.reports.slices import Slices
from nrs_lib.reports.writing import ledger_of
from tests.support.issued_again import kept_inside, ledger_entries
from tests.support.reissues import SECOND, Reissue, files_of
from tests.support.templates import an_extract

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
STEPS = [
    (reissuing, "with_ending", "before"),
    (reissuing, "linked", "after"),
    (Ledger, "record_again", "before"),
    (Ledger, "record_again", "after"),
    (reissuing, "write_manifest", "after"),
    (reissuing, "keep_made_from", "before"),
    (reissuing, "put", "before"),
    (folders, "_to_disk", "after"),
    (reissuing, "put", "after"),
]
EXTRACT = an_extract(SECOND, fingerprint=SECOND[-8:] * 8)


@pytest.fixture
def made(tmp_path):
    found = Reissue(tmp_path)
    [order] = orders_of([asked(found)], extract=EXTRACT, outputs=tmp_path)
    found.keep(made_from=report_inputs.made_from(order, EXTRACT, tmp_path, Slices(EXTRACT)))
    return found


def asked(made):
    return made.second.sidecar, made.second.subject, "2022"


def issued(made):
    return run_batch([asked(made)], extract=EXTRACT, outputs=made.folder, progress=False)


def killed_at(made, place, name: str, when: str) -> None:
    """A run of its own that ends at a step, as by ``kill -9``: nothing is tidied up."""
    step = getattr(place, name)

    def end(*given: object, **named: object) -> None:
        if when == "after":
            step(*given, **named)
        os._exit(9)

    pid = os.fork()
    if pid == 0:
        try:
            setattr(place, name, end)
            issued(made)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9


@pytest.mark.parametrize(("place", "name", "when"), STEPS, ids=lambda part: str(part)[-14:])
def test_the_same_command_finishes_it_without_workers(made, place, name, when, monkeypatch):
    killed_at(made, place, name, when)
    release = made.second.places.release
    if release.exists():
        told = verify_release(release)
        assert list(kept_inside(release, told, made.folder / SECOND)) == []
    monkeypatch.setattr(hiring, "open_workshop", None)

    [outcome] = issued(made).outcomes

    assert outcome.status == ("kept" if (name, when) == ("put", "after") else "reissued")
    told = verify_release(release)
    assert list(kept_inside(release, told, made.folder / SECOND)) == []
    assert files_of(release) != files_of(made.first.places.release)
    assert (told["ledger"]["entry"], told["ledger"]["seal"]) in ledger_entries(made.folder)
    assert list(made.folder.rglob(".*")) == []


def test_an_entry_without_a_release_is_in_nobodys_way(made):
    """Each run that ended before its release stood has entered it."""
    for _ in range(3):
        killed_at(made, reissuing, "put", "before")

    [outcome] = issued(made).outcomes

    assert outcome.status == "reissued"
    assert verify_release(outcome.release)["ledger"]["entry"] == 5
    order = made.asked
    assert ledger_of(order.subject, order.origin, order.places).check() == 5


@pytest.mark.parametrize("by", [reissuing, writing], ids=["again", "anew"])
def test_what_was_executed_is_kept_before_the_release_stands(made, by, monkeypatch):
    """Otherwise it would be lost for good where a run is killed between the two."""
    seen, order = [], made.asked
    put = by.put

    def look(aside: Path, target: Path, **settings: object) -> None:
        put(aside, target, **settings)
        seen.extend(kept_inside(target, verify_release(target), made.folder / SECOND))

    monkeypatch.setattr(by, "put", look)
    if by is reissuing:
        list(reissuing.reissued([order]))
    else:
        assert making.make(order, scratch=made.folder).failure is None

    assert order.places.release.is_dir()
    assert seen == []


def test_another_run_does_not_begin_before_the_index_is_written(made, monkeypatch):
    """Of two that end together, the one that knows of fewer reports could write it last."""
    refused = []

    def write_index(*_: object, **__: object) -> None:
        with pytest.raises(PlatformError, match="Another run"):
            issued(made)
        refused.append(True)

    monkeypatch.setattr(indexing, "write_index", write_index)
    monkeypatch.setattr(producing, "units_of", lambda _: [])
    extract = SimpleNamespace(**vars(EXTRACT), units=None)

    producing.produce([asked(made)], extract=extract, folder=made.folder, progress=False)

    assert refused == [True]
