"""Every template through the production runner: a tiny unit, a large one, and the nation."""

from __future__ import annotations

from dataclasses import fields

import pytest

from nrs_lib.cohort.preparing import prepare
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.reports import running
from nrs_lib.reports.catalog import catalog
from nrs_lib.reports.manifest import Provenance, verify_release
from nrs_lib.reports.producing import produce, subjects_for
from nrs_lib.reports.running import run
from nrs_lib.terms import NATIONAL, Register

PERIOD = "2022"
SEED = 1
SCALE = 0.1


class Production:
    """A small registry from delivery to releases, as a statistician would do it."""

    def __init__(self, folder) -> None:
        delivery = write(generate(seed=SEED, scale=SCALE), folder / "delivery")
        self.extract = prepare(delivery, folder=folder / "outputs")
        reports = []
        for sidecar in catalog().values():
            subjects = subjects_for(sidecar, self.extract)
            if sidecar.subject != NATIONAL:
                subjects = self.smallest_and_largest(subjects)
            reports += [(sidecar, subject, PERIOD) for subject in subjects]
        self.summary, self.index = produce(
            reports,
            extract=self.extract,
            folder=folder / "outputs",
            progress=False,
        )

    def again(self, outcome):
        """Make one of the reports anew."""
        sidecar = catalog()[outcome.report]
        return run(
            sidecar,
            [outcome.subject],
            extract=self.extract,
            period=PERIOD,
            outputs=self.index.parents[1],
            progress=False,
            older="remake",
        )

    def smallest_and_largest(self, subjects):
        """The smallest unit of primary care and the largest of specialist care."""
        sizes = self.extract.episodes.groupby("unit_id", observed=True).size()
        ordered = sorted(subjects, key=lambda subject: sizes[subject.subject_id])
        small = next(unit for unit in ordered if unit.register == Register.NRSPV)
        large = next(unit for unit in reversed(ordered) if unit.register == Register.NRSSV)
        return [small, large]


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> Production:
    return Production(tmp_path_factory.mktemp("production"))


def test_every_report_is_made(production) -> None:
    assert production.summary.lines()[1:] == []
    assert production.summary.count("made") == 4


def test_every_release_is_whole(production) -> None:
    for outcome in production.summary.outcomes:
        manifest = verify_release(outcome.release)
        assert manifest["extract"]["id"] == production.extract.extract_id
        assert manifest["definitions"], outcome.name
        kinds = [output["kind"] for output in manifest["outputs"]]
        assert {"figure", "table", "text"} <= set(kinds)
        assert any(name.startswith("figures/") for name in manifest["files"])
        assert any(name.startswith("tables/") for name in manifest["files"])


def test_every_page_says_that_its_data_are_made_up(production) -> None:
    for outcome in production.summary.outcomes:
        page = (outcome.release / "report.html").read_text(encoding="utf-8")
        assert "Syntetiska data" in page
        assert "<script" not in page


def test_every_page_accounts_for_all_rows_of_the_delivery(production) -> None:
    rows = production.extract.passport["rows"]["episode"]
    assert rows["rows_in"] == rows["analysed"] + rows["set_aside"]
    told = f"{rows['rows_in']} = {rows['analysed']} analyserade + {rows['set_aside']} avskilda"
    for outcome in production.summary.outcomes:
        page = (outcome.release / "report.html").read_text(encoding="utf-8")
        assert told in page.replace("\u00a0", "")


def test_the_index_leads_to_every_report(production) -> None:
    index = production.index.read_text(encoding="utf-8")

    for outcome in production.summary.outcomes:
        page = (outcome.release / "report.html").relative_to(production.index.parent)
        assert f'href="{page.as_posix()}"' in index


def test_no_patient_is_in_a_release(production) -> None:
    people = set(production.extract.episodes["patient_id"].astype(str))
    people |= set(production.extract.episodes["episode_id"].astype(str))

    for outcome in production.summary.outcomes:
        for path in outcome.release.rglob("*"):
            if path.suffix in {".csv", ".json", ".svg"}:
                words = set(path.read_text(encoding="utf-8").replace(";", " ").split())
                assert not words & {name for name in people if not name.isdigit()}, path.name


def test_the_same_inputs_give_the_same_bytes_on_another_machine(production, monkeypatch) -> None:
    for name, value in {"TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    largest = next(
        outcome
        for outcome in production.summary.outcomes
        if outcome.subject.register == Register.NRSSV and not outcome.subject.is_national
    )

    # The source may change while tests run; its checksum stands on every page.
    made = verify_release(largest.release)
    origin = Provenance(**{part.name: made[part.name] for part in fields(Provenance)})
    monkeypatch.setattr(running, "provenance", lambda extract: origin)

    summary = production.again(largest)

    assert summary.count("kept") == 1, summary.lines()
