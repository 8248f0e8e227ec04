"""A release: what is in it, when an older one stands, and that it can be checked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nrs_lib.cli.main import main
from nrs_lib.errors import DisclosureError, RunError
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.ledger_place import Position, has_entry
from nrs_lib.reports.manifest import input_key, provenance, verify_release
from nrs_lib.reports.standing import refuse_if_older, stands
from nrs_lib.reports.writing import ledger_of
from tests.support.desks import Desk
from tests.support.stamps import a_figure, a_text
from tests.support.templates import an_extract


@pytest.fixture(scope="module")
def origin():
    return provenance(an_extract())


@pytest.fixture
def desk(tmp_path, origin) -> Desk:
    return Desk(tmp_path, origin)


def files(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_release_has_a_page_tables_figures_and_a_manifest(desk) -> None:
    assert desk.write(a_figure(), a_text())

    release = desk.places.release
    assert files(release) == {
        "report.html",
        "report.xlsx",
        "figures/linje.svg",
        "tables/linje.csv",
        "numbers.json",
        "manifest.json",
        "cells.csv",
    }
    table = (release / "tables" / "linje.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    assert "Mindre smärta;30 %;−1,2" in table.decode("utf-8-sig")
    page = (release / "report.html").read_text(encoding="utf-8")
    assert "Enhet\u00a0017, 2022" in page
    assert "Vi ser på <em>ett</em> tal." in page


def test_the_manifest_tells_where_everything_came_from(desk) -> None:
    desk.write(a_figure(), a_text())

    manifest = verify_release(desk.places.release)

    assert manifest["subject"] == "U1"
    assert manifest["audience"] == "own_unit"
    assert manifest["parameters"] == desk.parameters
    assert manifest["extract"]["fingerprint"] == "f" * 64
    assert manifest["extract"]["as_of"] == "2023-09-01"
    assert manifest["definitions"] == ["improved_pain"]
    assert [output["name"] for output in manifest["outputs"]] == ["linje", "svar"]
    assert manifest["policy"]["sha256"]
    assert manifest["created"].endswith("+00:00")
    assert set(manifest["files"]) == files(desk.places.release) - {"manifest.json"}


@pytest.mark.parametrize("damage", ["change", "remove", "add"])
def test_a_release_that_was_touched_is_not_one(desk, damage) -> None:
    desk.write(a_figure())
    table = desk.places.release / "tables" / "linje.csv"
    if damage == "change":
        table.write_text("x", encoding="utf-8")
    elif damage == "remove":
        table.unlink()
    else:
        table.with_name("more.csv").write_text("x", encoding="utf-8")

    with pytest.raises(DisclosureError, match="not what its manifest says"):
        verify_release(desk.places.release)
    assert not stands(desk.places, desk.key)


def test_what_may_not_be_released_leaves_nothing(desk) -> None:
    with pytest.raises(DisclosureError):
        desk.write(a_figure(audience="public"))

    assert not desk.places.release.exists()
    assert list(desk.places.release.parent.glob("*")) == []


def test_the_same_release_again_is_left_alone(desk) -> None:
    desk.write(a_figure())
    before = (desk.places.release / "manifest.json").read_bytes()

    assert desk.write(a_figure()) is False
    assert (desk.places.release / "manifest.json").read_bytes() == before
    assert not desk.places.superseded.exists()


def test_another_release_is_refused(desk) -> None:
    desk.write(a_figure())

    with pytest.raises(RunError, match="not overwritten"):
        desk.write(a_text())

    assert "figures/linje.svg" in files(desk.places.release)


def test_an_older_release_is_moved_aside_when_asked(desk) -> None:
    desk.write(a_figure())

    assert desk.write(a_text(), may_supersede=True)

    (older,) = desk.places.superseded.iterdir()
    assert "figures/linje.svg" in files(older)
    assert "figures/linje.svg" not in files(desk.places.release)
    assert verify_release(older)


def test_only_the_same_inputs_stand(desk, origin) -> None:
    desk.write(a_figure())
    assert stands(desk.places, desk.key)

    changes = {
        "extract": {**origin.extract, "fingerprint": "0" * 64},
        "definitions_sha256": "0" * 64,
        "code": {**origin.code, "sha256": "0" * 64},
        "libraries": {**origin.libraries, "pandas": "0"},
    }
    for name, value in changes.items():
        other = replace(origin, **{name: value})
        assert not stands(desk.places, input_key(other, desk.sidecar, desk.parameters)), name
    elsewhere = desk.parameters | {"subject": "U2"}
    assert not stands(desk.places, input_key(origin, desk.sidecar, elsewhere))
    notebook = json.loads(desk.sidecar.notebook.read_text(encoding="utf-8"))
    notebook["cells"].pop()
    desk.sidecar.notebook.write_text(json.dumps(notebook), encoding="utf-8")
    assert not stands(desk.places, input_key(origin, desk.sidecar, desk.parameters))


def test_the_same_release_from_other_code_stands_for_that_code(desk, origin) -> None:
    desk.write(a_figure())
    before = verify_release(desk.places.release)
    desk.origin = replace(origin, code={**origin.code, "sha256": "0" * 64})
    desk.key = input_key(desk.origin, desk.sidecar, desk.parameters)

    assert desk.write(a_figure(), may_supersede=True)

    assert stands(desk.places, desk.key)
    manifest = verify_release(desk.places.release)
    assert manifest["code"]["sha256"] == "0" * 64
    assert (manifest["files"], manifest["ledger"]) == (before["files"], before["ledger"])
    assert [verify_release(older) for older in desk.places.superseded.iterdir()] == [before]
    assert ledger_of_desk(desk).last() == 1


def ledger_of_desk(desk) -> Ledger:
    return ledger_of(desk.subject, desk.origin, desk.places)


def test_a_release_that_the_ledger_has_lost_does_not_stand_and_is_entered_again(desk) -> None:
    """As after the ledger was put back from an older backup."""
    desk.write(a_figure())
    told = verify_release(desk.places.release)
    before, entry = told["files"], told["ledger"]
    ledger_of_desk(desk).path.unlink()

    assert not stands(desk.places, desk.key)
    refuse_if_older(desk.sidecar, desk.subject, desk.places, desk.key)
    assert desk.write(a_figure())

    assert verify_release(desk.places.release)["files"] == before
    assert stands(desk.places, desk.key)
    assert has_entry(
        ledger_of_desk(desk).path, Position(**verify_release(desk.places.release)["ledger"])
    )
    assert [verify_release(one)["ledger"] for one in desk.places.superseded.iterdir()] == [entry]


def test_the_ledger_s_command_names_releases_that_it_does_not_have(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))
    desk.write(a_figure())
    assert main(["ledger"]) == 0
    ledger_of_desk(desk).path.unlink()

    assert main(["ledger"]) == DisclosureError.exit_code


def test_another_seal_is_another_entry(desk) -> None:
    desk.write(a_figure())
    told = Position(**verify_release(desk.places.release)["ledger"])

    assert has_entry(ledger_of_desk(desk).path, told)
    assert not has_entry(ledger_of_desk(desk).path, told._replace(seal="0" * 64))


def test_a_release_that_gives_somebody_away_is_refused_by_the_audit(desk) -> None:
    with pytest.raises(DisclosureError, match="The audit stops the release") as refused:
        desk.write(a_text("Bland de 3 patienter som slutade."))

    assert "uncleared_count" in refused.value.where
    assert not desk.places.release.exists()


def test_the_audit_travels_in_the_manifest(desk) -> None:
    desk.write(a_figure())

    audit = verify_release(desk.places.release)["audit"]
    assert audit["failed"] == 0
    assert audit["cells"] == 2
    assert audit["numbers"] > 5


def test_what_any_output_shows_is_entered_once(desk, monkeypatch) -> None:
    entered = []

    def record(self, entry, cells, *, known=None) -> Position:
        entered.extend(cells)
        return Position(1, "seal")

    monkeypatch.setattr(Ledger, "record", record)
    x, y, z = ("x", 1), ("y", 2), ("z", 3)
    told = {"first": (x, y), "second": (y, z), "third": (x, y), "fourth": ()}

    desk.write(*(replace(a_text(name=name), released=cells) for name, cells in told.items()))

    assert entered == [x, y, z]
