"""What is made again when an extract changes, with the real templates, and what is not."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from nrs_lib.cli.main import main
from nrs_lib.reports.folders import MADE_FROM, NOTEBOOK
from nrs_lib.reports.ledger import every_ledger
from tests.support.editions import FIRST, SECOND, two_extracts
from tests.support.verified import checksums

PLAN = {
    "title": {"sv": "Prov", "en": "Trial"},
    "reports": [{"report": "unit_report", "subjects": ["SV002", "PV001"], "periods": ["2022"]}],
}


class Editions:
    """The same plan on two extracts, of which the second has one other answer in SV001."""

    def __init__(self, folder, monkeypatch) -> None:
        self.outputs = folder / "outputs"
        monkeypatch.setenv("NRS_OUTPUTS", str(self.outputs))
        two_extracts(self.outputs, changed="SV001-3", nrs_pain=1.0)
        self.plan = folder / "prov.yaml"
        self.plan.write_text(yaml.safe_dump(PLAN), encoding="utf-8")
        self.shown = {}
        for name, words in {
            "dry": [FIRST, "--dry-run"],
            "first": [FIRST],
            "unchanged": [FIRST],
            "second": [SECOND, "--why"],
        }.items():
            self.shown[name] = self.told(*words)
            if name == "dry":
                self.after_dry = (self.outputs / FIRST / "cleared").exists()
        self.issued = self.files(SECOND)
        self.shown["forced"] = self.told(SECOND, "--force")
        self.before = checksums(self.outputs)
        self.verified = self.elsewhere("verify", str(self.reversed(folder)), "--workers", "1")
        self.after = checksums(self.outputs)

    def reversed(self, folder) -> Path:
        """The same plan, with its units the other way round."""
        part = PLAN["reports"][0]
        turned = {**PLAN, "reports": [{**part, "subjects": part["subjects"][::-1]}]}
        path = folder / "turned.yaml"
        path.write_text(yaml.safe_dump(turned), encoding="utf-8")
        return path

    def elsewhere(self, *words: str) -> subprocess.CompletedProcess:
        """A command under another time zone, locale, hash seed, working folder and umask."""
        root = str(Path(__file__).resolve().parents[2])
        others = {"TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": root}
        return subprocess.run(
            [sys.executable, "-m", "nrs_lib.cli.main", *words, "--extract", SECOND],
            env={**os.environ, **others, "NRS_OUTPUTS": str(self.outputs)},
            cwd="/",
            umask=0o077,
            capture_output=True,
            text=True,
            check=False,
        )

    def told(self, *words: str) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = main(["edition", str(self.plan), "--extract", *words])
        assert code == 0, said.getvalue()
        return said.getvalue()

    def files(self, extract_id: str) -> dict[str, str]:
        home = self.outputs / extract_id / "cleared"
        return {
            path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in home.rglob("*")
            if path.is_file() and path.name != "manifest.json"
        }


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return Editions(tmp_path_factory.mktemp("editions"), monkeypatch)


def test_a_dry_run_shows_and_makes_nothing(editions):
    assert "Trial: 2 reports" in editions.shown["dry"]
    assert "make   2  unit_report 2022: made for the first time" in editions.shown["dry"]
    assert not editions.after_dry


def test_nothing_is_made_twice(editions):
    assert "2 made, 0 kept" in editions.shown["first"]
    assert "0 made, 2 kept" in editions.shown["unchanged"]


def test_the_numbers_that_a_page_shows_decide(editions):
    told = editions.shown["second"]

    assert "1 made, 1 reissued (no number differs)" in told
    # SV002's own rows are the same; the nation's that stand beside them are not.
    assert "made: numbers: national change" in told
    assert "own" not in told.split("made: numbers")[1].splitlines()[0]
    assert told.index("reissued: another extract") < told.index("PV001 2022")


def test_what_was_issued_again_has_the_bytes_that_making_it_gives(editions):
    assert "0 made, 2 kept" in editions.shown["forced"]
    assert editions.issued == editions.files(SECOND)
    assert any("PV001/report.html" in name for name in editions.issued)


def test_the_parts_of_the_key_stay_in_the_house(editions):
    internal = editions.outputs / SECOND / "internal" / "unit_report" / "2022" / "PV001"
    told = json.loads((internal / MADE_FROM).read_text(encoding="utf-8"))

    assert {"template", "code", "definitions", "libraries", "parameters"} <= set(told)
    assert stat.S_IMODE((internal / MADE_FROM).stat().st_mode) == 0o600
    seal = hashlib.sha256((internal / NOTEBOOK).read_bytes()).hexdigest()
    assert told["notebook_sha256"] == seal
    secret = told["numbers"]["own change"]
    assert not [
        path
        for path in (editions.outputs / SECOND / "cleared").rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]


def test_made_once_more_in_other_surroundings_every_byte_is_the_same(editions):
    assert editions.verified.returncode == 0, editions.verified.stderr
    assert "2 same, 0 differs, 0 not verified" in editions.verified.stdout


def test_verifying_leaves_outputs_and_ledger_as_they_were(editions):
    assert editions.after == editions.before
    assert sum(one.check() for one in every_ledger(editions.outputs)) == 4


def test_a_folder_is_verified_too_and_the_exit_code_tells_of_a_changed_byte(
    editions, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("NRS_OUTPUTS", str(editions.outputs))
    made = editions.outputs / SECOND / "cleared" / "own_unit" / "unit_report" / "2022" / "PV001"
    release = Path(shutil.copytree(made, tmp_path / "PV001"))
    name = next(path.name for path in sorted((release / "tables").iterdir()))
    table = bytearray((release / "tables" / name).read_bytes())
    table[-3] ^= 1
    (release / "tables" / name).write_bytes(table)

    assert main(["verify", str(tmp_path)]) == 6
    told = capsys.readouterr()
    assert f"tables/{name}: cell " in told.out
    assert "1 of 1 releases differ" in told.err
    assert main(["verify", str(tmp_path / "PV001" / "tables")]) == 2


SUBSCRIPTION = {
    "recipient": "chef",
    "name": "Chefen",
    "units": ["SV002"],
    "reports": ["unit_report"],
    "periods": ["year"],
    "language": "sv",
    "formats": ["html"],
    "until": "2030-12-31",
}


def test_an_outbox_has_exactly_the_releases_of_its_edition(editions, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("NRS_OUTPUTS", str(editions.outputs))
    subscriptions = tmp_path / "subscriptions.yaml"
    subscriptions.write_text(yaml.safe_dump({"subscriptions": [SUBSCRIPTION]}))
    other = tmp_path / "andra.yaml"
    other.write_text(
        yaml.safe_dump(
            {**PLAN, "reports": [{**PLAN["reports"][0], "subjects": ["PV001", "SV003"]}]}
        )
    )
    asked = ["outbox", str(subscriptions), "--extract", SECOND, "--day", "2024-06-01", "--edition"]
    target = editions.outputs / "outbox" / SECOND

    assert main([*asked, str(other)]) == 0
    assert "Trial: 1 of 2 reports are made" in capsys.readouterr().out
    assert main([*asked, str(editions.plan), "--dry-run"]) == 0
    assert "unit_report SV002 2022 as html" in capsys.readouterr().out
    assert not target.exists()
    assert main([*asked, str(editions.plan)]) == 0

    files = {path.name for path in (target / "prov" / "chef").iterdir()}
    assert files == {"letter.txt", "SV002_unit_report_2022.html"}
    [line] = (target / "prov" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["edition"] == "prov"
