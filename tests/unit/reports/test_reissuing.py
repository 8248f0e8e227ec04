"""A report of another extract with the same numbers is the older one with another account."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from types import SimpleNamespace

import pytest

from nrs_lib.disclosure import CELL
from nrs_lib.reports import hiring, making, reissuing, report_inputs
from nrs_lib.reports.audit.auditing import audit_release
from nrs_lib.reports.folders import MADE_FROM, NOTEBOOK
from nrs_lib.reports.ledger_file import cells_of, enter
from nrs_lib.reports.manifest import NAME, read_manifest, verify_release, write_manifest
from nrs_lib.reports.rebuilding import predecessor
from nrs_lib.reports.reissuing import reissued
from nrs_lib.reports.running import orders_of, run_batch
from nrs_lib.reports.slices import Slices
from nrs_lib.reports.writing import ledger_of
from tests.support.planted_leaks import identity_number
from tests.support.reissues import SECOND, Reissue, files_of
from tests.support.stamps import an_executed
from tests.support.templates import an_extract

ROWS = {"rows_in": 20437, "analysed": 20430, "set_aside": 7}
PATIENTS = {"synthetic": False, "invented": ""}
OTHER_ROWS = {"rows_in": 20438, "analysed": 20430, "set_aside": 8}
_OF_THE_RUN = ("created", "ledger")


def facts(release) -> dict[str, object]:
    told = read_manifest(release)
    return {name: fact for name, fact in told.items() if name not in _OF_THE_RUN}


@pytest.mark.parametrize(
    ("told", "declared"),
    [
        ({}, {}),
        ({"was": {"rows": {"episode": ROWS}}, "now": {"rows": {"episode": OTHER_ROWS}}}, {}),
        (
            {
                "was": {"scoring": {"marked": 3517, "other_version": 1}},
                "now": {"scoring": {"marked": 13519, "other_version": 1}},
            },
            {"language": "en"},
        ),
        ({"was": PATIENTS, "now": PATIENTS}, {}),
        ({}, {"numbered": True, "form": "book"}),
        ({}, {"form": "slides"}),
    ],
    ids=["plain", "rows", "scores", "patients", "book", "slides"],
)
def test_it_has_the_bytes_and_the_manifest_that_writing_it_gives(tmp_path, told, declared):
    made = Reissue(tmp_path / "one", **told, **declared)
    other = Reissue(tmp_path / "two", **told, **declared)
    other.second.write(*other.shown)
    release, written = made.second.places.release, other.second.places.release

    [outcome] = reissued([made.asked])

    assert outcome.status == "reissued"
    assert files_of(release) == files_of(written)
    assert facts(release) == facts(written)
    assert verify_release(release)["ledger"]["entry"] == 2
    assert not audit_release(release).fails


def test_what_is_kept_of_it_serves_the_next_extract(tmp_path):
    made = Reissue(tmp_path)
    list(reissued([made.asked]))
    internal = made.second.places.internal

    assert (internal / NOTEBOOK).read_bytes() == made.asked.predecessor.read_bytes()
    assert oct((internal / MADE_FROM).stat().st_mode & 0o777) == "0o600"
    next_one = made.order(made.first)
    assert predecessor(next_one, tmp_path) == internal / NOTEBOOK
    assert predecessor(replace(next_one, made_from={"numbers": "others"}), tmp_path) is None


def test_files_that_are_the_same_are_not_written_again(tmp_path, monkeypatch):
    made = Reissue(tmp_path / "linked")
    list(reissued([made.asked]))
    both = made.first.places.release / "cells.csv", made.second.places.release / "cells.csv"
    assert both[0].samefile(both[1])
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError))
    made = Reissue(tmp_path / "copied")
    list(reissued([made.asked]))
    both = made.first.places.release / "cells.csv", made.second.places.release / "cells.csv"
    assert not both[0].samefile(both[1])
    assert both[0].read_bytes() == both[1].read_bytes()


def resealed(release) -> None:
    """As who has changed a file, and the manifest with it."""
    told = read_manifest(release)
    del told["files"]
    write_manifest(release, told)


def a_changed_file(made) -> None:
    (made.first.places.release / "cells.csv").write_text("another", encoding="utf-8")


def a_changed_release(made) -> None:
    page = made.first.places.release / "report.html"
    page.write_text(page.read_text(encoding="utf-8").replace("text", "tal"), encoding="utf-8")
    resealed(made.first.places.release)


def no_release(made) -> None:
    (made.first.places.release / NAME).unlink()


def no_seal_inside(made) -> None:
    kept = made.first.places.internal / MADE_FROM
    kept.write_text(json.dumps({"numbers": "the same"}), encoding="utf-8")


def another_policy(made) -> None:
    path = made.first.places.release / NAME
    told = json.loads(path.read_text(encoding="utf-8"))
    told["policy"]["sha256"] = "0" * 64
    path.write_text(json.dumps(told), encoding="utf-8")


def a_release_that_stands(made) -> None:
    made.second.places.release.mkdir(parents=True)


def a_changed_ledger(made) -> None:
    path = made.first.places.release / NAME
    told = json.loads(path.read_text(encoding="utf-8"))
    told["ledger"]["seal"] = "0" * 64
    path.write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize(
    "happens",
    [
        a_changed_file,
        a_changed_release,
        no_release,
        no_seal_inside,
        another_policy,
        a_release_that_stands,
        a_changed_ledger,
    ],
)
def test_what_cannot_be_told_for_certain_is_left_to_a_worker(tmp_path, happens):
    made = Reissue(tmp_path)
    happens(made)

    assert list(reissued([made.asked])) == []
    assert not (made.second.places.release / NAME).exists()
    assert list(tmp_path.rglob(".aside-*")) == []


@pytest.mark.parametrize(
    "told",
    [
        # One line more, or as many with another term.
        {"now": {"scoring": {"marked": 1, "other_version": 0}}},
        {"was": {"synthetic": True}, "now": {"synthetic": False}},
        {"second": identity_number("19121212")},
        {"second": "PBCDFGHJKL"},
    ],
    ids=["another line", "another warning", "identity number", "pseudonym"],
)
def test_another_account_is_looked_at(tmp_path, told):
    made = Reissue(tmp_path, **told)

    assert list(reissued([made.asked])) == []


def test_many_are_issued_at_once_and_the_others_left(tmp_path):
    made = [Reissue(tmp_path / "one"), Reissue(tmp_path / "two"), Reissue(tmp_path / "three")]
    a_changed_file(made[1])
    orders = [one.asked for one in made] + [replace(made[0].asked, predecessor=None)]

    outcomes = list(reissued(orders))

    assert {one.release for one in outcomes} == {
        made[0].second.places.release,
        made[2].second.places.release,
    }


def one_more_was_released(order) -> None:
    """Somebody is shown the numbers of the first release, each of one person more."""
    released(order, lambda number: number + 1)


def the_same_was_released(order) -> None:
    """Somebody is shown the numbers of the first release, in a report of another period."""
    released(order, lambda number: number)


def released(order, counted) -> None:
    with ledger_of(order.subject, order.origin, order.places).opened() as store:
        [told] = store.execute("select * from releases").fetchall()
        n = CELL.index("n")
        since = [(*cell[:n], counted(cell[n]), *cell[n + 1 :]) for cell in cells_of(store, 1)]
        enter(store, [*told[1:4], "another period", *told[5:-2]], since)


def test_a_report_is_made_anew_though_no_number_of_the_others_forbids_its_own(
    tmp_path, monkeypatch
):
    """What each hides may have been chosen otherwise beside the other."""
    made, runs = Reissue(tmp_path), []
    order = replace(made.asked, predecessor=None)

    def execute(*_: object, **__: object) -> SimpleNamespace:
        runs.append("")
        if len(runs) == 1:
            the_same_was_released(order)
        return SimpleNamespace(notebook=an_executed(*made.shown), failure=None)

    monkeypatch.setattr(making, "execute", execute)
    outcome = making.make(order, scratch=tmp_path)

    assert (len(runs), outcome.status, outcome.failure) == (2, "made", None)


@pytest.mark.parametrize("is_meanwhile", [True, False])
def test_a_report_that_another_overtook_is_made_anew(tmp_path, monkeypatch, is_meanwhile):
    """It was cleared before the other was released, or is refused for what it should know."""
    made, runs = Reissue(tmp_path), []
    order = replace(made.asked, predecessor=None)
    if not is_meanwhile:
        one_more_was_released(order)

    def execute(*_: object, **__: object) -> SimpleNamespace:
        runs.append("")
        if len(runs) == 1 and is_meanwhile:
            one_more_was_released(order)
        shown = made.shown[-1:] if len(runs) == 2 else made.shown
        return SimpleNamespace(notebook=an_executed(*shown), failure=None)

    monkeypatch.setattr(making, "execute", execute)
    outcome = making.make(order, scratch=tmp_path)

    if is_meanwhile:
        assert (len(runs), outcome.status, outcome.failure) == (2, "made", None)
    else:
        assert (len(runs), outcome.status) == (1, "failed")
        assert outcome.failure.family == "DisclosureError"
        assert "fewer people" in outcome.failure.reason


def test_what_may_not_be_shown_again_is_made_anew(tmp_path, monkeypatch):
    """Somebody has seen the same numbers of one person more since then."""
    made = Reissue(tmp_path)
    order = made.asked
    one_more_was_released(order)
    executed = SimpleNamespace(notebook=an_executed(made.shown[-1]), failure=None)
    monkeypatch.setattr(making, "execute", lambda *_, **__: executed)

    assert list(reissued([order])) == []
    outcome = making.make(order, scratch=tmp_path)

    assert (outcome.status, outcome.failure) == ("made", None)
    assert len(read_manifest(outcome.release)["outputs"]) == 1


def test_a_full_disk_leaves_it_to_a_worker(tmp_path, monkeypatch):
    made = Reissue(tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(reissuing, "put", full)

    assert list(reissued([made.asked])) == []
    assert not made.second.places.release.exists()
    assert list(tmp_path.rglob(".aside-*")) == []


def test_a_run_in_which_all_can_be_issued_again_hires_nobody(tmp_path, monkeypatch):
    made = Reissue(tmp_path)
    extract = an_extract(SECOND, fingerprint=SECOND[-8:] * 8)
    asked = [(made.second.sidecar, made.second.subject, "2022")]
    [order] = orders_of(asked, extract=extract, outputs=tmp_path)
    told = report_inputs.made_from(order, extract, tmp_path, Slices(extract))
    made.keep(made_from=told)

    def hired(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(hiring, "open_workshop", hired)
    summary = run_batch(asked, extract=extract, outputs=tmp_path, progress=False)

    assert [one.status for one in summary.outcomes] == ["reissued"]
    assert [one.why for one in summary.outcomes] == ["another extract, with the same numbers"]
    again = run_batch(asked, extract=extract, outputs=tmp_path, progress=False)
    assert [one.status for one in again.outcomes] == ["kept"]
