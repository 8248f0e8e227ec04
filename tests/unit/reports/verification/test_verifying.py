"""A release is verified by making it once more, and nothing that was made is touched.

One verification does all: each run costs time, so every kind of release is in it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from nrs_lib import errors
from nrs_lib.reports.ledger import every_ledger
from nrs_lib.reports.orders import Failure
from nrs_lib.reports.running import RunSummary, orders_of
from nrs_lib.reports.verification import verifying
from nrs_lib.reports.verification.verdicts import DIFFERENT, SAME, UNVERIFIED, Verification
from tests.support.releases import sealed
from tests.support.verified import Releases, checksums, with_facts

CANARY = "19121212"
UNITS = [
    "UNTOUCHED",
    "CELL",
    "SEALED",
    "LIBRARY",
    "CHANCE",
    "BROKEN",
    "KEY",
    "EXTRACT",
    "LEDGER",
    "REPORT",
    "MANIFEST",
]
CHANCE = "import time\na_text(str(time.time_ns()) if subject == 'CHANCE' else 'Hälften svarade.')"


class Verified:
    """Releases of which all but one were tampered with, and what was found."""

    def __init__(self, folder: Path) -> None:
        flag = folder / "flag"
        flag.touch()
        opens = f"from pathlib import Path\nif subject == 'BROKEN': Path('{flag}').read_text()"
        made = self.made = Releases(folder, UNITS, "a_figure()", CHANCE, opens)
        self.folders = made.folders
        flag.unlink()
        self.tamper()
        self.before = checksums(made.outputs)
        self.entries = [one.check() for one in every_ledger(made.outputs)]
        self.found = self.verify([*self.folders.values(), made.outputs / "nowhere"])
        self.after = checksums(made.outputs)
        self.by_unit = {one.release.name: one for one in self.found.verdicts}

    def tamper(self) -> None:
        table = self.folders["CELL"] / "tables" / "linje.csv"
        table.write_bytes(table.read_bytes().replace(b"30 %", b"31 %"))
        page = self.folders["SEALED"] / "report.html"
        page.write_bytes(page.read_bytes().replace("Hälften".encode(), CANARY.encode()))
        sealed(self.folders["SEALED"])
        with_facts(self.folders["LIBRARY"], lambda told: told["libraries"].update(pandas="2.9"))
        with_facts(self.folders["KEY"], lambda told: told.update(input_key="0" * 64))
        with_facts(self.folders["EXTRACT"], lambda told: told["extract"].update(id="2020-01-01-a"))
        with_facts(self.folders["LEDGER"], lambda told: told["ledger"].update(seal="0"))
        with_facts(self.folders["REPORT"], lambda told: told.update(report="weekly_report"))
        (self.folders["MANIFEST"] / "manifest.json").write_text("{}")

    def verify(self, releases) -> Verification:
        return verifying.verify(
            releases, outputs=self.made.outputs, sidecars=self.made.sidecars, progress=False
        )


@pytest.fixture(scope="module")
def verified(tmp_path_factory) -> Verified:
    return Verified(tmp_path_factory.mktemp("verified"))


def test_what_nobody_touched_is_the_same(verified):
    assert verified.made.summary.count("made") == len(UNITS)
    assert verified.by_unit["UNTOUCHED"].status == SAME
    assert [one.release.name for one in verified.found.of(SAME)] == ["UNTOUCHED"]


def test_one_changed_byte_is_told_by_file_and_cell(verified):
    one = verified.by_unit["CELL"]

    assert one.status == DIFFERENT
    assert one.told == (
        "tables/linje.csv: cell linje-1-2 (row 1, column Andel); changed since it was released",
    )
    assert one.family is errors.DisclosureError


def test_what_was_changed_with_its_manifest_is_found_too(verified):
    one = verified.by_unit["SEALED"]

    assert one.status == DIFFERENT
    assert re.fullmatch(r"report\.html: line \d+, after \S+", one.told[0])
    assert one.family is errors.RunError


def test_a_report_that_depends_on_more_than_its_inputs_differs(verified):
    one = verified.by_unit["CHANCE"]

    assert one.status == DIFFERENT
    assert one.told[0].startswith("report.html: line ")


def test_what_cannot_be_made_again_differs_and_says_where(verified):
    told = "cannot be made again: cell cell-3: FileNotFoundError"

    assert verified.by_unit["BROKEN"].told == (told,)


@pytest.mark.parametrize(
    ("unit", "told", "family"),
    [
        ("LIBRARY", r"pandas 2\.9, here \d+\..*", errors.PlatformError),
        ("KEY", "its manifest was changed: its key is of other parts", errors.DisclosureError),
        ("EXTRACT", "There is no extract with this id. 2020-01-01-a", errors.ExtractError),
        ("LEDGER", "the ledger of releases does not have it", errors.DisclosureError),
        ("REPORT", "there is no such report here", errors.DefinitionError),
        ("MANIFEST", "its manifest is not one of a release", errors.DisclosureError),
        ("nowhere", "no release stands there", errors.UsageError),
    ],
)
def test_what_cannot_be_verified_says_why(verified, unit, told, family):
    one = verified.by_unit[unit]

    assert one.status == UNVERIFIED
    assert re.fullmatch(told, one.told[0])
    assert one.family is family


def test_nothing_in_outputs_is_changed_and_no_entry_is_made(verified):
    assert verified.after == verified.before
    assert [one.check() for one in every_ledger(verified.made.outputs)] == verified.entries


def test_nothing_is_left_of_what_was_made(verified):
    assert list(Path(tempfile.gettempdir()).glob("nrs-verify-*")) == []


def test_no_value_is_told(verified):
    assert CANARY not in "\n".join(verified.found.lines())


def test_the_counts_are_told_last_and_the_gravest_family_is_raised(verified):
    assert verified.found.lines()[-1].startswith("1 same, 4 differs, 7 not verified in ")
    for families, raised in [
        ({errors.DisclosureError}, errors.RunError),
        ({errors.DisclosureError, errors.RunError}, errors.DefinitionError),
    ]:
        left = [one for one in verified.found.verdicts if one.family not in families]
        with pytest.raises(raised, match="differ"):
            replace(verified.found, verdicts=tuple(left)).raise_for_differences()
    with pytest.raises(errors.DisclosureError):
        verified.found.raise_for_differences()
    replace(verified.found, verdicts=tuple(verified.found.of(SAME))).raise_for_differences()


def test_one_that_was_stopped_says_what_was_not_verified(verified, monkeypatch):
    def stopped(reports, **_):
        outcomes = [order.outcome("not started") for order in orders(reports)]
        return RunSummary(tuple(outcomes), 0.0, interrupted=True)

    def orders(reports):
        return orders_of(reports, extract=verified.made.extract, outputs=verified.made.outputs)

    monkeypatch.setattr(verifying, "run_batch", stopped)
    found = verified.verify([verified.folders["UNTOUCHED"]])

    assert found.interrupted
    assert found.verdicts[0].told == ("stopped before it was made",)


@pytest.mark.parametrize(
    ("family", "status"), [("worker died", UNVERIFIED), ("ValueError", DIFFERENT)]
)
def test_the_machines_fault_is_not_the_releases(verified, monkeypatch, family, status):
    def failing(reports, **_):
        orders = orders_of(reports, extract=verified.made.extract, outputs=verified.made.outputs)
        return RunSummary(tuple(one.failed(Failure("", family, "")) for one in orders), 0.0)

    monkeypatch.setattr(verifying, "run_batch", failing)

    assert verified.verify([verified.folders["UNTOUCHED"]]).verdicts[0].status == status


def made_again(verified, monkeypatch, record: Path) -> tuple[list[str], Verification]:
    """Whose releases are made once more, and what is found."""
    asked = []

    def run_batch(reports, **settings) -> RunSummary:
        asked.extend(subject.subject_id for _, subject, _ in reports)
        settings |= {"outputs": verified.made.outputs}
        settings = {name: settings[name] for name in ("extract", "outputs", "older", "plans")}
        orders = orders_of(reports, **settings)
        return RunSummary(tuple(order.outcome("made") for order in orders), 1.0)

    monkeypatch.setattr(verifying, "run_batch", run_batch)
    monkeypatch.setattr(verifying, "differences", lambda *_: [])
    releases = [verified.folders[name] for name in ("UNTOUCHED", "CELL", "CHANCE", "LIBRARY")]
    found = verifying.verify(
        releases,
        outputs=verified.made.outputs,
        sidecars=verified.made.sidecars,
        progress=False,
        record=record,
    )
    return asked, found


def test_what_was_found_the_same_is_not_made_once_more(verified, monkeypatch, tmp_path):
    record = tmp_path / "verified.jsonl"
    first, _ = made_again(verified, monkeypatch, record)
    lines = record.read_text(encoding="utf-8").splitlines()
    # As one that was killed leaves it: the last line is half a line.
    record.write_text(lines[0] + "\n" + lines[1][:40], encoding="utf-8")
    second, found = made_again(verified, monkeypatch, record)

    assert first == ["UNTOUCHED", "CELL", "CHANCE"]
    assert second == ["CELL", "CHANCE"]
    assert [one.status for one in found.verdicts] == [SAME, SAME, SAME, UNVERIFIED]
    assert "by the record" in found.verdicts[0].note
    assert len(found.lines()) > 1


def test_a_record_holds_for_a_release_as_it_is_only(verified, monkeypatch, tmp_path):
    """A file of CELL is not what its manifest says, and UNTOUCHED gets another manifest."""
    record = tmp_path / "verified.jsonl"
    made_again(verified, monkeypatch, record)
    path = verified.folders["UNTOUCHED"] / "manifest.json"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before + "\n", encoding="utf-8")
        again, _ = made_again(verified, monkeypatch, record)
    finally:
        path.write_text(before, encoding="utf-8")

    assert again == ["UNTOUCHED", "CELL"]


def test_what_one_that_was_killed_left_is_swept():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = Path(tempfile.gettempdir()) / f"nrs-verify-{ended.pid}-left"
    left.mkdir()
    try:
        with verifying._scratch() as scratch:
            assert scratch.stat().st_mode & 0o077 == 0
            assert not left.exists()
        assert not scratch.exists()
    finally:
        shutil.rmtree(left, ignore_errors=True)
