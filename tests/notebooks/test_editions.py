"""What is made again when an extract changes, with the real templates, and what is not."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import stat

import pytest
import yaml

from nrs_lib.cli.main import main
from nrs_lib.reports.folders import MADE_FROM, NOTEBOOK
from tests.support.editions import FIRST, SECOND, two_extracts

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

    def told(self, *words: str) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert main(["edition", str(self.plan), "--extract", *words]) == 0
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
